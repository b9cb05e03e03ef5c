/* Channel Operating Margin as Python tuples. */
#include "core.h"

/* The handles of a tuple of networks, to be freed with PyMem_Free; NULL with an exception set. */
static const lightlane_network **handles_from_tuple(PyObject *tuple) {
  Py_ssize_t count = PyTuple_Size(tuple);
  const lightlane_network **handles = PyMem_Calloc((size_t)count + 1, sizeof *handles);
  if (!handles) {
    PyErr_NoMemory();
    return NULL;
  }
  for (Py_ssize_t i = 0; i < count; i++) {
    handles[i] = network_handle(PyTuple_GetItem(tuple, i));
    if (!handles[i]) {
      PyMem_Free(handles);
      return NULL;
    }
  }
  return handles;
}

static PyObject *com_report(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *settings, *thru, *fext, *next;
  if (!PyArg_ParseTuple(args, "OOO!O!:com_report", &settings, &thru, &PyTuple_Type, &fext,
                        &PyTuple_Type, &next))
    return NULL;
  const lightlane_settings *chosen = settings_handle(settings);
  const lightlane_network *victim = chosen ? network_handle(thru) : NULL;
  const lightlane_network **far = victim ? handles_from_tuple(fext) : NULL;
  const lightlane_network **near = far ? handles_from_tuple(next) : NULL;
  lightlane_report *report = NULL;
  if (near) {
    Progress progress = progress_of(NULL);
    const lightlane_run_options options = {
        .struct_size = sizeof options, .progress = progress_told, .user = &progress};
    const size_t far_count = (size_t)PyTuple_Size(fext), near_count = (size_t)PyTuple_Size(next);
    lightlane_error error = ERROR_INIT;
    progress.thread = PyEval_SaveThread();
    const lightlane_status status = lightlane_com_run(chosen, victim, far, far_count, near,
                                                      near_count, &options, &report, &error);
    PyEval_RestoreThread(progress.thread);
    if (status && !PyErr_Occurred())
      raise_core_error(&error);
  }
  PyMem_Free(near);
  PyMem_Free(far);
  return report ? report_parts(report) : NULL;
}

PyMethodDef com_methods[] = {
    {"com_report", (PyCFunction)com_report, METH_VARARGS,
     PyDoc_STR("Channel Operating Margin of networks: settings, thru, far and near aggressors.")},
    {NULL, NULL, 0, NULL},
};
