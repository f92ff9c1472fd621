"""What the port itself promises, as a specification: port_test.py [GUEST.wasm] [NAME ...]"""

import contextlib
import importlib
import io
import json
import pathlib
import re
import sys
import threading
import unittest

import host
from wasmtime import component as wc

GUEST = pathlib.Path(__file__).resolve().parents[3] / "build/guests/micropython.wasm"


class Case(unittest.TestCase):
    guest = None

    def instance(self, **settings):
        return self.guest.new(**settings)

    def output(self, code, **settings):
        instance = self.instance(**settings)
        answer = instance.run(code, timeout=60)
        self.assertFalse(isinstance(answer, wc.Variant), host.show(answer)[:2000])
        return instance.stdout.decode()

    def value(self, code, **settings):
        answer = self.instance(**settings).run(code, timeout=60)
        self.assertFalse(isinstance(answer, wc.Variant), host.show(answer)[:2000])
        return answer.value and answer.value.repr

    def error(self, code, tag, instance=None, **settings):
        answer = (instance or self.instance(**settings)).run(code, timeout=60)
        self.assertIsInstance(answer, wc.Variant, host.show(answer)[:500])
        self.assertEqual(answer.tag, tag, host.show(answer)[:500])
        return answer.payload

    def exception(self, code, wanted, instance=None, **settings):
        tag = "out-of-memory" if wanted == "MemoryError" else "exception"
        found = self.error(code, tag, instance, **settings)
        self.assertEqual(found.__dict__["class"], wanted, found.traceback)
        return found


class MemoryErrors(Case):
    """The MemoryError of a refusal is told apart from one that a program makes."""

    def test_the_one_that_the_interpreter_raised(self):
        for code in [
            "bytearray(10**9)",
            "[0] * 10**9",
            "try: bytearray(10**9)\nexcept MemoryError: raise",
            "try: bytearray(10**9)\nexcept MemoryError as e: raise e",
            "try: bytearray(10**9)\nfinally: print('end')",
            "try: bytearray(10**9)\nexcept MemoryError:\n  try: [0] * 10**9\n  except MemoryError: pass\n  raise",
            "def f():\n  try: yield bytearray(10**9)\n  finally: pass\nlist(f())",
            "l = []\nwhile True: l.append(bytearray(1000))",
        ]:
            with self.subTest(code):
                self.error(code, "out-of-memory")

    def test_one_that_the_program_made(self):
        refused = "try: bytearray(10**9)\nexcept MemoryError as e: own = e\n"
        for code in [
            "raise MemoryError('m')",
            refused + "raise MemoryError",
            refused + "raise MemoryError('m')",
            refused + "raise type(own)(*own.args)",
            refused + "class MemoryError(Exception): pass\nraise MemoryError",
            refused + "raise type('MemoryError', (MemoryError,), {})('m')",
            refused + "raise type('MemoryError', (KeyError,), {})('m')",
            "made = MemoryError('m')\n" + refused + "try: raise made\nexcept MemoryError: raise",
            refused + "def f(): yield\ng = f()\nnext(g)\ng.throw(MemoryError)",
            refused + "def f(): yield\ng = f()\nnext(g)\ng.throw(MemoryError('m'))",
        ]:
            with self.subTest(code):
                self.error(code, "exception")

    def test_one_that_is_made_where_no_memory_is_left(self):
        fill = "l = []\nfor size in (1000, 1):\n  try:\n    while True: l.append(bytearray(size))\n  except MemoryError: pass\n"
        self.error(fill + "raise MemoryError('m')", "exception")

    def test_one_of_an_earlier_run(self):
        instance = self.instance()
        instance.run("try: bytearray(10**9)\nexcept MemoryError: pass\ndef f(): raise MemoryError('m')")
        self.error("f()", "exception", instance)
        self.error("bytearray(10**9)", "out-of-memory", instance)


class Growth(Case):
    """What a loop appends to takes time for what is appended, not for all that is there."""

    def test_what_was_there_does_not_change(self):
        self.assertEqual(self.output("""
kept = []
s = 'a' * 300
b = b'\\xc3' * 300
for i in range(2000):
    s += chr(0x100 + i)
    b += bytes([0x80 + i % 64])
    if i % 100 == 0:
        kept.append((i, s, b))
for i, t, c in kept:
    assert t == 'a' * 300 + ''.join(chr(0x100 + k) for k in range(i + 1)), i
    assert c == b'\\xc3' * 300 + bytes(0x80 + k % 64 for k in range(i + 1)), i
    assert len(t) == 301 + i and list(t)[-1] == t[-1] == chr(0x100 + i)
    assert hash(t) == hash(t[:10] + t[10:]) and {t: 1}[t[:10] + t[10:]] == 1
print(len(s), len(b))
"""), "2300 2300\n")

    def test_two_that_begin_alike(self):
        self.assertEqual(self.output("""
s = 'x' * 500
s += 'y'
one, two, three = s + '1', s + '22', s + '333'
one += 'a'
two += 'b'
assert one == 'x' * 500 + 'y1a' and two == 'x' * 500 + 'y22b' and three == 'x' * 500 + 'y333', s
s += s
s += s
assert s == ('x' * 500 + 'y') * 4
a = b = 'z' * 256
for i in range(100):
    a += 'a'
    b += 'b'
assert a == 'z' * 256 + 'a' * 100 and b == 'z' * 256 + 'b' * 100
print(s[-1])
"""), "y\n")

    def test_text_that_c_reads_to_its_end(self):
        self.assertEqual(self.output("""
import re, struct
form = '<' + 'b' * 300
form += 'b'
longer = form + 'b'
assert struct.calcsize(form) == 301 and struct.calcsize(longer) == 302
text = 'é' * 300 + 'a1'
text += 'b2'
more = text + 'c3'
found = re.search('([a-z][0-9])+$', text)
assert found.span() == (300, 304) and found.group() == 'a1b2', found
assert int('1' * 300 + '7') % 10 == 7
print(more[-2:])
"""), "c3\n")

    def test_it_is_linear(self):
        for empty, code in [("''", "s += '0123456789'"), ("''", "s = s + '0123456789'"), ("b''", "s += b'0123456789'")]:
            with self.subTest(code):
                taken = self.value(f"""
import gc
s = {empty}
for i in range(20000): {code}
gc.collect()
gc.disable()
before = gc.mem_alloc()
for i in range(1000): {code}
(gc.mem_alloc() - before) // len(s)
""")
                # A copy at each step would be 1,000 times the text.
                self.assertLess(int(taken), 5)


class Answers(Case):
    def test_value_of_the_last_expression(self):
        for code, repr_, json_ in [
            ("42", "42", "42"),
            ("'a'", "'a'", '"a"'),
            ("1; 2", "2", "2"),
            ("x = 5\nx * 2\n\n\n", "10", "10"),
            ("\n\n# comment\n3.5", "3.5", "3.5"),
            ("True", "True", "true"),
            ("(1, [2, None])", "(1, [2, None])", "[1, [2, null]]"),
            ("{'a': {1: 'é'}}", "{'a': {1: 'é'}}", '{"a": {"1": "é"}}'),
            ("b'x'", "b'x'", '"eA=="'),
            ("[b'', b'xy', bytearray(b'xyz')]", "[b'', b'xy', bytearray(b'xyz')]", '["", "eHk=", "eHl6"]'),
            ("bytes([251, 255])", "b'\\xfb\\xff'", '"+/8="'),
            ("{1, 2} - {2}", "{1}", "[1]"),
            ("set()", "set()", "[]"),
            ("{1: ({frozenset()},)}", "{1: ({frozenset()},)}", '{"1": [[[]]]}'),
            ("{None: 1}", "{None: 1}", '{"null": 1}'),
            ("{True: 1}", "{True: 1}", '{"true": 1}'),
            ("{1.5: 1}", "{1.5: 1}", '{"1.5": 1}'),
            ("{b'x': 1}", "{b'x': 1}", None),
            ("{(1, 2)}", "{(1, 2)}", "[[1, 2]]"),
            ("float('nan')", "nan", None),
            ("[float('inf')]", "[inf]", None),
            ("1 << 100", str(1 << 100), str(1 << 100)),
            ("'é\\u2028\\x07'", "'é\\u2028\\x07'", '"é\u2028\\u0007"'),
            ("'\\n\"\\\\'", "'\\n\"\\\\'", '"\\n\\"\\\\"'),
        ]:
            with self.subTest(code):
                answer = self.instance().run(code)
                self.assertEqual((answer.value.repr, answer.value.json), (repr_, json_))

    def test_a_set_is_in_order_where_there_is_one(self):
        for code, wanted in [("{3, 0, 2.5, True}", "[0, true, 2.5, 3]"), ("frozenset('bca')", '["a", "b", "c"]'), ("{(n,) for n in 'x'}", '[["x"]]')]:
            with self.subTest(code):
                self.assertEqual(self.instance().run(code).value.json, wanted)
        self.assertEqual(sorted(json.loads(self.instance().run("{1, 'a', None}").value.json), key=str), [1, None, "a"])

    def test_a_value_nests_64_deep_at_most(self):
        code = "x = []\nfor i in range(%d): x = [x]\nx"
        self.assertEqual(self.instance().run(code % 63).value.json, "[" * 64 + "]" * 64)
        self.assertIsNone(self.instance().run(code % 64).value.json)

    def test_no_value(self):
        for code in ["", "\n", "None", "x = 1", "if True:\n    42", "print", "def f(): return 1", "for i in [1]: i", "# 1"]:
            with self.subTest(code):
                answer = self.instance().run(code)
                if code != "print":
                    self.assertIsNone(answer.value)

    def test_json_is_json(self):
        answer = self.instance().run("{'k': [1, -2.5, 1e300, 1e-9, 'x' * 3, (), {}], 'n': None}")
        self.assertEqual(json.loads(answer.value.json), {"k": [1, -2.5, 1e300, 1e-9, "xxx", [], {}], "n": None})

    def test_syntax_errors(self):
        for code, line, column, text in [
            ("x = = 3", 1, 5, "x = = 3"),
            ("ok = 1\nif ok:\n  y = (1,\n\n", 5, None, ""),
            ("a = 'é' é é", 1, 9, "a = 'é' é é"),
            ("\tx = 1", 1, None, "\tx = 1"),
            ("if 1:\n    x = 1\n  y = 2", 3, None, "  y = 2"),
            ("return 1", 1, 0, "return 1"),
            ("def f():\r\n  break\r\n", 2, 0, "  break"),
            ("a\0b", 0, 0, ""),
        ]:
            with self.subTest(code):
                found = self.error(code, "syntax")
                self.assertEqual(found.file, "<code>")
                self.assertEqual((found.line, found.text), (line, text), host.show(found))
                if column is not None:
                    self.assertEqual(found.column, column, host.show(found))
                self.assertTrue(found.message)

    def test_a_syntax_error_at_run_time_is_an_exception(self):
        self.exception("eval('1 +')", "SyntaxError")
        self.exception("exec('x = = 1')", "SyntaxError")

    def test_exceptions(self):
        found = self.exception("def f(n):\n    return 1 / n\n\nf(0)\n", "ZeroDivisionError")
        self.assertEqual(found.message, "division by zero")
        self.assertEqual([(f.file, f.line, f.function) for f in found.frames], [("<code>", 4, "<module>"), ("<code>", 2, "f")])
        self.assertEqual(
            found.traceback,
            'Traceback (most recent call last):\n  File "<code>", line 4, in <module>\n'
            '  File "<code>", line 2, in f\nZeroDivisionError: division by zero\n',
        )

    def test_exceptions_of_the_program(self):
        found = self.exception("class Mine(ValueError): pass\nraise Mine('a', 1)", "Mine")
        self.assertEqual(found.message, "('a', 1)")
        found = self.exception("class Bad(Exception):\n  def __str__(self): return 1 / 0\nraise Bad()", "Bad")
        self.assertEqual(found.message, "")
        self.assertTrue(found.traceback.endswith("Bad\n") or "Bad" in found.traceback)
        self.assertEqual(self.exception("raise KeyError", "KeyError").message, "")
        self.assertEqual(self.exception("{}['k']", "KeyError").message, "'k'")

    def test_exit(self):
        for code, status, stderr in [
            ("import sys; sys.exit()", 0, ""),
            ("import sys; sys.exit(0)", 0, ""),
            ("import sys; sys.exit(3)", 3, ""),
            ("import sys; sys.exit(-1)", -1, ""),
            ("raise SystemExit(None)", 0, ""),
            ("raise SystemExit(2**31 - 1)", 2**31 - 1, ""),
            ("raise SystemExit(2**31)", -1, ""),
            ("raise SystemExit(2**100)", -1, ""),
            ("raise SystemExit(-2**100)", -1, ""),
            ("import sys; sys.exit([1])", 1, "[1]\n"),
            ("raise SystemExit(True)", 1, ""),
            ("raise SystemExit('bye')", 1, "bye\n"),
            ("raise SystemExit([1])", 1, "[1]\n"),
        ]:
            with self.subTest(code):
                instance = self.instance()
                self.assertEqual(self.error(code, "exit", instance), status)
                self.assertEqual(instance.stderr.decode(), stderr)

    def test_globals_stay_whatever_happened(self):
        instance = self.instance()
        instance.run("kept = [1]")
        for code in ["1 / 0", "x = = 1", "raise SystemExit", "def f(): f()\nf()", "import gc; gc.disable(); gc.enable(); 1/0"]:
            instance.run(code)
            self.assertEqual(instance.run("kept").value.repr, "[1]")

    def test_nothing_of_a_failed_value_is_left(self):
        found = self.exception("class A:\n  def __repr__(self): return 1 / 0\n[1, A()]", "ZeroDivisionError")
        self.assertEqual(found.message, "division by zero")

    def test_displays(self):
        answer = self.instance().run(
            "class H:\n  def _repr_html_(self): return '<b>'\n"
            "display(1, 'a')\ndisplay(H())\ndisplay(b'\\x89PNG', mime='image/png')\n"
        )
        self.assertEqual(
            [(d.mime, d.data) for d in answer.displays],
            [("text/plain", b"1"), ("text/plain", b"'a'"), ("text/html", b"<b>"), ("image/png", b"\x89PNG")],
        )


