package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// outcome is how a run ended, in one word or two.
func outcome(err error) string {
	var limit *LimitError
	var python *PythonError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &limit):
		return "limit " + string(limit.Limit)
	case errors.As(err, &python):
		return strings.TrimSpace(string(python.Kind) + " " + python.Class)
	}
	return fmt.Sprintf("%T", err)
}

// refused is code that the host refuses memory, and that goes on.
const refused = "try: bytearray(10**9)\nexcept MemoryError: pass\n"

const setsSys = `leak = 1; import sys; sys.leak = 1`

// missionEnds are the ends that are a guest's own.
var missionEnds = map[string]map[string]string{
	"micropython": {setsSys: "exception AttributeError"},
}

// The main uses of a sandbox, one after another. After each the sandbox is as good
// as new.
func TestMission(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "hello %s", r.URL.Path)
		}))
		defer server.Close()
		cfg := Config{Limits: Limits{Wall: 2 * time.Second}}
		cfg.HTTP.Rules = []string{"GET " + server.URL + "/ok/*"}
		sb := openPython(t, guest, cfg)

		for _, c := range []struct{ code, stdout, ends string }{
			{`print(12345*67890)`, "838102050\n", "ok"},
			{`open('/etc/passwd')`, "", "exception FileNotFoundError"},
			{`import os; print(os.listdir('/'))`, "[]\n", "ok"},
			{`print(safe_http_get('` + server.URL + `/ok/there'))`, "hello /ok/there\n", "ok"},
			{`safe_http_get('` + server.URL + `/secret')`, "", "exception PermissionError"},
			{`safe_http_get('http://169.254.169.254/latest/meta-data/')`, "", "exception PermissionError"},
			{`1/0`, "", "exception ZeroDivisionError"},
			{`print('before'); exec('while True: pass')`, "before\n", "limit timeout"},
			{"while True:\n    try:\n        while True: pass\n    except BaseException:\n        print('caught')", "", "limit timeout"},
			{`a = 'X' * (1024*1024*100)`, "", "limit memory"},
			{"try:\n    a = 'X' * (1024*1024*100)\nexcept MemoryError:\n    print('too much')", "too much\n", "ok"},
			{`def (`, "", "syntax SyntaxError"},
			{`print('bye'); raise SystemExit(3)`, "bye\n", "exit SystemExit"},
			{`raise SystemExit`, "", "ok"},
			{`import time; time.sleep(60)`, "", "limit timeout"},
			{"def f(n): return f(n + 1)\nf(0)", "", "exception RecursionError"},
			{`raise MemoryError('a claim')`, "", "exception MemoryError"},
			{refused + "raise type('MemoryError', (KeyError,), {})('nope')", "", "exception MemoryError"},
			{refused + "class MemoryError(Exception): pass\nraise MemoryError('nope')", "", "exception MemoryError"},
			{refused + "raise type('MemoryError', (MemoryError,), {})('nope')", "", "exception MemoryError"},
			{refused + "raise MemoryError('nope')", "", "exception MemoryError"},
			{"mine = MemoryError('nope')\n" + refused + "try: raise mine\nexcept MemoryError: raise", "", "exception MemoryError"},
			{"try: bytearray(10**9)\nexcept MemoryError: raise", "", "limit memory"},
			{refused + "{}['nope']", "", "exception KeyError"},
			{setsSys, "", "ok"},
			{``, "", "ok"},
		} {
			result, err := sb.Run(context.Background(), c.code)
			ends := c.ends
			if other, ok := missionEnds[guest][c.code]; ok {
				ends = other
			}
			require.Equal(t, ends, outcome(err), "%s: %v", c.code, err)
			require.Equal(t, c.stdout, result.Stdout, c.code)

			after, err := sb.Run(context.Background(), `print('still here', 'leak' in globals())`)
			require.NoError(t, err, "after %s", c.code)
			require.Equal(t, "still here False\n", after.Stdout, "after %s", c.code)
		}
	})
}

