/* Contract of the version, the status names and the tables of parameters, metrics and presets. */
#include "contract.h"

static void test_version(void) {
  char expected[64];
  snprintf(expected, sizeof expected, "%d.%d.%d", LIGHTLANE_VERSION_NUMBER / 1000000,
           LIGHTLANE_VERSION_NUMBER / 1000 % 1000, LIGHTLANE_VERSION_NUMBER % 1000);
  CHECK(lightlane_version_number() == LIGHTLANE_VERSION_NUMBER);
  CHECK(LIGHTLANE_VERSION_MATCHES());
  CHECK(strcmp(lightlane_version(), expected) == 0);
  CHECK(lightlane_version() == lightlane_version());
  CHECK(strlen(lightlane_build_info()) > 0 && !strchr(lightlane_build_info(), '\n'));
}

static void test_status_names(void) {
  static const struct {
    lightlane_status code;
    const char *name;
  } known[] = {
      {LIGHTLANE_OK, "OK"},
      {LIGHTLANE_NULL_POINTER, "NULL_POINTER"},
      {LIGHTLANE_STRUCT_SIZE, "STRUCT_SIZE"},
      {LIGHTLANE_UNSUPPORTED_FIELD, "UNSUPPORTED_FIELD"},
      {LIGHTLANE_COUNT, "COUNT"},
      {LIGHTLANE_COLUMN, "COLUMN"},
      {LIGHTLANE_OVERLAP, "OVERLAP"},
      {LIGHTLANE_UNKNOWN_PARAMETER, "UNKNOWN_PARAMETER"},
      {LIGHTLANE_UNKNOWN_METRIC, "UNKNOWN_METRIC"},
      {LIGHTLANE_UNKNOWN_PRESET, "UNKNOWN_PRESET"},
      {LIGHTLANE_DUPLICATE, "DUPLICATE"},
      {LIGHTLANE_NOT_FINITE, "NOT_FINITE"},
      {LIGHTLANE_OUT_OF_BOUNDS, "OUT_OF_BOUNDS"},
      {LIGHTLANE_NOT_AN_INTEGER, "NOT_AN_INTEGER"},
      {LIGHTLANE_CONTRADICTION, "CONTRADICTION"},
      {LIGHTLANE_NOT_APPLICABLE, "NOT_APPLICABLE"},
      {LIGHTLANE_EXPRESSION, "EXPRESSION"},
      {LIGHTLANE_NO_ANSWER, "NO_ANSWER"},
      {LIGHTLANE_ERROR_FLOOR, "ERROR_FLOOR"},
      {LIGHTLANE_LAUNCH_LIMIT, "LAUNCH_LIMIT"},
      {LIGHTLANE_OVERLOAD, "OVERLOAD"},
      {LIGHTLANE_LASER_RATING, "LASER_RATING"},
      {LIGHTLANE_THERMAL_RUNAWAY, "THERMAL_RUNAWAY"},
      {LIGHTLANE_INFEASIBLE, "INFEASIBLE"},
      {LIGHTLANE_PATTERN, "PATTERN"},
      {LIGHTLANE_THREADS, "THREADS"},
      {LIGHTLANE_FILE, "FILE"},
      {LIGHTLANE_FORMAT, "FORMAT"},
      {LIGHTLANE_CANCELLED, "CANCELLED"},
  };
  const size_t count = sizeof known / sizeof known[0];
  for (size_t i = 0; i < count; i++) {
    const char *name = lightlane_status_name(known[i].code);
    CHECK(name && strcmp(name, known[i].name) == 0);
  }
  size_t named = 0;
  for (lightlane_status code = -200; code < 1000; code++)
    named += lightlane_status_name(code) != NULL;
  CHECK(named == count);
  CHECK(!lightlane_status_name(INT32_MIN) && !lightlane_status_name(INT32_MAX));
}

