// Running a program: its text in, its answer out by way of host_answer_*.

#define Py_BUILD_CORE 1
#include <Python.h>

#include <string.h>

#include "pycore_ast.h"
#include "pycore_compile.h"
#include "pycore_pyarena.h"
#include "pycore_pythonrun.h"
#include "pycore_parser.h"

#include "../../shell/lines.h"
#include "port.h"

unsigned long long port_runs;

typedef struct {
    PyObject *program;      // everything but a last expression; may be NULL
    PyObject *value;        // the last expression; may be NULL
} compiled_t;

// Text for the answer. What is no Unicode (lone surrogates) the host replaces.
static bool tell(PyObject *text) {
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    if (bytes == NULL) {
        return false;
    }
    host_text(NULL, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    Py_DECREF(bytes);
    if (host_text_lost()) {
        PyErr_NoMemory();
        return false;
    }
    return true;
}

static bool answer_value(PyObject *value) {
    if (value == Py_None) {
        return true;
    }
    PyObject *repr = PyObject_Repr(value);
    if (repr == NULL || !tell(repr)) {
        Py_XDECREF(repr);
        return false;
    }
    Py_DECREF(repr);
    host_answer_repr();
    PyObject *json = PyObject_CallOneArg(port_shell.json, value);
    bool told = json != NULL;
    if (told && PyUnicode_Check(json)) {
        told = tell(json);
        host_answer_json();
    }
    Py_XDECREF(json);
    return told;
}

// The status of a SystemExit, as Python finds it: -1 for a number too large.
static void answer_exit(PyObject *exception) {
    PyObject *code = PyObject_GetAttrString(exception, "code");
    if (code == NULL) {
        PyErr_Clear();
        host_answer_exit(1);
        return;
    }
    if (code == Py_None) {
        host_answer_exit(0);
    } else if (PyLong_Check(code)) {
        int overflow;
        long status = PyLong_AsLongAndOverflow(code, &overflow);
        host_answer_exit(overflow ? -1 : (int)status);
    } else {
        PyObject *text = PyObject_Str(code);
        if (text != NULL) {
            Py_ssize_t len;
            const char *bytes = PyUnicode_AsUTF8AndSize(text, &len);
            if (bytes != NULL) {
                host_write(HOST_STDERR, bytes, len);
                host_write(HOST_STDERR, "\n", 1);
            }
            Py_DECREF(text);
        }
        PyErr_Clear();
        host_answer_exit(1);
    }
    Py_DECREF(code);
}

static long integer_attribute(PyObject *object, const char *name) {
    PyObject *value = PyObject_GetAttrString(object, name);
    long number = value != NULL && PyLong_Check(value) ? PyLong_AsLong(value) : 0;
    Py_XDECREF(value);
    if (PyErr_Occurred()) {
        PyErr_Clear();
        number = 0;
    }
    return number > 0 ? number : 0;
}

static void answer_syntax(const char *code, size_t len, PyObject *exception) {
    PyObject *message = PyObject_GetAttrString(exception, "msg");
    if (message == NULL || !PyUnicode_Check(message) || !tell(message)) {
        PyErr_Clear();
        host_text(NULL, "invalid syntax", 14);
    }
    Py_XDECREF(message);
    host_answer_message();
    long line = integer_attribute(exception, "lineno");
    if (line > 0) {
        size_t line_len;
        const char *text = port_find_line(code, len, line, &line_len);
        host_text(NULL, text, line_len);
    }
    host_answer_syntax(line, integer_attribute(exception, "offset"));
}

// What can be told without any Python code, where that is what failed.
static void answer_plainly(PyObject *exception) {
    const char *class = Py_TYPE(exception)->tp_name;
    const char *dot = strrchr(class, '.');
    class = dot == NULL ? class : dot + 1;
    host_text(NULL, class, strlen(class));
    host_answer_class();
    PyObject *message = PyObject_Str(exception);
    if (message == NULL || !tell(message)) {
        PyErr_Clear();
    }
    Py_XDECREF(message);
    host_answer_message();
    host_text(NULL, class, strlen(class));
    host_text(NULL, "\n", 1);
    host_answer_traceback();
}

// Told by the shell: (class, message, traceback, ((file, line, function), ...)).
static bool answer_described(PyObject *told) {
    PyObject *class, *message, *traceback, *frames;
    if (!PyArg_ParseTuple(told, "UUUO!", &class, &message, &traceback, &PyTuple_Type, &frames)) {
        return false;
    }
    if (!tell(class)) {
        return false;
    }
    host_answer_class();
    if (!tell(message)) {
        return false;
    }
    host_answer_message();
    if (!tell(traceback)) {
        return false;
    }
    host_answer_traceback();
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(frames); i++) {
        const char *file, *function;
        long line;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(frames, i), "sls", &file, &line, &function)) {
            return false;
        }
        host_answer_frame(file, line, function);
    }
    return true;
}

