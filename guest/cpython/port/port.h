// What the files of the port share.
#pragma once

#include <Python.h>

#include "../../shell/host.h"

// Memory (src/memory.rs) and open files (src/descriptors.rs).
void host_refuse_memory(void);
bool host_descriptors_open(void);
void host_descriptors_copied(void);
void host_started(void);

// The module _host.
PyObject *port_init_host(void);

// How many runs this instance has seen.
extern unsigned long long port_runs;

// What the shell in Python (modules/_shell.py) does for run.c.
typedef struct {
    PyObject *begin;        // begin(code, arguments, environment, inputs)
    PyObject *reseed;       // reseed()
    PyObject *end;          // end()
    PyObject *describe;     // describe(exception, program, value)
    PyObject *find_tool;    // find_tool(name) -> a tool, or None
    PyObject *json;         // json(value) -> text, or None
} port_shell_t;
extern port_shell_t port_shell;

// Says how SQLite locks files.
void port_start_sqlite(void);

// Starts the interpreter. Does not return where it cannot.
void port_start(void);
