"""What running a program (port/run.c) leaves to Python: the start of a run, its
end, and telling an exception. Loaded at the interpreter's start, so that an image
has it, together with the modules that programs import most.
"""

import _thread
import atexit
import binascii
import builtins
import collections
import gc
import io
import json as _json
import linecache
import os
import posix
import sys
import traceback
import _sandbox
import _sitebuiltins
import displays  # noqa: F401: display, safe_http, safe_http_get
import tools

# What programs import most is in the image.
_MOST_IMPORTED = """
    abc argparse array ast asyncio base64 bisect calendar codecs collections.abc
    concurrent.futures configparser contextlib copy csv dataclasses datetime decimal
    difflib enum fractions functools glob gzip hashlib heapq html http.client inspect
    io itertools logging math numbers operator pathlib pickle platform pprint queue
    random re secrets shutil sqlite3 statistics string struct subprocess tempfile
    textwrap threading time timeit types typing unicodedata unittest urllib.parse
    urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo
""".split()

# Where the code of the library says that it is.
_LIBRARY = "/usr/lib/python3.13/"

_main = sys.modules["__main__"].__dict__
_environment = ()
_streams = (sys.stdin, sys.stdout, sys.stderr)


def begin(code, arguments, environment, inputs):
    """Receives the text of a program, and what the host set up for its run: three
    tuples of strings, the last two of names and values in turn."""
    global _environment
    # For the lines of a traceback.
    linecache.cache["<code>"] = (len(code), None, code.splitlines(True), "<code>")
    sys.argv = ["<code>", *arguments]
    if environment != _environment:
        os.environ.clear()
        os.environ.update(zip(environment[::2], environment[1::2]))
        _environment = environment
    for name, value in zip(inputs[::2], inputs[1::2]):
        _main[name] = _json.loads(value)
    # The host may have changed what can be imported.
    sys.path_importer_cache.clear()
    # Input that an earlier run left unread is not for this one.
    stdin = _new_stdin()
    if sys.stdin is sys.__stdin__:
        sys.stdin = stdin
    sys.__stdin__ = stdin


def _new_stdin():
    raw = io.FileIO(0, "rb", closefd=False)
    raw.name = "<stdin>"
    return io.TextIOWrapper(io.BufferedReader(raw), "utf-8", "strict")


def reseed():
    """Draws new seeds: this instance may be a copy of another."""
    random = sys.modules.get("random")
    if random is not None:
        # By one call of the host, where seed() alone takes ten.
        random.seed(int.from_bytes(os.urandom(32), "little"))


def end():
    """Does what a program left to be done at its end."""
    if atexit._ncallbacks():
        atexit._run_exitfuncs()


# How deep a value may nest and still have a JSON form.
_JSON_DEPTH = 64
find_tool = tools.find
_encode = _json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class _NoForm(Exception):
    """A value has no JSON form."""


def json(value):
    """The value as JSON text, None where it has no such form. Bytes are base64, a
    set is a list, in order where its values have one."""
    try:
        return _encode(_plain(value, 0))
    except (_NoForm, ValueError):
        return None


