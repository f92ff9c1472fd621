"""Edits that make the interpreter faster in WebAssembly; README.md has what they
bring. They rest on what holds in this guest alone: one thread, one interpreter.
"""

import re
import sys

from edits import change, edit, edit_all

# Memory. The functions that are there by default are called as such, since a call by
# way of a table costs more here than what it calls. Where others were set
# (tracemalloc does that) those are called.
OBMALLOC = "Objects/obmalloc.c"
LONGOBJECT = "Objects/longobject.c"


def call_directly(table, function, arguments, statement):
    slot = f"{table}.{function}"
    default = f"_PyObject_{function.capitalize()}"
    end = "" if statement == "return " else "\n        return;"
    call = f"    {statement}{slot}({table}.ctx, {arguments});\n"
    edit(OBMALLOC, call, f"    if ({slot} == {default}) {{\n        {statement}{default}(NULL, {arguments});{end}\n    }}\n{call}")


for table in ["_PyMem", "_PyObject"]:
    call_directly(table, "malloc", "size", "return ")
    call_directly(table, "calloc", "nelem, elsize", "return ")
    call_directly(table, "realloc", "ptr, new_size", "return ")
    call_directly(table, "free", "ptr", "")
edit(OBMALLOC, """\
    PyInterpreterState *interp = _PyInterpreterState_GET();
    assert(interp->obmalloc != NULL); // otherwise not initialized or freed
    return interp->obmalloc;
""", "    return &obmalloc_state_main;\n")

# One bit for each place of a pool tells whether it lies in an arena, where there was a
# tree of three levels to go down. Nothing clears an arena: that would write to all of
# its pages.
edit(OBMALLOC, "#      define ARENAS_USE_MMAP\n", "")
edit(OBMALLOC, "/* mark or unmark addresses covered by arena */\nstatic int\narena_map_mark_used(", """\
static uint32_t pool_places[1 << (32 - POOL_BITS - 5)];

static int
arena_map_mark_used(OMState *Py_UNUSED(state), uintptr_t arena_base, int is_used)
{
    uintptr_t end = (arena_base + ARENA_SIZE) >> POOL_BITS;
    for (uintptr_t place = (arena_base + POOL_SIZE - 1) >> POOL_BITS; place < end; place++) {
        uint32_t bit = (uint32_t)1 << (place & 31);
        if (is_used) {
            pool_places[place >> 5] |= bit;
        }
        else {
            pool_places[place >> 5] &= ~bit;
        }
    }
    return 1;
}

static inline int
arena_map_is_used(OMState *Py_UNUSED(state), pymem_block *p)
{
    uintptr_t place = (uintptr_t)p >> POOL_BITS;
    return (pool_places[place >> 5] >> (place & 31)) & 1;
}

#if 0
static int
arena_map_mark_used(""")
edit(OBMALLOC, "    return (tail < lo) || (tail >= hi && hi != 0);\n}\n", "    return (tail < lo) || (tail >= hi && hi != 0);\n}\n#endif\n")

