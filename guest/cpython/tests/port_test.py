"""What this guest promises, as a specification: port_test.py [GUEST.wasm] [NAME ...]

The cases that hold for MicroPython's guest as well are those of its port_test.py;
what is said here is CPython's own.
"""

import importlib.util
import pathlib
import sys
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARED = ROOT / "guest" / "micropython" / "tests"
sys.path.insert(0, str(SHARED))

import host  # noqa: E402
from wasmtime import component as wc  # noqa: E402

_spec = importlib.util.spec_from_file_location("shared_test", SHARED / "port_test.py")
shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shared)

GUEST = ROOT / "build" / "guests" / "cpython.wasm"
MEMORY = 128 << 20


class Case(shared.Case):
    def instance(self, **settings):
        settings.setdefault("memory", MEMORY)
        return self.guest.new(**settings)


def of_both(case, *names):
    """The tests of the shared specification that say the same of this guest."""
    return type(case.__name__, (Case,), {name: getattr(case, name) for name in names} | {
        name: value for name, value in vars(case).items() if not name.startswith(("test_", "__"))
    })


Answers = of_both(
    shared.Answers,
    "test_value_of_the_last_expression", "test_a_set_is_in_order_where_there_is_one",
    "test_a_value_nests_64_deep_at_most", "test_no_value", "test_json_is_json",
    "test_a_syntax_error_at_run_time_is_an_exception", "test_exit",
    "test_globals_stay_whatever_happened", "test_displays",
)
MemoryErrors = of_both(
    shared.MemoryErrors,
    "test_the_one_that_the_interpreter_raised", "test_one_that_the_program_made",
    "test_one_of_an_earlier_run",
)
Surroundings = of_both(
    shared.Surroundings,
    "test_console", "test_one_print_is_one_write", "test_what_was_printed_before_an_exception_is_out",
    "test_input", "test_context", "test_context_of_each_run", "test_a_copy_draws_other_numbers",
    "test_no_file_stays_open_after_a_run", "test_tools", "test_a_tool_is_a_global_where_no_name_is_taken",
)


class Syntax(Case):
    def test_syntax_errors(self):
        for code, line, column, text, message in [
            ("x = = 3", 1, 5, "x = = 3", "invalid syntax"),
            ("ok = 1\nif ok:\n  y = (1,\n\n", 3, 7, "  y = (1,", "'(' was never closed"),
            ("a = 'é' é é", 1, 9, "a = 'é' é é", "invalid syntax"),
            ("if 1:\nx", 2, 1, "x", "expected an indented block after 'if' statement on line 1"),
            ("def f():\r\n  break\r\n", 2, 3, "  break", "'break' outside loop"),
            ("return 1", 1, 1, "return 1", "'return' outside function"),
            ("a\0b", 0, 0, "", "source code cannot contain null bytes"),
        ]:
            with self.subTest(code):
                found = self.error(code, "syntax")
                self.assertEqual((found.file, found.line, found.column, found.text, found.message), ("<code>", line, column, text, message))

    def test_a_future_import_holds_for_the_last_expression(self):
        self.assertEqual(self.value("from __future__ import annotations\n(lambda: 0, 1)[1]"), "1")
        self.assertEqual(self.value("'doc'"), "'doc'")


