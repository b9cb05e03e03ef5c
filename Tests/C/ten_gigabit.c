/* Contract of the 10 Gigabit Ethernet link model: sheets, inputs, reports, and what they refuse. */
#include "contract.h"

enum { LR = LIGHTLANE_TEN_GIGABIT_SHEET_10GBASE_LR, ER = LIGHTLANE_TEN_GIGABIT_SHEET_10GBASE_ER };

static const int32_t oma[] = {LIGHTLANE_TEN_GIGABIT_INPUT_OMA_DBM};

static size_t find_array(const lightlane_report *report, const char *name,
                         lightlane_array_info *info) {
  for (size_t i = 0; i < lightlane_report_array_count(report); i++) {
    info->struct_size = sizeof *info;
    CHECK(lightlane_report_array_describe(report, i, info, NULL) == LIGHTLANE_OK);
    if (strcmp(info->name, name) == 0)
      return i;
  }
  CHECK(!"such an array");
  return SIZE_MAX;
}

/* The first item of an array of at most three. */
static double value_of(const lightlane_report *report, const char *name) {
  lightlane_array_info info;
  const size_t index = find_array(report, name, &info);
  double values[3] = {NAN, NAN, NAN};
  CHECK(lightlane_report_array_copy(report, index, values, 3, NULL) == LIGHTLANE_OK);
  return values[0];
}

static int has_note(const lightlane_report *report, const char *part) {
  for (size_t i = 0; i < lightlane_report_note_count(report); i++)
    if (strstr(lightlane_report_note(report, i), part))
      return 1;
  return 0;
}

static void test_sheets(void) {
  const size_t count = lightlane_ten_gigabit_sheet_count();
  CHECK(count == 9);
  int32_t before = 0;
  for (size_t i = 0; i < count; i++) {
    lightlane_preset_info info = {.struct_size = sizeof info};
    EXPECT(LIGHTLANE_OK, lightlane_ten_gigabit_sheet_describe(i, &info, &error));
    CHECK(info.id > before && strncmp(info.name, "10gbase-", 8) == 0 && strlen(info.doc) > 0);
    CHECK(strcmp(info.date, "2001-10-31") == 0);
    before = info.id;
    lightlane_report *report = NULL;
    EXPECT(LIGHTLANE_OK,
           lightlane_ten_gigabit_report(info.id, NULL, NULL, 0, NULL, 0, &report, &error));
    /* 802.3ae closed within a tenth of a decibel. */
    CHECK(value_of(report, "margin_db") > -0.1 && value_of(report, "margin_db") < 2);
    lightlane_report_destroy(report);
  }
  lightlane_preset_info info;
  const size_t beyond[] = {count, SIZE_MAX, SIZE_MAX / 2 + 1};
  for (size_t i = 0; i < 3; i++) {
    fill(&info, sizeof info);
    info.struct_size = sizeof info;
    EXPECT(LIGHTLANE_COUNT, lightlane_ten_gigabit_sheet_describe(beyond[i], &info, &error));
    CHECK(untouched((char *)&info + 4, sizeof info - 4));
  }
  info.struct_size = sizeof info - 1;
  EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_ten_gigabit_sheet_describe(0, &info, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_ten_gigabit_sheet_describe(0, NULL, &error));
  CHECK(untouched((char *)&info + 4, sizeof info - 4));
}

