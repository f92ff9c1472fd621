// The classes of exceptions that MicroPython lacks: OSError's, by which CPython's
// programs tell what is wrong, and RecursionError.

#include <string.h>

#include "py/mperrno.h"
#include "py/objexcept.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "host.h"
#include "port.h"

static const struct {
    int number;
    const mp_obj_type_t *type;
    const char *text;
} os_errors[] = {
    { MP_ENOENT, &port_type_FileNotFoundError, "No such file or directory" },
    { MP_EACCES, &port_type_PermissionError, "Permission denied" },
    { MP_EPERM, &port_type_PermissionError, "Operation not permitted" },
    { MP_EEXIST, &port_type_FileExistsError, "File exists" },
    { MP_ENOTDIR, &port_type_NotADirectoryError, "Not a directory" },
    { MP_EISDIR, &port_type_IsADirectoryError, "Is a directory" },
    { MP_ETIMEDOUT, &port_type_TimeoutError, "Connection timed out" },
    { MP_ECONNREFUSED, &port_type_ConnectionError, "Connection refused" },
    { MP_EINVAL, &mp_type_OSError, "Invalid argument" },
    { MP_EBADF, &mp_type_OSError, "Bad file descriptor" },
    { 39, &mp_type_OSError, "Directory not empty" },
    { 122, &mp_type_OSError, "Disk quota exceeded" },
};

// `[Errno 2] No such file or directory: 'x'` for a number and a path, and what
// every other exception prints for other arguments.
void port_os_error_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
    mp_print_kind_t k = kind & ~PRINT_EXC_SUBCLASS;
    if ((k == PRINT_STR || k == PRINT_EXC) && self->args->len == 2 && mp_obj_is_small_int(self->args->items[0])) {
        mp_int_t number = MP_OBJ_SMALL_INT_VALUE(self->args->items[0]);
        for (size_t i = 0; i < MP_ARRAY_SIZE(os_errors); i++) {
            if (os_errors[i].number != number) {
                continue;
            }
            if (k == PRINT_EXC) {
                if (!(kind & PRINT_EXC_SUBCLASS)) {
                    mp_print_str(print, qstr_str(self->base.type->name));
                }
                mp_print_str(print, ": ");
            }
            mp_printf(print, "[Errno %d] %s: ", (int)number, os_errors[i].text);
            mp_obj_print_helper(print, self->args->items[1], PRINT_REPR);
            return;
        }
    }
    mp_obj_exception_print(print, self_in, kind);
}

#define DEFINE_OS_ERROR(name_) \
    MP_DEFINE_CONST_OBJ_TYPE( \
    port_type_##name_, MP_QSTR_##name_, MP_TYPE_FLAG_NONE, \
    make_new, mp_obj_exception_make_new, \
    print, port_os_error_print, \
    attr, mp_obj_exception_attr, \
    parent, &mp_type_OSError \
    );

DEFINE_OS_ERROR(ConnectionError)
DEFINE_OS_ERROR(FileExistsError)
DEFINE_OS_ERROR(FileNotFoundError)
DEFINE_OS_ERROR(IsADirectoryError)
DEFINE_OS_ERROR(NotADirectoryError)
DEFINE_OS_ERROR(PermissionError)
DEFINE_OS_ERROR(TimeoutError)

MP_DEFINE_CONST_OBJ_TYPE(
    port_type_RecursionError, MP_QSTR_RecursionError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, mp_obj_exception_attr,
    parent, &mp_type_RuntimeError
    );

const mp_obj_type_t *port_os_error_type(int error) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(os_errors); i++) {
        if (os_errors[i].number == error) {
            return os_errors[i].type;
        }
    }
    return &mp_type_OSError;
}

NORETURN void port_raise_os_error(int error, mp_obj_t path) {
    mp_obj_t args[2] = { MP_OBJ_NEW_SMALL_INT(error), path };
    nlr_raise(mp_obj_exception_make_new(port_os_error_type(error), 2, 0, args));
}
