/* `Plan.run_columns`: many rows through the caller's own buffers, without the interpreter's lock. */
#include "core.h"

/* ---------------------------------------------------------------- columns */

typedef struct {
  Py_ssize_t count;          /* buffers held */
  Py_buffer *views;          /* one for each column */
  lightlane_column *columns; /* inputs, outputs, row status */
} Columns;

static void release_columns(Columns *held) {
  for (Py_ssize_t i = 0; i < held->count; i++)
    PyBuffer_Release(&held->views[i]);
  PyMem_Free(held->views);
  PyMem_Free(held->columns);
}

/* Is the buffer's item the native type `code` ('d' or 'i')? */
static int has_format(const Py_buffer *view, char code) {
  const char *format = view->format ? view->format : "B";
  if (*format == '@' || *format == '=')
    format++;
  return format[0] == code && format[1] == '\0';
}

static int hold_column(Columns *held, PyObject *object, int flags, char code, uint64_t rows) {
  Py_buffer *view = &held->views[held->count];
  if (PyObject_GetBuffer(object, view, flags | PyBUF_STRIDES | PyBUF_FORMAT) < 0)
    return -1;
  lightlane_column *column = &held->columns[held->count++];
  if (!has_format(view, code)) {
    PyErr_Format(PyExc_TypeError, "a column must hold %s, got a buffer of format '%s'",
                 code == 'd' ? "float64" : "int32", view->format ? view->format : "B");
    return -1;
  }
  if (view->ndim > 1 || (view->ndim == 1 && (uint64_t)view->shape[0] != rows)) {
    PyErr_Format(PyExc_ValueError, "a column must have one dimension of %llu rows",
                 (unsigned long long)rows);
    return -1;
  }
  column->data = view->buf;
  column->stride = view->ndim == 0 ? 0 : rows == 1 ? view->itemsize : view->strides[0];
  return 0;
}

static int hold_tuple(Columns *held, PyObject *tuple, int flags, uint64_t rows) {
  for (Py_ssize_t i = 0; i < PyTuple_Size(tuple); i++)
    if (hold_column(held, PyTuple_GetItem(tuple, i), flags, 'd', rows) < 0)
      return -1;
  return 0;
}

/* ---------------------------------------------------------------- run */

typedef struct {
  uint64_t rows;
  PyObject *inputs, *outputs, *row_status, *progress;
  uint32_t threads;
} Arguments;

static int parse(PyObject *const *args, Py_ssize_t count, Arguments *parsed) {
  if (count != 6 || !PyTuple_Check(args[1]) || !PyTuple_Check(args[2])) {
    PyErr_SetString(PyExc_TypeError,
                    "run_columns takes rows, a tuple of inputs, a tuple of outputs, row_status "
                    "or None, threads, and progress or None");
    return -1;
  }
  *parsed = (Arguments){
      .inputs = args[1], .outputs = args[2], .row_status = args[3], .progress = args[5]};
  parsed->rows = PyLong_AsUnsignedLongLong(args[0]);
  if (PyErr_Occurred())
    return -1;
  unsigned long threads = PyLong_AsUnsignedLong(args[4]);
  if (PyErr_Occurred())
    return -1;
  parsed->threads = threads < UINT32_MAX ? (uint32_t)threads : UINT32_MAX;
  if (parsed->progress == Py_None)
    parsed->progress = NULL;
  if (parsed->progress && !PyCallable_Check(parsed->progress)) {
    PyErr_SetString(PyExc_TypeError, "progress must be callable as progress(done, total)");
    return -1;
  }
  return 0;
}

/* Run with every buffer held; 0, or -1 with an exception set. */
static int run_held(const PlanObject *self, const Arguments *given, const Columns *held) {
  size_t inputs = (size_t)PyTuple_Size(given->inputs),
         outputs = (size_t)PyTuple_Size(given->outputs);
  const lightlane_column *status =
      given->row_status == Py_None ? NULL : &held->columns[inputs + outputs];
  Progress progress = progress_of(given->progress);
  lightlane_run_options options = {.struct_size = sizeof options,
                                   .threads = given->threads,
                                   .progress = progress_told,
                                   .user = &progress};
  lightlane_error error = ERROR_INIT;
  progress.thread = PyEval_SaveThread();
  lightlane_status failed =
      lightlane_plan_run(self->plan, given->rows, held->columns, inputs, held->columns + inputs,
                         outputs, status, &options, &error);
  PyEval_RestoreThread(progress.thread);
  if (!PyErr_Occurred() && failed)
    raise_core_error(&error);
  if (!failed && progress.callable && !PyErr_Occurred() && progress.told != given->rows)
    (void)progress_tell(&progress, given->rows, given->rows); /* the last word; too late to stop */
  return PyErr_Occurred() ? -1 : 0;
}

PyObject *plan_run_columns(PlanObject *self, PyObject *const *args, Py_ssize_t count) {
  Arguments given;
  if (parse(args, count, &given) < 0)
    return NULL;
  size_t most = (size_t)PyTuple_Size(given.inputs) + (size_t)PyTuple_Size(given.outputs) + 1;
  Columns held = {.views = PyMem_Calloc(most, sizeof(Py_buffer)),
                  .columns = PyMem_Calloc(most, sizeof(lightlane_column))};
  int failed = 0;
  if (!held.views || !held.columns) {
    PyErr_NoMemory();
    failed = -1;
  }
  if (!failed)
    failed = hold_tuple(&held, given.inputs, 0, given.rows);
  if (!failed)
    failed = hold_tuple(&held, given.outputs, PyBUF_WRITABLE, given.rows);
  if (!failed && given.row_status != Py_None)
    failed = hold_column(&held, given.row_status, PyBUF_WRITABLE, 'i', given.rows);
  if (!failed)
    failed = run_held(self, &given, &held);
  release_columns(&held);
  return failed ? NULL : Py_NewRef(Py_None);
}
