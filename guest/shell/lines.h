// Lines of a program's text.
#pragma once

#include <stddef.h>
#include <string.h>

// The text of a line of the program, without its end.
static inline const char *port_find_line(const char *code, size_t len, size_t number, size_t *line_len) {
    const char *end = code + len;
    while (number > 1 && code < end) {
        const char *next = memchr(code, '\n', end - code);
        code = next == NULL ? end : next + 1;
        number--;
    }
    const char *next = memchr(code, '\n', end - code);
    *line_len = (next == NULL ? end : next) - code;
    if (*line_len > 0 && code[*line_len - 1] == '\r') {
        *line_len -= 1;
    }
    return code;
}
