/* TDECQ as Python tuples. */
#include "core.h"

#include <string.h>

static PyObject *tdecq_report(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *settings;
  const char *power, *symbols;
  Py_ssize_t power_size, symbol_count;
  double samples_per_symbol;
  if (!PyArg_ParseTuple(args, "Oy#dy#:tdecq_report", &settings, &power, &power_size,
                        &samples_per_symbol, &symbols, &symbol_count))
    return NULL;
  const lightlane_settings *chosen = settings_handle(settings);
  if (!chosen)
    return NULL;
  /* The numbers of a bytes object may lie anywhere. */
  const size_t count = (size_t)power_size / sizeof(double);
  double *samples = PyMem_Malloc(count * sizeof(double) + 1);
  if (!samples)
    return PyErr_NoMemory();
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  memcpy(samples, power, count * sizeof(double));
  status = lightlane_tdecq_report(chosen, samples, count, samples_per_symbol,
                                  (const uint8_t *)symbols, (size_t)symbol_count, &report, &error);
  Py_END_ALLOW_THREADS;
  PyMem_Free(samples);
  return status ? raise_core_error(&error) : report_parts(report);
}

PyMethodDef tdecq_methods[] = {
    {"tdecq_report", (PyCFunction)tdecq_report, METH_VARARGS,
     PyDoc_STR("TDECQ of samples: settings, doubles, samples per symbol, symbols.")},
    {NULL, NULL, 0, NULL},
};
