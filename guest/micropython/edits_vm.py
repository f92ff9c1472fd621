"""Edits to py/vm.c, the loop that runs bytecode.

Measured effects are those on fib(24) and a loop of a million additions at module
level, in ms on one slow machine with epochs on, each against the edits above it.
"""

from edits import edit

VM = "py/vm.c"

# The loop and the handler of exceptions become two functions, with a wasm try
# between them (vm_try in port/nlr.c) instead of setjmp. In a function that calls
# setjmp LLVM wraps each call that follows, and keeps hardly a variable in a local.
# Nothing is thrown for a raise that the loop itself sees: it returns VM_RAISED.
# With calls that do not nest (MICROPY_STACKLESS), one case for each opcode and the
# small integers below: fib(24) from 36 to 14.5, the loop from 306 to 183.
#
# vm_run is exempt from spilling (build.py): fib(24) from 14.5 to 12.6. So in
# it no pointer to an object may be needed after a call unless it also lies in
# memory that the collector scans: the Python stack, up to its end whatever the
# value of sp, or vm. What did not is kept in vm->keep below. Whoever edits this
# function or takes another version of it looks through all its calls again.
edit(
    VM,
    """mp_vm_return_kind_t MICROPY_WRAP_MP_EXECUTE_BYTECODE(mp_execute_bytecode)(mp_code_state_t *code_state, volatile mp_obj_t inject_exc) {
""",
    """
enum { VM_RAISED = 3 };

typedef struct _vm_t {
    mp_code_state_t *code_state;
    mp_exc_stack_t *exc_sp;
    mp_obj_t inject_exc;
    mp_obj_t keep;
    int kind;
    nlr_buf_t nlr;
} vm_t;

// In port/nlr.c: calls vm_run, and tells whether an exception came out of it.
bool vm_try(vm_t *vm);

#define exc_sp (vm->exc_sp)
#define exc_stack ((mp_exc_stack_t *)(code_state->state + code_state->n_state))
#define inject_exc (vm->inject_exc)
#define VM_RETURN(k) do { nlr_pop(); vm->kind = (k); return; } while (0)

void vm_run(vm_t *vm) {
    mp_code_state_t *code_state = vm->code_state;
""",
)
edit(
    VM,
    "#define RAISE(o) do { nlr_pop(); nlr.ret_val = MP_OBJ_TO_PTR(o); goto exception_handler; } while (0)",
    "#define RAISE(o) do { vm->nlr.ret_val = MP_OBJ_TO_PTR(o); VM_RETURN(VM_RAISED); } while (0)",
)
edit(
    VM,
    """    // Pointers which are constant for particular invocation of mp_execute_bytecode()
    mp_obj_t * /*const*/ fastn;
    mp_exc_stack_t * /*const*/ exc_stack;
    {
        size_t n_state = code_state->n_state;
        fastn = &code_state->state[n_state - 1];
        exc_stack = (mp_exc_stack_t*)(code_state->state + n_state);
    }

    // variables that are visible to the exception handler (declared volatile)
    mp_exc_stack_t *volatile exc_sp = MP_CODE_STATE_EXC_SP_IDX_TO_PTR(exc_stack, code_state->exc_sp_idx); // stack grows up, exc_sp points to top of stack
""",
    """    mp_obj_t *fastn = &code_state->state[code_state->n_state - 1];
    vm->code_state = code_state;
    exc_sp = MP_CODE_STATE_EXC_SP_IDX_TO_PTR(exc_stack, code_state->exc_sp_idx);
    // Back to here goes the Python stack at an exception.
    MP_NLR_SAVE_PYSTACK(&vm->nlr);
""",
)
edit(
    VM,
    """    // outer exception handling loop
    for (;;) {
        nlr_buf_t nlr;
outer_dispatch_loop:
        if (nlr_push(&nlr) == 0) {
""",
    """    {
        {
""",
)
edit(
    VM,
    """                            nlr_pop();
                            goto run_code_state;
""",
    """                            goto run_code_state;
""",
    times=4,
)
edit(
    VM,
    """                    nlr_pop();
                    code_state->sp = sp;
                    assert(exc_sp == exc_stack - 1);
""",
    """                    code_state->sp = sp;
""",
)
edit(
    VM,
    """                    return MP_VM_RETURN_NORMAL;
""",
    """                    VM_RETURN(MP_VM_RETURN_NORMAL);
""",
)
edit(
    VM,
    """yield:
                    nlr_pop();
""",
    """yield:
""",
)
edit(
    VM,
    """                    return MP_VM_RETURN_YIELD;
""",
    """                    VM_RETURN(MP_VM_RETURN_YIELD);
""",
)
edit(
    VM,
    """                    nlr_pop();
                    code_state->state[0] = obj;
                    FRAME_LEAVE();
                    return MP_VM_RETURN_EXCEPTION;
""",
    """                    RAISE(obj);
""",
)
edit(
    VM,
    """            } // for loop

        } else {
exception_handler:
            // exception occurred
""",
    """            } // for loop
        }
    }
}

#undef exc_sp
#undef exc_stack
#undef inject_exc

mp_vm_return_kind_t mp_execute_bytecode(mp_code_state_t *code_state, volatile mp_obj_t inject_exc) {
    vm_t vm;
    vm.code_state = code_state;
    vm.inject_exc = inject_exc;
    vm.keep = MP_OBJ_NULL;

    #define nlr (vm.nlr)
    for (;;) {
        nlr_push_tail(&nlr);
        if (!vm_try(&vm) && vm.kind != VM_RAISED) {
            return vm.kind;
        }
        {
            code_state = vm.code_state;
            mp_exc_stack_t *exc_sp = vm.exc_sp;
            mp_exc_stack_t *exc_stack = (mp_exc_stack_t *)(code_state->state + code_state->n_state);
            code_state->exc_sp_idx = MP_CODE_STATE_EXC_SP_IDX_FROM_PTR(exc_stack, exc_sp);
            // exception occurred
""",
)
edit(
    VM,
    "                    goto outer_dispatch_loop; // continue with dispatch loop",
    "                    continue;",
    times=2,
)
edit(
    VM,
    """                code_state = new_code_state;
                size_t n_state = code_state->n_state;
                fastn = &code_state->state[n_state - 1];
                exc_stack = (mp_exc_stack_t*)(code_state->state + n_state);
                // variables that are visible to the exception handler (declared volatile)
                exc_sp =""",
    """                code_state = new_code_state;
                exc_stack = (mp_exc_stack_t*)(code_state->state + code_state->n_state);
                exc_sp =""",
)
edit(
    VM,
    """                PUSH(MP_OBJ_FROM_PTR(nlr.ret_val));
                code_state->sp = sp;
""",
    """                PUSH(MP_OBJ_FROM_PTR(nlr.ret_val));
                code_state->sp = sp;
                code_state->exc_sp_idx = MP_CODE_STATE_EXC_SP_IDX_FROM_PTR(exc_stack, exc_sp);
                vm.code_state = code_state;
""",
)

