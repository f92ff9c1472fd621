"""Edits that give errors the words that CPython has for them, by which people and
models know what to do next."""

from edits import edit, replace

for path, old, new, times in [
    ("py/runtime.c", "name '%q' isn't defined", "name '%q' is not defined", 1),
    ("py/runtime.c", '"divide by zero"', '"division by zero"', 1),
    ("py/modmath.c", '"divide by zero"', '"division by zero"', 1),
    ("py/objint_mpz.c", '"divide by zero"', '"division by zero"', 1),
    ("py/objfloat.c", '"divide by zero"', '"division by zero"', 1),
    ("py/objcomplex.c", '"complex divide by zero"', '"division by zero"', 1),
    ("py/runtime.c", "'%s' object isn't callable", "'%s' object is not callable", 1),
    ("py/objtype.c", "'%s' object isn't callable", "'%s' object is not callable", 1),
    ("py/runtime.c", "'%s' object isn't iterable", "'%s' object is not iterable", 1),
    ("py/runtime.c", "'%s' object isn't an iterator", "'%s' object is not an iterator", 2),
    ("py/runtime.c", '"can\'t import name %q"', '"cannot import name \'%q\'"', 1),
    ("py/runtime.c", '"can\'t convert %s to int"', '"\'%s\' object cannot be interpreted as an integer"', 1),
    ("py/obj.c", '"can\'t convert %s to float"', '"must be real number, not %s"', 1),
    ("py/obj.c", '"%q indices must be integers, not %s"', '"%q indices must be integers or slices, not %s"', 1),
    ("py/obj.c", "'%s' object doesn't support item deletion", "'%s' object does not support item deletion", 1),
    ("py/obj.c", "'%s' object isn't subscriptable", "'%s' object is not subscriptable", 1),
    ("py/obj.c", "'%s' object doesn't support item assignment", "'%s' object does not support item assignment", 1),
    ("py/builtinimport.c", "mp_raise_msg_varg(&mp_type_ImportError, MP_ERROR_TEXT(\"no module named '%q'\")", "mp_raise_msg_varg(&port_type_ModuleNotFoundError, MP_ERROR_TEXT(\"No module named '%q'\")", 2),
    ("extmod/modheapq.c", '"empty heap"', '"index out of range"', 1),
    ("py/parsenum.c", '"invalid syntax for integer with base %d: "', '"invalid literal for int() with base %d: "', 1),
    ("py/objstr.c", '"format string needs more arguments"', '"not enough arguments for format string"', 1),
    ("py/objstr.c", '"format string didn\'t convert all arguments"', '"not all arguments converted during string formatting"', 1),
    ("py/objstr.c", "\"tuple index out of range\"", '"Replacement index out of range for positional args tuple"', 2),
    ("py/objtype.c", '"can\'t create \'%q\' instances"', '"cannot create \'%q\' instances"', 1),
]:
    edit(path, old, new, times)

edit("py/obj.c", 'MP_ERROR_TEXT("%q index out of range"), type->name);', 'MP_ERROR_TEXT("%q index out of range"), type == &mp_type_str ? MP_QSTR_string : type->name);')
edit("py/obj.c", '        mp_raise_TypeError(MP_ERROR_TEXT("object with buffer protocol required"));\n', '        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("a bytes-like object is required, not \'%s\'"), mp_obj_get_type_str(obj));\n')
edit(
    "py/sequence.c",
    '    mp_raise_ValueError(MP_ERROR_TEXT("object not in sequence"));\n',
    '    mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("%q.index(x): x not in %q"), type->name, type->name);\n',
)