static void answer_exception(PyObject *exception, const compiled_t *compiled) {
    // Not every MemoryError: a program can make one too (edits.py).
    bool out_of_memory = Py_IS_TYPE(exception, (PyTypeObject *)PyExc_MemoryError)
        && ((PyBaseExceptionObject *)exception)->out_of_memory;
    PyObject *told = PyObject_CallFunctionObjArgs(port_shell.describe, exception,
        compiled->program == NULL ? Py_None : compiled->program,
        compiled->value == NULL ? Py_None : compiled->value, NULL);
    if (told == NULL || !answer_described(told)) {
        PyErr_Clear();
        host_answer_drop();
        answer_plainly(exception);
    }
    Py_XDECREF(told);
    if (out_of_memory) {
        host_answer_out_of_memory();
    }
}

// A tuple of the strings that a call gave, NULL with an exception where it cannot be.
static PyObject *strings(int operation) {
    const host_bytes_t *found;
    size_t count;
    host_call(operation, NULL, 0, &found, &count);
    PyObject *tuple = PyTuple_New(count);
    for (size_t i = 0; tuple != NULL && i < count; i++) {
        PyObject *text = PyUnicode_DecodeUTF8((const char *)found[i].data, found[i].len, "replace");
        if (text == NULL) {
            Py_CLEAR(tuple);
            break;
        }
        PyTuple_SET_ITEM(tuple, i, text);
    }
    return tuple;
}

// What the host set up for this run.
static bool receive_context(const char *code, size_t len) {
    // A copy of an instance must not draw the numbers of its twin.
    static uint64_t generation;
    static bool seeded;
    uint64_t now = host_generation();
    if (!seeded || now != generation) {
        host_descriptors_copied();
        PyObject *done = PyObject_CallNoArgs(port_shell.reseed);
        if (done == NULL) {
            return false;
        }
        Py_DECREF(done);
    }
    generation = now;
    seeded = true;

    PyObject *arguments = strings(HOST_ARGUMENTS);
    PyObject *environment = arguments == NULL ? NULL : strings(HOST_ENVIRONMENT);
    PyObject *inputs = environment == NULL ? NULL : strings(HOST_INPUTS);
    PyObject *text = inputs == NULL ? NULL : PyUnicode_DecodeUTF8(code, len, "replace");
    PyObject *done = NULL;
    if (text != NULL) {
        done = PyObject_CallFunctionObjArgs(port_shell.begin, text, arguments, environment, inputs, NULL);
    }
    Py_XDECREF(text);
    Py_XDECREF(arguments);
    Py_XDECREF(environment);
    Py_XDECREF(inputs);
    Py_XDECREF(done);
    return done != NULL;
}

