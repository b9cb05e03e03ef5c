/* Forward error correction and limits: reports of settings as Python tuples, and the Reed-Solomon coder. */
#include "core.h"

#include <string.h>

typedef lightlane_status (*report_of)(const lightlane_settings *, lightlane_report **,
                                      lightlane_error *);

/* A report of settings. They are copied, so that another thread may change them meanwhile. */
static PyObject *report_on(PyObject *argument, report_of make) {
  const lightlane_settings *given = settings_handle(argument);
  if (!given)
    return NULL;
  lightlane_settings *settings = NULL;
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  if (lightlane_settings_clone(given, &settings, &error))
    return raise_core_error(&error);
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = make(settings, &report, &error);
  Py_END_ALLOW_THREADS;
  lightlane_settings_destroy(settings);
  return status ? raise_core_error(&error) : report_parts(report);
}

static PyObject *fec_report(PyObject *module, PyObject *argument) {
  (void)module;
  return report_on(argument, lightlane_fec_report);
}

static PyObject *limits_report(PyObject *module, PyObject *argument) {
  (void)module;
  return report_on(argument, lightlane_limits_report);
}

PyMethodDef fec_methods[] = {
    {"fec_report", fec_report, METH_O, PyDoc_STR("What codes leave, of Settings of group fec.")},
    {"limits_report", limits_report, METH_O,
     PyDoc_STR("Limits of an interface, of Settings of group limits.")},
    {NULL, NULL, 0, NULL},
};

/* ---------------------------------------------------------------- coder */

typedef struct {
  PyObject_HEAD lightlane_reed_solomon *coder;
  size_t length, dimension;
} CoderObject;

static PyObject *coder_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
  static char *names[] = {"length", "dimension", NULL};
  unsigned int length, dimension;
  if (!PyArg_ParseTupleAndKeywords(args, keywords, "II:ReedSolomon", names, &length, &dimension))
    return NULL;
  CoderObject *self = (CoderObject *)allocate_object(type);
  lightlane_error error = ERROR_INIT;
  if (self && lightlane_reed_solomon_create(length, dimension, &self->coder, &error)) {
    Py_DECREF(self);
    return raise_core_error(&error);
  }
  if (self) {
    self->length = length;
    self->dimension = dimension;
  }
  return (PyObject *)self;
}

static void coder_dealloc(PyObject *self) {
  PyObject_GC_UnTrack(self);
  lightlane_reed_solomon_destroy(((CoderObject *)self)->coder);
  free_object(self);
}

/* Bytes as a copy of symbols, which are `each` or a multiple of it; NULL with an exception set. */
static uint16_t *symbols_of(const char *bytes, Py_ssize_t size, size_t each, size_t *count) {
  const size_t wide = sizeof(uint16_t);
  if (size < 0 || (size_t)size % (each * wide) != 0) {
    PyErr_Format(PyExc_ValueError, "%zd bytes are no whole number of %zu symbols of two bytes",
                 size, each);
    return NULL;
  }
  uint16_t *symbols = PyMem_Malloc((size_t)size + wide);
  if (!symbols) {
    PyErr_NoMemory();
    return NULL;
  }
  memcpy(symbols, bytes, (size_t)size);
  *count = (size_t)size / wide / each;
  return symbols;
}

/* encode(messages): the words, as bytes. */
static PyObject *coder_encode(CoderObject *self, PyObject *args) {
  const char *bytes;
  Py_ssize_t size;
  size_t count = 0;
  if (!PyArg_ParseTuple(args, "y#:encode", &bytes, &size))
    return NULL;
  uint16_t *messages = symbols_of(bytes, size, self->dimension, &count);
  if (!messages)
    return NULL;
  const size_t wide = count * self->length * sizeof(uint16_t);
  uint16_t *words = PyMem_Malloc(wide + sizeof *words);
  PyObject *answer = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status = LIGHTLANE_OK;
  if (!words) {
    PyErr_NoMemory();
  } else {
    Py_BEGIN_ALLOW_THREADS;
    status = lightlane_reed_solomon_encode(self->coder, messages, count, words, &error);
    Py_END_ALLOW_THREADS;
    answer = status ? raise_core_error(&error)
                    : PyBytes_FromStringAndSize((const char *)words, (Py_ssize_t)wide);
  }
  PyMem_Free(words);
  PyMem_Free(messages);
  return answer;
}