# Operators by their signs.
edit(
    "py/runtime.c",
    "mp_obj_t MICROPY_WRAP_MP_BINARY_OP(mp_binary_op)(mp_binary_op_t op, mp_obj_t lhs, mp_obj_t rhs) {\n",
    """static const char *binary_sign(mp_binary_op_t op) {
    static const char comparisons[][3] = { "<", ">", "==", "<=", ">=", "!=" };
    static const char *const others[] = { "|", "^", "&", "<<", ">>", "+", "-", "*", "@", "//", "/", "%", "** or pow()", "divmod()" };
    MP_STATIC_ASSERT(MP_BINARY_OP_NOT_EQUAL - MP_BINARY_OP_LESS == 5);
    MP_STATIC_ASSERT(MP_BINARY_OP_POWER - MP_BINARY_OP_OR == 12 && MP_BINARY_OP_INPLACE_POWER - MP_BINARY_OP_INPLACE_OR == 12);
    if (op <= MP_BINARY_OP_NOT_EQUAL) {
        return comparisons[op - MP_BINARY_OP_LESS];
    }
    return others[op < MP_BINARY_OP_OR ? op - MP_BINARY_OP_INPLACE_OR : op - MP_BINARY_OP_OR];
}

mp_obj_t MICROPY_WRAP_MP_BINARY_OP(mp_binary_op)(mp_binary_op_t op, mp_obj_t lhs, mp_obj_t rhs) {
""",
)
edit(
    "py/runtime.c",
    """    mp_raise_msg_varg(&mp_type_TypeError,
        MP_ERROR_TEXT("unsupported types for %q: '%s', '%s'"),
        mp_binary_op_method_name[op], mp_obj_get_type_str(lhs), mp_obj_get_type_str(rhs));
""",
    """    const char *left = mp_obj_get_type_str(lhs), *right = mp_obj_get_type_str(rhs);
    if (op <= MP_BINARY_OP_NOT_EQUAL) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("'%s' not supported between instances of '%s' and '%s'"), binary_sign(op), left, right);
    } else if (op == MP_BINARY_OP_CONTAINS || op == MP_BINARY_OP_IN) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("argument of type '%s' is not iterable"), op == MP_BINARY_OP_IN ? right : left);
    } else if (op < MP_BINARY_OP_INPLACE_OR || op > MP_BINARY_OP_DIVMOD) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unsupported types for %q: '%s', '%s'"), mp_binary_op_method_name[op], left, right);
    }
    bool sum = op == MP_BINARY_OP_ADD || op == MP_BINARY_OP_INPLACE_ADD;
    if (sum && (mp_obj_is_str(lhs) || mp_obj_is_type(lhs, &mp_type_list) || mp_obj_is_type(lhs, &mp_type_tuple))) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("can only concatenate %s (not \\"%s\\") to %s"), left, right, left);
    }
    bool inplace = op < MP_BINARY_OP_OR;
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unsupported operand type(s) for %s%s: '%s' and '%s'"), binary_sign(op), inplace ? "=" : "", left, right);
""",
)
edit(
    "py/runtime.c",
    """        mp_raise_msg_varg(&mp_type_TypeError,
            MP_ERROR_TEXT("unsupported type for %q: '%s'"),
            mp_unary_op_method_name[op], mp_obj_get_type_str(arg));
""",
    """        const char *words =
            op == MP_UNARY_OP_HASH ? "unhashable type: '%s'"
            : op == MP_UNARY_OP_LEN ? "object of type '%s' has no len()"
            : op == MP_UNARY_OP_ABS ? "bad operand type for abs(): '%s'"
            : op == MP_UNARY_OP_NEGATIVE ? "bad operand type for unary -: '%s'"
            : op == MP_UNARY_OP_POSITIVE ? "bad operand type for unary +: '%s'"
            : op == MP_UNARY_OP_INVERT ? "bad operand type for unary ~: '%s'"
            : "unsupported type: '%s'";
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT(words), mp_obj_get_type_str(arg));
""",
)

# Values to unpack.
edit(
    "py/runtime.c",
    """    mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("need more than %d values to unpack"), (int)seq_len);
    #endif
too_long:
""",
    """    mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("not enough values to unpack (expected %d, got %d)"), (int)num, (int)seq_len);
    #endif
too_long:
""",
)
edit(
    "py/runtime.c",
    'MP_ERROR_TEXT("need more than %d values to unpack"), (int)seq_len);\n    #endif\n}\n',
    'MP_ERROR_TEXT("not enough values to unpack (expected at least %d, got %d)"), (int)(num_left + num_right), (int)seq_len);\n    #endif\n}\n',
)