# Integers of one digit, and of two or three, come from lists of free ones, linked by
# the place of their type. The list is chosen by the digits that a number needs: its
# piece may have room for more, and never for fewer.
edit("Include/internal/pycore_long.h", "static inline PyObject* _PyLong_GetZero(void)\n", """\
typedef struct {
    PyObject *first;
    int count;
} _PyLong_FreeList;

extern _PyLong_FreeList _PyLong_FreeSmall, _PyLong_FreeLarge;
#define _PyLong_LARGE_DIGITS 3
#define _PyLong_MOST_FREE 256
#define _PyLong_BYTES(digits) (offsetof(PyLongObject, long_value.ob_digit) + (digits) * sizeof(digit))

static inline PyLongObject *
_PyLong_Take(_PyLong_FreeList *list, size_t digits)
{
    PyObject *taken = list->first;
    if (taken == NULL) {
        return (PyLongObject *)PyObject_Malloc(_PyLong_BYTES(digits));
    }
    list->first = (PyObject *)taken->ob_type;
    list->count--;
    return (PyLongObject *)taken;
}

static inline void
_PyLong_Discard(PyObject *op)
{
    size_t digits = ((PyLongObject *)op)->long_value.lv_tag >> _PyLong_NON_SIZE_BITS;
    _PyLong_FreeList *list = digits <= 1 ? &_PyLong_FreeSmall : &_PyLong_FreeLarge;
    if (digits > _PyLong_LARGE_DIGITS || list->count == _PyLong_MOST_FREE) {
        PyObject_Free(op);
        return;
    }
    op->ob_type = (PyTypeObject *)list->first;
    list->first = op;
    list->count++;
}

// An integer of one digit, or NULL where it is none.
static inline PyObject *
_PyLong_OfOneDigit(int64_t value)
{
    if (-_PY_NSMALLNEGINTS <= value && value < _PY_NSMALLPOSINTS) {
        return (PyObject *)&_PyLong_SMALL_INTS[_PY_NSMALLNEGINTS + value];
    }
    if (value <= -(int64_t)PyLong_BASE || value >= (int64_t)PyLong_BASE || _PyLong_FreeSmall.first == NULL) {
        return NULL;
    }
    PyLongObject *op = _PyLong_Take(&_PyLong_FreeSmall, 1);
    op->long_value.lv_tag = (1 << _PyLong_NON_SIZE_BITS) | (value < 0 ? 2 : 0);
    op->long_value.ob_digit[0] = (digit)(value < 0 ? -value : value);
    op->ob_base.ob_refcnt = 1;
    op->ob_base.ob_type = &PyLong_Type;
    return (PyObject *)op;
}

static inline PyObject* _PyLong_GetZero(void)
""")
edit(LONGOBJECT, "static inline void\n_Py_DECREF_INT(PyLongObject *op)\n", "_PyLong_FreeList _PyLong_FreeSmall, _PyLong_FreeLarge;\n\nstatic inline void\n_Py_DECREF_INT(PyLongObject *op)\n")
edit(LONGOBJECT, "    _Py_DECREF_SPECIALIZED((PyObject *)op, (destructor)PyObject_Free);\n", "    _Py_DECREF_SPECIALIZED((PyObject *)op, _PyLong_Discard);\n")
edit(LONGOBJECT, """\
    result = PyObject_Malloc(offsetof(PyLongObject, long_value.ob_digit) +
                             ndigits*sizeof(digit));
""", """\
    if (ndigits == 1) {
        result = _PyLong_Take(&_PyLong_FreeSmall, 1);
    }
    else if (ndigits <= _PyLong_LARGE_DIGITS) {
        result = _PyLong_Take(&_PyLong_FreeLarge, _PyLong_LARGE_DIGITS);
    }
    else {
        result = PyObject_Malloc(_PyLong_BYTES(ndigits));
    }
""")
edit(LONGOBJECT, "    PyLongObject *v = PyObject_Malloc(sizeof(PyLongObject));\n", "    PyLongObject *v = _PyLong_Take(&_PyLong_FreeSmall, 1);\n")
edit(LONGOBJECT, "    Py_TYPE(self)->tp_free(self);\n}\n\nstatic Py_hash_t\nlong_hash(", """\
    if (Py_IS_TYPE(self, &PyLong_Type)) {
        _PyLong_Discard(self);
        return;
    }
    Py_TYPE(self)->tp_free(self);
}

static Py_hash_t
long_hash(""")
CASES = "Python/generated_cases.c.h"
edit_all(CASES, "(destructor)PyObject_Free", "_PyLong_Discard")
for function, sign in [("Add", "+"), ("Subtract", "-")]:
    edit(CASES, f"                res = _PyLong_{function}((PyLongObject *)left, (PyLongObject *)right);\n", f"""\
                res = NULL;
                if (_PyLong_BothAreCompact((PyLongObject *)left, (PyLongObject *)right)) {{
                    res = _PyLong_OfOneDigit((int64_t)_PyLong_CompactValue((PyLongObject *)left) {sign} _PyLong_CompactValue((PyLongObject *)right));
                }}
                if (res == NULL) {{
                    res = _PyLong_{function}((PyLongObject *)left, (PyLongObject *)right);
                }}
""")

