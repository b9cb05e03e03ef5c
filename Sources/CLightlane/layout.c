/* Pins the layout of every public struct: a size or an offset that moves does not compile. */
#include <lightlane/lightlane.h>
#include <limits.h>

_Static_assert(CHAR_BIT == 8 && sizeof(void *) == 8 && sizeof(size_t) == 8 && sizeof(double) == 8,
               "the layout below is that of a 64-bit platform");
_Static_assert(sizeof(lightlane_status) == 4, "lightlane_status");

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type)
#define FIELD(type, field, offset, bytes)                                                          \
  _Static_assert(offsetof(type, field) == (offset) && sizeof(((type *)0)->field) == (bytes),       \
                 #type "." #field)

SIZE(lightlane_error, 280);
FIELD(lightlane_error, struct_size, 0, 4);
FIELD(lightlane_error, status, 4, 4);
FIELD(lightlane_error, parameter, 8, 4);
FIELD(lightlane_error, reserved, 12, 4);
FIELD(lightlane_error, row, 16, 8);
FIELD(lightlane_error, message, 24, 256);

SIZE(lightlane_parameter_info, 88);
FIELD(lightlane_parameter_info, struct_size, 0, 4);
FIELD(lightlane_parameter_info, id, 4, 4);
FIELD(lightlane_parameter_info, kind, 8, 4);
FIELD(lightlane_parameter_info, choices, 12, 4);
FIELD(lightlane_parameter_info, default_value, 16, 8);
FIELD(lightlane_parameter_info, minimum, 24, 8);
FIELD(lightlane_parameter_info, maximum, 32, 8);
FIELD(lightlane_parameter_info, name, 40, 8);
FIELD(lightlane_parameter_info, unit, 48, 8);
FIELD(lightlane_parameter_info, block, 56, 8);
FIELD(lightlane_parameter_info, doc, 64, 8);
FIELD(lightlane_parameter_info, source, 72, 8);
FIELD(lightlane_parameter_info, confidence, 80, 8);

SIZE(lightlane_metric_info, 40);
FIELD(lightlane_metric_info, struct_size, 0, 4);
FIELD(lightlane_metric_info, id, 4, 4);
FIELD(lightlane_metric_info, name, 8, 8);
FIELD(lightlane_metric_info, unit, 16, 8);
FIELD(lightlane_metric_info, boundary, 24, 8);
FIELD(lightlane_metric_info, doc, 32, 8);

SIZE(lightlane_preset_info, 32);
FIELD(lightlane_preset_info, struct_size, 0, 4);
FIELD(lightlane_preset_info, id, 4, 4);
FIELD(lightlane_preset_info, name, 8, 8);
FIELD(lightlane_preset_info, date, 16, 8);
FIELD(lightlane_preset_info, doc, 24, 8);

SIZE(lightlane_column, 16);
FIELD(lightlane_column, data, 0, 8);
FIELD(lightlane_column, stride, 8, 8);

SIZE(lightlane_run_options, 24);
FIELD(lightlane_run_options, struct_size, 0, 4);
FIELD(lightlane_run_options, threads, 4, 4);
FIELD(lightlane_run_options, progress, 8, 8);
FIELD(lightlane_run_options, user, 16, 8);

SIZE(lightlane_array_info, 40);
FIELD(lightlane_array_info, struct_size, 0, 4);
FIELD(lightlane_array_info, labelled, 4, 4);
FIELD(lightlane_array_info, count, 8, 8);
FIELD(lightlane_array_info, name, 16, 8);
FIELD(lightlane_array_info, unit, 24, 8);
FIELD(lightlane_array_info, doc, 32, 8);

SIZE(lightlane_group_info, 56);
FIELD(lightlane_group_info, struct_size, 0, 4);
FIELD(lightlane_group_info, id, 4, 4);
FIELD(lightlane_group_info, settings, 8, 8);
FIELD(lightlane_group_info, presets, 16, 8);
FIELD(lightlane_group_info, measures, 24, 8);
FIELD(lightlane_group_info, name, 32, 8);
FIELD(lightlane_group_info, title, 40, 8);
FIELD(lightlane_group_info, doc, 48, 8);

SIZE(lightlane_setting_info, 112);
FIELD(lightlane_setting_info, struct_size, 0, 4);
FIELD(lightlane_setting_info, id, 4, 4);
FIELD(lightlane_setting_info, kind, 8, 4);
FIELD(lightlane_setting_info, shape, 12, 4);
FIELD(lightlane_setting_info, minimum_rows, 16, 4);
FIELD(lightlane_setting_info, maximum_rows, 20, 4);
FIELD(lightlane_setting_info, minimum_columns, 24, 4);
FIELD(lightlane_setting_info, maximum_columns, 28, 4);
FIELD(lightlane_setting_info, choices, 32, 4);
FIELD(lightlane_setting_info, aliases, 36, 4);
FIELD(lightlane_setting_info, minimum, 40, 8);
FIELD(lightlane_setting_info, maximum, 48, 8);
FIELD(lightlane_setting_info, name, 56, 8);
FIELD(lightlane_setting_info, unit, 64, 8);
FIELD(lightlane_setting_info, block, 72, 8);
FIELD(lightlane_setting_info, default_text, 80, 8);
FIELD(lightlane_setting_info, doc, 88, 8);
FIELD(lightlane_setting_info, source, 96, 8);
FIELD(lightlane_setting_info, confidence, 104, 8);

SIZE(lightlane_measure_info, 32);
FIELD(lightlane_measure_info, struct_size, 0, 4);
FIELD(lightlane_measure_info, id, 4, 4);
FIELD(lightlane_measure_info, name, 8, 8);
FIELD(lightlane_measure_info, unit, 16, 8);
FIELD(lightlane_measure_info, doc, 24, 8);

SIZE(lightlane_touchstone_style, 32);
FIELD(lightlane_touchstone_style, struct_size, 0, 4);
FIELD(lightlane_touchstone_style, version, 4, 4);
FIELD(lightlane_touchstone_style, unit, 8, 4);
FIELD(lightlane_touchstone_style, format, 12, 4);
FIELD(lightlane_touchstone_style, parameter, 16, 4);
FIELD(lightlane_touchstone_style, digits, 20, 4);
FIELD(lightlane_touchstone_style, comment, 24, 8);
