/* Speed of forward error correction: RS(544,514) decoding of 15 errors, encoding, and error curves; each the best of
 * several runs, as "name value" lines. */
#include <lightlane/lightlane.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N = 544, K = 514, WORDS = 4000, POINTS = 4096, RUNS = 9 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void need(lightlane_status status, const char *what) {
  if (status == LIGHTLANE_OK)
    return;
  fprintf(stderr, "%s: %s\n", what, lightlane_status_name(status));
  exit(1);
}

static uint16_t messages[WORDS * K], sent[WORDS * N], words[WORDS * N];
static int32_t corrected[WORDS];

static void coder(void) {
  lightlane_reed_solomon *rs = NULL;
  need(lightlane_reed_solomon_create(N, K, &rs, NULL), "create");
  uint64_t state = 1;
  for (size_t i = 0; i < WORDS * K; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    messages[i] = (uint16_t)(state >> 54);
  }
  double encoding = 1e9, decoding = 1e9;
  for (int run = 0; run < RUNS; run++) {
    double start = seconds();
    need(lightlane_reed_solomon_encode(rs, messages, WORDS, sent, NULL), "encode");
    double took = seconds() - start;
    encoding = took < encoding ? took : encoding;
    memcpy(words, sent, sizeof words);
    for (size_t word = 0; word < WORDS; word++)
      for (size_t i = 0; i < 15; i++)
        words[word * N + (i * 36 + word) % N] ^= (uint16_t)(1 + (word + i) % 1023);
    start = seconds();
    need(lightlane_reed_solomon_decode(rs, words, WORDS, corrected, NULL), "decode");
    took = seconds() - start;
    decoding = took < decoding ? took : decoding;
    for (size_t word = 0; word < WORDS; word++)
      if (corrected[word] != 15)
        exit(2);
    if (memcmp(words, sent, sizeof words) != 0)
      exit(2);
  }
  printf("rs_decode_per_s %.0f\nrs_encode_per_s %.0f\n", WORDS / decoding, WORDS / encoding);
  lightlane_reed_solomon_destroy(rs);
}

/* Points a second of a report's curve: random errors, or bursts. */
static void curve(const char *name, const char *propagation) {
  static double ratios[POINTS];
  for (size_t i = 0; i < POINTS; i++)
    ratios[i] = 1e-5 + 1e-7 * (double)i;
  lightlane_settings *settings = NULL;
  need(lightlane_settings_create(LIGHTLANE_GROUP_FEC, 0, &settings, NULL), "settings");
  need(lightlane_settings_set(settings, LIGHTLANE_FEC_PRE_FEC_BIT_ERROR_RATIO, ratios, 1, POINTS,
                              NULL),
       "ratios");
  need(lightlane_settings_set_text(settings, LIGHTLANE_FEC_ERROR_PROPAGATION, propagation, NULL),
       "propagation");
  double best = 1e9;
  for (int run = 0; run < RUNS; run++) {
    lightlane_report *report = NULL;
    const double start = seconds();
    need(lightlane_fec_report(settings, &report, NULL), "report");
    const double took = seconds() - start;
    best = took < best ? took : best;
    lightlane_report_destroy(report);
  }
  printf("%s %.0f\n", name, POINTS / best);
  lightlane_settings_destroy(settings);
}

int main(void) {
  coder();
  curve("fec_points_per_s", "0");
  curve("fec_burst_points_per_s", "0.75");
  return 0;
}
