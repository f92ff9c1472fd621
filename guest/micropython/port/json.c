// The JSON form of the value of a program, as wit/types.wit describes it. It is
// json.dumps with more types: sets are arrays, bytes are a string in base64.

#include "py/builtin.h"
#include "py/objlist.h"
#include "py/runtime.h"
#include "host.h"
#include "port.h"

// How deep a value may nest and still have a JSON form.
#define JSON_DEPTH (64)

static const mp_print_ext_t json_print = { {NULL, host_text}, ", ", ": " };

static bool is_text(mp_obj_t value) {
    return mp_obj_is_qstr(value) || mp_obj_is_exact_type(value, &mp_type_str);
}

static bool is_number(mp_obj_t value) {
    return mp_obj_is_bool(value) || mp_obj_is_int(value) || mp_obj_is_float(value);
}

static bool is_scalar(mp_obj_t value) {
    if (mp_obj_is_float(value)) {
        mp_float_t f = mp_obj_float_get(value);
        return f - f == 0;
    }
    return value == mp_const_none || is_number(value) || is_text(value);
}

static bool is_set(mp_obj_t value) {
    return mp_obj_is_type(value, &mp_type_set) || mp_obj_is_type(value, &mp_type_frozenset);
}

static bool is_dict(mp_obj_t value) {
    return mp_obj_is_exact_type(value, &mp_type_dict) || mp_obj_is_exact_type(value, &mp_type_ordereddict);
}

static bool is_bytes(mp_obj_t value) {
    return mp_obj_is_type(value, &mp_type_bytes) || mp_obj_is_type(value, &mp_type_bytearray);
}

// A list of the elements of a set, in order where they have one.
static mp_obj_t set_items(mp_obj_t set) {
    mp_obj_t list = mp_obj_new_list(0, NULL);
    bool text = true, numbers = true;
    mp_obj_iter_buf_t buffer;
    mp_obj_t iterator = mp_getiter(set, &buffer);
    mp_obj_t item;
    while ((item = mp_iternext(iterator)) != MP_OBJ_STOP_ITERATION) {
        mp_obj_list_append(list, item);
        text = text && is_text(item);
        numbers = numbers && is_number(item);
    }
    if (text || numbers) {
        mp_map_t none;
        mp_map_init_fixed_table(&none, 0, NULL);
        mp_obj_list_sort(1, &list, &none);
    }
    return list;
}

static void get_items(mp_obj_t value, size_t *len, mp_obj_t **items) {
    mp_obj_get_array(is_set(value) ? set_items(value) : value, len, items);
}

static bool has_form(mp_obj_t value, size_t depth) {
    if (is_scalar(value) || is_bytes(value)) {
        return true;
    }
    if (depth == JSON_DEPTH) {
        return false;
    }
    if (mp_obj_is_type(value, &mp_type_list) || mp_obj_is_type(value, &mp_type_tuple) || is_set(value)) {
        size_t len;
        mp_obj_t *items;
        get_items(value, &len, &items);
        for (size_t i = 0; i < len; i++) {
            if (!has_form(items[i], depth + 1)) {
                return false;
            }
        }
        return true;
    }
    if (is_dict(value)) {
        mp_map_t *map = mp_obj_dict_get_map(value);
        for (size_t i = 0; i < map->alloc; i++) {
            if (mp_map_slot_is_filled(map, i)
                && (!is_scalar(map->table[i].key) || !has_form(map->table[i].value, depth + 1))) {
                return false;
            }
        }
        return true;
    }
    return false;
}

static void print_base64(const uint8_t *data, size_t len) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    host_text(NULL, "\"", 1);
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t bits = data[i] << 16 | (left > 1 ? data[i + 1] : 0) << 8 | (left > 2 ? data[i + 2] : 0);
        char text[4] = { digits[bits >> 18], digits[bits >> 12 & 63],
            left > 1 ? digits[bits >> 6 & 63] : '=', left > 2 ? digits[bits & 63] : '=' };
        host_text(NULL, text, 4);
    }
    host_text(NULL, "\"", 1);
}

static void print_key(mp_obj_t key) {
    if (is_text(key)) {
        mp_obj_print_helper(&json_print.base, key, PRINT_JSON);
        return;
    }
    host_text(NULL, "\"", 1);
    mp_obj_print_helper(&json_print.base, key, PRINT_JSON);
    host_text(NULL, "\"", 1);
}

static void print(mp_obj_t value) {
    if (is_bytes(value)) {
        mp_buffer_info_t info;
        mp_get_buffer_raise(value, &info, MP_BUFFER_READ);
        print_base64(info.buf, info.len);
    } else if (is_dict(value)) {
        mp_map_t *map = mp_obj_dict_get_map(value);
        const char *before = "{";
        for (size_t i = 0; i < map->alloc; i++) {
            if (mp_map_slot_is_filled(map, i)) {
                mp_print_str(&json_print.base, before);
                print_key(map->table[i].key);
                mp_print_str(&json_print.base, ": ");
                print(map->table[i].value);
                before = ", ";
            }
        }
        mp_print_str(&json_print.base, map->used == 0 ? "{}" : "}");
    } else if (is_scalar(value)) {
        mp_obj_print_helper(&json_print.base, value, PRINT_JSON);
    } else {
        size_t len;
        mp_obj_t *items;
        get_items(value, &len, &items);
        mp_print_str(&json_print.base, "[");
        for (size_t i = 0; i < len; i++) {
            if (i > 0) {
                mp_print_str(&json_print.base, ", ");
            }
            print(items[i]);
        }
        mp_print_str(&json_print.base, "]");
    }
}

// Hands the text to host_text, if the value has a JSON form.
bool port_json_print(mp_obj_t value) {
    if (!has_form(value, 0)) {
        return false;
    }
    print(value);
    return true;
}
