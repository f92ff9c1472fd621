package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// guestCase is what a program must do in every guest: print stdout, have a value
// whose repr is value, and end as ends says.
type guestCase struct {
	code          string
	stdout, value string
	ends          string // what outcome says; "" is ok
	says          string // is in the message of the error
	// instead is what differs in a guest, by name: where a program rests on what is
	// CPython's alone. Its code is empty.
	instead map[string]guestCase
}

// inMicroPython is what a program that rests on CPython's library comes to there.
func inMicroPython(ends, says string) map[string]guestCase {
	return map[string]guestCase{"micropython": {ends: ends, says: says}}
}

// noModule is what a program comes to in MicroPython, which lacks a module.
func noModule(name string) map[string]guestCase {
	return inMicroPython("exception ModuleNotFoundError", "No module named '"+name+"'")
}

const (
	noThreads   = "this is a sandbox of one thread"
	noProcesses = "this is a sandbox without processes"
	noSockets   = "this is a sandbox without sockets"
)

// guestCases are the cases, by what they are about. URL stands for the address of a
// server that the rules allow.
var guestCases = map[string][]guestCase{
	"safe_http": {
		{code: "safe_http_get('URL/text')", value: "'hello'"},
		{code: "safe_http.get('URL/text').text", value: "'hello'"},
		{code: "import safe_http\nr = safe_http.get('URL/text')\nr.status, r.status_code, r.ok, r.headers['content-type']", value: "(200, 200, True, 'text/plain')"},
		{code: "safe_http.get('URL/echo', params={'a': '1 2'}).json()['query']", value: "'a=1+2'"},
		{code: "r = safe_http.post('URL/echo', json={'a': 1}).json()\nr['method'], r['body'], r['type']", value: `('POST', '{"a": 1}', 'application/json')`},
		{code: "safe_http.put('URL/echo', data='x').json()['body']", value: "'x'"},
		{code: "safe_http.delete('URL/echo').json()['method']", value: "'DELETE'"},
		{code: "safe_http.get('URL/missing').status", value: "404"},
		{code: "safe_http.get('URL/missing').raise_for_status()", ends: "exception HTTPError", says: "status 404"},
		{code: "safe_http_get('http://a.test/')", ends: "exception PermissionError", says: "no rule allows GET http://a.test/"},
		{code: "safe_http_get('URL/text').status", ends: "exception AttributeError", says: "safe_http_get(url) gives the text, safe_http.get(url) has .status"},
		{code: "safe_http_get('URL/text').nothing", ends: "exception AttributeError", says: "'str' object has no attribute 'nothing'"},
		{code: "try: safe_http_get('http://a.test/')\nexcept OSError as e: print(type(e).__name__)", stdout: "PermissionError\n"},
	},
	"urllib and http.client": {
		{code: "import urllib.request\nurllib.request.urlopen('URL/text').read()", value: "b'hello'", instead: noModule("urllib.request")},
		{code: "from urllib.request import urlopen, Request\nimport json\nwith urlopen(Request('URL/echo', data=b'x', method='PUT')) as r: print(r.status, json.load(r)['method'])", stdout: "200 PUT\n", instead: noModule("urllib.request")},
		{code: "import urllib.request, urllib.error\ntry: urllib.request.urlopen('URL/missing')\nexcept urllib.error.HTTPError as e: print(e.code)", stdout: "404\n", instead: noModule("urllib.request")},
		{code: "import urllib.request\nurllib.request.urlopen('http://a.test/')", ends: "exception PermissionError", says: "no rule allows GET http://a.test/", instead: noModule("urllib.request")},
		{code: "import http.client\nc = http.client.HTTPConnection('HOST')\nc.request('POST', '/echo', body='x=1')\nr = c.getresponse()\nr.status, b'x=1' in r.read()", value: "(200, True)", instead: noModule("http")},
		{code: "import http.client\nc = http.client.HTTPSConnection('a.test')\nc.request('GET', '/')\nc.getresponse()", ends: "exception PermissionError", says: "no rule allows GET https://a.test/", instead: noModule("http")},
	},
	"requests": {
		{code: "import requests\nr = requests.get('URL/echo', params={'a': 1})\nr.status_code, r.ok, r.json()['query'], r.headers['Content-Type']", value: "(200, True, 'a=1', 'application/json')", instead: noModule("requests")},
		{code: "import requests\n[getattr(requests, m)('URL/echo', data={'a': 'b'}).json()['method'] for m in ('post', 'put', 'patch')]", value: "['POST', 'PUT', 'PATCH']", instead: noModule("requests")},
		{code: "import requests\nrequests.delete('URL/echo').json()['method'], requests.head('URL/text').status_code", value: "('DELETE', 200)", instead: noModule("requests")},
		{code: "import requests\nr = requests.post('URL/echo', json={'a': 1}, headers={'Accept': 'x'}).json()\nr['body'], r['type'], r['accept']", value: `('{"a": 1}', 'application/json', 'x')`, instead: noModule("requests")},
		{code: "import requests\ns = requests.Session()\ns.headers['Accept'] = 'of the session'\ns.get('URL/echo').json()['accept']", value: "'of the session'", instead: noModule("requests")},
		{code: "import requests\ntry: requests.get('URL/missing').raise_for_status()\nexcept requests.exceptions.HTTPError as e: print(e.response.status_code, isinstance(e, requests.RequestException))", stdout: "404 True\n", instead: noModule("requests")},
		{code: "import requests\nrequests.get('http://a.test/')", ends: "exception PermissionError", says: "no rule allows GET http://a.test/", instead: noModule("requests")},
		{code: "import requests\nrequests.get('a.test')", ends: "exception MissingSchema", says: "No scheme supplied", instead: noModule("requests")},
		{code: "import requests\nrequests.get('URL/text', proxies={'http': 'x'})", ends: "exception NotImplementedError", says: "proxies= is not there in this sandbox", instead: noModule("requests")},
		{code: "import requests\nrequests.get('URL/text').json()", ends: "exception JSONDecodeError", instead: noModule("requests")},
	},
	"tools": {
		{code: "tools.add(a=1, b=2)", value: "3"},
		{code: "add(a=1, b=2)", value: "3"},
		{code: "[t.name for t in tools.list()]", value: "['add']"},
		{code: "tools.add.description, tools.add.parameters['type']", value: "('Adds two numbers.', 'object')"},
		{code: "tools.add(1, 2)", ends: "exception TypeError", says: "by name"},
		{code: "tools.none()", ends: "exception AttributeError", says: "there are: add"},
		{code: "ad(a=1, b=2)", ends: "exception NameError", says: "name 'ad' is not defined. Did you mean: 'add'?"},
		{code: "nothing(a=1)", ends: "exception NameError", says: "name 'nothing' is not defined"},
	},
	"display and values": {
		{code: "1 + 1", value: "2"},
		{code: "x = 1\nx\nx + 1", value: "2"},
		{code: "print('a')\nNone", stdout: "a\n"},
		{code: "'é'", value: "'é'"},
	},
	"inputs": {
		{code: "rows[1]['n'] + limit", value: "12"},
		{code: "input(), input('? ')", value: "('first', 'second')", stdout: "? "},
		{code: "input(), input(), input()", ends: "exception EOFError"},
		{code: "import sys\nsys.argv[1:]", value: "['one', '--two']"},
		{code: "import os\nos.environ['WHO']", value: "'Ada'"},
		{code: "import sys\nsys.stdin.readline()", value: `'first\n'`},
	},
	"files": {
		{code: "with open('f.txt', 'w') as f: f.write('a\\nb\\n')\nimport os\nprint(open('f.txt').read(), end='')\nos.listdir('/')", stdout: "a\nb\n", value: "['f.txt']"},
		{code: "open('/etc/passwd')", ends: "exception FileNotFoundError"},
		{code: "import pathlib\npathlib.Path('d').mkdir()\npathlib.Path('d/x').write_text('é')\n[str(p) for p in pathlib.Path('.').rglob('*')]", value: "['d', 'd/x']", instead: noModule("pathlib")},
		{code: "import csv, io\n[row['b'] for row in csv.DictReader(io.StringIO('a,b\\n1,2\\n'))]", value: "['2']", instead: noModule("csv")},
		{code: "import sqlite3\nc = sqlite3.connect('a.db')\nc.execute('create table t (x)')\nc.execute('insert into t values (7)')\nc.commit()\nc.close()\nsqlite3.connect('a.db').execute('select x from t').fetchall()", value: "[(7,)]", instead: noModule("sqlite3")},
		{code: "import tempfile\nwith tempfile.TemporaryFile('w+') as f:\n    f.write('x')\n    f.seek(0)\n    print(f.read())", stdout: "x\n", instead: noModule("tempfile")},
		{code: "import zipfile\nwith zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('n', 'x' * 1000)\nlen(zipfile.ZipFile('a.zip').read('n'))", value: "1000", instead: noModule("zipfile")},
		{code: "import gzip, bz2, lzma, zlib\n[m.decompress(m.compress(b'x' * 9)) == b'x' * 9 for m in (gzip, bz2, lzma, zlib)]", value: "[True, True, True, True]", instead: noModule("gzip")},
	},
	"time": {
		{code: "import time\ntime.time() > 1.7e9, time.sleep(0)", value: "(True, None)"},
		{code: "import zoneinfo, datetime\ndatetime.datetime(2025, 7, 1, 12, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')).isoformat()", value: "'2025-07-01T12:00:00+02:00'", instead: noModule("zoneinfo")},
	},
	"asyncio": {
		{code: "import asyncio\nasync def f(n):\n    await asyncio.sleep(0.001)\n    return n\nasync def main(): return await asyncio.gather(f(1), f(2))\nasyncio.run(main())", value: "[1, 2]", instead: noModule("asyncio")},
		{code: "import asyncio\nasync def main():\n    q = asyncio.Queue()\n    t = asyncio.create_task(q.get())\n    await q.put(5)\n    return await t\nasyncio.run(main())", value: "5", instead: noModule("asyncio")},
		{code: "import asyncio\nasync def main(): await asyncio.wait_for(asyncio.sleep(9), 0.01)\nasyncio.run(main())", ends: "exception TimeoutError", instead: noModule("asyncio")},
		{code: "import asyncio\nasync def main(): await asyncio.Event().wait()\nasyncio.run(main())", ends: "exception RuntimeError", says: "every task waits for another", instead: noModule("asyncio")},
		{code: "import asyncio\nasyncio.run(asyncio.to_thread(print, 1))", ends: "exception RuntimeError", says: noThreads, instead: noModule("asyncio")},
	},
	"threads": {
		{code: "import threading\nwith threading.Lock(), threading.RLock(): print(threading.current_thread().name)", stdout: "MainThread\n", instead: noModule("threading")},
		{code: "import threading\nthreading.Thread(target=print).start()", ends: "exception RuntimeError", says: noThreads, instead: noModule("threading")},
		{code: "import threading\nthreading.Timer(1, print).start()", ends: "exception RuntimeError", says: noThreads, instead: noModule("threading")},
		{code: "import _thread\n_thread.start_new_thread(print, ())", ends: "exception RuntimeError", says: noThreads, instead: noModule("_thread")},
		{code: "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(abs, -1)", ends: "exception RuntimeError", says: noThreads, instead: noModule("concurrent")},
		{code: "import queue\nq = queue.Queue()\nq.put(1)\nq.get()", value: "1", instead: noModule("queue")},
		{code: "import queue\nqueue.Queue().get(timeout=0.001)", ends: "exception Empty", instead: noModule("queue")},
		{code: "import queue\nqueue.Queue().get()", ends: "exception RuntimeError", says: "the program waits for ever: " + noThreads, instead: noModule("queue")},
		{code: "import threading\nl = threading.Lock()\nl.acquire()\nl.acquire(timeout=0.001), l.acquire(False)", value: "(False, False)", instead: noModule("threading")},
		{code: "import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()", ends: "exception RuntimeError", says: "the program waits for ever", instead: noModule("threading")},
		{code: "import threading\nthreading.Event().wait()", ends: "exception RuntimeError", says: "the program waits for ever", instead: noModule("threading")},
	},
	"processes, sockets and foreign code": {
		{code: "import subprocess\nsubprocess.run(['ls'])", ends: "exception OSError", says: noProcesses, instead: noModule("subprocess")},
		{code: "import subprocess\nsubprocess.check_output('ls', shell=True)", ends: "exception OSError", says: noProcesses, instead: noModule("subprocess")},
		{code: "import os\nos.system('ls')", ends: "exception OSError", says: noProcesses, instead: inMicroPython("exception AttributeError", "system")},
		{code: "import os\nos.fork()", ends: "exception AttributeError", says: noProcesses, instead: inMicroPython("exception AttributeError", "fork")},
		{code: "import os\nhasattr(os, 'fork'), hasattr(os, 'kill')", value: "(False, False)"},
		{code: "import multiprocessing\nmultiprocessing.Pool(2)", ends: "exception AttributeError", says: noProcesses, instead: noModule("multiprocessing")},
		{code: "import socket\nsocket.socket()", ends: "exception PermissionError", says: noSockets, instead: noModule("socket")},
		{code: "import socket\nsocket.create_connection(('a.test', 80))", ends: "exception PermissionError", says: noSockets, instead: noModule("socket")},
		{code: "import ctypes\nctypes.CDLL('libc.so.6')", ends: "exception ImportError", says: "this is a sandbox without foreign code", instead: noModule("ctypes")},
	},
	"modules that are not there": {
		{code: "import numpy", ends: "exception ModuleNotFoundError", says: "No module named 'numpy': this sandbox has CPython 3.13 with its standard library", instead: noModule("numpy")},
		{code: "from numpy.linalg import norm", ends: "exception ModuleNotFoundError", says: "No module named 'numpy'"},
		{code: "import tkinter", ends: "exception ModuleNotFoundError", says: "there is no screen: use display()", instead: noModule("tkinter")},
		{code: "import ssl", ends: "exception ModuleNotFoundError", says: "safe_http take https:// URLs", instead: noModule("ssl")},
		{code: "try: import numpy\nexcept ImportError as e: print(e.name)", stdout: "numpy\n", instead: map[string]guestCase{"micropython": {ends: "exception AttributeError"}}},
		{code: "import importlib.util\nimportlib.util.find_spec('numpy')", instead: noModule("importlib")},
	},
}

