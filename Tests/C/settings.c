/* Contract of groups, settings, presets and measures: tables, values, texts, and what they
 * refuse. */
#include "contract.h"

enum { COM = LIGHTLANE_GROUP_COM, KR = LIGHTLANE_COM_PRESET_100GBASE_KR };

static lightlane_settings *make(int32_t group, int32_t preset) {
  lightlane_settings *settings = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_settings_create(group, preset, &settings, &error));
  return settings;
}

static double number(const lightlane_settings *settings, int32_t setting) {
  double value = NAN;
  EXPECT(LIGHTLANE_OK, lightlane_settings_get(settings, setting, &value, 1, &error));
  return value;
}

static int is_text(const char *text) {
  return text && *text && !strchr(text, '\n');
}

/* ---------------------------------------------------------------- tables */

static void test_setting(int32_t group, int32_t id) {
  lightlane_setting_info info = {.struct_size = sizeof info};
  lightlane_parameter_info stranger = {.struct_size = sizeof stranger};
  EXPECT(LIGHTLANE_OK, lightlane_setting_describe(id, &info, &error));
  CHECK(info.id == id && info.minimum < info.maximum && is_text(info.name) && is_text(info.unit));
  CHECK(is_text(info.block) && is_text(info.doc) && is_text(info.source));
  CHECK(is_text(info.confidence) && is_text(info.default_text));
  CHECK(info.kind >= LIGHTLANE_KIND_REAL && info.kind <= LIGHTLANE_KIND_CHOICE);
  CHECK(info.shape >= LIGHTLANE_SHAPE_SCALAR && info.shape <= LIGHTLANE_SHAPE_MATRIX);
  CHECK(info.minimum_rows <= info.maximum_rows && info.minimum_columns <= info.maximum_columns);
  CHECK(lightlane_parameter_describe(id, &stranger, NULL) == LIGHTLANE_UNKNOWN_PARAMETER);
  int32_t found = 0;
  EXPECT(LIGHTLANE_OK, lightlane_setting_find(group, info.name, &found, &error));
  CHECK(found == id);
  for (uint32_t i = 0; i < info.aliases; i++) {
    EXPECT(LIGHTLANE_OK,
           lightlane_setting_find(group, lightlane_setting_alias(id, i), &found, &error));
    CHECK(found == id);
  }
  CHECK(!lightlane_setting_alias(id, info.aliases) && !lightlane_setting_alias(id, SIZE_MAX));
  for (uint32_t i = 0; i < info.choices; i++)
    CHECK(is_text(lightlane_setting_choice_name(id, i)));
  CHECK(!lightlane_setting_choice_name(id, info.choices));
  CHECK(!lightlane_setting_choice_name(id, UINT32_MAX));
}

/* The settings of a preset say where each value comes from, and take what they give. */
static void test_preset(const lightlane_group_info *group, int32_t preset) {
  lightlane_settings *settings = make(group->id, preset);
  CHECK(lightlane_settings_group(settings) == group->id);
  CHECK(lightlane_settings_preset(settings) == preset);
  for (size_t i = 0; i < group->settings; i++) {
    const int32_t id = lightlane_setting_at(group->id, i);
    lightlane_setting_info info = {.struct_size = sizeof info};
    CHECK(lightlane_setting_describe(id, &info, NULL) == LIGHTLANE_OK);
    CHECK(is_text(lightlane_settings_note(settings, id)));
    CHECK(strncmp(lightlane_settings_note(settings, id), info.name, strlen(info.name)) == 0);
    CHECK(!lightlane_settings_is_own(settings, id) && !lightlane_settings_warning(settings, id));
    size_t rows = SIZE_MAX, columns = SIZE_MAX;
    EXPECT(LIGHTLANE_OK, lightlane_settings_shape(settings, id, &rows, &columns, &error));
    CHECK(rows >= info.minimum_rows && rows <= info.maximum_rows);
    CHECK(columns >= info.minimum_columns && columns <= info.maximum_columns);
    double *values = room((rows * columns + 1) * sizeof *values);
    EXPECT(LIGHTLANE_OK, lightlane_settings_get(settings, id, values, rows * columns, &error));
    CHECK(untouched(values + rows * columns, sizeof *values));
    for (size_t n = 0; n < rows * columns; n++)
      CHECK(values[n] >= info.minimum && values[n] <= info.maximum);
    EXPECT(LIGHTLANE_OK, lightlane_settings_set(settings, id, values, rows, columns, &error));
    CHECK(lightlane_settings_is_own(settings, id) == 1);
    CHECK(strstr(lightlane_settings_note(settings, id), "set by the user") != NULL);
    if (rows * columns > 0) {
      EXPECT(LIGHTLANE_COUNT,
             lightlane_settings_get(settings, id, values, rows * columns - 1, &error));
      const double bad[] = {nextafter(info.minimum, -INFINITY), nextafter(info.maximum, INFINITY),
                            NAN, -INFINITY};
      for (int b = 0; b < 4; b++) {
        values[rows * columns - 1] = bad[b];
        lightlane_error error = fresh_error();
        const lightlane_status status =
            lightlane_settings_set(settings, id, values, rows, columns, &error);
        CHECK(status == (isfinite(bad[b]) ? LIGHTLANE_OUT_OF_BOUNDS : LIGHTLANE_NOT_FINITE));
        CHECK(error.parameter == id && strstr(error.message, info.name));
        CHECK(error.row == (info.shape ? (int64_t)(rows * columns - 1) : -1));
      }
    }
    EXPECT(LIGHTLANE_OK, lightlane_settings_reset(settings, id, &error));
    CHECK(!lightlane_settings_is_own(settings, id));
    free(values);
  }
  lightlane_settings_destroy(settings);
}

