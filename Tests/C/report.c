/* Contract of reports: every metric, arrays that add up to it, labels, notes, and what they
 * refuse. */
#include "contract.h"

static lightlane_report *make_report(int32_t preset) {
  lightlane_link *link = make_link(preset);
  lightlane_report *report = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_report_create(link, &report, &error));
  lightlane_link_destroy(link);
  if (!report)
    exit(1);
  return report;
}

static double scalar_of(const lightlane_report *report, int32_t metric) {
  for (size_t i = 0; i < lightlane_report_scalar_count(report); i++) {
    int32_t id = 0;
    double value = NAN;
    CHECK(lightlane_report_scalar(report, i, &id, &value, NULL) == LIGHTLANE_OK);
    if (id == metric)
      return value;
  }
  return NAN;
}

/* Every metric that applies is there, with the bits that a plan gives it, and no other. */
static void test_scalars(int32_t preset) {
  lightlane_report *report = make_report(preset);
  size_t applicable = 0;
  lightlane_link *link = make_link(preset);
  for (size_t i = 0; i < lightlane_metric_count(); i++) {
    const int32_t metric = lightlane_metric_at(i);
    lightlane_plan *plan = NULL;
    double planned = NAN;
    const double reported = scalar_of(report, metric);
    lightlane_error error = fresh_error();
    const lightlane_status made = lightlane_plan_create(link, NULL, 0, &metric, 1, &plan, &error);
    if (made == LIGHTLANE_NOT_APPLICABLE) {
      CHECK(isnan(reported));
      continue;
    }
    EXPECT(LIGHTLANE_OK, made);
    applicable++;
    EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, NULL, &planned, &error));
    CHECK(same_bits(&planned, &reported, sizeof planned));
    lightlane_plan_destroy(plan);
  }
  CHECK(lightlane_report_scalar_count(report) == applicable);
  lightlane_link_destroy(link);
  lightlane_report_destroy(report);
}

static void test_arrays(int32_t preset) {
  lightlane_report *report = make_report(preset);
  const size_t count = lightlane_report_array_count(report);
  CHECK(count > 0);
  int power = 0, latency = 0;
  for (size_t i = 0; i < count; i++) {
    lightlane_array_info info = {.struct_size = sizeof info};
    EXPECT(LIGHTLANE_OK, lightlane_report_array_describe(report, i, &info, &error));
    CHECK(info.count > 0 && strlen(info.name) > 0 && strlen(info.unit) > 0 && strlen(info.doc) > 0);
    double *values = room((info.count + 1) * sizeof(double)), sum = 0;
    EXPECT(LIGHTLANE_COUNT, lightlane_report_array_copy(report, i, values, info.count - 1, &error));
    CHECK(untouched(values, (info.count + 1) * sizeof(double)));
    EXPECT(LIGHTLANE_OK, lightlane_report_array_copy(report, i, values, info.count, &error));
    CHECK(untouched(&values[info.count], sizeof(double)));
    for (size_t item = 0; item < info.count; item++) {
      CHECK(isfinite(values[item]));
      sum += values[item];
      const char *label = lightlane_report_array_label(report, i, item);
      CHECK((label && strlen(label) > 0) == (info.labelled != 0));
    }
    CHECK(!lightlane_report_array_label(report, i, info.count));
    CHECK(!lightlane_report_array_label(report, i, SIZE_MAX));
    if (strcmp(info.name, "power_items_w") == 0) {
      power++;
      CHECK(fabs(sum - scalar_of(report, LIGHTLANE_METRIC_POWER_IO_W)) < 1e-9 * sum);
    }
    if (strcmp(info.name, "latency_items_ns") == 0) {
      latency++;
      CHECK(fabs(sum - scalar_of(report, LIGHTLANE_METRIC_LATENCY_NS)) < 1e-9 * sum);
    }
    free(values);
  }
  CHECK(power == 1 && latency == 1);
  lightlane_report_destroy(report);
}

static void test_notes(int32_t preset) {
  lightlane_report *report = make_report(preset);
  const size_t count = lightlane_report_note_count(report);
  CHECK(count > 0);
  for (size_t i = 0; i < count; i++) {
    const char *note = lightlane_report_note(report, i);
    CHECK(note && strlen(note) > 0 && !strchr(note, '\n'));
  }
  CHECK(!lightlane_report_note(report, count) && !lightlane_report_note(report, SIZE_MAX));
  lightlane_report_destroy(report);
}

