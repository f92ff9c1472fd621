// Running a program: its text in, its answer out by way of host_answer_*.

#include <string.h>

#include "py/builtin.h"
#include "py/compile.h"
#include "py/gc.h"
#include "py/lexer.h"
#include "py/objexcept.h"
#include "py/objlist.h"
#include "py/parse.h"
#include "py/runtime.h"
#include "host.h"
#include "../../shell/lines.h"
#include "port.h"

const mp_print_t port_text_print = {NULL, host_text};

// The host keeps a copy of what it is told.
static void check_text(void) {
    if (host_text_lost()) {
        port_raise_no_memory(mp_obj_new_exception_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory for the text of the value")));
    }
}

static void answer_value(mp_obj_t value) {
    if (value == mp_const_none) {
        return;
    }
    mp_obj_print_helper(&port_text_print, value, PRINT_REPR);
    check_text();
    host_answer_repr();
    if (port_json_print(value)) {
        check_text();
        host_answer_json();
    }
}

// The status of a SystemExit, as CPython finds it: -1 for a number too large.
static void answer_exit(mp_obj_t exception) {
    mp_obj_t value = mp_obj_exception_get_value(exception);
    mp_int_t status;
    if (value == mp_const_none) {
        host_answer_exit(0);
    } else if (mp_obj_is_int(value)) {
        status = mp_obj_get_int_truncated(value);
        host_answer_exit(mp_obj_equal(mp_obj_new_int(status), value) ? status : -1);
    } else if (mp_obj_is_bool(value)) {
        host_answer_exit(value == mp_const_true);
    } else {
        nlr_buf_t nlr;
        if (nlr_push(&nlr) == 0) {
            mp_obj_print_helper(&port_error_print, value, PRINT_STR);
            mp_print_str(&port_error_print, "\n");
            nlr_pop();
        }
        host_answer_exit(1);
    }
}

// The column of a syntax error in code points. The lexer counts bytes, and a
// tab as far as the next multiple of eight.
static size_t code_point_column(const char *line, size_t len, size_t lexer_column) {
    size_t at = 1;
    size_t points = 1;
    for (size_t i = 0; i < len && at < lexer_column; i++) {
        at = line[i] == '\t' ? (at - 1 + 8) / 8 * 8 + 1 : at + 1;
        if (i + 1 == len || (line[i + 1] & 0xc0) != 0x80) {
            points++;
        }
    }
    return points;
}

// What the lexer knows of the place of a syntax error: its column, or the line
// where that is not the one of the last token. Zero for what it does not know.
typedef struct {
    size_t line;
    size_t column;
} place_t;

static void answer_syntax(const char *code, size_t len, mp_obj_t exception, place_t place) {
    size_t count, *entries;
    mp_obj_exception_get_traceback(exception, &count, &entries);
    size_t line = place.line > 0 ? place.line : count >= 3 ? entries[1] : 0;
    mp_obj_print_helper(&port_text_print, exception, PRINT_STR);
    host_answer_message();
    size_t column = 0;
    if (line > 0) {
        size_t line_len;
        const char *text = port_find_line(code, len, line, &line_len);
        host_text(NULL, text, line_len);
        if (place.column > 0) {
            column = code_point_column(text, line_len, place.column);
        }
    }
    host_answer_syntax(line, column);
}

static const char *frame_function(const size_t *entry) {
    return entry[2] == MP_QSTRnull ? "<module>" : qstr_str(entry[2]);
}

// A traceback as CPython prints it: of a line that comes again and again, three.
static void print_traceback(mp_obj_t exception, size_t count, const size_t *entries) {
    if (count > 0) {
        mp_print_str(&port_text_print, "Traceback (most recent call last):\n");
    }
    size_t same = 0;
    for (size_t i = count; i >= 3; i -= 3) {
        const size_t *entry = entries + i - 3;
        same = i < count && memcmp(entry, entry + 3, 3 * sizeof(*entry)) == 0 ? same + 1 : 0;
        if (same < 3) {
            mp_printf(&port_text_print, "  File \"%s\", line %u, in %s\n",
                qstr_str(entry[0]), (unsigned)entry[1], frame_function(entry));
        }
        bool last = i == 3 || memcmp(entry, entry - 3, 3 * sizeof(*entry)) != 0;
        if (last && same >= 3) {
            mp_printf(&port_text_print, "  [Previous line repeated %u more time%s]\n",
                (unsigned)(same - 2), same == 3 ? "" : "s");
        }
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        // Name and message alone: the frames are told above.
        mp_print_str(&port_text_print, mp_obj_get_type_str(exception));
        size_t before = host_text_length();
        mp_print_str(&port_text_print, ": ");
        size_t after = host_text_length();
        mp_obj_print_helper(&port_text_print, exception, PRINT_STR);
        if (host_text_length() == after) {
            host_text_truncate(before);
        }
        nlr_pop();
    }
    mp_print_str(&port_text_print, "\n");
}

static void answer_exception(mp_obj_t exception) {
    mp_print_str(&port_text_print, mp_obj_get_type_str(exception));
    host_answer_class();
    // Not every MemoryError: a program can make one too (edits_safety.py).
    if (mp_obj_get_type(exception) == &mp_type_MemoryError && ((mp_obj_exception_t *)MP_OBJ_TO_PTR(exception))->out_of_memory) {
        host_answer_out_of_memory();
    }

    // The class may be the user's own, and so may its __str__.
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_print_helper(&port_text_print, exception, PRINT_STR);
        nlr_pop();
    }
    host_answer_message();

    size_t count, *entries;
    mp_obj_exception_get_traceback(exception, &count, &entries);
    print_traceback(exception, count, entries);
    host_answer_traceback();
    for (size_t i = count; i >= 3; i -= 3) {
        size_t *entry = entries + i - 3;
        host_answer_frame(qstr_str(entry[0]), entry[1], frame_function(entry));
    }
}

