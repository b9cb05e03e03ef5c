/* Contract of electrical networks: made from text, files and arrays, their numbers, their algebra,
 * and what they refuse. */
#include "contract.h"

static const char *const TWO_PORT = "# GHz S RI R 50\n"
                                    "1 0.1 0.2 0.5 -0.25 0.5 -0.25 0.125 0\n"
                                    "2 0.2 0.1 0.25 -0.5 0.25 -0.5 0 0.125\n"
                                    "3 0.2 0.0 0.125 -0.5 0.125 -0.5 0 0.25\n"
                                    "4 0.1 0.0 0.0625 -0.5 0.0625 -0.5 0 0.25\n";

static lightlane_network *make_network(void) {
  lightlane_network *network = NULL;
  EXPECT(LIGHTLANE_OK,
         lightlane_network_parse(TWO_PORT, strlen(TWO_PORT), "x.s2p", 0, &network, &error));
  if (!network)
    exit(1);
  return network;
}

static void test_numbers(void) {
  lightlane_network *network = make_network();
  CHECK(lightlane_network_points(network) == 4 && lightlane_network_ports(network) == 2);
  const double *f = lightlane_network_frequencies_hz(network);
  const double *s = lightlane_network_scattering(network);
  const double *z = lightlane_network_impedances_ohm(network);
  CHECK(f[0] == 1e9 && f[3] == 4e9);
  /* S21 of the second frequency, complex. */
  CHECK(s[2 * (1 * 4 + 2)] == 0.25 && s[2 * (1 * 4 + 2) + 1] == -0.5);
  CHECK(z[0] == 50 && z[1] == 0 && z[2] == 50 && z[3] == 0);

  lightlane_network *again = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_network_create(f, 4, 2, s, NULL, &again, &error));
  CHECK(same_bits(lightlane_network_scattering(again), s, 4 * 4 * 2 * sizeof *s));
  CHECK(lightlane_network_scattering(again) != s);

  /* Z11 + Z12 Z21 … of the parameters: one is the inverse of the other. */
  double impedance[32], admittance[32];
  EXPECT(LIGHTLANE_OK, lightlane_network_parameters(network, LIGHTLANE_PARAMETERS_IMPEDANCE, 0,
                                                    impedance, 32, &error));
  EXPECT(LIGHTLANE_OK, lightlane_network_parameters(network, LIGHTLANE_PARAMETERS_ADMITTANCE, 0,
                                                    admittance, 32, &error));
  for (size_t k = 0; k < 4; k++) {
    const double *a = impedance + 8 * k, *b = admittance + 8 * k;
    const double re = a[0] * b[0] - a[1] * b[1] + a[2] * b[4] - a[3] * b[5];
    const double im = a[0] * b[1] + a[1] * b[0] + a[2] * b[5] + a[3] * b[4];
    CHECK(fabs(re - 1) < 1e-12 && fabs(im) < 1e-12);
  }
  lightlane_network_destroy(again);
  EXPECT(LIGHTLANE_OK, lightlane_network_create_from(LIGHTLANE_PARAMETERS_IMPEDANCE, 0, f, 4, 2,
                                                     impedance, NULL, &again, &error));
  for (size_t i = 0; i < 32; i++)
    CHECK(fabs(lightlane_network_scattering(again)[i] - s[i]) < 1e-14);
  lightlane_network_destroy(again);
  again = NULL;
  EXPECT(LIGHTLANE_NOT_APPLICABLE,
         lightlane_network_create_from(LIGHTLANE_PARAMETERS_HYBRID, 0, f, 4, 2, impedance, NULL,
                                       &again, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_network_create_from(6, 0, f, 4, 2, impedance, NULL, &again, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_network_create_from(1, -1, f, 4, 2, impedance, NULL, &again, &error));
  lightlane_network_destroy(network);
  CHECK(lightlane_network_points(NULL) == 0 && lightlane_network_ports(NULL) == 0);
  CHECK(!lightlane_network_frequencies_hz(NULL) && !lightlane_network_scattering(NULL) &&
        !lightlane_network_impedances_ohm(NULL));
  lightlane_network_destroy(NULL);
}

static int near(const lightlane_network *a, const lightlane_network *b, double tolerance) {
  const size_t ports = lightlane_network_ports(a), points = lightlane_network_points(a);
  if (ports != lightlane_network_ports(b) || points != lightlane_network_points(b))
    return 0;
  const double *x = lightlane_network_scattering(a), *y = lightlane_network_scattering(b);
  for (size_t i = 0; i < points * ports * ports * 2; i++)
    if (!(fabs(x[i] - y[i]) <= tolerance))
      return 0;
  return 1;
}

static void test_algebra(void) {
  lightlane_network *network = make_network(), *twice = NULL, *once = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_network_cascade(network, network, &twice, &error));
  EXPECT(LIGHTLANE_OK, lightlane_network_deembed(twice, network, NULL, &once, &error));
  CHECK(near(once, network, 1e-13));
  lightlane_network_destroy(once);
  EXPECT(LIGHTLANE_OK, lightlane_network_deembed(twice, NULL, network, &once, &error));
  CHECK(near(once, network, 1e-13));
  lightlane_network_destroy(once);
  lightlane_network_destroy(twice);

  const double other[] = {75, 5, 20, -10}, fifty[] = {50, 0, 50, 0};
  lightlane_network *there = NULL, *back = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_network_renormalize(network, other, LIGHTLANE_WAVES_POWER,
                                                     LIGHTLANE_WAVES_PSEUDO, &there, &error));
  EXPECT(LIGHTLANE_OK, lightlane_network_renormalize(there, fifty, LIGHTLANE_WAVES_PSEUDO,
                                                     LIGHTLANE_WAVES_POWER, &back, &error));
  CHECK(!near(there, network, 1e-3) && near(back, network, 1e-13));
  lightlane_network_destroy(there);
  lightlane_network_destroy(back);

  const int32_t pair[] = {0, 1}, turned[] = {1, 0};
  EXPECT(LIGHTLANE_OK, lightlane_network_mixed_mode(network, pair, 1, &there, &error));
  CHECK(lightlane_network_impedances_ohm(there)[0] == 100 &&
        lightlane_network_impedances_ohm(there)[2] == 25);
  EXPECT(LIGHTLANE_OK, lightlane_network_single_ended(there, pair, 1, &back, &error));
  CHECK(near(back, network, 1e-15));
  lightlane_network_destroy(there);
  lightlane_network_destroy(back);
  EXPECT(LIGHTLANE_OK, lightlane_network_subnetwork(network, turned, 2, &there, &error));
  CHECK(lightlane_network_scattering(there)[0] == 0.125);
  lightlane_network_destroy(there);

  const double between[] = {1e9, 1.5e9, 4e9};
  EXPECT(LIGHTLANE_OK,
         lightlane_network_interpolate(network, between, 3, LIGHTLANE_CURVE_LINEAR,
                                       LIGHTLANE_COORDINATES_CARTESIAN, &there, &error));
  CHECK(fabs(lightlane_network_scattering(there)[8] - 0.15) < 1e-15);
  lightlane_network_destroy(there);
  EXPECT(LIGHTLANE_OK, lightlane_network_extrapolate(network, &there, &error));
  CHECK(lightlane_network_points(there) == 5 && lightlane_network_frequencies_hz(there)[0] == 0 &&
        lightlane_network_scattering(there)[1] == 0);
  lightlane_network_destroy(there);
  EXPECT(LIGHTLANE_OK, lightlane_network_crop(network, 2e9, 3e9, &there, &error));
  CHECK(lightlane_network_points(there) == 2);
  lightlane_network_destroy(there);
  lightlane_network_destroy(network);
}

