// What the files of the port know of each other.
#pragma once

#include <stddef.h>

#include "py/mpprint.h"
#include "py/obj.h"

void port_init(void);

// Gives the heap some memory that was kept for the run after one that used up
// all of it: that run must be able to let go of things.
void port_use_spare_heap(void);

// Prints into the text that the host collects (host_text).
extern const mp_print_t port_text_print;

// Raises the OSError for an error number of the host, of the class that Python
// has for it.
NORETURN void port_raise_os_error(int error, mp_obj_t path);

// Prints to standard error.
extern const mp_print_t port_error_print;

// The number of the current run, counted from 1.
mp_obj_t port_runs(void);
