/* Contract of Channel Operating Margin: what it answers on a small channel, and what it refuses. */
#include "contract.h"

enum { POINTS = 1501, PORTS = 4 };

/* Two uncoupled lines from ports 1 and 3 to ports 2 and 4, with a loss in Np at 1 GHz. */
static lightlane_network *make_channel(double loss, size_t points, double ohm) {
  double *f = calloc(points, sizeof *f);
  double *s = calloc(points * PORTS * PORTS * 2, sizeof *s);
  lightlane_network *network = NULL;
  if (!f || !s)
    exit(1);
  for (size_t k = 0; k < points; k++) {
    f[k] = 40e6 * (double)k;
    for (int line = 0; line < 2; line++) {
      /* One side is a little later: modes convert. */
      const double delay = 1e-9 + (line ? 0.4e-12 : 0);
      const double size = exp(-loss * sqrt(f[k] * 1e-9)),
                   angle = -2 * 3.14159265358979 * f[k] * delay;
      const size_t a = (size_t)(2 * line), b = a + 1;
      const size_t forth = ((k * PORTS + b) * PORTS + a) * 2,
                   back = ((k * PORTS + a) * PORTS + b) * 2;
      s[forth] = s[back] = size * cos(angle);
      s[forth + 1] = s[back + 1] = size * sin(angle);
    }
  }
  const double impedances[2 * PORTS] = {ohm, 0, ohm, 0, ohm, 0, ohm, 0};
  EXPECT(LIGHTLANE_OK, lightlane_network_create(f, points, PORTS, s, impedances, &network, &error));
  free(s);
  free(f);
  if (!network)
    exit(1);
  return network;
}

static lightlane_settings *make_settings(void) {
  static const struct {
    int32_t id;
    const char *text;
  } grid[] = {
      {LIGHTLANE_COM_C_MINUS_3, "0"},
      {LIGHTLANE_COM_C_MINUS_2, "[0 0.04]"},
      {LIGHTLANE_COM_C_MINUS_1, "[-0.2:0.1:0]"},
      {LIGHTLANE_COM_C_PLUS_1, "[-0.1 0]"},
      {LIGHTLANE_COM_CTLE_DC_GAIN_DB, "[-12:6:0]"},
      {LIGHTLANE_COM_CTLE_HP_GAIN_DB, "[-4 0]"},
      {LIGHTLANE_COM_RETURN_LOSS, "0"},
  };
  lightlane_settings *settings = NULL;
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_create(LIGHTLANE_GROUP_COM, LIGHTLANE_COM_PRESET_100GBASE_KR, &settings,
                                   &error));
  if (!settings)
    exit(1);
  for (size_t i = 0; i < sizeof grid / sizeof *grid; i++)
    EXPECT(LIGHTLANE_OK, lightlane_settings_set_text(settings, grid[i].id, grid[i].text, &error));
  return settings;
}

static double scalar(const lightlane_report *report, int32_t measure) {
  for (size_t i = 0; i < lightlane_report_scalar_count(report); i++) {
    int32_t id = 0;
    double value = 0;
    EXPECT(LIGHTLANE_OK, lightlane_report_scalar(report, i, &id, &value, &error));
    if (id == measure)
      return value;
  }
  return NAN;
}

static void test_answers(void) {
  lightlane_settings *settings = make_settings();
  lightlane_network *thru = make_channel(0.2, POINTS, 50), *fext = make_channel(0.9, POINTS, 50);
  const lightlane_network *aggressors[] = {fext, fext};
  lightlane_report *alone = NULL, *many = NULL, *lossy = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_com_report(settings, thru, NULL, 0, NULL, 0, &alone, &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_com_report(settings, thru, aggressors, 2, aggressors, 1, &many, &error));
  const double free_margin = scalar(alone, LIGHTLANE_COM_MEASURE_COM_DB);
  CHECK(free_margin > 3 && free_margin < 20);
  CHECK(scalar(many, LIGHTLANE_COM_MEASURE_COM_DB) < free_margin);
  CHECK(scalar(alone, LIGHTLANE_COM_MEASURE_ICN_MV) == 0);
  CHECK(scalar(many, LIGHTLANE_COM_MEASURE_ICN_MV) > 0);
  CHECK(isnan(scalar(alone, LIGHTLANE_COM_MEASURE_ERL_DB)));

  /* The pulse is there in full, with its times. */
  size_t found = 0;
  for (size_t i = 0; i < lightlane_report_array_count(alone); i++) {
    lightlane_array_info info = {.struct_size = sizeof info};
    EXPECT(LIGHTLANE_OK, lightlane_report_array_describe(alone, i, &info, &error));
    if (strcmp(info.name, "pulse_v") == 0) {
      double *values = calloc(info.count, sizeof *values);
      EXPECT(LIGHTLANE_OK, lightlane_report_array_copy(alone, i, values, info.count, &error));
      double most = 0;
      for (size_t k = 0; k < info.count; k++)
        most = fmax(most, values[k]);
      CHECK(most > 0.001 && most < 0.5);
      free(values);
      found++;
    }
  }
  CHECK(found == 1);
  CHECK(lightlane_report_note_count(alone) > 90);

  /* A closed eye is an answer. */
  lightlane_network *dark = make_channel(1.4, POINTS, 50);
  EXPECT(LIGHTLANE_OK, lightlane_com_report(settings, dark, NULL, 0, NULL, 0, &lossy, &error));
  CHECK(scalar(lossy, LIGHTLANE_COM_MEASURE_COM_DB) < 0);
  CHECK(strncmp(lightlane_report_note(lossy, 0), "warning: ", 9) == 0);

  lightlane_network_destroy(dark);
  lightlane_report_destroy(lossy);
  lightlane_report_destroy(many);
  lightlane_report_destroy(alone);
  lightlane_network_destroy(fext);
  lightlane_network_destroy(thru);
  lightlane_settings_destroy(settings);
}

