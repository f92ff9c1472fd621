package wast_test

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/wast"
)

// FuzzRun runs scripts of any form over any component: every command has one
// result, nothing passes that was not run, and nothing is left behind.
func FuzzRun(f *testing.F) {
	files := convert(f, `
(component definition $D
  (core module $m (func (export "f") (param i32) (result i32) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "v" u32) (result u32) (canon lift (core func $i "f"))))
(component instance $a $D)
(register "a" $a)
(assert_return (invoke $a "f" (u32.const 1)) (u32.const 1))
(assert_trap (invoke "f" (u32.const 1)) "unreachable")
(component (import "a" (instance (export "f" (func (param "v" u32) (result u32))))))
(assert_invalid (component (export "x" (func 0))) "unknown function 0")`)
	script, err := fs.ReadFile(files, "script.json")
	require.NoError(f, err)
	names, err := fs.Glob(files, "*.wasm")
	require.NoError(f, err)
	for _, name := range names {
		component, err := fs.ReadFile(files, name)
		require.NoError(f, err)
		f.Add(script, component)
	}
	f.Add([]byte(`{"commands":[{"type":"module","filename":"script.0.wasm","module_type":"binary"},{"type":"assert_exhaustion","action":{"type":"get","field":"x"}}]}`), []byte("\x00asm\x01\x00\x00\x00"))
	engine, err := host.NewEngine(host.Config{})
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, engine.Close()) })

	f.Fuzz(func(t *testing.T, script, component []byte) {
		s, err := wast.Parse(script)
		if err != nil {
			require.ErrorAs(t, err, new(*wast.FormatError))
			return
		}
		if len(s.Commands) > 20 {
			return
		}
		beside := fstest.MapFS{}
		for _, name := range names {
			beside[name] = &fstest.MapFile{Data: component}
		}
		cfg := wast.Config{Engine: engine, Timeout: 50 * time.Millisecond, Limits: host.Limits{Memory: 1 << 24}}
		results, err := wast.Run(context.Background(), cfg, s, beside)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(results), len(s.Commands))
		for _, r := range results {
			require.Contains(t, []wast.Status{wast.Passed, wast.Failed, wast.NotRun}, r.Status)
			require.Equal(t, r.Status == wast.NotRun, r.Class != "", "%+v", r)
			require.True(t, r.Status == wast.Passed || r.Message != "", "%+v", r)
		}
	})
}
