// The start of the interpreter: its configuration, its standard library, and what
// is loaded before any program runs, so that an image has it.

#include <Python.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "port.h"

// The standard library as byte code (freeze.py): a count; for each module the
// offset of its name, the offset and size of its code, and whether it is a package;
// then the bytes.
extern const unsigned char port_library[];
__asm__(
    ".section .rodata.port_library,\"\",@\n"
    ".globl port_library\n"
    ".type port_library,@object\n"
    ".p2align 4\n"
    "port_library:\n"
    ".incbin \"" PORT_LIBRARY "\"\n"
    ".size port_library, .-port_library\n");

port_shell_t port_shell;
static PyObject *port_builtins;

static void check(PyStatus status) {
    if (PyStatus_Exception(status)) {
        host_fail(status.err_msg ? status.err_msg : "the interpreter cannot start");
    }
}

static void check_raised(const char *message) {
    if (PyErr_Occurred()) {
        PyErr_Print();
        host_fail(message);
    }
}

// The interpreter reads the code where it lies.
static void set_library(void) {
    const unsigned int *words = (const unsigned int *)port_library;
    unsigned int count = words[0];
    struct _frozen *table = calloc(count + 1, sizeof(*table));
    if (table == NULL) {
        host_fail("no memory for the table of modules");
    }
    for (unsigned int i = 0; i < count; i++) {
        const unsigned int *entry = words + 1 + i * 4;
        table[i].name = (const char *)port_library + entry[0];
        table[i].code = port_library + entry[1];
        table[i].size = (int)entry[2];
        table[i].is_package = (int)entry[3];
    }
    PyImport_FrozenModules = table;
}

static void set(PyConfig *config, wchar_t **field, const wchar_t *value) {
    check(PyConfig_SetString(config, field, value));
}

static void configure(void) {
    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    before.utf8_mode = 1;
    check(Py_PreInitialize(&before));

    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.parse_argv = 0;
    config.buffered_stdio = 0;
    config.write_bytecode = 0;
    config.install_signal_handlers = 0;
    config.use_frozen_modules = 0;
    set(&config, &config.program_name, L"python3");
    set(&config, &config.executable, L"");
    set(&config, &config.base_executable, L"");
    set(&config, &config.prefix, L"/usr");
    set(&config, &config.base_prefix, L"/usr");
    set(&config, &config.exec_prefix, L"/usr");
    set(&config, &config.base_exec_prefix, L"/usr");
    set(&config, &config.stdlib_dir, L"/usr/lib/python3.13");
    set(&config, &config.stdio_encoding, L"utf-8");
    set(&config, &config.stdio_errors, L"strict");
    // A module of the workspace is found last: it hides none of the library.
    config.module_search_paths_set = 1;
    check(PyWideStringList_Append(&config.module_search_paths, L""));
    check(Py_InitializeFromConfig(&config));
    PyConfig_Clear(&config);
}

static PyObject *shell_function(PyObject *shell, const char *name) {
    PyObject *function = PyObject_GetAttrString(shell, name);
    check_raised("the shell lacks a function");
    return function;
}

void port_start(void) {
    set_library();
    if (PyImport_AppendInittab("_host", port_init_host) != 0) {
        host_fail("no memory for the table of modules");
    }
    port_start_sqlite();
    configure();
    PyObject *shell = PyImport_ImportModule("_shell");
    check_raised("the shell cannot be loaded");
    port_shell.begin = shell_function(shell, "begin");
    port_shell.reseed = shell_function(shell, "reseed");
    port_shell.end = shell_function(shell, "end");
    port_shell.describe = shell_function(shell, "describe");
    port_shell.json = shell_function(shell, "json");
    port_shell.find_tool = shell_function(shell, "find_tool");
    port_builtins = PyEval_GetBuiltins();
    Py_DECREF(shell);
    host_started();
}

// A name that nothing has is that of one of the host's functions, where there is
// one. The two functions below are those by which code looks a name up.
static PyObject *tool_of_name(PyObject *name) {
    static bool asking;
    if (asking || port_builtins == NULL || PyErr_Occurred()) {
        return NULL;
    }
    asking = true;
    PyObject *tool = PyObject_CallOneArg(port_shell.find_tool, name);
    asking = false;
    if (tool == NULL) {
        PyErr_Clear();
    } else if (tool == Py_None) {
        Py_CLEAR(tool);
    }
    return tool;
}

PyObject *__real__PyDict_LoadGlobal(PyObject *globals, PyObject *builtins, PyObject *name);
PyObject *__wrap__PyDict_LoadGlobal(PyObject *globals, PyObject *builtins, PyObject *name);

