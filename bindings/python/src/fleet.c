/* Fleets as Python tuples: settings and links in, the parts of a report out. */
#include "core.h"

/* The link of an object, which may be None; *failed is set for anything else. */
static const lightlane_link *optional_link(PyObject *object, int *failed) {
  if (object == Py_None)
    return NULL;
  const lightlane_link *link = link_handle(object);
  *failed |= !link;
  return link;
}

/* fleet_report(settings, tiers, rack, interface): tiers are a tuple of links. */
static PyObject *fleet_report(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *settings_object, *tiers, *rack_object, *interface_object;
  if (!PyArg_ParseTuple(args, "OO!OO:fleet_report", &settings_object, &PyTuple_Type, &tiers,
                        &rack_object, &interface_object))
    return NULL;
  int failed = 0;
  const lightlane_settings *settings = settings_handle(settings_object);
  const lightlane_link *rack = settings ? optional_link(rack_object, &failed) : NULL;
  const lightlane_link *interface_link =
      settings && !failed ? optional_link(interface_object, &failed) : NULL;
  if (!settings || failed)
    return NULL;
  const Py_ssize_t count = PyTuple_Size(tiers);
  const lightlane_link **links = PyMem_Calloc((size_t)count + 1, sizeof *links);
  if (!links)
    return PyErr_NoMemory();
  for (Py_ssize_t i = 0; i < count; i++) {
    links[i] = link_handle(PyTuple_GetItem(tiers, i));
    if (!links[i]) {
      PyMem_Free(links);
      return NULL;
    }
  }
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  const lightlane_status status =
      lightlane_fleet_report(settings, links, (size_t)count, rack, interface_link, &report, &error);
  PyMem_Free(links);
  return status ? raise_core_error(&error) : report_parts(report);
}

/* fleet_end_report(settings, link). */
static PyObject *fleet_end_report(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *settings_object, *link_object;
  if (!PyArg_ParseTuple(args, "OO:fleet_end_report", &settings_object, &link_object))
    return NULL;
  const lightlane_settings *settings = settings_handle(settings_object);
  const lightlane_link *link = settings ? link_handle(link_object) : NULL;
  if (!link)
    return NULL;
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  if (lightlane_fleet_end_report(settings, link, &report, &error))
    return raise_core_error(&error);
  return report_parts(report);
}

PyMethodDef fleet_methods[] = {
    {"fleet_report", fleet_report, METH_VARARGS,
     PyDoc_STR("Scalars, arrays and notes of a fleet: settings, tiers (links), rack and interface "
               "(a link or None).")},
    {"fleet_end_report", fleet_end_report, METH_VARARGS,
     PyDoc_STR("Scalars, arrays and notes of one end of a link: settings, link.")},
    {NULL, NULL, 0, NULL},
};