// A size that the interpreter refuses by itself is asked for as well.
func TestDemandsForMemoryAreTheMemoryLimit(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Limits: Limits{Wall: time.Minute}})
		for _, code := range []string{
			"[0] * 10**9", "(0,) * 2**31", "b'ab' * 2**31", "bytearray(2**32 + 5)", "'abc' * (2**32 // 3 + 5)",
			"('a' * 2**16).replace('a', 'b' * 2**16)", "','.join(['x' * 2**20] * 4096)", "f'{1:2000000000}'", "'a'.ljust(2**30)",
			"x = [0]; x *= 2**30", "import array; array.array('d', range(2**29 + 1))", "1 << (1 << 30)", "import os; os.urandom(2**31)",
		} {
			_, err := sb.Run(context.Background(), code)
			want := "limit memory"
			if guest == "cpython" && strings.Contains(code, "urandom") {
				want = "exception OverflowError" // an argument of 32 bits, where the C library has 64 elsewhere
			}
			require.Equal(t, want, outcome(err), "%s: %v", code, err)
		}
		result, err := sb.Run(context.Background(), "try: [0] * 10**9\nexcept MemoryError: print('caught')")
		require.NoError(t, err)
		require.Equal(t, "caught\n", result.Stdout)
	})
}

func TestLimitsSayWhatWasUsed(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Limits: Limits{Wall: 100 * time.Millisecond}})
		run := func(code string) (*Result, *LimitError) {
			result, err := sb.Run(context.Background(), code)
			var limit *LimitError
			require.ErrorAs(t, err, &limit)
			return result, limit
		}
		result, limit := run(`while True: pass`)
		require.EqualValues(t, 100*time.Millisecond, limit.Max)
		require.GreaterOrEqual(t, limit.Used, limit.Max)
		require.EqualValues(t, result.Usage.Wall, limit.Used)

		sb = openPython(t, guest, Config{Limits: Limits{Output: 10}})
		result, limit = run(`print('0123456789abc')`)
		require.Equal(t, "0123456789", result.Stdout)
		require.EqualValues(t, 10, limit.Max)
		require.EqualValues(t, 10, limit.Used)
		require.EqualValues(t, 10, result.Usage.OutputBytes)

		most := withRoom(t, guest, 7<<20)
		sb = openPython(t, guest, Config{Limits: Limits{Wall: time.Minute, Memory: most}})
		result, limit = run("l = []\nwhile True: l.append(bytearray(100000))")
		require.Equal(t, most, limit.Max)
		require.LessOrEqual(t, limit.Used, limit.Max)
		require.Greater(t, limit.Used, limit.Max/2)
		require.NotZero(t, result.Usage.MemoryRefused)
		require.Equal(t, "MemoryError", limit.Python.Class)
		require.NotEmpty(t, limit.Python.Traceback)
		var python *PythonError
		require.ErrorAs(t, limit, &python)
	})
}

func TestValuesAndTracebacks(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{})
		for _, c := range []struct {
			code string
			want *Value
		}{
			{`21 * 2`, &Value{"42", json.RawMessage(`42`)}},
			{`'a' + "b"`, &Value{`'ab'`, json.RawMessage(`"ab"`)}},
			{`[1, {'a': None}]`, &Value{`[1, {'a': None}]`, json.RawMessage(`[1, {"a": null}]`)}},
			{`lambda: 1`, nil},
			{`None`, nil},
			{`x = 1`, nil},
		} {
			result, err := sb.Run(context.Background(), c.code)
			require.NoError(t, err)
			if c.code == `lambda: 1` {
				require.NotNil(t, result.Value)
				require.Nil(t, result.Value.JSON, "a function has no JSON form")
				continue
			}
			require.Equal(t, c.want, result.Value, c.code)
		}

		_, err := sb.Run(context.Background(), "def divide(a):\n    return a / 0\n\ndivide(1)\n")
		var python *PythonError
		require.ErrorAs(t, err, &python)
		require.Equal(t, []Frame{{"<code>", 4, "<module>"}, {"<code>", 2, "divide"}}, python.Frames)
		require.Contains(t, python.Traceback, "line 2, in divide")

		// The frames of modules that the guest brings are left out: tools, safe_http, json.
		for _, code := range []string{"tools.none()", "safe_http.get('http://a.test/')", "import json\njson.loads('{')"} {
			_, err = sb.Run(context.Background(), code)
			require.ErrorAs(t, err, &python)
			require.Len(t, python.Frames, 1, code)
			require.Equal(t, 1, strings.Count(python.Traceback, "  File "), python.Traceback)
		}

		_, err = sb.Run(context.Background(), "x = 1\ny = = 2\n")
		require.ErrorAs(t, err, &python)
		require.Equal(t, SyntaxError, python.Kind)
		require.Equal(t, 2, python.Line)
		require.Equal(t, "y = = 2", python.Text)
	})
}

