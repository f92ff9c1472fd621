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
