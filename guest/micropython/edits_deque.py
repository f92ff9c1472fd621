"""Edits to py/objdeque.c: deque() without a bound, as most programs make it."""

from edits import edit

DEQUE = "py/objdeque.c"

# The ring has one place more than items; full, it doubles where there is no bound.
edit(
    DEQUE,
    "static mp_obj_t mp_obj_deque_append(mp_obj_t self_in, mp_obj_t arg);\n",
    """#define FLAG_UNBOUNDED 2

static void make_room(mp_obj_deque_t *self) {
    size_t len = (self->i_put + self->alloc - self->i_get) % self->alloc;
    if (!(self->flags & FLAG_UNBOUNDED) || len + 1 < self->alloc) {
        return;
    }
    size_t alloc = self->alloc * 2;
    mp_obj_t *items = m_new0(mp_obj_t, alloc);
    for (size_t i = 0; i < len; i++) {
        items[i] = self->items[(self->i_get + i) % self->alloc];
    }
    m_del(mp_obj_t, self->items, self->alloc);
    self->items = items;
    self->alloc = alloc;
    self->i_get = 0;
    self->i_put = len;
}

static mp_obj_t mp_obj_deque_append(mp_obj_t self_in, mp_obj_t arg);
""",
)
edit(
    DEQUE,
    """    mp_arg_check_num(n_args, n_kw, 2, 3, false);

    // Protect against -1 leading to zero-length allocation and bad array access
    mp_int_t maxlen = mp_obj_get_int(args[1]);
    if (maxlen < 0) {
        mp_raise_ValueError(NULL);
    }

    mp_obj_deque_t *o = mp_obj_malloc(mp_obj_deque_t, type);
    o->alloc = maxlen + 1;
""",
    """    mp_arg_check_num(n_args, n_kw, 0, 3, true);
    mp_obj_t bound = n_args > 1 ? args[1] : mp_const_none;
    if (n_kw > 0) {
        if (n_kw > 1 || n_args > 1 || args[n_args] != MP_OBJ_NEW_QSTR(MP_QSTR_maxlen)) {
            mp_raise_TypeError(MP_ERROR_TEXT("deque() takes an iterable and maxlen"));
        }
        bound = args[n_args + 1];
    }
    mp_int_t maxlen = bound == mp_const_none ? 7 : mp_obj_get_int(bound);
    if (maxlen < 0) {
        mp_raise_ValueError(NULL);
    }

    mp_obj_deque_t *o = mp_obj_malloc(mp_obj_deque_t, type);
    o->flags = bound == mp_const_none ? FLAG_UNBOUNDED : 0;
    o->alloc = (size_t)maxlen + 1;
""",
)
edit(DEQUE, "        o->flags = mp_obj_get_int(args[2]);\n", "        o->flags |= mp_obj_get_int(args[2]) & FLAG_CHECK_OVERFLOW;\n")
edit(
    DEQUE,
    "    mp_obj_deque_extend(MP_OBJ_FROM_PTR(o), args[0]);\n",
    """    if (n_args > 0) {
        mp_obj_deque_extend(MP_OBJ_FROM_PTR(o), args[0]);
    }
""",
)
edit(DEQUE, "    size_t new_i_put = self->i_put + 1;\n", "    make_room(self);\n    size_t new_i_put = self->i_put + 1;\n")
edit(DEQUE, "    size_t new_i_get = self->i_get - 1;\n", "    make_room(self);\n    size_t new_i_get = self->i_get - 1;\n")

# A deque that is added to itself is added as it was.
edit(
    DEQUE,
    "    mp_obj_t iter = mp_getiter(arg_in, &iter_buf);\n",
    """    if (arg_in == self_in) {
        arg_in = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_list), arg_in);
    }
    mp_obj_t iter = mp_getiter(arg_in, &iter_buf);
""",
)

# What MicroPython's lacks of CPython's, and a repr with the items.
edit(DEQUE, "    #if 0\n    { MP_ROM_QSTR(MP_QSTR_clear)", "    { MP_ROM_QSTR(MP_QSTR_rotate), MP_ROM_PTR(&deque_rotate_obj) },\n    { MP_ROM_QSTR(MP_QSTR_extendleft), MP_ROM_PTR(&deque_extendleft_obj) },\n    #if 1\n    { MP_ROM_QSTR(MP_QSTR_clear)")
edit(
    DEQUE,
    "#if 0\nstatic mp_obj_t deque_clear(",
    """static mp_obj_t deque_extendleft(mp_obj_t self_in, mp_obj_t arg_in) {
    mp_obj_t items = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_list), arg_in);
    size_t len;
    mp_obj_t *item;
    mp_obj_list_get(items, &len, &item);
    for (size_t i = 0; i < len; i++) {
        mp_obj_deque_appendleft(self_in, item[i]);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(deque_extendleft_obj, deque_extendleft);

static mp_obj_t deque_rotate(size_t n_args, const mp_obj_t *args) {
    mp_int_t len = deque_len(MP_OBJ_TO_PTR(args[0]));
    mp_int_t steps = n_args > 1 ? mp_obj_get_int(args[1]) : 1;
    if (len > 0) {
        for (steps = (steps % len + len) % len; steps > 0; steps--) {
            mp_obj_deque_appendleft(args[0], deque_pop(args[0]));
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(deque_rotate_obj, 1, 2, deque_rotate);

static void deque_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    mp_cstack_check();
    mp_print_str(print, "deque(");
    mp_obj_print_helper(print, mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_list), self_in), PRINT_REPR);
    mp_print_str(print, ")");
}

#if 1
static mp_obj_t deque_clear(""",
)
edit(DEQUE, "    unary_op, deque_unary_op,\n", "    print, deque_print,\n    unary_op, deque_unary_op,\n")
edit(DEQUE, '#include "py/runtime.h"\n', '#include <string.h>\n#include "py/runtime.h"\n#include "py/cstack.h"\n')