# The three values that lived in a local alone across a call.
edit(
    VM,
    """                    mp_obj_t obj = TOP();
                    mp_load_method(obj, MP_QSTR___exit__, sp);
                    mp_load_method(obj, MP_QSTR___enter__, sp + 2);
                    mp_obj_t ret = mp_call_method_n_kw(0, 0, sp + 2);
""",
    """                    mp_obj_t obj = TOP();
                    vm->keep = obj;
                    mp_load_method(obj, MP_QSTR___exit__, sp);
                    mp_load_method(obj, MP_QSTR___enter__, sp + 2);
                    mp_obj_t ret = mp_call_method_n_kw(0, 0, sp + 2);
""",
)
edit(
    VM,
    """                        mp_obj_t cause = sp[0];
                        sp[-1] = mp_const_none;
""",
    """                        mp_obj_t cause = sp[0];
                        vm->keep = data;
                        sp[-1] = mp_const_none;
""",
)
edit(
    VM,
    """                        t_exc = inject_exc;
                        inject_exc = MP_OBJ_NULL;
""",
    """                        t_exc = inject_exc;
                        vm->keep = t_exc;
                        inject_exc = MP_OBJ_NULL;
""",
)

# One case for each of the opcodes that hold their argument, in place of a chain
# of comparisons; and small integers, which are most operands, without a call.
# A small integer is twice its value and one, so that an overflow of 32 bits is
# one of the sum.
edit(
    VM,
    """                ENTRY_DEFAULT:
                    if (ip[-1] < MP_BC_LOAD_CONST_SMALL_INT_MULTI + MP_BC_LOAD_CONST_SMALL_INT_MULTI_NUM) {
                        PUSH(MP_OBJ_NEW_SMALL_INT((mp_int_t)ip[-1] - MP_BC_LOAD_CONST_SMALL_INT_MULTI - MP_BC_LOAD_CONST_SMALL_INT_MULTI_EXCESS));
                        DISPATCH();
                    } else if (ip[-1] < MP_BC_LOAD_FAST_MULTI + MP_BC_LOAD_FAST_MULTI_NUM) {
                        obj_shared = fastn[MP_BC_LOAD_FAST_MULTI - (mp_int_t)ip[-1]];
                        goto load_check;
                    } else if (ip[-1] < MP_BC_STORE_FAST_MULTI + MP_BC_STORE_FAST_MULTI_NUM) {
                        fastn[MP_BC_STORE_FAST_MULTI - (mp_int_t)ip[-1]] = POP();
                        DISPATCH();
                    } else if (ip[-1] < MP_BC_UNARY_OP_MULTI + MP_BC_UNARY_OP_MULTI_NUM) {
                        SET_TOP(mp_unary_op(ip[-1] - MP_BC_UNARY_OP_MULTI, TOP()));
                        DISPATCH();
                    } else if (ip[-1] < MP_BC_BINARY_OP_MULTI + MP_BC_BINARY_OP_MULTI_NUM) {
                        mp_obj_t rhs = POP();
                        mp_obj_t lhs = TOP();
                        SET_TOP(mp_binary_op(ip[-1] - MP_BC_BINARY_OP_MULTI, lhs, rhs));
                        DISPATCH();
                    } else
""",
    """                case MP_BC_LOAD_CONST_SMALL_INT_MULTI ... MP_BC_LOAD_CONST_SMALL_INT_MULTI + MP_BC_LOAD_CONST_SMALL_INT_MULTI_NUM - 1:
                    PUSH(MP_OBJ_NEW_SMALL_INT((mp_int_t)ip[-1] - MP_BC_LOAD_CONST_SMALL_INT_MULTI - MP_BC_LOAD_CONST_SMALL_INT_MULTI_EXCESS));
                    DISPATCH();

                case MP_BC_LOAD_FAST_MULTI ... MP_BC_LOAD_FAST_MULTI + MP_BC_LOAD_FAST_MULTI_NUM - 1:
                    obj_shared = fastn[MP_BC_LOAD_FAST_MULTI - (mp_int_t)ip[-1]];
                    goto load_check;

                case MP_BC_STORE_FAST_MULTI ... MP_BC_STORE_FAST_MULTI + MP_BC_STORE_FAST_MULTI_NUM - 1:
                    fastn[MP_BC_STORE_FAST_MULTI - (mp_int_t)ip[-1]] = POP();
                    DISPATCH();

                case MP_BC_UNARY_OP_MULTI ... MP_BC_UNARY_OP_MULTI + MP_BC_UNARY_OP_MULTI_NUM - 1:
                    SET_TOP(mp_unary_op(ip[-1] - MP_BC_UNARY_OP_MULTI, TOP()));
                    DISPATCH();

                #define BOTH_SMALL (((mp_int_t)sp[-1] & (mp_int_t)sp[0] & 1) != 0)
                #define SMALL_ARITHMETIC(op, overflows) \\
                    case MP_BC_BINARY_OP_MULTI + op: { \\
                        mp_int_t result; \\
                        if (BOTH_SMALL && !overflows((mp_int_t)sp[-1], (mp_int_t)sp[0] - 1, &result)) { \\
                            sp--; \\
                            SET_TOP((mp_obj_t)result); \\
                            DISPATCH(); \\
                        } \\
                        goto binary_op; \\
                    }
                #define SMALL_COMPARISON(op, compare) \\
                    case MP_BC_BINARY_OP_MULTI + op: \\
                        if (BOTH_SMALL) { \\
                            bool result = (mp_int_t)sp[-1] compare (mp_int_t)sp[0]; \\
                            sp--; \\
                            SET_TOP(mp_obj_new_bool(result)); \\
                            DISPATCH(); \\
                        } \\
                        goto binary_op;
                #define SMALL_BITS(op, bits) \\
                    case MP_BC_BINARY_OP_MULTI + op: \\
                        if (BOTH_SMALL) { \\
                            mp_int_t result = (mp_int_t)sp[-1] bits (mp_int_t)sp[0]; \\
                            sp--; \\
                            SET_TOP((mp_obj_t)result); \\
                            DISPATCH(); \\
                        } \\
                        goto binary_op;

                SMALL_ARITHMETIC(MP_BINARY_OP_ADD, __builtin_add_overflow)
                SMALL_ARITHMETIC(MP_BINARY_OP_INPLACE_ADD, __builtin_add_overflow)
                SMALL_ARITHMETIC(MP_BINARY_OP_SUBTRACT, __builtin_sub_overflow)
                SMALL_ARITHMETIC(MP_BINARY_OP_INPLACE_SUBTRACT, __builtin_sub_overflow)
                SMALL_COMPARISON(MP_BINARY_OP_LESS, <)
                SMALL_COMPARISON(MP_BINARY_OP_MORE, >)
                SMALL_COMPARISON(MP_BINARY_OP_LESS_EQUAL, <=)
                SMALL_COMPARISON(MP_BINARY_OP_MORE_EQUAL, >=)
                SMALL_COMPARISON(MP_BINARY_OP_EQUAL, ==)
                SMALL_COMPARISON(MP_BINARY_OP_NOT_EQUAL, !=)
                SMALL_BITS(MP_BINARY_OP_AND, &)
                SMALL_BITS(MP_BINARY_OP_INPLACE_AND, &)
                SMALL_BITS(MP_BINARY_OP_OR, |)
                SMALL_BITS(MP_BINARY_OP_INPLACE_OR, |)

                binary_op: {
                    mp_obj_t rhs = POP();
                    mp_obj_t lhs = TOP();
                    // The opcode once more: code_state holds its place.
                    SET_TOP(mp_binary_op(*code_state->ip - MP_BC_BINARY_OP_MULTI, lhs, rhs));
                    DISPATCH();
                }

                ENTRY_DEFAULT:
                    if (ip[-1] >= MP_BC_BINARY_OP_MULTI && ip[-1] < MP_BC_BINARY_OP_MULTI + MP_BC_BINARY_OP_MULTI_NUM) {
                        goto binary_op;
                    }
""",
)

