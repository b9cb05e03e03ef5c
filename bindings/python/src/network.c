/* `Network`: electrical networks, whose numbers NumPy reads where they lie. */
#include "core.h"

#include <string.h>

typedef struct {
  PyObject_HEAD lightlane_network *network;
} NetworkObject;

/* The numbers of a network as a buffer that keeps it alive. */
typedef struct {
  PyObject_HEAD PyObject *owner;
  const double *data;
  int ndim;
  const char *format;
  Py_ssize_t itemsize;
  Py_ssize_t shape[3], strides[3];
} NumbersObject;

/* A network of a handle, which it takes over. */
static PyObject *wrap(PyTypeObject *type, lightlane_network *handle) {
  PyObject *object = allocate_object(type);
  if (object)
    ((NetworkObject *)object)->network = handle;
  else
    lightlane_network_destroy(handle);
  return object;
}

/* What a call that made a network from another answers. */
static PyObject *finish(NetworkObject *self, lightlane_status status, lightlane_network *handle,
                        const lightlane_error *error) {
  return status ? raise_core_error(error) : wrap(Py_TYPE((PyObject *)self), handle);
}

/* The same for a function of the module. */
static PyObject *make(PyObject *module, lightlane_status status, lightlane_network *handle,
                      const lightlane_error *error) {
  if (status)
    return raise_core_error(error);
  PyObject *type = PyObject_GetAttrString(module, "Network");
  PyObject *object = NULL;
  if (type)
    object = wrap((PyTypeObject *)type, handle);
  else
    lightlane_network_destroy(handle);
  Py_XDECREF(type);
  return object;
}