def _plain(value, depth):
    kind = type(value)
    if value is None or kind is str or kind is int or kind is bool:
        return value
    if kind is float:
        if value - value == 0:
            return value
        raise _NoForm
    if kind is bytes or kind is bytearray:
        return binascii.b2a_base64(value, newline=False).decode()
    if depth == _JSON_DEPTH:
        raise _NoForm
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_key(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        items = list(value)
        try:
            items.sort()
        except Exception:
            pass
        return [_plain(item, depth + 1) for item in items]
    raise _NoForm


def _key(key):
    kind = type(key)
    if key is None or kind is str or kind is int or kind is bool or kind is float and key - key == 0:
        return key
    raise _NoForm


def describe(exception, *programs):
    """Tells an exception: its class, its message, the traceback as Python prints
    it, and a tuple of (file, line, function) for each frame. Both leave out the frames
    of the library: a program sees its own lines. `programs` are the code of this run."""
    _advise(exception)
    try:
        message = str(exception)
    except Exception:
        message = ""
    told = traceback.TracebackException.from_exception(exception, limit=-_MOST_FRAMES, lookup_lines=False)
    _keep_own_lines(told, exception, _code_in(programs), set())
    frames = tuple(
        (frame.f_code.co_filename, line or 0, frame.f_code.co_name)
        for frame, line in _innermost(exception, _MOST_FRAMES)
        if not frame.f_code.co_filename.startswith(_LIBRARY)
    )
    return type(exception).__name__, message, "".join(told.format()), frames


# What programs ask of the text of safe_http_get as if it were a response.
_OF_A_RESPONSE = frozenset("status status_code ok headers text json content body raise_for_status".split())


def _advise(exception):
    """Says in the message what to write, where a program took a text for a response
    or misspelt a tool."""
    kind = type(exception)
    if kind is not AttributeError and kind is not NameError or type(exception.name) is not str:
        return
    if kind is NameError:
        near = tools.near(exception.name)
        advice = f". Did you mean: '{near}'?" if near else ""
    elif type(exception.obj) is str and exception.name in _OF_A_RESPONSE:
        advice = ": safe_http_get(url) gives the text, safe_http.get(url) has .status, .headers, .text and .json()"
    else:
        advice = ""
    if advice:
        exception.args = (f"{exception}{advice}",)
        # The traceback has no suggestion of its own then.
        exception.name = None


# A program may let its calls nest a million deep. The innermost tell what went wrong.
_MOST_FRAMES = 1000


def _innermost(exception, most):
    return collections.deque(traceback.walk_tb(exception.__traceback__), maxlen=most)


def _code_in(programs):
    """The identities of the code objects of programs, and of those in them."""
    found, todo = set(), [*programs]
    while todo:
        code = todo.pop()
        if type(code) is _Code and id(code) not in found:
            found.add(id(code))
            todo += code.co_consts
    return found


_Code = type(_code_in.__code__)


def _keep_own_lines(told, exception, own, seen):
    """Takes out the frames of the library, and the lines of code of an earlier run: it
    has the same file name and other lines."""
    while told is not None and exception is not None and id(told) not in seen:
        seen.add(id(told))
        for summary, (frame, _) in zip(told.stack, _innermost(exception, len(told.stack))):
            if summary.filename == "<code>" and id(frame.f_code) not in own:
                summary._lines = ""
        told.stack[:] = [summary for summary in told.stack if not summary.filename.startswith(_LIBRARY)]
        for inner, one in zip(told.exceptions or (), getattr(exception, "exceptions", ())):
            _keep_own_lines(inner, one, own, seen)
        if told.__context__ is not None:
            _keep_own_lines(told.__context__, exception.__context__, own, seen)
        told, exception = told.__cause__, exception.__cause__


def _site_builtins():
    """What `site` adds to the names that need no import."""
    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    builtins.help = _sitebuiltins._Helper()
    builtins.copyright = _sitebuiltins._Printer("copyright", sys.copyright)


def _exit(status):
    """os._exit: there is no process to end but the run."""
    raise SystemExit(status)


_WARM_RUNS = 20


def _warm():
    import importlib

    for name in _MOST_IMPORTED:
        importlib.import_module(name)
    # What comes first takes longer, and code changes itself until it has run some times:
    # the paths of an ordinary run, as often as that takes.
    for _ in range(_WARM_RUNS):
        begin("print()", (), (), ())
        exec(compile("f'{1:,.2f}'; [x for x in range(3)]; 'a'.encode().decode(); print(end='')", "<warm>", "exec"), {})
        try:
            exec(compile("1/0", "<warm>", "exec"), {})
        except ZeroDivisionError as exception:
            describe(exception)
        end()
    linecache.cache.clear()
    # Their handlers are for the end of the interpreter, which there is none of.
    atexit._clear()
    gc.collect()
    gc.freeze()
    _make_room()


# Most programs need no more memory than this, so that the memory of their instance
# need not grow.
_ROOM = 8 << 20
_above_the_room = None


def _make_room():
    """Leaves a free piece of the heap, with something above it: at the end of the
    heap it would not be used before larger ones are asked for."""
    global _above_the_room
    room = bytearray(_ROOM)
    _above_the_room = bytearray(1 << 16)
    del room


os._exit = posix._exit = _exit
_thread.start_new_thread = _thread.start_new = _thread.start_joinable_thread = _sandbox.no_threads
_site_builtins()
_sandbox.tell_of_missing_modules()
_warm()
