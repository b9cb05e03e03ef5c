/* TDECQ as Python tuples. */
#include "core.h"

static PyObject *tdecq_report(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *settings;
  Py_buffer power;
  const char *symbols;
  Py_ssize_t symbol_count;
  double samples_per_symbol;
  if (!PyArg_ParseTuple(args, "Oy*dy#:tdecq_report", &settings, &power, &samples_per_symbol,
                        &symbols, &symbol_count))
    return NULL;
  const lightlane_settings *chosen = settings_handle(settings);
  if (!chosen) {
    PyBuffer_Release(&power);
    return NULL;
  }
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_tdecq_report(chosen, power.buf, (size_t)power.len / sizeof(double),
                                  samples_per_symbol, (const uint8_t *)symbols,
                                  (size_t)symbol_count, &report, &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&power);
  return status ? raise_core_error(&error) : report_parts(report);
}

static PyObject *tdecq_pattern(PyObject *module, PyObject *args) {
  (void)module;
  int pattern;
  if (!PyArg_ParseTuple(args, "i:tdecq_pattern", &pattern))
    return NULL;
  lightlane_error error = ERROR_INIT;
  size_t count = 0;
  if (lightlane_tdecq_pattern(pattern, NULL, 0, &count, &error))
    return raise_core_error(&error);
  PyObject *symbols = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)count);
  if (!symbols)
    return NULL;
  if (lightlane_tdecq_pattern(pattern, (uint8_t *)PyBytes_AsString(symbols), count, &count,
                              &error)) {
    Py_DECREF(symbols);
    return raise_core_error(&error);
  }
  return symbols;
}

PyMethodDef tdecq_methods[] = {
    {"tdecq_pattern", (PyCFunction)tdecq_pattern, METH_VARARGS,
     PyDoc_STR("One period of a pattern by its number, as bytes.")},
    {"tdecq_report", (PyCFunction)tdecq_report, METH_VARARGS,
     PyDoc_STR("TDECQ of a buffer of doubles: settings, samples, samples per symbol, symbols.")},
    {NULL, NULL, 0, NULL},
};
