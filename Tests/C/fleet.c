/* Contract of fleets: counts, sums, ownership of text, and what they refuse. */
#include "contract.h"

enum { FLEET = LIGHTLANE_GROUP_FLEET };

static lightlane_settings *make_settings(void) {
  lightlane_settings *settings = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_settings_create(FLEET, 0, &settings, &error));
  return settings;
}

static void set(lightlane_settings *settings, int32_t id, double number) {
  EXPECT(LIGHTLANE_OK, lightlane_settings_set(settings, id, &number, 1, 1, &error));
}

static double scalar(const lightlane_report *report, int32_t id) {
  for (size_t i = 0; i < lightlane_report_scalar_count(report); i++) {
    int32_t measure = 0;
    double value = NAN;
    CHECK(lightlane_report_scalar(report, i, &measure, &value, NULL) == LIGHTLANE_OK);
    if (measure == id)
      return value;
  }
  return NAN;
}

static double sum(const lightlane_report *report, const char *name) {
  for (size_t i = 0; i < lightlane_report_array_count(report); i++) {
    lightlane_array_info info = {.struct_size = sizeof info};
    CHECK(lightlane_report_array_describe(report, i, &info, NULL) == LIGHTLANE_OK);
    if (strcmp(info.name, name) != 0)
      continue;
    double values[64], total = 0;
    CHECK(info.count <= 64 && info.labelled);
    CHECK(lightlane_report_array_copy(report, i, values, 64, NULL) == LIGHTLANE_OK);
    for (size_t item = 0; item < info.count; item++) {
      total += values[item];
      CHECK(strlen(lightlane_report_array_label(report, i, item)) > 0);
    }
    return total;
  }
  CHECK(!"such an array");
  return NAN;
}

/* 41 472 accelerators in three tiers of 144 ports: 1 440 switches. */
static void test_answer(void) {
  lightlane_settings *settings = make_settings();
  lightlane_link *link = make_link(LIGHTLANE_PRESET_DSP), *copper = make_link(LIGHTLANE_PRESET_DAC);
  lightlane_report *report = NULL, *same = NULL;
  set(settings, LIGHTLANE_FLEET_SWITCH_RADIX, 144);
  set(settings, LIGHTLANE_FLEET_ACCELERATORS, 41472);
  const lightlane_link *tiers[] = {link, link, link};
  EXPECT(LIGHTLANE_OK, lightlane_fleet_report(settings, tiers, 3, copper, NULL, &report, &error));
  /* The last link given serves the tiers above. */
  EXPECT(LIGHTLANE_OK, lightlane_fleet_report(settings, tiers, 1, copper, NULL, &same, &error));
  CHECK(scalar(report, LIGHTLANE_FLEET_MEASURE_SWITCHES) == 1440);
  CHECK(scalar(report, LIGHTLANE_FLEET_MEASURE_LINKS) == 3 * 41472);
  CHECK(scalar(report, LIGHTLANE_FLEET_MEASURE_COPPER_LINKS) == 41472);
  CHECK(scalar(report, LIGHTLANE_FLEET_MEASURE_MODULES) == 4 * 41472);
  const double power = scalar(report, LIGHTLANE_FLEET_MEASURE_NETWORK_POWER_W);
  CHECK(fabs(sum(report, "network_power_items_w") - power) < 1e-12 * power);
  CHECK(scalar(same, LIGHTLANE_FLEET_MEASURE_NETWORK_POWER_W) == power);
  CHECK(scalar(report, LIGHTLANE_FLEET_MEASURE_NETWORK_FACILITY_POWER_W) == 1.25 * power);
  CHECK(isnan(scalar(report, LIGHTLANE_FLEET_MEASURE_FREED_POWER_W)));
  CHECK(lightlane_report_note_count(report) > lightlane_report_array_count(report));
  /* A report outlives what it was made of. */
  lightlane_report_destroy(same);
  lightlane_settings_destroy(settings);
  lightlane_link_destroy(link);
  lightlane_link_destroy(copper);
  CHECK(sum(report, "links_by_tier") == 3 * 41472);
  lightlane_report_destroy(report);
}