/* The three tables answer alike, so one macro holds each of them to the same contract. */
#define TEST_TABLE(noun, unknown)                                                                  \
  static void test_##noun##_table(void) {                                                          \
    typedef lightlane_##noun##_info info_type;                                                     \
    const size_t count = lightlane_##noun##_count();                                               \
    CHECK(count > 0 && count < 10000);                                                             \
    CHECK(lightlane_##noun##_at(count) == 0 && lightlane_##noun##_at(SIZE_MAX) == 0);              \
    int32_t before = 0;                                                                            \
    for (size_t i = 0; i < count; i++) {                                                           \
      const int32_t id = lightlane_##noun##_at(i);                                                 \
      CHECK(id > before);                                                                          \
      before = id;                                                                                 \
      info_type info = {.struct_size = sizeof info};                                               \
      EXPECT(LIGHTLANE_OK, lightlane_##noun##_describe(id, &info, &error));                        \
      CHECK(info.struct_size == sizeof info && info.id == id);                                     \
      CHECK(info.name && strlen(info.name) > 0 && info.doc && strlen(info.doc) > 0);               \
      int32_t found = 0;                                                                           \
      EXPECT(LIGHTLANE_OK, lightlane_##noun##_find(info.name, &found, &error));                    \
      CHECK(found == id);                                                                          \
      CHECK(lightlane_##noun##_find(info.name, &found, NULL) == LIGHTLANE_OK);                     \
    }                                                                                              \
    const int32_t first = lightlane_##noun##_at(0);                                                \
    struct {                                                                                       \
      info_type info;                                                                              \
      unsigned char tail[16];                                                                      \
    } room;                                                                                        \
    const int32_t strangers[] = {0, -1, INT32_MIN, INT32_MAX, before + 1, first - 1};              \
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {                          \
      fill(&room, sizeof room);                                                                    \
      room.info.struct_size = sizeof room.info;                                                    \
      EXPECT(unknown, lightlane_##noun##_describe(strangers[i], &room.info, &error));              \
      CHECK(untouched((char *)&room + 4, sizeof room - 4));                                        \
    }                                                                                              \
    const uint32_t small[] = {0, 1, 4, sizeof(info_type) - 1};                                     \
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {                                  \
      fill(&room, sizeof room);                                                                    \
      room.info.struct_size = small[i];                                                            \
      EXPECT(LIGHTLANE_STRUCT_SIZE, lightlane_##noun##_describe(first, &room.info, &error));       \
      CHECK(untouched((char *)&room + 4, sizeof room - 4));                                        \
    }                                                                                              \
    memset(&room, 0, sizeof room);                                                                 \
    room.info.struct_size = sizeof room;                                                           \
    EXPECT(LIGHTLANE_OK, lightlane_##noun##_describe(first, &room.info, &error));                  \
    CHECK(room.info.id == first && room.tail[0] == 0 && room.tail[15] == 0);                       \
    EXPECT(LIGHTLANE_NULL_POINTER, lightlane_##noun##_describe(first, NULL, &error));              \
    CHECK(lightlane_##noun##_describe(first, NULL, NULL) == LIGHTLANE_NULL_POINTER);               \
    int32_t out;                                                                                   \
    fill(&out, sizeof out);                                                                        \
    const char *nonsense[] = {"", " ", "no_such_name", "\xff\xfe", "%s%n", very_long_name()};      \
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++)                              \
      EXPECT(unknown, lightlane_##noun##_find(nonsense[i], &out, &error));                         \
    EXPECT(LIGHTLANE_NULL_POINTER, lightlane_##noun##_find(NULL, &out, &error));                   \
    CHECK(untouched(&out, sizeof out));                                                            \
    EXPECT(LIGHTLANE_NULL_POINTER, lightlane_##noun##_find("ber", NULL, &error));                  \
  }

static const char *very_long_name(void) {
  static char name[5000];
  memset(name, 'x', sizeof name - 1);
  return name;
}

/* A name that is nearly one of the table's is told that one; one like none is not. */
static void test_hints(void) {
  lightlane_error error = fresh_error();
  int32_t id = 0;
  CHECK(lightlane_parameter_find("Fibre_Length_m", &id, &error));
  CHECK(strstr(error.message, "'Fibre_Length_m'; did you mean 'fiber_length_m'?"));
  CHECK(lightlane_metric_find("margin_dB", &id, &error));
  CHECK(strstr(error.message, "did you mean 'margin_db'?"));
  CHECK(lightlane_preset_find("lpoo", &id, &error));
  CHECK(strstr(error.message, "did you mean 'lpo'?"));
  CHECK(lightlane_metric_find("zzzzzzzz", &id, &error));
  CHECK(!strstr(error.message, "did you mean") && id == 0);
}

TEST_TABLE(parameter, LIGHTLANE_UNKNOWN_PARAMETER)
TEST_TABLE(metric, LIGHTLANE_UNKNOWN_METRIC)
TEST_TABLE(preset, LIGHTLANE_UNKNOWN_PRESET)

static void test_parameter_rows(void) {
  for (size_t i = 0; i < lightlane_parameter_count(); i++) {
    lightlane_parameter_info info = {.struct_size = sizeof info};
    CHECK(lightlane_parameter_describe(lightlane_parameter_at(i), &info, NULL) == LIGHTLANE_OK);
    CHECK(info.unit && strlen(info.unit) > 0 && info.block && strlen(info.block) > 0);
    CHECK(info.source && strlen(info.source) > 0);
    CHECK(isfinite(info.minimum) && isfinite(info.maximum) && info.minimum < info.maximum);
    CHECK(info.default_value >= info.minimum && info.default_value <= info.maximum);
    CHECK(info.kind >= LIGHTLANE_KIND_REAL && info.kind <= LIGHTLANE_KIND_CHOICE);
    CHECK((info.choices > 0) == (info.kind == LIGHTLANE_KIND_CHOICE));
    for (uint32_t value = 0; value < info.choices; value++)
      CHECK(lightlane_parameter_choice_name(info.id, value) != NULL);
    CHECK(!lightlane_parameter_choice_name(info.id, info.choices));
    CHECK(!lightlane_parameter_choice_name(info.id, UINT32_MAX));
    if (info.kind == LIGHTLANE_KIND_CHOICE)
      CHECK(info.minimum == 0 && info.maximum == info.choices - 1);
    if (info.kind == LIGHTLANE_KIND_FLAG)
      CHECK(info.minimum == 0 && info.maximum == 1);
  }
  CHECK(!lightlane_parameter_choice_name(0, 0) && !lightlane_parameter_choice_name(INT32_MIN, 0));
  const char *external = lightlane_parameter_choice_name(LIGHTLANE_PARAMETER_LASER_LOCATION,
                                                         LIGHTLANE_LASER_LOCATION_EXTERNAL);
  CHECK(external && strcmp(external, "external") == 0);
}

static void test_metric_and_preset_rows(void) {
  for (size_t i = 0; i < lightlane_metric_count(); i++) {
    lightlane_metric_info info = {.struct_size = sizeof info};
    CHECK(lightlane_metric_describe(lightlane_metric_at(i), &info, NULL) == LIGHTLANE_OK);
    const int power = strcmp(info.unit, "W") == 0 || strcmp(info.unit, "pJ/bit") == 0;
    CHECK(info.boundary && (strlen(info.boundary) > 0) == power);
  }
  for (size_t i = 0; i < lightlane_preset_count(); i++) {
    lightlane_preset_info info = {.struct_size = sizeof info};
    CHECK(lightlane_preset_describe(lightlane_preset_at(i), &info, NULL) == LIGHTLANE_OK);
    CHECK(info.date && strlen(info.date) == 10 && info.date[4] == '-' && info.date[7] == '-');
  }
}

static void test_preset_values(void) {
  for (size_t p = 0; p < lightlane_preset_count(); p++)
    for (size_t i = 0; i < lightlane_parameter_count(); i++) {
      const int32_t preset = lightlane_preset_at(p), parameter = lightlane_parameter_at(i);
      lightlane_parameter_info info = {.struct_size = sizeof info};
      CHECK(lightlane_parameter_describe(parameter, &info, NULL) == LIGHTLANE_OK);
      double value = NAN;
      const char *source = NULL;
      EXPECT(LIGHTLANE_OK, lightlane_preset_value(preset, parameter, &value, &source, &error));
      CHECK(value >= info.minimum && value <= info.maximum && source && strlen(source) > 0);
      CHECK(lightlane_preset_value(preset, parameter, &value, NULL, NULL) == LIGHTLANE_OK);
    }
  double value;
  const char *source;
  fill(&value, sizeof value);
  fill(&source, sizeof source);
  const int32_t known = LIGHTLANE_PARAMETER_LANES;
  EXPECT(LIGHTLANE_UNKNOWN_PRESET, lightlane_preset_value(0, known, &value, &source, &error));
  EXPECT(LIGHTLANE_UNKNOWN_PARAMETER,
         lightlane_preset_value(LIGHTLANE_PRESET_LPO, -7, &value, &source, &error));
  EXPECT(LIGHTLANE_NULL_POINTER,
         lightlane_preset_value(LIGHTLANE_PRESET_LPO, known, NULL, &source, &error));
  CHECK(untouched(&value, sizeof value) && untouched(&source, sizeof source));
}

int main(void) {
  test_version();
  test_status_names();
  test_parameter_table();
  test_metric_table();
  test_preset_table();
  test_parameter_rows();
  test_metric_and_preset_rows();
  test_hints();
  test_preset_values();
  return conclude();
}
