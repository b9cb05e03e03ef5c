/* Speed of the library from C: rows a second on one and two threads, and the cost of a single row. Prints lines of
 * NAME VALUE for Benchmarks/run.sh to set beside their targets. */
#include <lightlane/lightlane.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { INPUTS = 4, OUTPUTS = 4, ROWS = 1000000, FEW = 4096, REPEATS = 9, ROUNDS = 40 };

static const int32_t *varying, *metrics;
static const int32_t usual_varying[INPUTS] = {
    LIGHTLANE_PARAMETER_FIBER_LENGTH_M,
    LIGHTLANE_PARAMETER_HOST_TX_CHANNEL_LOSS_DB,
    LIGHTLANE_PARAMETER_LASER_RIN_DB_PER_HZ,
    LIGHTLANE_PARAMETER_LASER_POWER_MW,
};
static const int32_t usual_metrics[OUTPUTS] = {
    LIGHTLANE_METRIC_BER,
    LIGHTLANE_METRIC_MARGIN_DB,
    LIGHTLANE_METRIC_POWER_IO_W,
    LIGHTLANE_METRIC_LATENCY_NS,
};
static const double usual_low[INPUTS] = {2, 8, -155, 20}, usual_high[INPUTS] = {2000, 18, -140, 60};

/* Light, swing and temperature found together: the least electrical power for a margin. */
static const int32_t coupled_varying[INPUTS] = {
    LIGHTLANE_PARAMETER_FIBER_LENGTH_M,
    LIGHTLANE_PARAMETER_HOST_TX_CHANNEL_LOSS_DB,
    LIGHTLANE_PARAMETER_LASER_RIN_DB_PER_HZ,
    LIGHTLANE_PARAMETER_AMBIENT_TEMPERATURE_C,
};
static const int32_t coupled_metrics[OUTPUTS] = {
    LIGHTLANE_METRIC_MARGIN_DB,
    LIGHTLANE_METRIC_POWER_OPTICS_W,
    LIGHTLANE_METRIC_LASER_OUTPUT_MW,
    LIGHTLANE_METRIC_TEMPERATURE_LASER_C,
};
static const double coupled_low[INPUTS] = {2, 4, -155, 15},
                    coupled_high[INPUTS] = {1000, 10, -148, 45};

static double *in[INPUTS], *out[2][OUTPUTS];
static lightlane_plan *plan;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *times, size_t count) {
  qsort(times, count, sizeof times[0], ascending);
  return times[count / 2];
}

static void stop(const char *message) {
  fprintf(stderr, "rows: %s\n", message);
  exit(1);
}

/* Seconds that one run over the first rows takes. */
static double run(uint64_t rows, uint32_t threads, double *const results[OUTPUTS]) {
  lightlane_column inputs[INPUTS], outputs[OUTPUTS];
  for (int c = 0; c < INPUTS; c++)
    inputs[c] = (lightlane_column){in[c], sizeof(double)};
  for (int m = 0; m < OUTPUTS; m++)
    outputs[m] = (lightlane_column){results[m], sizeof(double)};
  lightlane_run_options options = {.struct_size = sizeof options, .threads = threads};
  lightlane_error error = {.struct_size = sizeof error};
  const double start = seconds();
  if (lightlane_plan_run(plan, rows, inputs, INPUTS, outputs, OUTPUTS, NULL, &options, &error))
    stop(error.message);
  return seconds() - start;
}

static double median_run(uint32_t threads, double *const results[OUTPUTS]) {
  double times[REPEATS];
  for (int i = 0; i < REPEATS; i++)
    times[i] = run(ROWS, threads, results);
  return median(times, REPEATS);
}

/* Nanoseconds of a single-row call beyond what the same rows cost in a run. */
static void single_rows(void) {
  double by_call[ROUNDS], by_run[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    const double start = seconds();
    for (int row = 0; row < FEW; row++) {
      const double row_in[INPUTS] = {in[0][row], in[1][row], in[2][row], in[3][row]};
      double row_out[OUTPUTS];
      if (lightlane_plan_evaluate(plan, row_in, row_out, NULL))
        stop("a single row has no answer");
    }
    by_call[i] = (seconds() - start) / FEW * 1e9;
    by_run[i] = run(FEW, 1, out[0]) / FEW * 1e9;
  }
  const double call = median(by_call, ROUNDS), row = median(by_run, ROUNDS);
  printf("one_row_ns %.1f\n", call);
  printf("one_row_overhead_ns %.1f\n", call - row);
}