static void test_tables(void) {
  int32_t before = 0;
  CHECK(lightlane_group_count() > 0);
  CHECK(lightlane_group_at(lightlane_group_count()) == 0 && lightlane_group_at(SIZE_MAX) == 0);
  for (size_t g = 0; g < lightlane_group_count(); g++) {
    lightlane_group_info group = {.struct_size = sizeof group};
    EXPECT(LIGHTLANE_OK, lightlane_group_describe(lightlane_group_at(g), &group, &error));
    CHECK(group.id > before && is_text(group.name) && is_text(group.title) && is_text(group.doc));
    before = group.id;
    for (size_t i = 0; i < group.settings; i++)
      test_setting(group.id, lightlane_setting_at(group.id, i));
    CHECK(lightlane_setting_at(group.id, group.settings) == 0);
    test_preset(&group, 0);
    for (size_t i = 0; i < group.presets; i++) {
      const int32_t id = lightlane_settings_preset_at(group.id, i);
      lightlane_preset_info info = {.struct_size = sizeof info};
      EXPECT(LIGHTLANE_OK, lightlane_settings_preset_describe(id, &info, &error));
      CHECK(info.id == id && is_text(info.name) && strlen(info.date) == 10 && is_text(info.doc));
      int32_t found = 0;
      EXPECT(LIGHTLANE_OK, lightlane_settings_preset_find(group.id, info.name, &found, &error));
      CHECK(found == id);
      size_t aliases = 0;
      for (const char *alias; (alias = lightlane_settings_preset_alias(id, aliases)); aliases++) {
        EXPECT(LIGHTLANE_OK, lightlane_settings_preset_find(group.id, alias, &found, &error));
        CHECK(found == id);
      }
      test_preset(&group, id);
    }
    CHECK(lightlane_settings_preset_at(group.id, group.presets) == 0);
    for (size_t i = 0; i < group.measures; i++) {
      const int32_t id = lightlane_measure_at(group.id, i);
      lightlane_measure_info info = {.struct_size = sizeof info};
      EXPECT(LIGHTLANE_OK, lightlane_measure_describe(id, &info, &error));
      CHECK(info.id == id && is_text(info.name) && is_text(info.unit) && is_text(info.doc));
      int32_t found = 0;
      EXPECT(LIGHTLANE_OK, lightlane_measure_find(group.id, info.name, &found, &error));
      CHECK(found == id);
    }
    CHECK(lightlane_measure_at(group.id, group.measures) == 0);
  }
}

