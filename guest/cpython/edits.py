"""Edits to CPython's files, applied to a copy; each says what it is for, and stops
the build where it no longer applies."""

import hashlib
import pathlib
import sys

EDITS = []      # (file, old text, new text, whether in every place)
CHANGES = []    # (file, a function from its text to another)


def edit(path, old, new):
    """Replaces the one place where `old` stands in a file."""
    EDITS.append((path, old, new, False))


def edit_all(path, old, new):
    """Replaces every place, of which there is at least one."""
    EDITS.append((path, old, new, True))


def change(path, function):
    """Puts function(text) in the place of a file's text, after the edits."""
    CHANGES.append((path, function))


def digest():
    """Of the edits, and of the modules that make them."""
    total = hashlib.sha256(repr(EDITS).encode())
    for module in sorted({sys.modules[function.__module__].__file__ for _, function in CHANGES}):
        total.update(pathlib.Path(module).read_bytes())
    return total.hexdigest()


def apply(folder):
    for path, old, new, everywhere in EDITS:
        text = (folder / path).read_text()
        count = text.count(old)
        if count == 0 or count > 1 and not everywhere:
            sys.exit(f"build.py: an edit of {path} applies {count} times: {old[:60]!r}")
        (folder / path).write_text(text.replace(old, new))
    for path, function in CHANGES:
        (folder / path).write_text(function((folder / path).read_text()))


# C calls nest as deep as the host's stack for wasm, which is 2 MiB, allows; the
# numbers of CPython are for one of 8 MiB (tests/port_test.py goes to each limit).
edit("Include/cpython/pystate.h", "#  define Py_C_RECURSION_LIMIT 5000\n", "#  define Py_C_RECURSION_LIMIT 1200\n")
# A parser of 4,000 levels takes no more than some 130 nested parentheses.
edit("Parser/parser.c", "#    define MAXSTACK 4000\n", "#    define MAXSTACK 6000\n")

# Numbers of errors: programs, and the messages that they print, know those of Linux.
# The C library has those of WASI.
edit("Include/cpython/pyerrors.h", "/* Error objects */\n", """\
PyAPI_FUNC(int) _PyErr_LinuxErrno(int libc_errno);
PyAPI_FUNC(int) _PyErr_LibcErrno(int linux_errno);

/* Error objects */
""")
edit("Python/errors.c", '            args = Py_BuildValue("(iOOiO)", i, message, filenameObject, 0, filenameObject2);', '            args = Py_BuildValue("(iOOiO)", _PyErr_LinuxErrno(i), message, filenameObject, 0, filenameObject2);')
edit("Python/errors.c", '            args = Py_BuildValue("(iOO)", i, message, filenameObject);', '            args = Py_BuildValue("(iOO)", _PyErr_LinuxErrno(i), message, filenameObject);')
edit("Python/errors.c", '        args = Py_BuildValue("(iO)", i, message);', '        args = Py_BuildValue("(iO)", _PyErr_LinuxErrno(i), message);')
edit("Objects/exceptions.c", "        PyObject *_code = PyLong_FromLong(CODE); \\\n", "        PyObject *_code = PyLong_FromLong(_PyErr_LinuxErrno(CODE)); \\\n")
edit("Modules/errnomodule.c", "    PyObject *code = PyLong_FromLong(code_int);\n", "    extern int _PyErr_LinuxErrno(int);\n    PyObject *code = PyLong_FromLong(_PyErr_LinuxErrno(code_int));\n")
edit("Modules/posixmodule.c", "    char *message = strerror(code);\n", "    char *message = strerror(_PyErr_LibcErrno(code));\n")