class Surroundings(Case):
    def test_console(self):
        instance = self.instance()
        instance.run("import sys\nprint('é', 1, sep='-', end='!')\nprint('x', file=sys.stderr, flush=True)\nsys.stdout.write('w')\nprint()")
        self.assertEqual(instance.stdout.decode(), "é-1!w\n")
        self.assertEqual(instance.stderr.decode(), "x\n")

    def test_one_print_is_one_write(self):
        instance = self.instance()
        instance.run("print('a', 1, [2], {3: 4})")
        self.assertEqual(instance.console_writes, 1)

    def test_what_was_printed_before_an_exception_is_out(self):
        instance = self.instance()
        instance.run("class A:\n  def __str__(self): return 1 / 0\nprint('before', A())")
        self.assertEqual(instance.stdout.decode(), "before ")

    def test_input(self):
        self.assertEqual(self.output("print(input('? ')); print(input())", stdin=b"a\n\xc3\xa9"), "? a\né\n")
        self.exception("input()", "EOFError")
        self.assertEqual(self.value("import sys; [l for l in sys.stdin]", stdin=b"1\n2"), "['1\\n', '2']")

    def test_context(self):
        settings = {"inputs": {"n": '{"a": [1, null]}', "s": '"x"'}, "arguments": ["-v"], "environment": {"A": "b"}}
        self.assertEqual(self.value("n['a'], s", **settings), "([1, None], 'x')")
        self.assertEqual(self.value("import sys; sys.argv[1:]", **settings), "['-v']")
        self.assertEqual(self.value("import os; os.environ['A'], os.getenv('B', 1)", **settings), "('b', 1)")

    def test_context_of_each_run(self):
        instance = self.instance(environment={"A": "1"}, inputs={"n": "1"})
        instance.run("import os; os.environ")
        instance.environment, instance.inputs = {"A": "2"}, {"n": "2"}
        self.assertEqual(instance.run("os.environ['A'], n").value.repr, "('2', 2)")

    def test_a_copy_draws_other_numbers(self):
        instance = self.instance()
        instance.run("import random; random.seed(1)")
        instance.generation += 1
        after = instance.run("random.random()").value.repr
        same = self.instance()
        same.run("import random; random.seed(1)")
        self.assertNotEqual(after, same.run("random.random()").value.repr)

    def test_time(self):
        instance = self.instance()
        instance.run("import time; time.sleep(0.25); time.sleep(0); time.sleep_ms(3)")
        self.assertEqual([ns for ns in instance.slept if ns], [250_000_000, 3_000_000])
        self.assertEqual(self.value("import time; time.strftime('%Y-%m-%d %H:%M:%S %j', time.gmtime(951782400))"), "'2000-02-29 00:00:00 060'")
        self.assertEqual(self.value("import time; time.mktime(time.gmtime(86400))"), "86400.0")
        self.assertEqual(self.value("import time; a = time.monotonic(); time.perf_counter() >= a, time.time() > 1.6e9"), "(True, True)")
        for seconds, wanted in [("-1", "ValueError"), ("-0.5", "ValueError"), ("float('nan')", "ValueError"), ("float('inf')", "OverflowError"), ("1e300", "OverflowError"), ("10**400", "OverflowError"), ("1e10", "OverflowError"), ("'1'", "TypeError")]:
            with self.subTest(seconds):
                self.exception(f"import time; time.sleep({seconds})", wanted)
        instance = self.instance()
        instance.run("import time; time.sleep(9e9)")
        self.assertEqual(instance.slept, [9_000_000_000_000_000_000])

    def test_chance(self):
        instance = self.instance()
        self.assertEqual(instance.run("import os; a = os.urandom(1000000); len(a), len(set(a)), a[:8] != a[8:16]").value.repr, "(1000000, 256, True)")
        self.assertLess(instance.random_calls, 20)
        self.assertEqual(self.value("import os; os.urandom(0), len(os.urandom(7))"), "(b'', 7)")
        self.exception("import os; os.urandom(-1)", "ValueError")
        self.exception("import os; os.urandom(2**40)", "MemoryError")
        self.exception("import os; os.urandom(2**30)", "MemoryError")
        self.exception("import os; os.urandom('1')", "TypeError")

    def test_files(self):
        self.assertEqual(self.output(
            "import os\n"
            "with open('a.txt', 'w') as f: print('é', file=f); f.write('two\\nthree')\n"
            "print(open('a.txt').read().split('\\n'), [l for l in open('a.txt')])\n"
            "with open('a.txt', 'rb') as f: f.seek(-5, 2); print(f.read(), f.tell())\n"
            "with open('a.txt', 'r+') as f: f.readline(); f.write('TWO'); f.seek(0); print(f.read(4))\n"
            "with open('a.txt', 'a') as f: f.write('!')\n"
            "os.makedirs('d/e'); os.rename('a.txt', 'd/e/b'); print(os.listdir('d'), os.path.getsize('d/e/b'))\n"
            "print([(t, d, f) for t, d, f in os.walk('d')], os.stat('d/e/b').st_size)\n"
        ), "['é', 'two', 'three'] ['é\\n', 'two\\n', 'three']\nb'three' 12\né\nTW\n"
           "['e'] 13\n[('d', ['e'], []), ('d/e', [], ['b'])] 13\n")

    def test_file_errors(self):
        for code, wanted, message in [
            ("open('/etc/passwd')", "FileNotFoundError", "[Errno 2] No such file or directory: '/etc/passwd'"),
            ("open('../../etc/passwd')", "FileNotFoundError", None),
            ("import os; os.mkdir('d'); open('d', 'w')", "IsADirectoryError", "[Errno 21] Is a directory: 'd'"),
            ("open('f', 'w').close(); open('f/x', 'w')", "NotADirectoryError", None),
            ("open('f', 'x').close(); open('f', 'x')", "FileExistsError", None),
            ("import os; os.makedirs('d/e'); os.rmdir('d')", "OSError", "[Errno 39] Directory not empty: 'd'"),
            ("f = open('f', 'w'); f.close(); f.write('x')", "ValueError", None),
            ("open('f', 'q')", "ValueError", None),
            ("open('f', 'w').read()", "OSError", "not readable"),
            ("import os; os.listdir('nowhere')", "FileNotFoundError", None),
        ]:
            with self.subTest(code):
                found = self.exception(code, wanted)
                if message:
                    self.assertEqual(found.message, message)
        self.assertEqual(self.output("try: open('x')\nexcept OSError as e: print(e.errno)"), "2\n")

    def test_a_full_workspace(self):
        code = "f = open('f', 'w')\nf.write('x')"
        found = self.exception(code, "OSError", full=("quota", 1000))
        self.assertEqual(found.message, "[Errno 122] Disk quota exceeded")
        self.assertEqual(self.output(f"try:\n  {code}\nexcept OSError as e: print(e.errno)".replace("\nf.w", "\n  f.w"), full=("quota", 1000)), "122\n")
        self.exception(code, "MemoryError", full=("out-of-memory",))

    def test_every_error_number_has_a_text(self):
        code = "import errno, _host\nfor name in dir(errno):\n  n = getattr(errno, name)\n  if name[0] == 'E':\n    try: _host.os_error(n, 'x')\n    except (OSError, MemoryError) as e: print(name, e)"
        found = self.output(code)
        self.assertNotIn("Unknown error", found)
        self.assertIn("ENOENT [Errno 2] No such file or directory: 'x'\n", found)

    def test_no_file_stays_open_after_a_run(self):
        instance = self.instance(files={"f": b"x"})
        instance.run("for i in range(20): open('f').read()")
        self.assertEqual(instance.open_files, {})

    def test_nothing_of_a_system_is_there(self):
        self.assertEqual(self.value("import os; os.listdir('/')"), "[]")
        for name in ["system", "popen", "fork", "execv", "kill"]:
            self.exception(f"import os; os.{name}", "AttributeError")
        for module in ["subprocess", "socket", "ctypes", "ffi", "machine", "uctypes", "_thread", "signal"]:
            self.exception(f"import {module}", "ModuleNotFoundError")

    def test_import_from_the_workspace(self):
        files = {"mine.py": b"X = 1\ndef f(): return 1 / 0\n", "pack/__init__.py": b"", "pack/sub.py": b"Y = 2", "json.py": b"1/0", "os.py": b"1/0"}
        instance = self.instance(files=files)
        instance.workspace.entries["pack"] = None
        self.assertEqual(instance.run("import mine, os; from pack.sub import Y; mine.X, Y").value.repr, "(1, 2)")
        found = instance.run("mine.f()").payload
        self.assertEqual([(f.file, f.line) for f in found.frames], [("<code>", 1), ("mine.py", 2)])

    def test_frames_are_those_of_the_program(self):
        code = "def f():\n    return safe_http_get('http://h/')\nf()"
        found = self.exception(code, "PermissionError")
        self.assertEqual([(f.file, f.line, f.function) for f in found.frames], [("<code>", 3, "<module>"), ("<code>", 2, "f")])
        self.assertEqual(
            found.traceback,
            'Traceback (most recent call last):\n  File "<code>", line 3, in <module>\n  File "<code>", line 2, in f\nPermissionError: no rule allows it\n',
        )
        found = self.exception("import functools\nfunctools.reduce(lambda a, b: a / b, [1, 0])", "ZeroDivisionError")
        self.assertEqual([(f.file, f.line, f.function) for f in found.frames], [("<code>", 2, "<module>"), ("<code>", 2, "<lambda>")])

    def test_a_name_that_is_nearly_a_tool(self):
        tools = {name: lambda _: "0" for name in ["add", "look_up"]}
        for name, wanted in [("ad", "add"), ("addd", "add"), ("odd", "add"), ("lookup", "look_up"), ("look_pu", "look_up")]:
            with self.subTest(name):
                found = self.exception(f"{name}(a=1)", "NameError", tools=tools)
                self.assertEqual(found.message, f"name '{name}' is not defined. Did you mean: '{wanted}'?")
        for name in ["nothing", "a", "adding"]:
            with self.subTest(name):
                self.assertEqual(self.exception(name, "NameError", tools=tools).message, f"name '{name}' is not defined")

    def test_a_text_is_no_response(self):
        for name in ["status", "text", "json"]:
            found = self.exception(f"'x'.{name}", "AttributeError")
            self.assertEqual(found.message, f"'str' object has no attribute '{name}': safe_http_get(url) gives the text, safe_http.get(url) has .status, .headers, .text and .json()")
        self.assertEqual(self.exception("'x'.stats", "AttributeError").message, "'str' object has no attribute 'stats'")

    def test_tools(self):
        def add(arguments):
            """Adds."""
            given = json.loads(arguments)
            if set(given) != {"a", "b"}:
                return wc.Variant("invalid-arguments", "a and b")
            return json.dumps(given["a"] + given["b"])

        kinds = {
            "denied": lambda _: wc.Variant("denied", "no"),
            "failed": lambda _: wc.Variant("failed", "oh"),
            "budget": lambda _: wc.Variant("budget"),
        }
        tools = {"add": add, **kinds}
        self.assertEqual(self.value("tools.add(a=[1], b=['é'])", tools=tools), "[1, 'é']")
        self.assertEqual(self.value("[t.name for t in tools.list()], tools.add.description", tools=tools), "(['add', 'budget', 'denied', 'failed'], 'Adds.')")
        self.exception("tools.add(x=1)", "TypeError", tools=tools)
        self.assertEqual(self.exception("tools.nope()", "AttributeError", tools=tools).message, "no tool named 'nope'; there are: add, budget, denied, failed")
        self.assertEqual(self.exception("tools.nope", "AttributeError").message, "no tool named 'nope': there are no tools")
        self.assertEqual(self.exception("tools.add(1, 2)", "TypeError", tools=tools).message, "add() takes its arguments by name: add(name=value)")
        self.assertEqual(self.exception("tools.denied()", "PermissionError", tools=tools).message, "no")
        self.assertEqual(self.exception("tools.failed()", "ToolError", tools=tools).message, "oh")
        self.exception("tools.budget()", "ToolError", tools=tools)

    def test_a_tool_is_a_global_where_no_name_is_taken(self):
        tools = {name: lambda arguments: json.dumps(arguments) for name in ["add", "print", "len"]}
        self.assertEqual(self.value("add(a=1), len('ab')", tools=tools), "('{\"a\": 1}', 2)")
        self.assertEqual(self.value("def add(a): return a\nadd(2)", tools=tools), "2")
        self.assertEqual(self.value("def f():\n  def add(a): return a\n  return add(3)\nf()", tools=tools), "3")
        for settings in [{}, {"tools": tools}]:
            self.assertIn("nope", self.exception("nope()", "NameError", **settings).message)
        self.exception("add()", "NameError")
        self.exception("import sys; sys.modules.clear(); add()", "NameError")
        instance = self.instance(tools={})
        self.error("add()", "exception", instance)
        instance.tools = tools
        self.assertEqual(instance.run("add()").value.repr, "'{}'")

    def test_http(self):
        seen = []

        def answer(request):
            seen.append((request.method, request.url, request.headers, request.body))
            kind = request.url.rpartition("/")[2]
            if kind in ("timeout", "dns", "connect", "tls", "budget"):
                return wc.Variant(kind)
            if kind == "denied":
                return wc.Variant("denied", "not on the list")
            if kind == "too-large":
                return wc.Variant("too-large", 10)
            if kind == "protocol":
                return wc.Variant("protocol", "no HTTP")
            body = b"\xff\xc3\xa9" if kind == "bytes" else b'{"a": "\xc3\xa9"}'
            return host.record(status=404 if kind == "missing" else 200, headers=[("content-type", "text/plain"), ("x", "1"), ("x", "2")], body=body)

        url = "http://h/"
        self.assertEqual(self.output(f"print(safe_http_get('{url}'))", http=answer), '{"a": "é"}\n')
        self.assertEqual(self.value(f"r = safe_http.get('{url}', headers={{'A': 'b'}}); r.status, r.status_code, r.ok, r.json(), r.headers['X'], r.body[:1], r.headers.get('no')", http=answer),
                         "(200, 200, True, {'a': 'é'}, '1, 2', b'{', None)")
        self.assertEqual(seen[-1], ("GET", url, [("A", "b")], None))
        self.value(f"safe_http.post('{url}', json={{'k': [1]}}).text; 0", http=answer)
        self.assertEqual(seen[-1], ("POST", url, [("content-type", "application/json")], b'{"k": [1]}'))
        self.value(f"safe_http.post('{url}', data={{'k': 'a b&'}}); 0", http=answer)
        self.assertEqual(seen[-1][2:], ([("content-type", "application/x-www-form-urlencoded")], b"k=a+b%26"))
        self.value(f"safe_http.request('put', '{url}', data=b''); 0", http=answer)
        self.assertEqual(seen[-1][::3], ("PUT", b""))
        self.assertEqual(self.value(f"r = safe_http.get('{url}missing'); r.status, r.ok", http=answer), "(404, False)")
        self.assertEqual(self.value(f"safe_http.get('{url}bytes').text", http=answer), "'\\ufffdé'")
        for kind, wanted in [("denied", "PermissionError"), ("budget", "PermissionError"), ("timeout", "TimeoutError"), ("dns", "ConnectionError"),
                             ("connect", "ConnectionError"), ("tls", "ConnectionError"), ("too-large", "HTTPError"), ("protocol", "HTTPError")]:
            with self.subTest(kind):
                self.exception(f"safe_http.get('{url}{kind}')", wanted, http=answer)
                self.assertEqual(self.output(f"try: safe_http.get('{url}{kind}')\nexcept OSError: print('os')", http=answer), "os\n")


