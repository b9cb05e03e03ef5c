/* Contract of forward error correction and limits: reports of settings, the coder, and what they
 * refuse. */
#include "contract.h"

enum { N = 544, K = 514, WORDS = 40 };

static lightlane_settings *make(int32_t group, int32_t preset) {
  lightlane_settings *settings = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_settings_create(group, preset, &settings, &error));
  return settings;
}

static double scalar(const lightlane_report *report, int32_t measure) {
  for (size_t i = 0; i < lightlane_report_scalar_count(report); i++) {
    int32_t id = 0;
    double value = NAN;
    CHECK(lightlane_report_scalar(report, i, &id, &value, NULL) == LIGHTLANE_OK);
    if (id == measure)
      return value;
  }
  return NAN;
}

static uint64_t state = 1;

static uint32_t draw(uint32_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % below;
}

/* ---------------------------------------------------------------- reports */

static void test_fec(void) {
  lightlane_settings *settings = make(LIGHTLANE_GROUP_FEC, 0);
  lightlane_report *report = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_fec_report(settings, &report, &error));
  /* The ratios that IEEE 802.3 prints for 2.4e-4: 9.2e-13 lost frames with one codeword. */
  CHECK(fabs(scalar(report, LIGHTLANE_FEC_MEASURE_FRAME_LOSS_RATIO) - 9.2e-13) < 0.05e-13);
  CHECK(fabs(scalar(report, LIGHTLANE_FEC_MEASURE_CODEWORD_ERROR_RATIO) / 8.1516e-13 - 1) < 1e-4);
  CHECK(isnan(scalar(report, LIGHTLANE_FEC_MEASURE_BUDGET_BIT_ERROR_RATIO)));
  CHECK(lightlane_report_note_count(report) > 10);
  lightlane_report_destroy(report);

  const double curve[] = {1e-5, 1e-4, 1e-3};
  EXPECT(LIGHTLANE_OK, lightlane_settings_set(settings, LIGHTLANE_FEC_PRE_FEC_BIT_ERROR_RATIO,
                                              curve, 1, 3, &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_FEC_INTERLEAVING, "4", &error));
  EXPECT(LIGHTLANE_OK, lightlane_fec_report(settings, &report, &error));
  lightlane_array_info info = {.struct_size = sizeof info};
  EXPECT(LIGHTLANE_OK, lightlane_report_array_describe(report, 1, &info, &error));
  CHECK(info.count == 3 && strcmp(info.name, "codeword_error_ratios") == 0 && !info.labelled);
  double ratios[3];
  EXPECT(LIGHTLANE_OK, lightlane_report_array_copy(report, 1, ratios, 3, &error));
  CHECK(ratios[0] < ratios[1] && ratios[1] < ratios[2]);
  CHECK(fabs(ratios[1] / 1.3598e-18 - 1) < 1e-4 && fabs(ratios[2] / 1.5303e-4 - 1) < 1e-4);
  lightlane_report_destroy(report);

  report = NULL;
  const double tap = 0.5;
  EXPECT(LIGHTLANE_OK, lightlane_settings_set(settings, LIGHTLANE_FEC_DFE_TAP, &tap, 1, 1, &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set_text(settings, LIGHTLANE_FEC_INNER_CODE, "hamming", &error));
  lightlane_error error = fresh_error();
  CHECK(lightlane_fec_report(settings, &report, &error) == LIGHTLANE_CONTRADICTION && !report);
  CHECK(error.parameter == LIGHTLANE_FEC_INNER_CODE && strstr(error.message, "inner_code"));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_fec_report(NULL, &report, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_fec_report(settings, NULL, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER, lightlane_limits_report(settings, &report, &error));
  lightlane_settings_destroy(settings);
  lightlane_settings *com = make(LIGHTLANE_GROUP_COM, 0);
  EXPECT(LIGHTLANE_CONTRADICTION, lightlane_fec_report(com, &report, &error));
  lightlane_settings_destroy(com);
  for (size_t i = 0; lightlane_settings_preset_at(LIGHTLANE_GROUP_FEC, i); i++) {
    lightlane_settings *preset =
        make(LIGHTLANE_GROUP_FEC, lightlane_settings_preset_at(LIGHTLANE_GROUP_FEC, i));
    EXPECT(LIGHTLANE_OK, lightlane_fec_report(preset, &report, &error));
    lightlane_report_destroy(report);
    lightlane_settings_destroy(preset);
  }
}

static void test_limits(void) {
  lightlane_settings *measured = make(LIGHTLANE_GROUP_LIMITS, LIGHTLANE_LIMITS_PRESET_400GBASE_DR4);
  const double oma = -0.5, closure = 2.0;
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set(measured, LIGHTLANE_LIMITS_OMA_DBM, &oma, 1, 1, &error));
  EXPECT(LIGHTLANE_OK,
         lightlane_settings_set(measured, LIGHTLANE_LIMITS_TDECQ_DB, &closure, 1, 1, &error));
  lightlane_report *report = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_limits_report(measured, &report, &error));
  CHECK(scalar(report, LIGHTLANE_LIMITS_MEASURE_LIMITS_CHECKED) == 3);
  CHECK(scalar(report, LIGHTLANE_LIMITS_MEASURE_LIMITS_FAILED) == 1);
  CHECK(scalar(report, LIGHTLANE_LIMITS_MEASURE_LIMITS_OPEN) > 10);
  lightlane_array_info info = {.struct_size = sizeof info};
  EXPECT(LIGHTLANE_OK, lightlane_report_array_describe(report, 2, &info, &error));
  CHECK(info.labelled && info.count == 3 && strcmp(info.name, "margin") == 0);
  double margins[3];
  EXPECT(LIGHTLANE_OK, lightlane_report_array_copy(report, 2, margins, 3, &error));
  CHECK(strcmp(lightlane_report_array_label(report, 2, 0), "oma_dbm min") == 0);
  /* -2.2 + 2.0 dBm are asked for. */
  CHECK(fabs(margins[0] + 0.3) < 1e-12 && fabs(margins[1] - 4.7) < 1e-12);
  CHECK(strncmp(lightlane_report_note(report, 0), "warning: oma_dbm", 16) == 0);
  lightlane_report_destroy(report);
  lightlane_settings_destroy(measured);
  measured = make(LIGHTLANE_GROUP_LIMITS, 0);
  EXPECT(LIGHTLANE_UNKNOWN_PRESET, lightlane_limits_report(measured, &report, &error));
  lightlane_settings_destroy(measured);
}