static void test_refused_rows(void) {
  int32_t id = 0x5a5a5a5a;
  lightlane_group_info group;
  lightlane_setting_info setting;
  lightlane_measure_info measure;
  lightlane_preset_info preset;
  group.struct_size = sizeof group - 1;
  setting.struct_size = sizeof setting - 1;
  measure.struct_size = sizeof measure - 1;
  preset.struct_size = sizeof preset - 1;
  EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_group_describe(COM, &group, &error));
  EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_setting_describe(LIGHTLANE_COM_LEVELS, &setting, &error));
  EXPECT(LIGHTLANE_STRUCT_SIZE,
         lightlane_measure_describe(LIGHTLANE_COM_MEASURE_COM_DB, &measure, &error));
  EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_settings_preset_describe(KR, &preset, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_group_describe(COM, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_setting_describe(LIGHTLANE_COM_LEVELS, NULL, &error));
  group.struct_size = sizeof group;
  setting.struct_size = sizeof setting;
  measure.struct_size = sizeof measure;
  preset.struct_size = sizeof preset;
  const int32_t strangers[] = {0, -1, 1, INT32_MAX, INT32_MIN, LIGHTLANE_PARAMETER_FIBER_LENGTH_M};
  for (int i = 0; i < 6; i++) {
    EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_group_describe(strangers[i], &group, &error));
    EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_setting_describe(strangers[i], &setting, &error));
    EXPECT(LIGHTLANE_UNKNOWN_METRIC, lightlane_measure_describe(strangers[i], &measure, &error));
    EXPECT(LIGHTLANE_UNKNOWN_PRESET,
           lightlane_settings_preset_describe(strangers[i], &preset, &error));
    EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_setting_find(strangers[i], "f_b", &id, &error));
    CHECK(!lightlane_setting_at(strangers[i], 0) && !lightlane_measure_at(strangers[i], 0));
    CHECK(!lightlane_settings_preset_at(strangers[i], 0));
    CHECK(!lightlane_setting_alias(strangers[i], 0));
  }
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_setting_find(COM, "f_c", &id, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_setting_find(COM, "", &id, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PRESET, lightlane_settings_preset_find(COM, "10GBASE-KR", &id, &error));
  EXPECT(LIGHTLANE_UNKNOWN_METRIC, lightlane_measure_find(COM, "com", &id, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_setting_find(COM, NULL, &id, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_setting_find(COM, "f_b", NULL, &error));
  CHECK(id == 0x5a5a5a5a);
  EXPECT(LIGHTLANE_OK, lightlane_setting_find(COM, " Z_P(tx) ", &id, &error));
  CHECK(id == LIGHTLANE_COM_TX_PACKAGE_LENGTH_MM);
}

/* A name that is nearly one of the group's is told that one. */
static void test_hints(void) {
  lightlane_error error = fresh_error();
  int32_t id = 0;
  CHECK(lightlane_settings_preset_find(COM, "100GBASE-KP", &id, &error));
  CHECK(strstr(error.message, "did you mean '100GBASE-KR'?"));
  CHECK(lightlane_setting_find(COM, "samples_per_simbol", &id, &error));
  CHECK(strstr(error.message, "did you mean 'samples_per_symbol'?"));
  CHECK(lightlane_measure_find(COM, "con_db", &id, &error));
  CHECK(strstr(error.message, "did you mean 'com_db'?"));
  CHECK(lightlane_setting_find(COM, "zzzzzzzz", &id, &error));
  CHECK(!strstr(error.message, "did you mean") && id == 0);
}

/* ---------------------------------------------------------------- settings */

static void test_values(void) {
  lightlane_settings *settings = make(COM, KR), *copy = NULL;
  CHECK(number(settings, LIGHTLANE_COM_SYMBOL_RATE_GBD) == 53.125);
  CHECK(number(settings, LIGHTLANE_COM_RULES) == LIGHTLANE_COM_RULES_REFERENCE_4_50);
  EXPECT(LIGHTLANE_OK, lightlane_settings_clone(settings, &copy, &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_COM_C_MINUS_1, "[-0.2:0.04:0]", &error));
  size_t rows = 0, columns = 0;
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_shape(settings, LIGHTLANE_COM_C_MINUS_1, &rows, &columns, &error));
  CHECK(rows == 1 && columns == 6);
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_shape(copy, LIGHTLANE_COM_C_MINUS_1, &rows, &columns, &error));
  CHECK(rows == 1 && columns == 18);
  CHECK(!lightlane_settings_is_own(copy, LIGHTLANE_COM_C_MINUS_1));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_COM_RULES, "annex 93A", &error));
  CHECK(number(settings, LIGHTLANE_COM_RULES) == LIGHTLANE_COM_RULES_ANNEX_93A);
  /* A list may lie in a column; a matrix may not be turned. */
  const double list[] = {0, -0.1, -0.2};
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set(settings, LIGHTLANE_COM_C_MINUS_1, list, 3, 1, &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_shape(settings, LIGHTLANE_COM_C_MINUS_1, &rows, &columns, &error));
  CHECK(rows == 1 && columns == 3);
  EXPECT(LIGHTLANE_COUNT,
         lightlane_settings_set(settings, LIGHTLANE_COM_PORT_ORDER, list, 1, 3, &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set(settings, LIGHTLANE_COM_INTEGRATION_END_GHZ, NULL, 0, 0, &error));
  /* What a text means unexpectedly is told, until the value is set again. */
  EXPECT(LIGHTLANE_OK, lightlane_settings_set_text(settings, LIGHTLANE_COM_DFE_TAPS_MINIMUM,
                                                   "[ -0.15 - 0.15 - 0.05 ]", &error));
  const char *warning = lightlane_settings_warning(settings, LIGHTLANE_COM_DFE_TAPS_MINIMUM);
  CHECK(warning && strstr(warning, "blanks on both sides"));
  CHECK(warning == lightlane_settings_warning(settings, LIGHTLANE_COM_DFE_TAPS_MINIMUM));
  EXPECT(LIGHTLANE_OK, lightlane_settings_reset(settings, LIGHTLANE_COM_DFE_TAPS_MINIMUM, &error));
  CHECK(!lightlane_settings_warning(settings, LIGHTLANE_COM_DFE_TAPS_MINIMUM));
  lightlane_settings_destroy(settings);
  CHECK(number(copy, LIGHTLANE_COM_SYMBOL_RATE_GBD) == 53.125);
  lightlane_settings_destroy(copy);
  lightlane_settings_destroy(NULL);
}

