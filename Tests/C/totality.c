/* Every function returns for every bit pattern of its scalars, and for every corner of the bounds. */
#include "contract.h"

enum { DRAWS = 20000, MOST = 512 };

/* A fixed sequence of pseudo-random words (splitmix64), so that a failure comes back. */
static uint64_t seed = 1;

static uint64_t word(void) {
  uint64_t z = seed += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static double any_double(void) {
  const uint64_t bits = word();
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* An id of the table, one near it, or any at all. */
static int32_t any_id(int32_t (*at)(size_t), size_t count) {
  const int32_t id = at((size_t)(word() % count));
  switch (word() % 4) {
  case 0:
    return (int32_t)(uint32_t)word();
  case 1:
    return id + 1;
  default:
    return id;
  }
}

static void test_scalars(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_DSP);
  lightlane_report *report = NULL;
  CHECK(lightlane_report_create(link, &report, NULL) == LIGHTLANE_OK);
  size_t named = 0;
  for (int i = 0; i < DRAWS; i++) {
    const int32_t id = any_id(lightlane_parameter_at, lightlane_parameter_count());
    const size_t index = (size_t)(word() >> (word() % 64));
    double value = 0;
    int32_t metric = 0;
    lightlane_array_info info = {.struct_size = sizeof info};
    named += lightlane_parameter_at(index) != 0;
    named += lightlane_metric_at(index) != 0;
    named += lightlane_preset_at(index) != 0;
    named += lightlane_status_name((lightlane_status)(uint32_t)word()) != NULL;
    named += lightlane_parameter_choice_name(id, (uint32_t)index) != NULL;
    named += lightlane_report_note(report, index) != NULL;
    named += lightlane_report_array_label(report, index, (size_t)word()) != NULL;
    named += lightlane_report_array_label(report, 0, index) != NULL;
    named += lightlane_report_scalar(report, index, &metric, &value, NULL) == LIGHTLANE_OK;
    named += lightlane_report_array_describe(report, index, &info, NULL) == LIGHTLANE_OK;
    named += lightlane_link_get(link, id, &value, NULL) == LIGHTLANE_OK;
    const lightlane_status status = lightlane_link_set(link, id, any_double(), NULL);
    named += lightlane_status_name(status) != NULL;
  }
  CHECK(named >= DRAWS);
  lightlane_report_destroy(report);
  lightlane_link_destroy(link);
}

/* Rows of every parameter at once: at its bounds, next to them, at zero, between them, or any bits. */
static void test_corners(int32_t preset) {
  const size_t count = lightlane_parameter_count(), wanted = lightlane_metric_count();
  static int32_t ids[MOST], metric_ids[MOST];
  static lightlane_parameter_info infos[MOST];
  static double in[MOST], out[MOST];
  CHECK(count <= MOST && wanted <= MOST);
  for (size_t i = 0; i < count; i++) {
    ids[i] = lightlane_parameter_at(i);
    infos[i].struct_size = sizeof infos[i];
    CHECK(lightlane_parameter_describe(ids[i], &infos[i], NULL) == LIGHTLANE_OK);
  }
  for (size_t i = 0; i < wanted; i++)
    metric_ids[i] = lightlane_metric_at(i);
  lightlane_link *link = make_link(preset);
  lightlane_plan *plan = NULL;
  EXPECT(LIGHTLANE_OK, lightlane_plan_create(link, ids, count, metric_ids, wanted, &plan, &error));

  size_t answered = 0;
  int sound = 1;
  for (int draw = 0; draw < DRAWS / 2; draw++) {
    /* From rows near the preset, with few parameters moved, to rows of corners only. */
    const uint64_t share = 1 + word() % 16;
    for (size_t i = 0; i < count; i++) {
      const lightlane_parameter_info *info = &infos[i];
      (void)!lightlane_link_get(link, ids[i], &in[i], NULL);
      if (word() % 16 >= share)
        continue;
      const double part = (double)(word() >> 11) * 0x1p-53;
      switch (word() % 8) {
      case 0:
      case 1:
        in[i] = info->minimum;
        break;
      case 2:
      case 3:
        in[i] = info->maximum;
        break;
      case 4:
        in[i] = nextafter(info->minimum, info->maximum);
        break;
      case 5:
        in[i] = draw % 32 ? info->default_value : any_double();
        break;
      default:
        in[i] = info->minimum + part * (info->maximum - info->minimum);
        if (info->kind != LIGHTLANE_KIND_REAL)
          in[i] = floor(in[i]);
      }
    }
    fill(out, sizeof out);
    const lightlane_status status = lightlane_plan_evaluate(plan, in, out, NULL);
    answered += status == LIGHTLANE_OK;
    for (size_t m = 0; m < wanted; m++)
      sound &= status == LIGHTLANE_OK ? !isnan(out[m]) : isnan(out[m]);
    sound &= lightlane_status_name(status) != NULL && status != LIGHTLANE_NULL_POINTER;
  }
  CHECK(sound);
  CHECK(answered > 0);
  lightlane_plan_destroy(plan);
  lightlane_link_destroy(link);
}

int main(void) {
  test_scalars();
  for (size_t i = 0; i < lightlane_preset_count(); i++)
    test_corners(lightlane_preset_at(i));
  return conclude();
}
