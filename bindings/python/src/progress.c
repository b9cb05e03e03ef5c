/* Signals and a progress callable heard during a call that runs without the interpreter's lock. */
#include "core.h"

#include <time.h>

/* The interpreter is asked for signals and told of progress at most this often. */
static const int64_t INTERVAL_NS = 20 * 1000 * 1000;

static int64_t now_ns(void) {
  struct timespec now;
  return clock_gettime(CLOCK_MONOTONIC, &now) ? INT64_MAX
                                              : (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

Progress progress_of(PyObject *callable) {
  return (Progress){
      .callable = callable, .told = UINT64_MAX, .due_ns = callable ? 0 : now_ns() + INTERVAL_NS};
}

int progress_tell(Progress *progress, uint64_t done, uint64_t total) {
  progress->told = done;
  PyObject *answer = PyObject_CallFunction(progress->callable, "KK", (unsigned long long)done,
                                           (unsigned long long)total);
  int stop = answer ? PyObject_IsTrue(answer) : -1;
  Py_XDECREF(answer);
  return stop;
}

int32_t progress_told(void *user, uint64_t done, uint64_t total) {
  Progress *progress = user;
  int64_t now = now_ns();
  if (progress->stop || now < progress->due_ns)
    return progress->stop;
  progress->due_ns = now + INTERVAL_NS;
  PyEval_RestoreThread(progress->thread);
  progress->stop = PyErr_CheckSignals(); /* does nothing outside the main thread */
  if (!progress->stop && progress->callable)
    progress->stop = progress_tell(progress, done, total);
  progress->thread = PyEval_SaveThread();
  return progress->stop;
}
