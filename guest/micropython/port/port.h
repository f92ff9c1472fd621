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

// Raises the NameError of a name that is nearly a tool's.
void port_check_near_tool(qstr name);

// Raises a MemoryError because memory was refused: it has the mark by which that is told
// apart from one that a program makes.
NORETURN void port_raise_no_memory(mp_obj_t memory_error);

// Raises the OSError for an error number of the host, of the class that Python
// has for it; a MemoryError where it says that there is no memory. The path is
// MP_OBJ_NULL where there is none to name.
NORETURN void port_raise_os_error(int error, mp_obj_t path);

// Prints to standard error.
extern const mp_print_t port_error_print;

// The number of the current run, counted from 1.
mp_obj_t port_runs(void);

// Numbers in groups of digits (numbers.c): the separator of a format's flags, 0 for
// none. PF_FLAG_SHOW_COMMA is MicroPython's.
#define PORT_FLAG_UNDERSCORE (0x1000)

static inline char port_separator(int flags) {
    return flags & PF_FLAG_SHOW_COMMA ? ',' : flags & PORT_FLAG_UNDERSCORE ? '_' : 0;
}

void port_print_float(const mp_print_t *print, mp_float_t value, mp_print_kind_t kind, bool point);
int port_print_grouped_int(const mp_print_t *print, mp_obj_t value, int base, int base_char, int flags, char fill, int width);

// The concatenation of two of a kind that is longer than a name can be (concat.c), and
// what is to be called after a collection. Whether an object that lay there still does.
mp_obj_t port_concat(const mp_obj_type_t *type, const byte *left, size_t left_len, const byte *right, size_t right_len);
void port_forget_grown(void);
bool port_is_used(const void *object);

// Text in an encoding and back (encodings.c).
mp_obj_t port_encode(mp_obj_t text, mp_obj_t encoding, mp_obj_t errors);
mp_obj_t port_decode(const byte *data, size_t len, mp_obj_t encoding, mp_obj_t errors);
MP_DECLARE_CONST_FUN_OBJ_KW(port_str_encode_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(port_bytes_decode_obj);
