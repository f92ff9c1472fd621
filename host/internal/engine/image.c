#define _GNU_SOURCE
#include "image.h"

#include "objects.h"
#include "system.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

// A memory that is not in use costs its range of addresses and its page
// tables; this many wait at most for one image.
enum { SPARES = 16 };

struct viv_image {
  int fd;
  size_t size;          // of the contents
  size_t mapped;        // size in whole pages of the system: zeros after the contents
  const uint8_t *bytes; // the file, to be read; NULL where it could not be mapped
  int pagemap;          // this process's page map; negative where there is none
  _Atomic size_t users; // the owner, and every memory over the image
  pthread_mutex_t lock;
  viv_memory *spares;
  size_t spare_count;
  bool closed;
};

viv_image *viv_image_new(int fd, size_t size) {
  viv_image *i = malloc(sizeof *i);
  if (i == NULL)
    return NULL;
  *i = (viv_image){.fd = fd, .size = size, .mapped = viv_whole_pages(size), .users = 1, .pagemap = -1};
#ifdef __linux__
  void *bytes = size == 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
  if (bytes != MAP_FAILED) {
    i->bytes = bytes;
    i->pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  }
#endif
  pthread_mutex_init(&i->lock, NULL);
  viv_count(1);
  return i;
}

size_t viv_image_size(const viv_image *i) { return i->size; }

static void release(viv_image *i) {
  if (atomic_fetch_sub(&i->users, 1) != 1)
    return;
  if (i->bytes != NULL)
    munmap((void *)i->bytes, i->size);
  if (i->pagemap >= 0)
    close(i->pagemap);
  pthread_mutex_destroy(&i->lock);
  free(i);
  viv_count(-1);
}

void viv_image_close(viv_image *i) {
  pthread_mutex_lock(&i->lock);
  i->closed = true;
  viv_memory *m = i->spares;
  i->spares = NULL;
  pthread_mutex_unlock(&i->lock);
  while (m != NULL) {
    viv_memory *next = m->next;
    munmap(m->base, m->mapped);
    free(m);
    m = next;
  }
  release(i);
}

bool viv_image_map(viv_image *i, viv_memory *m) {
  if (i->size != 0 && mmap(m->base, i->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, i->fd,
                           0) == MAP_FAILED)
    return false;
  atomic_fetch_add(&i->users, 1);
  m->image = i;
  return true;
}

viv_memory *viv_image_take_spare(viv_image *i, size_t start, size_t mapped) {
  pthread_mutex_lock(&i->lock);
  viv_memory **link = &i->spares;
  while (*link != NULL && ((*link)->start != start || (*link)->mapped != mapped))
    link = &(*link)->next;
  viv_memory *m = *link;
  if (m != NULL) {
    *link = m->next;
    i->spare_count--;
  }
  pthread_mutex_unlock(&i->lock);
  if (m != NULL) {
    atomic_fetch_add(&i->users, 1);
    m->image = i;
  }
  return m;
}

#ifdef __linux__
// The kernel's interface for scanning a page map (Linux 6.7), which the headers
// of older systems lack.
struct page_region {
  uint64_t start, end, categories;
};

struct page_scan {
  uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
  uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

#define PAGE_SCAN _IOWR('f', 16, struct page_scan)

enum { PAGE_FILE = 1 << 2, PAGE_PRESENT = 1 << 3, PAGE_SWAPPED = 1 << 4 };

// More written pages than these are quicker dropped than copied back.
enum { COPY_BACK = 256 };

// copy_back makes the part of a memory that is mapped over its image equal to
// the image, and keeps its pages: the next user of the memory takes no faults.
// A page of a private mapping that was written is no longer one of the file;
// that is how they are found.
static bool copy_back(viv_memory *m) {
  viv_image *i = m->image;
  if (i->pagemap < 0)
    return false;
  struct page_region regions[64];
  struct page_scan scan = {
      .size = sizeof scan,
      .start = (uintptr_t)m->base,
      .end = (uintptr_t)m->base + i->mapped,
      .vec = (uintptr_t)regions,
      .vec_len = sizeof regions / sizeof *regions,
      .max_pages = COPY_BACK,
      .category_inverted = PAGE_FILE,
      .category_mask = PAGE_FILE,
      .category_anyof_mask = PAGE_PRESENT | PAGE_SWAPPED,
      .return_mask = PAGE_FILE,
  };
  int n = ioctl(i->pagemap, PAGE_SCAN, &scan);
  if (n < 0 || scan.walk_end != scan.end)
    return false; // no such kernel, or too many pages
  for (int r = 0; r < n; r++) {
    size_t offset = regions[r].start - (uintptr_t)m->base;
    memcpy(m->base + offset, i->bytes + offset, regions[r].end - regions[r].start);
  }
  return true;
}

// zero makes the accessible bytes from offset on zero, by dropping their pages.
static bool zero(viv_memory *m, size_t offset) {
  return m->size <= offset || madvise(m->base + offset, m->size - offset, MADV_DONTNEED) == 0;
}

bool viv_memory_as_at_first(viv_memory *m) {
  if (!zero(m, m->image != NULL && copy_back(m) ? m->image->mapped : 0))
    return false;
  size_t start = viv_whole_pages(m->start), end = viv_whole_pages(m->size);
  return end == start || mprotect(m->base + start, end - start, PROT_NONE) == 0;
}
#else
// Elsewhere dropping pages is a hint to the system, and the bytes may stay.
bool viv_memory_as_at_first(viv_memory *m) {
  (void)m;
  return false;
}
#endif

bool viv_image_leave(viv_memory *m) {
  viv_image *i = m->image;
  pthread_mutex_lock(&i->lock);
  bool room = !i->closed && i->spare_count < SPARES;
  i->spare_count += room;
  pthread_mutex_unlock(&i->lock);
  bool kept = room && viv_memory_as_at_first(m);
  if (room) {
    pthread_mutex_lock(&i->lock);
    kept = kept && !i->closed;
    if (kept) {
      m->next = i->spares;
      i->spares = m;
    } else {
      i->spare_count--;
    }
    pthread_mutex_unlock(&i->lock);
  }
  release(i);
  return kept;
}
