/* Settings, presets and measures: the tables of every calculation that is more than a row of a
 * link, each a group of its own, and the settings of one such calculation. Part of lightlane.h,
 * where the conventions stand.
 *
 *     lightlane_settings *settings = NULL;
 *     if (lightlane_settings_create(LIGHTLANE_GROUP_COM, LIGHTLANE_COM_PRESET_100GBASE_KR,
 *                                   &settings, &error) ||
 *         lightlane_settings_set_text(settings, LIGHTLANE_COM_C_MINUS_1, "[-0.2:0.02:0]", &error))
 *       puts(error.message);
 *     lightlane_settings_destroy(settings);
 *
 * A value is a matrix of rows * columns numbers, row by row; a scalar is 1 x 1, a list has one
 * row. As text it is an expression of the part of MATLAB that the IEEE's COM workbooks use:
 * numbers, + - * / ^ and their elementwise forms, parentheses, brackets, ranges, ones, zeros, pi.
 * [1 -2] is two numbers, [1 - 2] is one: the latter sets a warning. */
#ifndef LIGHTLANE_SETTINGS_H
#define LIGHTLANE_SETTINGS_H

#include "lightlane_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most bytes of an expression. */
#define LIGHTLANE_MAX_EXPRESSION 4096u

/** Settings of one calculation: values over a preset. Mutable. */
typedef struct lightlane_settings lightlane_settings;

/** One group's row: a calculation with settings, presets and measures. Since 0.1. */
typedef struct lightlane_group_info {
  uint32_t struct_size; /**< in: sizeof(lightlane_group_info) */
  int32_t id;           /**< permanent number */
  size_t settings;      /**< number of settings */
  size_t presets;       /**< number of presets */
  size_t measures;      /**< number of measures */
  const char *name;     /**< such as "com" */
  const char *title;    /**< such as "Channel Operating Margin" */
  const char *doc;      /**< what is calculated, one line */
} lightlane_group_info;

/** One setting's row of the table. Since 0.1. */
typedef struct lightlane_setting_info {
  uint32_t struct_size;     /**< in: sizeof(lightlane_setting_info) */
  int32_t id;               /**< permanent number */
  int32_t kind;             /**< LIGHTLANE_KIND_REAL, _INTEGER, _FLAG or _CHOICE */
  int32_t shape;            /**< LIGHTLANE_SHAPE_SCALAR, _LIST or _MATRIX */
  uint32_t minimum_rows;    /**< fewest rows */
  uint32_t maximum_rows;    /**< most rows */
  uint32_t minimum_columns; /**< fewest columns; 0 for a value that may be absent */
  uint32_t maximum_columns; /**< most columns */
  uint32_t choices;         /**< number of named values; 0 unless the kind is a choice */
  uint32_t aliases;         /**< number of other names */
  double minimum;           /**< of every number, inclusive */
  double maximum;           /**< of every number, inclusive */
  const char *name;         /**< lower case, ends with the unit */
  const char *unit;         /**< "1" when dimensionless */
  const char *block;        /**< what part of the calculation reads it */
  const char *default_text; /**< before a preset sets its own, as an expression or a choice */
  const char *doc;          /**< what it is, one line */
  const char *source;       /**< where the default comes from */
  const char *confidence;   /**< standard, draft, public, derived, definition or assumption */
} lightlane_setting_info;

/** One measure's row of the table: a scalar that a report can carry. Since 0.1. */
typedef struct lightlane_measure_info {
  uint32_t struct_size; /**< in: sizeof(lightlane_measure_info) */
  int32_t id;           /**< permanent number */
  const char *name;     /**< lower case, ends with the unit */
  const char *unit;     /**< "1" when dimensionless */
  const char *doc;      /**< what it is, one line */
} lightlane_measure_info;

/* ---------------------------------------------------------------- tables */

/** Number of groups. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_group_count(void);

/** Id of the group at an index of the table, 0 when index >= lightlane_group_count(). [any thread]
 *  Since 0.1. */
LIGHTLANE_API int32_t lightlane_group_at(size_t index);

/** Describe a group. Fails with UNKNOWN_PARAMETER, NULL_POINTER, STRUCT_SIZE. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_group_describe(int32_t group,
                                                                        lightlane_group_info *out,
                                                                        lightlane_error *error);

/** Id of the setting at an index of a group, 0 when there is none. [any thread] Since 0.1. */
LIGHTLANE_API int32_t lightlane_setting_at(int32_t group, size_t index);

/** Describe a setting. Fails with UNKNOWN_PARAMETER, NULL_POINTER, STRUCT_SIZE. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_setting_describe(int32_t setting, lightlane_setting_info *out, lightlane_error *error);

/** Find a setting of a group by its name or another name, such as "f_b" or "c(-1)"; blanks and
 *  case do not count. Fails with UNKNOWN_PARAMETER, NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_setting_find(int32_t group,
                                                                      const char *name,
                                                                      int32_t *out,
                                                                      lightlane_error *error);

/** Another name of a setting, by index from 0; NULL when there is no such. Static. [any thread]
 *  Since 0.1. */
LIGHTLANE_API const char *lightlane_setting_alias(int32_t setting, size_t index);

/** Name of one value of a choice, from 0; NULL when there is no such. Static. [any thread] Since
 *  0.1. */