/* Nothing is changed by a call that fails. */
static void test_refused_values(void) {
  lightlane_settings *settings = make(COM, KR);
  const int32_t levels = LIGHTLANE_COM_LEVELS, taps = LIGHTLANE_COM_C_MINUS_1;
  double values[8] = {2.5, 0.5};
  const struct {
    const char *text;
    lightlane_status status;
  } texts[] = {
      {"", LIGHTLANE_EXPRESSION},         {"four", LIGHTLANE_EXPRESSION},
      {"[1 2", LIGHTLANE_EXPRESSION},     {"1)", LIGHTLANE_EXPRESSION},
      {"[2 4]", LIGHTLANE_COUNT},         {"[]", LIGHTLANE_COUNT},
      {"17", LIGHTLANE_OUT_OF_BOUNDS},    {"2.5", LIGHTLANE_NOT_AN_INTEGER},
      {"Inf", LIGHTLANE_NOT_FINITE},      {"1/0", LIGHTLANE_NOT_FINITE},
      {"\xff\xfe", LIGHTLANE_EXPRESSION}, {"ones(4096,4096)", LIGHTLANE_EXPRESSION},
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    lightlane_error error = fresh_error();
    const lightlane_status status =
        lightlane_settings_set_text(settings, levels, texts[i].text, &error);
    CHECK(status == texts[i].status && error.parameter == levels);
    CHECK(strncmp(error.message, "levels", 6) == 0);
  }
  char *longest = room(LIGHTLANE_MAX_EXPRESSION + 2);
  memset(longest, ' ', LIGHTLANE_MAX_EXPRESSION + 1);
  longest[0] = '4';
  longest[LIGHTLANE_MAX_EXPRESSION] = 0;
  EXPECT(LIGHTLANE_OK, lightlane_settings_set_text(settings, levels, longest, &error));
  longest[LIGHTLANE_MAX_EXPRESSION] = ' ';
  longest[LIGHTLANE_MAX_EXPRESSION + 1] = 0;
  EXPECT(LIGHTLANE_EXPRESSION, lightlane_settings_set_text(settings, levels, longest, &error));
  free(longest);
  EXPECT(LIGHTLANE_OK, lightlane_settings_reset(settings, levels, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_settings_set(settings, levels, values, 1, 2, &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_settings_set(settings, taps, values, SIZE_MAX, SIZE_MAX, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_settings_set(settings, taps, values, 1, 4097, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_settings_set(settings, taps, values, 4096, 4096, &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_settings_set(settings, taps, values, (size_t)1 << 63, 2, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_settings_set(settings, taps, NULL, 1, 1, &error));
  EXPECT(
      LIGHTLANE_COLUMN,
      lightlane_settings_set(settings, taps, (double *)(void *)((char *)values + 4), 1, 1, &error));
  EXPECT(LIGHTLANE_NOT_AN_INTEGER, lightlane_settings_set(settings, levels, values, 1, 1, &error));
  EXPECT(
      LIGHTLANE_UNKNOWN_PARAMETER,
      lightlane_settings_set(settings, LIGHTLANE_PARAMETER_FIBER_LENGTH_M, values, 1, 1, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_settings_set_text(settings, 0, "1", &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_settings_get(settings, -1, values, 8, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_settings_reset(settings, 7, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_settings_set_text(settings, levels, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_settings_set_text(NULL, levels, "4", &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_settings_get(settings, levels, NULL, 8, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_settings_shape(settings, levels, NULL, NULL, &error));
  CHECK(number(settings, levels) == 4 && !lightlane_settings_is_own(settings, levels));
  CHECK(!lightlane_settings_note(settings, 0) && !lightlane_settings_note(NULL, levels));
  CHECK(!lightlane_settings_warning(NULL, levels) && !lightlane_settings_is_own(NULL, levels));
  CHECK(!lightlane_settings_group(NULL) && !lightlane_settings_preset(NULL));
  lightlane_settings *none;
  fill(&none, sizeof none);
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_settings_create(1, 0, &none, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PRESET, lightlane_settings_create(COM, 1, &none, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PRESET,
         lightlane_settings_create(COM, LIGHTLANE_PRESET_LPO, &none, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_settings_create(COM, KR, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_settings_clone(NULL, &none, &error));
  CHECK(untouched(&none, sizeof none));
  lightlane_settings_destroy(settings);
}

int main(void) {
  test_tables();
  test_refused_rows();
  test_hints();
  test_values();
  test_refused_values();
  return conclude();
}