# In the order of WASI's numbers, from 0 to 76.
LINUX = """
    0 7 13 98 99 97 11 114 9 74 16 125 10 103 111 104 35 89 33 122 17 14 27 113 43 84
    115 4 22 5 106 21 40 24 31 90 72 36 100 102 101 23 105 19 2 8 37 67 12 42 92 28 38
    107 20 39 131 88 95 25 6 75 130 1 32 71 93 91 34 30 29 3 116 110 26 18 1
""".split()
edit("Python/errors.c", "PyObject *\nPyErr_SetFromErrnoWithFilenameObject(", f"""\
static const unsigned char linux_errno[] = {{ {", ".join(LINUX)} }};

int
_PyErr_LinuxErrno(int libc_errno)
{{
    int count = (int)Py_ARRAY_LENGTH(linux_errno);
    return libc_errno > 0 && libc_errno < count ? linux_errno[libc_errno] : libc_errno;
}}

int
_PyErr_LibcErrno(int number)
{{
    for (int i = 0; i < (int)Py_ARRAY_LENGTH(linux_errno); i++) {{
        if (linux_errno[i] == number) {{
            return i;
        }}
    }}
    return number == 0 ? 0 : -1;
}}

PyObject *
PyErr_SetFromErrnoWithFilenameObject(""")

# One print is one write to the console, where no code of the program runs between
# its parts (that could print as well, and must come in its place).
edit("Python/bltinmodule.c", "    for (i = 0; i < PyTuple_GET_SIZE(args); i++) {\n        if (i > 0) {\n            if (sep == NULL) {\n                err = PyFile_WriteString", """\
    if (strcmp(Py_TYPE(file)->tp_name, "_io.TextIOWrapper") == 0) {
        err = print_together(args, sep, end, file);
        goto printed;
    }
    for (i = 0; i < PyTuple_GET_SIZE(args); i++) {
        if (i > 0) {
            if (sep == NULL) {
                err = PyFile_WriteString""")
edit("Python/bltinmodule.c", "        err = PyFile_WriteObject(end, file, Py_PRINT_RAW);\n    }\n    if (err) {\n", """\
        err = PyFile_WriteObject(end, file, Py_PRINT_RAW);
    }
printed:
    if (err) {
""")
edit("Python/bltinmodule.c", "static PyObject *\nbuiltin_print_impl(", """\
static int
is_plain(PyObject *object, int depth)
{
    if (object == Py_None || PyUnicode_CheckExact(object) || PyLong_CheckExact(object)
        || PyFloat_CheckExact(object) || PyBool_Check(object) || PyBytes_CheckExact(object)) {
        return 1;
    }
    if (depth == 0) {
        return 0;
    }
    if (PyList_CheckExact(object) || PyTuple_CheckExact(object)) {
        PyObject **items = PySequence_Fast_ITEMS(object);
        for (Py_ssize_t i = 0; i < Py_SIZE(object); i++) {
            if (!is_plain(items[i], depth - 1)) {
                return 0;
            }
        }
        return 1;
    }
    if (PyDict_CheckExact(object)) {
        PyObject *key, *value;
        Py_ssize_t at = 0;
        while (PyDict_Next(object, &at, &key, &value)) {
            if (!is_plain(key, depth - 1) || !is_plain(value, depth - 1)) {
                return 0;
            }
        }
        return 1;
    }
    return 0;
}

static int
print_written(_PyUnicodeWriter *writer, PyObject *file)
{
    PyObject *text = _PyUnicodeWriter_Finish(writer);
    if (text == NULL) {
        return -1;
    }
    int failed = PyUnicode_GET_LENGTH(text) > 0 && PyFile_WriteObject(text, file, Py_PRINT_RAW) < 0;
    Py_DECREF(text);
    _PyUnicodeWriter_Init(writer);
    writer->overallocate = 1;
    return failed ? -1 : 0;
}

static int
print_together(PyObject *args, PyObject *sep, PyObject *end, PyObject *file)
{
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); i++) {
        if (i > 0 && (sep == NULL ? _PyUnicodeWriter_WriteChar(&writer, ' ') : _PyUnicodeWriter_WriteStr(&writer, sep)) < 0) {
            goto error;
        }
        PyObject *object = PyTuple_GET_ITEM(args, i);
        if (!is_plain(object, 8) && print_written(&writer, file) < 0) {
            goto error;
        }
        PyObject *text = PyObject_Str(object);
        if (text == NULL) {
            goto error;
        }
        int failed = _PyUnicodeWriter_WriteStr(&writer, text);
        Py_DECREF(text);
        if (failed < 0) {
            goto error;
        }
    }
    if ((end == NULL ? _PyUnicodeWriter_WriteChar(&writer, '\\n') : _PyUnicodeWriter_WriteStr(&writer, end)) < 0) {
        goto error;
    }
    int failed = print_written(&writer, file);
    _PyUnicodeWriter_Dealloc(&writer);
    return failed;
error:;
    // What came before it is out all the same.
    PyObject *raised = PyErr_GetRaisedException();
    if (print_written(&writer, file) < 0) {
        PyErr_Clear();
    }
    _PyUnicodeWriter_Dealloc(&writer);
    PyErr_SetRaisedException(raised);
    return -1;
}

static PyObject *
builtin_print_impl(""")