func TestAProgramIsGivenWhatItNeeds(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		cfg := Config{
			Environment: map[string]string{"BOTH": "sandbox", "ONE": "1"},
			Files:       map[string][]byte{"data/a.txt": []byte("from the sandbox"), "b.txt": []byte("replaced")},
			Tools: []Tool{
				{Name: "add", Description: "Adds two numbers.", Call: func(_ context.Context, arguments json.RawMessage) (any, error) {
					var in struct{ A, B float64 }
					if err := json.Unmarshal(arguments, &in); err != nil {
						return nil, &ToolError{InvalidArguments, err.Error()}
					}
					return in.A + in.B, nil
				}},
			},
		}
		sb := openPython(t, guest, cfg)
		var streamed, complained strings.Builder
		result, err := sb.RunProgram(context.Background(), Program{
			Code: `
import sys
print(sys.argv[1:], rows[1]['n'], input(), tools.add(a=1, b=2))
print('careful', file=sys.stderr)
with open('data/a.txt') as f: print(f.read())
with open('b.txt') as f: print(f.read())
with open('out.txt', 'w') as f: f.write('kept')
`,
			Arguments:   []string{"one", "--two"},
			Inputs:      map[string]any{"rows": []map[string]int{{"n": 1}, {"n": 2}}},
			Environment: map[string]string{"BOTH": "program"},
			Files:       map[string][]byte{"b.txt": []byte("from the program")},
			Stdin:       strings.NewReader("a line\nmore"),
			Stdout:      &streamed,
			Stderr:      &complained,
		})
		require.NoError(t, err)
		require.Equal(t, "['one', '--two'] 2 a line 3\nfrom the sandbox\nfrom the program\n", result.Stdout)
		require.Equal(t, result.Stdout, streamed.String())
		require.Equal(t, "careful\n", complained.String())
		require.Equal(t, map[string][]byte{
			"data/a.txt": []byte("from the sandbox"),
			"b.txt":      []byte("from the program"),
			"out.txt":    []byte("kept"),
		}, result.Workspace.Files())
		require.EqualValues(t, 1, result.Usage.HostCalls["tools.call"])
		require.EqualValues(t, 3, result.Usage.HostCalls["files.open"])

		again, err := sb.Run(context.Background(), `
import os
print(sorted(os.listdir('.')))
with open('b.txt') as f: print(f.read())`)
		require.NoError(t, err)
		require.Equal(t, "['b.txt', 'data']\nreplaced\n", again.Stdout, "a workspace is of one run")
	})
}

func TestToolsFailInPython(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{
			Limits: Limits{ToolCalls: 3},
			Tools: []Tool{
				{Name: "fail", Call: func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("no luck") }},
				{Name: "deny", Call: func(context.Context, json.RawMessage) (any, error) { return nil, &ToolError{ToolDenied, "not you"} }},
			},
		})
		result, err := sb.Run(context.Background(), `
def attempt(call):
    try:
        call()
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: tools.fail())
attempt(lambda: tools.deny())
attempt(lambda: tools.none())
attempt(lambda: tools.fail())
attempt(lambda: tools.fail())
`)
		require.NoError(t, err)
		lines := strings.Split(strings.TrimSpace(result.Stdout), "\n")
		require.Len(t, lines, 5)
		require.Contains(t, lines[0], "no luck")
		require.Contains(t, lines[1], "PermissionError")
		require.Contains(t, lines[1], "not you")
		require.NotContains(t, lines[4], "no luck", "the fourth call is over the budget")
	})
}

