/* What the contract tests share: a check that counts, fresh structs, byte patterns and one
 * workload. */
#ifndef CONTRACT_H
#define CONTRACT_H

#include <lightlane/lightlane.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;

static inline void check(int holds, const char *text, const char *file, int line) {
  if (holds) {
    passed++;
    return;
  }
  failed++;
  printf("%s:%d: does not hold: %s\n", file, line, text);
}

#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)

/* One status expected of one call, which is shown with what it answered instead. */
static inline void check_status(lightlane_status expected, lightlane_status got,
                                const lightlane_error *error, const char *text, const char *file,
                                int line) {
  if (expected == got) {
    passed++;
    return;
  }
  failed++;
  const char *name = lightlane_status_name(got);
  printf("%s:%d: %s answered %d %s (%s), not %d\n", file, line, text, (int)got, name ? name : "?",
         error && error->status == got ? error->message : "", (int)expected);
}

#define EXPECT(status, call)                                                                       \
  do {                                                                                             \
    lightlane_error error = fresh_error();                                                         \
    check_status((status), (call), &error, #call, __FILE__, __LINE__);                             \
    check_error((status), &error, #call, __FILE__, __LINE__);                                      \
  } while (0)

static inline int conclude(void) {
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}

static inline lightlane_error fresh_error(void) {
  lightlane_error error;
  memset(&error, 0x5a, sizeof error);
  error.struct_size = sizeof error;
  return error;
}

/* After a failure the error tells the status in one terminated line; after a success it is as
 * it was. */
static inline void check_error(lightlane_status expected, const lightlane_error *error,
                               const char *text, const char *file, int line) {
  if (expected == LIGHTLANE_OK) {
    const lightlane_error fresh = fresh_error();
    check(memcmp(error, &fresh, sizeof fresh) == 0, text, file, line);
    return;
  }
  const char *end = memchr(error->message, 0, sizeof error->message);
  check(error->status == expected && end && end > error->message &&
            !memchr(error->message, '\n', (size_t)(end - error->message)) &&
            error->struct_size == sizeof *error && error->reserved == 0 && error->row >= -1,
        text, file, line);
}

/* ---------------------------------------------------------------- bytes */

static inline void fill(void *bytes, size_t size) {
  memset(bytes, 0xa5, size);
}

static inline int untouched(const void *bytes, size_t size) {
  const unsigned char *byte = bytes;
  for (size_t i = 0; i < size; i++)
    if (byte[i] != 0xa5)
      return 0;
  return 1;
}

static inline int same_bits(const void *a, const void *b, size_t size) {
  return memcmp(a, b, size) == 0;
}

/* ---------------------------------------------------------------- workload */

enum { INPUTS = 4, OUTPUTS = 4 };

static const int32_t varying[INPUTS] = {
    LIGHTLANE_PARAMETER_FIBER_LENGTH_M,
    LIGHTLANE_PARAMETER_HOST_TX_CHANNEL_LOSS_DB,
    LIGHTLANE_PARAMETER_LASER_RIN_DB_PER_HZ,
    LIGHTLANE_PARAMETER_LASER_POWER_MW,
};

static const int32_t metrics[OUTPUTS] = {
    LIGHTLANE_METRIC_BER,
    LIGHTLANE_METRIC_MARGIN_DB,
    LIGHTLANE_METRIC_POWER_IO_W,
    LIGHTLANE_METRIC_LATENCY_NS,
};

static inline lightlane_link *make_link(int32_t preset) {
  lightlane_link *link = NULL;
  if (lightlane_link_create(preset, &link, NULL) != LIGHTLANE_OK || !link) {
    printf("no link from preset %d\n", (int)preset);
    exit(1);
  }
  return link;
}

static inline lightlane_plan *make_plan(void) {
  lightlane_link *link = make_link(LIGHTLANE_PRESET_LPO);
  lightlane_plan *plan = NULL;
  lightlane_error error = fresh_error();
  if (lightlane_plan_create(link, varying, INPUTS, metrics, OUTPUTS, &plan, &error) || !plan) {
    printf("no plan: %s\n", error.message);
    exit(1);
  }
  lightlane_link_destroy(link);
  return plan;
}

/* Numbers in bounds that differ from row to row: the fractions of multiples of an irrational
 * number. */
static inline double spread(size_t row, int column) {
  const double x = (double)(row + 1) * 0.6180339887498949 * (column + 1);
  return x - floor(x);
}

static inline void make_row(size_t row, double in[INPUTS]) {
  in[0] = 2000.0 * spread(row, 0);
  in[1] = 4.0 + 16.0 * spread(row, 1);
  in[2] = -158.0 + 16.0 * spread(row, 2);
  in[3] = 10.0 + 90.0 * spread(row, 3);
}

/* A table of contiguous columns, with room for `rows` in each, and the columns that describe it. */
typedef struct table {
  size_t rows;
  double *in[INPUTS], *out[OUTPUTS];
  int32_t *status;
  lightlane_column inputs[INPUTS], outputs[OUTPUTS], row_status;
} table;

static inline void *room(size_t bytes) {
  void *memory = malloc(bytes);
  if (!memory)
    exit(1);
  fill(memory, bytes);
  return memory;
}

static inline table make_table(size_t rows) {
  table t;
  t.rows = rows;
  for (int c = 0; c < INPUTS; c++) {
    t.in[c] = room(rows * sizeof(double));
    t.inputs[c].data = t.in[c];
    t.inputs[c].stride = sizeof(double);
  }
  for (int c = 0; c < OUTPUTS; c++) {
    t.out[c] = room(rows * sizeof(double));
    t.outputs[c].data = t.out[c];
    t.outputs[c].stride = sizeof(double);
  }
  t.status = room(rows * sizeof(int32_t));
  t.row_status.data = t.status;
  t.row_status.stride = sizeof(int32_t);
  for (size_t i = 0; i < rows; i++) {
    double in[INPUTS];
    make_row(i, in);
    for (int c = 0; c < INPUTS; c++)
      t.in[c][i] = in[c];
  }
  return t;
}

static inline void free_table(table *t) {
  for (int c = 0; c < INPUTS; c++)
    free(t->in[c]);
  for (int c = 0; c < OUTPUTS; c++)
    free(t->out[c]);
  free(t->status);
}

static inline lightlane_status run_table(const lightlane_plan *plan, const table *t,
                                         const lightlane_run_options *options,
                                         lightlane_error *error) {
  return lightlane_plan_run(plan, t->rows, t->inputs, INPUTS, t->outputs, OUTPUTS, &t->row_status,
                            options, error);
}

static inline int same_answers(const table *a, const table *b) {
  for (int c = 0; c < OUTPUTS; c++)
    if (!same_bits(a->out[c], b->out[c], a->rows * sizeof(double)))
      return 0;
  return same_bits(a->status, b->status, a->rows * sizeof(int32_t));
}

static inline int answers_untouched(const table *t) {
  for (int c = 0; c < OUTPUTS; c++)
    if (!untouched(t->out[c], t->rows * sizeof(double)))
      return 0;
  return untouched(t->status, t->rows * sizeof(int32_t));
}

#endif /* CONTRACT_H */
