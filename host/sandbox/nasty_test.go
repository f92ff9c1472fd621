package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Programs that want to break the interpreter or the host, by how they end: in a
// typed way and in time, never in a trap, and the next run does not notice.
var nasty = []struct {
	about  string
	within time.Duration
	ends   *regexp.Regexp // what outcome says of it
	code   []string
}{
	{"end by themselves", time.Minute, regexp.MustCompile(`^(ok|exception .*|exit .*|syntax .*)$`), []string{
		"x = []\nfor i in range(100000): x = [x]\nprint(x)",
		"x = []\nfor i in range(100000): x = [x]\nx == x[:]",
		"import json; json.loads('[' * 100000)",
		"import re; re.match('(' * 5000 + ')' * 5000, 'a')",
		"'%' * 100000 % ()",
		"list(range(2 ** 40))",
		"def f(): yield from f()\nlist(f())",
		"class A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x",
		"class A:\n    def __repr__(self): return repr(self)\nA()",
		"class A:\n    def __del__(self): A()\nA()",
		"class A:\n    def __eq__(self, o): return self == o\nA() == A()",
		"sorted([3, 2, 1], key=lambda n: 1 / 0)",
		"exec('exec(' * 200 + ')' * 200)",
		"eval('1' + '+1' * 100000)",
		"exec('if 1:\\n' + ''.join(' ' * i + 'if 1:\\n' for i in range(1, 200)) + ' ' * 200 + 'pass')",
		"compile('a' * 1000000, 'x', 'exec')",
		"globals().clear()\nprint(1)",
		"import builtins\nfor n in dir(builtins):\n    try: delattr(builtins, n)\n    except Exception: pass\n1",
		"import sys\nsys.modules.clear()\nimport json",
		"import sys\nsys.stdout = None\nprint(1)",
		"raise BaseException",
		"raise Exception('x' * 2000000)",
		"raise Exception(*range(100000))",
		"class E(Exception):\n    def __str__(self): raise E\nraise E",
		"class E(Exception):\n    def __str__(self): return 5\nraise E",
		"try:\n    1/0\nfinally:\n    raise SystemExit('text')",
		"raise SystemExit(2 ** 100)",
		"raise SystemExit(-1)",
		"import sys; sys.exit([1, 2])",
		"'\\ud800'",
		"print('\\ud800')",
		"raise Exception('\\udfff')",
		"open('\\ud800', 'w')",
		"open('a\\0b')",
		"open('x' * 100000)",
		"fs = []\nwhile True: fs.append(open('f%d' % len(fs), 'w'))",
		"f = open('f', 'wb')\nwhile True: f.write(bytes(100000))",
		"f = open('f', 'wb')\nf.seek(2 ** 60)\nf.write(b'x')",
		"f = open('f', 'wb')\nf.seek(-1)",
		"import os\nwhile True: os.mkdir('d')\n",
		"import os\np = 'd'\nwhile True:\n    os.mkdir(p)\n    p += '/d'",
		"open('f').read(2 ** 40)",
		"safe_http_get('http://' + 'a' * 100000)",
		"safe_http_get('\\0')",
		"safe_http_get(None)",
		"safe_http_get('http://a/', headers={'a': object()})",
		"import safe_http\nsafe_http.request('GET\\r\\n', 'http://a/')",
		"tools.nothing()",
		"tools.nothing(**{'a b': 1})",
		"tools.nothing(x=object())",
		"input(5)",
		"import time; time.sleep(-1)",
		"import time; time.sleep(1e300)",
		"import time; time.sleep(float('nan'))",
		"import random; random.choice([])",
		"import micropython; micropython.mem_info()",
		"import machine; machine.mem32[0]",
		"import uctypes; uctypes.bytearray_at(0, 100)",
		"import ffi",
		"import _thread; _thread.start_new_thread(print, ())",
		"import os; os.system('id')",
		"import socket",
		"__import__('subprocess')",
		"display(object())",
		"().__class__.__bases__[0].__subclasses__()",
		"lambda: (yield)",
		"async def f(): await f()\nf().send(None)",
		"class A:\n    def __del__(self):\n        while True: pass\nA()\nimport gc; gc.collect()",
		"print(*range(10 ** 7))",
		"'{}'.format(1, *range(10 ** 6))",
		"l = []\nfor i in range(100000): l = [l]\ntools.echo(a=l)",
		"import sys\ndel sys.stdout\nprint(1)",
		"import sys\nclass F:\n    def write(self, x): print(x)\nsys.stdout = F()\nprint(1)",
		"import sys; sys.exit(2 ** 70)",
		"eval('1if 1else ' * 100000 + '1')",
		"d = {}; d['d'] = d\nd",
		"t = ()\nfor i in range(100000): t = (t,)\nhash(t)",
		"'\\x00\\x1b[2J'",
	}},
	{"end by a limit that is not time", time.Minute, regexp.MustCompile(`^(limit (memory|output|host calls)|exception MemoryError)$`), []string{
		"'{:>1000000000}'.format(1)",
		"'%1000000000d' % 1",
		"1 << 1000000000",
		"bytearray(2 ** 31)",
		"bytearray(2 ** 40)",
		"[0] * 2 ** 30",
		"'x' * 2 ** 62",
		"d = {}\nwhile True: d[len(d)] = bytes(1000)",
		"s = set()\nwhile True: s.add('x' * len(s))",
		"eval('(' * 100000)",
		"print(end='x' * 2000000)",
		"import sys\nwhile True: sys.stderr.write('x' * 1000)",
		"class A:\n    def __repr__(self): return 'x' * 10 ** 7\nA()",
		"import time\nwhile True: time.sleep(0)",
		"import micropython; micropython.heap_lock(); [1]",
		"import struct; struct.pack('1000000000s', b'')",
	}},
	{"never end", 100 * time.Millisecond, regexp.MustCompile(`^deadline$`), []string{
		"while True:\n    try: safe_http_get('http://a/')\n    except Exception: pass",
		"import gc\nwhile True: gc.collect()",
		"def g():\n    try:\n        while True: yield 1\n    finally:\n        while True: yield 2\nfor x in g(): pass",
		"while True:\n    try: raise BaseException\n    except BaseException: pass",
		"l = []\nwhile True:\n    try:\n        while True: l.append(bytearray(10 ** 6))\n    except MemoryError: l.clear()",
		"l = []\nwhile True:\n    try: l.append('x' * 10 ** 6)\n    except MemoryError: pass",
		"class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
		"import re; re.match('(x+x+)+y', 'x' * 30)",
		"import re; re.match('(a*)*b', 'a' * 5000)",
		"while True:\n    try: tools.echo(a='x' * 10000)\n    except Exception: pass",
		"import time\nwhile True:\n    try: time.sleep(1000)\n    except BaseException: pass",
		"import os\nwhile True: os.urandom(10 ** 6)",
	}},
	{"never ends by itself, and may meet a limit", 100 * time.Millisecond, regexp.MustCompile(`^(deadline|limit .*)$`), []string{
		"while True: display('x' * 100000)",
		"while True:\n    try: 1/0\n    finally: continue",
		"x = 7\nwhile True: x *= x",
		"while True: print('x', end='')",
	}},
	{"would take long to end as one of the others", 100 * time.Millisecond, regexp.MustCompile(`^(deadline|ok|exception .*|limit .*)$`), []string{
		"2 ** 10000000",
		"10 ** 100000 % 7",
		"int('9' * 100000)",
		"str(1 << 100000)",
		"import random; random.getrandbits(100000)",
		"globals().update({str(i): i for i in range(100000)})",
		"def f():\n    try: f()\n    except BaseException: f()\nf()",
		"def f():\n    try: f()\n    finally: f()\nf()",
		"pow(3, 10 ** 5000, 10 ** 5001 + 1)",
		"tools.echo(a='x' * 10 ** 7)",
		"a = [[]] * 10 ** 6\ntools.echo(a=a)",
		"x = object\nfor i in range(20000):\n    class x(x): pass\nx()",
		"exec('a.' * 300000 + 'b')",
	}},
}

func TestNastyPrograms(t *testing.T) {
	echo := func(_ context.Context, arguments json.RawMessage) (any, error) { return arguments, nil }
	sb := openPython(t, Config{
		Limits: Limits{Wall: time.Minute, Memory: 16 << 20, Files: 8 << 20},
		Tools:  []Tool{{Name: "echo", Call: echo}},
	})
	for _, group := range nasty {
		t.Run(group.about, func(t *testing.T) {
			for _, code := range group.code {
				ctx, cancel := context.WithTimeout(context.Background(), group.within)
				result, err := sb.Run(ctx, code)
				cancel()
				ends := outcome(err)
				if errors.Is(err, context.DeadlineExceeded) {
					ends = "deadline"
				}
				require.Regexp(t, group.ends, ends, "%.200s\nended with %T: %v", code, err, err)
				t.Logf("%-60.60q %s, %d calls, %s", strings.ReplaceAll(code, "\n", "; "), ends, len(result.Usage.HostCalls), result.Usage.Wall)

				after, err := sb.Run(context.Background(), `print(len('still here'))`)
				require.NoError(t, err, "after %.200s", code)
				require.Equal(t, "10\n", after.Stdout)
			}
		})
	}
}