func TestAToolThatPanicsEndsTheRunAlone(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Tools: []Tool{
			{Name: "panics", Call: func(context.Context, json.RawMessage) (any, error) { panic("oh") }},
		}})
		_, err := sb.Run(context.Background(), `tools.panics()`)
		require.ErrorContains(t, err, "oh")
		result, err := sb.Run(context.Background(), `print(1)`)
		require.NoError(t, err)
		require.Equal(t, "1\n", result.Stdout)
	})
}

func TestRequestsAreBounded(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/large":
				io.WriteString(w, strings.Repeat("a", 1001))
			case "/slow":
				<-r.Context().Done()
			}
		}))
		defer server.Close()
		var events []egress.Event
		var mu sync.Mutex
		cfg := Config{
			Limits: Limits{HTTPRequests: 4, HTTPResponse: 1000, HTTPTimeout: 2 * time.Second},
			HTTP: egress.Policy{Rules: []string{"GET " + server.URL + "/*"}, Audit: func(e egress.Event) {
				mu.Lock()
				defer mu.Unlock()
				events = append(events, e)
			}},
		}
		sb := openPython(t, guest, cfg)
		result, err := sb.Run(context.Background(), `
import safe_http
base = '`+server.URL+`'
for path in ('/', '/large', '/slow', '/', '/'):
    try:
        print(path, safe_http.get(base + path).status)
    except Exception as e:
        print(path, type(e).__name__, e)
`)
		require.NoError(t, err)
		lines := strings.Split(strings.TrimSpace(result.Stdout), "\n")
		require.Len(t, lines, 5)
		require.Equal(t, "/ 200", lines[0])
		require.Contains(t, lines[1], "1000")
		require.Contains(t, lines[2], "Error")
		require.Equal(t, "/ 200", lines[3])
		require.Contains(t, lines[4], "Error")
		require.EqualValues(t, 4, result.Usage.HTTPRequests)
		require.Len(t, events, 4)

		// The limit of the run is met while a request goes on.
		sb = openPython(t, guest, Config{
			Limits: Limits{Wall: 100 * time.Millisecond},
			HTTP:   egress.Policy{Rules: []string{"GET " + server.URL + "/*"}},
		})
		_, err = sb.Run(context.Background(), `safe_http_get('`+server.URL+`/slow')`)
		require.Equal(t, "limit timeout", outcome(err))
	})
}

func TestCodeIsCheckedFirst(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Limits: Limits{Code: 100, Input: 1000}})
		for code, want := range map[string]string{
			"a\x00":                          "*sandbox.CodeError",
			"a\xff":                          "*sandbox.CodeError",
			strings.Repeat("#", 101):         "limit code",
			strings.Repeat("#", 100):         "ok",
			"# ä\nprint('ä€😀') # \U0001F600": "ok",
			"\ufeffprint(1)":                 "ok",
			"\ufeff":                         "ok",
			"print(1)\ufeff":                 "syntax SyntaxError",
		} {
			_, err := sb.Run(context.Background(), code)
			require.Equal(t, want, outcome(err), "%q", code)
		}
		for _, c := range []struct {
			program Program
			want    string
		}{
			{Program{Arguments: []string{"\xff"}}, "*sandbox.ConfigError"},
			{Program{Arguments: []string{strings.Repeat("a", 1001)}}, "limit input"},
			{Program{Inputs: map[string]any{"a b": 1}}, "*sandbox.ConfigError"},
			{Program{Inputs: map[string]any{"a": func() {}}}, "*sandbox.ConfigError"},
			{Program{Inputs: map[string]any{"a": strings.Repeat("a", 1000)}}, "limit input"},
			{Program{Environment: map[string]string{"A": "a\x00"}}, "*sandbox.ConfigError"},
			{Program{Files: map[string][]byte{"../a": nil}}, "*sandbox.ConfigError"},
			{Program{Stdin: failing{}, Code: "input()"}, "*sandbox.HostError"},
			{Program{Stdout: failing{}, Code: "print(1)"}, "*sandbox.HostError"},
		} {
			result, err := sb.RunProgram(context.Background(), c.program)
			require.Equal(t, c.want, outcome(err), "%v", err)
			require.NotNil(t, result)
		}
	})
}

