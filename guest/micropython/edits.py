"""Edits to MicroPython's own files, applied to a copy at build time.

Each edit replaces text that must be there exactly once, or as often as it says:
where MicroPython changes under it, the build stops and names the edit. What an edit
is for stands above it; EDITS.md has the table of all, with effects and tests.
"""

import sys

# Of each edit: the file it edits, the old text (or the two that it lies between), the
# new one, how often, and the module that says so.
EDITS = []


class EditError(Exception):
    pass


def edit(path, old, new, times=1):
    EDITS.append((path, old, new, times, sys._getframe(1).f_globals["__name__"]))


def replace(path, start, end, new):
    """Puts `new` in place of what lies between two texts that are there once, and of the first of them."""
    EDITS.append((path, (start, end), new, 1, sys._getframe(1).f_globals["__name__"]))


def apply(path, text):
    """The text of the file with this path under the source's root, edited."""
    for edited, old, new, times, _ in EDITS:
        if edited != path:
            continue
        if isinstance(old, tuple):
            start, end = old
            if text.count(start) != 1 or text.partition(start)[2].count(end) < 1:
                raise EditError(f"{path}: an edit wants to replace what is between these texts:\n{start}\n...\n{end}")
            before, _, rest = text.partition(start)
            text = before + new + end + rest.partition(end)[2]
            continue
        found = text.count(old)
        if found != times:
            raise EditError(f"{path}: an edit wants this text {times} times, it is there {found} times:\n{old}")
        text = text.replace(old, new)
    return text


# The value of a program is that of its last statement, where that is an
# expression: the program returns it. The caller asks by setting a flag, since
# MicroPython's own compiler knows only "print every expression", and its parser
# drops lone constants before that.
edit(
    "py/parse.c",
    """                if (input_kind != MP_PARSE_SINGLE_INPUT && rule_id == RULE_expr_stmt""",
    """                if (false && rule_id == RULE_expr_stmt""",
)
edit(
    "py/compile.c",
    """    uint8_t is_repl;
    uint8_t pass;""",
    """    uint8_t is_repl;
    mp_parse_node_t value_statement; // the expression whose value the caller wants
    uint8_t pass;""",
)
edit(
    "py/compile.c",
    """        if (comp->is_repl && comp->scope_cur->kind == SCOPE_MODULE) {""",
    """        if ((mp_parse_node_t)pns == comp->value_statement) {
            compile_node(comp, pns->nodes[0]);
            EMIT(return_value);
        } else if (comp->is_repl && comp->scope_cur->kind == SCOPE_MODULE) {""",
)
edit(
    "py/compile.c",
    """    comp->is_repl = is_repl;
    comp->break_label""",
    """    comp->is_repl = is_repl;
    comp->value_statement = MP_PARSE_NODE_NULL;
    if (port_value_wanted) {
        port_value_wanted = false;
        // The last statement of the file, and the last of its line. Among the
        // nodes of a file there are empty lines as well: leaves.
        mp_parse_node_t last = parse_tree->root;
        while (MP_PARSE_NODE_IS_STRUCT_KIND(last, PN_file_input_2)
            || MP_PARSE_NODE_IS_STRUCT_KIND(last, PN_simple_stmt_2)) {
            mp_parse_node_struct_t *list = (mp_parse_node_struct_t *)last;
            size_t i = MP_PARSE_NODE_STRUCT_NUM_NODES(list);
            while (i > 1 && !MP_PARSE_NODE_IS_STRUCT(list->nodes[i - 1])) {
                i--;
            }
            last = list->nodes[i - 1];
        }
        if (MP_PARSE_NODE_IS_STRUCT_KIND(last, PN_expr_stmt)) {
            comp->value_statement = last;
        }
    }
    comp->break_label""",
)

# An OSError is of the class for its number, and prints the text and path that
# CPython's does (port/errors.c).
edit(
    "py/objexcept.c",
    "  MP_DEFINE_EXCEPTION(OSError, Exception)\n",
    """  extern void port_os_error_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind);
  extern void port_os_error_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest);
  MP_DEFINE_CONST_OBJ_TYPE(
      mp_type_OSError, MP_QSTR_OSError, MP_TYPE_FLAG_NONE,
      make_new, mp_obj_exception_make_new,
      print, port_os_error_print,
      attr, port_os_error_attr,
      parent, &mp_type_Exception
      );
""",
)
edit(
    "py/runtime.c",
    "    mp_raise_type_arg(&mp_type_OSError, MP_OBJ_NEW_SMALL_INT(errno_));",
    """    extern NORETURN void port_raise_os_error(int error, mp_obj_t path);
    port_raise_os_error(errno_, MP_OBJ_NULL);""",
)

