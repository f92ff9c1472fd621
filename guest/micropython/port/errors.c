// The classes of exceptions that MicroPython lacks: OSError's, by which CPython's
// programs tell what is wrong, and RecursionError.

#include <string.h>

#include "py/mperrno.h"
#include "py/objexcept.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "host.h"
#include "port.h"

// Those that the host, this port or MicroPython's modules raise.
static const struct {
    int number;
    const mp_obj_type_t *type;
    const char *text;
} os_errors[] = {
    { MP_EPERM, &port_type_PermissionError, "Operation not permitted" },
    { MP_ENOENT, &port_type_FileNotFoundError, "No such file or directory" },
    { MP_EIO, &mp_type_OSError, "Input/output error" },
    { MP_EBADF, &mp_type_OSError, "Bad file descriptor" },
    { MP_EAGAIN, &mp_type_OSError, "Resource temporarily unavailable" },
    { MP_ENOMEM, &mp_type_OSError, "Cannot allocate memory" },
    { MP_EACCES, &port_type_PermissionError, "Permission denied" },
    { MP_EBUSY, &mp_type_OSError, "Device or resource busy" },
    { MP_EEXIST, &port_type_FileExistsError, "File exists" },
    { MP_ENODEV, &mp_type_OSError, "No such device" },
    { MP_ENOTDIR, &port_type_NotADirectoryError, "Not a directory" },
    { MP_EISDIR, &port_type_IsADirectoryError, "Is a directory" },
    { MP_EINVAL, &mp_type_OSError, "Invalid argument" },
    { MP_EMFILE, &mp_type_OSError, "Too many open files" },
    { MP_EFBIG, &mp_type_OSError, "File too large" },
    { MP_ENOSPC, &mp_type_OSError, "No space left on device" },
    { MP_ESPIPE, &mp_type_OSError, "Illegal seek" },
    { MP_EROFS, &mp_type_OSError, "Read-only file system" },
    { MP_EPIPE, &port_type_ConnectionError, "Broken pipe" },
    { MP_ERANGE, &mp_type_OSError, "Numerical result out of range" },
    { 36, &mp_type_OSError, "File name too long" },
    { 39, &mp_type_OSError, "Directory not empty" },
    { MP_EOPNOTSUPP, &mp_type_OSError, "Operation not supported" },
    { MP_EADDRINUSE, &mp_type_OSError, "Address already in use" },
    { MP_ECONNABORTED, &port_type_ConnectionError, "Software caused connection abort" },
    { MP_ECONNRESET, &port_type_ConnectionError, "Connection reset by peer" },
    { MP_ENOBUFS, &mp_type_OSError, "No buffer space available" },
    { MP_ENOTCONN, &mp_type_OSError, "Transport endpoint is not connected" },
    { MP_ETIMEDOUT, &port_type_TimeoutError, "Connection timed out" },
    { MP_ECONNREFUSED, &port_type_ConnectionError, "Connection refused" },
    { MP_EHOSTUNREACH, &mp_type_OSError, "No route to host" },
    { MP_EALREADY, &mp_type_OSError, "Operation already in progress" },
    { MP_EINPROGRESS, &mp_type_OSError, "Operation now in progress" },
    { 122, &mp_type_OSError, "Disk quota exceeded" },
};

static const char *os_error_text(int error) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(os_errors); i++) {
        if (os_errors[i].number == error) {
            return os_errors[i].text;
        }
    }
    return "Unknown error";
}

// `[Errno 2] No such file or directory: 'x'` for a number, a text and a path, and
// what every other exception prints for other arguments.
void port_os_error_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
    mp_print_kind_t k = kind & ~PRINT_EXC_SUBCLASS;
    if ((k == PRINT_STR || k == PRINT_EXC) && (self->args->len == 2 || self->args->len == 3)) {
        if (k == PRINT_EXC) {
            if (!(kind & PRINT_EXC_SUBCLASS)) {
                mp_print_str(print, qstr_str(self->base.type->name));
            }
            mp_print_str(print, ": ");
        }
        mp_print_str(print, "[Errno ");
        mp_obj_print_helper(print, self->args->items[0], PRINT_STR);
        mp_print_str(print, "] ");
        mp_obj_print_helper(print, self->args->items[1], PRINT_STR);
        if (self->args->len == 3) {
            mp_print_str(print, ": ");
            mp_obj_print_helper(print, self->args->items[2], PRINT_REPR);
        }
        return;
    }
    mp_obj_exception_print(print, self_in, kind);
}