# Pieces of programs whose value is that of CPython.
SAME = """
[s[a:b:c] for s in ('abcdef', b'abcdef', (1, 2, 3, 4, 5, 6), [1, 2, 3, 4, 5, 6], 'aéß√😀z', '', 'é', ()) for a in (None, 0, 1, 3, -1, -3, 9, -9) for b in (None, 0, 2, -1, -2, 9, -9) for c in (None, 1, 2, -1, -2, 5, -7, 2**30 - 1, -2**30)]
[1, 2, 3][1::2**31 - 1], (1, 2)[1::2**31 - 1], 'ab'[::-2**31 + 1]
[(s.zfill(0), s.zfill(5), s.ljust(4), s.rjust(4, '*'), s.center(6, 'é'), s.center(5), s.ljust(-3)) for s in ('', '-5', '+5', 'abc', 'é', '12')]
b'ab'.zfill(4), b'ab'.ljust(4, b'.'), b'aB c'.title(), b'aB'.swapcase(), b'ab'.removeprefix(b'a')
[(s.title(), s.capitalize(), s.swapcase(), s.isalnum(), s.removeprefix('hel'), s.removesuffix('ld'), s.removesuffix(''), s.removeprefix(s)) for s in ('hello world', "they're 3x bill's", '', 'ABC def', 'x1y')]
[(n.bit_length(), n.bit_count()) for n in (0, 1, -1, 255, -256, 2**29, 2**30 - 1, 2**30, -2**30, 2**31, 2**32 - 1, 2**64, -2**100, 10**50)]
(1.5).is_integer(), (2.0).is_integer(), float('inf').is_integer(), float('nan').is_integer()
[list(i) + list(i) for i in [iter([1, 2, 3, 0, 4].pop, 3)]]
"""


class Same(Case):
    def test_values(self):
        for code in SAME.strip().splitlines():
            with self.subTest(code):
                self.assertEqual(self.value(code), repr(eval(code)))

    def test_refused(self):
        for code, wanted in [("'a'.ljust(3, 'ab')", "TypeError"), ("'a'.ljust(3, b'a')", "TypeError"), ("'a'.removeprefix(b'a')", "TypeError"), ("'a'[::0]", "ValueError"), ("(1,)[::0]", "ValueError"), ("'a'.ljust(2**30)", "MemoryError"), ("'a'.zfill(2**30)", "MemoryError"), ("'a'.center(2**30, '√')", "MemoryError"), ("from collections import deque; deque(maxlen=-1)", "ValueError"), ("from collections import deque; deque([], 2**29)", "MemoryError"), ("import math; math.isqrt(-1)", "ValueError"), ("import math; math.gcd(1.5)", "TypeError")]:
            with self.subTest(code):
                self.exception(code, wanted)


