// A count of the C objects that this package holds in the whole process.

#ifndef VIVARIUM_OBJECTS_H
#define VIVARIUM_OBJECTS_H

#include <stdint.h>

void viv_count(int64_t);
int64_t viv_live_objects(void);

#endif
