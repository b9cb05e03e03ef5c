/* Contract of TDECQ: what it answers on an ideal waveform, and what it refuses. */
#include "contract.h"

enum { SYMBOLS = 511, PER_SYMBOL = 16, SAMPLES = SYMBOLS * PER_SYMBOL };

static uint8_t symbols[SYMBOLS];
static double power[SAMPLES];

/* PRBS9 (x^9 + x^5 + 1), Gray coded by pairs, held for a symbol each: 0.5 to 1.5 mW. */
static void make_waveform(double leak) {
  unsigned state = 0x1FF;
  uint8_t bits[2 * SYMBOLS];
  for (int i = 0; i < 2 * SYMBOLS; i++) {
    const unsigned bit = (state >> 8 ^ state >> 4) & 1u;
    bits[i] = (uint8_t)bit;
    state = (state << 1 | bit) & 0x1FF;
  }
  for (int n = 0; n < SYMBOLS; n++)
    symbols[n] = (uint8_t)(bits[2 * n] ? 3 - bits[2 * n + 1] : bits[2 * n + 1]);
  for (int n = 0; n < SYMBOLS; n++) {
    const double here = symbols[n], before = symbols[(n + SYMBOLS - 1) % SYMBOLS];
    for (int k = 0; k < PER_SYMBOL; k++)
      power[n * PER_SYMBOL + k] = 0.5e-3 + 1e-3 * ((1 - leak) * here + leak * before) / 3;
  }
}

static lightlane_settings *make_settings(void) {
  lightlane_settings *settings = NULL;
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_create(LIGHTLANE_GROUP_TDECQ, LIGHTLANE_TDECQ_PRESET_400GBASE_DR4,
                                   &settings, &error));
  if (!settings)
    exit(1);
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_TDECQ_RECEIVER, "captured", &error));
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
  lightlane_report *given = NULL, *named = NULL, *leaking = NULL;
  make_waveform(0);
  EXPECT(LIGHTLANE_OK, lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, symbols,
                                              SYMBOLS, &given, &error));
  CHECK(fabs(scalar(given, LIGHTLANE_TDECQ_MEASURE_TDECQ_DB)) < 0.01);
  CHECK(fabs(scalar(given, LIGHTLANE_TDECQ_MEASURE_OMA_OUTER_W) - 1e-3) < 1e-7);
  CHECK(isnan(scalar(given, LIGHTLANE_TDECQ_MEASURE_TECQ_DB)));
  CHECK(isnan(scalar(given, LIGHTLANE_TDECQ_MEASURE_CLOCK_JITTER_UI)));

  /* The pattern by its name is the same, under another name of the measurement. */
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_TDECQ_PATTERN, "prbs9q", &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_TDECQ_QUANTITY, "tecq", &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, NULL, 0, &named, &error));
  CHECK(scalar(named, LIGHTLANE_TDECQ_MEASURE_TECQ_DB) ==
        scalar(given, LIGHTLANE_TDECQ_MEASURE_TDECQ_DB));
  make_waveform(0.1);
  EXPECT(LIGHTLANE_OK,
         lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, NULL, 0, &leaking, &error));
  CHECK(scalar(leaking, LIGHTLANE_TDECQ_MEASURE_TECQ_DB) > 0.3);
  CHECK(scalar(leaking, LIGHTLANE_TDECQ_MEASURE_CEQ_DB) > 0.3);

  /* Five taps that sum to one, and an eye whose columns do. */
  size_t found = 0;
  for (size_t i = 0; i < lightlane_report_array_count(leaking); i++) {
    lightlane_array_info info = {.struct_size = sizeof info};
    EXPECT(LIGHTLANE_OK, lightlane_report_array_describe(leaking, i, &info, &error));
    double *values = calloc(info.count, sizeof *values), sum = 0;
    EXPECT(LIGHTLANE_OK, lightlane_report_array_copy(leaking, i, values, info.count, &error));
    for (size_t k = 0; k < info.count; k++)
      sum += values[k];
    if (strcmp(info.name, "taps") == 0) {
      CHECK(info.count == 5 && fabs(sum - 1) < 1e-12);
      found++;
    }
    if (strcmp(info.name, "eye_density") == 0) {
      CHECK(info.count == 96 * 32 && fabs(sum - 32) < 1e-9);
      found++;
    }
    free(values);
  }
  CHECK(found == 2);
  CHECK(lightlane_report_note_count(leaking) >= 22);
  lightlane_report_destroy(leaking);
  lightlane_report_destroy(named);
  lightlane_report_destroy(given);
  lightlane_settings_destroy(settings);
}

