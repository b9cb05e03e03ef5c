/* Contract of threads and processes: one plan in many threads, links in each, and forks before,
 * during and after. */
#include "contract.h"
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 1500, THREADS = 6, REPEATS = 8 };

static lightlane_plan *plan;
static table clean;

static int run_matches(uint32_t threads) {
  table t = make_table(ROWS);
  lightlane_run_options options = {.struct_size = sizeof options, .threads = threads};
  const int same = run_table(plan, &t, &options, NULL) == LIGHTLANE_OK && same_answers(&t, &clean);
  free_table(&t);
  return same;
}

/* A link, a plan and a report of this thread's own. */
static int own_objects_work(void) {
  lightlane_link *link = NULL;
  lightlane_plan *own = NULL;
  lightlane_report *report = NULL;
  double out[OUTPUTS] = {0};
  const int works =
      lightlane_link_create(LIGHTLANE_PRESET_DSP, &link, NULL) == LIGHTLANE_OK &&
      lightlane_link_set(link, LIGHTLANE_PARAMETER_FIBER_LENGTH_M, 42, NULL) == LIGHTLANE_OK &&
      lightlane_plan_create(link, NULL, 0, metrics, OUTPUTS, &own, NULL) == LIGHTLANE_OK &&
      lightlane_plan_evaluate(own, NULL, out, NULL) == LIGHTLANE_OK &&
      lightlane_report_create(link, &report, NULL) == LIGHTLANE_OK && out[2] > 0;
  lightlane_report_destroy(report);
  lightlane_plan_destroy(own);
  lightlane_link_destroy(link);
  return works;
}

static void *work(void *argument) {
  size_t *good = argument;
  for (int i = 0; i < REPEATS; i++)
    *good += (size_t)(run_matches((uint32_t)i % 3) && own_objects_work());
  return NULL;
}

static void test_threads(void) {
  pthread_t threads[THREADS];
  size_t good[THREADS] = {0};
  for (int i = 0; i < THREADS; i++)
    CHECK(pthread_create(&threads[i], NULL, work, &good[i]) == 0);
  for (int i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(good[i] == REPEATS);
  }
}

/* The child of a fork answers as its parent does, with and without threads. */
static int child_answers(void) {
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(run_matches(1) && run_matches(2) && own_objects_work() ? 0 : 1);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

static void test_fork(void) {
  CHECK(child_answers());
  pthread_t busy;
  size_t good = 0;
  CHECK(pthread_create(&busy, NULL, work, &good) == 0);
  for (int i = 0; i < 4; i++)
    CHECK(child_answers());
  CHECK(pthread_join(busy, NULL) == 0);
  CHECK(good == REPEATS && run_matches(2));
}

int main(void) {
  plan = make_plan();
  clean = make_table(ROWS);
  EXPECT(LIGHTLANE_OK, run_table(plan, &clean, NULL, &error));
  test_threads();
  test_fork();
  free_table(&clean);
  lightlane_plan_destroy(plan);
  return conclude();
}