PyObject *__wrap__PyDict_LoadGlobal(PyObject *globals, PyObject *builtins, PyObject *name) {
    PyObject *value = __real__PyDict_LoadGlobal(globals, builtins, name);
    return value != NULL ? value : tool_of_name(name);
}

int __real_PyMapping_GetOptionalItem(PyObject *mapping, PyObject *key, PyObject **value);
int __wrap_PyMapping_GetOptionalItem(PyObject *mapping, PyObject *key, PyObject **value);

int __wrap_PyMapping_GetOptionalItem(PyObject *mapping, PyObject *key, PyObject **value) {
    int found = __real_PyMapping_GetOptionalItem(mapping, key, value);
    if (found == 0 && mapping == port_builtins) {
        *value = tool_of_name(key);
        found = *value != NULL;
    }
    return found;
}

// CPython raises a MemoryError for what it knows to be too large without asking
// for the memory. The host is asked, so that it knows of each.
PyObject *__real_PyErr_NoMemory(void);
PyObject *__wrap_PyErr_NoMemory(void);

PyObject *__wrap_PyErr_NoMemory(void) {
    host_refuse_memory();
    return __real_PyErr_NoMemory();
}

// The same for a size past 32 bits (edits.py); what is past 64 bits is an
// OverflowError, as it is everywhere.
Py_ssize_t __real_PyNumber_AsSsize_t(PyObject *number, PyObject *error);
Py_ssize_t __wrap_PyNumber_AsSsize_t(PyObject *number, PyObject *error);

Py_ssize_t __wrap_PyNumber_AsSsize_t(PyObject *number, PyObject *error) {
    Py_ssize_t size = __real_PyNumber_AsSsize_t(number, error);
    if (size == -1 && error == PyExc_MemoryError && PyErr_ExceptionMatches(PyExc_MemoryError)) {
        int overflow = 0;
        long long wide = PyLong_Check(number) ? PyLong_AsLongLongAndOverflow(number, &overflow) : 0;
        if (overflow || wide < 0) {
            PyErr_Clear();
            return __real_PyNumber_AsSsize_t(number, PyExc_OverflowError);
        }
        PyErr_Clear();
        PyErr_NoMemory();
    }
    return size;
}

// What would be longer than 32 bits can tell CPython words as an OverflowError; where
// sizes have 64 bits the same is a MemoryError.
void __real_PyErr_SetString(PyObject *type, const char *message);
void __wrap_PyErr_SetString(PyObject *type, const char *message);

void __wrap_PyErr_SetString(PyObject *type, const char *message) {
    static const char *const too_long[] = {
        "too long", "string is too large", "strings are too large", "too large to make repr", "too many digits in integer",
    };
    if (type == PyExc_OverflowError) {
        for (size_t i = 0; i < Py_ARRAY_LENGTH(too_long); i++) {
            if (strstr(message, too_long[i]) != NULL) {
                __wrap_PyErr_NoMemory();
                return;
            }
        }
    }
    __real_PyErr_SetString(type, message);
}

// There is one thread, so that nobody releases a lock that it waits for: without a
// timeout that is an exception, and with one it sleeps until that is over. The first
// of these is that of RLock, the second that of Lock.
static PyLockStatus wait_alone(PyTime_t timeout) {
    if (timeout < 0) {
        PyErr_SetString(PyExc_RuntimeError,
            "the program waits for ever: this is a sandbox of one thread, and no other can release the lock "
            "or fill the queue that it waits for");
        return PY_LOCK_INTR;
    }
    struct timespec left = { .tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000 };
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    return PY_LOCK_FAILURE;
}

PyLockStatus __wrap_PyThread_acquire_lock_timed_with_retries(PyThread_type_lock lock, PyTime_t timeout);

PyLockStatus __wrap_PyThread_acquire_lock_timed_with_retries(PyThread_type_lock lock, PyTime_t timeout) {
    PyLockStatus status = PyThread_acquire_lock_timed(lock, 0, 0);
    return status == PY_LOCK_ACQUIRED || timeout == 0 ? status : wait_alone(timeout);
}

PyLockStatus __real__PyMutex_LockTimed(PyMutex *mutex, PyTime_t timeout, int flags);
PyLockStatus __wrap__PyMutex_LockTimed(PyMutex *mutex, PyTime_t timeout, int flags);

PyLockStatus __wrap__PyMutex_LockTimed(PyMutex *mutex, PyTime_t timeout, int flags) {
    enum { can_raise = 2 }; // _PY_LOCK_HANDLE_SIGNALS
    if (!(flags & can_raise)) {
        return __real__PyMutex_LockTimed(mutex, timeout, flags);
    }
    PyLockStatus status = __real__PyMutex_LockTimed(mutex, 0, flags);
    return status != PY_LOCK_FAILURE || timeout == 0 ? status : wait_alone(timeout);
}
