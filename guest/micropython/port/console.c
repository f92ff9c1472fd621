// Standard output and error over the console, standard input over the context.

#include <string.h>

#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "host.h"
#include "port.h"

enum { STDIN = -1 };

typedef struct {
    mp_obj_base_t base;
    int stream;             // HOST_STDOUT, HOST_STDERR or STDIN
} stdio_t;

static void print_adaptor(void *stream, const char *text, size_t len) {
    host_write((int)(uintptr_t)stream, text, len);
}

const mp_print_t port_error_print = {(void *)HOST_STDERR, print_adaptor};

static mp_uint_t stdio_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *error) {
    stdio_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->stream != STDIN) {
        *error = MP_EPERM;
        return MP_STREAM_ERROR;
    }
    return host_read_input(buf, size);
}

static mp_uint_t stdio_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *error) {
    stdio_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->stream == STDIN) {
        *error = MP_EPERM;
        return MP_STREAM_ERROR;
    }
    host_write(self->stream, buf, size);
    return size;
}

static mp_uint_t stdio_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *error) {
    (void)self_in;
    (void)arg;
    if (request == MP_STREAM_FLUSH || request == MP_STREAM_CLOSE) {
        return 0;
    }
    *error = MP_EINVAL;
    return MP_STREAM_ERROR;
}

static mp_obj_t stdio_isatty(mp_obj_t self) {
    (void)self;
    return mp_const_false;
}
static MP_DEFINE_CONST_FUN_OBJ_1(stdio_isatty_obj, stdio_isatty);

static const mp_rom_map_elem_t stdio_table[] = {
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_readlines), MP_ROM_PTR(&mp_stream_unbuffered_readlines_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_flush), MP_ROM_PTR(&mp_stream_flush_obj) },
    { MP_ROM_QSTR(MP_QSTR_isatty), MP_ROM_PTR(&stdio_isatty_obj) },
};
static MP_DEFINE_CONST_DICT(stdio_dict, stdio_table);

static const mp_stream_p_t stdio_protocol = {
    .read = stdio_read,
    .write = stdio_write,
    .ioctl = stdio_ioctl,
    .is_text = true,
};

static MP_DEFINE_CONST_OBJ_TYPE(
    stdio_type,
    MP_QSTR_TextIOWrapper,
    MP_TYPE_FLAG_ITER_IS_STREAM,
    protocol, &stdio_protocol,
    locals_dict, &stdio_dict
    );

const stdio_t mp_sys_stdin_obj = {{&stdio_type}, STDIN};
const stdio_t mp_sys_stdout_obj = {{&stdio_type}, HOST_STDOUT};
const stdio_t mp_sys_stderr_obj = {{&stdio_type}, HOST_STDERR};

// print: one write to the console for one call where the text is short, since
// each is a call to the host. Whatever is raised on the way, what came before it
// is out. Other streams get every piece as it comes.

typedef struct {
    nlr_jump_callback_node_t on_jump;
    int stream;
    size_t len;
    char text[512];
} line_t;

static void line_flush(void *data) {
    line_t *line = data;
    if (line->len > 0) {
        host_write(line->stream, line->text, line->len);
        line->len = 0;
    }
}

static void line_print(void *data, const char *text, size_t len) {
    line_t *line = data;
    if (len > sizeof(line->text) - line->len) {
        line_flush(line);
        if (len > sizeof(line->text)) {
            host_write(line->stream, text, len);
            return;
        }
    }
    memcpy(line->text + line->len, text, len);
    line->len += len;
}

static mp_obj_t port_print(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    enum { ARG_sep, ARG_end, ARG_file, ARG_flush };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_sep, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_end, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_file, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_flush, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_FALSE} },
    };
    const char *sep = " ", *end = "\n";
    size_t sep_len = 1, end_len = 1;
    void *stream = (void *)&mp_sys_stdout_obj;
    if (kwargs->used > 0) {
        mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
        mp_arg_parse_all(0, NULL, kwargs, MP_ARRAY_SIZE(allowed), allowed, values);
        if (values[ARG_sep].u_obj != mp_const_none) {
            sep = mp_obj_str_get_data(values[ARG_sep].u_obj, &sep_len);
        }
        if (values[ARG_end].u_obj != mp_const_none) {
            end = mp_obj_str_get_data(values[ARG_end].u_obj, &end_len);
        }
        if (values[ARG_file].u_obj != mp_const_none) {
            mp_get_stream_raise(values[ARG_file].u_obj, MP_STREAM_OP_WRITE);
            stream = MP_OBJ_TO_PTR(values[ARG_file].u_obj);
        }
    }
    line_t line;
    bool is_console = ((mp_obj_base_t *)stream)->type == &stdio_type && ((stdio_t *)stream)->stream != STDIN;
    mp_print_t print = { stream, mp_stream_write_adaptor };
    if (is_console) {
        line.stream = ((stdio_t *)stream)->stream;
        line.len = 0;
        print = (mp_print_t) { &line, line_print };
        nlr_push_jump_callback(&line.on_jump, line_flush);
    }
    for (size_t i = 0; i < n_args; i++) {
        if (i > 0) {
            mp_print_strn(&print, sep, sep_len, 0, 0, 0);
        }
        mp_obj_print_helper(&print, args[i], PRINT_STR);
    }
    mp_print_strn(&print, end, end_len, 0, 0, 0);
    if (is_console) {
        nlr_pop_jump_callback(true);
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(port_print_obj, 0, port_print);
