// The parts of module time that a port brings: the host's clock.

#include "py/mphal.h"
#include "shared/timeutils/timeutils.h"
#include "host.h"

static mp_obj_t mp_time_localtime_get(void) {
    timeutils_struct_time_t tm;
    timeutils_seconds_since_epoch_to_struct_time(host_wall_ns() / 1000000000u, &tm);
    mp_obj_t items[8] = {
        MP_OBJ_NEW_SMALL_INT(tm.tm_year),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mon),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_hour),
        MP_OBJ_NEW_SMALL_INT(tm.tm_min),
        MP_OBJ_NEW_SMALL_INT(tm.tm_sec),
        MP_OBJ_NEW_SMALL_INT(tm.tm_wday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_yday),
    };
    return mp_obj_new_tuple(8, items);
}

static void mp_time_sleep(mp_obj_t seconds_in) {
    mp_float_t seconds = mp_obj_get_float(seconds_in);
    if (!(seconds >= 0)) {
        mp_raise_ValueError(MP_ERROR_TEXT("sleep length must be non-negative"));
    }
    // What CPython counts nanoseconds in.
    if (!(seconds * 1e9 < 9223372036854775808.0)) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("timestamp too large"));
    }
    host_sleep_ns((uint64_t)(seconds * 1e9));
}

static mp_obj_t mp_time_time_get(void) {
    return mp_obj_new_float((mp_float_t)host_wall_ns() / 1e9);
}
