"""Edits to extmod/modre.c: matches that a program may keep, and what CPython's have."""

from edits import edit, replace

RE = "extmod/modre.c"

# group() with no number or with several, m[1], groups(default), and a repr that says
# where it matched.
edit(
    RE,
    """    mp_printf(print, "<match num=%d>", self->num_matches);
""",
    """    mp_obj_t span[2];
    match_span_helper(1, &self_in, span);
    mp_printf(print, "<re.Match object; span=(%d, %d), match=", mp_obj_get_int(span[0]), mp_obj_get_int(span[1]));
    mp_obj_print_helper(print, mp_obj_new_str_of_type(mp_obj_get_type(self->str), (const byte *)self->caps[0], self->caps[1] - self->caps[0]), PRINT_REPR);
    mp_printf(print, ">");
""",
)
edit(RE, "static void match_print(", "static void match_span_helper(size_t n_args, const mp_obj_t *args, mp_obj_t span[2]);\n\nstatic void match_print(")
edit(
    RE,
    """MP_DEFINE_CONST_FUN_OBJ_2(match_group_obj, match_group);
""",
    """
static mp_obj_t match_group_n(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return match_group(args[0], MP_OBJ_NEW_SMALL_INT(0));
    }
    if (n_args == 2) {
        return match_group(args[0], args[1]);
    }
    mp_obj_tuple_t *all = MP_OBJ_TO_PTR(mp_obj_new_tuple(n_args - 1, NULL));
    for (size_t i = 1; i < n_args; i++) {
        all->items[i - 1] = match_group(args[0], args[i]);
    }
    return MP_OBJ_FROM_PTR(all);
}
MP_DEFINE_CONST_FUN_OBJ_VAR(match_group_obj, 1, match_group_n);

static mp_obj_t match_subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {
    return value == MP_OBJ_SENTINEL ? match_group(self_in, index) : MP_OBJ_NULL;
}
""",
)
edit(
    RE,
    """static mp_obj_t match_groups(mp_obj_t self_in) {
    mp_obj_match_t *self = MP_OBJ_TO_PTR(self_in);
""",
    """static mp_obj_t match_groups(size_t n_args, const mp_obj_t *args) {
    mp_obj_t self_in = args[0];
    mp_obj_match_t *self = MP_OBJ_TO_PTR(self_in);
""",
)
edit(
    RE,
    """        groups->items[i - 1] = match_group(self_in, MP_OBJ_NEW_SMALL_INT(i));
    }
""",
    """        groups->items[i - 1] = match_group(self_in, MP_OBJ_NEW_SMALL_INT(i));
        if (n_args > 1 && groups->items[i - 1] == mp_const_none) {
            groups->items[i - 1] = args[1];
        }
    }
""",
)
edit(RE, "MP_DEFINE_CONST_FUN_OBJ_1(match_groups_obj, match_groups);", "MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(match_groups_obj, 1, 2, match_groups);")
edit(RE, "    print, match_print,\n", "    print, match_print,\n    subscr, match_subscr,\n")

# One match lay on the stack of frames and served for all that a function given to
# sub() saw: one that was kept read what lay there later. Each is an object of its own.
edit(
    RE,
    """    mp_obj_match_t *match = mp_local_alloc(sizeof(mp_obj_match_t) + caps_num * sizeof(char *));
    match->base.type = (mp_obj_type_t *)&match_type;
    match->num_matches = caps_num / 2; // caps_num counts start and end pointers
    match->str = where;

    for (;;) {
""",
    """    bool calls = mp_obj_is_callable(replace);
    mp_obj_match_t *match = NULL;
    const char *from = subj.begin; // up to here all is in the result

    for (;;) {
        if (match == NULL || calls) {
            match = m_new_obj_var(mp_obj_match_t, caps, char *, caps_num);
            match->base.type = (mp_obj_type_t *)&match_type;
            match->num_matches = caps_num / 2;
            match->str = where;
        }
""",
)
edit(
    RE,
    """        // If we didn't have a match, or had an empty match, it's time to stop
        if (!res || match->caps[0] == match->caps[1]) {
            break;
        }

        // Initialise""",
    """        if (!res) {
            break;
        }

        // Initialise""",
)
edit(RE, "            vstr_init(&vstr_return, match->caps[0] - subj.begin);\n", "            vstr_init(&vstr_return, match->caps[0] - from + 16);\n")
edit(RE, "        vstr_add_strn(&vstr_return, subj.begin, match->caps[0] - subj.begin);\n", "        vstr_add_strn(&vstr_return, from, match->caps[0] - from);\n")
# What the function returns is text as it is, and may hold any byte.
edit(
    RE,
    """        const char *repl = mp_obj_str_get_str((mp_obj_is_callable(replace) ? mp_call_function_1(replace, MP_OBJ_FROM_PTR(match)) : replace));
""",
    """        mp_obj_t replacement = calls ? mp_call_function_1(replace, MP_OBJ_FROM_PTR(match)) : replace;
        size_t repl_len;
        const char *repl = mp_obj_str_get_data(replacement, &repl_len);
        const char *repl_end = repl + repl_len;
        if (calls) {
            vstr_add_strn(&vstr_return, repl, repl_len);
            repl = repl_end;
        }
""",
)
edit(RE, "        while (*repl != '\\0') {\n", "        while (repl < repl_end) {\n")
edit(
    RE,
    """        // Move start pointer to end of last match
        subj.begin = match->caps[1];
""",
    """        from = match->caps[1];
        after_match(&subj, match->caps);
""",
)
edit(
    RE,
    """        if (count > 0 && --count == 0) {
            break;
        }
    }

    mp_local_free(match);
""",
    """        if (count > 0 && --count == 0) {
            break;
        }
    }
""",
)
edit(RE, "    vstr_add_strn(&vstr_return, subj.begin, subj.end - subj.begin);\n", "    vstr_add_strn(&vstr_return, from, subj.end - from);\n")
edit(
    RE,
    "static mp_obj_t re_split(size_t n_args",
    """// The next match begins where this one ended, and takes something if this took nothing.
static void after_match(Subject *subj, const char **caps) {
    subj->begin = caps[1];
    subj->refused = caps[0] == caps[1] ? caps[1] : NULL;
}

static mp_obj_t re_split(size_t n_args""",
)