# What calls lack, by the names of the function and the arguments.
BC = "py/bc.c"
edit(
    BC,
    """    mp_raise_msg_varg(&mp_type_TypeError,
        MP_ERROR_TEXT("%q() takes %d positional arguments but %d were given"),
        mp_obj_fun_get_name(MP_OBJ_FROM_PTR(f)), expected, given);
""",
    """    if (given < expected) {
        missing_arguments(f, given, expected - given);
    }
    const byte *ip = f->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    if (n_def_pos_args > 0) {
        mp_raise_msg_varg(&mp_type_TypeError,
            MP_ERROR_TEXT("%q() takes from %d to %d positional arguments but %d were given"),
            mp_obj_fun_get_name(MP_OBJ_FROM_PTR(f)), (int)(n_pos_args - n_def_pos_args), expected, given);
    }
    mp_raise_msg_varg(&mp_type_TypeError,
        MP_ERROR_TEXT("%q() takes %d positional argument%s but %d %s given"),
        mp_obj_fun_get_name(MP_OBJ_FROM_PTR(f)), expected, expected == 1 ? "" : "s", given, given == 1 ? "was" : "were");
""",
)
edit(
    BC,
    "static NORETURN void fun_pos_args_mismatch(",
    """// The name of a parameter, counted from the first.
static qstr parameter_name(mp_obj_fun_bc_t *f, size_t which) {
    const byte *ip = f->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    MP_BC_PRELUDE_SIZE_DECODE(ip);
    ip = mp_decode_uint_skip(ip);
    for (; which > 0; which--) {
        ip = mp_decode_uint_skip(ip);
    }
    qstr name = mp_decode_uint_value(ip);
    #if MICROPY_EMIT_BYTECODE_USES_QSTR_TABLE
    name = f->context->constants.qstr_table[name];
    #endif
    return name;
}

static NORETURN void missing_arguments(mp_obj_fun_bc_t *f, size_t first, size_t count) {
    vstr_t text;
    mp_print_t print;
    vstr_init_print(&text, 64, &print);
    mp_printf(&print, "%q() missing %u required positional argument%s: ", mp_obj_fun_get_name(MP_OBJ_FROM_PTR(f)), (uint)count, count == 1 ? "" : "s");
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : count > 2 ? ", and " : " and ";
        mp_printf(&print, "%s'%q'", between, parameter_name(f, first + i));
    }
    nlr_raise(mp_obj_new_exception_arg1(&mp_type_TypeError, mp_obj_new_str_from_vstr(&text)));
}

static NORETURN void fun_pos_args_mismatch(""",
)
edit(
    BC,
    """            if (*d++ == MP_OBJ_NULL) {
                mp_raise_msg_varg(&mp_type_TypeError,
                    MP_ERROR_TEXT("function missing required positional argument #%d"), &code_state_state[n_state] - d);
            }
""",
    """            if (*d++ == MP_OBJ_NULL) {
                size_t last = &code_state_state[n_state] - d, first = last;
                while (first > 0 && code_state_state[n_state - first] == MP_OBJ_NULL) {
                    first--;
                }
                missing_arguments(self, first, last - first + 1);
            }
""",
)
edit(BC, """                    MP_ERROR_TEXT("unexpected keyword argument '%q'"), MP_OBJ_QSTR_VALUE(wanted_arg_name));""", """                    MP_ERROR_TEXT("%q() got an unexpected keyword argument '%q'"), mp_obj_fun_get_name(MP_OBJ_FROM_PTR(self)), MP_OBJ_QSTR_VALUE(wanted_arg_name));""")
edit(BC, """                            MP_ERROR_TEXT("function got multiple values for argument '%q'"), MP_OBJ_QSTR_VALUE(wanted_arg_name));""", """                            MP_ERROR_TEXT("%q() got multiple values for argument '%q'"), mp_obj_fun_get_name(MP_OBJ_FROM_PTR(self)), MP_OBJ_QSTR_VALUE(wanted_arg_name));""")
edit(BC, """                        MP_ERROR_TEXT("function missing required keyword argument '%q'"), arg_qstr);""", """                        MP_ERROR_TEXT("%q() missing 1 required keyword-only argument: '%q'"), mp_obj_fun_get_name(MP_OBJ_FROM_PTR(self)), arg_qstr);""")
edit(
    BC,
    '            mp_raise_TypeError(MP_ERROR_TEXT("function missing keyword-only argument"));\n',
    """            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%q() missing %d required keyword-only argument%s: '%q'"),
                mp_obj_fun_get_name(MP_OBJ_FROM_PTR(self)), (int)n_kwonly_args, n_kwonly_args == 1 ? "" : "s", parameter_name(self, n_pos_args));
""",
)