class Modules(Case):
    def test_there(self):
        for name in """json re math cmath random time collections struct binascii hashlib io sys heapq array errno os os.path
                       itertools functools datetime base64 string statistics operator copy contextlib bisect textwrap
                       traceback typing types secrets uuid urllib.parse gc builtins deflate""".split():
            with self.subTest(name):
                self.value(f"import {name}")

    def test_values(self):
        for code, wanted in [
            ("from collections import *; Counter('abca').most_common(1), namedtuple('P', 'x y')(1, 2).y, list(deque([1, 2], 2))", "([('a', 2)], 2, [1, 2])"),
            ("from collections import defaultdict; d = defaultdict(list); d['a'].append(1); d", "defaultdict(<class 'list'>, {'a': [1]})"),
            ("from itertools import *; list(islice(count(3), 0, 4, 2)), list(chain.from_iterable([[1], [2]])), list(combinations('abc', 2))[-1]", "([3, 5], [1, 2], ('b', 'c'))"),
            ("from functools import *; reduce(lambda a, b: a * b, [1, 2, 3, 4]), partial(pow, 2)(5), sorted([3, 1], key=cmp_to_key(lambda a, b: b - a))", "(24, 32, [3, 1])"),
            ("import hashlib, binascii; binascii.hexlify(hashlib.sha256(b'a').digest())[:8]", "b'ca978112'"),
            ("import hashlib; hashlib.md5(b'abc').hexdigest(), hashlib.sha1(b'abc').hexdigest(), hashlib.sha256(b'').hexdigest()[:8]",
             "('900150983cd24fb0d6963f7d28e17f72', 'a9993e364706816aba3e25717850c26c9cd0d89d', 'e3b0c442')"),
            ("import base64; base64.b64encode(b'\\xff\\xfe?'), base64.b64decode('//4/'), base64.urlsafe_b64encode(b'\\xff\\xfe?'), base64.b32encode(b'hi'), base64.b16decode('0AFF')",
             "(b'//4/', b'\\xff\\xfe?', b'__4_', b'NBUQ====', b'\\n\\xff')"),
            ("from datetime import *; str(datetime(2024, 2, 29, 12, 30) + timedelta(days=1, hours=12)), (date(2024, 3, 1) - date(2024, 2, 1)).days, date(2024, 1, 1).weekday()", "('2024-03-02 00:30:00', 29, 0)"),
            ("from datetime import *; datetime.fromisoformat('2024-01-02T03:04:05+02:00').isoformat(), datetime(2024, 1, 2, tzinfo=timezone.utc).timestamp(), datetime.strptime('01/02/24', '%d/%m/%y').date().isoformat()",
             "('2024-01-02T03:04:05+02:00', 1704153600.0, '2024-02-01')"),
            ("import statistics as s; s.mean([1, 2, 3, 4]), s.median([3, 1, 2]), round(s.stdev([1, 2, 3, 4]), 4), s.mode('aab')", "(2.5, 2, 1.291, 'a')"),
            ("import copy; a = [1, {'b': [2]}]; b = copy.deepcopy(a); b[1]['b'].append(3); a, b", "([1, {'b': [2]}], [1, {'b': [2, 3]}])"),
            ("import string; string.ascii_lowercase[:3], string.capwords('a bc'), string.Template('$a ${b}').substitute(a=1, b=2)", "('abc', 'A Bc', '1 2')"),
            ("from contextlib import *\n@contextmanager\ndef c(x):\n  yield x + 1\nwith c(1) as v, suppress(ValueError): raise ValueError\nv", "2"),
            ("import bisect; a = [1, 3]; bisect.insort(a, 2); a, bisect.bisect_left(a, 3)", "([1, 2, 3], 2)"),
            ("import textwrap; textwrap.dedent('  a\\n  b'), textwrap.wrap('aa bb cc', 5)", "('a\\nb', ['aa bb', 'cc'])"),
            ("import operator as o; o.itemgetter(1)([1, 2]), o.attrgetter('real')(3) if hasattr(3, 'real') else 3, o.add(1, 2)", "(2, 3, 3)"),
            ("from urllib.parse import *; quote('a b/é'), urlencode({'a': 'x y'}), urlparse('http://h:1/p?q=1#f').netloc, unquote('%C3%A9')", "('a%20b/%C3%A9', 'a=x+y', 'h:1', 'é')"),
            ("import random; random.seed(3); x = random.sample(range(100), 5); random.seed(3); x == random.sample(range(100), 5), len(set(x))", "(True, 5)"),
            ("import re; re.sub('(.)b', lambda m: m.group(1).upper(), 'abcb'), re.match('(a)(b)', 'ab').groups()", "('AC', ('a', 'b'))"),
            ("import json; json.loads('[1, {\"a\": null}]'), json.dumps({'a': (1, None)})", "([1, {'a': None}], '{\"a\": [1, null]}')"),
            ("import re; re.findall('a', 'banana'), re.findall('([a-z])([0-9])?', 'a1b'), re.findall('(b).', 'bab'), re.findall(b'.', b'ab'), re.compile('x').findall('a')", "(['a', 'a', 'a'], [('a', '1'), ('b', '')], ['b'], [b'a', b'b'], [])"),
            ("import re; [(m.group(), m.span(), m[1], m.groups('-'), m.start(1)) for m in re.finditer('(.)b(c)?', 'abxbc')]", "[('ab', (0, 2), 'a', ('a', '-'), 0), ('xbc', (2, 5), 'x', ('x', 'c'), 2)]"),
            ("import re; re.split(', *', 'a, b,c'), re.split(',', 'a,b,c', 1), re.fullmatch('a|ab', 'ab').group(0), re.fullmatch('a', 'ab'), re.sub('a', 'x', 'aa', 1), re.escape('a.b'), re.compile('a').pattern", "(['a', 'b', 'c'], ['a', 'b,c'], 'ab', None, 'xa', 'a\\\\.b', 'a')"),
            ("import re; p = re.compile('(a)'); re.match(p, 'ab').group(1), re.search(p, 'ba').start(), re.sub(p, lambda m: m.group(1).upper(), 'ba'), p.sub('<\\\\1>', 'ba')", "('a', 1, 'bA', 'b<a>')"),
            ("import json; json.dumps({'b': [1, {}], 'a': (), 'c': 'é'}, indent=2, sort_keys=True)", repr('{\n  "a": [],\n  "b": [\n    1,\n    {}\n  ],\n  "c": "\\u00e9"\n}')),
            ("import json; json.dumps([1, {'a': 2}], separators=(',', ':')), json.dumps({2: 1, 1: None}, sort_keys=True), json.dumps([{1}], default=list)", "('[1,{\"a\":2}]', '{\"1\": null, \"2\": 1}', '[[1]]')"),
            ("from heapq import *; nsmallest(2, [3, 1, 2]), nlargest(1, [3, 1, 2], key=lambda x: -x), list(merge([1, 4], [], [2])), heappushpop([2, 3], 1)", "([1, 2], [1], [1, 2, 4], 1)"),
            ("from heapq import *; import itertools; list(itertools.islice(merge(itertools.count(1), [2]), 4)), list(merge('ca', 'b', reverse=True)), list(merge(['a'], ['B'], ['A'], key=str.lower))", "([1, 2, 2, 3], ['c', 'b', 'a'], ['a', 'A', 'B'])"),
            ("import math; math.gcd(), math.gcd(12, -18), math.lcm(4, 6), math.lcm(0, 3), math.isqrt(10**40 - 1), math.comb(40, 20), math.perm(5, 2), math.prod([2, 3], start=2), math.hypot(3, 4), math.dist([0, 0], (3, 4)), math.floor(2.5)", "(0, 6, 12, 0, 99999999999999999999, 137846528820, 20, 12, 5.0, 5.0, 2)"),
            ("import math; all(math.isqrt(n * n) == n and math.isqrt(n * n - 1) == n - 1 for n in range(1, 300))", "True"),
            ("import re; kept = []; x = re.sub('(.)(x)?', lambda m: kept.append(m) or m.group().upper() + '\\\\1', 'abxc'); x, [(m.group(), m[1], m.group(1, 2), m.groups('-'), m.span()) for m in kept], kept[1]",
             "('A\\\\1BX\\\\1C\\\\1', [('a', 'a', ('a', None), ('a', '-'), (0, 1)), ('bx', 'b', ('b', 'x'), ('b', 'x'), (1, 3)), ('c', 'c', ('c', None), ('c', '-'), (3, 4))], <re.Match object; span=(1, 3), match='bx'>)"),
            ("import re; re.sub('x*', '-', 'abxd'), re.sub('', '-', 'é'), re.sub('a', 'b\\0c', 'xax') == 'xb\\0cx', re.findall('x*', 'axb'), re.split('', 'é1'), re.split('(,)( )?', 'a, b,c'), [m.span() for m in re.finditer('', 'ab')]",
             "('-a-b--d-', '-é-', True, ['', 'x', '', ''], ['', 'é', '1', ''], ['a', ',', ' ', 'b', ',', None, 'c'], [(0, 0), (1, 1), (2, 2)])"),
            ("from collections import deque; d = deque(); d.extend(range(20)); d.appendleft(-1); x = d.popleft(), d.pop(), len(d); d.rotate(2); d.extend(d); y = len(d), d[0], d[-1]; d.clear(); d.extendleft('ab'); x, y, d, deque('abc', maxlen=2), deque(maxlen=1)",
             "((-1, 19, 19), (38, 17, 16), deque(['b', 'a']), deque(['b', 'c']), deque([]))"),
            ("from collections import deque; d = deque()\nfor i in range(1000): d.append(i); d.append(-i); d.popleft()\nlen(d), d[0], sum(d)", "(1000, 500, 0)"),
            ("import re; re.fullmatch(b'a|b', b'b').group(0), re.escape(b'a+'), re.escape('é_1')", "(b'b', b'a\\\\+', 'é_1')"),
            ("import traceback\ntry: 1 / 0\nexcept Exception as e: t = traceback.format_exc()\nt.split('\\n')[-2]", "'ZeroDivisionError: division by zero'"),
        ]:
            with self.subTest(code):
                self.assertEqual(self.value(code), wanted)


class Dicts(Case):
    """Look-ups take no longer in larger ones (edits_dicts.py): each of these would
    take minutes otherwise."""

    def test_keys_of_every_kind(self):
        for keys in ["str(i)", "'k%d' % i", "(i % 300, i // 300)", "i + 0.25", "i / 7 + 0.01", "i * 16", "(str(i), i)", "'x' * 50 + str(i)", "bytes(str(i), 'utf-8')", "i << 40"]:
            with self.subTest(keys):
                code = (
                    f"n = 20000\nd = {{}}\ns = set()\nfor i in range(n):\n  d[{keys}] = i\n  s.add({keys})\n"
                    f"a = len(d), len(s), all(d[{keys}] == i and {keys} in s for i in range(n))\n"
                    f"for i in range(0, n, 2):\n  del d[{keys}]\n  s.discard({keys})\n"
                    f"for i in range(n): assert ({keys} in d) == ({keys} in s) == (i % 2 == 1)\n"
                    "a, len(d), len(s)"
                )
                self.assertEqual(self.value(code), "((20000, 20000, True), 10000, 10000)")

    def test_a_queue_of_keys(self):
        code = "d = {}\ns = set()\nfor i in range(60000):\n  d[str(i)] = i\n  s.add(str(i))\n  if i >= 500:\n    del d[str(i - 500)]\n    s.remove(str(i - 500))\nlen(d), len(s), sorted(d.values()) == list(range(59500, 60000))"
        self.assertEqual(self.value(code), "(500, 500, True)")

    def test_equal_keys_are_one(self):
        code = "all(len({k * s: 0, float(k * s): 1}) == 1 and hash(k * s) == hash(float(k * s)) for k in (0, 1, 2, 3, 2**29, 2**30) for s in (1, -1))"
        self.assertEqual(self.value(code), "True")
        names = "x = 'app' + 'end'\nd = {'append': 1}\n"
        self.assertEqual(self.value(names + "d[x], d[''.join(['a', 'ppend'])], len({x, 'append'}), {1: 'a'}[True]"), "(1, 1, 1, 'a')")

    def test_it_grows_by_text_and_by_bytes_in_linear_time(self):
        self.assertEqual(self.value("import io\ns = io.StringIO()\nfor i in range(20000): s.write('x' * 500)\nlen(s.getvalue())"), "10000000")
        self.assertEqual(self.value("b = bytearray()\nfor i in range(1000000): b.append(1)\nlen(b)"), "1000000")
        self.assertEqual(self.value("import json\nlen(json.dumps(list(range(300000))))"), "2288890")


class Ranges(Case):
    def test_of_any_size_or_an_overflow(self):
        for code, wanted in [
            ("len(range(2**30 - 1)), range(2**30 - 1)[-1]", "(1073741823, 1073741822)"),
            ("len(range(-2**30, 2**30 - 2))", "2147483646"),
            ("len(range(2**30 - 1, -2**30, -1)), len(range(10, 0)), len(range(0, 10, 2**29))", "(2147483647, 0, 1)"),
            ("list(range(2**30 - 4, 2**30 - 1, 2)), list(range(-2**30, -2**30 + 2))", "([1073741820, 1073741822], [-1073741824, -1073741823])"),
            ("n = 0\nfor i in range(10**12, 10**12 + 3): n += i\nn", "3000000000003"),
        ]:
            with self.subTest(code):
                self.assertEqual(self.value(code), wanted)
        for code in ["sum(range(10**12))", "len(range(10**12))", "range(2**30)", "range(0, 1, 2**40)", "list(range(-2**31, 2**31))"]:
            with self.subTest(code):
                self.exception(code, "OverflowError")

    def test_long_work_on_numbers_can_be_stopped(self):
        for code in ["len(str(10**100000))", "sum(range(2**30 - 1))", "int('9' * 200000)", "10 ** 10**8"]:
            with self.subTest(code):
                try:
                    self.instance().run(code, timeout=0.3)
                except host.Timeout:
                    pass


class Integers(Case):
    """Those of up to 62 bits take paths of their own (edits_speed.py)."""

    def test_around_every_bound(self):
        bounds = sorted({s * ((1 << n) + d) for n in (0, 1, 15, 29, 30, 31, 32, 46, 61, 62, 63, 64, 80) for d in (-1, 0, 1) for s in (1, -1)})
        code = (
            f"v = {bounds!r}\nout = []\nfor a in v:\n  for b in v:\n"
            "    out.append((a + b, a - b, a * b, a & b, a | b, a ^ b, a < b, a <= b, a > b, a == b, a != b))\n"
            "    if b: out.append((a // b, a % b, divmod(a, b)))\n"
            "  out.append((-a, ~a, abs(a), hash(a) == hash(a + 0), a >> 5, a >> 70, a << 3, str(a)))\n"
            "import hashlib\nhashlib.sha256(repr(out).encode()).digest().hex()"
        )
        scope = {}
        body, _, last = code.rpartition("\n")
        exec(body, scope)
        self.assertEqual(self.value(code), repr(eval(last, scope)))


