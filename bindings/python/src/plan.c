/* `_core.Plan`: a prepared link, callable with one row of numbers, or run over columns (run.c). */
#include "core.h"

/* Rows up to this many numbers, in and out together, stay on the stack. */
enum { STACK_NUMBERS = 128 };

static PyObject *plan_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
  PyObject *link, *varying, *metrics;
  static char *names[] = {"link", "varying", "metrics", NULL};
  if (!PyArg_ParseTupleAndKeywords(args, keywords, "OO!O!:Plan", names, &link, &PyTuple_Type,
                                   &varying, &PyTuple_Type, &metrics))
    return NULL;
  const lightlane_link *handle = link_handle(link);
  int32_t *inputs = handle ? ids_from_tuple(varying) : NULL;
  int32_t *outputs = inputs ? ids_from_tuple(metrics) : NULL;
  PlanObject *self = NULL;
  if (outputs)
    self = (PlanObject *)allocate_object(type);
  if (self) {
    self->varying_count = (size_t)PyTuple_Size(varying);
    self->metric_count = (size_t)PyTuple_Size(metrics);
    lightlane_error error = ERROR_INIT;
    if (lightlane_plan_create(handle, inputs, self->varying_count, outputs, self->metric_count,
                              &self->plan, &error)) {
      raise_core_error(&error);
      Py_CLEAR(self);
    }
  }
  PyMem_Free(outputs);
  PyMem_Free(inputs);
  return (PyObject *)self;
}

static void plan_dealloc(PyObject *self) {
  PyObject_GC_UnTrack(self);
  lightlane_plan_destroy(((PlanObject *)self)->plan);
  free_object(self);
}

/* ---------------------------------------------------------------- one row */

static PyObject *wrong_count(const PlanObject *self, Py_ssize_t given) {
  return PyErr_Format(PyExc_TypeError,
                      "the plan takes %zu values (one for each varying parameter), got %zd",
                      self->varying_count, given);
}

/* `numbers` holds the row's inputs, then room for its outputs. */
static PyObject *answer(const PlanObject *self, double *numbers) {
  double *out = numbers + self->varying_count;
  lightlane_error error = ERROR_INIT;
  if (lightlane_plan_evaluate(self->plan, numbers, out, &error))
    return raise_core_error(&error);
  PyObject *row = PyTuple_New((Py_ssize_t)self->metric_count);
  for (size_t i = 0; row && i < self->metric_count; i++) {
    PyObject *value = PyFloat_FromDouble(out[i]);
    if (!value || PyTuple_SetItem(row, (Py_ssize_t)i, value) < 0)
      Py_CLEAR(row);
  }
  return row;
}

/* Evaluate the row in `args`, an array of objects, or in `tuple` when that is not NULL. */
static PyObject *evaluate_row(const PlanObject *self, PyObject *const *args, PyObject *tuple,
                              Py_ssize_t count) {
  if ((size_t)count != self->varying_count)
    return wrong_count(self, count);
  double stack[STACK_NUMBERS], *numbers = stack;
  size_t needed = self->varying_count + self->metric_count;
  if (needed > STACK_NUMBERS && !(numbers = PyMem_Calloc(needed, sizeof *numbers)))
    return PyErr_NoMemory();
  PyObject *row = NULL;
  Py_ssize_t i = 0;
  for (; i < count; i++) {
    double value = PyFloat_AsDouble(tuple ? PyTuple_GetItem(tuple, i) : args[i]);
    if (value == -1.0 && PyErr_Occurred())
      break;
    numbers[i] = value;
  }
  if (i == count)
    row = answer(self, numbers);
  if (numbers != stack)
    PyMem_Free(numbers);
  return row;
}

static PyObject *plan_evaluate(PlanObject *self, PyObject *const *args, Py_ssize_t count) {
  return evaluate_row(self, args, NULL, count);
}

static PyObject *plan_call(PlanObject *self, PyObject *args, PyObject *keywords) {
  if (keywords && PyDict_Size(keywords) > 0) {
    PyErr_SetString(PyExc_TypeError, "a plan takes its row by position, in the order of `varying`");
    return NULL;
  }
  return evaluate_row(self, NULL, args, PyTuple_Size(args));
}

/* ---------------------------------------------------------------- type */

static PyMethodDef plan_methods[] = {
    {"evaluate", FASTCALL(plan_evaluate), METH_FASTCALL,
     PyDoc_STR("One row: the varying parameters' numbers in, a tuple of the metrics out. A row "
               "that can not be\n"
               "answered raises.")},
    {"run_columns", FASTCALL(plan_run_columns), METH_FASTCALL,
     PyDoc_STR("run_columns(rows, inputs, outputs, row_status, threads, progress): many rows, from "
               "and to buffers\n"
               "of float64 (int32 for row_status) with any strides, without a copy.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot plan_slots[] = {
    SLOT(Py_tp_new, plan_new),
    SLOT(Py_tp_dealloc, plan_dealloc),
    SLOT(Py_tp_traverse, visit_type_only),
    SLOT(Py_tp_call, plan_call),
    {Py_tp_methods, plan_methods},
    {Py_tp_doc, (void *)"Plan(link, varying, metrics)\n--\n\nA plan by ids: link, varying "
                        "parameters, metrics."},
    {0, NULL},
};

PyType_Spec plan_spec = {
    .name = "lightlane._core.Plan",
    .basicsize = sizeof(PlanObject),
    .flags =
        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = plan_slots,
};
