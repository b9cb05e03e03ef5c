/* Contract of links: presets, values, bounds and what a refusal says and leaves alone. */
#include "contract.h"

static double value_of(const lightlane_link *link, int32_t parameter) {
  double value = NAN;
  CHECK(lightlane_link_get(link, parameter, &value, NULL) == LIGHTLANE_OK);
  return value;
}

static void test_create(void) {
  for (size_t i = 0; i < lightlane_preset_count(); i++) {
    const int32_t preset = lightlane_preset_at(i);
    lightlane_link *link = NULL;
    EXPECT(LIGHTLANE_OK, lightlane_link_create(preset, &link, &error));
    CHECK(link && lightlane_link_preset(link) == preset);
    for (size_t p = 0; p < lightlane_parameter_count(); p++) {
      const int32_t parameter = lightlane_parameter_at(p);
      double expected = NAN;
      CHECK(lightlane_preset_value(preset, parameter, &expected, NULL, NULL) == LIGHTLANE_OK);
      CHECK(value_of(link, parameter) == expected);
    }
    lightlane_link_destroy(link);
  }
  lightlane_link *link;
  fill(&link, sizeof link);
  const int32_t strangers[] = {0, -1, 1, INT32_MIN, INT32_MAX};
  for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
    EXPECT(LIGHTLANE_UNKNOWN_PRESET, lightlane_link_create(strangers[i], &link, &error));
  CHECK(untouched(&link, sizeof link));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_create(LIGHTLANE_PRESET_LPO, NULL, &error));
  CHECK(lightlane_link_preset(NULL) == 0);
  lightlane_link_destroy(NULL);
}

static void test_clone(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO), *copy = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_link_set(link, LIGHTLANE_PARAMETER_LANES, 4, &error));
  EXPECT(LIGHTLANE_OK, lightlane_link_clone(link, &copy, &error));
  EXPECT(LIGHTLANE_OK, lightlane_link_set(link, LIGHTLANE_PARAMETER_LANES, 2, &error));
  CHECK(copy && copy != link);
  CHECK(value_of(copy, LIGHTLANE_PARAMETER_LANES) == 4);
  CHECK(lightlane_link_preset(copy) == LIGHTLANE_PRESET_LPO);
  lightlane_link_destroy(link);
  CHECK(value_of(copy, LIGHTLANE_PARAMETER_LANES) == 4);
  lightlane_link *kept = copy;
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_clone(NULL, &copy, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_clone(copy, NULL, &error));
  CHECK(copy == kept);
  lightlane_link_destroy(copy);
}

/* Every parameter takes its bounds, refuses what lies beyond and keeps its value then. */
static void test_bounds(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_CPO_A);
  for (size_t i = 0; i < lightlane_parameter_count(); i++) {
    const int32_t id = lightlane_parameter_at(i);
    lightlane_parameter_info info = {.struct_size = sizeof info};
    CHECK(lightlane_parameter_describe(id, &info, NULL) == LIGHTLANE_OK);
    EXPECT(LIGHTLANE_OK, lightlane_link_set(link, id, info.maximum, &error));
    CHECK(value_of(link, id) == info.maximum);
    EXPECT(LIGHTLANE_OK, lightlane_link_set(link, id, info.minimum, &error));
    CHECK(value_of(link, id) == info.minimum);

    const double step = info.kind == LIGHTLANE_KIND_REAL ? 0.5 : 1;
    const double outside[] = {info.maximum + step, info.minimum - step, 1e300, -1e300, 9.3e18};
    for (size_t k = 0; k < sizeof outside / sizeof outside[0]; k++)
      EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_link_set(link, id, outside[k], &error));
    const double endless[] = {NAN, -NAN, INFINITY, -INFINITY};
    for (size_t k = 0; k < sizeof endless / sizeof endless[0]; k++)
      EXPECT(LIGHTLANE_NOT_FINITE, lightlane_link_set(link, id, endless[k], &error));
    if (info.kind != LIGHTLANE_KIND_REAL)
      EXPECT(LIGHTLANE_NOT_AN_INTEGER, lightlane_link_set(link, id, info.minimum + 0.5, &error));
    else {
      EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
             lightlane_link_set(link, id, nextafter(info.maximum, INFINITY), &error));
      EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
             lightlane_link_set(link, id, nextafter(info.minimum, -INFINITY), &error));
    }
    CHECK(value_of(link, id) == info.minimum);

    lightlane_error refusal = fresh_error();
    CHECK(lightlane_link_set(link, id, info.maximum + step, &refusal) == LIGHTLANE_OUT_OF_BOUNDS);
    CHECK(refusal.parameter == id && refusal.row == -1);
    CHECK(strstr(refusal.message, info.name) != NULL);

    EXPECT(LIGHTLANE_OK, lightlane_link_reset(link, id, &error));
    double preset = NAN;
    CHECK(lightlane_preset_value(LIGHTLANE_PRESET_CPO_A, id, &preset, NULL, NULL) == LIGHTLANE_OK);
    CHECK(value_of(link, id) == preset);
  }
  lightlane_link_destroy(link);
}

