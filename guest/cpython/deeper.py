"""Edits that let no call of C nest deeper than the host's stack, which is 2 MiB.

CPython counts where C calls itself by way of Python, and where it walks data. It
counts neither in what takes from iterators that wrap iterators, in hashes of what
holds what is hashed, nor in the end of objects: there it relies on a large stack, and
ends the process where that does not suffice. Here all of it counts.
"""

import re
import sys

from edits import change, edit

# These nest in small frames: eight of them count as one of the others.
edit("Include/internal/pycore_ceval.h", "static inline int _Py_EnterRecursiveCall(const char *where) {\n", """\
#define _Py_SMALL_CALLS 8
extern unsigned _Py_SmallCalls;
extern int _Py_EnterSmallCalls(void);
extern void _Py_LeaveSmallCalls(void);

static inline int _Py_EnterSmallCall(void) {
    return ++_Py_SmallCalls % _Py_SMALL_CALLS == 0 && _Py_EnterSmallCalls();
}
static inline void _Py_LeaveSmallCall(void) {
    if (_Py_SmallCalls-- % _Py_SMALL_CALLS == 0) {
        _Py_LeaveSmallCalls();
    }
}

static inline int _Py_EnterRecursiveCall(const char *where) {
""")
edit("Python/ceval.c", "const binaryfunc _PyEval_BinaryOps[] = {\n", """\
unsigned _Py_SmallCalls;

int
_Py_EnterSmallCalls(void)
{
    if (_Py_EnterRecursiveCall("")) {
        _Py_SmallCalls--;
        return 1;
    }
    return 0;
}

void
_Py_LeaveSmallCalls(void)
{
    _Py_LeaveRecursiveCall();
}

const binaryfunc _PyEval_BinaryOps[] = {
""")

# Calls of Python functions nest in memory, not on the stack. A million of them fill the
# memory that this guest has by default, and the exception that should end them finds
# none for its traceback. So they end at this depth at the latest.
edit("Python/ceval.c", """\
        p->py_recursion_limit = new_limit;
        p->py_recursion_remaining = new_limit - depth;
""", """\
        p->py_recursion_limit = Py_MIN(new_limit, 200000);
        p->py_recursion_remaining = p->py_recursion_limit - depth;
""")

FAILED = {"PyObject *": "NULL", "int": "-1", "Py_ssize_t": "-1", "Py_hash_t": "-1"}


def count(path, names, kind_of_call="Small", where=""):
    """The functions of these names in a file count as calls of this kind."""
    def counted(text):
        def wrapped(match):
            kind, name, parameters = match["kind"], match["name"], match["parameters"]
            arguments = ", ".join(re.findall(r"(\w+)\)?\s*(?:,|$)", parameters))
            declared = f"{kind}\nuncounted_{name}({parameters})"
            return f"""\
{match["storage"]}{declared};

{match["storage"]}{kind}
{name}({parameters})
{{
    if (_Py_Enter{kind_of_call}Call({where})) {{
        return {FAILED[kind]};
    }}
    {kind} done = uncounted_{name}({arguments});
    _Py_Leave{kind_of_call}Call();
    return done;
}}

{match["storage"]}{declared}
{{
"""
        kinds = "|".join(re.escape(kind) for kind in FAILED)
        pattern = rf"(?m)^(?P<storage>static |)(?P<kind>{kinds})\n(?P<name>{names})\((?P<parameters>[^;{{]*?)\)\n(?:/\*\[clinic end.*\n)?{{\n"
        text, found = re.subn(pattern, wrapped, text)
        if found != len(re.findall(r"\|", names)) + 1:
            sys.exit(f"build.py: {found} functions of {path} count, of {names}")
        return text.replace('#include "Python.h"\n', '#include "Python.h"\n#include "pycore_ceval.h"\n', 1)

    change(path, counted)


# Iterators that take from others.
count("Modules/itertoolsmodule.c", "batched_next|pairwise_next|groupby_next|_grouper_next|tee_next|cycle_next|dropwhile_next|takewhile_next|islice_next|starmap_next|chain_next|accumulate_next|compress_next|filterfalse_next|zip_longest_next")
count("Python/bltinmodule.c", "filter_next|map_next|zip_next")
count("Objects/enumobject.c", "enum_next")
# What passes on what it is asked.
count("Objects/descrobject.c", "mappingproxy_len|mappingproxy_getitem|mappingproxy_contains|mappingproxy_getiter|mappingproxy_or")
count("Objects/genericaliasobject.c", "ga_getattro|ga_vectorcall|ga_call")
count("Objects/classobject.c", "method_vectorcall")
count("Modules/_functoolsmodule.c", "partial_vectorcall")
count("Objects/genobject.c", "gen_close|_gen_throw")
count("Modules/_elementtree.c", "_elementtree_Element___deepcopy___impl", "Recursive", "\" while an element is copied\"")

# A hash asks for those of what an object holds.
edit("Objects/object.c", "    PyTypeObject *tp = Py_TYPE(v);\n    if (tp->tp_hash != NULL)\n        return (*tp->tp_hash)(v);\n    /* To keep", """\
    PyTypeObject *tp = Py_TYPE(v);
    if (tp->tp_hash != NULL) {
        if (tp == &PyUnicode_Type || tp == &PyLong_Type) {
            return (*tp->tp_hash)(v);
        }
        if (_Py_EnterSmallCall()) {
            return -1;
        }
        Py_hash_t hash = (*tp->tp_hash)(v);
        _Py_LeaveSmallCall();
        return hash;
    }
    /* To keep""")

# The end of an object ends what only that refers to. Past a depth it waits until the
# calls that lead there have returned, as CPython does it for its own containers. One
# that the collector knows of is taken from it meanwhile, which its count remembers.
edit("Objects/object.c", "    _PyReftracerTrack(op, PyRefTracer_DESTROY);\n    (*dealloc)(op);\n\n#ifdef Py_DEBUG", """\
    _PyReftracerTrack(op, PyRefTracer_DESTROY);
    if (!_PyType_IS_GC(type)) {
        (*dealloc)(op);
        return;
    }
    PyThreadState *state = _PyThreadState_GET();
    if (state->c_recursion_remaining <= Py_TRASHCAN_HEADROOM && _PyObject_IS_GC(op)) {
        if (_PyObject_GC_IS_TRACKED(op)) {
            _PyObject_GC_UNTRACK(op);
            op->ob_refcnt = 1;
        }
        _PyTrash_thread_deposit_object(state, op);
        return;
    }
    state->c_recursion_remaining--;
    (*dealloc)(op);
    state->c_recursion_remaining++;
    if (state->delete_later != NULL && state->c_recursion_remaining > 2 * Py_TRASHCAN_HEADROOM) {
        _PyTrash_thread_destroy_chain(state);
    }

#ifdef Py_DEBUG""")
edit("Objects/object.c", "        _PyObject_ASSERT(op, Py_REFCNT(op) == 0);\n        (*dealloc)(op);\n", """\
        if (op->ob_refcnt != 0) {
            op->ob_refcnt = 0;
            _PyObject_GC_TRACK(op);
        }
        (*dealloc)(op);
""")