func TestGuestCases(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/text":
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "hello")
		case "/echo":
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]string{
				"method": r.Method, "query": r.URL.RawQuery, "body": string(body),
				"type": r.Header.Get("Content-Type"), "accept": r.Header.Get("Accept"),
			})
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	fill := strings.NewReplacer("URL", server.URL, "HOST", strings.TrimPrefix(server.URL, "http://"))
	onEachGuest(t, func(t *testing.T, guest string) {
		cfg := Config{Limits: Limits{Wall: 20 * time.Second}, Tools: []Tool{{
			Name: "add", Description: "Adds two numbers.", Parameters: json.RawMessage(`{"type": "object"}`),
			Call: addNumbers,
		}}}
		cfg.HTTP.Rules = []string{"GET,HEAD,POST,PUT,PATCH,DELETE " + server.URL + "/*"}
		sb := openPython(t, guest, cfg)
		for about, cases := range guestCases {
			t.Run(about, func(t *testing.T) {
				for _, c := range cases {
					want := c
					if other, ok := c.instead[guest]; ok {
						want = other
					}
					result, err := sb.RunProgram(context.Background(), Program{
						Code:        fill.Replace(c.code),
						Arguments:   []string{"one", "--two"},
						Environment: map[string]string{"WHO": "Ada"},
						Inputs:      map[string]any{"rows": []map[string]int{{"n": 1}, {"n": 2}}, "limit": 10},
						Stdin:       strings.NewReader("first\nsecond\n"),
					})
					checkCase(t, c.code, want, result, err)
				}
			})
		}
	})
}

