/* `_core.Link`: an immutable link, made whole from a preset and the values given over it. */
#include "core.h"

static int set_values(lightlane_link *link, PyObject *ids, PyObject *values) {
  Py_ssize_t count = PyTuple_Size(ids);
  if (PyTuple_Size(values) != count) {
    PyErr_SetString(PyExc_ValueError, "as many values as parameters are needed");
    return -1;
  }
  if (count == 0)
    return 0;
  int32_t *parameters = ids_from_tuple(ids);
  double *numbers = parameters ? PyMem_Calloc((size_t)count, sizeof *numbers) : NULL;
  if (parameters && !numbers)
    PyErr_NoMemory();
  for (Py_ssize_t i = 0; numbers && i < count; i++)
    numbers[i] = PyFloat_AsDouble(PyTuple_GetItem(values, i));
  if (!PyErr_Occurred()) {
    lightlane_error error = ERROR_INIT;
    if (lightlane_link_set_many(link, parameters, numbers, (size_t)count, &error)) {
      error.row = -1; /* keywords have no order that a user would count */
      raise_core_error(&error);
    }
  }
  PyMem_Free(numbers);
  PyMem_Free(parameters);
  return PyErr_Occurred() ? -1 : 0;
}

static PyObject *link_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
  int preset;
  PyObject *ids, *values;
  static char *names[] = {"preset", "parameters", "values", NULL};
  if (!PyArg_ParseTupleAndKeywords(args, keywords, "iO!O!:Link", names, &preset, &PyTuple_Type,
                                   &ids, &PyTuple_Type, &values))
    return NULL;
  LinkObject *self = (LinkObject *)allocate_object(type);
  if (!self)
    return NULL;
  lightlane_error error = ERROR_INIT;
  if (lightlane_link_create(preset, &self->link, &error))
    raise_core_error(&error);
  if (!self->link || set_values(self->link, ids, values) < 0) {
    Py_DECREF(self);
    return NULL;
  }
  return (PyObject *)self;
}

static void link_dealloc(PyObject *self) {
  PyObject_GC_UnTrack(self);
  lightlane_link_destroy(((LinkObject *)self)->link);
  free_object(self);
}

const lightlane_link *link_handle(PyObject *object) {
  /* The type is final and made anew in each interpreter, so its destructor is what identifies it. */
  if (SLOT_OF(Py_TYPE(object), Py_tp_dealloc, destructor) == link_dealloc)
    return ((LinkObject *)object)->link;
  PyErr_Format(PyExc_TypeError, "expected a lightlane._core.Link, got %R", Py_TYPE(object));
  return NULL;
}

static PyObject *link_get(LinkObject *self, PyObject *argument) {
  long id = PyLong_AsLong(argument);
  if (id == -1 && PyErr_Occurred())
    return NULL;
  double value = 0;
  lightlane_error error = ERROR_INIT;
  int32_t parameter = id >= 0 && id <= INT32_MAX ? (int32_t)id : 0;
  if (lightlane_link_get(self->link, parameter, &value, &error))
    return raise_core_error(&error);
  return PyFloat_FromDouble(value);
}

static PyObject *link_report(LinkObject *self, PyObject *unused) {
  (void)unused;
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  if (lightlane_report_create(self->link, &report, &error))
    return raise_core_error(&error);
  return report_parts(report);
}

/* ---------------------------------------------------------------- type */

static PyMethodDef link_methods[] = {
    {"get", (PyCFunction)link_get, METH_O, PyDoc_STR("Value of a parameter (id), in its unit.")},
    {"report", (PyCFunction)link_report, METH_NOARGS,
     PyDoc_STR("Scalars (metric id, value), arrays (name, unit, doc, values, labels) and notes.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot link_slots[] = {
    SLOT(Py_tp_new, link_new),
    SLOT(Py_tp_dealloc, link_dealloc),
    SLOT(Py_tp_traverse, visit_type_only),
    {Py_tp_methods, link_methods},
    {Py_tp_doc, (void *)"Link(preset, parameters, values)\n--\n\nA link by ids: preset, parameters "
                        "and their values."},
    {0, NULL},
};

PyType_Spec link_spec = {
    .name = "lightlane._core.Link",
    .basicsize = sizeof(LinkObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = link_slots,
};
