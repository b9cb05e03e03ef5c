/* Contract of a run's answers: any layout, any number of threads, any split gives the same
 * bits; a bad row is alone. */
#include "contract.h"

enum { ROWS = 2500 };

static lightlane_plan *plan;
static table clean;

static void test_against_single_rows(void) {
  for (size_t i = 0; i < ROWS; i += 7) {
    double in[INPUTS], out[OUTPUTS];
    make_row(i, in);
    CHECK(lightlane_plan_evaluate(plan, in, out, NULL) == LIGHTLANE_OK);
    CHECK(clean.status[i] == LIGHTLANE_OK);
    for (int m = 0; m < OUTPUTS; m++)
      CHECK(same_bits(&out[m], &clean.out[m][i], sizeof(double)));
  }
}

static void test_threads(void) {
  const uint32_t threads[] = {0, 1, 2, 3, 7, 64, LIGHTLANE_MAX_THREADS};
  for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
    table t = make_table(ROWS);
    lightlane_run_options options = {.struct_size = sizeof options, .threads = threads[i]};
    EXPECT(LIGHTLANE_OK, run_table(plan, &t, &options, &error));
    CHECK(same_answers(&t, &clean));
    free_table(&t);
  }
}

/* Runs of every length around the powers of two, which a block may be cut at. */
static void test_lengths(void) {
  for (size_t power = 1; power <= 2048; power *= 2)
    for (size_t rows = power - 1; rows <= power + 1; rows++) {
      if (rows == 0 || rows > ROWS)
        continue;
      table t = make_table(rows + 1); /* one more row stands guard */
      t.rows = rows;
      EXPECT(LIGHTLANE_OK, run_table(plan, &t, NULL, &error));
      for (int m = 0; m < OUTPUTS; m++) {
        CHECK(same_bits(t.out[m], clean.out[m], rows * sizeof(double)));
        CHECK(untouched(&t.out[m][rows], sizeof(double)));
      }
      CHECK(untouched(&t.status[rows], sizeof(int32_t)));
      free_table(&t);
    }
}

static void test_without_row_status(void) {
  table t = make_table(ROWS);
  EXPECT(LIGHTLANE_OK,
         lightlane_plan_run(plan, ROWS, t.inputs, INPUTS, t.outputs, OUTPUTS, NULL, NULL, &error));
  for (int m = 0; m < OUTPUTS; m++)
    CHECK(same_bits(t.out[m], clean.out[m], ROWS * sizeof(double)));
  free_table(&t);
}

/* Inputs and outputs from the last row to the first. */
static void test_negative_strides(void) {
  table t = make_table(ROWS);
  for (int c = 0; c < INPUTS; c++) {
    t.inputs[c].data = t.in[c] + ROWS - 1;
    t.inputs[c].stride = -8;
  }
  for (int m = 0; m < OUTPUTS; m++) {
    t.outputs[m].data = t.out[m] + ROWS - 1;
    t.outputs[m].stride = -8;
  }
  t.row_status.data = t.status + ROWS - 1;
  t.row_status.stride = -4;
  EXPECT(LIGHTLANE_OK, run_table(plan, &t, NULL, &error));
  CHECK(same_answers(&t, &clean));
  free_table(&t);
}

/* Outputs row by row in a matrix with a gap, inputs in another; what lies between stays as it
 * was. */
static void test_matrices(void) {
  enum { WIDE = OUTPUTS + 2 };
  double (*out)[WIDE] = room(sizeof(double) * WIDE * ROWS);
  double (*in)[INPUTS] = room(sizeof(double) * INPUTS * ROWS);
  int32_t (*codes)[3] = room(sizeof(int32_t) * 3 * ROWS);
  lightlane_column inputs[INPUTS], outputs[OUTPUTS], status = {&codes[0][1], 12};
  for (size_t i = 0; i < ROWS; i++)
    make_row(i, in[i]);
  for (int c = 0; c < INPUTS; c++)
    inputs[c] = (lightlane_column){&in[0][c], sizeof in[0]};
  for (int m = 0; m < OUTPUTS; m++)
    outputs[m] = (lightlane_column){&out[0][m + 1], sizeof out[0]};
  EXPECT(LIGHTLANE_OK,
         lightlane_plan_run(plan, ROWS, inputs, INPUTS, outputs, OUTPUTS, &status, NULL, &error));
  int right = 1;
  for (size_t i = 0; i < ROWS; i++) {
    for (int m = 0; m < OUTPUTS; m++)
      right &= same_bits(&out[i][m + 1], &clean.out[m][i], sizeof(double));
    right &= untouched(&out[i][0], 8) && untouched(&out[i][WIDE - 1], 8);
    right &=
        codes[i][1] == LIGHTLANE_OK && untouched(&codes[i][0], 4) && untouched(&codes[i][2], 4);
  }
  CHECK(right);
  free(out);
  free(in);
  free(codes);
}