static int array_of(const lightlane_report *report, const char *name, double *out, size_t room) {
  for (size_t i = 0; i < lightlane_report_array_count(report); i++) {
    lightlane_array_info info = {.struct_size = sizeof info};
    CHECK(lightlane_report_array_describe(report, i, &info, NULL) == LIGHTLANE_OK);
    if (strcmp(info.name, name) == 0 && info.count <= room)
      return lightlane_report_array_copy(report, i, out, room, NULL) == LIGHTLANE_OK
                 ? (int)info.count
                 : -1;
  }
  return -1;
}

static void test_reports(void) {
  lightlane_network *network = make_network();
  lightlane_report *report = NULL;
  double values[4096];
  EXPECT(LIGHTLANE_OK, lightlane_network_report(network, &report, &error));
  CHECK(lightlane_report_scalar_count(report) == 0);
  CHECK(array_of(report, "quality_percent", values, 3) == 3 && values[0] == 100 &&
        values[1] == 100);
  CHECK(array_of(report, "largest_singular_value", values, 4) == 4 && values[0] < 1);
  int told = 0;
  for (size_t i = 0; i < lightlane_report_note_count(report); i++)
    told += strstr(lightlane_report_note(report, i), "no point at zero") != NULL;
  CHECK(told == 1);
  lightlane_report_destroy(report);

  EXPECT(LIGHTLANE_OK, lightlane_network_response(network, 1, 0, LIGHTLANE_STIMULUS_STEP, 0, 0,
                                                  1000, &report, &error));
  int count = array_of(report, "response", values, 4096);
  CHECK(count >= 1000 && array_of(report, "time_s", values, 4096) == count && values[0] < 0);
  CHECK(lightlane_report_note_count(report) == 1);
  lightlane_report_destroy(report);
  EXPECT(LIGHTLANE_OK, lightlane_network_response(network, 0, 0, LIGHTLANE_STIMULUS_REFLECTOMETRY,
                                                  0, 50e-12, 0, &report, &error));
  lightlane_report_destroy(report);
  EXPECT(LIGHTLANE_CONTRADICTION,
         lightlane_network_response(network, 0, 1, LIGHTLANE_STIMULUS_REFLECTOMETRY, 0, 0, 0,
                                    &report, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_network_response(network, 0, 1, 4, 0, 0, 0, &report, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_network_response(network, 0, 1, LIGHTLANE_STIMULUS_PULSE, NAN, 0, 0, &report,
                                    &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_network_response(network, 0, 1, LIGHTLANE_STIMULUS_PULSE, 1, 0, 0, &report,
                                    &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_network_response(network, 0, SIZE_MAX, 0, 0, 0, 0, &report, &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_network_response(network, 0, 0, 0, 0, 0, SIZE_MAX, &report, &error));
  lightlane_network_destroy(network);
}

static void test_files(void) {
  lightlane_network *network = make_network(), *again = NULL;
  char folder[] = "/tmp/lightlane-contract-XXXXXX", path[sizeof folder + 8];
  CHECK(mkdtemp(folder) != NULL);
  CHECK(snprintf(path, sizeof path, "%s/x.s2p", folder) > 0);
  lightlane_touchstone_style style = {.struct_size = sizeof style, .version = 20, .unit = 9};
  style.comment = "contract";
  EXPECT(LIGHTLANE_OK, lightlane_network_write(network, path, &style, &error));
  EXPECT(LIGHTLANE_OK, lightlane_network_read(path, 0, &again, &error));
  CHECK(near(again, network, 0));
  lightlane_network_destroy(again);
  EXPECT(LIGHTLANE_CONTRADICTION, lightlane_network_read(path, 3, &again, &error));
  EXPECT(LIGHTLANE_OK, lightlane_network_write(network, path, NULL, &error));
  style.version = 30;
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_write(network, path, &style, &error));
  style.version = 0;
  style.unit = 12;
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_write(network, path, &style, &error));
  style.unit = 0;
  style.digits = INT32_MIN;
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_write(network, path, &style, &error));
  style.digits = 0;
  style.struct_size = 4;
  EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_network_write(network, path, &style, &error));
  struct {
    lightlane_touchstone_style style;
    char more[8];
  } later = {.style = {.struct_size = sizeof later}, .more = {1}};
  EXPECT(LIGHTLANE_UNSUPPORTED_FIELD, lightlane_network_write(network, path, &later.style, &error));
  EXPECT(LIGHTLANE_FILE, lightlane_network_write(network, "/nonexistent/x.s2p", NULL, &error));
  EXPECT(LIGHTLANE_FILE, lightlane_network_read("/nonexistent/x.s2p", 0, &again, &error));
  CHECK(remove(path) == 0 && remove(folder) == 0);
  lightlane_network_destroy(network);
}

static void test_refusals(void) {
  lightlane_network *network = make_network(), *out = NULL;
  const double f[] = {1, 2}, bad_f[] = {2, 1}, s[4] = {0}, nan_s[4] = {0, NAN, 0, 0};
  const double imaginary[] = {0, 50}, fifty[] = {50, 0, 50, 0};
  lightlane_error error = fresh_error();
  CHECK(lightlane_network_parse("# Hz\n1 x 0\n", 11, "f.s1p", 0, &out, &error) == LIGHTLANE_FORMAT);
  CHECK(error.row == 2 && strstr(error.message, "f.s1p:2:3: found 'x'"));
  EXPECT(LIGHTLANE_FORMAT, lightlane_network_parse(NULL, 0, NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_network_parse(NULL, 1, NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_parse("", SIZE_MAX, NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_parse("", 0, NULL, 17, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_parse("", 0, NULL, -1, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_network_read(NULL, 0, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_network_parse("", 0, NULL, 0, NULL, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_create(f, 2, 0, s, NULL, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_create(f, 2, SIZE_MAX, s, NULL, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_create(f, 0, 1, s, NULL, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_create(f, SIZE_MAX / 2, 1, s, NULL, &out, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_create(bad_f, 2, 1, s, NULL, &out, &error));
  EXPECT(LIGHTLANE_NOT_FINITE, lightlane_network_create(f, 2, 1, nan_s, NULL, &out, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_create(f, 2, 1, s, imaginary, &out, &error));
  EXPECT(LIGHTLANE_COLUMN,
         lightlane_network_create((const double *)(const void *)((const char *)f + 1), 1, 1, s,
                                  NULL, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_network_create(NULL, 2, 1, s, NULL, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_network_cascade(network, NULL, &out, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_network_renormalize(network, fifty, 3, 0, &out, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_network_renormalize(network, NULL, 0, 0, &out, &error));
  const int32_t ports[] = {0, 2, INT32_MIN, 1};
  EXPECT(LIGHTLANE_COUNT, lightlane_network_mixed_mode(network, ports, 1, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_mixed_mode(network, ports + 2, 1, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_mixed_mode(network, ports, SIZE_MAX, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_subnetwork(network, ports, 0, &out, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_network_subnetwork(network, ports, 2, &out, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_interpolate(network, f, 2, 0, 0, &out, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_interpolate(network, f, 2, 2, 0, &out, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_crop(network, NAN, NAN, &out, &error));
  double few[4];
  fill(few, sizeof few);
  EXPECT(LIGHTLANE_COUNT, lightlane_network_parameters(network, 1, 0, few, 4, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_network_parameters(network, 6, 0, few, 32, &error));
  EXPECT(LIGHTLANE_NOT_APPLICABLE, lightlane_network_parameters(network, 3, 0, few, 32, &error));
  CHECK(untouched(few, sizeof few));
  CHECK(!out);
  lightlane_network_destroy(network);
}

int main(void) {
  test_numbers();
  test_algebra();
  test_reports();
  test_files();
  test_refusals();
  return conclude();
}