# Attributes of modules.
edit(
    "py/runtime.c",
    """                ((mp_obj_type_t *)MP_OBJ_TO_PTR(base))->name, attr);
        } else {
""",
    """                ((mp_obj_type_t *)MP_OBJ_TO_PTR(base))->name, attr);
        } else if (mp_obj_is_type(base, &mp_type_module)) {
            mp_obj_t name = mp_obj_dict_get(MP_OBJ_FROM_PTR(mp_obj_module_get_globals(base)), MP_OBJ_NEW_QSTR(MP_QSTR___name__));
            mp_raise_msg_varg(&mp_type_AttributeError,
                MP_ERROR_TEXT("module '%s' has no attribute '%q'"), mp_obj_str_get_str(name), attr);
        } else {
""",
)

# Items to join, and text that is none.
edit(
    "py/objstr.c",
    """            mp_raise_TypeError(
                MP_ERROR_TEXT("join expects a list of str/bytes objects consistent with self object"));
""",
    """            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("sequence item %u: expected %q instance, %s found"),
                (uint)i, self_type == &mp_type_str ? MP_QSTR_str : MP_QSTR_bytes, mp_obj_get_type_str(seq_items[i]));
""",
)
edit(
    "py/objstr.c",
    """        MP_ERROR_TEXT("can't convert '%q' object to %q implicitly"),
        src_name, src_name == MP_QSTR_str ? MP_QSTR_bytes : MP_QSTR_str);
""",
    """        MP_ERROR_TEXT("must be %q, not %q"),
        src_name == MP_QSTR_str ? MP_QSTR_bytes : MP_QSTR_str, src_name);
""",
)
edit(
    "py/parsenum.c",
    '    raise_exc(mp_obj_new_exception_msg(&mp_type_ValueError, MP_ERROR_TEXT("invalid syntax for number")), lex);\n',
    """    if (lex == NULL) {
        vstr_t text;
        mp_print_t print;
        vstr_init_print(&text, 64, &print);
        mp_printf(&print, "could not convert string to %s: ", force_complex ? "complex" : "float");
        mp_str_print_quoted(&print, (const byte *)given, len, true);
        nlr_raise(mp_obj_new_exception_arg1(&mp_type_ValueError, mp_obj_new_str_from_vstr(&text)));
    }
    raise_exc(mp_obj_new_exception_msg(&mp_type_ValueError, MP_ERROR_TEXT("invalid syntax for number")), lex);
""",
)
edit("py/parsenum.c", "    const char *top = str + len;\n    mp_float_t dec_val = 0;\n", "    const char *given = str;\n    const char *top = str + len;\n    mp_float_t dec_val = 0;\n")
edit("py/parsenum.c", '#include "py/parsenum.h"\n', '#include "py/objstr.h"\n#include "py/parsenum.h"\n')
edit(
    "py/modbuiltins.c",
    '                mp_raise_ValueError(MP_ERROR_TEXT("arg is an empty sequence"));\n',
    """                mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("%s() iterable argument is empty"), op == MP_BINARY_OP_LESS ? "min" : "max");
""",
)

# The message of a KeyError is the key as repr shows it.
edit(
    "py/objexcept.c",
    """        if (o->args->len == 1) {
            mp_obj_print_helper(print, o->args->items[0], PRINT_STR);
            return;
""",
    """        if (o->args->len == 1) {
            bool key = mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(o->base.type), MP_OBJ_FROM_PTR(&mp_type_KeyError));
            mp_obj_print_helper(print, o->args->items[0], key ? PRINT_REPR : PRINT_STR);
            return;
""",
)

