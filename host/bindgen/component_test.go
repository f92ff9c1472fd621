package bindgen

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/wit"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

func run(t testing.TB, args ...string) {
	t.Helper()
	out, err := exec.Command(needs.WasmTools(t), args...).CombinedOutput()
	require.NoError(t, err, "wasm-tools %s: %s", strings.Join(args, " "), out)
}

// component makes a component of the world NAME in testdata/NAME out of the text
// of a core module.
func component(t testing.TB, world, core string) []byte {
	t.Helper()
	return componentOf(t, world, world, core)
}

// componentOf is component for a world of a folder of another name.
func componentOf(t testing.TB, folder, world, core string) []byte {
	t.Helper()
	dir := t.TempDir()
	text, embedded, out := filepath.Join(dir, "core.wat"), filepath.Join(dir, "core.wasm"), filepath.Join(dir, "out.wasm")
	require.NoError(t, os.WriteFile(text, []byte(core), 0o600))
	run(t, "component", "embed", "--world", world, filepath.Join("testdata", folder), text, "-o", embedded)
	run(t, "component", "new", embedded, "-o", out)
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	return b
}

func load(t testing.TB, binary []byte) (*host.Engine, *host.Component) {
	t.Helper()
	e, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	c, err := e.Load(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return e, c
}

// allocator is the memory of a core module and a cabi_realloc that only grows,
// until something sets $next back.
const allocator = `
  (memory (export "memory") 512)
  (global $next (mut i32) (i32.const 65536))
  (func $realloc (export "cabi_realloc") (param $old i32) (param $have i32) (param $align i32) (param $want i32) (result i32)
    (local $p i32)
    (local.set $p (i32.and
      (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
    (global.set $next (i32.add (local.get $p) (local.get $want)))
    (if (local.get $old)
      (then (memory.copy (local.get $p) (local.get $old) (local.get $have))))
    (local.get $p))`

// hostileData is what hostile bodies point at: bytes that are no UTF-8 at 8, and
// a surrogate at 16.
const hostileData = `
  (data (i32.const 8) "\ff\fe\fd\fc")
  (data (i32.const 16) "\00\d8\00\00")`

// echoModule is the text of a core module that exports every function of an
// interface as a call of the same function that it imports, by the name $NAME.
// bodies replaces the bodies of some.
func echoModule(i *wit.Interface, bodies map[string]string) string {
	l := newLayouts()
	var imports, funcs strings.Builder
	for _, f := range i.Funcs {
		ts := make([]wit.Type, len(f.Params))
		for k, p := range f.Params {
			ts[k] = p.Type
		}
		_, params := l.offsets(ts)
		flat := []string{}
		for _, c := range params.flat {
			flat = append(flat, c.String())
		}
		if params.spilled {
			flat = []string{"i32"}
		}
		args := ""
		for k := range flat {
			args += fmt.Sprintf(" (local.get %d)", k)
		}
		lowered, result, give := flat, "", ""
		if f.Result != nil {
			r := l.of(f.Result)
			if r.spilled || len(r.flat) > 1 {
				lowered = append(append([]string{}, flat...), "i32")
				args += " (i32.const 1024)"
				result, give = "(result i32)", " (i32.const 1024)"
			} else {
				result = "(result " + r.flat[0].String() + ")"
			}
		}
		importResult := result
		if give != "" {
			importResult = ""
		}
		fmt.Fprintf(&imports, "  (import %q %q (func $%s (param %s) %s))\n", i.ID(), f.ID(), f.Name, strings.Join(lowered, " "), importResult)
		body := fmt.Sprintf("(call $%s%s)%s", f.Name, args, give)
		if b, ok := bodies[f.Name]; ok {
			body = b
		}
		fmt.Fprintf(&funcs, "  (func (export %q) (param %s) %s %s)\n", i.ID()+"#"+f.ID(), strings.Join(flat, " "), result, body)
		fmt.Fprintf(&funcs, "  (func (export %q) %s (global.set $next (i32.const 65536)))\n", "cabi_post_"+i.ID()+"#"+f.ID(), strings.Replace(result, "result", "param", 1))
	}
	return "(module\n" + imports.String() + allocator + hostileData + "\n" + funcs.String() + ")"
}