class Exceptions(Case):
    def test_what_is_told(self):
        found = self.exception("def f(x):\n    return 1 / x\n\nf(0)", "ZeroDivisionError")
        self.assertEqual(found.message, "division by zero")
        self.assertEqual([(frame.file, frame.line, frame.function) for frame in found.frames], [("<code>", 4, "<module>"), ("<code>", 2, "f")])
        self.assertIn("    return 1 / x\n           ~~^~~\n", found.traceback)
        self.assertTrue(found.traceback.startswith("Traceback (most recent call last):\n"))

    def test_frames_are_those_of_the_program(self):
        found = self.exception("import json\njson.loads('{')", "JSONDecodeError")
        self.assertEqual([frame.file for frame in found.frames], ["<code>"])
        self.assertIn("    json.loads('{')\n", found.traceback)
        self.assertNotIn("/usr/lib", found.traceback)
        # Also in what the exception came from, in groups, and between lines of the program.
        chained = "try: tools.none()\nexcept AttributeError as e: raise ExceptionGroup('g', [e]) from e"
        found = self.exception(chained, "ExceptionGroup")
        self.assertEqual(found.traceback.count("try: tools.none()"), 2)
        self.assertNotIn("/usr/lib", found.traceback)
        found = self.exception("import asyncio\nasync def f(): 1 / 0\nasyncio.run(f())", "ZeroDivisionError")
        self.assertEqual([frame.line for frame in found.frames], [3, 2])
        self.assertNotIn("/usr/lib", found.traceback)

    def test_code_of_an_earlier_run_has_no_line_of_this_one(self):
        instance = self.instance()
        instance.run("def f():\n    raise ValueError\n")
        traceback = instance.run("# line 1\n# line 2, which is not that of f\nf()").payload.traceback
        self.assertIn("    f()\n", traceback)
        self.assertNotIn("which is not that of f", traceback)

    def test_a_class_whose_text_fails(self):
        found = self.exception("class E(Exception):\n  def __str__(self): 1 / 0\nraise E", "E")
        self.assertEqual(found.message, "")

    def test_a_memory_error_of_what_compresses(self):
        for code in [
            "import zlib\nzlib.decompress(zlib.compress(bytes(10**6)), bufsize=10**9)",
            "import bz2\nl = bytearray(30 << 20)\nwhile True: l += bytes(1 << 20); bz2.decompress(bz2.compress(l))",
        ]:
            with self.subTest(code):
                self.error(code, "out-of-memory")

    def test_a_memory_error_of_no_memory(self):
        # The parser's own stack has a bound.
        self.error("try: bytearray(10**9)\nexcept MemoryError: pass\neval('(' * 10000)", "exception")
        # A module that C finds the class of an exception in is the program's to replace.
        self.error("""
try: bytearray(10**9)
except MemoryError: pass
import sys, types, asyncio.exceptions
fake = types.ModuleType("asyncio.exceptions")
vars(fake).update(vars(asyncio.exceptions), InvalidStateError=MemoryError)
for name in [n for n in sys.modules if n.startswith(("asyncio", "_asyncio"))]: del sys.modules[name]
sys.modules["asyncio.exceptions"] = fake
import _asyncio
_asyncio.Future(loop=types.SimpleNamespace(get_debug=lambda: False)).result()
""", "exception")

    def test_what_a_program_does_to_its_interpreter(self):
        for code in [
            "import traceback; traceback.TracebackException = None; 1 / 0",
            "import sys; sys.modules.clear(); 1 / 0",
            "import builtins; vars(builtins).clear(); 1 / 0",
            "import linecache; linecache.cache = None; 1 / 0",
        ]:
            with self.subTest(code):
                instance = self.instance()
                answer = instance.run(code, timeout=60)
                self.assertEqual(answer.tag, "exception", host.show(answer))

    def test_the_end_of_a_program(self):
        self.assertEqual(self.output("import atexit\natexit.register(print, 'bye')\nprint('hi')"), "hi\nbye\n")


