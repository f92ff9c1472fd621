package host

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// shimText is testdata/shim.wat with a replacement.
func shimText(t *testing.T, old, with string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "shim.wat"))
	require.NoError(t, err)
	require.Contains(t, string(b), old)
	return strings.Replace(string(b), old, with, 1)
}

func TestShimsAreLeftOut(t *testing.T) {
	for _, tt := range []struct {
		name      string
		old, with string
		steps     int
		trap      string
	}{
		{"as the tools write it", `(table 1 1 funcref))`, `(table 1 1 funcref))`, 1, ""},
		{
			"a start function may call before the fix-up",
			`(func (export "realloc")`, `(func $s) (start $s) (func (export "realloc")`, 3, "",
		},
		{
			"a start function that does", `(func (export "realloc")`,
			`(func $s (call $log (i32.const 8) (i32.const 5))) (start $s) (func (export "realloc")`, 3, "uninitialized element",
		},
		{"the fix-up does more", `(elem (i32.const 0) func 0))`, `(elem (i32.const 0) func 0) (func))`, 3, ""},
		{"the shim does more", `(call_indirect (param i32 i32) (local.get 0) (local.get 1) (i32.const 0))))`, `(nop) (call_indirect (param i32 i32) (local.get 0) (local.get 1) (i32.const 0))))`, 3, ""},
		{
			"the table is used by another", `(core func $lowered`,
			`(core module $other (import "" "t" (table 1 funcref)) (func (export "get") (drop (table.get 0 (i32.const 0)))))
			 (core instance (instantiate $other (with "" (instance (export "t" (table $shim "$imports"))))))
			 (core func $lowered`, 4, "",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := newEngine(t, Config{})
			l := NewLinker(e)
			var logged []string
			l.Func("log", &types.Func{Params: params("s", types.String)}, func(c *Call) {
				logged = append(logged, c.LiftString(c.U32(0), c.U32(1)))
			})
			p := prepare(t, l, load(t, e, assembleText(t, shimText(t, tt.old, tt.with))))
			require.Len(t, p.linked.Plan.Steps, tt.steps)
			require.Equal(t, tt.steps == 1, p.linked.Plan.Steps[0].HostOnly() && len(p.linked.Plan.Steps[0].Imports) > 0)
			i, err := p.Instantiate(context.Background(), InstanceConfig{})
			if tt.trap != "" {
				require.ErrorContains(t, err, tt.trap)
				return
			}
			require.NoError(t, err)
			call(t, i, nil, "test:guest/run@0.2.0", "run")
			require.Equal(t, []string{"hello"}, logged)

			image, err := i.Snapshot(context.Background())
			if tt.steps == 1 {
				require.NoError(t, err)
				from := instantiate(t, p, InstanceConfig{Snapshot: image})
				call(t, from, nil, "test:guest/run@0.2.0", "run")
				require.Equal(t, []string{"hello", "hello"}, logged)
			}
			if err == nil {
				require.NoError(t, image.Close())
			}
			require.NoError(t, i.Close())
		})
	}
}

// A call through a table to a function of another type traps, also without the shim.
func TestShimsOfAnotherTypeTrap(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Func("log", &types.Func{Params: params("s", types.U32)}, func(*Call) {})
	text := shimText(t, `(import "" "0" (func (param i32 i32)))`, `(import "" "0" (func (param i32)))`)
	text = strings.Replace(text, `(param "s" string)`, `(param "s" u32)`, 1)
	p := prepare(t, l, load(t, e, assembleText(t, text)))
	require.Len(t, p.linked.Plan.Steps, 3, fmt.Sprint(p.linked.Plan.Steps))
	i := instantiate(t, p, InstanceConfig{})
	_, err := i.Call(context.Background(), function(t, p, "test:guest/run@0.2.0", "run"))
	requireTrap(t, err, TrapBadSignature, "indirect call type mismatch")
}