// How many runs this instance has seen: the frozen modules keep by it what the
// host may set up anew for each.
static mp_uint_t runs;

mp_obj_t port_runs(void) {
    return mp_obj_new_int_from_uint(runs);
}

// What the host set up for this run.
static void receive_context(void) {
    const host_bytes_t *found;
    size_t count;

    mp_obj_list_set_len(mp_sys_argv, 0);
    mp_obj_list_append(mp_sys_argv, MP_OBJ_NEW_QSTR(MP_QSTR__lt_code_gt_));
    host_call(HOST_ARGUMENTS, NULL, 0, &found, &count);
    for (size_t i = 0; i < count; i++) {
        mp_obj_list_append(mp_sys_argv, mp_obj_new_str((const char *)found[i].data, found[i].len));
    }

    host_call(HOST_INPUTS, NULL, 0, &found, &count);
    if (count > 0) {
        mp_obj_t json = mp_import_name(MP_QSTR_json, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
        mp_obj_t loads = mp_load_attr(json, MP_QSTR_loads);
        // Once more: an import asks the host as well.
        host_call(HOST_INPUTS, NULL, 0, &found, &count);
        for (size_t i = 0; i + 1 < count; i += 2) {
            qstr name = qstr_from_strn((const char *)found[i].data, found[i].len);
            mp_obj_t text = mp_obj_new_str((const char *)found[i + 1].data, found[i + 1].len);
            mp_store_global(name, mp_call_function_1(loads, text));
        }
    }

    // A copy of an instance must not draw the numbers of its twin.
    static uint64_t generation;
    static bool seeded;
    uint64_t now = host_generation();
    if (seeded && now != generation) {
        mp_obj_t random = mp_import_name(MP_QSTR_random, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
        mp_call_function_0(mp_load_attr(random, MP_QSTR_seed));
    }
    generation = now;
    seeded = true;
}

bool port_value_wanted;

static void forget_run(void) {
    port_value_wanted = false;
    mp_globals_set(&MP_STATE_VM(dict_main));
    mp_locals_set(&MP_STATE_VM(dict_main));
    MP_STATE_THREAD(gc_lock_depth) = 0;
    #if MICROPY_PY_SYS_EXC_INFO
    MP_STATE_VM(cur_exception) = NULL;
    #endif
}

// Clears the stack below the caller's frame. Frames hold words that nobody has written
// yet: what an earlier run left there would keep objects of that run alive.
MP_NOINLINE static void clear_stack(void) {
    char below[4096];
    memset(below, 0, sizeof(below));
    __asm__ volatile ("" : : "r" (below) : "memory");
}

MP_NOINLINE static void run(const char *code, size_t len) {
    static bool started;
    if (!started) {
        started = true;
        port_init();
    }
    runs++;
    forget_run();

    if (memchr(code, 0, len) != NULL) {
        const char *text = "source code cannot contain null bytes";
        host_text(NULL, text, strlen(text));
        host_answer_message();
        host_answer_syntax(0, 0);
        return;
    }

    // Volatile: they are read after an exception that was raised past their
    // last change. While the text is parsed a SyntaxError is the program's own;
    // later it comes from a call of compile, say, and is like any other.
    mp_lexer_t *volatile lexer = NULL;
    volatile bool compiling = false;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        receive_context();
        compiling = true;
        lexer = mp_lexer_new_from_str_len(MP_QSTR__lt_code_gt_, code, len, 0);
        mp_parse_tree_t tree = mp_parse(lexer, MP_PARSE_FILE_INPUT);
        lexer = NULL;
        port_value_wanted = true;
        mp_obj_t program = mp_compile(&tree, MP_QSTR__lt_code_gt_, false);
        compiling = false;
        // A program that ends in an expression returns it (edits.py).
        answer_value(mp_call_function_0(program));
        nlr_pop();
    } else {
        mp_obj_t exception = MP_OBJ_FROM_PTR(nlr.ret_val);
        // The parser has freed the lexer, and nothing was allocated since.
        place_t place = {0};
        if (lexer != NULL) {
            place.column = lexer->tok_column;
            if (lexer->tok_kind == MP_TOKEN_INDENT || lexer->tok_kind == MP_TOKEN_DEDENT_MISMATCH) {
                place = (place_t) { .line = lexer->line };
            }
        }
        forget_run();
        host_answer_drop();
        nlr_buf_t last;
        if (nlr_push(&last) == 0) {
            if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(exception)), MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
                answer_exit(exception);
            } else if (compiling && mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(exception)), MP_OBJ_FROM_PTR(&mp_type_SyntaxError))) {
                answer_syntax(code, len, exception, place);
            } else {
                if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(exception)), MP_OBJ_FROM_PTR(&mp_type_MemoryError))) {
                    port_use_spare_heap();
                }
                answer_exception(exception);
            }
            nlr_pop();
        } else {
            host_answer_internal("an exception could not be told");
        }
        forget_run();
    }
    // A file that nothing refers to any more is closed by the collector: here, so
    // that none stays open between runs.
    if (host_files_open()) {
        gc_collect();
    }
}

// Runs a program of UTF-8 text. Everything about how it ended goes to
// host_answer_*; whatever was raised, the next call finds the interpreter whole.
void port_run(const char *code, size_t len) {
    clear_stack();
    run(code, len);
}
