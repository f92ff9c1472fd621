// open() and its files over the workspace, and import from it.

#include <string.h>

#include "py/builtin.h"
#include "py/lexer.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "host.h"
#include "port.h"

// Reads go through a buffer, so that lines do not cost a call for each byte.
// Writes go straight to the workspace: what was written is there at once.
#define BUFFER_SIZE (4096)

typedef struct {
    mp_obj_base_t base;
    int file;               // the host's number, negative once closed
    unsigned how;           // HOST_FILE_*
    mp_obj_t name;
    uint8_t *buffer;
    size_t start, end;      // what of the buffer was not read yet
} file_t;

static const mp_obj_type_t text_file_type;
static const mp_obj_type_t byte_file_type;

static file_t *check_open(mp_obj_t self_in) {
    file_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->file < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("I/O operation on closed file"));
    }
    return self;
}

static void file_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    file_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "<io.%s name=", mp_obj_get_type_str(self_in));
    mp_obj_print_helper(print, self->name, PRINT_REPR);
    mp_print_str(print, ">");
}

// Takes back what was read ahead, so that the host's position is the program's.
static bool drop_buffer(file_t *self, int *error) {
    if (self->start == self->end) {
        return true;
    }
    int64_t back = (int64_t)self->start - (int64_t)self->end;
    self->start = self->end = 0;
    int64_t position = host_file_seek(self->file, back, MP_SEEK_CUR);
    if (position < 0) {
        *error = -position;
        return false;
    }
    return true;
}

static mp_uint_t file_read(mp_obj_t self_in, void *out, mp_uint_t size, int *error) {
    file_t *self = check_open(self_in);
    if (!(self->how & HOST_FILE_READ)) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("not readable"));
    }
    if (self->start == self->end && size < BUFFER_SIZE) {
        if (self->buffer == NULL) {
            self->buffer = m_new(uint8_t, BUFFER_SIZE);
        }
        int got = host_file_read(self->file, self->buffer, BUFFER_SIZE);
        if (got < 0) {
            *error = -got;
            return MP_STREAM_ERROR;
        }
        self->start = 0;
        self->end = got;
    }
    if (self->start < self->end) {
        size_t len = MIN(size, self->end - self->start);
        memcpy(out, self->buffer + self->start, len);
        self->start += len;
        return len;
    }
    if (size < BUFFER_SIZE) {
        return 0;
    }
    int got = host_file_read(self->file, out, size);
    if (got < 0) {
        *error = -got;
        return MP_STREAM_ERROR;
    }
    return got;
}

static mp_uint_t file_write(mp_obj_t self_in, const void *data, mp_uint_t size, int *error) {
    file_t *self = check_open(self_in);
    if (!(self->how & HOST_FILE_WRITE)) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("not writable"));
    }
    if (!drop_buffer(self, error)) {
        return MP_STREAM_ERROR;
    }
    int status = host_file_write(self->file, data, size);
    if (status < 0) {
        *error = -status;
        return MP_STREAM_ERROR;
    }
    return size;
}

static void close_file(file_t *self) {
    if (self->file >= 0) {
        host_file_close(self->file);
        self->file = -1;
        self->buffer = NULL;
        self->start = self->end = 0;
    }
}

static mp_uint_t file_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *error) {
    if (request == MP_STREAM_CLOSE) {
        close_file(MP_OBJ_TO_PTR(self_in));
        return 0;
    }
    file_t *self = check_open(self_in);
    if (request == MP_STREAM_FLUSH) {
        return 0;
    }
    if (request == MP_STREAM_SEEK) {
        struct mp_stream_seek_t *seek = (struct mp_stream_seek_t *)arg;
        if (!drop_buffer(self, error)) {
            return MP_STREAM_ERROR;
        }
        int64_t position = host_file_seek(self->file, seek->offset, seek->whence);
        if (position < 0) {
            *error = -position;
            return MP_STREAM_ERROR;
        }
        if (position > MP_SSIZE_MAX) {
            *error = MP_EINVAL;
            return MP_STREAM_ERROR;
        }
        seek->offset = position;
        return 0;
    }
    *error = MP_EINVAL;
    return MP_STREAM_ERROR;
}

