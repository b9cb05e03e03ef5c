/* The tables of groups as Python dicts: groups, settings, their presets and measures. */
#include "core.h"

#include <string.h>

/* Steals `row`; fails on NULL, so that a row may be built in the call. */
static int append(PyObject *list, PyObject *row) {
  int failed = !row || PyList_Append(list, row) < 0;
  Py_XDECREF(row);
  return failed;
}

/* Steals a list that may be NULL; gives it as a tuple. */
static PyObject *fixed(PyObject *list) {
  PyObject *tuple = list ? PyList_AsTuple(list) : NULL;
  Py_XDECREF(list);
  return tuple;
}

/* An id out of an int; 0, which is no id, for a number that is none. */
static int id_from(PyObject *argument, int32_t *out) {
  long id = PyLong_AsLong(argument);
  if (id == -1 && PyErr_Occurred())
    return -1;
  *out = id >= 0 && id <= INT32_MAX ? (int32_t)id : 0;
  return 0;
}

typedef const char *(*namer)(int32_t id, size_t index);

/* The other names of a row, as a tuple. */
static PyObject *names_of(int32_t id, namer name_at) {
  PyObject *names = PyList_New(0);
  const char *name;
  for (size_t i = 0; names && (name = name_at(id, i)) != NULL; i++)
    if (append(names, PyUnicode_FromString(name)))
      Py_CLEAR(names);
  return fixed(names);
}

static const char *choice_at(int32_t id, size_t index) {
  return lightlane_setting_choice_name(id, (uint32_t)index);
}

/* ---------------------------------------------------------------- rows */

static PyObject *group_row(int32_t id) {
  lightlane_group_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_group_describe(id, &info, &error))
    return raise_core_error(&error);
  return Py_BuildValue("{s:i,s:s,s:s,s:s}", "id", (int)info.id, "name", info.name, "title",
                       info.title, "doc", info.doc);
}

static PyObject *setting_row(int32_t id) {
  lightlane_setting_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_setting_describe(id, &info, &error))
    return raise_core_error(&error);
  PyObject *choices = names_of(id, choice_at);
  PyObject *aliases = choices ? names_of(id, lightlane_setting_alias) : NULL;
  if (!aliases) {
    Py_XDECREF(choices);
    return NULL;
  }
  return Py_BuildValue(
      "{s:i,s:s,s:s,s:i,s:i,s:s,s:(II),s:(II),s:N,s:N,s:s,s:d,s:d,s:s,s:s,s:s}", "id", (int)info.id,
      "name", info.name, "unit", info.unit, "kind", (int)info.kind, "shape", (int)info.shape,
      "block", info.block, "rows", (unsigned)info.minimum_rows, (unsigned)info.maximum_rows,
      "columns", (unsigned)info.minimum_columns, (unsigned)info.maximum_columns, "choices", choices,
      "aliases", aliases, "default", info.default_text, "minimum", info.minimum, "maximum",
      info.maximum, "doc", info.doc, "source", info.source, "confidence", info.confidence);
}

static PyObject *preset_row(int32_t id) {
  lightlane_preset_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_settings_preset_describe(id, &info, &error))
    return raise_core_error(&error);
  PyObject *aliases = names_of(id, lightlane_settings_preset_alias);
  if (!aliases)
    return NULL;
  return Py_BuildValue("{s:i,s:s,s:s,s:s,s:N}", "id", (int)info.id, "name", info.name, "date",
                       info.date, "doc", info.doc, "aliases", aliases);
}

static PyObject *measure_row(int32_t id) {
  lightlane_measure_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_measure_describe(id, &info, &error))
    return raise_core_error(&error);
  return Py_BuildValue("{s:i,s:s,s:s,s:s}", "id", (int)info.id, "name", info.name, "unit",
                       info.unit, "doc", info.doc);
}

/* ---------------------------------------------------------------- tables */

static PyObject *group_table(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *rows = PyList_New(0);
  for (size_t i = 0; rows && i < lightlane_group_count(); i++)
    if (append(rows, group_row(lightlane_group_at(i))))
      Py_CLEAR(rows);
  return rows;
}

/* The rows of a group (an id), each made by `row` of an id that `at` tells. */
static PyObject *table_of(PyObject *argument, int32_t (*at)(int32_t group, size_t index),
                          PyObject *(*row)(int32_t id)) {
  int32_t group = 0, id = 0;
  if (id_from(argument, &group) < 0)
    return NULL;
  PyObject *rows = PyList_New(0);
  for (size_t i = 0; rows && (id = at(group, i)) != 0; i++)
    if (append(rows, row(id)))
      Py_CLEAR(rows);
  return rows;
}

static PyObject *setting_table(PyObject *module, PyObject *argument) {
  (void)module;
  return table_of(argument, lightlane_setting_at, setting_row);
}

static PyObject *settings_preset_table(PyObject *module, PyObject *argument) {
  (void)module;
  return table_of(argument, lightlane_settings_preset_at, preset_row);
}

static PyObject *measure_table(PyObject *module, PyObject *argument) {
  (void)module;
  return table_of(argument, lightlane_measure_at, measure_row);
}

/* ---------------------------------------------------------------- ids by name */

typedef lightlane_status (*finder)(int32_t group, const char *name, int32_t *out,
                                   lightlane_error *error);

/* The id of a name in a group, None for one that the core does not know or no C string can hold. */
static PyObject *find_name(PyObject *args, finder find) {
  PyObject *first = NULL, *argument = NULL;
  int32_t group = 0;
  if (!PyArg_UnpackTuple(args, "find", 2, 2, &first, &argument) || id_from(first, &group) < 0)
    return NULL;
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
  if (!name || strlen(name) != (size_t)size || find(group, name, &id, &error))
    return Py_NewRef(Py_None);
  return PyLong_FromLong(id);
}

static PyObject *setting_find(PyObject *module, PyObject *args) {
  (void)module;
  return find_name(args, lightlane_setting_find);
}

static PyObject *settings_preset_find(PyObject *module, PyObject *args) {
  (void)module;
  return find_name(args, lightlane_settings_preset_find);
}

PyMethodDef setting_table_methods[] = {
    {"group_table", group_table, METH_NOARGS, PyDoc_STR("A dict for each group of settings.")},
    {"setting_table", setting_table, METH_O, PyDoc_STR("A dict for each setting of a group (id).")},
    {"settings_preset_table", settings_preset_table, METH_O,
     PyDoc_STR("A dict for each preset of a group (id).")},
    {"measure_table", measure_table, METH_O, PyDoc_STR("A dict for each measure of a group (id).")},
    {"setting_find", setting_find, METH_VARARGS,
     PyDoc_STR("Id of a setting's name or alias in a group (id), or None.")},
    {"settings_preset_find", settings_preset_find, METH_VARARGS,
     PyDoc_STR("Id of a preset's name or alias in a group (id), or None.")},
    {NULL, NULL, 0, NULL},
};