# The end of a call of Python, in one piece where nothing else looks at its frame.
CEVAL = "Python/ceval.c"
edit(CEVAL, "#define PY_EVAL_C_STACK_UNITS 2\n", """\
#define PY_EVAL_C_STACK_UNITS 2

static inline Py_ALWAYS_INLINE void
pop_frame(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyObject **base = (PyObject **)frame;
    if (frame->owner != FRAME_OWNED_BY_THREAD || frame->frame_obj != NULL || frame->f_locals != NULL
        || base == &tstate->datastack_chunk->data[0]) {
        _PyEval_FrameClearAndPop(tstate, frame);
        return;
    }
    int count = frame->stacktop;
    frame->stacktop = 0;
    for (int i = 0; i < count; i++) {
        Py_XDECREF(frame->localsplus[i]);
    }
    Py_DECREF(frame->f_funcobj);
    Py_DECREF(frame->f_executable);
    tstate->datastack_top = base;
}

// For entering the loop of instructions at what is no instruction.
enum { ENTER_UNWINDING = 234, ENTER_WITH_ERROR = 235 };
""")
edit_all(CASES, "_PyEval_FrameClearAndPop(tstate, dying);", "pop_frame(tstate, dying);")

# The state of the one thread lies at a known place.
edit(CEVAL, "    _Py_EnsureTstateNotNULL(tstate);\n    CALL_STAT_INC(pyeval_calls);\n", "#define tstate (&_PyRuntime._main_interpreter._initial_thread.base)\n    CALL_STAT_INC(pyeval_calls);\n")
edit(CEVAL, "#if defined(__GNUC__)\n#  pragma GCC diagnostic pop\n", "#undef tstate\n#if defined(__GNUC__)\n#  pragma GCC diagnostic pop\n")

# The loop over instructions. WebAssembly has loops with one entry alone: the compiler
# makes one of what has several by a second switch before that over instructions. So
# whatever enters the loop, or goes on in another frame, does it by dispatching.
MACROS = "Python/ceval_macros.h"
START_FRAME = """\
{ \\
        if (_Py_EnterRecursivePy(tstate)) { \\
            goto exit_unwind; \\
        } \\
        next_instr = frame->instr_ptr; \\
        RESUME_FRAME(); \\
    }
"""
edit(MACROS, "#define DISPATCH_SAME_OPARG() \\\n", f"""\
#define RESUME_FRAME() \\
    {{ \\
        stack_pointer = _PyFrame_GetStackPointer(frame); \\
        NEXTOPARG(); AND_RESUME(); AND_LOAD_FAST(); DISPATCH_GOTO(); \\
    }}
#define START_FRAME() \\
    {START_FRAME}
#define DISPATCH_SAME_OPARG() \\
""")
edit(MACROS, "        goto start_frame;                               \\\n", "        START_FRAME();                                  \\\n")
edit(CASES, "            goto start_frame;\n", "            START_FRAME();\n")
edit_all(CASES, "            goto resume_frame;\n", "            RESUME_FRAME();\n")
# Numbers that no instruction has.
edit(CEVAL, "        tstate->py_recursion_remaining--;\n        goto exit_unwind;\n", "        tstate->py_recursion_remaining--;\n        opcode = ENTER_UNWINDING;\n        goto dispatch_opcode;\n")
edit(CEVAL, """\
        if (_Py_EnterRecursivePy(tstate)) {
            goto exit_unwind;
        }
        /* Because this""", """\
        if (_Py_EnterRecursivePy(tstate)) {
            opcode = ENTER_UNWINDING;
            goto dispatch_opcode;
        }
        /* Because this""")
edit(CEVAL, "        goto resume_with_error;\n    }\n\n    /* Local", "        opcode = ENTER_WITH_ERROR;\n        goto dispatch_opcode;\n    }\n\n    /* Local")
edit(CEVAL, """\
    if (_Py_EnterRecursivePy(tstate)) {
        goto exit_unwind;
    }

    next_instr = frame->instr_ptr;
resume_frame:
""", """\
    if (_Py_EnterRecursivePy(tstate)) {
        opcode = ENTER_UNWINDING;
        goto dispatch_opcode;
    }

    next_instr = frame->instr_ptr;
""")
edit(CEVAL, "start_frame:\n", "")
edit(CEVAL, "#else\n        EXTRA_CASES", """\
#else
        case ENTER_UNWINDING:
            goto exit_unwind;
        case ENTER_WITH_ERROR:
            goto resume_with_error;
        EXTRA_CASES""")
edit("Include/internal/pycore_opcode_metadata.h", "    case 234: \\\n    case 235: \\\n", "")
edit(CEVAL, "    uint8_t opcode;    /* Current opcode */\n", "    unsigned opcode;    /* Current opcode */\n")