func addNumbers(_ context.Context, arguments json.RawMessage) (any, error) {
	var in struct{ A, B float64 }
	if err := json.Unmarshal(arguments, &in); err != nil {
		return nil, &ToolError{InvalidArguments, err.Error()}
	}
	return in.A + in.B, nil
}

func checkCase(t *testing.T, code string, want guestCase, result *Result, err error) {
	t.Helper()
	if want.ends == "" {
		want.ends = "ok"
	}
	if !(assertEqual(t, want.ends, outcome(err), code, err) && assertEqual(t, want.stdout, result.Stdout, code, err)) {
		return
	}
	value := ""
	if result.Value != nil {
		value = result.Value.Repr
	}
	assertEqual(t, want.value, value, code, err)
	assertEqual(t, "", result.Stderr, code, err)
	if want.says != "" && !strings.Contains(fmt.Sprint(err), want.says) {
		t.Errorf("%s\nsays %v, which does not have %q", code, err, want.says)
	}
}

func assertEqual(t *testing.T, want, got, code string, err error) bool {
	t.Helper()
	if want != got {
		t.Errorf("%s\ngives %q, want %q (%v)", code, got, want, err)
	}
	return want == got
}

// Objects are displayed in the forms that they offer.
func TestDisplays(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{})
		result, err := sb.Run(context.Background(), `
class Shown:
    def __init__(self, kind, data):
        self.kind, self.data = kind, data
    def __getattr__(self, name):
        if name == self.kind:
            return lambda: self.data
        raise AttributeError(name)
display(Shown('_repr_html_', '<b>x</b>'))
display(Shown('_repr_png_', b'\x89PNG'))
display(Shown('_repr_svg_', '<svg/>'))
display(Shown('_repr_json_', {'a': 1}))
display('text', 5)
display('# x', mime='text/markdown')
`)
		require.NoError(t, err)
		require.Equal(t, []Display{
			{"text/html", []byte("<b>x</b>")},
			{"image/png", []byte("\x89PNG")},
			{"image/svg+xml", []byte("<svg/>")},
			{"application/json", []byte(`{"a": 1}`)},
			{"text/plain", []byte("'text'")},
			{"text/plain", []byte("5")},
			{"text/markdown", []byte("# x")},
		}, result.Displays)
	})
}