/* decode(words): the words and how many symbols were corrected in each, as bytes. */
static PyObject *coder_decode(CoderObject *self, PyObject *args) {
  const char *bytes;
  Py_ssize_t size;
  size_t count = 0;
  if (!PyArg_ParseTuple(args, "y#:decode", &bytes, &size))
    return NULL;
  uint16_t *words = symbols_of(bytes, size, self->length, &count);
  if (!words)
    return NULL;
  int32_t *corrected = PyMem_Calloc(count + 1, sizeof *corrected);
  PyObject *answer = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status = LIGHTLANE_OK;
  if (!corrected) {
    PyErr_NoMemory();
  } else {
    Py_BEGIN_ALLOW_THREADS;
    status = lightlane_reed_solomon_decode(self->coder, words, count, corrected, &error);
    Py_END_ALLOW_THREADS;
    answer = status ? raise_core_error(&error)
                    : Py_BuildValue("(y#y#)", (const char *)words, size, (const char *)corrected,
                                    (Py_ssize_t)(count * sizeof *corrected));
  }
  PyMem_Free(corrected);
  PyMem_Free(words);
  return answer;
}

/* decode_erasures(word, places): the word as bytes, and how many other symbols were corrected. */
static PyObject *coder_decode_erasures(CoderObject *self, PyObject *args) {
  const char *bytes, *places;
  Py_ssize_t size, places_size;
  size_t count = 0;
  if (!PyArg_ParseTuple(args, "y#y#:decode_erasures", &bytes, &size, &places, &places_size))
    return NULL;
  if (places_size % (Py_ssize_t)sizeof(uint32_t) != 0) {
    PyErr_SetString(PyExc_ValueError, "places are numbers of four bytes");
    return NULL;
  }
  uint16_t *word = symbols_of(bytes, size, self->length, &count);
  if (!word)
    return NULL;
  uint32_t *erasures = PyMem_Malloc((size_t)places_size + sizeof *erasures);
  PyObject *answer = NULL;
  lightlane_error error = ERROR_INIT;
  if (!erasures) {
    PyErr_NoMemory();
  } else if (count != 1) {
    PyErr_Format(PyExc_ValueError, "one word is needed, got %zu", count);
  } else {
    memcpy(erasures, places, (size_t)places_size);
    int32_t corrected = 0;
    answer = lightlane_reed_solomon_decode_erasures(self->coder, word, erasures,
                                                    (size_t)places_size / sizeof *erasures,
                                                    &corrected, &error)
                 ? raise_core_error(&error)
                 : Py_BuildValue("(y#i)", (const char *)word, size, (int)corrected);
  }
  PyMem_Free(erasures);
  PyMem_Free(word);
  return answer;
}

static PyMethodDef coder_methods[] = {
    {"encode", (PyCFunction)coder_encode, METH_VARARGS,
     PyDoc_STR("Words (bytes) of messages (bytes).")},
    {"decode", (PyCFunction)coder_decode, METH_VARARGS,
     PyDoc_STR("Words and counts of corrected symbols (bytes) of received words (bytes).")},
    {"decode_erasures", (PyCFunction)coder_decode_erasures, METH_VARARGS,
     PyDoc_STR("A word and the count of corrected symbols, of a word and places erased (bytes).")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot coder_slots[] = {
    SLOT(Py_tp_new, coder_new),
    SLOT(Py_tp_dealloc, coder_dealloc),
    SLOT(Py_tp_traverse, visit_type_only),
    {Py_tp_methods, coder_methods},
    {Py_tp_doc, (void *)"ReedSolomon(length, dimension)\n--\n\nAn encoder and decoder of words."},
    {0, NULL},
};

PyType_Spec coder_spec = {
    .name = "lightlane._core.ReedSolomon",
    .basicsize = sizeof(CoderObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = coder_slots,
};
