// The names that a program finds without an import: the classes of OSError.
// Included by mpconfigport.h, so it may use nothing of MicroPython's headers.
#pragma once

extern const struct _mp_obj_type_t port_type_ConnectionError;
extern const struct _mp_obj_type_t port_type_FileExistsError;
extern const struct _mp_obj_type_t port_type_FileNotFoundError;
extern const struct _mp_obj_type_t port_type_IsADirectoryError;
extern const struct _mp_obj_type_t port_type_ModuleNotFoundError;
extern const struct _mp_obj_type_t port_type_NotADirectoryError;
extern const struct _mp_obj_type_t port_type_PatternError;
extern const struct _mp_obj_type_t port_type_PermissionError;
extern const struct _mp_obj_type_t port_type_RecursionError;
extern const struct _mp_obj_type_t port_type_TimeoutError;
extern const struct _mp_obj_type_t port_type_UnicodeDecodeError;
extern const struct _mp_obj_type_t port_type_UnicodeEncodeError;
extern const struct _mp_obj_fun_builtin_var_t port_print_obj;

#define PORT_BUILTINS \
    { MP_ROM_QSTR(MP_QSTR_ConnectionError), MP_ROM_PTR(&port_type_ConnectionError) }, \
    { MP_ROM_QSTR(MP_QSTR_FileExistsError), MP_ROM_PTR(&port_type_FileExistsError) }, \
    { MP_ROM_QSTR(MP_QSTR_FileNotFoundError), MP_ROM_PTR(&port_type_FileNotFoundError) }, \
    { MP_ROM_QSTR(MP_QSTR_IsADirectoryError), MP_ROM_PTR(&port_type_IsADirectoryError) }, \
    { MP_ROM_QSTR(MP_QSTR_ModuleNotFoundError), MP_ROM_PTR(&port_type_ModuleNotFoundError) }, \
    { MP_ROM_QSTR(MP_QSTR_NotADirectoryError), MP_ROM_PTR(&port_type_NotADirectoryError) }, \
    { MP_ROM_QSTR(MP_QSTR_PermissionError), MP_ROM_PTR(&port_type_PermissionError) }, \
    { MP_ROM_QSTR(MP_QSTR_TimeoutError), MP_ROM_PTR(&port_type_TimeoutError) }, \
    { MP_ROM_QSTR(MP_QSTR_UnicodeDecodeError), MP_ROM_PTR(&port_type_UnicodeDecodeError) }, \
    { MP_ROM_QSTR(MP_QSTR_UnicodeEncodeError), MP_ROM_PTR(&port_type_UnicodeEncodeError) }, \
    { MP_ROM_QSTR(MP_QSTR_RecursionError), MP_ROM_PTR(&port_type_RecursionError) },
