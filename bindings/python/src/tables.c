/* The tables of the core as Python tuples: versions, status names, parameters, metrics, presets. */
#include "core.h"

static PyObject *version(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  return PyUnicode_FromString(lightlane_version());
}

static PyObject *build_info(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  return PyUnicode_FromString(lightlane_build_info());
}

static PyObject *status_name(PyObject *module, PyObject *argument) {
  (void)module;
  long status = PyLong_AsLong(argument);
  if (status == -1 && PyErr_Occurred())
    return NULL;
  const char *name =
      status >= INT32_MIN && status <= INT32_MAX ? lightlane_status_name((int32_t)status) : NULL;
  return name ? PyUnicode_FromString(name) : Py_NewRef(Py_None);
}

/* Steals `row`; fails on NULL, so that a row may be built in the call. */
static int append(PyObject *list, PyObject *row) {
  int failed = !row || PyList_Append(list, row) < 0;
  Py_XDECREF(row);
  return failed;
}

static PyObject *choice_names(const lightlane_parameter_info *info) {
  PyObject *names = PyTuple_New((Py_ssize_t)info->choices);
  for (uint32_t value = 0; names && value < info->choices; value++) {
    const char *name = lightlane_parameter_choice_name(info->id, value);
    PyObject *text = PyUnicode_FromString(name ? name : "");
    if (!text || PyTuple_SetItem(names, (Py_ssize_t)value, text) < 0)
      Py_CLEAR(names);
  }
  return names;
}

static PyObject *parameter_row(int32_t id) {
  lightlane_parameter_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_parameter_describe(id, &info, &error))
    return raise_core_error(&error);
  PyObject *choices = choice_names(&info);
  if (!choices)
    return NULL;
  return Py_BuildValue("(issiNdddsss)", (int)info.id, info.name, info.unit, (int)info.kind, choices,
                       info.default_value, info.minimum, info.maximum, info.block, info.doc,
                       info.source);
}

static PyObject *parameter_table(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *rows = PyList_New(0);
  for (size_t i = 0; rows && i < lightlane_parameter_count(); i++)
    if (append(rows, parameter_row(lightlane_parameter_at(i))))
      Py_CLEAR(rows);
  return rows;
}

static PyObject *metric_row(int32_t id) {
  lightlane_metric_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_metric_describe(id, &info, &error))
    return raise_core_error(&error);
  return Py_BuildValue("(issss)", (int)info.id, info.name, info.unit, info.boundary, info.doc);
}

static PyObject *metric_table(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *rows = PyList_New(0);
  for (size_t i = 0; rows && i < lightlane_metric_count(); i++)
    if (append(rows, metric_row(lightlane_metric_at(i))))
      Py_CLEAR(rows);
  return rows;
}

static PyObject *preset_row(int32_t id) {
  lightlane_preset_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_preset_describe(id, &info, &error))
    return raise_core_error(&error);
  return Py_BuildValue("(isss)", (int)info.id, info.name, info.date, info.doc);
}

static PyObject *preset_table(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *rows = PyList_New(0);
  for (size_t i = 0; rows && i < lightlane_preset_count(); i++)
    if (append(rows, preset_row(lightlane_preset_at(i))))
      Py_CLEAR(rows);
  return rows;
}

static PyObject *preset_value(PyObject *module, PyObject *args) {
  (void)module;
  int preset, parameter;
  if (!PyArg_ParseTuple(args, "ii:preset_value", &preset, &parameter))
    return NULL;
  double value = 0;
  const char *source = NULL;
  lightlane_error error = ERROR_INIT;
  if (lightlane_preset_value(preset, parameter, &value, &source, &error))
    return raise_core_error(&error);
  return Py_BuildValue("(ds)", value, source ? source : "");
}

PyMethodDef table_methods[] = {
    {"version", version, METH_NOARGS, PyDoc_STR("Version of the core, such as \"0.1.0\".")},
    {"build_info", build_info, METH_NOARGS,
     PyDoc_STR("Compiler, target and numeric build of the core.")},
    {"status_name", status_name, METH_O,
     PyDoc_STR("Name of a status code, None for one that does not exist.")},
    {"parameter_table", parameter_table, METH_NOARGS,
     PyDoc_STR(
         "Rows (id, name, unit, kind, choices, default, minimum, maximum, block, doc, source).")},
    {"metric_table", metric_table, METH_NOARGS, PyDoc_STR("Rows (id, name, unit, boundary, doc).")},
    {"preset_table", preset_table, METH_NOARGS, PyDoc_STR("Rows (id, name, date, doc).")},
    {"preset_value", preset_value, METH_VARARGS,
     PyDoc_STR("Value and source that a preset (id) gives a parameter (id).")},
    {NULL, NULL, 0, NULL},
};
