package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deadline is the end of a program that its context stopped.
const deadline = "deadline"

// Programs that want to break the interpreter or the host, each with its one end on
// each guest, in the words of outcome. None ends in a trap, and the next run does
// not notice. One that ends by itself or by a limit of its own has a minute for it.
// One that goes on for ever, or for many times as long as it is given, ends by the
// deadline, which is short: exceptions take memory for good on version 44 of the
// engine, and a loop of them must not meet the memory limit first.
var nasty = []struct{ code, micropython, cpython string }{
	{"x = []\nfor i in range(100000): x = [x]\nprint(x)", "exception RecursionError", "exception RecursionError"},
	{"x = []\nfor i in range(100000): x = [x]\nx == x[:]", "ok", "ok"},
	{"import json; json.loads('[' * 100000)", "exception ValueError", "exception RecursionError"},
	{"import re; re.match('(' * 5000 + ')' * 5000, 'a')", "exception PatternError", "exception RecursionError"},
	{"'%' * 100000 % ()", "ok", "ok"},
	{"list(range(2 ** 40))", "exception OverflowError", "exception OverflowError"},
	{"def f(): yield from f()\nlist(f())", "exception RecursionError", "exception RecursionError"},
	{"class A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x", "exception RecursionError", "exception RecursionError"},
	{"class A:\n    def __repr__(self): return repr(self)\nA()", "exception RecursionError", "exception RecursionError"},
	{"class A:\n    def __del__(self): A()\nA()", "ok", "deadline"},
	{"class A:\n    def __eq__(self, o): return self == o\nA() == A()", "exception RecursionError", "exception RecursionError"},
	{"sorted([3, 2, 1], key=lambda n: 1 / 0)", "exception ZeroDivisionError", "exception ZeroDivisionError"},
	{"exec('exec(' * 200 + ')' * 200)", "exception TypeError", "exception TypeError"},
	{"eval('1' + '+1' * 100000)", "ok", "limit memory"},
	{"exec('if 1:\\n' + ''.join(' ' * i + 'if 1:\\n' for i in range(1, 200)) + ' ' * 200 + 'pass')", "ok", "exception IndentationError"},
	{"compile('a' * 1000000, 'x', 'exec')", "exception RuntimeError", "ok"},
	{"globals().clear()\nprint(1)", "ok", "ok"},
	{"import builtins\nfor n in dir(builtins):\n    try: delattr(builtins, n)\n    except Exception: pass\n1", "ok", "exception NameError"},
	{"import sys\nsys.modules.clear()\nimport json", "ok", "exception AttributeError"},
	{"import sys\nsys.stdout = None\nprint(1)", "exception AttributeError", "ok"},
	{"raise BaseException", "exception BaseException", "exception BaseException"},
	{"raise Exception('x' * 2000000)", "exception Exception", "exception Exception"},
	{"raise Exception(*range(100000))", "exception RecursionError", "exception Exception"},
	{"class E(Exception):\n    def __str__(self): raise E\nraise E", "exception E", "exception E"},
	{"class E(Exception):\n    def __str__(self): return 5\nraise E", "exception E", "exception E"},
	{"try:\n    1/0\nfinally:\n    raise SystemExit('text')", "exit SystemExit", "exit SystemExit"},
	{"raise SystemExit(2 ** 100)", "exit SystemExit", "exit SystemExit"},
	{"raise SystemExit(-1)", "exit SystemExit", "exit SystemExit"},
	{"import sys; sys.exit([1, 2])", "exit SystemExit", "exit SystemExit"},
	{"'\\ud800'", "ok", "ok"},
	{"print('\\ud800')", "ok", "exception UnicodeEncodeError"},
	{"raise Exception('\\udfff')", "exception Exception", "exception Exception"},
	{"open('\\ud800', 'w')", "exception OSError", "exception UnicodeEncodeError"},
	{"open('a\\0b')", "exception OSError", "exception ValueError"},
	{"open('x' * 100000)", "exception OSError", "exception OSError"},
	{"fs = []\nwhile True: fs.append(open('f%d' % len(fs), 'w'))", "exception OSError", "exception OSError"},
	{"f = open('f', 'wb')\nwhile True: f.write(bytes(100000))", "exception OSError", "exception OSError"},
	{"f = open('f', 'wb')\nf.seek(2 ** 60)\nf.write(b'x')", "exception OverflowError", "ok"},
	{"f = open('f', 'wb')\nf.seek(-1)", "exception OSError", "exception OSError"},
	{"import os\nwhile True: os.mkdir('d')\n", "exception FileExistsError", "exception FileExistsError"},
	{"import os\np = 'd'\nwhile True:\n    os.mkdir(p)\n    p += '/d'", "exception OSError", "exception OSError"},
	{"open('f').read(2 ** 40)", "exception FileNotFoundError", "exception FileNotFoundError"},
	{"safe_http_get('http://' + 'a' * 100000)", "exception PermissionError", "exception PermissionError"},
	{"safe_http_get('\\0')", "exception PermissionError", "exception PermissionError"},
	{"safe_http_get(None)", "exception TypeError", "exception TypeError"},
	{"safe_http_get('http://a/', headers={'a': object()})", "exception PermissionError", "exception PermissionError"},
	{"import safe_http\nsafe_http.request('GET\\r\\n', 'http://a/')", "exception PermissionError", "exception PermissionError"},
	{"tools.nothing()", "exception AttributeError", "exception AttributeError"},
	{"tools.nothing(**{'a b': 1})", "exception AttributeError", "exception AttributeError"},
	{"tools.nothing(x=object())", "exception AttributeError", "exception AttributeError"},
	{"input(5)", "exception EOFError", "exception EOFError"},
	{"import time; time.sleep(-1)", "exception ValueError", "exception ValueError"},
	{"import time; time.sleep(1e300)", "exception OverflowError", "exception OverflowError"},
	{"import time; time.sleep(float('nan'))", "exception ValueError", "exception ValueError"},
	{"import random; random.choice([])", "exception IndexError", "exception IndexError"},
	{"import micropython; micropython.mem_info()", "ok", "exception ModuleNotFoundError"},
	{"import machine; machine.mem32[0]", "exception ModuleNotFoundError", "exception ModuleNotFoundError"},
	{"import uctypes; uctypes.bytearray_at(0, 100)", "exception ModuleNotFoundError", "exception ModuleNotFoundError"},
	{"import ffi", "exception ModuleNotFoundError", "exception ModuleNotFoundError"},
	{"import _thread; _thread.start_new_thread(print, ())", "exception ModuleNotFoundError", "exception RuntimeError"},
	{"import os; os.system('id')", "exception AttributeError", "exception OSError"},
	{"import socket", "exception ModuleNotFoundError", "ok"},
	{"__import__('subprocess')", "exception ModuleNotFoundError", "ok"},
	{"display(object())", "ok", "ok"},
	{"().__class__.__bases__[0].__subclasses__()", "exception AttributeError", "ok"},
	{"lambda: (yield)", "ok", "ok"},
	{"async def f(): await f()\nf().send(None)", "exception RecursionError", "exception RecursionError"},
	{"class A:\n    def __del__(self):\n        while True: pass\nA()\nimport gc; gc.collect()", "ok", "deadline"},
	{"print(*range(10 ** 7))", "exception RecursionError", "limit memory"},
	{"'{}'.format(1, *range(10 ** 6))", "exception RecursionError", "limit memory"},
	{"l = []\nfor i in range(100000): l = [l]\ntools.echo(a=l)", "exception RecursionError", "exception RecursionError"},
	{"import sys\ndel sys.stdout\nprint(1)", "exception AttributeError", "exception RuntimeError"},
	{"import sys\nclass F:\n    def write(self, x): print(x)\nsys.stdout = F()\nprint(1)", "exception AttributeError", "exception RecursionError"},
	{"import sys; sys.exit(2 ** 70)", "exit SystemExit", "exit SystemExit"},
	{"eval('1if 1else ' * 100000 + '1')", "exception SyntaxError", "exception MemoryError"},
	{"d = {}; d['d'] = d\nd", "exception RecursionError", "ok"},
	{"t = ()\nfor i in range(100000): t = (t,)\nhash(t)", "exception RecursionError", "exception RecursionError"},
	{"'\\x00\\x1b[2J'", "ok", "ok"},
	{"'{:>1000000000}'.format(1)", "limit memory", "limit memory"},
	{"'%1000000000d' % 1", "limit memory", "limit memory"},
	{"1 << 1000000000", "limit memory", "limit memory"},
	{"bytearray(2 ** 31)", "limit memory", "limit memory"},
	{"bytearray(2 ** 40)", "limit memory", "limit memory"},
	{"[0] * 2 ** 30", "limit memory", "limit memory"},
	{"'x' * 2 ** 62", "limit memory", "limit memory"},
	{"d = {}\nwhile True: d[len(d)] = bytes(1000)", "limit memory", "limit memory"},
	{"s = set()\nwhile True: s.add('x' * len(s))", "limit memory", "limit memory"},
	{"eval('(' * 100000)", "limit memory", "exception SyntaxError"},
	{"print(end='x' * 2000000)", "limit output", "limit output"},
	{"import sys\nwhile True: sys.stderr.write('x' * 1000)", "limit output", "limit output"},
	{"class A:\n    def __repr__(self): return 'x' * 10 ** 7\nA()", "limit memory", "limit memory"},
	{"import time\nwhile True: time.sleep(0)", "limit host calls", "limit host calls"},
	{"import micropython; micropython.heap_lock(); [1]", "exception MemoryError", "exception ModuleNotFoundError"},
	{"import struct; struct.pack('1000000000s', b'')", "limit memory", "limit memory"},
	{"while True:\n    try: safe_http_get('http://a/')\n    except Exception: pass", "deadline", "deadline"},
	{"import gc\nwhile True: gc.collect()", "deadline", "deadline"},
	{"def g():\n    try:\n        while True: yield 1\n    finally:\n        while True: yield 2\nfor x in g(): pass", "deadline", "deadline"},
	{"while True:\n    try: raise BaseException\n    except BaseException: pass", "deadline", "deadline"},
	{"l = []\nwhile True:\n    try:\n        while True: l.append(bytearray(10 ** 6))\n    except MemoryError: l.clear()", "deadline", "deadline"},
	{"l = []\nwhile True:\n    try: l.append('x' * 10 ** 6)\n    except MemoryError: pass", "deadline", "deadline"},
	{"class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E", "deadline", "deadline"},
	{"import re; re.match('(x+x+)+y', 'x' * 30)", "deadline", "deadline"},
	{"import re; re.match('(a*)*b', 'a' * 5000)", "deadline", "deadline"},
	{"while True:\n    try: tools.echo(a='x' * 10000)\n    except Exception: pass", "deadline", "deadline"},
	{"import time\nwhile True:\n    try: time.sleep(1000)\n    except BaseException: pass", "deadline", "deadline"},
	{"import os\nwhile True: os.urandom(10 ** 6)", "deadline", "deadline"},
	{"while True: display('x' * 1000000)", "limit memory", "limit memory"},
	{"while True:\n    try: 1/0\n    finally: continue", "deadline", "deadline"},
	{"x = 7\nwhile True: x *= x", "deadline", "deadline"},
	{"while True: print('x', end='')", "limit host calls", "limit host calls"},
	{"2 ** 10000000", "deadline", "exception ValueError"},
	{"10 ** 100000 % 7", "ok", "ok"},
	{"int('9' * 100000)", "deadline", "exception ValueError"},
	{"str(1 << 1000000)", "deadline", "exception ValueError"},
	{"import random; random.getrandbits(1000000)", "deadline", "exception ValueError"},
	{"globals().update({str(i): i for i in range(100000)})", "ok", "ok"},
	{"def f():\n    try: f()\n    except BaseException: f()\nf()", "deadline", "deadline"},
	{"def f():\n    try: f()\n    finally: f()\nf()", "deadline", "deadline"},
	{"pow(3, 10 ** 5000, 10 ** 5001 + 1)", "deadline", "deadline"},
	{"tools.echo(a='x' * 10 ** 7)", "limit memory", "limit memory"},
	{"a = [[]] * 400000\ntools.echo(a=a)", "exception TypeError", "exception TypeError"},
	{"x = object\nfor i in range(20000):\n    class x(x): pass\nx()", "ok", "deadline"},
	{"exec('a.' * 300000 + 'b')", "deadline", "limit memory"},
}

