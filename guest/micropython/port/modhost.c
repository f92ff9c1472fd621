// Module _host: what the frozen modules build on. A program can import it too;
// it gives nothing that the host does not offer anyway.

#include "py/mperrno.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "host.h"
#include "port.h"

// A request of as many headers as a host takes: names and values.
#define MAX_ARGUMENTS (512)

// call(operation, *arguments) -> (status, results): str or bytes in, bytes out.
static mp_obj_t host_module_call(size_t n_args, const mp_obj_t *args) {
    int operation = mp_obj_get_int(args[0]);
    if (n_args > MAX_ARGUMENTS) {
        mp_raise_ValueError(MP_ERROR_TEXT("too many arguments"));
    }
    host_bytes_t arguments[MAX_ARGUMENTS];
    for (size_t i = 1; i < n_args; i++) {
        mp_buffer_info_t info;
        mp_get_buffer_raise(args[i], &info, MP_BUFFER_READ);
        arguments[i - 1].data = info.buf;
        arguments[i - 1].len = info.len;
    }
    const host_bytes_t *found;
    size_t count;
    int status = host_call(operation, arguments, n_args - 1, &found, &count);
    if (status == MP_ENOMEM) {
        port_raise_no_memory(mp_obj_new_exception_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory for a call to the host")));
    }
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
    int error = mp_obj_get_int(number);
    if (error == MP_ENOMEM) {
        // Only the host says that there is no memory.
        mp_raise_msg(&mp_type_MemoryError, NULL);
    }
    port_raise_os_error(error, path);
}
static MP_DEFINE_CONST_FUN_OBJ_2(host_module_os_error_obj, host_module_os_error);

// What a function of the module tools gives for a name, MP_OBJ_NULL for None.
static mp_obj_t ask_tools(qstr function, qstr name) {
    // A name that the look-up itself does not find would look it up for ever.
    static bool looking;
    if (looking) {
        return MP_OBJ_NULL;
    }
    looking = true;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        looking = false;
        nlr_jump(nlr.ret_val);
    }
    mp_obj_t tools = mp_import_name(MP_QSTR_tools, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t tool = mp_call_function_1(mp_load_attr(tools, function), MP_OBJ_NEW_QSTR(name));
    nlr_pop();
    looking = false;
    return tool == mp_const_none ? MP_OBJ_NULL : tool;
}

mp_obj_t port_find_tool(qstr name) {
    return ask_tools(MP_QSTR_find, name);
}

void port_check_near_tool(qstr name) {
    mp_obj_t near = ask_tools(MP_QSTR_near, name);
    if (near != MP_OBJ_NULL) {
        mp_raise_msg_varg(&mp_type_NameError, MP_ERROR_TEXT("name '%q' is not defined. Did you mean: '%s'?"), name, mp_obj_str_get_str(near));
    }
}

// display(mime, data): hands a rich value to the host.
static mp_obj_t host_module_display(mp_obj_t mime, mp_obj_t data) {
    size_t len;
    const char *name = mp_obj_str_get_data(mime, &len);
    mp_buffer_info_t info;
    mp_get_buffer_raise(data, &info, MP_BUFFER_READ);
    if (!host_answer_display(name, len, info.buf, info.len)) {
        m_malloc_fail(info.len);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(host_module_display_obj, host_module_display);

// random() -> 64 bits from the host.
static mp_obj_t host_module_random(void) {
    return mp_obj_new_int_from_ull(host_random());
}
static MP_DEFINE_CONST_FUN_OBJ_0(host_module_random_obj, host_module_random);

// random_bytes(n) -> as many bytes from the host.
static mp_obj_t host_module_random_bytes(mp_obj_t size_in) {
    mp_int_t size;
    if (!mp_obj_get_times_maybe(size_in, &size)) {
        mp_raise_TypeError(MP_ERROR_TEXT("an integer is required"));
    }
    if (size < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("negative argument not allowed"));
    }
    vstr_t vstr;
    vstr_init_len(&vstr, size);
    host_random_bytes((uint8_t *)vstr.buf, size);
    return mp_obj_new_bytes_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(host_module_random_bytes_obj, host_module_random_bytes);

// monotonic_ns() -> the monotonic clock.
static mp_obj_t host_module_monotonic_ns(void) {
    return mp_obj_new_int_from_ull(host_monotonic_ns());
}
static MP_DEFINE_CONST_FUN_OBJ_0(host_module_monotonic_ns_obj, host_module_monotonic_ns);

// unwrap(member) -> the function of a property, a static method or a class method;
// anything else is what it is.
static mp_obj_t host_module_unwrap(mp_obj_t member) {
    if (mp_obj_is_type(member, &mp_type_property)) {
        return mp_obj_property_get(member)[0];
    }
    if (mp_obj_is_type(member, &mp_type_staticmethod) || mp_obj_is_type(member, &mp_type_classmethod)) {
        return ((mp_obj_static_class_method_t *)MP_OBJ_TO_PTR(member))->fun;
    }
    return member;
}
static MP_DEFINE_CONST_FUN_OBJ_1(host_module_unwrap_obj, host_module_unwrap);

// ascii_json(text) -> JSON in which every character beyond ASCII is an escape.
static mp_obj_t host_module_ascii_json(mp_obj_t text) {
    size_t len;
    const byte *at = (const byte *)mp_obj_str_get_data(text, &len), *end = at + len;
    if (utf8_charlen(at, len) == len) {
        return text;
    }
    vstr_t out;
    mp_print_t print;
    vstr_init_print(&out, len + 64, &print);
    while (at < end) {
        const byte *next = utf8_next_char(at);
        unichar c = utf8_get_char(at);
        if (c < 0x80) {
            vstr_add_byte(&out, c);
        } else if (c < 0x10000) {
            mp_printf(&print, "\\u%04x", (uint)c);
        } else {
            mp_printf(&print, "\\u%04x\\u%04x", (uint)(0xd800 + ((c - 0x10000) >> 10)), (uint)(0xdc00 + (c & 0x3ff)));
        }
        at = next;
    }
    return mp_obj_new_str_from_utf8_vstr(&out);
}
static MP_DEFINE_CONST_FUN_OBJ_1(host_module_ascii_json_obj, host_module_ascii_json);

// runs() -> the number of this run.
static MP_DEFINE_CONST_FUN_OBJ_0(host_module_runs_obj, port_runs);

static const mp_rom_map_elem_t host_module_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__host) },
    { MP_ROM_QSTR(MP_QSTR_call), MP_ROM_PTR(&host_module_call_obj) },
    { MP_ROM_QSTR(MP_QSTR_os_error), MP_ROM_PTR(&host_module_os_error_obj) },
    { MP_ROM_QSTR(MP_QSTR_display), MP_ROM_PTR(&host_module_display_obj) },
    { MP_ROM_QSTR(MP_QSTR_random), MP_ROM_PTR(&host_module_random_obj) },
    { MP_ROM_QSTR(MP_QSTR_random_bytes), MP_ROM_PTR(&host_module_random_bytes_obj) },
    { MP_ROM_QSTR(MP_QSTR_monotonic_ns), MP_ROM_PTR(&host_module_monotonic_ns_obj) },
    { MP_ROM_QSTR(MP_QSTR_ascii_json), MP_ROM_PTR(&host_module_ascii_json_obj) },
    { MP_ROM_QSTR(MP_QSTR_unwrap), MP_ROM_PTR(&host_module_unwrap_obj) },
    { MP_ROM_QSTR(MP_QSTR_runs), MP_ROM_PTR(&host_module_runs_obj) },
};
static MP_DEFINE_CONST_DICT(host_module_dict, host_module_table);

const mp_obj_module_t port_module_host = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&host_module_dict,
};
MP_REGISTER_MODULE(MP_QSTR__host, port_module_host);
