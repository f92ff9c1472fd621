// Standard output and error over the console, standard input over the context.

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