# "invalid syntax" says where this interpreter does not know the construct.
edit(
    "py/parse.c",
    """            exc = mp_obj_new_exception_msg(&mp_type_SyntaxError,
                MP_ERROR_TEXT("invalid syntax"));
""",
    """            const char *construct = unknown_construct(&parser, lex);
            exc = construct == NULL
                ? mp_obj_new_exception_msg(&mp_type_SyntaxError, MP_ERROR_TEXT("invalid syntax"))
                : mp_obj_new_exception_msg_varg(&mp_type_SyntaxError, MP_ERROR_TEXT("invalid syntax: this interpreter has no %s"), construct);
""",
)
edit(
    "py/parse.c",
    "mp_parse_tree_t mp_parse(mp_lexer_t *lex, mp_parse_input_kind_t input_kind) {\n",
    """// What of Python an error is likely to be about that the grammar does not have.
static const char *unknown_construct(parser_t *parser, mp_lexer_t *lex) {
    switch (lex->tok_kind) {
        case MP_TOKEN_OP_DBL_STAR:
            return "{**mapping}";
        case MP_TOKEN_OP_STAR:
            return "* at this place ([*items], except*)";
        case MP_TOKEN_OP_SLASH:
            return "positional-only parameters (f(a, /))";
        case MP_TOKEN_KW_AS:
            return "parentheses around the items of with";
        default:
            break;
    }
    mp_parse_node_t last = MP_PARSE_NODE_NULL;
    for (size_t i = 0; i < parser->result_stack_top && last == MP_PARSE_NODE_NULL; i++) {
        last = peek_result(parser, i);
    }
    if (MP_PARSE_NODE_IS_STRUCT_KIND(last, RULE_expr_stmt)) {
        last = ((mp_parse_node_struct_t *)last)->nodes[0];
    }
    if (lex->tok_kind != MP_TOKEN_NEWLINE && MP_PARSE_NODE_IS_ID(last)) {
        qstr name = MP_PARSE_NODE_LEAF_ARG(last);
        if (name == MP_QSTR_match) {
            return "match statement";
        } else if (name == MP_QSTR_type) {
            return "type statement";
        }
    }
    return NULL;
}

mp_parse_tree_t mp_parse(mp_lexer_t *lex, mp_parse_input_kind_t input_kind) {
""",
)
edit("py/compile.c", '"*x must be assignment target"', '"invalid syntax: this interpreter has no [*items] but as the target of an assignment"')

# A list says that it is its remove() that failed, an exception of one argument shows
# it without a comma.
edit(
    "py/objlist.c",
    """    mp_obj_t args[] = {self_in, value};
    args[1] = list_index(2, args);
    list_pop(2, args);

    return mp_const_none;
""",
    """    mp_obj_list_t *self = MP_OBJ_TO_PTR(self_in);
    for (size_t i = 0; i < self->len; i++) {
        if (mp_obj_equal(self->items[i], value)) {
            mp_obj_t args[] = {self_in, mp_obj_new_int_from_uint(i)};
            list_pop(2, args);
            return mp_const_none;
        }
    }
    mp_raise_ValueError(MP_ERROR_TEXT("list.remove(x): x not in list"));
""",
)
edit(
    "py/objexcept.c",
    "    mp_obj_tuple_print(print, MP_OBJ_FROM_PTR(o->args), kind);\n}\n",
    """    if (o->args->len == 1) {
        mp_print_str(print, "(");
        mp_obj_print_helper(print, o->args->items[0], PRINT_REPR);
        mp_print_str(print, ")");
        return;
    }
    mp_obj_tuple_print(print, MP_OBJ_FROM_PTR(o->args), kind);
}
""",
)

edit("py/objlist.c", "mp_raise_NotImplementedError(NULL);", 'mp_raise_NotImplementedError(MP_ERROR_TEXT("this interpreter does not set or delete slices with a step"));', times=2)
