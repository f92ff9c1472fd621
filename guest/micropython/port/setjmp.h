// setjmp for wasm: the compiler turns it into try and catch around the calls
// that follow, and asks nlr.c which of them an exception is meant for.
#pragma once

typedef struct {
    void *invocation;       // the call of the function that said setjmp
    unsigned label;         // which setjmp of that function
    struct {
        void *env;
        int value;
    } argument;             // what the exception carries
} jmp_buf[1];

int setjmp(jmp_buf env) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf env, int value);