# Values are those of CPython: texts of floats, what they are read from, formats.
NUMBERS = """
0.1 + 0.2, 0.57, 1e16, 1e15, 123456789012345680.0, 1e-5, 0.0001, 1.0, -0.0, 5e-324, 1.7976931348623157e308, 2 / 3, 1e22, 1.5e300, [i / 100 for i in range(1000)]
[float('inf'), -float('inf'), float('nan'), str(1e100), repr(-1e-7), complex(1, 2), 1j, complex(0.1, -0.3), complex(-0.0, 1)]
'%.2f %.0f %e %g %G %10.3f|%-10.2f|%+.1f %05.1f' % (2.675, 2.5, 12345.678, 1e-10, 1e20, 3.14159, 2.5, 1.0, 1.5)
f'{1234567.891:,.2f} {1234567:,} {1234567:_} {255:_b} {0xffffff:#_x} {1234567:012,} {1234.5:012,.2f} {-1234567:,d} {1234567.0:,} {0.5:.0%} {-1234.5:+_.1f}'
f'{1/3:.3} {123.0:.3} {12.0:.3} {1e10:g} {1.5:10}| {1.5:<10}| {float("inf"):010}| {1:.2f} {1e300:.2f} {1.5:*^9} {-1.5:=9}'
'{:.3f} {:g} {:g} {:.10g} {:e} {:.0e} {:#.0f} {:.100f}'.format(0.0005, 100000.0, 1000000.0, 0.1, 0.0, 15000.0, 3.0, 0.1), '%#g' % 1.0
[round(x, n) for x in (2.675, 1.005, 0.5, 1.5, 2.5, 1234.567, 15.0, 25.0, -2.675, 1e300, 5e-324) for n in (0, 1, 2, -1, -2, 400, -400)]
float('1_0.5'), float('  12e3 '), float('.5'), float('5.'), 1_000.5, 1e400, float('9007199254740993'), 8.41, 9.3e-5, 0.1e-6, 123456789.123456789
[float(s * n) for s in (1, -1) for n in (10**22 + 1, 2**64 + 2**11, 2**64 + 2**11 + 1, 2**100 + 1, 2**53 + 1, 2**53 + 3, 2**1023 * 3 // 2, 10**300)]
[1e15 + 0.3, 2.0**47 + 0.125, 2.0**43 + 0.0625, 1048576 + 2.0**-11] + [n + k / 2048 for n in (2**20, 2**31 + 7, 2**42) for k in range(0, 2048, 37)]
[a / b for a in (10**25, 2**100 + 1, -10**40, 3, 2**53 + 1, 1) for b in (10**5, 3, -7, 2**80 + 1, 10**390, 10**25)], 10**400 / 10**390, 10**400 > 1.5, 1.5 < 10**400, 1.5 == 10**400, -10**400 < 0.0, float(2**1023), 10**308 * 1.0
pow(3, -1, 7), pow(5, 3, -7), pow(5, 0, 1), pow(2, 100, 10**9 + 7), pow(-3, -1, 7), pow(3, -2, -7), pow(0, 0, 5), pow(7, -5, 10**40 + 1)
'{:c}{:>5}{:5}|{:.2}|'.format(233, 'é', 'é', 'éàü'), '%5s|%-5s|%.2s|%c|%c' % ('é', 'é', 'éàü', 'é', 233), f'{"√":^5}|{"é":é<3}' if 0 else f'{"√":^5}|'
__import__('json').dumps([0.1, 1e100, float('nan'), float('inf'), -float('inf')]), __import__('json').loads('[0.1, 1e5, 123456789.123456789, -0.57, 1E400]')
"""


class Numbers(Case):
    def test_values(self):
        for code in NUMBERS.strip().splitlines():
            with self.subTest(code):
                self.assertEqual(self.value(code), repr(eval(code)))

    def test_every_float_comes_back(self):
        code = (
            "import struct\nx = 88172645463325252\nout = []\nfor i in range(3000):\n"
            "    x ^= x << 13 & 0xffffffffffffffff\n    x ^= x >> 7\n    x ^= x << 17 & 0xffffffffffffffff\n"
            "    f = struct.unpack('d', struct.pack('Q', x))[0]\n    assert f != f or float(repr(f)) == f\n    out.append((repr(f), '%.5g' % f, '{:.3e}'.format(f)))\n"
            "import hashlib\nhashlib.sha256(repr(out).encode()).digest().hex()"
        )
        scope = {}
        body, _, last = code.rpartition("\n")
        exec(body, scope)
        self.assertEqual(self.value(code), repr(eval(last, scope)))

    def test_inputs_and_values(self):
        answer = self.instance(inputs={"x": "0.57", "y": "[9007199254740993.0, 8.41]"}).run("[x, y, 0.1 + 0.2]")
        self.assertEqual((answer.value.repr, answer.value.json), ("[0.57, [9007199254740992.0, 8.41], 0.30000000000000004]",) * 2)

    def test_refused(self):
        for code, wanted in [
            ("pow(5, 3, 0)", "ValueError"), ("pow(2, -1, 4)", "ValueError"), ("pow(0, -1, 7)", "ValueError"), ("pow(2**70, 2**70, 0)", "ValueError"),
            ("f'{\"a\":,}'", "ValueError"), ("f'{1.5:d}'", "ValueError"), ("f'{1:,c}'", "ValueError"), ("f'{255:,x}'", "ValueError"),
            ("f'{1:99999999999}'", "ValueError"), ("'%.70000f' % 1.0", "ValueError"), ("'%c' % 0x110000", "OverflowError"), ("b'%c' % 256", "OverflowError"),
            ("float('1__0')", "ValueError"), ("float('1_')", "ValueError"), ("float('1e')", "ValueError"), ("float('.')", "ValueError"), ("float('_1')", "ValueError"), ("float('1._5')", "ValueError"),
            ("f'{1.5:2000000000}'", "MemoryError"),
            ("float(10**400)", "OverflowError"), ("10**400 / 3", "OverflowError"), ("10**400 * 1.5", "OverflowError"),
        ]:
            with self.subTest(code):
                self.exception(code, wanted)


# Programs that print what CPython prints.
PRINTS = [
    # The order of insertion.
    "d = {}\nfor i in range(300): d['k%d' % i] = i\ndel d['k3']; d['z'] = 1; d['k3'] = 2\nprint(list(d)[:5], list(d)[-3:], d.popitem(), len(d), list(d.items())[0], next(iter(d)))",
    "d = {3: 1, 1: 2, 'b': 3, (1, 2): 4, 1.5: 5, None: 6, True: 7}\nprint(d, d[1.0], d[True], {1: 'a'}[True], {1.0: 2}[1], len(d.keys()), len(d.values()), len(d.items()), bool({}.keys()))",
    "d = dict.fromkeys('hello'); e = d.copy(); e['x'] = 1; f = dict(e); f.pop('e'); f['e'] = 0\nprint(d, e, f, d == dict.fromkeys('olleh'), list(e.values()))",
    "d = {}\nfor i in range(1000): d[i] = i\nfor i in range(990): del d[i]\nfor i in range(5): d[i] = -i\nprint(d, [d.popitem() for _ in range(3)], d)",
    "def f(**k): return k\nprint(f(b=1, a=2, c=3), f(**{'z': 1, 'y': 2}))\nclass A: pass\na = A(); a.x = 1; a.a = 2; print(a.__dict__)",
    "import json\nprint(json.loads('{\"b\": 1, \"a\": {\"d\": 1, \"c\": 2}}'), json.dumps({'b': 1, 'a': [1.5]}))",
    # sort.
    "print(sorted([(1, 'b'), (0, 'a'), (1, 'a')], key=lambda t: t[0]), sorted([3, 1, 2], reverse=True), sorted([(1, 'b'), (0, 'a'), (1, 'a')], key=lambda t: t[0], reverse=True), sorted([]), sorted([1]))",
    "x = 1\na = []\nfor i in range(3000):\n  x = x * 1103515245 + 12345 & 0x7fffffff\n  a.append((x % 50, i))\nb = sorted(a, key=lambda t: t[0]); c = sorted(a, key=lambda t: -t[0], reverse=True)\nprint(b == sorted(a), b == c, hash(b[17]) != 0, b[:40])",
    "n = 0\nclass K:\n  def __init__(self, v): self.v = v\n  def __lt__(self, o):\n    global n\n    n += 1\n    return self.v < o.v\nfor a in [list(range(4000)), list(range(4000, 0, -1)), [7] * 4000]:\n  n = 0\n  sorted([K(v) for v in a])\n  print(n < 60000)",
    "a = [3, 'x', 1]\ntry: a.sort()\nexcept TypeError: print(a)\ndef key(v): raise ValueError(v)\ntry: a.sort(key=key)\nexcept ValueError as e: print(a, e)",
    "a = [3, 1, 2]\ndef key(v): a.append(v); return v\ntry: a.sort(key=key)\nexcept ValueError as e: print(e)\nprint(a)",
    # JSON.
    "import json\nprint(json.loads('{\"a\": \"\\\\ud83d\\\\ude00\", \"b\": [1, 2.5e3, -0, null, true, {}, []], \"c\": {\"d\": {}}}'), json.loads(' \"x\\\\n\\\\u00e9\\\\/\" '), json.loads(b'[NaN, -Infinity, 1e400]'))",
    "import json\nfor bad in ['{\"a\":1,}', '[1,]', '[1 2]', '{\"a\" 1}', '{a:1}', '01', '1.', '\"\\\\x\"', '\"a', 'nul', '[', ']', '', '1 2', '{\"a\":1 \"b\":2}', '\"\\t\"', '-', '[1}', '+1', '.5', '{1:2}', '[,1]', '\"\\\\u12g4\"', '{\"a\":}', '1e', '--1', 'tru', \"['a']\"]:\n  try: print('taken:', bad, json.loads(bad))\n  except ValueError: pass",
    "import json\ntry: json.loads('{\"a\": nope}')\nexcept ValueError as e: print(e)\ntry: json.loads('[1,\\n 2 3]')\nexcept json.JSONDecodeError as e: print(e)",
    # What goes to standard output is what the program prints.
    "try:\n  try: 1 / 0\n  except ZeroDivisionError as z: raise ValueError('x') from z\nexcept ValueError as v: print('ok', v)\nprint(b'a' == 'a')",
    "print(isinstance(True, int), issubclass(bool, int), isinstance(1, bool), isinstance(False, (str, int)))",
    "print('é'.encode('latin-1'), 'aé√'.encode('ascii', 'replace'), 'aé√'.encode('ascii', errors='ignore'), b'\\xe9'.decode('latin-1'), b'a\\xff\\xe2\\x82b\\xed\\xa0\\x80'.decode('utf-8', 'replace'), b'a\\xff'.decode(errors='ignore'), str(b'\\xc3\\xa9', 'utf8'), bytes('é', 'utf-8'), bytearray('é', 'latin1'), 'x'.encode(encoding='UTF_8'))",
    "for act in [lambda: 'x'.encode('foo'), lambda: b'x'.decode('foo'), lambda: 'é'.encode('ascii'), lambda: b'\\xff'.decode(), lambda: 'é'.encode('ascii', 'nope'), lambda: str(b'\\xff', 'ascii'), lambda: b'a' + 'a', lambda: 'a' in b'a', lambda: b'a' < 'a']:\n  try: print('taken', act())\n  except Exception as e: print(type(e).__name__)",
    "from abc import ABC, abstractmethod\nclass A(ABC):\n  @abstractmethod\n  def f(self): ...\n  @property\n  @abstractmethod\n  def p(self): ...\n  @classmethod\n  @abstractmethod\n  def c(cls): ...\nclass B(A):\n  def f(self): return 1\nclass C(B):\n  def __init__(self, x): self.x = x\n  @property\n  def p(self): return 5\n  @classmethod\n  def c(cls): return cls.__name__\nfor k in (A, B):\n  try: k(); print('made')\n  except TypeError as t: print(k.__name__ in str(t), \"'f'\" in str(t) or 'f,' in str(t))\nc = C(3); print(c.f(), c.p, c.x, c.c(), isinstance(c, ABC))\nclass D(ABC): pass\nD()\nclass E:\n  @abstractmethod\n  def f(self): pass\nE()",
    "try:\n  class E: x = 1 / 0\nexcept ZeroDivisionError: pass\ny = 5\nprint(globals()['y'])",
    "class A: pass\nfor act in [lambda: A(1), lambda: A(x=1)]:\n  try: act(); print('made')\n  except TypeError as e: print(e)",
    "print('a,b,c'.split(sep=','), 'a,b,c'.split(',', maxsplit=1), ' a b '.split(), ' a b  c'.split(maxsplit=1), 'a b c'.rsplit(' ', maxsplit=1))",
    "from collections import deque\nprint(deque([1, 2]) == deque((1, 2)), deque([1]) != deque([2]), deque([1]) == [1], {'a': 1}.items() == {'a': 1}.items(), {1: 2, 3: 4}.keys() == {3: 0, 1: 0}.keys(), {1: 2}.items() == {1: 3}.items())",
    "import json\nprint(json.dumps({'é': 'a😀\\n'}), json.dumps(['é'], ensure_ascii=False), json.dumps(['é√'], indent=1), json.loads(json.dumps('😀é')))",
    "import struct, array\nfor act in [lambda: struct.pack('B', 256), lambda: struct.pack('<h', 2**15), lambda: struct.pack('>I', -1), lambda: struct.pack('q', 2**63), lambda: struct.pack('Q', -1), lambda: bytearray([300]), lambda: array.array('b', [128]), lambda: array.array('H', [-1]), lambda: array.array('Q', [2**64])]:\n  try: print('taken', act())\n  except (ValueError, OverflowError, struct.error if hasattr(struct, 'error') else ValueError): pass\nprint(struct.pack('bBhHiIqQ', -128, 255, -2**15, 65535, -2**31, 2**32 - 1, -2**63, 2**64 - 1), struct.unpack('qQ', struct.pack('qQ', -2**63, 2**64 - 1)), bytearray([0, 255]), array.array('q', [-2**63])[0])",
    "class A:\n  def f(self): return 'A'\nclass B(A): pass\nclass C(A): pass\nclass D(B, C): pass\nclass M:\n  def g(self): return 'M'\nclass N(M): pass\nclass E(B, N):\n  def f(self): return 'E' + super().f()\nprint(D().f(), E().f(), E().g(), isinstance(E(), M))\nfrom abc import ABC, abstractmethod\nclass P(ABC):\n  @abstractmethod\n  def p(self): pass\nclass Q(ABC):\n  @abstractmethod\n  def q(self): pass\nclass R(P, Q):\n  def p(self): return 1\n  def q(self): return 2\nprint(R().p(), R().q())",
    "import json\nclass A: pass\nclass D(dict):\n  def __repr__(s): return 'D'\nclass L(list): pass\nfor x in [{1, 2}, object(), {(1, 2): 3}, b'x', [A()], {'a': print}, {b'k': 1}, 1j, range(3), {'a': 1}.keys()]:\n  try: print('taken', json.dumps(x))\n  except TypeError as e: print('TypeError')\nprint(json.dumps(D(a=1)), json.dumps([L([1, D()])]), json.dumps({1: 2, None: 3, True: 4, 1.5: 5}))",
    "from collections import Counter, defaultdict\nprint(Counter('aab') + Counter('b'), str(Counter('a')), defaultdict(int, a=1))\nclass S(str):\n  def __repr__(s): return 'R'\nclass I(int):\n  def __repr__(s): return 'I'\nclass E(Exception):\n  def __repr__(s): return 'E'\nprint(S('x'), I(5), E('m'), [S('x'), I(5), E('m')])",
    "print('h' < 'é', 'é' > 'z', sorted(['é', 'z', 'a', '√', '😀']), b'a' < b'\\xff', max('aé'), ['é'] > ['z'])",
    "d = {'a': 1, 'b': 2}; s = {1, 2}\nfor act in ['for k in d: d[k + 1 if 0 else k + k] = 1', 'for k in d.items(): d.pop(k[0])', 'for k in s: s.add(k + 10)', 'for k in s: s.discard(k)', 'for k in list(d): d[k * 3] = 0', 'for k in d: d[k] = 5']:\n  try: exec(act); print('done', len(d))\n  except RuntimeError as e: print(e)",
    "print(10**18 + 1 == 1e18, 2**53 + 1 == float(2**53 + 1), 2**53 + 1 > 2.0**53, 2.0**53 < 2**53 + 1, 2**70 >= 2.0**70, 2**70 <= float('inf'), -2**70 < float('-inf'), 2**70 == float('nan'), 2**60 < 2.0**60 + 2**8, 2**40 + 1 < 2**40 + 1.5, 2**40 + 1 >= 2**40 + 0.5, 2**40 == 2**40 + 0.5, 1e30 != 10**30, 10**400 > 1e308)",
    "for act in [lambda: 10.0 ** 400, lambda: 2 ** 1024.0, lambda: (-10.0) ** 401]:\n  try: print('taken', act())\n  except OverflowError: print('OverflowError')\nprint(float('inf') ** 2, 2.0 ** float('inf'), 0.5 ** 2000)",
    "import os\ntry: os.stat('nope')\nexcept OSError as o: print(o, o.errno, o.strerror, o.filename)\nprint(OSError(28, 'custom'), str(OSError('x')), repr(ValueError('x')), repr(ValueError(1, 2)), repr(KeyError()))",
    "try: import numpy_of_nobody\nexcept ModuleNotFoundError as m: print(type(m).__name__, m, isinstance(m, ImportError))",
]

