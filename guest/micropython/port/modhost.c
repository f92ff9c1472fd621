// Module _host: what the frozen modules build on. A program can import it too;
// it gives nothing that the host does not offer anyway.

#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "host.h"
#include "port.h"

// call(operation, *arguments) -> (status, results): str or bytes in, bytes out.
static mp_obj_t host_module_call(size_t n_args, const mp_obj_t *args) {
    int operation = mp_obj_get_int(args[0]);
    host_bytes_t arguments[n_args];
    for (size_t i = 1; i < n_args; i++) {
        mp_buffer_info_t info;
        mp_get_buffer_raise(args[i], &info, MP_BUFFER_READ);
        arguments[i - 1].data = info.buf;
        arguments[i - 1].len = info.len;
    }
    const host_bytes_t *found;
    size_t count;
    int status = host_call(operation, arguments, n_args - 1, &found, &count);
    mp_obj_t results = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i < count; i++) {
        mp_obj_list_append(results, mp_obj_new_bytes(found[i].data, found[i].len));
    }
    mp_obj_t pair[2] = { MP_OBJ_NEW_SMALL_INT(status), results };
    return mp_obj_new_tuple(2, pair);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(host_module_call_obj, 1, host_module_call);

// os_error(number, path): raises OSError, of the class for the number.
static mp_obj_t host_module_os_error(mp_obj_t number, mp_obj_t path) {
    port_raise_os_error(mp_obj_get_int(number), path);
}
static MP_DEFINE_CONST_FUN_OBJ_2(host_module_os_error_obj, host_module_os_error);

// display(mime, data): hands a rich value to the host.
static mp_obj_t host_module_display(mp_obj_t mime, mp_obj_t data) {
    size_t len;
    const char *name = mp_obj_str_get_data(mime, &len);
    mp_buffer_info_t info;
    mp_get_buffer_raise(data, &info, MP_BUFFER_READ);
    host_answer_display(name, len, info.buf, info.len);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(host_module_display_obj, host_module_display);

// random() -> 64 bits from the host.
static mp_obj_t host_module_random(void) {
    return mp_obj_new_int_from_ull(host_random());
}
static MP_DEFINE_CONST_FUN_OBJ_0(host_module_random_obj, host_module_random);

// monotonic_ns() -> the monotonic clock.
static mp_obj_t host_module_monotonic_ns(void) {
    return mp_obj_new_int_from_ull(host_monotonic_ns());
}
static MP_DEFINE_CONST_FUN_OBJ_0(host_module_monotonic_ns_obj, host_module_monotonic_ns);

// runs() -> the number of this run.
static MP_DEFINE_CONST_FUN_OBJ_0(host_module_runs_obj, port_runs);

static const mp_rom_map_elem_t host_module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__host) },
    { MP_ROM_QSTR(MP_QSTR_call), MP_ROM_PTR(&host_module_call_obj) },
    { MP_ROM_QSTR(MP_QSTR_os_error), MP_ROM_PTR(&host_module_os_error_obj) },
    { MP_ROM_QSTR(MP_QSTR_display), MP_ROM_PTR(&host_module_display_obj) },
    { MP_ROM_QSTR(MP_QSTR_random), MP_ROM_PTR(&host_module_random_obj) },
    { MP_ROM_QSTR(MP_QSTR_monotonic_ns), MP_ROM_PTR(&host_module_monotonic_ns_obj) },
    { MP_ROM_QSTR(MP_QSTR_runs), MP_ROM_PTR(&host_module_runs_obj) },
};
static MP_DEFINE_CONST_DICT(host_module_dict, host_module_table);

const mp_obj_module_t port_module_host = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&host_module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__host, port_module_host);
