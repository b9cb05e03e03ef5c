/* A first link in C: the "lpo" preset over fibre length, one run, the answers as a table.
 *
 *     cc first_link.c $(pkg-config --cflags --libs lightlane) -o first_link
 *     ./first_link             a table to read
 *     ./first_link --digits    the same as CSV with every digit
 */
#include <lightlane/lightlane.h>
#include <stdio.h>
#include <string.h>

enum { LENGTHS = 5, METRICS = 7 };

static const int32_t want[METRICS] = {
    LIGHTLANE_METRIC_BER,
    LIGHTLANE_METRIC_MARGIN_DB,
    LIGHTLANE_METRIC_POWER_OPTICS_W,
    LIGHTLANE_METRIC_POWER_IO_W,
    LIGHTLANE_METRIC_ENERGY_OPTICS_PJ_PER_BIT,
    LIGHTLANE_METRIC_ENERGY_IO_PJ_PER_BIT,
    LIGHTLANE_METRIC_LATENCY_NS,
};

/* The columns of a run are strided, so the answers can lie row by row in one matrix. */
static lightlane_status sweep(double *length_m, double answers[LENGTHS][METRICS],
                              lightlane_error *error) {
  const int32_t vary[] = {LIGHTLANE_PARAMETER_FIBER_LENGTH_M};
  const lightlane_column input = {length_m, sizeof length_m[0]};
  lightlane_column outputs[METRICS];
  for (int m = 0; m < METRICS; m++) {
    outputs[m].data = &answers[0][m];
    outputs[m].stride = sizeof answers[0];
  }

  lightlane_link *link = NULL;
  lightlane_plan *plan = NULL;
  lightlane_status status = lightlane_link_create(LIGHTLANE_PRESET_LPO, &link, error);
  if (status == LIGHTLANE_OK)
    status = lightlane_plan_create(link, vary, 1, want, METRICS, &plan, error);
  if (status == LIGHTLANE_OK)
    status = lightlane_plan_run(plan, LENGTHS, &input, 1, outputs, METRICS, NULL, NULL, error);
  lightlane_plan_destroy(plan);
  lightlane_link_destroy(link);
  return status;
}

int main(int argc, char **argv) {
  const int digits = argc > 1 && strcmp(argv[1], "--digits") == 0;
  double length_m[LENGTHS] = {10, 100, 500, 1000, 2000};
  double answers[LENGTHS][METRICS];
  lightlane_error error = {.struct_size = sizeof error};
  if (sweep(length_m, answers, &error) != LIGHTLANE_OK) {
    fprintf(stderr, "first_link: %s\n", error.message);
    return 1;
  }

  int width[METRICS];
  printf("fiber_length_m");
  for (int m = 0; m < METRICS; m++) {
    lightlane_metric_info metric = {.struct_size = sizeof metric};
    if (lightlane_metric_describe(want[m], &metric, &error) != LIGHTLANE_OK)
      return 1;
    const int wide = 3 + (int)strlen(metric.name);
    width[m] = digits ? 0 : wide > 13 ? wide : 13;
    printf("%s%*s", digits ? "," : "", width[m], metric.name);
  }
  for (int i = 0; i < LENGTHS; i++) {
    printf("\n%*g", digits ? 0 : 14, length_m[i]);
    for (int m = 0; m < METRICS; m++)
      if (digits)
        printf(",%.17g", answers[i][m]);
      else
        printf("%*.5g", width[m], answers[i][m]);
  }
  printf("\n");
  return 0;
}