// Compiles a program. A last expression is code of its own, since its value is told.
static bool compile(const char *code, PyObject *file, compiled_t *compiled) {
    PyArena *arena = _PyArena_New();
    if (arena == NULL) {
        return false;
    }
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    mod_ty module = _PyParser_ASTFromString(code, file, Py_file_input, &flags, arena);
    if (module == NULL) {
        _PyArena_Free(arena);
        return false;
    }
    asdl_stmt_seq *body = module->v.Module.body;
    Py_ssize_t count = asdl_seq_LEN(body);
    expr_ty last = NULL;
    if (count > 0) {
        stmt_ty statement = asdl_seq_GET(body, count - 1);
        if (statement->kind == Expr_kind) {
            last = statement->v.Expr.value;
            body->size--;
        }
    }
    bool compiled_all = true;
    if (last == NULL || count > 1) {
        compiled->program = (PyObject *)_PyAST_Compile(module, file, &flags, -1, arena);
        compiled_all = compiled->program != NULL;
        if (compiled_all) {
            // What it imports from __future__ holds for its last line as well.
            flags.cf_flags |= ((PyCodeObject *)compiled->program)->co_flags & PyCF_MASK;
        }
    }
    if (compiled_all && last != NULL) {
        mod_ty expression = _PyAST_Expression(last, arena);
        if (expression != NULL) {
            compiled->value = (PyObject *)_PyAST_Compile(expression, file, &flags, -1, arena);
        }
        compiled_all = compiled->value != NULL;
    }
    _PyArena_Free(arena);
    return compiled_all;
}

static bool execute(compiled_t *compiled, PyObject *globals) {
    if (compiled->program != NULL) {
        PyObject *done = PyEval_EvalCode(compiled->program, globals, globals);
        if (done == NULL) {
            return false;
        }
        Py_DECREF(done);
    }
    if (compiled->value != NULL) {
        PyObject *value = PyEval_EvalCode(compiled->value, globals, globals);
        if (value == NULL) {
            return false;
        }
        bool told = answer_value(value);
        Py_DECREF(value);
        return told;
    }
    return true;
}

void port_run(const char *code, size_t len);

// Runs a program of UTF-8 text. Everything about how it ended goes to
// host_answer_*; whatever was raised, the next call finds the interpreter whole.
void port_run(const char *text, size_t len) {
    static bool started;
    static PyObject *globals;
    if (!started) {
        started = true;
        port_start();
        globals = PyModule_GetDict(PyImport_AddModule("__main__"));
    }
    port_runs++;

    if (memchr(text, 0, len) != NULL) {
        const char *message = "source code cannot contain null bytes";
        host_text(NULL, message, strlen(message));
        host_answer_message();
        host_answer_syntax(0, 0);
        return;
    }
    char *code = PyMem_RawMalloc(len + 1);
    if (code != NULL) {
        memcpy(code, text, len);
        code[len] = 0;
    }
    PyObject *file = code == NULL ? NULL : PyUnicode_FromString("<code>");
    compiled_t compiled = { NULL, NULL };
    bool compiling = false;
    bool well = false;
    if (file == NULL) {
        PyErr_NoMemory();
    } else if (receive_context(code, len)) {
        compiling = true;
        if (compile(code, file, &compiled)) {
            compiling = false;
            well = execute(&compiled, globals);
        }
    }
    PyObject *exception = well ? NULL : PyErr_GetRaisedException();
    // Before anything is told of it: what the program left to be done at its end.
    PyObject *ended = PyObject_CallNoArgs(port_shell.end);
    if (ended == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(ended);
    if (!well) {
        host_answer_drop();
        if (exception == NULL) {
            host_answer_internal("a call failed without an exception");
        } else if (PyErr_GivenExceptionMatches(exception, PyExc_SystemExit)) {
            answer_exit(exception);
        } else if (compiling && PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError)) {
            answer_syntax(code, len, exception);
        } else {
            answer_exception(exception, &compiled);
        }
        PyErr_Clear();
    }
    Py_XDECREF(exception);
    Py_XDECREF(compiled.program);
    Py_XDECREF(compiled.value);
    Py_XDECREF(file);
    PyMem_RawFree(code);
    // A file that nothing refers to any more but itself is closed by the collector:
    // here, so that none stays open between runs.
    if (host_descriptors_open()) {
        PyGC_Collect();
    }
}
