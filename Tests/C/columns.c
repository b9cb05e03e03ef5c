/* Contract of a run's arguments: counts, columns, overlaps and options. A refusal writes
 * nothing. */
#include "contract.h"

enum { ROWS = 6 };

static lightlane_plan *plan;
static table t;

/* A run with the table's arguments, each of which a test may have bent; nothing may be written. */
static void refuse(lightlane_status expected, uint64_t rows, size_t in, size_t out,
                   const lightlane_run_options *options, int line) {
  lightlane_error error = fresh_error();
  const lightlane_status status =
      lightlane_plan_run(plan, rows, t.inputs, in, t.outputs, out, &t.row_status, options, &error);
  check_status(expected, status, &error, "the bent run", __FILE__, line);
  check_error(expected, &error, "error of the bent run", __FILE__, line);
  check(answers_untouched(&t), "nothing is written", __FILE__, line);
  check(lightlane_plan_run(plan, rows, t.inputs, in, t.outputs, out, &t.row_status, options,
                           NULL) == expected,
        "the same without an error struct", __FILE__, line);
  free_table(&t);
  t = make_table(ROWS);
}

#define REFUSE(status) refuse((status), ROWS, INPUTS, OUTPUTS, NULL, __LINE__)

static void test_counts(void) {
  refuse(LIGHTLANE_COUNT, 0, INPUTS, OUTPUTS, NULL, __LINE__);
  refuse(LIGHTLANE_COUNT, LIGHTLANE_MAX_ROWS + 1, INPUTS, OUTPUTS, NULL, __LINE__);
  refuse(LIGHTLANE_COUNT, UINT64_MAX, INPUTS, OUTPUTS, NULL, __LINE__);
  refuse(LIGHTLANE_COUNT, (uint64_t)INT64_MAX + 1, INPUTS, OUTPUTS, NULL, __LINE__);
  const size_t counts[] = {0, INPUTS - 1, INPUTS + 1, SIZE_MAX, SIZE_MAX / 16 + 1};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    refuse(LIGHTLANE_COUNT, ROWS, counts[i], OUTPUTS, NULL, __LINE__);
    refuse(LIGHTLANE_COUNT, ROWS, INPUTS, counts[i], NULL, __LINE__);
  }
}

static void test_null(void) {
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_run(NULL, ROWS, t.inputs, INPUTS, t.outputs,
                                                    OUTPUTS, &t.row_status, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_run(plan, ROWS, NULL, INPUTS, t.outputs, OUTPUTS,
                                                    &t.row_status, NULL, &error));
  EXPECT(LIGHTLANE_NULL_POINTER, lightlane_plan_run(plan, ROWS, t.inputs, INPUTS, NULL, OUTPUTS,
                                                    &t.row_status, NULL, &error));
  CHECK(answers_untouched(&t));
  for (int c = 0; c < INPUTS; c++) {
    t.inputs[c].data = NULL;
    REFUSE(LIGHTLANE_NULL_POINTER);
  }
  for (int c = 0; c < OUTPUTS; c++) {
    t.outputs[c].data = NULL;
    REFUSE(LIGHTLANE_NULL_POINTER);
  }
  t.row_status.data = NULL;
  REFUSE(LIGHTLANE_NULL_POINTER);
}

static void test_alignment(void) {
  for (int shift = 1; shift < 8; shift++) {
    t.inputs[1].data = (char *)t.in[1] + shift;
    REFUSE(LIGHTLANE_COLUMN);
    t.outputs[2].data = (char *)t.out[2] + shift;
    REFUSE(LIGHTLANE_COLUMN);
    t.inputs[0].stride = 8 + shift;
    REFUSE(LIGHTLANE_COLUMN);
    t.outputs[3].stride = 8 + shift;
    REFUSE(LIGHTLANE_COLUMN);
    t.outputs[3].stride = -8 - shift;
    REFUSE(LIGHTLANE_COLUMN);
  }
  t.outputs[0].stride = 0; /* one place for many rows */
  REFUSE(LIGHTLANE_COLUMN);
  t.row_status.stride = 0;
  REFUSE(LIGHTLANE_COLUMN);
  for (int shift = 1; shift < 4; shift++) {
    t.row_status.data = (char *)t.status + shift;
    REFUSE(LIGHTLANE_COLUMN);
    t.row_status.stride = 4 + shift;
    REFUSE(LIGHTLANE_COLUMN);
  }
}

/* Extents that leave the address space, up, down and by multiplication. */
static void test_extents(void) {
  const int64_t strides[] = {INT64_MAX - 7, INT64_MIN, INT64_MIN + 8, INT64_C(1) << 62,
                             -(INT64_C(1) << 62)};
  for (size_t i = 0; i < sizeof strides / sizeof strides[0]; i++) {
    t.inputs[0].stride = strides[i];
    REFUSE(LIGHTLANE_COLUMN);
    t.outputs[0].stride = strides[i];
    REFUSE(LIGHTLANE_COLUMN);
    t.row_status.stride = strides[i];
    REFUSE(LIGHTLANE_COLUMN);
  }
  t.inputs[3].stride = INT64_C(1) << 40;
  refuse(LIGHTLANE_COLUMN, LIGHTLANE_MAX_ROWS, INPUTS, OUTPUTS, NULL, __LINE__);
  t.inputs[3].data = (void *)(UINTPTR_MAX - 15); /* two items fit, six do not */
  REFUSE(LIGHTLANE_COLUMN);
  t.outputs[3].data = (void *)(uintptr_t)32; /* five items fit below */
  t.outputs[3].stride = -8;
  REFUSE(LIGHTLANE_COLUMN);
}

