/* What the files of the extension module `lightlane._core` share: the limited API of CPython 3.11, the C header,
 * and the two conversions that all of them need. */
#ifndef LIGHTLANE_PYTHON_CORE_H
#define LIGHTLANE_PYTHON_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <lightlane/lightlane.h>

#ifndef Py_LIMITED_API
#error "compile with -DPy_LIMITED_API=0x030B0000: one binary serves every CPython from 3.11"
#endif

/* Slots hold functions as void *, a conversion that POSIX has and ISO C has not. */
#define SLOT(id, function) {id, __extension__(void *)(function)}
#define SLOT_OF(type, id, kind) (__extension__(kind) PyType_GetSlot(type, id))

/* A method that takes its positional arguments as an array. */
#define FASTCALL(function) ((PyCFunction)(void (*)(void))(function))

/* Every call fills an error of its own. */
#define ERROR_INIT {.struct_size = sizeof(lightlane_error)}

typedef struct {
  PyObject_HEAD lightlane_link *link;
} LinkObject;

typedef struct {
  PyObject_HEAD lightlane_plan *plan;
  size_t varying_count;
  size_t metric_count;
} PlanObject;

typedef struct {
  PyObject_HEAD lightlane_settings *settings;
} SettingsObject;

extern PyType_Spec link_spec;
extern PyType_Spec plan_spec;
extern PyType_Spec settings_spec;
extern PyType_Spec coder_spec;
extern PyMethodDef table_methods[];
extern PyMethodDef setting_table_methods[];
extern PyMethodDef ten_gigabit_methods[];
extern PyMethodDef com_methods[];
extern PyMethodDef fec_methods[];
extern PyMethodDef tdecq_methods[];

/* The handle inside a `_core.Network`; NULL with a TypeError set for anything else. */
const lightlane_network *network_handle(PyObject *object);

/* Add the types and functions of electrical networks to the module. */
int add_networks(PyObject *module);
extern PyMethodDef fleet_methods[];

/* Raise the exception class of a status; returns NULL. */
PyObject *raise_core_error(const lightlane_error *error);

/* Ids out of a tuple of int, to be freed with PyMem_Free; NULL with an exception set. */
int32_t *ids_from_tuple(PyObject *tuple);

/* The handle inside a `_core.Link`; NULL with a TypeError set for anything else. */
const lightlane_link *link_handle(PyObject *object);

/* The handle inside a `_core.Settings`; NULL with a TypeError set for anything else. */
const lightlane_settings *settings_handle(PyObject *object);

/* The scalars (id, value), named arrays (name, unit, doc, bytes of doubles, labels or None) and
 * notes of a report, which is destroyed; NULL with an exception set. */
PyObject *report_parts(lightlane_report *report);

/* Who hears of a run on its way. */
typedef struct {
  PyThreadState *thread; /* the calling thread's state while the lock is released */
  PyObject *callable;    /* progress(done, total), or NULL */
  int64_t due_ns;        /* when to take the lock next */
  uint64_t told;         /* what the callable heard last */
  int stop;              /* non-zero from the first wish to stop */
} Progress;

/* A progress whose `thread` is still to be set, by releasing the lock. */
Progress progress_of(PyObject *callable);

/* A lightlane_progress_fn with a Progress as its user. An exception stays set on the calling thread
 * and ends the run. */
int32_t progress_told(void *user, uint64_t done, uint64_t total);

/* Tell the callable, with the lock held; non-zero when it wants to stop or raised. */
int progress_tell(Progress *progress, uint64_t done, uint64_t total);

/* Plan.run_columns: rows from the caller's buffers to the caller's buffers. */
PyObject *plan_run_columns(PlanObject *self, PyObject *const *args, Py_ssize_t count);

/* The life of both types: zeroed memory, no owned Python object but the type, memory given back. */
PyObject *allocate_object(PyTypeObject *type);
int visit_type_only(PyObject *self, visitproc visit, void *arg);
void free_object(PyObject *self);

#endif
