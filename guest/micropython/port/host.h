// What the port asks of the host, implemented in Rust (src/ and ../shell). None of
// these functions raises, and none of them calls back.
#pragma once

#include "../../shell/host.h"

// Memory for a part of the heap, in whole pages: most bytes or as much as the host
// still gives, which *size then says. NULL where that is less than least.
void *host_heap_new(size_t least, size_t most, size_t *size);

// The same, right behind a part that ends here. Gives how much, or 0.
size_t host_heap_extend(void *end, size_t least, size_t most);
void host_heap_free(void *memory, size_t size);

// Tells the host of a demand for memory that no allocator passes on.
void host_memory_wanted(size_t size);

// The text of a finite float that is not negative, valid until the next call. The
// kind is e, f or g, r for repr, d for a format without a type. A negative length
// is -1 for no memory, -2 for too many digits.
int host_float_text(double value, char kind, int digits, bool alternate, const char **text);

// The float nearest to a decimal number, and a finite float rounded to digits.
double host_float_parse(const char *text, size_t len);
double host_float_round(double value, int digits);

// Whether a character beyond ASCII is a letter or a digit, or white space.
bool host_is_word(uint32_t code);
bool host_is_space(uint32_t code);