static void test_overlap(void) {
  t.outputs[1].data = t.in[1];
  REFUSE(LIGHTLANE_OVERLAP);
  t.outputs[1].data = t.in[1] + ROWS - 1; /* only the last input item */
  REFUSE(LIGHTLANE_OVERLAP);
  t.outputs[1].data = t.in[0] + ROWS - 1; /* the same, from the other end */
  t.outputs[1].stride = -8;
  REFUSE(LIGHTLANE_OVERLAP);
  t.inputs[2].data = t.out[2] + 3; /* a broadcast input inside an output */
  t.inputs[2].stride = 0;
  REFUSE(LIGHTLANE_OVERLAP);
  t.outputs[1].data = t.out[0];
  REFUSE(LIGHTLANE_OVERLAP);
  t.outputs[1].data = t.out[0] + 1;
  REFUSE(LIGHTLANE_OVERLAP);
  t.outputs[1].data = t.out[0] + ROWS - 1;
  t.outputs[1].stride = -8;
  REFUSE(LIGHTLANE_OVERLAP);
  t.row_status.data = t.out[3];
  REFUSE(LIGHTLANE_OVERLAP);
  t.row_status.data = t.in[3];
  REFUSE(LIGHTLANE_OVERLAP);
  t.row_status.data = (int32_t *)(t.out[3] + ROWS) - 1;
  REFUSE(LIGHTLANE_OVERLAP);
}

/* Outputs of one matrix whose strides differ, or that meet a row further on. */
static void test_crossing_matrices(void) {
  double *matrix = room(sizeof(double) * 64);
  for (int shift = 1; shift < 4; shift++) {
    t.outputs[0].data = matrix;
    t.outputs[0].stride = 32;
    t.outputs[1].data = matrix + shift;
    t.outputs[1].stride = 24;
    REFUSE(LIGHTLANE_OVERLAP);
    t.outputs[0].data = matrix;
    t.outputs[0].stride = 32;
    t.outputs[1].data = matrix + (ptrdiff_t)4 * shift;
    t.outputs[1].stride = 32;
    REFUSE(LIGHTLANE_OVERLAP);
    t.outputs[0].data = matrix;
    t.outputs[0].stride = 32;
    t.inputs[0].data = matrix + (ptrdiff_t)4 * shift;
    t.inputs[0].stride = 32;
    REFUSE(LIGHTLANE_OVERLAP);
    t.outputs[0].data = matrix;
    t.outputs[0].stride = 32;
    t.row_status.data = (int32_t *)(void *)(matrix + (ptrdiff_t)4 * shift) + 1;
    t.row_status.stride = 32;
    REFUSE(LIGHTLANE_OVERLAP);
  }
  CHECK(untouched(matrix, sizeof(double) * 64));
  free(matrix);
}

static void test_options(void) {
  struct {
    lightlane_run_options options;
    unsigned char tail[16];
  } room;
  const uint32_t small[] = {0, 1, 4, 8, sizeof(lightlane_run_options) - 1};
  for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
    memset(&room, 0, sizeof room);
    room.options.struct_size = small[i];
    refuse(LIGHTLANE_STRUCT_SIZE, ROWS, INPUTS, OUTPUTS, &room.options, __LINE__);
  }
  for (size_t i = 0; i < sizeof room.tail; i++) {
    memset(&room, 0, sizeof room);
    room.options.struct_size = sizeof room;
    room.tail[i] = 1;
    refuse(LIGHTLANE_UNSUPPORTED_FIELD, ROWS, INPUTS, OUTPUTS, &room.options, __LINE__);
  }
  memset(&room, 0, sizeof room);
  room.options.struct_size = sizeof room;
  EXPECT(LIGHTLANE_OK, run_table(plan, &t, &room.options, &error));
  free_table(&t);
  t = make_table(ROWS);

  /* An absurd size is refused, at the latest where the first unknown byte is not zero. */
  memset(&room, 1, sizeof room);
  memset(&room.options, 0, sizeof room.options);
  room.options.struct_size = UINT32_MAX;
  CHECK(run_table(plan, &t, &room.options, NULL) != LIGHTLANE_OK);
  CHECK(answers_untouched(&t));

  const uint32_t too_many[] = {LIGHTLANE_MAX_THREADS + 1, 1u << 31, UINT32_MAX};
  for (size_t i = 0; i < sizeof too_many / sizeof too_many[0]; i++) {
    lightlane_run_options options = {.struct_size = sizeof options, .threads = too_many[i]};
    refuse(LIGHTLANE_THREADS, ROWS, INPUTS, OUTPUTS, &options, __LINE__);
  }
}

int main(void) {
  plan = make_plan();
  t = make_table(ROWS);
  test_counts();
  test_null();
  test_alignment();
  test_extents();
  test_overlap();
  test_crossing_matrices();
  test_options();
  free_table(&t);
  lightlane_plan_destroy(plan);
  return conclude();
}