func TestNastyPrograms(t *testing.T) {
	t.Parallel()
	onEachGuest(t, func(t *testing.T, guest string) {
		echo := func(_ context.Context, arguments json.RawMessage) (any, error) { return arguments, nil }
		sb := openPython(t, guest, Config{
			Limits: Limits{
				Wall:   time.Minute,
				Memory: withRoom(t, guest, 15<<20),
				Files:  8 << 20,
			},
			Tools: []Tool{{Name: "echo", Call: echo}},
		})
		for _, program := range nasty {
			want, ok := map[string]string{"micropython": program.micropython, "cpython": program.cpython}[guest]
			require.True(t, ok, "the programs have no ends for the guest %s", guest)
			within := time.Minute
			if want == deadline {
				within = 25 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), within)
			result, err := sb.Run(ctx, program.code)
			cancel()
			ends := outcome(err)
			if errors.Is(err, context.DeadlineExceeded) {
				ends = deadline
			}
			assert.Equal(t, want, ends, "%.200s\nended with %T: %v", program.code, err, err)
			t.Logf("%-60.60q %s, %d calls, %s", strings.ReplaceAll(program.code, "\n", "; "), ends, len(result.Usage.HostCalls), result.Usage.Wall)

			after, err := sb.Run(t.Context(), `print(len('still here'))`)
			require.NoError(t, err, "after %.200s", program.code)
			require.Equal(t, "10\n", after.Stdout)
		}
	})
}
