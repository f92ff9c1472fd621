// MicroPython's view of time, all of it the host's.

#include "py/mphal.h"
#include "py/runtime.h"
#include "host.h"

mp_uint_t mp_hal_ticks_ms(void) {
    return host_monotonic_ns() / 1000000u;
}

mp_uint_t mp_hal_ticks_us(void) {
    return host_monotonic_ns() / 1000u;
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return host_monotonic_ns();
}

uint64_t mp_hal_time_ns(void) {
    return host_wall_ns();
}

void mp_hal_delay_ms(mp_uint_t ms) {
    host_sleep_ns((uint64_t)ms * 1000000u);
}

void mp_hal_delay_us(mp_uint_t us) {
    host_sleep_ns((uint64_t)us * 1000u);
}
