/* The extension module `lightlane._core`: its initialisation, constants and the raising of core errors. */
#include "core.h"

#include <string.h>

PyObject *raise_core_error(const lightlane_error *error) {
  PyObject *message =
      PyUnicode_DecodeUTF8(error->message, (Py_ssize_t)strlen(error->message), "replace");
  PyObject *errors = message ? PyImport_ImportModule("lightlane._from_core") : NULL;
  PyObject *exception =
      errors ? PyObject_CallMethod(errors, "from_core", "iiLO", (int)error->status,
                                   (int)error->parameter, (long long)error->row, message)
             : NULL;
  if (exception)
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
  Py_XDECREF(exception);
  Py_XDECREF(errors);
  Py_XDECREF(message);
  return NULL;
}

int32_t *ids_from_tuple(PyObject *tuple) {
  Py_ssize_t count = PyTuple_Size(tuple);
  if (count < 0)
    return NULL;
  int32_t *ids = PyMem_Calloc((size_t)count + 1, sizeof *ids);
  if (!ids) {
    PyErr_NoMemory();
    return NULL;
  }
  for (Py_ssize_t i = 0; i < count; i++) {
    long id = PyLong_AsLong(PyTuple_GetItem(tuple, i));
    if (id == -1 && PyErr_Occurred()) {
      PyMem_Free(ids);
      return NULL;
    }
    ids[i] =
        id >= 0 && id <= INT32_MAX ? (int32_t)id : 0; /* 0 is no id: the core refuses it by name */
  }
  return ids;
}

PyObject *allocate_object(PyTypeObject *type) {
  return SLOT_OF(type, Py_tp_alloc, allocfunc)(type, 0);
}

void free_object(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  SLOT_OF(type, Py_tp_free, freefunc)(self);
  Py_DECREF(type);
}

int visit_type_only(PyObject *self, visitproc visit, void *arg) {
  Py_VISIT(Py_TYPE(self));
  return 0;
}

static int add_type(PyObject *module, PyType_Spec *spec) {
  PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
  int failed = !type || PyModule_AddType(module, (PyTypeObject *)type) < 0;
  Py_XDECREF(type);
  return failed ? -1 : 0;
}

static int core_exec(PyObject *module) {
  static const struct {
    const char *name;
    long value;
  } constants[] = {
      {"KIND_REAL", LIGHTLANE_KIND_REAL},
      {"KIND_INTEGER", LIGHTLANE_KIND_INTEGER},
      {"KIND_FLAG", LIGHTLANE_KIND_FLAG},
      {"KIND_CHOICE", LIGHTLANE_KIND_CHOICE},
      {"SHAPE_SCALAR", LIGHTLANE_SHAPE_SCALAR},
      {"SHAPE_LIST", LIGHTLANE_SHAPE_LIST},
      {"SHAPE_MATRIX", LIGHTLANE_SHAPE_MATRIX},
      {"MAX_THREADS", LIGHTLANE_MAX_THREADS},
      {"MAX_TEN_GIGABIT_LENGTHS", LIGHTLANE_TEN_GIGABIT_MAX_LENGTHS},
      {"OK", LIGHTLANE_OK},
      {"COUNT", LIGHTLANE_COUNT},
      {"UNKNOWN_PARAMETER", LIGHTLANE_UNKNOWN_PARAMETER},
      {"UNKNOWN_METRIC", LIGHTLANE_UNKNOWN_METRIC},
      {"UNKNOWN_PRESET", LIGHTLANE_UNKNOWN_PRESET},
      {"DUPLICATE", LIGHTLANE_DUPLICATE},
      {"EXPRESSION", LIGHTLANE_EXPRESSION},
      {"NO_ANSWER", LIGHTLANE_NO_ANSWER},
      {"NOT_AN_INTEGER", LIGHTLANE_NOT_AN_INTEGER},
      {"NOT_FINITE", LIGHTLANE_NOT_FINITE},
      {"OUT_OF_BOUNDS", LIGHTLANE_OUT_OF_BOUNDS},
      {"CANCELLED", LIGHTLANE_CANCELLED},
  };
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (PyModule_AddIntConstant(module, constants[i].name, constants[i].value) < 0)
      return -1;
  if (PyModule_AddFunctions(module, ten_gigabit_methods) < 0 ||
      PyModule_AddFunctions(module, setting_table_methods) < 0 ||
      PyModule_AddFunctions(module, com_methods) < 0 ||
      PyModule_AddFunctions(module, fec_methods) < 0)
    return -1;
  PyType_Spec *types[] = {&link_spec, &plan_spec, &settings_spec, &coder_spec};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (add_type(module, types[i]) < 0)
      return -1;
  return add_networks(module);
}

static PyModuleDef_Slot core_slots[] = {
    SLOT(Py_mod_exec, core_exec),
    {0, NULL},
};

static struct PyModuleDef core_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "lightlane._core",
    .m_doc = PyDoc_STR("The C interface of Lightlane as Python sees it: ids, numbers and buffers."),
    .m_methods = table_methods,
    .m_slots = core_slots,
};

PyMODINIT_FUNC PyInit__core(void);
PyMODINIT_FUNC PyInit__core(void) {
  return PyModuleDef_Init(&core_module);
}
