/* Speed of fleets from C: a hundred thousand accelerators in three tiers. Prints lines of NAME VALUE for
 * Benchmarks/run.sh to set beside their targets. */
#include <lightlane/lightlane.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CLASSES = 6, REPEATS = 31 };

static const int32_t presets[CLASSES] = {
    LIGHTLANE_PRESET_DAC, LIGHTLANE_PRESET_DSP, LIGHTLANE_PRESET_LRO,
    LIGHTLANE_PRESET_LPO, LIGHTLANE_PRESET_NPO, LIGHTLANE_PRESET_CPO_B,
};

static lightlane_error error = {.struct_size = sizeof error};

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void stop(void) {
  fprintf(stderr, "fleet: %s\n", error.message);
  exit(1);
}

static void set(lightlane_settings *settings, int32_t id, double number) {
  if (lightlane_settings_set(settings, id, &number, 1, 1, &error))
    stop();
}

/* Median time of one answer. */
static double answer(const lightlane_settings *settings, const lightlane_link *const *tiers,
                     size_t count, const lightlane_link *rack,
                     const lightlane_link *interface_link) {
  double times[REPEATS];
  for (int i = 0; i < REPEATS; i++) {
    lightlane_report *report = NULL;
    const double start = milliseconds();
    if (lightlane_fleet_report(settings, tiers, count, rack, interface_link, &report, &error))
      stop();
    times[i] = milliseconds() - start;
    lightlane_report_destroy(report);
  }
  qsort(times, REPEATS, sizeof times[0], ascending);
  return times[REPEATS / 2];
}

int main(void) {
  lightlane_settings *settings = NULL;
  lightlane_link *links[CLASSES] = {0};
  if (lightlane_settings_create(LIGHTLANE_GROUP_FLEET, 0, &settings, &error))
    stop();
  for (int i = 0; i < CLASSES; i++)
    if (lightlane_link_create(presets[i], &links[i], &error))
      stop();
  set(settings, LIGHTLANE_FLEET_ACCELERATORS, 100000);
  /* Half of a leaf's interfaces are in its rack, so that every place has a class of its own. */
  set(settings, LIGHTLANE_FLEET_ACCELERATORS_PER_RACK, 32);
  double six = 0;
  for (int i = 1; i < CLASSES; i++) {
    const lightlane_link *tiers[] = {links[i]};
    six += answer(settings, tiers, 1, links[0], NULL);
  }
  const lightlane_link *tiers[] = {links[3], links[4], links[5]};
  const double mixed = answer(settings, tiers, 3, links[0], links[1]);
  set(settings, LIGHTLANE_FLEET_DRAWS, 1000);
  const double draws = answer(settings, tiers, 3, links[0], links[1]);
  printf("fleet_each_ms %.3f\n", six);
  printf("fleet_ms %.3f\n", mixed);
  printf("fleet_draws_ms %.3f\n", draws);
  for (int i = 0; i < CLASSES; i++)
    lightlane_link_destroy(links[i]);
  lightlane_settings_destroy(settings);
  return 0;
}