static int has_note(const lightlane_report *report, const char *text) {
  for (size_t i = 0; i < lightlane_report_note_count(report); i++)
    if (strcmp(lightlane_report_note(report, i), text) == 0)
      return 1;
  return 0;
}

/* What is said of a default is said no longer once the user sets the value. */
static void test_notes_follow_the_user(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  lightlane_report *before = NULL, *after = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_report_create(link, &before, &error));
  EXPECT(LIGHTLANE_OK, lightlane_link_set(link, LIGHTLANE_PARAMETER_TIA_SWING_V, 0.31, &error));
  EXPECT(LIGHTLANE_OK, lightlane_report_create(link, &after, &error));
  lightlane_link_destroy(link);
  int told = 0;
  for (size_t i = 0; i < lightlane_report_note_count(before); i++) {
    const char *note = lightlane_report_note(before, i);
    if (strncmp(note, "tia_swing_v", strlen("tia_swing_v")) == 0) {
      told++;
      CHECK(!has_note(after, note));
    }
  }
  CHECK(told == 1);
  lightlane_report_destroy(before);
  lightlane_report_destroy(after);
}

static void test_refusals(void) {
  lightlane_report *report = make_report(LIGHTLANE_PRESET_LPO), *out;
  fill(&out, sizeof out);
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_create(NULL, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_create(link, NULL, &error));
  CHECK(untouched(&out, sizeof out));
  lightlane_link_destroy(link);

  int32_t metric;
  double value, room_for_one;
  fill(&metric, sizeof metric);
  fill(&value, sizeof value);
  fill(&room_for_one, sizeof room_for_one);
  struct {
    lightlane_array_info info;
    unsigned char tail[16];
  } room;
  const size_t beyond[] = {10000, SIZE_MAX, SIZE_MAX / 2 + 1};
  for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
    fill(&room, sizeof room);
    room.info.struct_size = sizeof room.info;
    EXPECT(LIGHTLANE_COUNT, lightlane_report_scalar(report, beyond[i], &metric, &value, &error));
    EXPECT(LIGHTLANE_COUNT, lightlane_report_array_describe(report, beyond[i], &room.info, &error));
    EXPECT(LIGHTLANE_COUNT,
           lightlane_report_array_copy(report, beyond[i], &room_for_one, 1, &error));
    CHECK(!lightlane_report_array_label(report, beyond[i], 0));
    CHECK(untouched((char *)&room + 4, sizeof room - 4));
  }
  const uint32_t small[] = {0, 8, sizeof(lightlane_array_info) - 1};
  for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
    fill(&room, sizeof room);
    room.info.struct_size = small[i];
    EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_report_array_describe(report, 0, &room.info, &error));
    CHECK(untouched((char *)&room + 4, sizeof room - 4));
  }
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_scalar(NULL, 0, &metric, &value, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_scalar(report, 0, NULL, &value, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_scalar(report, 0, &metric, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_array_describe(NULL, 0, &room.info, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_array_describe(report, 0, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_array_copy(NULL, 0, &room_for_one, 1, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_report_array_copy(report, 0, NULL, 100, &error));
  CHECK(untouched(&metric, sizeof metric) && untouched(&value, sizeof value));
  CHECK(untouched(&room_for_one, sizeof room_for_one));
  CHECK(lightlane_report_scalar_count(NULL) == 0 && lightlane_report_array_count(NULL) == 0);
  CHECK(lightlane_report_note_count(NULL) == 0 && !lightlane_report_note(NULL, 0));
  CHECK(!lightlane_report_array_label(NULL, 0, 0));
  lightlane_report_destroy(report);
  lightlane_report_destroy(NULL);
}

int main(void) {
  for (size_t i = 0; i < lightlane_preset_count(); i++) {
    test_scalars(lightlane_preset_at(i));
    test_arrays(lightlane_preset_at(i));
    test_notes(lightlane_preset_at(i));
  }
  test_notes_follow_the_user();
  test_refusals();
  return conclude();
}