/* A buffer of contiguous numbers of a format, whose shape the caller has seen to. */
static int hold(PyObject *object, Py_buffer *view, const char *format) {
  if (PyObject_GetBuffer(object, view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0)
    return -1;
  if (view->format && strcmp(view->format, format) == 0)
    return 0;
  PyErr_Format(PyExc_TypeError, "expected a buffer of format '%s'", format);
  PyBuffer_Release(view);
  return -1;
}

/* ---------------------------------------------------------------- making */

static PyObject *network_read(PyObject *module, PyObject *args) {
  PyObject *path;
  int ports;
  if (!PyArg_ParseTuple(args, "O&i:network_read", PyUnicode_FSConverter, &path, &ports))
    return NULL;
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  const char *name = PyBytes_AsString(path);
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_read(name, ports, &handle, &error);
  Py_END_ALLOW_THREADS;
  Py_DECREF(path);
  return make(module, status, handle, &error);
}

static PyObject *network_parse(PyObject *module, PyObject *args) {
  Py_buffer text;
  const char *name;
  int ports;
  if (!PyArg_ParseTuple(args, "y*si:network_parse", &text, &name, &ports))
    return NULL;
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_parse(text.buf, (size_t)text.len, name, ports, &handle, &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&text);
  return make(module, status, handle, &error);
}

static PyObject *network_create(PyObject *module, PyObject *args) {
  PyObject *f, *s, *z;
  int parameters, waves;
  if (!PyArg_ParseTuple(args, "OOOii:network_create", &f, &s, &z, &parameters, &waves))
    return NULL;
  Py_buffer fv, sv, zv;
  if (hold(f, &fv, "d") < 0)
    return NULL;
  if (hold(s, &sv, "Zd") < 0) {
    PyBuffer_Release(&fv);
    return NULL;
  }
  if (hold(z, &zv, "Zd") < 0) {
    PyBuffer_Release(&fv);
    PyBuffer_Release(&sv);
    return NULL;
  }
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status = LIGHTLANE_OK;
  const size_t points = (size_t)fv.len / sizeof(double);
  const size_t ports = (size_t)zv.len / (2 * sizeof(double));
  // The library tells of too many ports before it reads any number.
  const int fits = ports > LIGHTLANE_NETWORK_MAX_PORTS ||
                   (size_t)sv.len / (2 * sizeof(double)) == points * ports * ports;
  if (fits) {
    Py_BEGIN_ALLOW_THREADS;
    status = lightlane_network_create_from(parameters, waves, fv.buf, points, ports, sv.buf, zv.buf,
                                           &handle, &error);
    Py_END_ALLOW_THREADS;
  }
  PyBuffer_Release(&fv);
  PyBuffer_Release(&sv);
  PyBuffer_Release(&zv);
  if (!fits) {
    PyErr_SetString(PyExc_ValueError, "the scattering parameters do not fit frequencies and ports");
    return NULL;
  }
  return make(module, status, handle, &error);
}

/* ---------------------------------------------------------------- numbers */

static PyObject *numbers(NetworkObject *self, const double *data, const char *format,
                         Py_ssize_t itemsize, int ndim, const Py_ssize_t *shape) {
  PyObject *module = PyType_GetModule(Py_TYPE((PyObject *)self));
  PyObject *type = module ? PyObject_GetAttrString(module, "NetworkNumbers") : NULL;
  PyObject *object = type ? allocate_object((PyTypeObject *)type) : NULL;
  Py_XDECREF(type);
  if (!object)
    return NULL;
  NumbersObject *made = (NumbersObject *)object;
  made->owner = Py_NewRef((PyObject *)self);
  made->data = data;
  made->format = format;
  made->itemsize = itemsize;
  made->ndim = ndim;
  Py_ssize_t stride = itemsize;
  for (int axis = ndim - 1; axis >= 0; axis--) {
    made->shape[axis] = shape[axis];
    made->strides[axis] = stride;
    stride *= shape[axis];
  }
  return object;
}

static PyObject *network_frequencies(NetworkObject *self, PyObject *unused) {
  (void)unused;
  const Py_ssize_t shape[] = {(Py_ssize_t)lightlane_network_points(self->network)};
  return numbers(self, lightlane_network_frequencies_hz(self->network), "d", 8, 1, shape);
}

static PyObject *network_scattering(NetworkObject *self, PyObject *unused) {
  (void)unused;
  const Py_ssize_t ports = (Py_ssize_t)lightlane_network_ports(self->network);
  const Py_ssize_t shape[] = {(Py_ssize_t)lightlane_network_points(self->network), ports, ports};
  return numbers(self, lightlane_network_scattering(self->network), "Zd", 16, 3, shape);
}

static PyObject *network_impedances(NetworkObject *self, PyObject *unused) {
  (void)unused;
  const Py_ssize_t shape[] = {(Py_ssize_t)lightlane_network_ports(self->network)};
  return numbers(self, lightlane_network_impedances_ohm(self->network), "Zd", 16, 1, shape);
}

static int numbers_getbuffer(PyObject *object, Py_buffer *view, int flags) {
  NumbersObject *self = (NumbersObject *)object;
  if (flags & PyBUF_WRITABLE) {
    PyErr_SetString(PyExc_BufferError, "a network does not change");
    return -1;
  }
  view->buf = (void *)self->data;
  view->obj = Py_NewRef(object);
  view->len = self->shape[0] * self->strides[0];
  view->readonly = 1;
  view->itemsize = self->itemsize;
  view->format = flags & PyBUF_FORMAT ? (char *)self->format : NULL;
  view->ndim = self->ndim;
  view->shape = flags & PyBUF_ND ? self->shape : NULL;
  view->strides = flags & PyBUF_STRIDES ? self->strides : NULL;
  view->suboffsets = NULL;
  view->internal = NULL;
  return 0;
}

/* Other parameters into an array of the caller's, of as many complex numbers. */
static PyObject *network_parameters(NetworkObject *self, PyObject *args) {
  PyObject *out;
  int parameters, waves;
  if (!PyArg_ParseTuple(args, "iiO:parameters", &parameters, &waves, &out))
    return NULL;
  Py_buffer view;
  if (PyObject_GetBuffer(out, &view, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE) < 0)
    return NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_parameters(self->network, parameters, waves, view.buf,
                                        (size_t)view.len / sizeof(double), &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&view);
  return status ? raise_core_error(&error) : Py_NewRef(Py_None);
}

/* ---------------------------------------------------------------- algebra */

/* The handle of another network; NULL for anything else. */
static const lightlane_network *handle_of(NetworkObject *self, PyObject *other) {
  return PyObject_TypeCheck(other, Py_TYPE((PyObject *)self)) ? ((NetworkObject *)other)->network
                                                              : NULL;
}

static PyObject *network_cascade(NetworkObject *self, PyObject *other) {
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  const lightlane_network *right = handle_of(self, other);
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_cascade(self->network, right, &handle, &error);
  Py_END_ALLOW_THREADS;
  return finish(self, status, handle, &error);
}

static PyObject *network_deembed(NetworkObject *self, PyObject *args) {
  PyObject *left, *right;
  if (!PyArg_ParseTuple(args, "OO:deembed", &left, &right))
    return NULL;
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  const lightlane_network *l = handle_of(self, left), *r = handle_of(self, right);
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_deembed(self->network, l, r, &handle, &error);
  Py_END_ALLOW_THREADS;
  return finish(self, status, handle, &error);
}

static PyObject *network_renormalize(NetworkObject *self, PyObject *args) {
  PyObject *impedances;
  int from, to;
  if (!PyArg_ParseTuple(args, "Oii:renormalize", &impedances, &from, &to))
    return NULL;
  Py_buffer view;
  if (hold(impedances, &view, "Zd") < 0)
    return NULL;
  if ((size_t)view.len != 16 * lightlane_network_ports(self->network)) {
    PyBuffer_Release(&view);
    PyErr_SetString(PyExc_ValueError, "as many impedances as ports are needed");
    return NULL;
  }
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_renormalize(self->network, view.buf, from, to, &handle, &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&view);
  return finish(self, status, handle, &error);
}

typedef lightlane_status ports_call(const lightlane_network *, const int32_t *, size_t,
                                    lightlane_network **, lightlane_error *);

/* A call that takes a list of ports, `each` of them an item. */
static PyObject *with_ports(NetworkObject *self, PyObject *args, ports_call *function,
                            Py_ssize_t each) {
  Py_ssize_t count = PyTuple_Size(args);
  int32_t ports[2 * LIGHTLANE_NETWORK_MAX_PORTS];
  if (count > (Py_ssize_t)(sizeof ports / sizeof *ports)) {
    PyErr_SetString(PyExc_ValueError, "more ports than a network has");
    return NULL;
  }
  for (Py_ssize_t i = 0; i < count; i++) {
    long port = PyLong_AsLong(PyTuple_GetItem(args, i));
    if (port == -1 && PyErr_Occurred())
      return NULL;
    /* -1 is no port: the core refuses it. */
    ports[i] = port >= 0 && port <= INT32_MAX ? (int32_t)port : -1;
  }
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = function(self->network, ports, (size_t)(count / each), &handle, &error);
  Py_END_ALLOW_THREADS;
  return finish(self, status, handle, &error);
}

static PyObject *network_mixed_mode(NetworkObject *self, PyObject *args) {
  return with_ports(self, args, lightlane_network_mixed_mode, 2);
}

static PyObject *network_single_ended(NetworkObject *self, PyObject *args) {
  return with_ports(self, args, lightlane_network_single_ended, 2);
}

static PyObject *network_subnetwork(NetworkObject *self, PyObject *args) {
  return with_ports(self, args, lightlane_network_subnetwork, 1);
}

static PyObject *network_interpolate(NetworkObject *self, PyObject *args) {
  PyObject *frequencies;
  int curve, coordinates;
  if (!PyArg_ParseTuple(args, "Oii:interpolate", &frequencies, &curve, &coordinates))
    return NULL;
  Py_buffer view;
  if (hold(frequencies, &view, "d") < 0)
    return NULL;
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_interpolate(self->network, view.buf, (size_t)view.len / sizeof(double),
                                         curve, coordinates, &handle, &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&view);
  return finish(self, status, handle, &error);
}

static PyObject *network_extrapolate(NetworkObject *self, PyObject *unused) {
  (void)unused;
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  const lightlane_status status = lightlane_network_extrapolate(self->network, &handle, &error);
  return finish(self, status, handle, &error);
}

static PyObject *network_crop(NetworkObject *self, PyObject *args) {
  double from, to;
  if (!PyArg_ParseTuple(args, "dd:crop", &from, &to))
    return NULL;
  lightlane_network *handle = NULL;
  lightlane_error error = ERROR_INIT;
  const lightlane_status status = lightlane_network_crop(self->network, from, to, &handle, &error);
  return finish(self, status, handle, &error);
}

/* ---------------------------------------------------------------- reports and files */

static PyObject *network_report(NetworkObject *self, PyObject *unused) {
  (void)unused;
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_report(self->network, &report, &error);
  Py_END_ALLOW_THREADS;
  return status ? raise_core_error(&error) : report_parts(report);
}

static PyObject *network_response(NetworkObject *self, PyObject *args) {
  Py_ssize_t row, column, samples;
  int stimulus;
  double width, rise;
  if (!PyArg_ParseTuple(args, "nniddn:response", &row, &column, &stimulus, &width, &rise, &samples))
    return NULL;
  lightlane_report *report = NULL;
  lightlane_error error = ERROR_INIT;
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_response(self->network, (size_t)row, (size_t)column, stimulus, width,
                                      rise, (size_t)samples, &report, &error);
  Py_END_ALLOW_THREADS;
  return status ? raise_core_error(&error) : report_parts(report);
}

static PyObject *network_write(NetworkObject *self, PyObject *args) {
  PyObject *path;
  lightlane_touchstone_style style = {.struct_size = sizeof style};
  int version, unit, format, parameter, digits;
  if (!PyArg_ParseTuple(args, "O&iiiiiz:write", PyUnicode_FSConverter, &path, &version, &unit,
                        &format, &parameter, &digits, &style.comment))
    return NULL;
  style.version = version, style.unit = unit, style.format = format;
  style.parameter = parameter, style.digits = digits;
  lightlane_error error = ERROR_INIT;
  const char *name = PyBytes_AsString(path);
  lightlane_status status;
  Py_BEGIN_ALLOW_THREADS;
  status = lightlane_network_write(self->network, name, &style, &error);
  Py_END_ALLOW_THREADS;
  Py_DECREF(path);
  return status ? raise_core_error(&error) : Py_NewRef(Py_None);
}

/* ---------------------------------------------------------------- types */

static void network_dealloc(PyObject *self) {
  PyObject_GC_UnTrack(self);
  lightlane_network_destroy(((NetworkObject *)self)->network);
  free_object(self);
}

const lightlane_network *network_handle(PyObject *object) {
  /* As link_handle: the destructor identifies the type. */
  if (SLOT_OF(Py_TYPE(object), Py_tp_dealloc, destructor) == network_dealloc)
    return ((NetworkObject *)object)->network;
  PyErr_Format(PyExc_TypeError, "expected a lightlane._core.Network, got %R", Py_TYPE(object));
  return NULL;
}

static void numbers_dealloc(PyObject *self) {
  PyObject_GC_UnTrack(self);
  Py_XDECREF(((NumbersObject *)self)->owner);
  free_object(self);
}

static int numbers_visit(PyObject *self, visitproc visit, void *arg) {
  Py_VISIT(((NumbersObject *)self)->owner);
  return visit_type_only(self, visit, arg);
}

#define METHOD(name, flags, doc) {#name, (PyCFunction)network_##name, flags, PyDoc_STR(doc)}

static PyMethodDef network_type_methods[] = {
    METHOD(frequencies, METH_NOARGS, "Frequencies in hertz, a buffer."),
    METHOD(scattering, METH_NOARGS, "Scattering parameters, a buffer of (points, ports, ports)."),
    METHOD(impedances, METH_NOARGS, "Reference impedances in ohm, a buffer."),
    METHOD(parameters, METH_VARARGS, "Put parameters (number, waves) into an array."),
    METHOD(cascade, METH_O, "This network followed by another."),
    METHOD(deembed, METH_VARARGS, "This network without one on its left and one on its right."),
    METHOD(renormalize, METH_VARARGS, "With impedances, from waves to waves."),
    METHOD(mixed_mode, METH_VARARGS, "Of pairs of ports, one port after the other."),
    METHOD(single_ended, METH_VARARGS, "The inverse of mixed_mode."),
    METHOD(subnetwork, METH_VARARGS, "Of some ports."),
    METHOD(interpolate, METH_VARARGS, "At frequencies, by a curve in coordinates."),
    METHOD(extrapolate, METH_NOARGS, "With a point at zero."),
    METHOD(crop, METH_VARARGS, "From a frequency to another."),
    METHOD(report, METH_NOARGS, "Scalars, arrays and notes on the quality."),
    METHOD(response, METH_VARARGS,
           "Scalars, arrays and notes for row, column, stimulus, width, rise time and samples."),
    METHOD(write, METH_VARARGS,
           "Write path, version, unit, format, parameter, digits and comment."),
    {NULL, NULL, 0, NULL},
};

static PyType_Slot network_slots[] = {
    SLOT(Py_tp_dealloc, network_dealloc),
    SLOT(Py_tp_traverse, visit_type_only),
    {Py_tp_methods, network_type_methods},
    {Py_tp_doc, (void *)"An electrical network, made by network_read, _parse or _create."},
    {0, NULL},
};

static PyType_Spec network_spec = {
    .name = "lightlane._core.Network",
    .basicsize = sizeof(NetworkObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = network_slots,
};

static PyType_Slot numbers_slots[] = {
    SLOT(Py_tp_dealloc, numbers_dealloc),
    SLOT(Py_tp_traverse, numbers_visit),
    SLOT(Py_bf_getbuffer, numbers_getbuffer),
    {Py_tp_doc, (void *)"Numbers of a network where they lie."},
    {0, NULL},
};

static PyType_Spec numbers_spec = {
    .name = "lightlane._core.NetworkNumbers",
    .basicsize = sizeof(NumbersObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = numbers_slots,
};

static int add(PyObject *module, PyType_Spec *spec) {
  PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
  const int failed = !type || PyModule_AddType(module, (PyTypeObject *)type) < 0;
  Py_XDECREF(type);
  return failed ? -1 : 0;
}

static PyMethodDef network_functions[] = {
    {"network_read", network_read, METH_VARARGS, PyDoc_STR("A network of a file (path, ports).")},
    {"network_parse", network_parse, METH_VARARGS,
     PyDoc_STR("A network of text (bytes, name, ports).")},
    {"network_create", network_create, METH_VARARGS,
     PyDoc_STR(
         "A network of arrays: frequencies, parameters, impedances; which parameters and waves.")},
    {NULL, NULL, 0, NULL},
};

int add_networks(PyObject *module) {
  return add(module, &network_spec) < 0 || add(module, &numbers_spec) < 0
             ? -1
             : PyModule_AddFunctions(module, network_functions);
}
