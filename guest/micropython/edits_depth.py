"""Edits that end deep recursion in a RecursionError wherever it may come from.

The stack of wasm itself is the host's, and running out of it kills the instance.
MicroPython looks at its own stack in memory instead, at most places where C code
calls itself; these are the rest. How much of the one may be used so that the
other holds is STACK_LIMIT of port/port.c, and tests/port_test.py drives each kind
of recursion to its end.
"""

from edits import edit

CHECK = '#include "py/cstack.h"\n\n'

# Syntax that nests: `[[[[...`, `x**x**x**...`, `not not not ...`.
for signature in [
    "static void compile_node(compiler_t *comp, mp_parse_node_t pn) {\n",
    "static void c_if_cond(compiler_t *comp, mp_parse_node_t pn, bool jump_if, int label) {\n",
    "static void c_assign(compiler_t *comp, mp_parse_node_t pn, assign_kind_t assign_kind) {\n",
    "static void c_del_stmt(compiler_t *comp, mp_parse_node_t pn) {\n",
    "static void compile_scope_comp_iter(compiler_t *comp, mp_parse_node_struct_t *pns_comp_for, mp_parse_node_t pn_inner_expr, int for_depth) {\n",
]:
    edit("py/compile.c", signature, CHECK + signature + "    mp_cstack_check();\n")

# Comparing, and hashing, containers within containers.
edit(
    "py/obj.c",
    """    // generic type, call binary_op(MP_BINARY_OP_EQUAL)
""",
    """    mp_cstack_check();

    // generic type, call binary_op(MP_BINARY_OP_EQUAL)
""",
)
edit(
    "py/runtime.c",
    """        return MP_OBJ_NEW_SMALL_INT(h);
    } else {
        const mp_obj_type_t *type = mp_obj_get_type(arg);
""",
    """        return MP_OBJ_NEW_SMALL_INT(h);
    } else {
        mp_cstack_check();
        const mp_obj_type_t *type = mp_obj_get_type(arg);
""",
)

# Classes of many bases, each of which has many.
edit(
    "py/objtype.c",
    "static int instance_count_native_bases(",
    CHECK + "static int instance_count_native_bases(",
)
for loop in [
    "                count += instance_count_native_bases(bt, last_native_base);\n",
    "                mp_obj_class_lookup(lookup, bt);\n",
    "                if (mp_obj_is_subclass_fast(*item, classinfo)) {\n",
]:
    edit("py/objtype.c", loop, "                mp_cstack_check();\n" + loop)

# The error is one of its own, as in CPython, and the same for both stacks.
edit(
    "py/runtime.c",
    "    mp_raise_type_arg(&mp_type_RuntimeError, MP_OBJ_NEW_QSTR(MP_QSTR_maximum_space_recursion_space_depth_space_exceeded));",
    "    mp_raise_type_arg(&port_type_RecursionError, MP_OBJ_NEW_QSTR(MP_QSTR_maximum_space_recursion_space_depth_space_exceeded));",
)
edit(
    "py/pystack.c",
    "        mp_raise_type_arg(&mp_type_RuntimeError, MP_OBJ_NEW_QSTR(MP_QSTR_pystack_space_exhausted));",
    "        mp_raise_recursion_depth();",
)

# A traceback grows by doubling: frame by frame it took 0.5 s for the 3,000 of a
# recursion that has no end. Its length is kept in 15 bits, which an exception
# raised again and again fills: then it takes no more.
edit(
    "py/objexcept.c",
    """        // be conservative with growing traceback data
        size_t *tb_data = m_renew_maybe(size_t, self->traceback_data, self->traceback_alloc,
            self->traceback_alloc + TRACEBACK_ENTRY_LEN, true);
        if (tb_data == NULL) {
            return;
        }
        self->traceback_data = tb_data;
        self->traceback_alloc += TRACEBACK_ENTRY_LEN;
""",
    """        size_t alloc = self->traceback_alloc * 2;
        if (alloc > 0x7fff) {
            return;
        }
        size_t *tb_data = m_renew_maybe(size_t, self->traceback_data, self->traceback_alloc, alloc, true);
        if (tb_data == NULL) {
            return;
        }
        self->traceback_data = tb_data;
        self->traceback_alloc = alloc;
""",
)
