#define _GNU_SOURCE
#include "system.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

size_t viv_whole_pages(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (size + page - 1) & ~(page - 1);
}

bool viv_can_reserve(size_t n) {
  void *p = mmap(NULL, n, PROT_NONE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED)
    return false;
  munmap(p, n);
  return true;
}

size_t viv_thread_stack(void) {
  // Threads of the Go runtime are made with the default attributes.
  pthread_attr_t attr;
  size_t size = 0;
  if (pthread_attr_init(&attr) != 0)
    return 0;
  if (pthread_attr_getstacksize(&attr, &size) != 0)
    size = 0;
  pthread_attr_destroy(&attr);
  return size;
}

// Each store bounds the stack of its own code by where its first call begins. A
// host function that runs another store begins further down on the same thread,
// and the kernel ends a process whose thread runs over its end.

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
