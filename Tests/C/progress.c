/* Contract of progress and cancelling: stopped at any call, rows told as done are complete, no
 * row is half done. */
#include "contract.h"
#include <pthread.h>

enum { ROWS = 40000, MOST_STOPS = 40 };

typedef struct watch {
  pthread_t caller;
  const lightlane_plan *plan;
  uint64_t done, total;
  size_t calls, stop_at;
  int orderly;
} watch;

static int32_t told(void *user, uint64_t done, uint64_t total) {
  watch *w = user;
  w->calls++;
  w->orderly &=
      pthread_equal(pthread_self(), w->caller) && done >= w->done && done <= total && total == ROWS;
  w->done = done;
  w->total = total;
  /* Other calls on the plan are fine from here. */
  double in[INPUTS], out[OUTPUTS];
  make_row(1, in);
  w->orderly &= lightlane_plan_evaluate(w->plan, in, out, NULL) == LIGHTLANE_OK;
  return w->calls == w->stop_at;
}

static watch new_watch(const lightlane_plan *plan, size_t stop_at) {
  watch w = {.caller = pthread_self(), .plan = plan, .stop_at = stop_at, .orderly = 1};
  return w;
}

static void test_stops(const lightlane_plan *plan, const table *clean, uint32_t threads) {
  table t = make_table(ROWS);
  size_t stopped = 0;
  for (size_t stop_at = 1; stop_at <= MOST_STOPS; stop_at++) {
    for (int m = 0; m < OUTPUTS; m++)
      fill(t.out[m], ROWS * sizeof(double));
    fill(t.status, ROWS * sizeof(int32_t));
    watch w = new_watch(plan, stop_at);
    lightlane_run_options options = {
        .struct_size = sizeof options, .threads = threads, .progress = told, .user = &w};
    lightlane_error error = fresh_error();
    const lightlane_status status = run_table(plan, &t, &options, &error);
    CHECK(w.orderly);
    if (w.calls < stop_at) {
      CHECK(status == LIGHTLANE_OK && same_answers(&t, clean) && w.done == ROWS);
      break;
    }
    stopped++;
    CHECK(status == LIGHTLANE_CANCELLED);
    check_error(LIGHTLANE_CANCELLED, &error, "error of the stopped run", __FILE__, __LINE__);
    CHECK(w.calls == stop_at);
    int done = 1, whole = 1;
    for (size_t i = 0; i < ROWS; i++) {
      int same = same_bits(&t.status[i], &clean->status[i], sizeof(int32_t));
      int blank = untouched(&t.status[i], sizeof(int32_t));
      for (int m = 0; m < OUTPUTS; m++) {
        same &= same_bits(&t.out[m][i], &clean->out[m][i], sizeof(double));
        blank &= untouched(&t.out[m][i], sizeof(double));
      }
      done &= same || i >= w.done;
      whole &= same || blank;
    }
    CHECK(done);
    CHECK(whole);
  }
  CHECK(stopped > 0);
  free_table(&t);
}

/* Watching changes no bit, and the last call tells of all rows. */
static void test_watched(const lightlane_plan *plan, const table *clean, uint32_t threads) {
  table t = make_table(ROWS);
  watch w = new_watch(plan, SIZE_MAX);
  lightlane_run_options options = {
      .struct_size = sizeof options, .threads = threads, .progress = told, .user = &w};
  EXPECT(LIGHTLANE_OK, run_table(plan, &t, &options, &error));
  CHECK(w.orderly && w.calls > 0 && w.done == ROWS);
  CHECK(same_answers(&t, clean));
  free_table(&t);
}

int main(void) {
  lightlane_plan *plan = make_plan();
  table clean = make_table(ROWS);
  EXPECT(LIGHTLANE_OK, run_table(plan, &clean, NULL, &error));
  for (uint32_t threads = 1; threads <= 3; threads++) {
    test_watched(plan, &clean, threads);
    test_stops(plan, &clean, threads);
  }
  free_table(&clean);
  lightlane_plan_destroy(plan);
  return conclude();
}