class Files(Case):
    def test_numbers_of_errors_are_those_of_linux(self):
        self.assertEqual(self.value("import errno, os; errno.ENOENT, errno.EEXIST, os.strerror(2), errno.errorcode[17]"), "(2, 17, 'No such file or directory', 'EEXIST')")
        for code, class_, number in [
            ("open('no')", "FileNotFoundError", 2), ("open('')", "FileNotFoundError", 2), ("import os; os.listdir('')", "FileNotFoundError", 2), ("import os; os.mkdir('d')", "FileExistsError", 17), ("open('d', 'x')", "FileExistsError", 17),
            ("open('d')", "IsADirectoryError", 21), ("import os; os.listdir('f')", "NotADirectoryError", 20),
            ("import os; os.rmdir('d')", "OSError", 39), ("open('/usr/share/zoneinfo/UTC', 'w')", "OSError", 30),
            ("import os; os.symlink('f', 'g')", "PermissionError", 1), ("import os; os.remove('d')", "IsADirectoryError", 21),
        ]:
            with self.subTest(code):
                instance = self.instance(files={"f": b"x"})
                instance.run("import os; os.mkdir('d'); open('d/x', 'w').close()")
                found = self.exception(code, class_, instance)
                self.assertTrue(found.message.startswith(f"[Errno {number}] "), found.message)

    def test_a_quota(self):
        found = self.exception("f = open('f', 'w')\nf.write('x')\nf.flush()", "OSError", full=("quota", 1000))
        self.assertTrue(found.message.startswith("[Errno 122] "), found.message)

    def test_status(self):
        self.assertEqual(
            self.value(
                "import os, time\nnow = time.time()\nopen('a', 'w').write('xy')\nos.utime('b', (5, 7))\n"
                "os.path.samefile('a', './d/../a'), os.path.samefile('a', 'b'), abs(os.stat('a').st_mtime - now) < 100, os.stat('b').st_mtime, os.getcwd()",
                files={"b": b""},
            ),
            "(True, False, True, 7.0, '/')",
        )

    def test_a_file_that_the_host_gave_has_a_time(self):
        self.assertEqual(
            self.value("import io, os, time, zipfile\nzipfile.ZipFile(io.BytesIO(), 'w').write('b')\nabs(os.stat('b').st_mtime - time.time()) < 100, os.stat('b') == os.stat('b')", files={"b": b"x"}),
            "(True, True)",
        )

    def test_a_copy_finds_files_anew(self):
        instance = self.instance(files={"b": b"x"})
        code = "import os\nos.stat('b').st_mtime_ns"
        first = instance.run(code).value.repr
        self.assertEqual(instance.run(code).value.repr, first)
        instance.generation += 1
        self.assertNotEqual(instance.run(code).value.repr, first)

    def test_a_file_keeps_its_time(self):
        code = "import os\nos.mkdir('d')\nopen('d/f', 'w').close()\nos.utime('d/f', (5, 7))\nos.rename('d', 'e')\nos.rename('e/f', 'e/g')\nopen('e/g', 'a').close()\n"
        self.assertEqual(self.value(code + "os.stat('e/g').st_mtime, os.path.exists('d')"), "(7.0, False)")
        self.assertEqual(self.value(code + "f = open('e/g', 'a')\nos.rename('e/g', 'h')\nf.write('x')\nf.close()\nos.stat('h').st_mtime > 7"), "True")

    def test_no_memory_for_a_file_is_a_memory_error(self):
        code = "f = open('f', 'wb', buffering=0)\n"
        self.error(code + "f.write(b'x')", "out-of-memory", full=("out-of-memory",))
        self.assertEqual(self.value(code + "try: f.write(b'x')\nexcept MemoryError as e: x = str(e)\nx", full=("out-of-memory",)), "''")

    def test_random_bytes_are_one_call(self):
        instance = self.instance()
        instance.run("import os")
        before = instance.random_calls
        self.assertEqual(instance.run("len(os.urandom(100000))").value.repr, "100000")
        self.assertEqual(instance.random_calls - before, 1)

    def test_the_standard_streams_are_no_terminals(self):
        self.assertEqual(self.value("import sys; [(s.isatty(), s.encoding, s.fileno()) for s in (sys.stdin, sys.stdout, sys.stderr)]"),
                         "[(False, 'utf-8', 0), (False, 'utf-8', 1), (False, 'utf-8', 2)]")

    def test_import_from_the_workspace(self):
        files = {"mine.py": b"def f():\n    1 / 0\n", "json.py": b"x = 1"}
        pack = "import os; os.mkdir('pack'); open('pack/__init__.py', 'w').write('from .a import y'); open('pack/a.py', 'w').write('y = 2')\n"
        self.assertEqual(self.value(pack + "import pack, json; pack.y, hasattr(json, 'loads')", files=files), "(2, True)")
        found = self.exception("import mine; mine.f()", "ZeroDivisionError", files=files)
        self.assertEqual([frame.line for frame in found.frames], [1, 2])
        self.assertIn("    1 / 0\n", found.traceback)