# The truth of True and False is that of every comparison.
for old, new in [
    ("                    if (mp_obj_is_true(POP())) {\n                        ip += slab;", "                    if (IS_TRUE(POP())) {\n                        ip += slab;"),
    ("                    if (!mp_obj_is_true(POP())) {\n                        ip += slab;", "                    if (!IS_TRUE(POP())) {\n                        ip += slab;"),
    ("                    if (mp_obj_is_true(TOP())) {\n                        ip += ulab;", "                    if (IS_TRUE(TOP())) {\n                        ip += ulab;"),
    ("                    if (mp_obj_is_true(TOP())) {\n                        sp--;", "                    if (IS_TRUE(TOP())) {\n                        sp--;"),
]:
    edit(VM, old, new)
edit(
    VM,
    "#define PUSH(val) *++sp = (val)\n",
    """#define PUSH(val) *++sp = (val)

static inline bool is_true(mp_obj_t obj) {
    return obj == mp_const_true || (obj != mp_const_false && mp_obj_is_true(obj));
}
#define IS_TRUE(obj) is_true(obj)
""",
)

# A name that the cache of places in maps knows is read and written without a call:
# the loop at module level from 205 to 157.
edit(
    VM,
    "#define POP() (*sp--)\n",
    """#define POP() (*sp--)

// The element of this name, where the cache of port/map.c has its place.
static inline mp_map_elem_t *cached_element(mp_map_t *map, qstr name) {
    mp_obj_t key = MP_OBJ_NEW_QSTR(name);
    size_t place = MP_STATE_VM(map_lookup_cache)[((uintptr_t)key >> 3) % MICROPY_OPT_MAP_LOOKUP_CACHE_SIZE];
    return place < map->alloc && map->table[place].key == key ? &map->table[place] : NULL;
}
""",
)
edit(
    VM,
    """                    PUSH(mp_load_name(qst));
                    DISPATCH();
""",
    """                    mp_map_elem_t *known = cached_element(&mp_locals_get()->map, qst);
                    if (known != NULL) {
                        PUSH(known->value);
                        DISPATCH();
                    }
                    PUSH(mp_load_name(qst));
                    DISPATCH();
""",
)
edit(
    VM,
    """                    PUSH(mp_load_global(qst));
                    DISPATCH();
""",
    """                    mp_map_elem_t *known = cached_element(&mp_globals_get()->map, qst);
                    if (known != NULL) {
                        PUSH(known->value);
                        DISPATCH();
                    }
                    PUSH(mp_load_global(qst));
                    DISPATCH();
""",
)
edit(
    VM,
    """                    mp_store_name(qst, POP());
                    DISPATCH();
""",
    """                    mp_map_elem_t *known = cached_element(&mp_locals_get()->map, qst);
                    if (known != NULL && !mp_locals_get()->map.is_fixed) {
                        known->value = POP();
                        DISPATCH();
                    }
                    mp_store_name(qst, POP());
                    DISPATCH();
""",
)