# A subclass of dict is a dict to dict() and update(), as Counter and defaultdict
# are (modules/collections).
edit(
    "py/objdict.c",
    """        // given a positional argument

        if (mp_obj_is_dict_or_ordereddict(args[1])) {""",
    """        // given a positional argument
        mp_obj_t native = mp_obj_is_dict_or_ordereddict(args[1])
            ? MP_OBJ_NULL : mp_obj_cast_to_native_base(args[1], MP_OBJ_FROM_PTR(&mp_type_dict));
        mp_obj_t both[2] = { args[0], native };
        if (native != MP_OBJ_NULL) {
            args = both;
        }

        if (mp_obj_is_dict_or_ordereddict(args[1])) {""",
)

# repr shows letters beyond ASCII as they are, but for what has no shape of its own.
edit(
    "py/objstrunicode.c",
    """        ch = utf8_get_char(s);
        s = utf8_next_char(s);
        if (ch == quote_char) {""",
    """        const byte *before = s;
        ch = utf8_get_char(s);
        s = utf8_next_char(s);
        if (ch == quote_char) {""",
)
edit(
    "py/objstrunicode.c",
    """        } else if (ch < 0x100) {
            mp_printf(print, "\\\\x%02x", ch);
""",
    """        } else if (ch > 0xa0 && ch != 0xad && ch != 0x1680 && !(ch >= 0x2000 && ch <= 0x200f)
            && !(ch >= 0x2028 && ch <= 0x202f) && !(ch >= 0x205f && ch <= 0x206f) && ch != 0x3000
            && !(ch >= 0xd800 && ch <= 0xf8ff) && ch != 0xfeff && !(ch >= 0xfff0 && ch <= 0xffff) && ch < 0xe0000) {
            mp_print_strn(print, (const char *)before, s - before, 0, 0, 0);
        } else if (ch < 0x100) {
            mp_printf(print, "\\\\x%02x", ch);
""",
)

# print makes one write of what it prints, not one for each piece: a call to the
# host less for each argument (port/console.c). It also takes flush=.
edit(
    "py/modbuiltins.c",
    "{ MP_ROM_QSTR(MP_QSTR_print), MP_ROM_PTR(&mp_builtin_print_obj) }",
    "{ MP_ROM_QSTR(MP_QSTR_print), MP_ROM_PTR(&port_print_obj) }",
)

# A range holds machine words and gives small integers: what does not fit is an
# OverflowError, where it gave wrong numbers. The length may need one bit more.
edit(
    "py/objrange.c",
    "    return MP_OBJ_FROM_PTR(o);\n}\n\nstatic mp_int_t range_len(",
    """    if (!MP_SMALL_INT_FITS(o->start) || !MP_SMALL_INT_FITS(o->stop) || !MP_SMALL_INT_FITS(o->step)) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("range too large"));
    }
    return MP_OBJ_FROM_PTR(o);
}

static mp_int_t range_len(""",
)
edit(
    "py/objrange.c",
    "    mp_int_t len = self->stop - self->start + self->step;\n",
    "    long long len = (long long)self->stop - self->start + self->step;\n",
)
edit(
    "py/objrange.c",
    "    if (len < 0) {\n        len = 0;\n    }\n    return len;\n",
    "    return len < 0 ? 0 : MIN(len, MP_SSIZE_MAX);\n",
)
edit("py/objrange.c", "            return MP_OBJ_NEW_SMALL_INT(len);\n", "            return mp_obj_new_int(len);\n")
edit("py/objrange.c", '#include "py/runtime.h"\n', '#include "py/runtime.h"\n#include "py/smallint.h"\n')

# A program that calls add(...) for tools.add(...) finds it, where nothing else
# has the name.
edit(
    "py/runtime.c",
    """        elem = mp_map_lookup((mp_map_t *)&mp_module_builtins_globals.map, MP_OBJ_NEW_QSTR(qst), MP_MAP_LOOKUP);
        if (elem == NULL) {
            #if MICROPY_ERROR_REPORTING""",
    """        elem = mp_map_lookup((mp_map_t *)&mp_module_builtins_globals.map, MP_OBJ_NEW_QSTR(qst), MP_MAP_LOOKUP);
        if (elem == NULL) {
            extern mp_obj_t port_find_tool(qstr name);
            mp_obj_t tool = port_find_tool(qst);
            if (tool != MP_OBJ_NULL) {
                return tool;
            }
            extern void port_check_near_tool(qstr name);
            port_check_near_tool(qst);
            #if MICROPY_ERROR_REPORTING""",
)

# What a program that takes the text of safe_http_get for a response is told.
edit(
    "py/runtime.c",
    """                ((mp_obj_type_t *)MP_OBJ_TO_PTR(base))->name, attr);
        } else {
            mp_raise_msg_varg(&mp_type_AttributeError,
                MP_ERROR_TEXT("'%s' object has no attribute '%q'"),""",
    """                ((mp_obj_type_t *)MP_OBJ_TO_PTR(base))->name, attr);
        } else {
            extern void port_check_response_attr(mp_obj_t base, qstr attr);
            port_check_response_attr(base, attr);
            mp_raise_msg_varg(&mp_type_AttributeError,
                MP_ERROR_TEXT("'%s' object has no attribute '%q'"),""",
)
