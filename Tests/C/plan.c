/* Contract of plans: what they are made of, what they refuse, and single rows. */
#include "contract.h"

static void test_refused_lists(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  lightlane_plan *plan;
  fill(&plan, sizeof plan);
  const int32_t one[] = {LIGHTLANE_PARAMETER_LANES};
  const int32_t ber[] = {LIGHTLANE_METRIC_BER};
  const int32_t stranger[] = {LIGHTLANE_PARAMETER_LANES, 9999};
  const int32_t twice[] = {LIGHTLANE_PARAMETER_LANES, LIGHTLANE_PARAMETER_LANES};
  const int32_t odd_metric[] = {LIGHTLANE_METRIC_BER, -3};
  const int32_t same_metric[] = {LIGHTLANE_METRIC_BER, LIGHTLANE_METRIC_BER};

  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER,
         lightlane_plan_create(link, stranger, 2, ber, 1, &plan, &error));
  EXPECT(LIGHTLANE_DUPLICATE, lightlane_plan_create(link, twice, 2, ber, 1, &plan, &error));
  EXPECT(LIGHTLANE_UNKNOWN_METRIC,
         lightlane_plan_create(link, one, 1, odd_metric, 2, &plan, &error));
  EXPECT(LIGHTLANE_DUPLICATE, lightlane_plan_create(link, one, 1, same_metric, 2, &plan, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_plan_create(link, one, 1, ber, 0, &plan, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_plan_create(link, one, 1, NULL, 0, &plan, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_create(NULL, one, 1, ber, 1, &plan, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_create(link, NULL, 1, ber, 1, &plan, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_create(link, one, 1, NULL, 1, &plan, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_create(link, one, 1, ber, 1, NULL, &error));
  const size_t absurd[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 4 + 1, 100000};
  for (size_t i = 0; i < sizeof absurd / sizeof absurd[0]; i++) {
    EXPECT(LIGHTLANE_COUNT, lightlane_plan_create(link, twice, absurd[i], ber, 1, &plan, &error));
    EXPECT(LIGHTLANE_COUNT,
           lightlane_plan_create(link, one, 1, same_metric, absurd[i], &plan, &error));
  }
  CHECK(untouched(&plan, sizeof plan));

  lightlane_error error = fresh_error();
  CHECK(lightlane_plan_create(link, stranger, 2, ber, 1, &plan, &error) != LIGHTLANE_OK);
  CHECK(error.parameter == 9999 && error.row == 1);
  lightlane_link_destroy(link);
}

/* The plan keeps what the link said when it was made, whatever happens to the link. */
static void test_independence(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  const int32_t wanted[] = {LIGHTLANE_METRIC_POWER_IO_W};
  lightlane_plan *plan = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_plan_create(link, NULL, 0, wanted, 1, &plan, &error));
  double before = NAN, after = NAN;
  EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, NULL, &before, &error));
  EXPECT(LIGHTLANE_OK, lightlane_link_set(link, LIGHTLANE_PARAMETER_LANES, 1, &error));
  EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, NULL, &after, &error));
  CHECK(isfinite(before) && before > 0 && same_bits(&before, &after, sizeof before));
  lightlane_link_destroy(link);
  EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, NULL, &after, &error));
  CHECK(same_bits(&before, &after, sizeof before));
  lightlane_plan_destroy(plan);
  lightlane_plan_destroy(NULL);
}

/* Every metric alone has the bits it has among all the others that apply, for every preset; one that
 * does not apply is refused by its id. */
static void test_metric_sets(void) {
  int32_t all[256];
  CHECK(lightlane_metric_count() <= 256);
  for (size_t p = 0; p < lightlane_preset_count(); p++) {
    lightlane_link *link = make_link(lightlane_preset_at(p));
    lightlane_plan *plan = NULL;
    double together[256], alone = NAN;
    size_t count = 0;
    for (size_t i = 0; i < lightlane_metric_count(); i++) {
      lightlane_error error = fresh_error();
      all[count] = lightlane_metric_at(i);
      plan = NULL;
      if (lightlane_plan_create(link, NULL, 0, all + count, 1, &plan, &error) == LIGHTLANE_OK)
        count++;
      else
        CHECK(error.status == LIGHTLANE_NOT_APPLICABLE && error.parameter == all[count]);
      lightlane_plan_destroy(plan);
    }
    EXPECT(LIGHTLANE_OK, lightlane_plan_create(link, NULL, 0, all, count, &plan, &error));
    EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, NULL, together, &error));
    lightlane_plan_destroy(plan);
    for (size_t i = 0; i < count; i++) {
      EXPECT(LIGHTLANE_OK, lightlane_plan_create(link, NULL, 0, all + i, 1, &plan, &error));
      EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, NULL, &alone, &error));
      CHECK(!isnan(alone) && same_bits(&alone, &together[i], sizeof alone));
      lightlane_plan_destroy(plan);
    }
    lightlane_link_destroy(link);
  }
}

/* A parameter that varies and one that the link was set to give the same bits, for every
 * parameter. */
