// Images, and the memories over them that wait to be used again.

#ifndef VIVARIUM_IMAGE_H
#define VIVARIUM_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "library.h"

typedef struct viv_image viv_image;
typedef struct viv_memory viv_memory;
typedef struct viv_store viv_store;

// One linear memory: a reserved range of which the first size bytes are
// accessible.
struct viv_memory {
  viv_memory *next, **link; // of the store's memories or, without link, of spares
  viv_store *store;
  uint8_t *base;
  size_t size;
  size_t start;    // the size that it began with
  size_t capacity; // size can grow to this
  size_t mapped;   // length of the reserved range, guard included
  viv_image *image; // what it began as, NULL for zeros
  size_t page;      // of the system
  bool heap;        // the engine's own, for exceptions and objects
  bool watched;     // the kernel notes which pages over the image are written
  size_t top;       // no page from here on is there, nor from size on if that is more
  size_t kept;      // how many pages were given their first contents back last
  wasmtime_memory_t handle; // the library's, once somebody has asked for it
  bool has_handle;
};

// An image is the contents that new memories start with: size bytes of a file,
// which stays the caller's and open until the image is closed.
viv_image *viv_image_new(int fd, size_t offset, size_t size);
void viv_image_close(viv_image *);
size_t viv_image_size(const viv_image *);
// viv_image_map maps the image over the start of a memory that is to use it.
bool viv_image_map(viv_image *, viv_memory *);
// viv_image_take_spare gives a memory that starts as this one wants to, or NULL.
viv_memory *viv_image_take_spare(viv_image *, size_t start, size_t mapped);
// viv_image_leave ends a memory's use of its image; true where the image keeps
// the memory as a spare.
bool viv_image_leave(viv_memory *);
// viv_memory_as_at_first makes a memory what it was when it was made: its image,
// and zeros behind it; false where that cannot be done, or not be known.
bool viv_memory_as_at_first(viv_memory *);
// viv_memory_watch makes that cheaper the next time, where the kernel can.
void viv_memory_watch(viv_memory *);

#endif
