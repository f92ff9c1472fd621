// The clocks, as MicroPython names them. All of them are the host's.
#include <stdint.h>

#define mp_hal_set_interrupt_char(c) ((void)(c))