func TestABlockedInputEndsWithTheRun(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Limits: Limits{Wall: 50 * time.Millisecond}})
		reader, writer := io.Pipe()
		defer writer.Close()
		_, err := sb.RunProgram(context.Background(), Program{Code: `input()`, Stdin: reader})
		require.Equal(t, "limit timeout", outcome(err))

		go io.WriteString(writer, "late but there\n")
		sb = openPython(t, guest, Config{})
		result, err := sb.RunProgram(context.Background(), Program{Code: `print(input())`, Stdin: io.MultiReader(strings.NewReader("in time\n"), reader)})
		require.NoError(t, err)
		require.Equal(t, "in time\n", result.Stdout)
	})
}

type failing struct{}

func (failing) Read([]byte) (int, error)  { return 0, errBroken }
func (failing) Write([]byte) (int, error) { return 0, errBroken }

// Runs start from one image and must not share their chance.
func TestChanceDiffersFromRunToRun(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Warmup: "import random; random.random()"})
		seen := map[string]bool{}
		for range 20 {
			result, err := sb.Run(context.Background(), `import random; print(random.random())`)
			require.NoError(t, err)
			require.False(t, seen[result.Stdout], "drawn twice: %s", result.Stdout)
			seen[result.Stdout] = true
		}
	})
}

func TestWarmup(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Warmup: "def double(n): return 2 * n\nlater = []"})
		require.NotNil(t, sb.image)
		for range 3 {
			result, err := sb.Run(context.Background(), `later.append(double(21)); later`)
			require.NoError(t, err)
			require.Equal(t, "[42]", result.Value.Repr)
		}
		_, err := Open(context.Background(), Config{Guest: needs.Guest(t, guest), Warmup: "1/0"})
		var python *PythonError
		require.ErrorAs(t, err, &python)
		require.Equal(t, "ZeroDivisionError", python.Class)

		result, err := openPython(t, guest, Config{}).Run(context.Background(), `sorted(n for n in globals() if n[0] != '_')`)
		require.NoError(t, err)
		require.NotContains(t, result.Value.Repr, "'json'", "the default warm-up leaves nothing")
	})
}

func TestPythonRunsAtATime(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Limits: Limits{Wall: 20 * time.Second}})
		var runs sync.WaitGroup
		for i := range 100 {
			runs.Go(func() {
				result, err := sb.Run(context.Background(), fmt.Sprintf("n = %d\nprint(sum(range(n)))", i))
				assert.NoError(t, err)
				assert.Equal(t, fmt.Sprintln(i*(i-1)/2), result.Stdout)
			})
		}
		runs.Wait()
	})
}

func TestPythonRunsLeaveNothingBehind(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{})
		codes := []string{"print(1)", "1/0", "a = 'X' * (1024*1024*100)", "open('x', 'w').write('y')", "safe_http_get('http://a/')"}
		some := func(n int) {
			for i := range n {
				_, _ = sb.Run(context.Background(), codes[i%len(codes)])
			}
		}
		some(100)
		goroutines, resident := runtime.NumGoroutine(), residentKiB(t)
		some(1000)
		requireSettled(t, goroutines, resident)
	})
}