static void test_refusals(void) {
  lightlane_settings *settings = make_settings();
  lightlane_network *thru = make_channel(0.2, POINTS, 50), *other = make_channel(0.2, 40, 50);
  lightlane_report *const untouched = (lightlane_report *)&settings;
  lightlane_report *report = untouched;
  const lightlane_network *mixed[] = {thru, NULL}, *fewer[] = {thru, other};
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_com_report(NULL, thru, NULL, 0, NULL, 0, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_com_report(settings, NULL, NULL, 0, NULL, 0, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_com_report(settings, thru, NULL, 0, NULL, 0, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_com_report(settings, thru, NULL, 1, NULL, 0, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_com_report(settings, thru, mixed, 2, NULL, 0, &report, &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_com_report(settings, thru, mixed, LIGHTLANE_COM_MAX_AGGRESSORS + 1, NULL, 0,
                              &report, &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_com_report(settings, thru, mixed, SIZE_MAX, NULL, 0, &report, &error));
  EXPECT(LIGHTLANE_CONTRADICTION,
         lightlane_com_report(settings, thru, fewer, 2, NULL, 0, &report, &error));
  lightlane_error error = fresh_error();
  CHECK(lightlane_com_report(settings, thru, fewer, 1, fewer, 2, &report, &error) ==
        LIGHTLANE_CONTRADICTION);
  CHECK(error.row == 2);
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_COM_PORT_ORDER, "[1 1 2 3]", &error));
  error = fresh_error();
  CHECK(lightlane_com_report(settings, thru, NULL, 0, NULL, 0, &report, &error) ==
        LIGHTLANE_CONTRADICTION);
  CHECK(error.parameter == LIGHTLANE_COM_PORT_ORDER);
  CHECK(report == untouched);
  lightlane_network_destroy(other);
  lightlane_network_destroy(thru);
  lightlane_settings_destroy(settings);
}

/* Counts its calls, the last of which stops the run. */
typedef struct {
  int calls, last;
  uint64_t done, total;
} Watch;

static int32_t told(void *user, uint64_t done, uint64_t total) {
  Watch *watch = user;
  CHECK(done >= watch->done && done <= total);
  watch->done = done;
  watch->total = total;
  return ++watch->calls == watch->last;
}

static void test_progress(void) {
  lightlane_settings *settings = make_settings();
  lightlane_network *thru = make_channel(0.2, POINTS, 50);
  lightlane_report *const untouched = (lightlane_report *)&settings;
  lightlane_report *report = untouched;
  Watch watch = {0};
  lightlane_run_options options = {.struct_size = sizeof options, .progress = told, .user = &watch};
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_COM_C_MINUS_1, "[-0.29:0.01:0]", &error));
  /* 30 values of c(-1), two each of c(-2), c(1) and the low gain, 3 of the high one, 2 cases. */
  watch.last = 2;
  EXPECT(LIGHTLANE_CANCELLED,
         lightlane_com_run(settings, thru, NULL, 0, NULL, 0, &options, &report, &error));
  CHECK(watch.calls == 2 && report == untouched);
  watch = (Watch){0};
  EXPECT(LIGHTLANE_OK,
         lightlane_com_run(settings, thru, NULL, 0, NULL, 0, &options, &report, &error));
  CHECK(watch.calls == 4 && watch.total == 2 * 30 * 2 * 2 * 2 * 3);
  const double margin = scalar(report, LIGHTLANE_COM_MEASURE_COM_DB);
  lightlane_report_destroy(report);
  EXPECT(LIGHTLANE_OK, lightlane_com_report(settings, thru, NULL, 0, NULL, 0, &report, &error));
  CHECK(scalar(report, LIGHTLANE_COM_MEASURE_COM_DB) == margin);
  lightlane_report_destroy(report);
  options.struct_size = 1;
  EXPECT(LIGHTLANE_STRUCT_SIZE,
         lightlane_com_run(settings, thru, NULL, 0, NULL, 0, &options, &report, &error));
  lightlane_network_destroy(thru);
  lightlane_settings_destroy(settings);
}

int main(void) {
  test_answers();
  test_progress();
  test_refusals();
  return conclude();
}