static void make_plan(int32_t preset, int coupled) {
  lightlane_link *link = NULL;
  lightlane_error error = {.struct_size = sizeof error};
  varying = coupled ? coupled_varying : usual_varying;
  metrics = coupled ? coupled_metrics : usual_metrics;
  if (lightlane_link_create(preset, &link, &error))
    stop(error.message);
  if (coupled && (lightlane_link_set(link, LIGHTLANE_PARAMETER_LASER_POWER_MODE,
                                     LIGHTLANE_LASER_POWER_MODE_MINIMUM_POWER, &error) ||
                  lightlane_link_set(link, LIGHTLANE_PARAMETER_TEMPERATURE_MODE,
                                     LIGHTLANE_TEMPERATURE_MODE_SOLVED, &error) ||
                  lightlane_link_set(link, LIGHTLANE_PARAMETER_TARGET_MARGIN_DB, 1, &error)))
    stop(error.message);
  if (lightlane_plan_create(link, varying, INPUTS, metrics, OUTPUTS, &plan, &error))
    stop(error.message);
  lightlane_link_destroy(link);
}

/* The same workload on every preset: rows a second of the slowest, and its name. */
static void every_preset(void) {
  double slowest = HUGE_VAL;
  const char *name = "";
  for (size_t i = 0; i < lightlane_preset_count(); i++) {
    lightlane_preset_info info = {.struct_size = sizeof info};
    if (lightlane_preset_describe(lightlane_preset_at(i), &info, NULL))
      stop("a preset has no description");
    make_plan(info.id, 0);
    double times[3];
    for (int k = 0; k < 3; k++)
      times[k] = run(ROWS / 10, 1, out[0]);
    const double rate = ROWS / 10 / median(times, 3);
    if (rate < slowest) {
      slowest = rate;
      name = info.name;
    }
    lightlane_plan_destroy(plan);
  }
  printf("rows_per_s_slowest %.0f\nslowest_preset %s\n", slowest, name);
}

/* Rows a second of the coupled solve, of the slower of two presets. */
static void coupled_rows(void) {
  const int32_t presets[2] = {LIGHTLANE_PRESET_LPO, LIGHTLANE_PRESET_CPO_A};
  double slowest = HUGE_VAL;
  for (int i = 0; i < 2; i++) {
    make_plan(presets[i], 1);
    double times[3];
    for (int k = 0; k < 3; k++)
      times[k] = run(ROWS / 10, 1, out[0]);
    for (int row = 0; row < ROWS / 10; row++)
      if (!(fabs(out[0][0][row] - 1) < 1e-6))
        stop("a coupled solve missed its margin");
    const double rate = ROWS / 10 / median(times, 3);
    slowest = rate < slowest ? rate : slowest;
    lightlane_plan_destroy(plan);
  }
  printf("rows_per_s_coupled %.0f\n", slowest);
}

static void fill(const double *low, const double *high) {
  for (int c = 0; c < INPUTS; c++)
    for (int i = 0; i < ROWS; i++) {
      const double x = (i + 1) * 0.6180339887498949 * (c + 1);
      in[c][i] = low[c] + (high[c] - low[c]) * (x - floor(x));
    }
}

int main(void) {
  for (int c = 0; c < INPUTS; c++) {
    in[c] = malloc(ROWS * sizeof(double));
    if (!in[c])
      stop("out of memory");
  }
  fill(usual_low, usual_high);
  for (int m = 0; m < OUTPUTS; m++)
    for (int k = 0; k < 2; k++) {
      out[k][m] = malloc(ROWS * sizeof(double));
      if (!out[k][m])
        stop("out of memory");
      memset(out[k][m], k, ROWS * sizeof(double));
    }

  make_plan(LIGHTLANE_PRESET_LPO, 0);
  printf("rows_per_s_1 %.0f\n", ROWS / median_run(1, out[0]));
  printf("rows_per_s_2 %.0f\n", ROWS / median_run(2, out[1]));
  int equal = 1;
  for (int m = 0; m < OUTPUTS; m++)
    equal &= memcmp(out[0][m], out[1][m], ROWS * sizeof(double)) == 0;
  printf("threads_bit_identical %d\n", equal);
  single_rows();
  lightlane_plan_destroy(plan);
  every_preset();
  fill(coupled_low, coupled_high);
  coupled_rows();
  return 0;
}