static void test_interface_link(void) {
  lightlane_settings *settings = make_settings();
  lightlane_link *engine = make_link(LIGHTLANE_PRESET_CPO_B),
                 *module = make_link(LIGHTLANE_PRESET_DSP);
  lightlane_report *own = NULL, *mixed = NULL;
  const lightlane_link *tiers[] = {engine};
  EXPECT(LIGHTLANE_OK, lightlane_fleet_report(settings, tiers, 1, NULL, NULL, &own, &error));
  EXPECT(LIGHTLANE_OK, lightlane_fleet_report(settings, tiers, 1, NULL, module, &mixed, &error));
  CHECK(scalar(mixed, LIGHTLANE_FLEET_MEASURE_OPTICS_POWER_W) >
        scalar(own, LIGHTLANE_FLEET_MEASURE_OPTICS_POWER_W));
  CHECK(scalar(mixed, LIGHTLANE_FLEET_MEASURE_MODULES) ==
        scalar(own, LIGHTLANE_FLEET_MEASURE_MODULES));
  lightlane_report_destroy(own);
  lightlane_report_destroy(mixed);
  lightlane_link_destroy(engine);
  lightlane_link_destroy(module);
  lightlane_settings_destroy(settings);
}

static void test_end(void) {
  lightlane_settings *settings = make_settings();
  lightlane_link *link = make_link(LIGHTLANE_PRESET_DSP);
  lightlane_report *report = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_fleet_end_report(settings, link, &report, &error));
  /* The published bill of a silicon photonic module of 800G. */
  CHECK(fabs(scalar(report, LIGHTLANE_FLEET_MEASURE_END_COST_USD) - 230) < 1e-9);
  CHECK(fabs(sum(report, "end_cost_items_usd") - 230) < 1e-9);
  lightlane_report_destroy(report);
  report = NULL;
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_fleet_end_report(NULL, link, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_fleet_end_report(settings, NULL, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_fleet_end_report(settings, link, NULL, &error));
  CHECK(!report);
  lightlane_link_destroy(link);
  lightlane_settings_destroy(settings);
}

static void test_refusals(void) {
  lightlane_settings *settings = make_settings(), *foreign = NULL;
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO), *copper = make_link(LIGHTLANE_PRESET_DAC);
  const lightlane_link *tiers[] = {link, link, link, link}, *none[] = {NULL}, *far[] = {copper};
  lightlane_report *report;
  fill(&report, sizeof report);
  EXPECT(LIGHTLANE_OK, lightlane_settings_create(LIGHTLANE_GROUP_COM, 0, &foreign, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER,
         lightlane_fleet_report(foreign, tiers, 1, NULL, NULL, &report, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_fleet_end_report(foreign, link, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_fleet_report(NULL, tiers, 1, NULL, NULL, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_fleet_report(settings, NULL, 1, NULL, NULL, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_fleet_report(settings, none, 1, NULL, NULL, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_fleet_report(settings, tiers, 1, NULL, NULL, NULL, &error));
  const size_t counts[] = {0, 4, SIZE_MAX, SIZE_MAX / 2 + 1};
  for (size_t i = 0; i < 4; i++)
    EXPECT(LIGHTLANE_COUNT,
           lightlane_fleet_report(settings, tiers, counts[i], NULL, NULL, &report, &error));
  EXPECT(LIGHTLANE_INFEASIBLE,
         lightlane_fleet_report(settings, far, 1, NULL, NULL, &report, &error));
  set(settings, LIGHTLANE_FLEET_SWITCH_RADIX, 63);
  EXPECT(LIGHTLANE_CONTRADICTION,
         lightlane_fleet_report(settings, tiers, 1, NULL, NULL, &report, &error));
  set(settings, LIGHTLANE_FLEET_SWITCH_RADIX, 8);
  lightlane_error error = fresh_error();
  CHECK(lightlane_fleet_report(settings, tiers, 1, NULL, NULL, &report, &error) ==
        LIGHTLANE_INFEASIBLE);
  CHECK(error.parameter == LIGHTLANE_FLEET_ACCELERATORS && strstr(error.message, "128"));
  error.struct_size = 4;
  CHECK(lightlane_fleet_report(settings, tiers, 1, NULL, NULL, &report, &error) ==
        LIGHTLANE_STRUCT_SIZE);
  CHECK(untouched(&report, sizeof report));
  lightlane_link_destroy(link);
  lightlane_link_destroy(copper);
  lightlane_settings_destroy(settings);
  lightlane_settings_destroy(foreign);
}

int main(void) {
  test_answer();
  test_interface_link();
  test_end();
  test_refusals();
  return conclude();
}