class Sandboxed(Case):
    def test_what_is_not_there_says_what_to_use(self):
        for code, class_, words in [
            ("import threading; threading.Thread(target=print).start()", "RuntimeError", "asyncio"),
            ("from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool: pool.submit(print)", "RuntimeError", "asyncio"),
            ("import subprocess; subprocess.run(['ls'])", "OSError", "tools.list()"),
            ("import socket; socket.create_connection(('h', 80))", "PermissionError", "urllib.request"),
            ("import socket; socket.socket()", "PermissionError", "urllib.request"),
            ("import ctypes; ctypes.CDLL('libc.so.6')", "ImportError", "struct"),
            ("from ctypes import c_int", "ImportError", "sandbox"),
            ("import asyncio; asyncio.run(asyncio.to_thread(print))", "RuntimeError", "asyncio"),
            ("import asyncio; asyncio.run(asyncio.start_server(print, '127.0.0.1', 80))", "PermissionError", "urllib.request"),
            ("import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 80))", "PermissionError", "urllib.request"),
            ("import asyncio\nasync def f(): await asyncio.Event().wait()\nasyncio.run(f())", "RuntimeError", "nothing is left"),
            ("import os; os._exit(3)", None, None),
            ("import numpy", "ModuleNotFoundError", "numpy"),
        ]:
            with self.subTest(code):
                if class_ is None:
                    self.assertEqual(self.error(code, "exit"), 3)
                    continue
                self.assertIn(words, self.exception(code, class_).message)

    def test_locks_work(self):
        self.assertEqual(self.output("import threading\nwith threading.Lock(), threading.RLock(): print('in')"), "in\n")

    def test_sleep_is_the_hosts(self):
        instance = self.instance()
        instance.run("import time\ntime.sleep(0.25)\ntime.sleep(0.5)")
        # To a deadline, from which what was done before is taken off.
        first, second = [ns for ns in instance.slept if ns]
        self.assertTrue(0 < first <= 250_000_000 < second <= 500_000_000, instance.slept)


class Http(Case):
    def answer(self, request):
        self.seen.append((request.method, request.url, dict(request.headers), request.body))
        kind = request.url.rpartition("/")[2]
        if kind == "denied":
            return wc.Variant("denied", "not on the list")
        if kind == "timeout":
            return wc.Variant("timeout")
        if kind == "moved":
            return host.record(status=302, headers=[("location", "/end")], body=b"")
        return host.record(status=404 if kind == "missing" else 200, headers=[("content-type", "application/json"), ("x-a", "1")], body=b'{"a": "\xc3\xa9"}')

    def setUp(self):
        self.seen = []

    def test_safe_http(self):
        self.assertEqual(self.value("r = safe_http.get('http://h/'); r.status, r.json(), safe_http_get('http://h/')", http=self.answer), "(200, {'a': 'é'}, '{\"a\": \"é\"}')")
        self.assertEqual(self.exception("safe_http.get('http://h/denied')", "PermissionError", http=self.answer).message, "not on the list")

    def test_urllib(self):
        code = "import urllib.request, json\nwith urllib.request.urlopen({}) as r: x = (r.status, json.load(r), r.headers['X-A'], r.url)\nx"
        self.assertEqual(self.value(code.format("'https://h:8443/a?b=c'"), http=self.answer), "(200, {'a': 'é'}, '1', 'https://h:8443/a?b=c')")
        self.assertEqual(self.seen[-1][:2], ("GET", "https://h:8443/a?b=c"))
        self.value(code.format("urllib.request.Request('http://h/p', data=b'xyz', headers={'X-B': '2'}, method='PUT')"), http=self.answer)
        method, url, headers, body = self.seen[-1]
        self.assertEqual((method, url, body, headers["X-B"]), ("PUT", "http://h/p", b"xyz", "2"))
        self.assertFalse({"host", "connection", "content-length"} & {name.lower() for name in headers})
        self.assertEqual(self.exception("import urllib.request; urllib.request.urlopen('http://h/missing')", "HTTPError", http=self.answer).message, "HTTP Error 404: Not Found")
        self.assertEqual(self.exception("import urllib.request; urllib.request.urlopen('http://h/denied')", "PermissionError", http=self.answer).message, "not on the list")
        self.assertEqual(self.value("import urllib.request; urllib.request.urlopen('http://h/moved').url", http=self.answer), "'http://h/end'")

    def test_http_client(self):
        self.assertEqual(
            self.value("import http.client\nc = http.client.HTTPSConnection('h'); c.request('POST', '/x', 'body'); r = c.getresponse(); r.status, r.reason, r.read(), r.getheader('x-a')", http=self.answer),
            "(200, 'OK', b'{\"a\": \"\\xc3\\xa9\"}', '1')",
        )
        self.assertEqual(self.seen[-1][::3], ("POST", b"body"))

    def test_requests(self):
        self.assertEqual(self.value("import requests\nr = requests.get('http://h/', params={'q': 'a b'}, timeout=5); r.status_code, r.ok, r.json(), r.text, r.headers['X-A'], r.url, bool(r)", http=self.answer),
                         "(200, True, {'a': 'é'}, '{\"a\": \"é\"}', '1', 'http://h/?q=a+b', True)")
        self.value("import requests; requests.post('http://h/', json={'k': [1]}, headers={'A': 'b'}, auth=('u', 'p')); 0", http=self.answer)
        self.assertEqual(self.seen[-1], ("POST", "http://h/", {"A": "b", "Content-Type": "application/json", "Authorization": "Basic dTpw"}, b'{"k": [1]}'))
        self.assertEqual(self.value("import requests; r = requests.get('http://h/moved'); r.url, [h.status_code for h in r.history]", http=self.answer), "('http://h/end', [302])")
        self.assertIn("404 Client Error: Not Found", self.exception("import requests; requests.get('http://h/missing').raise_for_status()", "HTTPError", http=self.answer).message)
        self.exception("import requests; requests.get('http://h/denied')", "PermissionError", http=self.answer)
        self.exception("import requests; requests.get('http://h/timeout')", "ReadTimeout", http=self.answer)
        self.exception("import requests; requests.get('h/x')", "MissingSchema", http=self.answer)
        self.assertIn("proxies= is not there", self.exception("import requests; requests.get('http://h/', proxies={'a': 'b'})", "NotImplementedError", http=self.answer).message)