static mp_obj_t file_truncate(size_t n_args, const mp_obj_t *args) {
    file_t *self = check_open(args[0]);
    int error = 0;
    if (!drop_buffer(self, &error)) {
        port_raise_os_error(error, self->name);
    }
    int64_t size = n_args > 1 && args[1] != mp_const_none
        ? mp_obj_get_int(args[1]) : host_file_seek(self->file, 0, MP_SEEK_CUR);
    if (size < 0) {
        port_raise_os_error(MP_EINVAL, self->name);
    }
    int status = host_file_set_size(self->file, size);
    if (status < 0) {
        port_raise_os_error(-status, self->name);
    }
    return mp_obj_new_int_from_ll(size);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(file_truncate_obj, 1, 2, file_truncate);

static mp_obj_t file_writelines(mp_obj_t self, mp_obj_t lines) {
    mp_obj_t iterator = mp_getiter(lines, NULL);
    mp_obj_t line;
    while ((line = mp_iternext(iterator)) != MP_OBJ_STOP_ITERATION) {
        mp_buffer_info_t info;
        mp_get_buffer_raise(line, &info, MP_BUFFER_READ);
        mp_stream_write(self, info.buf, info.len, MP_STREAM_RW_WRITE);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(file_writelines_obj, file_writelines);

static void file_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    file_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    if (attr == MP_QSTR_name) {
        dest[0] = self->name;
    } else if (attr == MP_QSTR_closed) {
        dest[0] = mp_obj_new_bool(self->file < 0);
    } else {
        dest[1] = MP_OBJ_SENTINEL;
    }
}

static const mp_rom_map_elem_t file_table[] = {
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_readlines), MP_ROM_PTR(&mp_stream_unbuffered_readlines_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_writelines), MP_ROM_PTR(&file_writelines_obj) },
    { MP_ROM_QSTR(MP_QSTR_seek), MP_ROM_PTR(&mp_stream_seek_obj) },
    { MP_ROM_QSTR(MP_QSTR_tell), MP_ROM_PTR(&mp_stream_tell_obj) },
    { MP_ROM_QSTR(MP_QSTR_truncate), MP_ROM_PTR(&file_truncate_obj) },
    { MP_ROM_QSTR(MP_QSTR_flush), MP_ROM_PTR(&mp_stream_flush_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&mp_stream_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), MP_ROM_PTR(&mp_stream___exit___obj) },
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&mp_stream_close_obj) },
};
static MP_DEFINE_CONST_DICT(file_dict, file_table);

static const mp_stream_p_t text_protocol = {
    .read = file_read,
    .write = file_write,
    .ioctl = file_ioctl,
    .is_text = true,
};

static const mp_stream_p_t byte_protocol = {
    .read = file_read,
    .write = file_write,
    .ioctl = file_ioctl,
};

static MP_DEFINE_CONST_OBJ_TYPE(
    text_file_type,
    MP_QSTR_TextIOWrapper,
    MP_TYPE_FLAG_ITER_IS_STREAM,
    print, file_print,
    attr, file_attr,
    protocol, &text_protocol,
    locals_dict, &file_dict
    );

static MP_DEFINE_CONST_OBJ_TYPE(
    byte_file_type,
    MP_QSTR_BufferedRandom,
    MP_TYPE_FLAG_ITER_IS_STREAM,
    print, file_print,
    attr, file_attr,
    protocol, &byte_protocol,
    locals_dict, &file_dict
    );