/* ---------------------------------------------------------------- coder */

static void test_words(void) {
  static uint16_t messages[WORDS * K], sent[WORDS * N], words[WORDS * N];
  static int32_t corrected[WORDS];
  lightlane_reed_solomon *coder = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_create(N, K, &coder, &error));
  for (size_t i = 0; i < WORDS * K; i++)
    messages[i] = (uint16_t)draw(1024);
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_encode(coder, messages, WORDS, sent, &error));
  memcpy(words, sent, sizeof words);
  for (size_t word = 0; word < WORDS; word++) {
    CHECK(memcmp(sent + word * N, messages + word * K, K * sizeof *sent) == 0);
    /* 0 to 19 errors, at places that do not repeat. */
    for (size_t i = 0; i < word % 20; i++)
      words[word * N + (i * 27 + word) % N] ^= (uint16_t)(1 + draw(1023));
  }
  static uint16_t received[WORDS * N];
  memcpy(received, words, sizeof received);
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_decode(coder, words, WORDS, corrected, &error));
  for (size_t word = 0; word < WORDS; word++) {
    const int32_t errors = (int32_t)(word % 20);
    const uint16_t *expected = (errors <= 15 ? sent : received) + word * N;
    CHECK(corrected[word] == (errors <= 15 ? errors : LIGHTLANE_UNCORRECTABLE));
    CHECK(memcmp(words + word * N, expected, N * sizeof *words) == 0);
  }

  uint32_t erasures[31];
  for (uint32_t i = 0; i < 31; i++) {
    erasures[i] = 17 * i;
    words[erasures[i]] = 0;
  }
  int32_t one = 0;
  EXPECT(LIGHTLANE_OK,
         lightlane_reed_solomon_decode_erasures(coder, words, erasures, 31, &one, &error));
  CHECK(one == LIGHTLANE_UNCORRECTABLE);
  memcpy(words, sent, N * sizeof *words);
  for (uint32_t i = 0; i < 20; i++)
    words[erasures[i]] ^= 3;
  for (uint32_t i = 0; i < 5; i++)
    words[400 + i] ^= 9;
  EXPECT(LIGHTLANE_OK,
         lightlane_reed_solomon_decode_erasures(coder, words, erasures, 20, &one, &error));
  CHECK(one == 5 && memcmp(words, sent, N * sizeof *words) == 0);
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_decode_erasures(coder, words, NULL, 0, &one, &error));
  CHECK(one == 0);

  /* What is refused changes nothing. */
  lightlane_error failure = fresh_error();
  messages[K + 7] = 1024;
  fill(words, sizeof words);
  CHECK(lightlane_reed_solomon_encode(coder, messages, 2, words, &failure) ==
        LIGHTLANE_OUT_OF_BOUNDS);
  CHECK(failure.row == K + 7 && untouched(words, sizeof words));
  corrected[0] = 77;
  CHECK(lightlane_reed_solomon_decode(coder, words, 1, corrected, NULL) == LIGHTLANE_OUT_OF_BOUNDS);
  CHECK(corrected[0] == 77);
  memcpy(words, sent, sizeof words);
  const uint32_t far = N;
  const uint32_t twice[] = {4, 9, 4};
  EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
         lightlane_reed_solomon_decode_erasures(coder, words, &far, 1, &one, &error));
  EXPECT(LIGHTLANE_DUPLICATE,
         lightlane_reed_solomon_decode_erasures(coder, words, twice, 3, &one, &error));
  EXPECT(LIGHTLANE_COUNT,
         lightlane_reed_solomon_decode_erasures(coder, words, twice, N + 1, &one, &error));
  EXPECT(LIGHTLANE_OVERLAP, lightlane_reed_solomon_encode(coder, words, 1, words + 10, &error));
  EXPECT(LIGHTLANE_OVERLAP, lightlane_reed_solomon_encode(coder, words + N - 1, 1, words, &error));
  const size_t counts[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / N, ((size_t)1 << 40) / K + 1};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    EXPECT(LIGHTLANE_COUNT,
           lightlane_reed_solomon_encode(coder, messages, counts[i], words, &error));
    EXPECT(LIGHTLANE_COUNT,
           lightlane_reed_solomon_decode(coder, words, counts[i], corrected, &error));
  }
  uint16_t *odd = (uint16_t *)(void *)((char *)words + 1);
  EXPECT(LIGHTLANE_COLUMN, lightlane_reed_solomon_decode(coder, odd, 1, corrected, &error));
  EXPECT(LIGHTLANE_COLUMN, lightlane_reed_solomon_encode(coder, sent, 1, odd, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_reed_solomon_encode(NULL, messages, 1, words, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_reed_solomon_encode(coder, NULL, 1, words, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_reed_solomon_encode(coder, sent, 1, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_reed_solomon_decode(coder, NULL, 1, corrected, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_reed_solomon_decode(coder, words, 1, NULL, &error));
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_encode(coder, NULL, 0, NULL, &error));
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_decode(coder, NULL, 0, NULL, &error));
  lightlane_reed_solomon_destroy(coder);
  lightlane_reed_solomon_destroy(NULL);
}

static void test_codes(void) {
  const uint32_t refused[][2] = {{544, 513}, {544, 544}, {544, 0},          {1024, 1000},
                                 {2, 1},     {0, 0},     {UINT32_MAX, 514}, {544, UINT32_MAX},
                                 {100, 60}};
  lightlane_reed_solomon *coder = NULL;
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
    EXPECT(LIGHTLANE_OUT_OF_BOUNDS,
           lightlane_reed_solomon_create(refused[i][0], refused[i][1], &coder, &error));
  CHECK(!coder);
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_reed_solomon_create(544, 514, NULL, &error));
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_create(3, 1, &coder, &error));
  const uint16_t message = 700;
  uint16_t word[3];
  int32_t corrected = 0;
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_encode(coder, &message, 1, word, &error));
  word[0] = 1;
  EXPECT(LIGHTLANE_OK, lightlane_reed_solomon_decode(coder, word, 1, &corrected, &error));
  CHECK(corrected == 1 && word[0] == 700);
  lightlane_reed_solomon_destroy(coder);
}

int main(void) {
  test_fec();
  test_limits();
  test_words();
  test_codes();
  return conclude();
}
