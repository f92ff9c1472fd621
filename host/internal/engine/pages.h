// Which pages of a private mapping were written: the kernel tells.

#ifndef VIVARIUM_PAGES_H
#define VIVARIUM_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How written pages are found. A later one is quicker, and can do what those before
// it can.
enum {
  VIV_PAGES_UNKNOWN = 0, // not at all
  VIV_PAGES_COPIED = 1,  // a page that was written is a copy, no longer one of the file
  VIV_PAGES_WATCHED = 2, // the kernel notes the first write to each page of a range
};

// viv_pages_way tells the quickest way that this kernel has, and that whatever filters
// this process's system calls lets through. The first call tries them.
int viv_pages_way(void);
// viv_pages_limit takes ways away that there are, for tests.
void viv_pages_limit(int way);

typedef struct viv_range {
  uint64_t start, end, categories;
} viv_range;

// viv_pages_watch has the kernel note writes to a range from now on, and forget
// those that it noted before; false where it cannot.
bool viv_pages_watch(void *start, size_t n, bool again);

// The pages that viv_pages_find looks for.
enum {
  VIV_PAGES_WRITTEN, // pages that were written, in a range that is watched
  VIV_PAGES_PRIVATE, // pages of a mapped file that were written, in one that is not
  VIV_PAGES_PRESENT, // pages of a range without a file that hold anything
};

// viv_pages_find gives ranges of such pages between *at and end, at most room of
// them, and moves *at to where it stopped. It gives -1 where it cannot. A page that
// was not written may be among them.
int viv_pages_find(int what, uint64_t *at, uint64_t end, viv_range *, size_t room);

#endif
