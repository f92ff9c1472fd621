// Questions to the operating system: sizes of pages and of stacks.

#ifndef VIVARIUM_SYSTEM_H
#define VIVARIUM_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

// viv_whole_pages is a size as the system maps it. A memory whose own pages are
// of one byte may end within a page of the system; code checks every access to
// such a memory against its size.
size_t viv_whole_pages(size_t);
// viv_can_reserve tells whether the process may reserve so many addresses.
bool viv_can_reserve(size_t);
// viv_thread_stack is the size of the stack that new threads get, 0 where it is
// not known.
size_t viv_thread_stack(void);
// viv_stack_left tells whether this thread's stack has so many bytes left.
bool viv_stack_left(size_t);

#endif
