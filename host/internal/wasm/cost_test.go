package wasm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// More of each thing costs more.
func TestCost(t *testing.T) {
	const empty = `(module (func))`
	costOf := func(text string) wasm.Cost {
		m, err := wasm.Parse(assemble(t, text))
		require.NoError(t, err)
		return m.Cost()
	}
	base := costOf(empty)
	for name, text := range map[string]string{
		"an instruction":       `(module (func i32.const 0 drop))`,
		"a function":           `(module (func) (func))`,
		"an export":            `(module (func (export "f")))`,
		"an element":           `(module (table 1 funcref) (func) (elem (i32.const 0) 0))`,
		"a reference":          `(module (global funcref (ref.func 0)) (func))`,
		"an import":            `(module (import "" "" (func)) (func))`,
		"a type":               `(module (type (func (param i32))) (func))`,
		"a struct":             `(module (type (struct (field i32))) (func))`,
		"a block":              `(module (func block end))`,
		"a local at a branch":  `(module (func (local i32) block br 0 end))`,
		"a value of a branch":  `(module (func (result i32) i32.const 0 br 0))`,
		"a handler of a call":  `(module (tag) (func block try_table (catch 0 0) call 0 end end))`,
		"an indirect call":     `(module (table 0 funcref) (func i32.const 0 call_indirect))`,
		"fields of new object": `(module (type $s (struct (field i32))) (func struct.new_default $s drop))`,
	} {
		t.Run(name, func(t *testing.T) {
			got := costOf(text)
			require.Greater(t, got.Work, base.Work)
			require.GreaterOrEqual(t, got.Largest+got.Kept, base.Largest+base.Kept)
		})
	}
	t.Run("handlers end with their block", func(t *testing.T) {
		inside := costOf(`(module (tag) (func block try_table (catch 0 0) call 0 end end))`)
		outside := costOf(`(module (tag) (func block try_table (catch 0 0) end call 0 end))`)
		require.Greater(t, inside.Work, outside.Work)
	})
	sum := base
	sum.Add(base)
	require.Equal(t, wasm.Cost{Size: 2 * base.Size, Work: 2 * base.Work, Kept: 2 * base.Kept, Largest: base.Largest, Code: 2 * base.Code}, sum)
}