# Each ends in this exception, and the instance goes on.
DEEP = r"""
f = lambda n: f(n + 1)\nf(0)
l = []\nfor _ in range(100000): l = [l]\nrepr(l)
import json; json.loads('[' * 100000)
import json; json.loads('{"a":' * 100000)
import json\nl = []\nfor _ in range(100000): l = [l]\njson.dumps(l)
import sys; sys.setrecursionlimit(10**6)\nf = lambda n: f(n + 1)\nf(0)
import sys; sys.setrecursionlimit(10**6)\nclass A:\n  def __getattr__(self, n): return getattr(self, n + 'x')\nA().y
import sys; sys.setrecursionlimit(10**6)\nclass A:\n  def __repr__(self): return repr(self)\nrepr(A())
import sys; sys.setrecursionlimit(10**6)\nclass A:\n  def __eq__(self, o): return [self] == [o]\nA() == A()
import sys; sys.setrecursionlimit(10**6)\ndef f(x): return sorted([1, 2], key=f)\nf(1)
import copy\nl = []\nfor _ in range(100000): l = [l]\ncopy.deepcopy(l)
l, m = [], []\nfor _ in range(100000): l, m = [l], [m]\nl == m
eval('x' + '.a' * 100000)
eval('1' + '+1' * 100000)
import re; re.compile('(' * 5000 + ')' * 5000)
import pickle\nl = []\nfor _ in range(100000): l = [l]\npickle.dumps(l)
def g(n): yield from g(n + 1)\nlist(g(0))
t = (int,)\nfor _ in range(100000): t = (t,)\nisinstance('', t)
import sys; sys.setrecursionlimit(10**6)\nclass D(dict):\n  def __missing__(self, k): return self[k + 1]\nD()[0]
"""