# A size past 32 bits is one for which there is no memory. Elsewhere it is an ordinary
# number; port/start.c asks the host for the memory (PyNumber_AsSsize_t there).
edit("Objects/abstract.c", "        count = PyNumber_AsSsize_t(n, PyExc_OverflowError);", "        count = PyNumber_AsSsize_t(n, PyExc_MemoryError);")
edit("Objects/bytearrayobject.c", "        count = PyNumber_AsSsize_t(arg, PyExc_OverflowError);", "        count = PyNumber_AsSsize_t(arg, PyExc_MemoryError);")
edit("Objects/bytesobject.c", "        size = PyNumber_AsSsize_t(x, PyExc_OverflowError);", "        size = PyNumber_AsSsize_t(x, PyExc_MemoryError);")

# A MemoryError that CPython makes where it is refused memory has a mark, which no code
# of a program can set: the shell tells by it what ended a run (port/run.c).
edit("Include/cpython/pyerrors.h", "             char suppress_context;\n\n", "             char suppress_context; char out_of_memory;\n\n")
edit("Objects/exceptions.c", "        _PyObject_GC_TRACK(self);\n    }\n    MEMERRORS_UNLOCK(state);\n", """\
        _PyObject_GC_TRACK(self);
        self->out_of_memory = 0;
    }
    MEMERRORS_UNLOCK(state);
""")
edit("Objects/exceptions.c", "    if (err != NULL) {\n        _PyErr_SetRaisedException(tstate, err);", """\
    if (err != NULL) {
        ((PyBaseExceptionObject *)err)->out_of_memory = 1;
        _PyErr_SetRaisedException(tstate, err);""")
# zlib, bz2 and lzma raise the class with a text of their own.
edit("Include/internal/pycore_blocks_output_buffer.h", '#include "Python.h"\n', """\
#include "Python.h"

#define PyErr_SetString(type, text) ((type) == PyExc_MemoryError ? (void)PyErr_NoMemory() : PyErr_SetString((type), (text)))
#define PyErr_SetNone(type) ((type) == PyExc_MemoryError ? (void)PyErr_NoMemory() : PyErr_SetNone(type))
""")

# The host refuses a file's growth for want of memory as it refuses the heap's: both are
# a MemoryError, and the run's memory limit where nothing catches it.
edit("Python/errors.c", """\
#ifdef EINTR
    if (i == EINTR && PyErr_CheckSignals())
        return NULL;
#endif

#ifndef MS_WINDOWS
    if (i != 0) {
""", """\
#ifdef EINTR
    if (i == EINTR && PyErr_CheckSignals())
        return NULL;
#endif
    if (i == ENOMEM) {
        return PyErr_NoMemory();
    }

#ifndef MS_WINDOWS
    if (i != 0) {
""")

# The C library's getentropy takes 256 bytes at a time, that of src/wasi/clocks.rs any number.
edit("Python/bootstrap_hash.c", "        Py_ssize_t len = Py_MIN(size, 256);\n", "        Py_ssize_t len = size;\n")