static void test_varying_equals_set(void) {
  for (size_t p = 0; p < lightlane_preset_count(); p++)
    for (size_t i = 0; i < lightlane_parameter_count(); i++) {
      const int32_t id = lightlane_parameter_at(i);
      lightlane_parameter_info info = {.struct_size = sizeof info};
      CHECK(lightlane_parameter_describe(id, &info, NULL) == LIGHTLANE_OK);
      lightlane_link *link = make_link(lightlane_preset_at(p));
      double value = NAN;
      CHECK(lightlane_link_get(link, id, &value, NULL) == LIGHTLANE_OK);
      if (info.kind == LIGHTLANE_KIND_REAL)
        value = value + 0.01 * (info.maximum - value);
      else
        value = value < info.maximum ? value + 1 : value - 1;
      lightlane_plan *plan = NULL;
      double varied[OUTPUTS], set[OUTPUTS];
      fill(varied, sizeof varied);
      fill(set, sizeof set);
      CHECK(lightlane_plan_create(link, &id, 1, metrics, OUTPUTS, &plan, NULL) == LIGHTLANE_OK);
      const lightlane_status by_row = lightlane_plan_evaluate(plan, &value, varied, NULL);
      lightlane_plan_destroy(plan);
      CHECK(lightlane_link_set(link, id, value, NULL) == LIGHTLANE_OK);
      plan = NULL;
      lightlane_status by_link =
          lightlane_plan_create(link, NULL, 0, metrics, OUTPUTS, &plan, NULL);
      if (by_link == LIGHTLANE_OK)
        by_link = lightlane_plan_evaluate(plan, NULL, set, NULL);
      CHECK(by_row == by_link);
      if (by_row == LIGHTLANE_OK)
        CHECK(same_bits(varied, set, sizeof set));
      lightlane_plan_destroy(plan);
      lightlane_link_destroy(link);
    }
}

static void test_evaluate(void) {
  lightlane_plan *plan = make_plan();
  double in[INPUTS], out[OUTPUTS];
  make_row(3, in);
  fill(out, sizeof out);
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_evaluate(NULL, in, out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_evaluate(plan, NULL, out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_evaluate(plan, in, NULL, &error));
  CHECK(untouched(out, sizeof out));
  EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, in, out, &error));
  for (int m = 0; m < OUTPUTS; m++)
    CHECK(isfinite(out[m]));

  static const struct {
    double value;
    lightlane_status status;
  } bad[] = {{NAN, LIGHTLANE_NOT_FINITE},
             {INFINITY, LIGHTLANE_NOT_FINITE},
             {-INFINITY, LIGHTLANE_NOT_FINITE},
             {1e300, LIGHTLANE_OUT_OF_BOUNDS},
             {-1e300, LIGHTLANE_OUT_OF_BOUNDS}};
  for (int column = 0; column < INPUTS; column++)
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
      make_row(3, in);
      in[column] = bad[i].value;
      fill(out, sizeof out);
      lightlane_error error = fresh_error();
      CHECK(lightlane_plan_evaluate(plan, in, out, &error) == bad[i].status);
      CHECK(error.status == bad[i].status && error.parameter == varying[column]);
      for (int m = 0; m < OUTPUTS; m++)
        CHECK(isnan(out[m]));
    }
  char shifted[sizeof(double) * (INPUTS + 1)];
  double *crooked = (double *)(void *)(shifted + (8 - (uintptr_t)shifted % 8) % 8 + 4);
  fill(out, sizeof out);
  fill(shifted, sizeof shifted);
  EXPECT(LIGHTLANE_COLUMN, lightlane_plan_evaluate(plan, crooked, out, &error));
  make_row(3, in);
  EXPECT(LIGHTLANE_COLUMN, lightlane_plan_evaluate(plan, in, crooked, &error));
  CHECK(untouched(out, sizeof out) && untouched(shifted, sizeof shifted));
  lightlane_plan_destroy(plan);
}

/* A choice, a flag and an integer may vary; a fraction is refused. */
static void test_kinds_that_vary(void) {
  const int32_t ids[] = {LIGHTLANE_PARAMETER_LASER_LOCATION,
                         LIGHTLANE_PARAMETER_MODULATOR_PREDISTORTION, LIGHTLANE_PARAMETER_LANES};
  const double good[] = {LIGHTLANE_LASER_LOCATION_EXTERNAL, 1, 4};
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  lightlane_plan *plan = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_plan_create(link, ids, 3, metrics, OUTPUTS, &plan, &error));
  double out[OUTPUTS];
  EXPECT(LIGHTLANE_OK, lightlane_plan_evaluate(plan, good, out, &error));
  for (int i = 0; i < 3; i++) {
    double in[] = {good[0], good[1], good[2]};
    in[i] += i < 2 ? -0.5 : 0.5; /* still in bounds */
    EXPECT(LIGHTLANE_NOT_AN_INTEGER, lightlane_plan_evaluate(plan, in, out, &error));
    in[i] = 1e6;
    EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_plan_evaluate(plan, in, out, &error));
  }
  lightlane_plan_destroy(plan);
  lightlane_link_destroy(link);
}

int main(void) {
  test_refused_lists();
  test_independence();
  test_metric_sets();
  test_varying_equals_set();
  test_evaluate();
  test_kinds_that_vary();
  return conclude();
}
