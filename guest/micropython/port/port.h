// What the files of the port know of each other.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "py/mpprint.h"
#include "py/obj.h"

void port_init(void);

// Gives the heap some memory that was kept for the run after one that used up
// all of it: that run must be able to let go of things.
void port_use_spare_heap(void);

// Prints into the text that the host collects (host_text).
extern const mp_print_t port_text_print;

// Hands the JSON form of a value to host_text; false where it has none.
bool port_json_print(mp_obj_t value);

// The tool of this name, MP_OBJ_NULL where there is none: what a program finds
// that calls add(...) for tools.add(...), unless the name is taken.
mp_obj_t port_find_tool(qstr name);

// Raises the OSError for an error number of the host, of the class that Python
// has for it; a MemoryError where it says that there is no memory. The path is
// MP_OBJ_NULL where there is none to name.
NORETURN void port_raise_os_error(int error, mp_obj_t path);

// Prints to standard error.
extern const mp_print_t port_error_print;

// The number of the current run, counted from 1.
mp_obj_t port_runs(void);