LIGHTLANE_API const char *lightlane_setting_choice_name(int32_t setting, uint32_t value);

/** Id of the preset at an index of a group, 0 when there is none. [any thread] Since 0.1. */
LIGHTLANE_API int32_t lightlane_settings_preset_at(int32_t group, size_t index);

/** Describe a preset of a group. Fails with UNKNOWN_PRESET, NULL_POINTER, STRUCT_SIZE. [any thread]
 *  Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_settings_preset_describe(
    int32_t preset, lightlane_preset_info *out, lightlane_error *error);

/** Find a preset of a group by its name or another name; blanks and case do not count. Fails with
 *  UNKNOWN_PARAMETER (no such group), UNKNOWN_PRESET, NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_settings_preset_find(
    int32_t group, const char *name, int32_t *out, lightlane_error *error);

/** Another name of a preset of a group, by index from 0; NULL when there is no such. Static. [any
 *  thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_settings_preset_alias(int32_t preset, size_t index);

/** Id of the measure at an index of a group, 0 when there is none. [any thread] Since 0.1. */
LIGHTLANE_API int32_t lightlane_measure_at(int32_t group, size_t index);

/** Describe a measure. Fails with UNKNOWN_METRIC, NULL_POINTER, STRUCT_SIZE. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_measure_describe(int32_t measure, lightlane_measure_info *out, lightlane_error *error);

/** Find a measure of a group by its exact name. Fails with UNKNOWN_PARAMETER (no such group),
 *  UNKNOWN_METRIC, NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_measure_find(int32_t group,
                                                                      const char *name,
                                                                      int32_t *out,
                                                                      lightlane_error *error);

/* ---------------------------------------------------------------- settings */

/** Make the settings of a group from one of its presets, or from the defaults of the table when
 *  preset is 0. *out is set to a handle that lightlane_settings_destroy frees. Fails with
 *  UNKNOWN_PARAMETER (no such group), UNKNOWN_PRESET, NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_settings_create(int32_t group,
                                                                         int32_t preset,
                                                                         lightlane_settings **out,
                                                                         lightlane_error *error);

/** An independent copy. Fails with NULL_POINTER. [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_settings_clone(
    const lightlane_settings *settings, lightlane_settings **out, lightlane_error *error);

/** Free settings and all text they handed out; NULL is fine. [one thread per object] Since 0.1. */
LIGHTLANE_API void lightlane_settings_destroy(lightlane_settings *settings);

/** Id of the group; 0 for NULL. [one thread per object] Since 0.1. */
LIGHTLANE_API int32_t lightlane_settings_group(const lightlane_settings *settings);

/** Id of the preset they were made from; 0 for none and for NULL. [one thread per object] Since
 *  0.1. */
LIGHTLANE_API int32_t lightlane_settings_preset(const lightlane_settings *settings);

/** Set a value of rows * columns numbers, row by row. A list may lie in a row or in a column, and
 *  `values` may be NULL when there are no numbers. Flags take 0 or 1, choices the number of the
 *  named value. Fails with UNKNOWN_PARAMETER (no such setting of the group), COUNT (another size
 *  than it takes), NOT_FINITE, OUT_OF_BOUNDS, NOT_AN_INTEGER, COLUMN (misaligned), NULL_POINTER; the
 *  number at fault is in error->row. [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_settings_set(lightlane_settings *settings,
                                                                      int32_t setting,
                                                                      const double *values,
                                                                      size_t rows, size_t columns,
                                                                      lightlane_error *error);

/** Set the value of an expression, or the named value of a choice. Fails as
 *  lightlane_settings_set, and with EXPRESSION. [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_settings_set_text(
    lightlane_settings *settings, int32_t setting, const char *expression, lightlane_error *error);

/** Rows and columns of a value. Fails with UNKNOWN_PARAMETER, NULL_POINTER. [one thread per
 *  object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_settings_shape(const lightlane_settings *settings, int32_t setting, size_t *rows,
                         size_t *columns, lightlane_error *error);

/** Copy a value into `out`, which has room for `capacity` numbers. Fails with UNKNOWN_PARAMETER,
 *  COUNT (too little room), COLUMN (misaligned), NULL_POINTER. [one thread per object] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_settings_get(const lightlane_settings *settings, int32_t setting, double *out,
                       size_t capacity, lightlane_error *error);

/** Give a setting back the value of the preset. Fails with UNKNOWN_PARAMETER, NULL_POINTER.
 *  [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_settings_reset(lightlane_settings *settings, int32_t setting, lightlane_error *error);

/** 1 when a value was set by lightlane_settings_set or _set_text, 0 otherwise. [one thread per
 *  object] Since 0.1. */
LIGHTLANE_API int32_t lightlane_settings_is_own(const lightlane_settings *settings,
                                                int32_t setting);

/** A setting with its value and where that came from, one line; NULL when there is no such
 *  setting. Lives until the settings are next changed or freed. [one thread per object] Since
 *  0.1. */
LIGHTLANE_API const char *lightlane_settings_note(lightlane_settings *settings, int32_t setting);

/** What the text of a value meant unexpectedly, one line; NULL when nothing. Lives until the
 *  settings are next changed or freed. [one thread per object] Since 0.1. */
LIGHTLANE_API const char *lightlane_settings_warning(lightlane_settings *settings, int32_t setting);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_SETTINGS_H */
