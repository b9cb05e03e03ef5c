/* `_core.Settings`: the settings of one calculation, by ids, over a preset of its group. */
#include "core.h"

#include <string.h>

static PyObject *settings_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
  int group, preset;
  static char *names[] = {"group", "preset", NULL};
  if (!PyArg_ParseTupleAndKeywords(args, keywords, "ii:Settings", names, &group, &preset))
    return NULL;
  SettingsObject *self = (SettingsObject *)allocate_object(type);
  if (!self)
    return NULL;
  lightlane_error error = ERROR_INIT;
  if (lightlane_settings_create(group, preset, &self->settings, &error)) {
    raise_core_error(&error);
    Py_DECREF(self);
    return NULL;
  }
  return (PyObject *)self;
}

static void settings_dealloc(PyObject *self) {
  PyObject_GC_UnTrack(self);
  lightlane_settings_destroy(((SettingsObject *)self)->settings);
  free_object(self);
}

const lightlane_settings *settings_handle(PyObject *object) {
  /* As link_handle: the destructor identifies the type. */
  if (SLOT_OF(Py_TYPE(object), Py_tp_dealloc, destructor) == settings_dealloc)
    return ((SettingsObject *)object)->settings;
  PyErr_Format(PyExc_TypeError, "expected a lightlane._core.Settings, got %R", Py_TYPE(object));
  return NULL;
}

/* ---------------------------------------------------------------- values */

/* set(setting, rows, columns, numbers): the numbers are the bytes of doubles, row by row. */
static PyObject *settings_set(SettingsObject *self, PyObject *args) {
  int setting;
  Py_ssize_t rows, columns, size;
  const char *bytes;
  if (!PyArg_ParseTuple(args, "inny#:set", &setting, &rows, &columns, &bytes, &size))
    return NULL;
  const Py_ssize_t wide = (Py_ssize_t)sizeof(double);
  if (rows < 0 || columns < 0 || (columns > 0 && rows > PY_SSIZE_T_MAX / wide / columns) ||
      size != rows * columns * wide) {
    PyErr_SetString(PyExc_ValueError, "rows * columns numbers of 8 bytes are needed");
    return NULL;
  }
  /* The bytes may lie anywhere. */
  double *numbers = PyMem_Malloc((size_t)size + sizeof *numbers);
  if (!numbers)
    return PyErr_NoMemory();
  memcpy(numbers, bytes, (size_t)size);
  lightlane_error error = ERROR_INIT;
  const lightlane_status status = lightlane_settings_set(self->settings, setting, numbers,
                                                         (size_t)rows, (size_t)columns, &error);
  PyMem_Free(numbers);
  return status ? raise_core_error(&error) : Py_NewRef(Py_None);
}

static PyObject *settings_set_text(SettingsObject *self, PyObject *args) {
  int setting;
  const char *text;
  if (!PyArg_ParseTuple(args, "is:set_text", &setting, &text))
    return NULL;
  lightlane_error error = ERROR_INIT;
  if (lightlane_settings_set_text(self->settings, setting, text, &error))
    return raise_core_error(&error);
  return Py_NewRef(Py_None);
}

/* get(setting): rows, columns and the bytes of their numbers. */
static PyObject *settings_get(SettingsObject *self, PyObject *args) {
  int setting;
  if (!PyArg_ParseTuple(args, "i:get", &setting))
    return NULL;
  size_t rows = 0, columns = 0;
  lightlane_error error = ERROR_INIT;
  if (lightlane_settings_shape(self->settings, setting, &rows, &columns, &error))
    return raise_core_error(&error);
  const size_t count = rows * columns;
  double *numbers = PyMem_Calloc(count + 1, sizeof *numbers);
  if (!numbers)
    return PyErr_NoMemory();
  PyObject *answer =
      lightlane_settings_get(self->settings, setting, numbers, count, &error)
          ? raise_core_error(&error)
          : Py_BuildValue("(nny#)", (Py_ssize_t)rows, (Py_ssize_t)columns, (const char *)numbers,
                          (Py_ssize_t)(count * sizeof *numbers));
  PyMem_Free(numbers);
  return answer;
}

static PyObject *settings_is_own(SettingsObject *self, PyObject *args) {
  int setting;
  if (!PyArg_ParseTuple(args, "i:is_own", &setting))
    return NULL;
  return PyBool_FromLong(lightlane_settings_is_own(self->settings, setting));
}

static PyObject *text_or_none(const char *text) {
  return text ? PyUnicode_FromString(text) : Py_NewRef(Py_None);
}

static PyObject *settings_note(SettingsObject *self, PyObject *args) {
  int setting;
  if (!PyArg_ParseTuple(args, "i:note", &setting))
    return NULL;
  return text_or_none(lightlane_settings_note(self->settings, setting));
}

static PyObject *settings_warning(SettingsObject *self, PyObject *args) {
  int setting;
  if (!PyArg_ParseTuple(args, "i:warning", &setting))
    return NULL;
  return text_or_none(lightlane_settings_warning(self->settings, setting));
}

/* ---------------------------------------------------------------- type */

static PyMethodDef settings_methods[] = {
    {"set", (PyCFunction)settings_set, METH_VARARGS,
     PyDoc_STR("Set a setting (id) to rows * columns numbers, given as bytes.")},
    {"set_text", (PyCFunction)settings_set_text, METH_VARARGS,
     PyDoc_STR("Set a setting (id) to an expression or the name of a choice.")},
    {"get", (PyCFunction)settings_get, METH_VARARGS,
     PyDoc_STR("Rows, columns and numbers (bytes) of a setting (id).")},
    {"is_own", (PyCFunction)settings_is_own, METH_VARARGS,
     PyDoc_STR("Whether a setting (id) was set here.")},
    {"note", (PyCFunction)settings_note, METH_VARARGS,
     PyDoc_STR("A setting (id) with its value and source, or None.")},
    {"warning", (PyCFunction)settings_warning, METH_VARARGS,
     PyDoc_STR("What the text of a setting (id) meant unexpectedly, or None.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot settings_slots[] = {
    SLOT(Py_tp_new, settings_new),
    SLOT(Py_tp_dealloc, settings_dealloc),
    SLOT(Py_tp_traverse, visit_type_only),
    {Py_tp_methods, settings_methods},
    {Py_tp_doc,
     (void *)"Settings(group, preset)\n--\n\nSettings of a group by ids; preset 0 is the "
             "defaults."},
    {0, NULL},
};

PyType_Spec settings_spec = {
    .name = "lightlane._core.Settings",
    .basicsize = sizeof(SettingsObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = settings_slots,
};