# Every dispatch goes through the head of the loop, where the engine looks whether the
# run's time is over. What often follows an instruction, and is short, is done at once.
edit(MACROS, "#define RESUME_FRAME() \\\n", """\
#define AND_LOAD_FAST() \\
    if (opcode == LOAD_FAST) { \\
        next_instr++; \\
        PyObject *loaded = GETLOCAL(oparg); \\
        Py_INCREF(loaded); \\
        *stack_pointer++ = loaded; \\
        NEXTOPARG(); \\
    }
#define AND_LOAD_CONST() \\
    if (opcode == LOAD_CONST) { \\
        next_instr++; \\
        PyObject *loaded = GETITEM(FRAME_CO_CONSTS, oparg); \\
        Py_INCREF(loaded); \\
        *stack_pointer++ = loaded; \\
        NEXTOPARG(); \\
    }
#define AND_STORE_FAST() \\
    if (opcode == STORE_FAST) { \\
        frame->instr_ptr = next_instr; \\
        next_instr++; \\
        PyObject *stored = *--stack_pointer; \\
        SETLOCAL(oparg, stored); \\
        NEXTOPARG(); \\
    }
#define AND_JUMP() \\
    if (opcode == POP_JUMP_IF_FALSE || opcode == POP_JUMP_IF_TRUE) { \\
        PyObject *condition = *--stack_pointer; \\
        int jumps = Py_IsFalse(condition) == (opcode == POP_JUMP_IF_FALSE); \\
        next_instr += 2 + (jumps ? oparg : 0); \\
        NEXTOPARG(); \\
    }
#define AND_RESUME() \\
    if (opcode == RESUME_CHECK) { \\
        uintptr_t version = _PyFrame_GetCode(frame)->_co_instrumentation_version; \\
        if (tstate->eval_breaker == version) { \\
            next_instr++; \\
            NEXTOPARG(); \\
        } \\
    }
#define RESUME_FRAME() \\
""")
FOLLOWED = {
    "LOAD_FAST": "LOAD_CONST",
    "LOAD_GLOBAL_(MODULE|BUILTIN)": "LOAD_FAST LOAD_CONST",
    "LOAD_ATTR_(INSTANCE_VALUE|MODULE|SLOT|METHOD_NO_DICT|METHOD_WITH_VALUES)": "LOAD_FAST LOAD_CONST",
    "COMPARE_OP_(INT|FLOAT|STR)|IS_OP|CONTAINS_OP|CONTAINS_OP_(SET|DICT)|TO_BOOL_(BOOL|INT|LIST|NONE|STR)": "JUMP LOAD_FAST",
    "POP_JUMP_IF_(FALSE|TRUE)": "LOAD_FAST",
    "BINARY_OP_(ADD|SUBTRACT|MULTIPLY)_(INT|FLOAT)|BINARY_SUBSCR_(LIST_INT|DICT|TUPLE_INT|STR_INT)|BINARY_OP_ADD_UNICODE": "STORE_FAST LOAD_FAST",
    "FOR_ITER_(RANGE|LIST|TUPLE)|FOR_ITER": "STORE_FAST LOAD_FAST",
    "STORE_FAST|POP_TOP|STORE_ATTR_INSTANCE_VALUE": "LOAD_FAST",
    "CALL_(PY|BOUND_METHOD)_EXACT_ARGS": "RESUME LOAD_FAST",
}


def follow(text):
    for name, followed in FOLLOWED.items():
        followed = "".join(f" AND_{one}();" for one in followed.split())
        pattern = rf"(?P<head>\n        TARGET\((?:{name})\) {{\n(?:(?!        }}\n).*\n)*?)            DISPATCH\(\);\n        }}\n"
        end = f"            NEXTOPARG();{followed} DISPATCH_GOTO();\n        }}\n"
        text, count = re.subn(pattern, lambda match, end=end: match["head"] + end, text)
        if count != len(re.findall(rf"\n        TARGET\((?:{name})\) {{\n", text)):
            sys.exit(f"build.py: {name} is not followed everywhere")
    return text


change(CASES, follow)
# What only an optimiser of a second tier would read.
edit_all(CASES, "            this_instr[1].cache = (this_instr[1].cache << 1) | flag;\n", "")
edit_all(CASES, "            this_instr[1].cache = (this_instr[1].cache << 1) | !nflag;\n", "")
