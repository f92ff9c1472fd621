// The run-time half of setjmp and longjmp over wasm exceptions, as LLVM's
// lowering expects it (-wasm-enable-sjlj), and the end of the line for an
// exception that nothing catches.

#include "py/nlr.h"
#include "host.h"

// The tag of the exception, defined once for the whole module.
__asm__(
    ".globl __c_longjmp\n"
    ".tagtype __c_longjmp i32\n"
    "__c_longjmp:\n");

// bool vm_try(vm_t *vm): runs vm_run (py/vm.c, as edits_vm.py leaves it), and
// tells whether an exception came out of it. Any that does is its own: it pushed
// the innermost nlr_buf_t when it was called. The stack goes back to where it was.
__asm__(
    ".functype vm_run (i32) -> ()\n"
    ".globaltype __stack_pointer, i32\n"
    ".globl vm_try\n"
    ".type vm_try,@function\n"
    "vm_try:\n"
    ".functype vm_try (i32) -> (i32)\n"
    ".local i32\n"
    "global.get __stack_pointer\n"
    "local.set 1\n"
    "try\n"
    "local.get 0\n"
    "call vm_run\n"
    "catch __c_longjmp\n"
    "drop\n"
    "local.get 1\n"
    "global.set __stack_pointer\n"
    "i32.const 1\n"
    "return\n"
    "end_try\n"
    "i32.const 0\n"
    "end_function\n");

typedef struct {
    void *invocation;
    unsigned label;
    struct {
        void *env;
        int value;
    } argument;
} environment_t;

void __wasm_setjmp(void *env, unsigned label, void *invocation) {
    environment_t *e = env;
    e->invocation = invocation;
    e->label = label;
}

unsigned __wasm_setjmp_test(void *env, void *invocation) {
    environment_t *e = env;
    return e->invocation == invocation ? e->label : 0;
}

void __wasm_longjmp(void *env, int value) {
    environment_t *e = env;
    e->argument.env = env;
    e->argument.value = value;
    __builtin_wasm_throw(1, &e->argument);
}

void nlr_jump_fail(void *val) {
    (void)val;
    host_fail("exception outside of a run");
}