# Pieces of programs that import re, with CPython's value.
PATTERNS = r"""
re.findall(r'\d{4}-\d{2}', '2024-01 x 99-1 1999-123'), re.findall('a{2,3}', 'aaaaaaa a aa'), re.findall('a{,2}b', 'aaab b'), re.findall('(ab){2}', 'ababab'), re.findall('a{2}?', 'aaaa'), re.findall('a{1,3}?', 'aaaa'), re.sub('x{0}', '-', 'ab'), re.findall('a{x}', 'a{x}'), re.findall('a{}', 'a{}'), re.findall('(?:ab|c){2,}', 'abcabx ccc'), re.findall('[a-c]{1,64}', 'abcabcabx'), re.findall('é{2}', 'éé é')
re.findall(r'\bfoo\b', 'foo food a foo.'), re.findall(r'\Boo', 'foo oo'), re.search(r'\Aab', 'xab'), re.search(r'\Aab', 'abx').span(), re.search(r'a\Z', 'a\n'), re.search('a$', 'a\n').span(), re.search('a$', 'a\nb'), re.findall(r'(\w)\1', 'aabbcd11'), re.sub(r'(\w+) \1', r'<\1>', 'the the cat')
re.findall('.', 'é√a\n😀'), re.findall(b'.', b'\xc3\xa9'), re.findall('[^a]', 'éa√'), re.findall(r'\W', 'é!') if 0 else 1, re.findall('é+', 'ééxé'), re.search('√', 'aé√').start(), re.split('é', 'aébéc'), re.sub('é*', '-', 'aéb'), re.findall('x\\xe9', 'xé')
re.findall(r'[\d.]+', '1.5 2'), re.findall(r'[^\s,]+', 'a, b\tc'), re.findall(r'[\]\-a]', '-]ab'), re.findall('[]a]', ']a['), re.findall('[a-]', 'a-b'), re.findall(r'[\n\t]', 'a\nb\t'), re.findall(r'\n', 'a\nb'), re.findall(r'\.\*\\', r'.*\\'), re.findall('[.*+?]', '.*a+'), re.findall(r'[\w-]+', 'a-b c_d!')
re.match('a|ab', 'ab').group(), re.match('(a|ab)(c|bcd)(d*)', 'abcd').groups(), re.match('(a*)*', 'b').groups() if 0 else 1, re.match('(a+|b)*', 'ab').groups(), re.match('a??b', 'ab').span(), re.match('a*?b', 'aab').span(), re.findall('<.+?>', '<a><b>'), re.findall('<.+>', '<a><b>'), re.findall('a|b|c|', 'abxc'), re.match('(?:x)?y', 'y').span()
re.findall(r'[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}', 'x a.b@c.org, d@e.co.uk;'), re.findall(r'https?://[^\s]+', 'see http://a.b/c and https://d'), re.sub(r'\s+', ' ', 'a  b\n\tc'), re.split(r'[;,]\s*', 'a, b;c'), re.findall(r'(\w+)=(\d+)', 'a=1 b=22'), re.sub(r'(?:(\d)(\d))', r'\2\1', '12 34')
re.findall(r'\w+', 'été à 1б_中 x—y'), re.sub(r'\W', '', 'a é!中'), re.findall(r'\b\w', 'éa bé'), re.split(r'\s+', 'a\u2003b c'), re.findall(r'[\w]', '√é'), re.findall('b??', 'ab'), re.findall('x*?', 'xx'), re.sub('a??', '-', 'ba'), re.findall('(?:x*b*)+', 'xx1a'), re.match('((b*?)*?bx)b', 'bbxb').span(), re.match('(a*)*b', 'aab').groups(), re.match('(a*)+', 'b').groups(), re.match('(|a)+', 'aa').span()
len(re.findall('a', 'a' * 100000)), re.match('.*b', 'a' * 100000), re.search('b', 'a' * 100000 + 'b').start(), re.match('(?:.)*', 'a' * 500).end(), re.sub('x', '', 'x' * 50000), len(re.split(',', ',' * 20000)), re.fullmatch('a*', 'a\n'), re.fullmatch('a|ab', 'ab').span(), re.match('[ab]*c', 'ab' * 5000 + 'c').end()
"""


# Errors with the words of CPython.
MESSAGES = """
1 / 0
1.5 % 0 if 0 else 1 / 0
nope
[1][5]
'a'[3]
(1,)[2]
{}['k']
{}[1]
[].x
f.x
math.x
f()
f(1)
f(1, z=2)
f(1, a=2)
f(b=2)
h(1, 2)
g()
1 + 'a'
'a' + 1
[1] + (2,)
1 < 'a'
-'a'
len(5)
hash([])
{[]: 1}
(5)()
[x for x in 5]
1 in 5
int('abc')
float('abc')
range('a')
[1].remove(2)
','.join([1])
[].pop()
{}.popitem()
next(5)
5[0]
math.sqrt('a')
import foo_of_nobody.bar
import math; math.floor('a') if 0 else [1, 2]['a']
a, b, c = 1, 2
a, *b, c = 1,
x = None; x.y = 1
x = 5; x[0] = 1
x = 5; del x[0]
raise 5
assert 1 == 2, 'm'
"""