class Limits(Case):
    def test_recursion_of_every_kind_ends(self):
        for code in DEEP.strip().split("\n"):
            code = code.replace("\\n", "\n")
            with self.subTest(code):
                instance = self.instance(memory=512 << 20)
                self.exception(code, "RecursionError", instance)
                self.assertEqual(instance.run("1 + 1").value.repr, "2")

    def test_python_functions_nest_200_000_deep(self):
        instance = self.instance(memory=128 << 20)
        for limit in "10**6", "2**31 - 1":
            for function in "f = lambda n: f(n + 1)", "def f(n):\n  a = n + 1; b = a + 1; c = b + 1; d = str(c)\n  return f(n + 1)":
                with self.subTest(limit=limit, function=function):
                    self.exception(f"import sys; sys.setrecursionlimit({limit})\n{function}\nf(0)", "RecursionError", instance)
                    self.assertEqual(instance.run("sys.getrecursionlimit()").value.repr, str(eval(limit)))
        self.assertEqual(instance.run("f = lambda n: n and f(n - 1)\nf(190_000)").value.repr, "0")

    def test_iterators_of_iterators_end(self):
        instance = self.instance(memory=512 << 20)
        for wrapped in [
            "chain(it)", "chain.from_iterable([it])", "map(int, it)", "map(lambda x: x, it)", "filter(None, it)", "zip(it)", "enumerate(it)",
            "islice(it, 5)", "takewhile(bool, it)", "dropwhile(bool, it)", "starmap(int, it)", "accumulate(it)", "compress(it, it)",
            "filterfalse(None, it)", "groupby(it)", "pairwise(it)", "batched(it, 1)", "cycle(it)", "zip_longest(it)", "iter(it.__next__, 5)",
        ]:
            with self.subTest(wrapped):
                self.exception(f"from itertools import *\nit = iter([1, 1])\nfor _ in range(50000): it = {wrapped}\nnext(it)", "RecursionError", instance)
        # Those that the stack has room for are taken from.
        self.assertEqual(instance.run("from itertools import *\nit = iter([7])\nfor _ in range(5000): it = chain(it)\nnext(it)").value.repr, "7")

    def test_what_passes_on_what_it_is_asked_ends(self):
        instance = self.instance(memory=512 << 20)
        for start, wrapped, use in [
            ("()", "(x,)", "hash(x)"), ("int", "list[x]", "hash(x)"), ("1", "slice(x)", "hash(x)"), ("int", "list[x]", "repr(x)"),
            ("{}", "MappingProxyType(x)", "len(x)"), ("{}", "MappingProxyType(x)", "1 in x"), ("{}", "MappingProxyType(x)", "iter(x)"),
            ("{1: 1}", "MappingProxyType(x)", "x[1]"), ("{}", "MappingProxyType(x)", "x | {}"), ("{}", "MappingProxyType(x)", "x.keys()"),
            ("print", "MethodType(x, 1)", "x()"), ("int", "GenericAlias(x, int)", "x.foo"), ("int", "GenericAlias(x, int)", "x()"),
            ("print", "staticmethod(x)", "x()"), ("print", "lru_cache(x)", "x()"), ("Element('a')", "within(x)", "deepcopy(x)"),
        ]:
            with self.subTest(wrapped=wrapped, use=use):
                self.exception(f"""\
from types import *
from copy import deepcopy
from functools import lru_cache
from xml.etree.ElementTree import Element
def within(x):
    outer = Element('a')
    outer.append(x)
    return outer
x = {start}
for _ in range(50000): x = {wrapped}
{use}""", "RecursionError", instance)

    def test_the_end_of_what_nests_has_room(self):
        instance = self.instance(memory=512 << 20)
        for start, wrapped in [
            ("1", "property(x)"), ("1", "classmethod(x)"), ("int", "GenericAlias(x, int)"), ("[]", "deque([x])"), ("iter([])", "chain(x)"),
            ("1", "slice(x)"), ("1", "SimpleNamespace(x=x)"), ("None", "Ends(x)"), ("iter([])", "generator(x)"),
        ]:
            with self.subTest(wrapped):
                answer = instance.run(f"""\
from collections import deque
from itertools import chain
from types import *
class Ends:
    def __init__(self, x): self.x = x
    def __del__(self): counted.append(1)
def generator(x):
    yield x
counted = []
x = {start}
for _ in range(100000): x = {wrapped}
x = None
len(counted)""")
                self.assertIn(host.show(answer)[:40], [host.show(instance.run(count))[:40] for count in ("0", "100000")])

    def test_what_the_parser_takes(self):
        self.assertEqual(self.value("eval('(' * 190 + ')' * 190)"), "()")
        self.error("eval('-' * 100000 + '1')", "exception")

    def test_memory(self):
        for code in ["a = bytearray(1 << 30)", "a = 'x' * ((1 << 31) - 50)", "a = [0] * (1 << 29)", "a = [0] * 10**9", "b'x' * (2**31 - 100)", "a = []\nwhile True: a.append('x' * 1000000)"]:
            with self.subTest(code):
                instance = self.instance()
                self.error(code, "out-of-memory", instance)
                self.assertEqual(instance.run("a = None\n1 + 1").value.repr, "2")
        self.assertEqual(self.output("try: a = 'x' * (1 << 30)\nexcept MemoryError: print('caught')"), "caught\n")

    def test_most_of_the_memory_can_be_used(self):
        self.assertEqual(self.value("a = bytearray(60 << 20); len(a)"), str(60 << 20))

    def test_an_endless_loop_can_be_stopped(self):
        with self.assertRaises(host.Timeout):
            self.instance().run("while True: pass", timeout=20)


def main():
    arguments = sys.argv[1:]
    guest = arguments.pop(0) if arguments and arguments[0].endswith(".wasm") else GUEST
    shared.Case.guest = host.Guest(guest)
    threading.Thread(target=shared.Case.guest.tick, daemon=True).start()
    unittest.main(argv=[sys.argv[0], *arguments])


if __name__ == "__main__":
    main()
