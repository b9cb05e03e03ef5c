/* The 10 Gigabit Ethernet link model as Python tuples: its sheets, their inputs, a report. */
#include "core.h"

static PyObject *sheet_row(size_t index) {
  lightlane_preset_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_ten_gigabit_sheet_describe(index, &info, &error))
    return raise_core_error(&error);
  return Py_BuildValue("(isss)", (int)info.id, info.name, info.date, info.doc);
}

static PyObject *sheet_table(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  size_t count = lightlane_ten_gigabit_sheet_count();
  PyObject *rows = PyTuple_New((Py_ssize_t)count);
  for (size_t i = 0; rows && i < count; i++) {
    PyObject *row = sheet_row(i);
    if (!row || PyTuple_SetItem(rows, (Py_ssize_t)i, row) < 0)
      Py_CLEAR(rows);
  }
  return rows;
}

static PyObject *input_row(int32_t sheet, size_t index) {
  lightlane_parameter_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_ten_gigabit_input_describe(sheet, index, &info, &error))
    return raise_core_error(&error);
  return Py_BuildValue("(issdddsss)", (int)info.id, info.name, info.unit, info.default_value,
                       info.minimum, info.maximum, info.block, info.doc, info.source);
}

static PyObject *input_table(PyObject *module, PyObject *argument) {
  (void)module;
  long id = PyLong_AsLong(argument);
  if (id == -1 && PyErr_Occurred())
    return NULL;
  int32_t sheet = id >= 0 && id <= INT32_MAX ? (int32_t)id : 0;
  size_t count = lightlane_ten_gigabit_input_count();
  PyObject *rows = PyTuple_New((Py_ssize_t)count);
  for (size_t i = 0; rows && i < count; i++) {
    PyObject *row = input_row(sheet, i);
    if (!row || PyTuple_SetItem(rows, (Py_ssize_t)i, row) < 0)
      Py_CLEAR(rows);
  }
  return rows;
}

/* Numbers out of a tuple, to be freed with PyMem_Free; NULL with an exception set. */
static double *numbers_from_tuple(PyObject *tuple) {
  Py_ssize_t count = PyTuple_Size(tuple);
  double *numbers = PyMem_Calloc((size_t)count + 1, sizeof *numbers);
  if (!numbers) {
    PyErr_NoMemory();
    return NULL;
  }
  for (Py_ssize_t i = 0; i < count; i++)
    numbers[i] = PyFloat_AsDouble(PyTuple_GetItem(tuple, i));
  if (PyErr_Occurred()) {
    PyMem_Free(numbers);
    return NULL;
  }
  return numbers;
}

static PyObject *evaluate(int32_t sheet, PyObject *ids, PyObject *values, PyObject *lengths_km) {
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  int32_t *inputs = ids_from_tuple(ids);
  double *numbers = inputs ? numbers_from_tuple(values) : NULL;
  double *lengths = numbers ? numbers_from_tuple(lengths_km) : NULL;
  if (lengths &&
      lightlane_ten_gigabit_report(sheet, inputs, numbers, (size_t)PyTuple_Size(ids), lengths,
                                   (size_t)PyTuple_Size(lengths_km), &report, &error)) {
    if (error.parameter)
      error.row = -1; /* keywords have no order that a user would count */
    raise_core_error(&error);
  }
  PyMem_Free(lengths);
  PyMem_Free(numbers);
  PyMem_Free(inputs);
  return report ? report_parts(report) : NULL;
}

static PyObject *ten_gigabit_report(PyObject *module, PyObject *args) {
  (void)module;
  int sheet;
  PyObject *ids, *values, *lengths_km;
  if (!PyArg_ParseTuple(args, "iO!O!O!:ten_gigabit_report", &sheet, &PyTuple_Type, &ids,
                        &PyTuple_Type, &values, &PyTuple_Type, &lengths_km))
    return NULL;
  if (PyTuple_Size(ids) != PyTuple_Size(values)) {
    PyErr_SetString(PyExc_ValueError, "as many values as inputs are needed");
    return NULL;
  }
  return evaluate(sheet, ids, values, lengths_km);
}

PyMethodDef ten_gigabit_methods[] = {
    {"ten_gigabit_sheets", sheet_table, METH_NOARGS, PyDoc_STR("Rows (id, name, date, doc).")},
    {"ten_gigabit_inputs", input_table, METH_O,
     PyDoc_STR("Rows (id, name, unit, value, minimum, maximum, block, doc, source) of a sheet "
               "(id).")},
    {"ten_gigabit_report", ten_gigabit_report, METH_VARARGS,
     PyDoc_STR("Scalars, arrays and notes of a sheet (id) with inputs "
               "(ids) set to values, at lengths.")},
    {NULL, NULL, 0, NULL},
};