/* Records that hold a row's inputs, answers and status, written in place; two outputs run
 * backwards. */
static void test_records(void) {
  typedef struct record {
    double in[INPUTS], out[OUTPUTS];
    int32_t status, spare;
  } record;
  record *records = room(sizeof(record) * ROWS);
  const int64_t stride = sizeof(record);
  lightlane_column inputs[INPUTS], outputs[OUTPUTS], status = {&records[0].status, stride};
  for (size_t i = 0; i < ROWS; i++)
    make_row(i, records[i].in);
  for (int c = 0; c < INPUTS; c++)
    inputs[c] = (lightlane_column){&records[0].in[c], stride};
  for (int m = 0; m < OUTPUTS; m++)
    outputs[m] = m < 2 ? (lightlane_column){&records[0].out[m], stride}
                       : (lightlane_column){&records[ROWS - 1].out[m], -stride};
  EXPECT(LIGHTLANE_OK,
         lightlane_plan_run(plan, ROWS, inputs, INPUTS, outputs, OUTPUTS, &status, NULL, &error));
  int right = 1;
  for (size_t i = 0; i < ROWS; i++) {
    for (int m = 0; m < OUTPUTS; m++) {
      const record *held = &records[m < 2 ? i : ROWS - 1 - i];
      right &= same_bits(&held->out[m], &clean.out[m][i], sizeof(double));
    }
    right &= records[i].status == LIGHTLANE_OK && untouched(&records[i].spare, 4);
  }
  CHECK(right);
  free(records);
}

/* One value for all rows, by stride 0, has the bits of the value written out. Inputs may share
 * memory. */
static void test_broadcast(void) {
  table t = make_table(ROWS), written = make_table(ROWS);
  for (size_t i = 0; i < ROWS; i++)
    written.in[1][i] = written.in[3][i] = t.in[1][0];
  t.inputs[1].stride = 0;
  t.inputs[3] = t.inputs[1];
  EXPECT(LIGHTLANE_OK, run_table(plan, &t, NULL, &error));
  EXPECT(LIGHTLANE_OK, run_table(plan, &written, NULL, &error));
  CHECK(same_answers(&t, &written));
  free_table(&t);
  free_table(&written);

  table one = make_table(1); /* a stride of 0 is fine for the outputs of one row */
  for (int m = 0; m < OUTPUTS; m++)
    one.outputs[m].stride = 0;
  one.row_status.stride = 0;
  EXPECT(LIGHTLANE_OK, run_table(plan, &one, NULL, &error));
  for (int m = 0; m < OUTPUTS; m++)
    CHECK(same_bits(one.out[m], clean.out[m], sizeof(double)));
  free_table(&one);
}

/* Bad rows are NaN with a code; the others have the bits of a run without any. */
static void test_bad_rows(uint32_t threads) {
  static const struct {
    double value;
    lightlane_status status;
  } bad[] = {{NAN, LIGHTLANE_NOT_FINITE},
             {INFINITY, LIGHTLANE_NOT_FINITE},
             {-INFINITY, LIGHTLANE_NOT_FINITE},
             {1e300, LIGHTLANE_OUT_OF_BOUNDS},
             {-1e300, LIGHTLANE_OUT_OF_BOUNDS}};
  table t = make_table(ROWS);
  lightlane_status expected[ROWS] = {0};
  size_t kind = 0;
  for (size_t i = 0; i < ROWS; i += 1 + i % 5 + (i > 300 && i < 900 ? 0 : i % 11), kind++) {
    t.in[kind % INPUTS][i] = bad[kind % 5].value;
    expected[i] = bad[kind % 5].status;
  }
  lightlane_run_options options = {.struct_size = sizeof options, .threads = threads};
  EXPECT(LIGHTLANE_OK, run_table(plan, &t, &options, &error));
  int codes = 1, holes = 1, others = 1;
  for (size_t i = 0; i < ROWS; i++) {
    codes &= t.status[i] == expected[i];
    for (int m = 0; m < OUTPUTS; m++)
      if (expected[i] != LIGHTLANE_OK)
        holes &= isnan(t.out[m][i]) != 0;
      else
        others &= same_bits(&t.out[m][i], &clean.out[m][i], sizeof(double));
  }
  CHECK(codes);
  CHECK(holes);
  CHECK(others);
  free_table(&t);
}

int main(void) {
  plan = make_plan();
  clean = make_table(ROWS);
  EXPECT(LIGHTLANE_OK, run_table(plan, &clean, NULL, &error));
  test_against_single_rows();
  test_threads();
  test_lengths();
  test_without_row_status();
  test_negative_strides();
  test_matrices();
  test_records();
  test_broadcast();
  test_bad_rows(1);
  test_bad_rows(2);
  free_table(&clean);
  lightlane_plan_destroy(plan);
  return conclude();
}
