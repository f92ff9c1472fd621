// What this MicroPython is made of: the interpreter for one program in a
// component, with no machine below it but the imports of the world.

#include <alloca.h>
#include <stddef.h>
#include <stdint.h>

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

// Objects and numbers.
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_DOUBLE)
#define MICROPY_FLOAT_HIGH_QUALITY_HASH (1)
typedef int mp_int_t;
typedef unsigned mp_uint_t;
typedef long mp_off_t;
#define MP_SSIZE_MAX (0x7fffffff)
#define INT_FMT "%d"
#define UINT_FMT "%u"

// Memory: the heap begins small and grows as the host allows.
#define MICROPY_ENABLE_GC (1)
#define MICROPY_GC_SPLIT_HEAP (1)
#define MICROPY_GC_SPLIT_HEAP_AUTO (1)
extern void port_heap_free(void *memory, size_t size);
#define MICROPY_ALLOC_PATH_MAX (512)

// Exceptions are wasm exceptions, by way of setjmp (nlr.c).
#define MICROPY_NLR_SETJMP (1)
#define MICROPY_STACK_CHECK (1)

// Calls from Python to Python do not nest calls in C, and keep their frames on a
// stack of their own.
#define MICROPY_STACKLESS (1)
#define MICROPY_ENABLE_PYSTACK (1)

// The compiler. The last expression of a program is its value (edits.py).
#define MICROPY_ENABLE_DOC_STRING (0)
#define MICROPY_COMP_CONST (0)
#define MICROPY_PERSISTENT_CODE_LOAD (0)
#define MICROPY_MODULE_FROZEN_MPY (1)
#define MICROPY_QSTR_EXTRA_POOL mp_qstr_frozen_const_pool
#define MICROPY_QSTR_BYTES_IN_HASH (4)
#define MICROPY_ERROR_REPORTING (MICROPY_ERROR_REPORTING_DETAILED)
#define MICROPY_WARNINGS (0)
#define MICROPY_KBD_EXCEPTION (0)
#define MICROPY_ENABLE_SCHEDULER (0)
#define MICROPY_HELPER_REPL (0)
#define MICROPY_USE_INTERNAL_ERRNO (1)
#define MICROPY_USE_INTERNAL_PRINTF (0)
#define MICROPY_STREAMS_NON_BLOCK (0)

// The language and its built-ins, beyond the level above.
#define MICROPY_PY_ALL_INPLACE_SPECIAL_METHODS (1)
#define MICROPY_PY_BUILTINS_RANGE_BINOP (1)
#define MICROPY_PY_BUILTINS_MEMORYVIEW_ITEMSIZE (1)
#define MICROPY_PY_BUILTINS_HELP (0)
#define MICROPY_PY_BUILTINS_EXECFILE (0)
#define MICROPY_PY_BUILTINS_INPUT (0)
#define MICROPY_PY_FUNCTION_ATTRS (1)
#define MICROPY_PY_COLLECTIONS_NAMEDTUPLE__ASDICT (1)
#define MICROPY_PY_SYS_INTERN (1)
#define MICROPY_PY_SYS_GETSIZEOF (1)
#define MICROPY_PY_SYS_EXC_INFO (1)
#define MICROPY_PY_SYS_TRACEBACKLIMIT (0)
#define MICROPY_PY_SYS_PS1_PS2 (0)
#define MICROPY_PY_SYS_STDFILES (1)
#define MICROPY_PY_SYS_STDIO_BUFFER (0)
#define MICROPY_PY_SYS_PLATFORM "vivarium"
#define MICROPY_HW_BOARD_NAME "vivarium"
#define MICROPY_HW_MCU_NAME "wasm32"
#define MICROPY_PY_IO_BUFFEREDWRITER (1)
#define MICROPY_PY_RE_MATCH_GROUPS (1)
#define MICROPY_PY_RE_MATCH_SPAN_START_END (1)
#define MICROPY_PY_DEFLATE_COMPRESS (1)
#define MICROPY_PY_HASHLIB_MD5 (0)
#define MICROPY_PY_HASHLIB_SHA1 (0)
#define MICROPY_PY_RANDOM_SEED_INIT_FUNC (port_random_seed())
extern uint32_t port_random_seed(void);

// time is written here (modtime.c), os in Python over the workspace.
#define MICROPY_EPOCH_IS_1970 (1)
#define MICROPY_PY_TIME (1)
#define MICROPY_PY_TIME_GMTIME_LOCALTIME_MKTIME (1)
#define MICROPY_PY_TIME_TIME_TIME_NS (1)
#define MICROPY_PY_TIME_CUSTOM_SLEEP (1)
#define MICROPY_PY_TIME_INCLUDEFILE "time_include.h"
#define MICROPY_PY_OS (0)

// Nothing of these: they are for machines, or reach raw memory.
#define MICROPY_PY_FRAMEBUF (0)
#define MICROPY_PY_UCTYPES (0)
#define MICROPY_PY_MACHINE (0)
#define MICROPY_PY_SELECT (0)
#define MICROPY_PY_ASYNCIO (0)
#define MICROPY_PY_PLATFORM (0)
#define MICROPY_VFS (0)

#define MP_STATE_PORT MP_STATE_VM
#define MP_PLAT_PRINT_STRN(text, len) host_write(0, text, len)
extern void host_write(int stream, const char *data, size_t len);

// Set by run.c: the next program compiled is to return its last expression.
extern _Bool port_value_wanted;

// Names that meet in this cache of places in maps are looked up again and again.
#define MICROPY_OPT_MAP_LOOKUP_CACHE_SIZE (512)

// The classes of OSError, and what a program finds without importing it.
#define MICROPY_PORT_BUILTINS PORT_BUILTINS
#include "port_builtins.h"