static void test_message(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  lightlane_error error = fresh_error();
  CHECK(lightlane_link_set(link, LIGHTLANE_PARAMETER_HOST_TX_CHANNEL_LOSS_DB, 61.25, &error));
  const char *wanted[] = {"host_tx_channel_loss_db", "61.25", "0", "60", "dB"};
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
    CHECK(strstr(error.message, wanted[i]) != NULL);
  lightlane_link_destroy(link);
}

static void test_unknown_parameters(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  double value;
  fill(&value, sizeof value);
  for (int32_t id = -20; id < 3000; id++) {
    lightlane_parameter_info info = {.struct_size = sizeof info};
    if (lightlane_parameter_describe(id, &info, NULL) == LIGHTLANE_OK)
      continue;
    CHECK(lightlane_link_set(link, id, 1, NULL) == LIGHTLANE_UNKNOWN_PARAMETER);
    CHECK(lightlane_link_get(link, id, &value, NULL) == LIGHTLANE_UNKNOWN_PARAMETER);
    CHECK(lightlane_link_reset(link, id, NULL) == LIGHTLANE_UNKNOWN_PARAMETER);
  }
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_link_set(link, INT32_MAX, 1, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_link_get(link, INT32_MIN, &value, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_link_reset(link, INT32_MIN, &error));
  CHECK(untouched(&value, sizeof value));
  lightlane_link_destroy(link);
}

static void test_null(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  const int32_t id = LIGHTLANE_PARAMETER_LANES;
  const double value = 4;
  double got;
  fill(&got, sizeof got);
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_set(NULL, id, 4, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_get(NULL, id, &got, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_get(link, id, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_reset(NULL, id, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_set_many(NULL, &id, &value, 1, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_set_many(link, NULL, &value, 1, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_link_set_many(link, &id, NULL, 1, &error));
  CHECK(untouched(&got, sizeof got));
  CHECK(value_of(link, id) == 8);
  lightlane_link_destroy(link);
}

static void test_set_many(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  const int32_t ids[] = {LIGHTLANE_PARAMETER_LANES, LIGHTLANE_PARAMETER_FIBER_LENGTH_M};
  const double good[] = {4, 77}, late[] = {2, -1}, early[] = {0.5, 10};
  EXPECT(LIGHTLANE_OK, lightlane_link_set_many(link, ids, good, 2, &error));
  CHECK(value_of(link, ids[0]) == 4 && value_of(link, ids[1]) == 77);
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_link_set_many(link, ids, late, 2, &error));
  CHECK(value_of(link, ids[0]) == 4 && value_of(link, ids[1]) == 77);

  lightlane_error refusal = fresh_error();
  CHECK(lightlane_link_set_many(link, ids, late, 2, &refusal) == LIGHTLANE_OUT_OF_BOUNDS);
  CHECK(refusal.row == 1 && refusal.parameter == ids[1]);
  refusal = fresh_error();
  CHECK(lightlane_link_set_many(link, ids, early, 2, &refusal) != LIGHTLANE_OK);
  CHECK(refusal.row == 0 && refusal.parameter == ids[0]);

  const int32_t twice[] = {ids[0], ids[0]}, stranger[] = {ids[0], 9999};
  EXPECT(LIGHTLANE_DUPLICATE, lightlane_link_set_many(link, twice, good, 2, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_link_set_many(link, stranger, good, 2, &error));
  /* A count beyond the table can only be wrong; a repeated id ends any reading of the list. */
  CHECK(lightlane_link_set_many(link, twice, good, SIZE_MAX, NULL) != LIGHTLANE_OK);
  CHECK(lightlane_link_set_many(link, twice, good, SIZE_MAX / 8, NULL) != LIGHTLANE_OK);
  CHECK(value_of(link, ids[0]) == 4 && value_of(link, ids[1]) == 77);
  EXPECT(LIGHTLANE_OK, lightlane_link_set_many(link, ids, good, 0, &error));
  lightlane_link_destroy(link);
}

/* An error struct of the wrong size is left alone; a larger one has its known part written. */
static void test_error_sizes(void) {
  struct {
    lightlane_error error;
    unsigned char tail[16];
  } room;
  const uint32_t small[] = {0, 1, 8, sizeof(lightlane_error) - 1};
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
    fill(&room, sizeof room);
    room.error.struct_size = small[i];
    CHECK(lightlane_link_set(link, 9999, 0, &room.error) != LIGHTLANE_OK);
    CHECK(untouched((char *)&room + 4, sizeof room - 4));
  }
  fill(&room, sizeof room);
  room.error.struct_size = sizeof room;
  CHECK(lightlane_link_set(link, 9999, 0, &room.error) == LIGHTLANE_UNKNOWN_PARAMETER);
  CHECK(room.error.status == LIGHTLANE_UNKNOWN_PARAMETER && room.error.parameter == 9999);
  CHECK(untouched(room.tail, sizeof room.tail));
  lightlane_link_destroy(link);
}

int main(void) {
  test_create();
  test_clone();
  test_bounds();
  test_message();
  test_unknown_parameters();
  test_null();
  test_set_many();
  test_error_sizes();
  return conclude();
}