void port_os_error_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
    size_t place = attr == MP_QSTR_errno ? 0 : attr == MP_QSTR_strerror ? 1 : attr == MP_QSTR_filename ? 2 : SIZE_MAX;
    if (dest[0] != MP_OBJ_NULL || place == SIZE_MAX) {
        mp_obj_exception_attr(self_in, attr, dest);
    } else {
        bool known = place < self->args->len && (self->args->len > 1 || place == 0);
        dest[0] = known ? self->args->items[place] : mp_const_none;
    }
}

#define DEFINE_OS_ERROR(name_) \
    MP_DEFINE_CONST_OBJ_TYPE( \
    port_type_##name_, MP_QSTR_##name_, MP_TYPE_FLAG_NONE, \
    make_new, mp_obj_exception_make_new, \
    print, port_os_error_print, \
    attr, port_os_error_attr, \
    parent, &mp_type_OSError \
    );

DEFINE_OS_ERROR(ConnectionError)
DEFINE_OS_ERROR(FileExistsError)
DEFINE_OS_ERROR(FileNotFoundError)
DEFINE_OS_ERROR(IsADirectoryError)
DEFINE_OS_ERROR(NotADirectoryError)
DEFINE_OS_ERROR(PermissionError)
DEFINE_OS_ERROR(TimeoutError)

#define DEFINE_ERROR(name_, parent_) \
    MP_DEFINE_CONST_OBJ_TYPE( \
    port_type_##name_, MP_QSTR_##name_, MP_TYPE_FLAG_NONE, \
    make_new, mp_obj_exception_make_new, \
    print, mp_obj_exception_print, \
    attr, mp_obj_exception_attr, \
    parent, &mp_type_##parent_ \
    );

DEFINE_ERROR(ModuleNotFoundError, ImportError)
DEFINE_ERROR(PatternError, Exception)
DEFINE_ERROR(RecursionError, RuntimeError)
DEFINE_ERROR(UnicodeDecodeError, UnicodeError)
DEFINE_ERROR(UnicodeEncodeError, UnicodeError)

static const mp_obj_type_t *os_error_type(int error) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(os_errors); i++) {
        if (os_errors[i].number == error) {
            return os_errors[i].type;
        }
    }
    return &mp_type_OSError;
}

NORETURN void port_raise_no_memory(mp_obj_t memory_error) {
    ((mp_obj_exception_t *)MP_OBJ_TO_PTR(memory_error))->out_of_memory = 1;
    nlr_raise(memory_error);
}

NORETURN void port_raise_os_error(int error, mp_obj_t path) {
    if (error == MP_ENOMEM) {
        port_raise_no_memory(mp_obj_new_exception_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory for the files of the workspace")));
    }
    const char *text = os_error_text(error);
    mp_obj_t args[3] = { MP_OBJ_NEW_SMALL_INT(error), mp_obj_new_str(text, strlen(text)), path };
    nlr_raise(mp_obj_exception_make_new(os_error_type(error), path == MP_OBJ_NULL ? 2 : 3, 0, args));
}

// Raises the AttributeError of a text that is used like a response: safe_http_get
// gives a text.
void port_check_response_attr(mp_obj_t base, qstr attr) {
    static const char *const names[] = {
        "status", "status_code", "ok", "headers", "text", "json", "content", "body", "raise_for_status",
    };
    if (!mp_obj_is_str(base)) {
        return;
    }
    for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++) {
        if (strcmp(qstr_str(attr), names[i]) == 0) {
            mp_raise_msg_varg(&mp_type_AttributeError,
                MP_ERROR_TEXT("'str' object has no attribute '%q': safe_http_get(url) gives the text, safe_http.get(url) has .status, .headers, .text and .json()"), attr);
        }
    }
}
