/* A report as Python tuples: scalars, named arrays and notes. */
#include "core.h"

static PyObject *report_scalars(const lightlane_report *report) {
  size_t count = lightlane_report_scalar_count(report);
  PyObject *rows = PyTuple_New((Py_ssize_t)count);
  for (size_t i = 0; rows && i < count; i++) {
    int32_t metric = 0;
    double value = 0;
    lightlane_error error = ERROR_INIT;
    PyObject *row = lightlane_report_scalar(report, i, &metric, &value, &error)
                        ? raise_core_error(&error)
                        : Py_BuildValue("(id)", (int)metric, value);
    if (!row || PyTuple_SetItem(rows, (Py_ssize_t)i, row) < 0)
      Py_CLEAR(rows);
  }
  return rows;
}

static PyObject *array_numbers(const lightlane_report *report, size_t index, size_t count) {
  double *numbers = PyMem_Calloc(count + 1, sizeof *numbers);
  if (!numbers)
    return PyErr_NoMemory();
  lightlane_error error = ERROR_INIT;
  PyObject *bytes =
      lightlane_report_array_copy(report, index, numbers, count, &error)
          ? raise_core_error(&error)
          : PyBytes_FromStringAndSize((const char *)numbers, (Py_ssize_t)(count * sizeof *numbers));
  PyMem_Free(numbers);
  return bytes;
}

static PyObject *array_labels(const lightlane_report *report, size_t index,
                              const lightlane_array_info *info) {
  if (!info->labelled)
    return Py_NewRef(Py_None);
  PyObject *labels = PyTuple_New((Py_ssize_t)info->count);
  for (size_t i = 0; labels && i < info->count; i++) {
    const char *text = lightlane_report_array_label(report, index, i);
    PyObject *label = PyUnicode_FromString(text ? text : "");
    if (!label || PyTuple_SetItem(labels, (Py_ssize_t)i, label) < 0)
      Py_CLEAR(labels);
  }
  return labels;
}

static PyObject *report_array(const lightlane_report *report, size_t index) {
  lightlane_array_info info = {.struct_size = sizeof info};
  lightlane_error error = ERROR_INIT;
  if (lightlane_report_array_describe(report, index, &info, &error))
    return raise_core_error(&error);
  PyObject *numbers = array_numbers(report, index, info.count);
  PyObject *labels = numbers ? array_labels(report, index, &info) : NULL;
  if (!labels) {
    Py_XDECREF(numbers);
    return NULL;
  }
  return Py_BuildValue("(sssNN)", info.name, info.unit, info.doc, numbers, labels);
}

static PyObject *report_arrays(const lightlane_report *report) {
  size_t count = lightlane_report_array_count(report);
  PyObject *rows = PyTuple_New((Py_ssize_t)count);
  for (size_t i = 0; rows && i < count; i++) {
    PyObject *row = report_array(report, i);
    if (!row || PyTuple_SetItem(rows, (Py_ssize_t)i, row) < 0)
      Py_CLEAR(rows);
  }
  return rows;
}

static PyObject *report_notes(const lightlane_report *report) {
  size_t count = lightlane_report_note_count(report);
  PyObject *rows = PyTuple_New((Py_ssize_t)count);
  for (size_t i = 0; rows && i < count; i++) {
    const char *text = lightlane_report_note(report, i);
    PyObject *note = PyUnicode_FromString(text ? text : "");
    if (!note || PyTuple_SetItem(rows, (Py_ssize_t)i, note) < 0)
      Py_CLEAR(rows);
  }
  return rows;
}

PyObject *report_parts(lightlane_report *report) {
  PyObject *scalars = report_scalars(report);
  PyObject *arrays = scalars ? report_arrays(report) : NULL;
  PyObject *notes = arrays ? report_notes(report) : NULL;
  lightlane_report_destroy(report);
  if (!notes) {
    Py_XDECREF(arrays);
    Py_XDECREF(scalars);
    return NULL;
  }
  return Py_BuildValue("(NNN)", scalars, arrays, notes);
}
