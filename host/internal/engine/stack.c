// What is left of a thread's stack. Each store bounds the stack of its own code
// by where its first call begins; a host function that runs another store begins
// further down on the same thread, and the kernel ends a process whose thread
// runs over its end.

#define _GNU_SOURCE
#include "engine.h"

// The lowest address of this thread's stack; 0 until it is known.
static _Thread_local uintptr_t stack_end;

static uintptr_t find_stack_end(void) {
#ifdef __APPLE__
  pthread_t self = pthread_self();
  return (uintptr_t)pthread_get_stackaddr_np(self) - pthread_get_stacksize_np(self);
#else
  pthread_attr_t attr;
  void *low = NULL;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attr) != 0)
    return 0;
  if (pthread_attr_getstack(&attr, &low, &size) != 0)
    low = NULL;
  pthread_attr_destroy(&attr);
  return (uintptr_t)low;
#endif
}

bool viv_stack_left(size_t wanted) {
  if (__builtin_expect(stack_end == 0, 0))
    stack_end = find_stack_end();
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  return here > stack_end && here - stack_end >= wanted;
}