// Memory that the host keeps for a run counts with the run's own: the workspace and
// the output cannot hold what the limit refuses the program.
func TestWhatTheHostKeepsCounts(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		most := withRoom(t, guest, 7<<20)
		// CPython's image has room that a program uses before the memory grows.
		free := map[string]string{"cpython": "pad = bytes(7 << 20)\n"}[guest]
		sb := openPython(t, guest, Config{Limits: Limits{Memory: most, Output: Unlimited, Wall: time.Minute}})
		for _, c := range []struct{ code, stdout, ends string }{
			{"f = open('f', 'wb')\nfor i in range(20): f.write(bytes(1 << 20))", "", "limit memory"},
			{"f = open('f', 'wb')\ntry:\n  for i in range(20): f.write(bytes(1 << 20))\nexcept MemoryError: print('caught')", "caught\n", "ok"},
			{"for i in range(3): open('f', 'wb').write(bytes(1 << 20))\nopen('f', 'wb').close(); len(bytes(4 << 20))", "", "ok"},
			{free + "b = bytes(4 << 20)", "", "ok"},
			{free + "open('a', 'wb').write(bytes(1 << 20) * 4); b = bytes(4 << 20)", "", "limit memory"},
		} {
			result, err := sb.Run(context.Background(), c.code)
			require.Equal(t, c.ends, outcome(err), "%s: %v", c.code, err)
			require.Equal(t, c.stdout, result.Stdout)
			require.LessOrEqual(t, result.Usage.PeakMemory, most)
		}
		result, err := sb.Run(context.Background(), "while True: print('x' * 100000)")
		require.Equal(t, "limit memory", outcome(err))
		require.Greater(t, len(result.Stdout), 4<<20)
		require.Equal(t, len(result.Stdout), strings.Count(result.Stdout, "x")+strings.Count(result.Stdout, "\n"))
	})
}

// An argument that is longer than its receiver takes is refused as what it is.
func TestLongArguments(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		var audit []egress.Event
		sb := openPython(t, guest, Config{
			Limits: Limits{ToolArguments: 1000, HTTPBody: 1000, Result: 100_000, Wall: time.Minute},
			Tools:  []Tool{{Name: "echo", Call: func(_ context.Context, arguments json.RawMessage) (any, error) { return arguments, nil }}},
			HTTP:   egress.Policy{Rules: []string{"* http://a.test/*"}, Audit: func(e egress.Event) { audit = append(audit, e) }},
		})
		for _, c := range []struct{ code, class, says string }{
			{"open('x' * 5000)", "OSError", "[Errno 22] Invalid argument"},
			{"open('x' * 5000000, 'w')", "OSError", "[Errno 22] Invalid argument"},
			{"import os; open('f', 'w').close(); os.rename('f', 'x' * 5000000)", "OSError", "[Errno 22] Invalid argument"},
			{"tools.echo(a='x' * 1000)", "TypeError", "echo(): the arguments have 1009 bytes as JSON, and the most is 1000"},
			{"tools.echo(a='x' * 1000000)", "TypeError", "echo(): the arguments have 1000009 bytes as JSON, and the most is 1000"},
			{"safe_http.post('http://a.test/', data='x' * 1001)", "PermissionError", "the request's body has 1001 bytes, and the most is 1000"},
			{"safe_http.post('http://a.test/', data='x' * 1000000)", "PermissionError", "the request is too long: a body has at most 1000 bytes"},
			{"safe_http.get('http://a.test/' + 'x' * 1000000)", "PermissionError", "the request is too long"},
			{"safe_http.get('http://a.test/', headers={'a%d' % i: 'x' for i in range(70)})", "PermissionError", "the request is too long: a body has at most 1000 bytes, and the rest at most 98304 in 64 headers"},
		} {
			_, err := sb.Run(context.Background(), c.code)
			var python *PythonError
			require.ErrorAs(t, err, &python, c.code)
			require.Equal(t, c.class, python.Class, "%s: %v", c.code, err)
			require.Contains(t, python.Message, c.says, c.code)
		}
		require.NotEmpty(t, audit)
		for _, e := range audit {
			require.False(t, e.Allowed)
		}

		_, err := sb.Run(context.Background(), "'x' * 100000")
		var limit *LimitError
		require.ErrorAs(t, err, &limit)
		require.Equal(t, LimitResult, limit.Limit)
		require.Greater(t, limit.Used, limit.Max)
		_, err = sb.Run(context.Background(), "for i in range(70000): display('')")
		require.ErrorAs(t, err, &limit)
		require.Equal(t, LimitResult, limit.Limit)
		require.Greater(t, limit.Used, limit.Max)
		_, err = sb.Run(context.Background(), "raise ValueError('x' * 1000000)")
		var python *PythonError
		require.ErrorAs(t, err, &python)
		require.Equal(t, "ValueError", python.Class)
		require.Less(t, len(python.Message), 100_000)
		require.Greater(t, len(python.Message), 10_000)
	})
}