class Silent(Case):
    def test_prints(self):
        for code in PRINTS:
            with self.subTest(code):
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(code, {"__name__": "__main__"})
                self.assertEqual(self.output(code), out.getvalue())

    def test_messages(self):
        start = "import math\ndef f(a, b, c=1): pass\ndef g(*, k): pass\ndef h(a): pass\n"
        for code in MESSAGES.strip().splitlines():
            with self.subTest(code):
                try:
                    exec(start + code, {})
                except Exception as error:
                    kind, message = type(error).__name__, str(error)
                self.assertEqual(self.exception(start + code, kind).message, message)

    def test_patterns(self):
        for code in PATTERNS.strip().splitlines():
            with self.subTest(code):
                self.assertEqual(self.value("import re\n" + code), repr(eval(code, {"re": re})))

    def test_patterns_that_are_refused(self):
        for pattern, named in [("(?P<a>x)", "(?P"), ("(?=x)", "(?="), ("(?!x)", "(?!"), ("(?<=x)", "(?<"), ("(?i)x", "(?i"), (r"\p", r"\p"), (r"\u1234", r"\u"), ("[é]", "beyond ASCII"), ("(", "missing )"), (")", "unbalanced"), ("*", "nothing to repeat"),
                               ("a**", "multiple repeat"), ("a++", "multiple repeat"), ("a{2}{3}", "multiple repeat"), ("[a", "unterminated"), ("[a-", "unterminated"), ("[", "unterminated"), ("[z-a]", "bad character range"), ("a{3,2}", "min repeat"), ("a{99999}", "too large"),
                               ("\\", "bad escape"), (r"\1", "invalid group reference"), ("^*", "nothing to repeat"), ("(ab){9999}", "so often"), ("((((((((((ab){9}){9}){9}){9}){9}){9}){9}){9}){9}){9}", "so often"), ("(a)" * 101, "too many groups"), ("(?:aa)*" * 65, "too many repeated groups")]:
            with self.subTest(pattern):
                self.assertIn(named, self.exception(f"import re; re.compile({pattern!r})", "PatternError").message)
        self.assertEqual(self.output("import re\ntry: re.match('(', 'a')\nexcept re.error as e: print(e)"), "missing ), unterminated subpattern at position 1\n")
        self.assertEqual(self.value("import re; re.search('a' + chr(0) + 'b', 'xa' + chr(0) + 'b').span()"), "(1, 4)")

    def test_an_order_of_bases_that_the_interpreter_does_not_have(self):
        start = "class A:\n  def f(self): return 'A'\nclass B(A):\n  def f(self): return 'B' + super().f()\nclass C(A):\n  def f(self): return 'C' + super().f()\n"
        found = self.exception(start + "class D(B, C): pass", "TypeError")
        self.assertEqual(found.message, "this interpreter cannot make class 'D': 'f' of base 'C' would be hidden by that of 'A', which other bases share")
        self.assertEqual(self.value(start + "class E(C): pass\nclass D(E): pass\nD().f()"), "'CA'")

    def test_constructs_that_the_interpreter_does_not_know(self):
        for code, named in [("match x:\n  case 1: pass", "match statement"), ("match 5:\n  case 1: pass", "match statement"), ("{**a}", "{**mapping}"), ("x = {1: 2, **a}", "{**mapping}"),
                            ("def f(a, /): pass", "positional-only"), ("[*a]", "[*items]"), ("try: pass\nexcept* ValueError: pass", "except*"), ("type X = int", "type statement"),
                            ("with (open('x') as f): pass", "parentheses around the items of with")]:
            with self.subTest(code):
                self.assertIn(named, self.error(code, "syntax").message)
        for code in ["x = = 3", "print 'x'", "x y", "f(a b)"]:
            self.assertEqual(self.error(code, "syntax").message, "invalid syntax")


class Safety(Case):
    """A program stays inside its own objects: each of these was a trap, or read or wrote
    elsewhere."""

    def test_offsets(self):
        for code, wanted in [
            ("import struct; struct.pack_into('I', bytearray(4), 2**31-1, 1)", "ValueError"),
            ("import struct; struct.pack_into('I', bytearray(4), -2**30, 1)", "ValueError"),
            ("import struct; struct.pack_into('1000000000s', bytearray(4), 0, b'')", "ValueError"),
            ("import struct; struct.pack_into('I', bytearray(4), 1, 1)", "ValueError"),
            ("import struct; struct.unpack_from('I', bytes(4), 2**31-1)", "ValueError"),
            ("import struct; struct.unpack_from('I', bytes(4), -5)", "ValueError"),
            ("import struct; struct.unpack('536870911I', b'')", "ValueError"),
            ("import struct; struct.unpack('O', b'AAAA')", "ValueError"),
            ("import struct; struct.unpack('S', b'AAAA')", "ValueError"),
            ("import struct; struct.pack('II', 1)", "ValueError"),
            ("import struct; struct.pack('I', 1, 2)", "ValueError"),
            ("import array; array.array('O', b'AAAA')[0]", "ValueError"),
            ("import random; random.randrange(-2**30, 2**30, 0)", "ValueError"),
            ("import re; re.compile('[a-')", "PatternError"),
            ("range(0, 5, 0)", "ValueError"), ("[1, 2][::0]", "ValueError"),
        ]:
            with self.subTest(code):
                self.exception(code, wanted)

    def test_divisions(self):
        code = (
            "import random, struct\nn = [0, 1, -1, 2, 7, -2**31, 2**31 - 1, 2**31, -2**30, 2**30, 2**63 - 1, -2**63, 2**64, -2**100, 0.0, -0.0, 1.5, float('inf'), float('nan'), True, False, 1j, 0j]\n"
            "done = 0\nfor a in n:\n  for b in n:\n"
            "    for act in [lambda: a // b, lambda: a % b, lambda: a / b, lambda: divmod(a, b), lambda: pow(a, 2, b), lambda: pow(a, b, 7), lambda: pow(2, a, b), lambda: random.randrange(a, b), lambda: random.randrange(a, 5, b), lambda: random.randrange(-5, a, b), lambda: random.randint(a, b), lambda: range(a, b)[0], lambda: range(a, 5, b)[-1], lambda: len(range(a, -5, b)), lambda: a >> b if b < 1000 else 0, lambda: round(a, b) if -400 < b < 400 else 0]:\n"
            "      try: act()\n      except (ArithmeticError, ValueError, TypeError, IndexError, MemoryError): pass\n      done += 1\ndone"
        )
        self.assertEqual(self.value(code), str(23 * 23 * 16))

    def test_views_of_what_moves(self):
        self.assertEqual(
            self.value("b = bytearray(range(64)); m = memoryview(b); k = []\nfor i in range(2000):\n  b.append(7); b.extend(b'xy' * 9); b[3:3] = b'zz'; k.append(bytes(40))\nimport gc; gc.collect(); k = [bytes(100) for _ in range(2000)]\nlen(m), bytes(m) == bytes(range(64)) or m[0] == 0"),
            "(64, True)",
        )
        self.assertEqual(self.value("m = memoryview(bytearray(2**24 + 5))\ntry: x = m[2**24 - 1:][1:]; r = len(x)\nexcept OverflowError: r = 6\nr"), "6")

    def test_what_is_changed_while_it_is_looked_at(self):
        for code in [
            "class A:\n  def __lt__(self, o): a.clear(); return True\na = [A() for _ in range(50)]\ntry: a.sort()\nexcept ValueError: pass\nlen(a)",
            "class A:\n  def __eq__(self, o): a.clear(); k.append([0] * 9); return False\na = [A() for _ in range(50)]; k = []\na.index(5) if 0 else a.count(5), a == [A() for _ in range(50)]",
            "class A:\n  def __eq__(self, o): a.pop(); return False\na = [A() for _ in range(50)]\n5 in a, a.count(3)",
            "class A:\n  def __repr__(self): a.clear(); d.clear(); s.clear(); return 'A'\na = [A() for _ in range(50)]; d = {i: A() for i in range(50)}; s = {A() for _ in range(50)}\nrepr(a), repr(d), repr(s)",
            "class A:\n  def __hash__(self): return 1\n  def __eq__(self, o): d.clear(); s.clear(); k.append([0] * 9); return False\nd = {}; s = set(); k = []\nfor i in range(50):\n  d[A()] = 1; s.add(A())\nd.get(A()), A() in s, len(d)",
            "class A:\n  n = 0\n  def __hash__(self):\n    A.n += 1\n    if A.n % 7 == 0: d.clear(); s.clear()\n    return A.n\nd = {}; s = set()\nfor i in range(300):\n  try: d[A()] = 1\n  except RuntimeError: pass\n  try: s.add(A())\n  except RuntimeError: pass\nlen(d) < 50",
            "class A:\n  def __hash__(self): return 3\n  def __eq__(self, o):\n    for i in range(40): d[i + 100 + len(d)] = i; s.add(i + 100 + len(s))\n    return False\nd = {A(): 1}; s = {A()}\nd.get(A()), A() in s, d.pop(A(), 0) if len(d) < 1 else 0",
            "from heapq import *\nclass A:\n  def __lt__(self, o): h.clear(); return True\nh = [A() for _ in range(50)]\nfor act in [lambda: heappush(h, A()), lambda: heapify(h), lambda: heappop(h)]:\n  h.extend([A() for _ in range(50)])\n  try: act()\n  except RuntimeError: pass\n1",
            "a = [1, 2, 3]\nfor i in range(200): a[1:2] = a[:7]; a[0:0] = a if len(a) < 3000 else []\nlen(a) > 100",
        ]:
            with self.subTest(code):
                instance = self.instance()
                answer = instance.run(code, timeout=20)
                self.assertFalse(isinstance(answer, wc.Variant), host.show(answer)[:800])
                self.assertEqual(instance.run("import gc; gc.collect(); 1 + 1").value.repr, "2")


RECURSION = {
    "repr of a nested list": "a = []\nfor i in range(20000): a = [a]\nrepr(a)",
    "a list in itself": "a = []\na.append(a)\nprint(a)",
    "comparing nested lists": "a = []\nb = []\nfor i in range(20000): a = [a]; b = [b]\na == b",
    "hash of a nested tuple": "a = ()\nfor i in range(20000): a = (a,)\nhash(a)",
    "json.dumps": "import json\na = []\nfor i in range(20000): a = [a]\njson.dumps(a)",
    "function": "def f(n): return f(n + 1)\nf(0)",
    "function with * and **": "def f(*a, **k): return f(*a, **k)\nf(1, b=2)",
    "lambda": "f = lambda: f()\nf()",
    "__repr__": "class A:\n  def __repr__(self): return repr(self)\nrepr(A())",
    "__str__ in print": "class A:\n  def __str__(self): return str(self) + 'a'\nprint(A())",
    "__getattr__": "class A:\n  def __getattr__(self, n): return getattr(self, n)\nA().a",
    "__eq__": "class A:\n  def __eq__(self, o): return self == o\nA() == A()",
    "__add__": "class A:\n  def __add__(self, o): return self + o\nA() + A()",
    "__hash__": "class A:\n  def __hash__(self): return hash(self)\n{A(): 1}",
    "__len__": "class A:\n  def __len__(self): return len(self)\nlen(A())",
    "__bool__": "class A:\n  def __bool__(self): return bool(self)\nif A(): pass",
    "__init__": "class A:\n  def __init__(self): A()\nA()",
    "__new__": "class A:\n  def __new__(cls): return A()\nA()",
    "__call__": "class A:\n  def __call__(self): return self()\nA()()",
    "__iter__": "class A:\n  def __iter__(self): return iter(A())\nlist(A())",
    "__next__": "class A:\n  def __iter__(self): return self\n  def __next__(self): return next(self)\nlist(A())",
    "__enter__": "class A:\n  def __enter__(self):\n    with self: pass\n  def __exit__(self, *a): pass\nwith A(): pass",
    "property": "class A:\n  @property\n  def p(self): return self.p\nA().p",
    "sorted with a key": "def k(x): return sorted([1, 2], key=k)\nk(1)",
    "map": "def k(x): return list(map(k, [1]))\nk(1)",
    "yield from": "def g(n): yield from g(n + 1)\nlist(g(0))",
    "generator in a loop": "def g(n):\n  for x in g(n + 1): yield x\nlist(g(0))",
    "generators over generators": "g = iter([1])\nfor i in range(5000): g = (x for x in g)\nlist(g)",
    "comprehension": "def f(): return [f() for _ in [1]]\nf()",
    "eval": "def f(): return eval('f()')\nf()",
    "exec": "s = 'exec(s)'\nexec(s)",
    "except": "def f():\n  try: f()\n  except ValueError: pass\nf()",
    "finally": "def f():\n  try: f()\n  finally: x = 1\nf()",
    "an exception in a handler": "def f(n):\n  try: 1 / 0\n  except ZeroDivisionError: f(n + 1)\nf(0)",
    "regular expression, matching": "import re; re.match('(a|b)*c', 'ab' * 20000)",
    "regular expression, nested stars": "import re; re.match('(' * 60 + 'a' + ')*' * 60, 'a' * 20000)",
    "regular expression, groups": "import re; re.compile('(' * 5000)",
    "source: lists": "eval('[' * 2000 + ']' * 2000)",
    "source: dicts": "eval('{1:' * 2000 + '1' + '}' * 2000)",
    "source: powers": "eval('x' + '**x' * 5000, {'x': 1})",
    "source: conditions": "eval('1 if 1 else ' * 5000 + '1')",
    "source: targets": "exec('(' * 2000 + 'a,' + '),' * 1999 + ')=1')",
    "source: not": "exec('if ' + 'not ' * 20000 + 'x: pass')",
    "source: calls": "eval('f(' * 2000 + ')' * 2000)",
    "source: del": "exec('del ' + '(' * 2000 + 'a' + ')' * 2000)",
    "source: comprehensions": "exec('[1 ' + 'for a in [] ' * 3000 + ']')",
    "source: lambdas": "eval('lambda: ' * 3000 + '1')",
    "source: functions": "exec(''.join(' ' * i + 'def f():\\n' for i in range(500)) + ' ' * 500 + 'pass')",
    "source: many of everything": "exec('(' * 100000)",
    "source: many lists": "eval('[' * 100000)",
    "source: many signs": "eval('-' * 100000 + '1')",
    "source: many parentheses": "eval('(' * 100000 + '1' + ')' * 100000)",
    "source: many conditions": "exec(''.join(' ' * i + 'if 1:\\n' for i in range(1000)) + ' ' * 1000 + 'x = 1')",
    "source: many loops": "exec(''.join(' ' * i + 'for i in []:\\n' for i in range(1000)) + ' ' * 1000 + 'x = 1')",
    "source: many handlers": "exec(''.join(' ' * i + 'try:\\n' for i in range(300)) + ' ' * 300 + 'x = 1')",
    "source: many dots": "eval('x' + '.x' * 100000, {'x': 1})",
    "source: many operators": "eval('1' + '+1' * 100000)",
    "source: many calls": "eval('f' + '()' * 50000, {'f': 1})",
    "source: many strings": "eval('f\\'{' * 1000)",
    "classes of two bases": "class X: pass\nclass A: pass\nfor i in range(3000):\n  class A(A, X): pass\nA().x",
    "subclasses of two bases": "class X: pass\nclass A: pass\nfor i in range(3000):\n  class A(A, X): pass\nissubclass(A, int)",
}