// What the mode of open() asks for, zero where it is not one.
static unsigned parse_mode(const char *mode, bool *binary) {
    unsigned how = 0;
    bool plus = false;
    *binary = false;
    bool text = false;
    for (; *mode; mode++) {
        unsigned main = 0;
        switch (*mode) {
            case 'r':
                main = HOST_FILE_READ;
                break;
            case 'w':
                main = HOST_FILE_WRITE | HOST_FILE_CREATE | HOST_FILE_TRUNCATE;
                break;
            case 'a':
                main = HOST_FILE_WRITE | HOST_FILE_CREATE | HOST_FILE_APPEND;
                break;
            case 'x':
                main = HOST_FILE_WRITE | HOST_FILE_CREATE | HOST_FILE_EXCLUSIVE;
                break;
            case '+':
                plus = true;
                continue;
            case 'b':
                *binary = true;
                continue;
            case 't':
                text = true;
                continue;
            default:
                return 0;
        }
        if (how != 0) {
            return 0;
        }
        how = main;
    }
    if (how == 0 || (text && *binary)) {
        return 0;
    }
    return plus ? how | HOST_FILE_READ | HOST_FILE_WRITE : how;
}

mp_obj_t mp_builtin_open(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs) {
    enum { ARG_file, ARG_mode, ARG_buffering, ARG_encoding };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_file, MP_ARG_OBJ | MP_ARG_REQUIRED, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_mode, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_r)} },
        { MP_QSTR_buffering, MP_ARG_INT, {.u_int = -1} },
        { MP_QSTR_encoding, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_errors, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_newline, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kwargs, MP_ARRAY_SIZE(allowed), allowed, values);

    size_t len;
    const char *path = mp_obj_str_get_data(values[ARG_file].u_obj, &len);
    bool binary;
    unsigned how = parse_mode(mp_obj_str_get_str(values[ARG_mode].u_obj), &binary);
    if (how == 0) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("invalid mode: '%s'"), mp_obj_str_get_str(values[ARG_mode].u_obj));
    }

    file_t *self = mp_obj_malloc_with_finaliser(file_t, binary ? &byte_file_type : &text_file_type);
    self->file = -1;
    self->how = how;
    self->name = values[ARG_file].u_obj;
    self->buffer = NULL;
    self->start = self->end = 0;
    int file = host_file_open(path, len, how);
    if (file < 0) {
        port_raise_os_error(-file, self->name);
    }
    self->file = file;
    return MP_OBJ_FROM_PTR(self);
}
MP_DEFINE_CONST_FUN_OBJ_KW(mp_builtin_open_obj, 1, mp_builtin_open);

mp_import_stat_t mp_import_stat(const char *path) {
    host_bytes_t argument = { (const uint8_t *)path, strlen(path) };
    const host_bytes_t *found;
    size_t count;
    if (host_call(HOST_STAT, &argument, 1, &found, &count) != 0 || count < 1) {
        return MP_IMPORT_STAT_NO_EXIST;
    }
    return found[0].len == 1 && found[0].data[0] == 'd' ? MP_IMPORT_STAT_DIR : MP_IMPORT_STAT_FILE;
}

mp_lexer_t *mp_lexer_new_from_file(qstr name) {
    size_t path_len;
    const char *path = (const char *)qstr_data(name, &path_len);
    int file = host_file_open(path, path_len, HOST_FILE_READ);
    if (file < 0) {
        port_raise_os_error(-file, MP_OBJ_NEW_QSTR(name));
    }
    // The text is read in parts; should memory run out on the way, the host's
    // file is closed first.
    vstr_t text;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        host_file_close(file);
        nlr_jump(nlr.ret_val);
    }
    vstr_init(&text, BUFFER_SIZE);
    int got;
    while ((got = host_file_read(file, vstr_add_len(&text, BUFFER_SIZE), BUFFER_SIZE)) > 0) {
        vstr_cut_tail_bytes(&text, BUFFER_SIZE - got);
    }
    vstr_cut_tail_bytes(&text, BUFFER_SIZE);
    nlr_pop();
    host_file_close(file);
    if (got < 0) {
        port_raise_os_error(-got, MP_OBJ_NEW_QSTR(name));
    }
    return mp_lexer_new_from_str_len(name, text.buf, text.len, text.alloc);
}
