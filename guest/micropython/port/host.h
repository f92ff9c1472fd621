// What the port asks of the host, implemented in Rust (src/ and ../shell). None of
// these functions raises, and none of them calls back.
#pragma once

#include "../../shell/host.h"

// Memory for the heap, NULL where the host refuses it.
void *host_alloc(size_t size);

// As much as the host still gives, which *size then says: no more than *size, and
// NULL where it is less than least.
void *host_alloc_most(size_t least, size_t *size);
void host_free(void *memory, size_t size);