/* Ids that no parameter has, a value in bounds or none, and a refusal past each bound. */
static void test_inputs(int32_t sheet) {
  int32_t before = 0;
  size_t absent = 0;
  for (size_t i = 0; i < lightlane_ten_gigabit_input_count(); i++) {
    lightlane_parameter_info info = {.struct_size = sizeof info}, stranger = info;
    EXPECT(LIGHTLANE_OK, lightlane_ten_gigabit_input_describe(sheet, i, &info, &error));
    CHECK(info.id > before && info.choices == 0 && info.minimum < info.maximum);
    CHECK(strlen(info.name) > 0 && strlen(info.unit) > 0 && strlen(info.block) > 0);
    CHECK(strlen(info.doc) > 0 && strstr(info.source, "10GEPBud3_1_16a.xls"));
    CHECK(lightlane_parameter_describe(info.id, &stranger, NULL) == LIGHTLANE_UNKNOWN_PARAMETER);
    before = info.id;
    lightlane_report *report;
    fill(&report, sizeof report);
    const double outside[] = {nextafter(info.minimum, -INFINITY), nextafter(info.maximum, INFINITY),
                              NAN, INFINITY};
    for (size_t v = 0; v < 4; v++) {
      lightlane_error error = fresh_error();
      const lightlane_status status =
          lightlane_ten_gigabit_report(sheet, &info.id, &outside[v], 1, NULL, 0, &report, &error);
      CHECK(status == (isfinite(outside[v]) ? LIGHTLANE_OUT_OF_BOUNDS : LIGHTLANE_NOT_FINITE));
      CHECK(error.parameter == info.id && error.row == 0 && strstr(error.message, info.name));
    }
    CHECK(untouched(&report, sizeof report));
    if (isnan(info.default_value)) {
      absent++;
      EXPECT(LIGHTLANE_CONTRADICTION, lightlane_ten_gigabit_report(sheet, &info.id, &info.maximum,
                                                                   1, NULL, 0, &report, &error));
      continue;
    }
    CHECK(info.default_value >= info.minimum && info.default_value <= info.maximum);
    EXPECT(LIGHTLANE_OK, lightlane_ten_gigabit_report(sheet, &info.id, &info.default_value, 1, NULL,
                                                      0, &report, &error));
    CHECK(has_note(report, info.source) && !has_note(report, "set by the user"));
    lightlane_report_destroy(report);
  }
  CHECK(absent == 1);
  lightlane_parameter_info info;
  fill(&info, sizeof info);
  info.struct_size = sizeof info;
  EXPECT(LIGHTLANE_UNKNOWN_PRESET, lightlane_ten_gigabit_input_describe(0, 0, &info, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PRESET,
         lightlane_ten_gigabit_input_describe(LIGHTLANE_PRESET_LPO, 0, &info, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_ten_gigabit_input_describe(sheet, 1000, &info, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_ten_gigabit_input_describe(sheet, SIZE_MAX, &info, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_ten_gigabit_input_describe(sheet, 0, NULL, &error));
  info.struct_size = 4;
  EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_ten_gigabit_input_describe(sheet, 0, &info, &error));
  CHECK(untouched((char *)&info + 4, sizeof info - 4));
}

/* Columns have an item a length, results one item with its cell; what the user sets is told. */
static void test_report(void) {
  const double lengths_km[] = {0, 10, 12.5}, set[] = {-3.0};
  lightlane_report *report = NULL, *plain = NULL;
  EXPECT(LIGHTLANE_OK,
         lightlane_ten_gigabit_report(LR, oma, set, 1, lengths_km, 3, &report, &error));
  EXPECT(LIGHTLANE_OK, lightlane_ten_gigabit_report(LR, NULL, NULL, 0, NULL, 0, &plain, &error));
  CHECK(lightlane_report_scalar_count(report) == 0);
  int32_t metric;
  double values[3];
  EXPECT(LIGHTLANE_COUNT, lightlane_report_scalar(report, 0, &metric, values, &error));
  size_t columns = 0, results = 0;
  for (size_t i = 0; i < lightlane_report_array_count(report); i++) {
    lightlane_array_info info = {.struct_size = sizeof info};
    EXPECT(LIGHTLANE_OK, lightlane_report_array_describe(report, i, &info, &error));
    CHECK(strlen(info.name) > 0 && strlen(info.unit) > 0 && strlen(info.doc) > 0);
    CHECK(info.count == (info.labelled ? 1u : 3u));
    CHECK((lightlane_report_array_label(report, i, 0) != NULL) == (info.labelled != 0));
    columns += !info.labelled;
    results += info.labelled != 0;
  }
  CHECK(columns == 25 && results == 9);
  CHECK(lightlane_report_array_copy(report, 0, values, 3, NULL) == LIGHTLANE_OK);
  CHECK(same_bits(values, lengths_km, sizeof values));
  CHECK(value_of(plain, "length_km") == 10);
  CHECK(fabs(value_of(plain, "margin_db") - 0.1461) < 1e-4);
  CHECK(fabs(value_of(report, "power_budget_db") - value_of(plain, "power_budget_db") - 0.2) <
        1e-12);
  CHECK(has_note(report, "oma_dbm = -3 dBm: set by the user; the sheet has -3.2 dBm"));
  CHECK(has_note(report, "revision 3.1.16a of 2001-10-31"));
  CHECK(has_note(report, "warning: the margin is below zero at 1 of 3 lengths"));
  lightlane_report_destroy(report);
  lightlane_report_destroy(plain);
}

static void test_refusals(void) {
  lightlane_report *out;
  fill(&out, sizeof out);
  const double values[64] = {-3.0, 1.0};
  const int32_t strangers[] = {0, -1, INT32_MIN, INT32_MAX, LIGHTLANE_PRESET_LPO, LR + 1};
  for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
    EXPECT(LIGHTLANE_UNKNOWN_PRESET,
           lightlane_ten_gigabit_report(strangers[i], NULL, NULL, 0, NULL, 0, &out, &error));
    EXPECT(LIGHTLANE_UNKNOWN_PARAMETER,
           lightlane_ten_gigabit_report(LR, &strangers[i], values, 1, NULL, 0, &out, &error));
  }
  const int32_t twice[64] = {oma[0], oma[0]};
  EXPECT(LIGHTLANE_DUPLICATE,
         lightlane_ten_gigabit_report(LR, twice, values, 2, NULL, 0, &out, &error));
  const size_t many[] = {lightlane_ten_gigabit_input_count() + 1, SIZE_MAX, SIZE_MAX / 2 + 1};
  for (size_t i = 0; i < 3; i++)
    EXPECT(LIGHTLANE_COUNT,
           lightlane_ten_gigabit_report(LR, twice, values, many[i], NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_ten_gigabit_report(LR, NULL, NULL, 0, values,
                                      LIGHTLANE_TEN_GIGABIT_MAX_LENGTHS + 1, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_ten_gigabit_report(LR, NULL, values, 1, NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_ten_gigabit_report(LR, oma, NULL, 1, NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_ten_gigabit_report(LR, NULL, NULL, 0, NULL, 1, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_ten_gigabit_report(LR, NULL, NULL, 0, NULL, 0, NULL, &error));
  const double *askew = (const double *)(const void *)((const char *)values + 1);
  EXPECT(LIGHTLANE_COLUMN, lightlane_ten_gigabit_report(LR, oma, askew, 1, NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_COLUMN, lightlane_ten_gigabit_report(LR, NULL, NULL, 0, askew, 1, &out, &error));
  const double bad[] = {-1, 1001, NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 5; i++) {
    const double lengths_km[] = {1, bad[i], 2};
    lightlane_error error = fresh_error();
    CHECK(lightlane_ten_gigabit_report(LR, NULL, NULL, 0, lengths_km, 3, &out, &error) ==
          (isfinite(bad[i]) ? LIGHTLANE_OUT_OF_BOUNDS : LIGHTLANE_NOT_FINITE));
    CHECK(error.row == 1 && error.parameter == 0 && strstr(error.message, "length_km"));
    CHECK(strstr(error.message, "0 to 1000 km"));
  }
  const int32_t pairs[][2] = {
      {LIGHTLANE_TEN_GIGABIT_INPUT_OMA_DBM, LIGHTLANE_TEN_GIGABIT_INPUT_WORST_AVERAGE_POWER_DBM},
      {LIGHTLANE_TEN_GIGABIT_INPUT_DUTY_CYCLE_DISTORTION_PS,
       LIGHTLANE_TEN_GIGABIT_INPUT_DETERMINISTIC_JITTER_PS},
      {LIGHTLANE_TEN_GIGABIT_INPUT_DUTY_CYCLE_DISTORTION_PS,
       LIGHTLANE_TEN_GIGABIT_INPUT_DETERMINISTIC_JITTER_PS},
  };
  const double together[][2] = {{3.02, 0}, {7, 6}, {97, 97}};
  const char *named[] = {"worst_average_power_dbm", "deterministic_jitter_ps", "symbol_rate_mbd"};
  for (size_t i = 0; i < 3; i++) {
    lightlane_error error = fresh_error();
    CHECK(lightlane_ten_gigabit_report(LR, pairs[i], together[i], 2, NULL, 0, &out, &error) ==
          LIGHTLANE_CONTRADICTION);
    CHECK(error.parameter == pairs[i][0] && strstr(error.message, named[i]));
  }
  lightlane_error small = {.struct_size = 4};
  CHECK(lightlane_ten_gigabit_report(LR, NULL, NULL, 0, NULL, 0, &out, &small) ==
        LIGHTLANE_STRUCT_SIZE);
  CHECK(untouched(&out, sizeof out));
}

/* Inputs at their bounds and between them: an answer or a refusal by name, never a trap. */
static void test_corners(void) {
  const size_t count = lightlane_ten_gigabit_input_count();
  int32_t ids[64];
  double values[64];
  size_t answered = 0;
  CHECK(count <= 64);
  for (size_t draw = 0; draw < 4000; draw++) {
    const int32_t sheet = draw % 2 ? LR : ER;
    size_t given = 0;
    for (size_t i = 0; i < count; i++) {
      lightlane_parameter_info info = {.struct_size = sizeof info};
      CHECK(lightlane_ten_gigabit_input_describe(sheet, i, &info, NULL) == LIGHTLANE_OK);
      const double x = spread(draw * count + i, 1);
      if (isnan(info.default_value) || spread(draw * count + i, 0) > 0.3)
        continue;
      ids[given] = info.id;
      values[given++] = x < 0.3   ? info.minimum
                        : x > 0.7 ? info.maximum
                                  : info.minimum + x * (info.maximum - info.minimum);
    }
    const double lengths_km[] = {0, 1000 * spread(draw, 2), 1000};
    lightlane_report *report = NULL;
    const lightlane_status status =
        lightlane_ten_gigabit_report(sheet, ids, values, given, lengths_km, 3, &report, NULL);
    CHECK(status == LIGHTLANE_OK || status == LIGHTLANE_CONTRADICTION ||
          status == LIGHTLANE_OUT_OF_BOUNDS);
    CHECK((report != NULL) == (status == LIGHTLANE_OK));
    answered += report != NULL;
    if (report && isnan(value_of(report, "margin_db")))
      CHECK(has_note(report, "warning: the eye is closed"));
    lightlane_report_destroy(report);
  }
  CHECK(answered > 100);
}

int main(void) {
  test_sheets();
  for (size_t i = 0; i < lightlane_ten_gigabit_sheet_count(); i++) {
    lightlane_preset_info info = {.struct_size = sizeof info};
    CHECK(lightlane_ten_gigabit_sheet_describe(i, &info, NULL) == LIGHTLANE_OK);
    test_inputs(info.id);
  }
  test_report();
  test_refusals();
  test_corners();
  return conclude();
}