# split() gives the groups too, and splits at matches of nothing.
edit(RE, "    mp_obj_t retval = mp_obj_new_list(0, NULL);\n", "    mp_obj_t retval = mp_obj_new_list(0, NULL);\n    const char *from = subj.begin;\n")
edit(
    RE,
    """        // if we didn't have a match, or had an empty match, it's time to stop
        if (!res || caps[0] == caps[1]) {
            break;
        }

        mp_obj_t s = mp_obj_new_str_of_type(str_type, (const byte *)subj.begin, caps[0] - subj.begin);
        mp_obj_list_append(retval, s);
        if (self->re.sub > 0) {
            mp_raise_NotImplementedError(MP_ERROR_TEXT("splitting with sub-captures"));
        }
        subj.begin = caps[1];
        if (maxsplit > 0 && --maxsplit == 0) {
            break;
        }
""",
    """        if (!res) {
            break;
        }

        mp_obj_list_append(retval, mp_obj_new_str_of_type(str_type, (const byte *)from, caps[0] - from));
        for (int i = 2; i < caps_num; i += 2) {
            mp_obj_list_append(retval, caps[i] == NULL ? mp_const_none : mp_obj_new_str_of_type(str_type, (const byte *)caps[i], caps[i + 1] - caps[i]));
        }
        from = caps[1];
        after_match(&subj, caps);
        if (maxsplit > 0 && --maxsplit == 0) {
            break;
        }
""",
)
edit(
    RE,
    "    mp_obj_t s = mp_obj_new_str_of_type(str_type, (const byte *)subj.begin, subj.end - subj.begin);\n",
    "    mp_obj_t s = mp_obj_new_str_of_type(str_type, (const byte *)from, subj.end - from);\n",
)

# port/re_engine.c compiles and runs the patterns. lib/re1.5 took {m,n}, \\b, \\A and \\1
# for letters, so that they never matched, and a character beyond ASCII for several;
# it read past the end of a pattern, and used stack for each repetition.
edit(
    RE,
    '#include "lib/re1.5/re1.5.h"\n',
    """typedef struct {
    int sub; // groups
    char insts[];
} ByteProg;

// begin_line is where the text begins, begin where the search does.
typedef struct {
    const char *begin_line;
    const char *begin;
    const char *end;
    const char *refused; // a match of nothing that ends here was had before
    const char **loops;  // of each repeated group, where it began last
    bool utf8;
} Subject;

static int re1_5_recursiveloopprog(ByteProg *prog, Subject *subject, const char **saved, int count, int is_anchored);
static mp_obj_t compile_pattern(mp_obj_t pattern);
""",
)
edit(RE, "    subj.begin_line = subj.begin = mp_obj_str_get_data(args[1], &len);\n    subj.end = subj.begin + len;\n", "    subj.begin_line = subj.begin = mp_obj_str_get_data(args[1], &len);\n    subj.end = subj.begin + len;\n    subj.utf8 = mp_obj_is_str(args[1]);\n    subj.refused = NULL;\n", times=2)
edit(RE, "    subj.end = subj.begin + where_len;\n", "    subj.end = subj.begin + where_len;\n    subj.utf8 = mp_obj_is_str(where);\n    subj.refused = NULL;\n")
replace(
    RE,
    "    const char *re_str = mp_obj_str_get_str(args[0]);\n    int size",
    "MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(mod_re_compile_obj, 1, 2, mod_re_compile);",
    """    if (n_args > 1) {
        mp_raise_msg(&port_type_PatternError, MP_ERROR_TEXT("this interpreter's re has no flags"));
    }
    return compile_pattern(args[0]);
}
""",
)
replace(
    RE,
    '#include "lib/re1.5/compilecode.c"\n',
    "#endif // MICROPY_PY_RE",
    """#include "re_engine.c"

static mp_obj_t compile_pattern(mp_obj_t pattern) {
    size_t len;
    const char *text = mp_obj_str_get_data(pattern, &len);
    re_compiler_t c;
    re_compile(&c, text, len);
    mp_obj_re_t *o = mp_obj_malloc_var(mp_obj_re_t, re.insts, char, c.code.len, (mp_obj_type_t *)&re_type);
    o->re.sub = c.groups;
    memcpy(o->re.insts, c.code.buf, c.code.len);
    vstr_clear(&c.code);
    return MP_OBJ_FROM_PTR(o);
}

""",
)
edit(RE, "    { MP_ROM_QSTR(MP_QSTR_compile), MP_ROM_PTR(&mod_re_compile_obj) },\n", "    { MP_ROM_QSTR(MP_QSTR_PatternError), MP_ROM_PTR(&port_type_PatternError) },\n    { MP_ROM_QSTR(MP_QSTR_compile), MP_ROM_PTR(&mod_re_compile_obj) },\n")

# The bytes themselves, which the groups point into, whatever is behind them.
edit(RE, "        const char *begin = mp_obj_str_get_str(self->str);\n", "        size_t len;\n        const char *begin = mp_obj_str_get_data(self->str, &len);\n")
edit(RE, "        const byte *begin = (const byte *)mp_obj_str_get_str(self->str);\n", "        size_t len;\n        const byte *begin = (const byte *)mp_obj_str_get_data(self->str, &len);\n")
