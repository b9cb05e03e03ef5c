/* The tables of the core as Python dicts: versions, status names, parameters, metrics, presets. */
#include "core.h"

#include <string.h>

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
  return Py_BuildValue("{s:i,s:s,s:s,s:i,s:N,s:d,s:d,s:d,s:s,s:s,s:s,s:s}", "id", (int)info.id,
                       "name", info.name, "unit", info.unit, "kind", (int)info.kind, "choices",
                       choices, "default", info.default_value, "minimum", info.minimum, "maximum",
                       info.maximum, "block", info.block, "doc", info.doc, "source", info.source,
                       "confidence", info.confidence);
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
  return Py_BuildValue("{s:i,s:s,s:s,s:s,s:s}", "id", (int)info.id, "name", info.name, "unit",
                       info.unit, "boundary", info.boundary, "doc", info.doc);
}

static PyObject *metric_table(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *rows = PyList_New(0);
  for (size_t i = 0; rows && i < lightlane_metric_count(); i++)
    if (append(rows, metric_row(lightlane_metric_at(i))))
      Py_CLEAR(rows);
  return rows;
}

/* The other names of a preset, as a tuple. */
static PyObject *alias_names(int32_t preset) {
  PyObject *names = PyList_New(0);
  const char *alias;
  for (size_t i = 0; names && (alias = lightlane_preset_alias(preset, i)) != NULL; i++)
    if (append(names, PyUnicode_FromString(alias)))
      Py_CLEAR(names);
  PyObject *fixed = names ? PyList_AsTuple(names) : NULL;
  Py_XDECREF(names);
  return fixed;
}

static PyObject *preset_row(int32_t id) {
  lightlane_preset_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_preset_describe(id, &info, &error))
    return raise_core_error(&error);
  PyObject *aliases = alias_names(id);
  if (!aliases)
    return NULL;
  return Py_BuildValue("{s:i,s:s,s:s,s:s,s:N}", "id", (int)info.id, "name", info.name, "date",
                       info.date, "doc", info.doc, "aliases", aliases);
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

/* ---------------------------------------------------------------- ids by name */

typedef lightlane_status (*finder)(const char *name, int32_t *out, lightlane_error *error);

/* The id of a name, None for one that the core does not know or that no C string can hold. */
static PyObject *find_name(PyObject *argument, finder find) {
  if (!PyUnicode_Check(argument))
    return Py_NewRef(Py_None);
  Py_ssize_t size = 0;
  const char *name = PyUnicode_AsUTF8AndSize(argument, &size);
  if (!name && PyErr_ExceptionMatches(PyExc_UnicodeError))
    PyErr_Clear();
  else if (!name)
    return NULL;
  int32_t id = 0;
  lightlane_error error = ERROR_INIT;
  if (!name || strlen(name) != (size_t)size || find(name, &id, &error))
    return Py_NewRef(Py_None);
  return PyLong_FromLong(id);
}

static PyObject *parameter_find(PyObject *module, PyObject *argument) {
  (void)module;
  return find_name(argument, lightlane_parameter_find);
}

static PyObject *metric_find(PyObject *module, PyObject *argument) {
  (void)module;
  return find_name(argument, lightlane_metric_find);
}

static PyObject *preset_find(PyObject *module, PyObject *argument) {
  (void)module;
  return find_name(argument, lightlane_preset_find);
}

PyMethodDef table_methods[] = {
    {"version", version, METH_NOARGS, PyDoc_STR("Version of the core, such as \"0.1.0\".")},
    {"build_info", build_info, METH_NOARGS,
     PyDoc_STR("Compiler, target and numeric build of the core.")},
    {"status_name", status_name, METH_O,
     PyDoc_STR("Name of a status code, None for one that does not exist.")},
    {"parameter_table", parameter_table, METH_NOARGS, PyDoc_STR("A dict for each parameter.")},
    {"metric_table", metric_table, METH_NOARGS, PyDoc_STR("A dict for each metric.")},
    {"preset_table", preset_table, METH_NOARGS, PyDoc_STR("A dict for each preset.")},
    {"parameter_find", parameter_find, METH_O, PyDoc_STR("Id of a parameter's name, or None.")},
    {"metric_find", metric_find, METH_O, PyDoc_STR("Id of a metric's name, or None.")},
    {"preset_find", preset_find, METH_O, PyDoc_STR("Id of a preset's name or alias, or None.")},
    {"preset_value", preset_value, METH_VARARGS,
     PyDoc_STR("Value and source that a preset (id) gives a parameter (id).")},
    {NULL, NULL, 0, NULL},
};
