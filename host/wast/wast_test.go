package wast_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/wast"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// convert makes a folder with script.json of the text of a script.
func convert(t testing.TB, text string) fs.FS {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "script.wast"), []byte(text), 0o644))
	cmd := exec.Command(needs.WasmTools(t), "json-from-wast", "script.wast", "-o", "script.json", "--wasm-dir", ".")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return os.DirFS(dir)
}

func newEngine(t testing.TB) *host.Engine {
	t.Helper()
	e, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close(), "nothing of a script stays open") })
	return e
}

// lines are results as text.
func lines(results []wast.Result) []string {
	var out []string
	for _, r := range results {
		s := fmt.Sprintf("%d %s: %s", r.Line, r.Kind, r.Status)
		if r.Class != "" {
			s += " (" + r.Class + ")"
		}
		if r.Message != "" && r.Class == "" {
			s += ": " + r.Message
		}
		out = append(out, s)
	}
	return out
}

// TestScripts runs the scripts of testdata. In them a comment behind a command,
// `;;= passed` or `;;= failed: why`, says what comes of the command that begins on
// its line; what has no comment passes, with nothing to say about it.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.wast"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			script, results, err := wast.RunFile(context.Background(), wast.Config{Engine: newEngine(t)}, convert(t, string(text)), "script.json")
			require.NoError(t, err)
			require.Equal(t, "script.wast", script.Source)

			source := strings.Split(string(text), "\n")
			var want []string
			for _, r := range results {
				_, comment, found := strings.Cut(source[r.Line-1], ";;= ")
				if !found {
					comment = "passed"
				}
				want = append(want, fmt.Sprintf("%d %s: %s", r.Line, r.Kind, comment))
			}
			require.Equal(t, want, lines(results))
		})
	}
}

// Commands that exist in JSON only: the text format has dropped them, or not yet got
// them.
func TestCommandsOfJSON(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"core.wasm": {Data: []byte("\x00asm\x01\x00\x00\x00")}, "empty.wasm": {Data: []byte("\x00asm\x0d\x00\x01\x00")}}
	for _, tt := range []struct{ command, want string }{
		{`{"type":"dance","line":3}`, "3 dance: failed: there is no command of this name"},
		{`{"type":"assert_return","line":4}`, "4 assert_return: failed: the command has no action"},
		{`{"type":"assert_trap","line":5,"action":{"type":"invoke","field":"f"}}`, "5 assert_trap: failed: there is no instance"},
		{`{"type":"register","line":6,"name":"x","as":"y"}`, `6 register: failed: there is no instance called "x"`},
		{`{"type":"module_instance","line":7,"module":"x"}`, `7 module_instance: failed: there is no definition called "x"`},
		{`{"type":"module","line":8,"filename":"../x.wasm","module_type":"binary"}`, `8 module: failed: the script names the file "../x.wasm", which is not beneath it`},
		{`{"type":"module","line":8,"filename":"/x.wasm","module_type":"binary"}`, `8 module: failed: the script names the file "/x.wasm", which is not beneath it`},
		{`{"type":"module","line":9,"filename":"x.wasm","module_type":"binary"}`, "9 module: failed: open x.wasm: file does not exist"},
		{`{"type":"assert_invalid","line":9,"filename":"x.wasm","module_type":"binary","text":"x.wasm"}`, "9 assert_invalid: failed: open x.wasm: file does not exist"},
		{`{"type":"module","line":10,"filename":"x.wat","module_type":"text"}`, "10 module: not run (text)"},
		{`{"type":"module","line":11,"filename":"x.wat","module_type":"text","binary_filename":"empty.wasm"}`, "11 module: passed"},
		{`{"type":"module_definition","line":12,"filename":"core.wasm","module_type":"binary"}`, "12 module_definition: passed"},
		{`{"type":"module","line":13,"filename":"core.wasm","module_type":"binary"}`, "13 module: not run (core)"},
		{`{"type":"assert_unlinkable","line":14,"filename":"core.wasm","module_type":"binary"}`, "14 assert_unlinkable: not run (core)"},
		{`{"type":"assert_suspension","line":15,"action":{"type":"invoke","field":"f"}}`, "15 assert_suspension: not run (stack-switching)"},
		{`{"type":"assert_invalid_custom","line":16}`, "16 assert_invalid_custom: not run (custom)"},
		{`{"type":"wait","line":17,"thread":"T"}`, "17 wait: not run (threads)"},
	} {
		t.Run(tt.command, func(t *testing.T) {
			script, err := wast.Parse([]byte(`{"source_filename":"x.wast","commands":[` + tt.command + `]}`))
			require.NoError(t, err)
			results, err := wast.Run(context.Background(), wast.Config{Engine: newEngine(t)}, script, files)
			require.NoError(t, err)
			require.Equal(t, []string{tt.want}, lines(results))
		})
	}
}

