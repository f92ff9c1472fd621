// Module _host: what the modules in Python build on. A program can import it too;
// it gives nothing that the host does not offer anyway.

#include "port.h"

// A request of as many headers as a host takes: names and values.
#define MAX_ARGUMENTS (512)

// call(operation, *arguments) -> (status, results): str or bytes in, bytes out.
static PyObject *host_module_call(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    if (count < 1 || count > MAX_ARGUMENTS) {
        PyErr_SetString(PyExc_ValueError, "too few or too many arguments");
        return NULL;
    }
    long operation = PyLong_AsLong(args[0]);
    if (operation == -1 && PyErr_Occurred()) {
        return NULL;
    }
    host_bytes_t arguments[MAX_ARGUMENTS];
    Py_buffer views[MAX_ARGUMENTS];
    Py_ssize_t held = 0;
    PyObject *answer = NULL;
    for (Py_ssize_t i = 1; i < count; i++) {
        if (PyUnicode_Check(args[i])) {
            Py_ssize_t len;
            const char *text = PyUnicode_AsUTF8AndSize(args[i], &len);
            if (text == NULL) {
                goto done;
            }
            arguments[i - 1] = (host_bytes_t){ (const uint8_t *)text, len };
            continue;
        }
        if (PyObject_GetBuffer(args[i], &views[held], PyBUF_SIMPLE) < 0) {
            goto done;
        }
        arguments[i - 1] = (host_bytes_t){ views[held].buf, views[held].len };
        held++;
    }
    const host_bytes_t *found;
    size_t found_count;
    int status = host_call((int)operation, arguments, count - 1, &found, &found_count);
    if (status == 12) {
        PyErr_NoMemory();
        goto done;
    }
    PyObject *results = PyList_New(found_count);
    for (size_t i = 0; results != NULL && i < found_count; i++) {
        PyObject *bytes = PyBytes_FromStringAndSize((const char *)found[i].data, found[i].len);
        if (bytes == NULL) {
            Py_CLEAR(results);
            break;
        }
        PyList_SET_ITEM(results, i, bytes);
    }
    if (results != NULL) {
        answer = Py_BuildValue("iN", status, results);
    }
done:
    for (Py_ssize_t i = 0; i < held; i++) {
        PyBuffer_Release(&views[i]);
    }
    return answer;
}

// display(mime, data): hands a rich value to the host.
static PyObject *host_module_display(PyObject *self, PyObject *args) {
    const char *mime;
    Py_ssize_t mime_len;
    Py_buffer data;
    if (!PyArg_ParseTuple(args, "s#s*:display", &mime, &mime_len, &data)) {
        return NULL;
    }
    bool kept = host_answer_display(mime, mime_len, data.buf, data.len);
    PyBuffer_Release(&data);
    if (!kept) {
        return PyErr_NoMemory();
    }
    Py_RETURN_NONE;
}

// runs() -> the number of this run.
static PyObject *host_module_runs(PyObject *self, PyObject *unused) {
    return PyLong_FromUnsignedLongLong(port_runs);
}

static PyMethodDef host_module_methods[] = {
    { "call", (PyCFunction)(void (*)(void))host_module_call, METH_FASTCALL, NULL },
    { "display", host_module_display, METH_VARARGS, NULL },
    { "runs", host_module_runs, METH_NOARGS, NULL },
    { NULL, NULL, 0, NULL },
};

static struct PyModuleDef host_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_host",
    .m_size = 0,
    .m_methods = host_module_methods,
};

PyObject *port_init_host(void) {
    return PyModule_Create(&host_module);
}