class Edits(unittest.TestCase):
    def test_each_is_in_the_table(self):
        here = pathlib.Path(__file__).resolve().parents[1]
        sys.path.insert(0, str(here))
        import edits

        for module in here.glob("edits_*.py"):
            importlib.import_module(module.stem)
        told = set()
        for row in (here / "EDITS.md").read_text().splitlines():
            cells = [cell.strip() for cell in row.split("|")]
            if row.startswith("| `edits"):
                self.assertEqual(len(cells), 7, row)
                self.assertTrue(all(cells[1:-1]), row)
                told |= {(cells[1].strip("`"), path) for path in re.findall("`([^`]*)`", cells[2])}
        self.assertEqual({(module, path) for path, *_, module in edits.EDITS}, told)


class Limits(Case):
    def test_recursion_of_every_kind_ends(self):
        for name, code in RECURSION.items():
            with self.subTest(name):
                instance = self.instance()
                answer = instance.run(code, timeout=60)
                # Some of these are deep, and no more: what counts is that the
                # instance lives.
                if isinstance(answer, wc.Variant):
                    self.assertIn(answer.tag, ("exception", "out-of-memory"))
                self.assertEqual(instance.run("1 + 1").value.repr, "2")

    def test_how_deep_it_goes(self):
        code = "n = 0\ndef f():\n  global n\n  n += 1\n  {}\ntry: {}\nexcept RecursionError: pass\nn"
        for body, start, least in [("f()", "f()", 1000), ("sorted([1, 2], key=lambda _: f())", "f()", 100), ("list(map(lambda _: f(), [1]))", "f()", 100)]:
            with self.subTest(body):
                self.assertGreaterEqual(int(self.value(code.format(body, start))), least)

    def test_a_long_traceback_is_short(self):
        found = self.exception("def f(): f()\nf()", "RecursionError")
        self.assertIn("[Previous line repeated", found.traceback)
        self.assertLess(len(found.traceback), 1000)
        self.assertGreater(len(found.frames), 1000)

    def test_memory(self):
        for code in [
            "a = 'X' * (1024 * 1024 * 100)",
            "a = []\nwhile True: a.append('x' * 1000)",
            "a = []\nwhile True: a.append(a[:])",
            "d = {}\ni = 0\nwhile True:\n  d[i] = str(i) * 10\n  i += 1",
            "s = 'a'\nwhile True: s += s",
            "bytearray(1 << 30)",
            "list(range(10 ** 8))",
            "1 << (1 << 30)",
            "def g():\n  x = []\n  while True: x.append(g)\ng()",
        ]:
            with self.subTest(code):
                instance = self.instance(memory=16 << 20)
                instance.run("kept = list(range(100))")
                self.exception(code, "MemoryError", instance)
                self.assertEqual(instance.run("a = d = s = x = None\nimport gc; gc.collect()\nlen(kept), len([0] * 10000)").value.repr, "(100, 10000)")

    def test_one_object_can_have_nearly_all_of_the_memory(self):
        for empty, more, code, item in [
            ("bytearray()", "bytes(1000)", "a += more", 1), ("bytearray()", "bytes(900)", "a.extend(more)", 1),
            ("[]", "None", "a.append(more)", 4), ("[]", "[1] * 1000", "a += more", 4),
            ("''", "'x' * 1000", "a += more", 1), ("b''", "b'x' * 10000", "a = a + more", 1),
        ]:
            with self.subTest(f"{empty}, {code}"):
                instance = self.instance(memory=64 << 20)
                size = instance.run(f"a = {empty}\nmore = {more}\ntry:\n  while True: {code}\nexcept MemoryError: print('caught')\nlen(a) * {item}", timeout=60).value.repr
                self.assertGreater(int(size), 55 << 20)
                # There is a little left, and all of it can be used again.
                instance.run("a = None\nimport gc\ngc.collect()")
                self.assertEqual(instance.run("len(bytearray(50 << 20))").value.repr, str(50 << 20))

    def test_sizes_past_any_memory(self):
        for code in [
            "[0] * 2**30", "[1, 2, 3] * (2**30 // 3 * 4)", "(0,) * 2**30", "'X' * 2**31", "'abc' * (2**32 // 3 + 5)",
            "b'ab' * 2**31", "x = [0]; x *= 2**30", "bytearray(2**31)", "bytes(2**32 + 5)", "list(range(10**9))", "set(range(10**9))",
            "dict.fromkeys(range(2**29 + 1))", "','.join(['x' * 2**20] * 4096)", "('a' * 2**16).replace('a', 'b' * 2**16)",
            "'a'.center(2**30)", "'%2000000000d' % 1", "f'{1:2000000000}'", "import array; array.array('d', range(2**29 + 1))",
            "from collections import deque; deque([], 2**30)", "import re; re.sub('a', 'b' * 1000, 'a' * 1000000)",
            "import json; json.dumps(['x' * 10000] * 4000)", "'x' * 20000000", "display('x' * 12000000)", "safe_http_get('http://' + 'x' * 20000000)",
        ]:
            with self.subTest(code):
                instance = self.instance(memory=32 << 20)
                self.exception(code, "MemoryError", instance)
                self.assertEqual(instance.run("1 + 1").value.repr, "2")
        for code, wanted in [
            ("bytearray(-1)", "ValueError"), ("bytes(-2**40)", "ValueError"), ("1 << 2**40", "OverflowError"), ("'X' * 2**80", "OverflowError"), ("bytearray(1 << 65)", "OverflowError"), 
            ("import struct; struct.pack('4000000000s4000000000s', b'', b'')", "ValueError"),
            ("import struct; struct.pack('1000000000s1000000000s', b'', b'')", "ValueError"),
            ("import _host; _host.call(*range(1000))", "ValueError"),
        ]:
            with self.subTest(code):
                self.exception(code, wanted)
        self.assertEqual(self.value("'' * 2**40, [] * 2**40, 'a' * -2**40, [1] * True"), "('', [], '', [1])")

    def test_an_array_of_something_that_lies_about_its_length(self):
        lies = "class A:\n  def __init__(self, n): self.n = n\n  def __len__(self): return self.n\n  def __iter__(self): return iter(range(5))\n"
        self.assertEqual(self.value(lies + "bytearray(A(1)), bytearray(A(9)), bytes(A(2))"), "(bytearray(b'\\x00\\x01\\x02\\x03\\x04'), bytearray(b'\\x00\\x01\\x02\\x03\\x04'), b'\\x00\\x01\\x02\\x03\\x04')")

    def test_nearly_all_of_the_memory_can_be_used(self):
        for limit in [6 << 20, 24 << 20]:
            for grow in ["a = (a, 1)", "a.append([1])", "a.append('x' * 1000)", "a.append({1: 2})"]:
                with self.subTest(f"{grow}, {limit >> 20} MiB"):
                    start = "None" if grow == "a = (a, 1)" else "[]"
                    instance = self.instance(memory=limit)
                    found = instance.run(f"a = {start}\ntry:\n  while True: {grow}\nexcept MemoryError: pass\nimport gc\ngc.mem_alloc() + gc.mem_free()", timeout=60)
                    self.assertGreater(int(found.value.repr), limit * 0.8)
        used = self.value("a = []\ntry:\n  while True: a.append(1)\nexcept MemoryError: pass\n4 * len(a)", memory=64 << 20)
        self.assertGreater(int(used), 20 << 20)

    def test_what_is_left_when_the_heap_is_full(self):
        fill = "a = None\ntry:\n  while True: a = (a, 1)\nexcept MemoryError: pass\n"
        body = b"x" * (1 << 20)
        instance = self.instance(http=lambda _: host.record(status=200, headers=[], body=body), stdin=body)
        instance.run(fill)
        # What the host hands over is too large for the heap: that is an exception.
        for code in ["safe_http.get('http://h/')", "import sys; sys.stdin.read()"]:
            with self.subTest(code):
                self.exception(code, "MemoryError", instance)
        self.assertEqual(instance.run("a = None\nimport gc\ngc.collect()\nlen(safe_http.get('http://h/').text)").value.repr, str(len(body)))

    def test_a_table_is_whole_after_a_memory_error(self):
        for start, grow, check in [
            ("set()", "a.add(i)", "all(n in a for n in range(i - 1))"),
            ("{}", "a[i] = i", "all(a[n] == n for n in range(i - 1))"),
            ("[]", "a.append(i)", "all(a[n] == n for n in range(i - 1))"),
        ]:
            with self.subTest(start):
                code = f"a = {start}\ni = 0\ntry:\n  while True:\n    {grow}\n    i += 1\nexcept MemoryError: pass\nlen(a) >= i - 1, {check}"
                self.assertEqual(self.value(code, memory=4 << 20), "(True, True)")

    def test_an_error_of_a_constant_can_be_caught(self):
        for code in ["1 << 2**40", "1 << (1 << 30)", "-1 << 2**40"]:
            with self.subTest(code):
                self.assertEqual(self.output(f"try:\n    {code}\nexcept (MemoryError, OverflowError): print('caught')"), "caught\n")
        self.assertEqual(self.value("1 << 1000, 3 ** 1000 % 10**9, 2 ** 2000 >> 1999, 1 << 2000 == 2 ** 2000"), repr((1 << 1000, 3 ** 1000 % 10**9, 2, True)))

    def test_memory_error_is_caught(self):
        self.assertEqual(self.output("try: a = 'x' * (100 << 20)\nexcept MemoryError: print('caught')"), "caught\n")

    def test_most_of_the_memory_can_be_used(self):
        self.assertEqual(self.value("a = bytearray(40 << 20); len(a)", memory=64 << 20), str(40 << 20))
        self.assertEqual(self.value("a = [bytes(1000) for _ in range(40000)]; len(a)", memory=64 << 20), "40000")

    def test_an_endless_loop_can_be_stopped(self):
        with self.assertRaises(host.Timeout):
            self.instance().run("while True: pass", timeout=0.2)

    def test_an_exception_raised_again_and_again(self):
        self.assertEqual(self.value("e = ValueError()\nfor i in range(30000):\n  try: raise e\n  except ValueError: pass\n1"), "1")


def main():
    arguments = sys.argv[1:]
    guest = arguments.pop(0) if arguments and arguments[0].endswith(".wasm") else GUEST
    Case.guest = host.Guest(guest)
    threading.Thread(target=Case.guest.tick, daemon=True).start()
    unittest.main(argv=[sys.argv[0], *arguments])


if __name__ == "__main__":
    main()