static void test_refusals(void) {
  lightlane_settings *settings = make_settings(), *com = NULL;
  lightlane_report *const untouched = (lightlane_report *)&settings;
  lightlane_report *report = untouched;
  make_waveform(0);
  EXPECT(LIGHTLANE_OK, lightlane_settings_create(LIGHTLANE_GROUP_COM, 0, &com, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_tdecq_report(NULL, power, SAMPLES, PER_SYMBOL, symbols,
                                                        SYMBOLS, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_tdecq_report(settings, NULL, SAMPLES, PER_SYMBOL,
                                                        symbols, SYMBOLS, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, NULL,
                                                        SYMBOLS, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL,
                                                        symbols, SYMBOLS, NULL, &error));
  EXPECT(LIGHTLANE_CONTRADICTION, lightlane_tdecq_report(com, power, SAMPLES, PER_SYMBOL, symbols,
                                                         SYMBOLS, &report, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_tdecq_report(settings, power, 100, PER_SYMBOL, symbols, SYMBOLS,
                                                 &report, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_tdecq_report(settings, power, SIZE_MAX, PER_SYMBOL, symbols,
                                                 SYMBOLS, &report, &error));
  EXPECT(LIGHTLANE_COUNT, lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, symbols,
                                                 LIGHTLANE_TDECQ_MAX_SYMBOLS + 1, &report, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_tdecq_report(settings, power, SAMPLES, 1, symbols, SYMBOLS, &report, &error));
  EXPECT(LIGHTLANE_NOT_FINITE,
         lightlane_tdecq_report(settings, power, SAMPLES, NAN, symbols, SYMBOLS, &report, &error));
  EXPECT(LIGHTLANE_COLUMN,
         lightlane_tdecq_report(settings, (const double *)((const char *)power + 1), SAMPLES - 1,
                                PER_SYMBOL, symbols, SYMBOLS, &report, &error));
  /* Another pattern than the one that is there. */
  EXPECT(LIGHTLANE_PATTERN,
         lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, NULL, 0, &report, &error));
  lightlane_error error = fresh_error();
  power[77] = NAN;
  CHECK(lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, symbols, SYMBOLS, &report,
                               &error) == LIGHTLANE_NOT_FINITE);
  CHECK(error.row == 77);
  power[77] = 1e-3;
  symbols[5] = 4;
  CHECK(lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, symbols, SYMBOLS, &report,
                               &error) == LIGHTLANE_OUT_OF_BOUNDS);
  CHECK(error.row == 5);
  symbols[5] = 0;
  /* Symbols and a pattern, both the caller's own. */
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_TDECQ_PATTERN, "prbs9q", &error));
  CHECK(lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, symbols, SYMBOLS, &report,
                               &error) == LIGHTLANE_CONTRADICTION);
  CHECK(error.parameter == LIGHTLANE_TDECQ_PATTERN);
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_TDECQ_LAST_MAIN_TAP, "6", &error));
  CHECK(lightlane_tdecq_report(settings, power, SAMPLES, PER_SYMBOL, NULL, 0, &report, &error) ==
        LIGHTLANE_CONTRADICTION);
  CHECK(error.parameter == LIGHTLANE_TDECQ_LAST_MAIN_TAP);
  CHECK(report == untouched);
  lightlane_settings_destroy(com);
  lightlane_settings_destroy(settings);
}

static void test_patterns(void) {
  static uint8_t symbols[65535];
  size_t count = 0;
  EXPECT(LIGHTLANE_OK,
         lightlane_tdecq_pattern(LIGHTLANE_TDECQ_PATTERN_SSPRQ, NULL, 0, &count, &error));
  CHECK(count == 65535);
  EXPECT(LIGHTLANE_OK, lightlane_tdecq_pattern(LIGHTLANE_TDECQ_PATTERN_SQUARE8, symbols,
                                               sizeof symbols, &count, &error));
  CHECK(count == 16 && symbols[0] == 3 && symbols[7] == 3 && symbols[8] == 0 && symbols[15] == 0);
  EXPECT(LIGHTLANE_COUNT,
         lightlane_tdecq_pattern(LIGHTLANE_TDECQ_PATTERN_PRBS7Q, symbols, 126, &count, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_tdecq_pattern(9, symbols, 1, &count, &error));
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS, lightlane_tdecq_pattern(-1, symbols, 1, &count, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_tdecq_pattern(0, NULL, 65535, &count, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_tdecq_pattern(0, symbols, 1, NULL, &error));
}

int main(void) {
  test_answers();
  test_refusals();
  test_patterns();
  return conclude();
}
