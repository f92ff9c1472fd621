#define _GNU_SOURCE
#include "image.h"

#include "objects.h"
#include "pages.h"
#include "system.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// A memory that is not in use costs its range of addresses and its page
// tables; this many wait at most for one image.
enum { SPARES = 16 };

struct viv_image {
  int fd;
  size_t offset;        // of the contents in the file
  size_t size;          // of the contents
  size_t mapped;        // size in whole pages of the system: zeros after the contents
  const uint8_t *bytes; // the file, to be read; NULL where it could not be mapped
  _Atomic size_t users; // the owner, and every memory over the image
  pthread_mutex_t lock;
  viv_memory *spares;
  size_t spare_count;
  bool closed;
};

viv_image *viv_image_new(int fd, size_t offset, size_t size) {
  viv_image *i = malloc(sizeof *i);
  if (i == NULL)
    return NULL;
  *i = (viv_image){.fd = fd, .offset = offset, .size = size, .mapped = viv_whole_pages(size), .users = 1};
#ifdef __linux__
  void *bytes = size == 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, fd, (off_t)offset);
  if (bytes != MAP_FAILED)
    i->bytes = bytes;
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
                           (off_t)i->offset) == MAP_FAILED)
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

// More pages than these are dropped: to give so many their contents back each time
// takes longer than the faults of those that the next user needs.
enum { KEEP_PAGES = 1024 };

// give_back gives the pages between two offsets of a memory that were written their
// first contents, those of the image or zeros, and keeps them: the next user takes no
// faults. Pages that code cannot reach have them already, and are counted only. It is
// false where it cannot, and where they are too many.
static bool give_back(viv_memory *m, int what, size_t from, size_t to, const uint8_t *image) {
  if (viv_pages_way() < VIV_PAGES_COPIED)
    return false;
  uint64_t base = (uintptr_t)m->base, at = base + from, end = base + to;
  while (at < end) {
    viv_range ranges[128];
    int n = viv_pages_find(what, &at, end, ranges, sizeof ranges / sizeof *ranges);
    if (n < 0)
      return false;
    for (int r = 0; r < n; r++) {
      size_t offset = ranges[r].start - base, length = ranges[r].end - ranges[r].start;
      m->kept += length / m->page;
      if (m->kept > KEEP_PAGES)
        return false;
      if (offset >= m->size)
        continue;
      if (image != NULL)
        memcpy(m->base + offset, image + offset, length);
      else
        memset(m->base + offset, 0, length);
    }
  }
  return true;
}

// drop drops the pages between two offsets: they are those of the image again, or
// zeros.
static bool drop(viv_memory *m, size_t from, size_t to) {
#ifdef __linux__
  return madvise(m->base + from, to - from, MADV_DONTNEED) == 0;
#else
  return false; // a hint to the system, and the bytes may stay
#endif
}

// restore_zeros makes the part of a memory behind its image zeros again. Pages may be
// there behind its end too, from a growth that went further in an earlier life.
static bool restore_zeros(viv_memory *m, size_t from, size_t open) {
  size_t kept = m->kept, top = m->top > open ? m->top : open;
  m->top = top;
  if (give_back(m, VIV_PAGES_PRESENT, from, open, NULL) && give_back(m, VIV_PAGES_PRESENT, open, top, NULL))
    return true;
  m->kept = kept;
  m->top = open;
  return top == from || drop(m, from, top);
}

bool viv_memory_as_at_first(viv_memory *m) {
  viv_image *i = m->image;
  size_t of_image = i == NULL ? 0 : i->mapped, open = viv_whole_pages(m->size);
  m->kept = 0;
  if (of_image != 0 && (i->bytes == NULL ||
                        !give_back(m, m->watched ? VIV_PAGES_WRITTEN : VIV_PAGES_PRIVATE, 0, of_image, i->bytes))) {
    if (!drop(m, 0, of_image))
      return false;
    m->kept = 0;
    if (m->watched)
      m->watched = viv_pages_watch(m->base, of_image, true);
  }
  if (!restore_zeros(m, of_image, open))
    return false;
  size_t start = viv_whole_pages(m->start);
  if (open != start && mprotect(m->base + start, open - start, PROT_NONE) != 0)
    return false;
  m->size = m->start;
  return true;
}

void viv_memory_watch(viv_memory *m) {
  if (m->image != NULL && m->image->mapped != 0 && !m->watched)
    m->watched = viv_pages_watch(m->base, m->image->mapped, false);
}

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