func TestCommandsOfThreadsAreCounted(t *testing.T) {
	t.Parallel()
	script, err := wast.Parse([]byte(`{"commands":[{"type":"thread","line":1,"name":"T","commands":[
		{"type":"module","line":2},{"type":"thread","line":3,"commands":[{"type":"register","line":4}]}]}]}`))
	require.NoError(t, err)
	results, err := wast.Run(context.Background(), wast.Config{Engine: newEngine(t)}, script, fstest.MapFS{})
	require.NoError(t, err)
	require.Equal(t, []string{
		"1 thread: not run (threads)", "2 module: not run (threads)", "3 thread: not run (threads)", "4 register: not run (threads)",
	}, lines(results))
}

func TestBytesThatAreNoScript(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `[]`, `{}`, `{"commands":null}`, `{"commands":[3]}`, `{"commands":[{"line":"x"}]}`, strings.Repeat(`{"commands":[`, 20_000)} {
		_, err := wast.Parse([]byte(text))
		var format *wast.FormatError
		require.ErrorAs(t, err, &format)
	}
}

const loops = `
(component
  (core module $m (func (export "run") (loop (br 0))) (func (export "ok")))
  (core instance $i (instantiate $m))
  (func (export "run") (canon lift (core func $i "run")))
  (func (export "ok") (canon lift (core func $i "ok"))))
(assert_trap (invoke "run") "interrupted")
(assert_trap (invoke "run") "")
(assert_return (invoke "ok"))
(component
  (core module $m (func $run (loop (br 0))) (start $run))
  (core instance $i (instantiate $m)))
(component)`

// A command that does not end is stopped, and no assertion passes by that.
func TestCommandsThatDoNotEnd(t *testing.T) {
	t.Parallel()
	files := convert(t, loops)
	cfg := wast.Config{Engine: newEngine(t), Timeout: 500 * time.Millisecond}
	_, results, err := wast.RunFile(context.Background(), cfg, files, "script.json")
	require.NoError(t, err)
	got := lines(results)
	require.Len(t, got, 6)
	require.Equal(t, "7 assert_trap: failed: it did not end within 500ms", got[1])
	require.Contains(t, got[2], "8 assert_trap: failed: the trap", "the instance is not entered again")
	require.Contains(t, got[3], "9 assert_return: failed: ")
	require.Equal(t, "10 module: failed: it did not end within 500ms", got[4])
	require.Equal(t, "13 module: passed", got[5])
}

func TestContextEndsTheRun(t *testing.T) {
	t.Parallel()
	files := convert(t, loops)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	script, results, err := wast.RunFile(ctx, wast.Config{Engine: newEngine(t)}, files, "script.json")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotNil(t, script)
	require.Less(t, len(results), 6)
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	files := convert(t, `
(component
  (core module $m (memory 2) (func (export "grow") (result i32) (memory.grow (i32.const 1))))
  (core instance $i (instantiate $m))
  (func (export "grow") (result s32) (canon lift (core func $i "grow"))))
(assert_return (invoke "grow") (s32.const 2))`)
	cfg := wast.Config{Engine: newEngine(t), Limits: host.Limits{Memory: 2 << 16}}
	_, results, err := wast.RunFile(context.Background(), cfg, files, "script.json")
	require.NoError(t, err)
	require.Equal(t, []string{"2 module: passed", "6 assert_return: failed: s32 2 is expected, the result is s32 -1"}, lines(results))
}

func TestSummary(t *testing.T) {
	t.Parallel()
	var s, sum wast.Summary
	s.Add(wast.Result{Kind: "module", Status: wast.Passed})
	s.Add(wast.Result{Kind: "module", Status: wast.Failed})
	s.Add(wast.Result{Kind: "action", Status: wast.NotRun, Class: "gc"})
	s.Add(wast.Result{Kind: "action", Status: wast.NotRun, Class: "async"})
	sum.Merge(&s)
	sum.Merge(&s)
	require.Equal(t, "2 passed, 2 failed, 4 not run (async 2, gc 2)", sum.String())
	require.Equal(t, "2 passed, 2 failed", sum.Kinds["module"].String())
	require.Equal(t, map[string]int{"gc": 2, "async": 2}, sum.Kinds["action"].NotRun)
}
