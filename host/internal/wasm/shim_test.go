package wasm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

func parseText(t *testing.T, text string) *wasm.Module {
	t.Helper()
	src, err := engine.AssembleText(text)
	require.NoError(t, err)
	m, err := wasm.Parse(src)
	require.NoError(t, err)
	return m
}

func TestShim(t *testing.T) {
	const good = `(func (export "a") (param i32 i64) (local.get 0) (local.get 1) (i32.const 1) (call_indirect (param i32 i64)))
		(func (export "b") (result i32) (i32.const 0) (call_indirect (result i32)))`
	elements, ok := parseText(t, `(module (table (export "t") 2 2 funcref) `+good+`)`).Shim()
	require.True(t, ok)
	require.Equal(t, []uint32{1, 0}, elements)

	for name, text := range map[string]string{
		"a memory":           `(module (memory 1) (table 2 2 funcref) ` + good + `)`,
		"a global":           `(module (global i32 (i32.const 0)) (table 2 2 funcref) ` + good + `)`,
		"an element segment": `(module (table 2 2 funcref) (elem (i32.const 0) func 0) ` + good + `)`,
		"a start function":   `(module (table 2 2 funcref) (func $s (i32.const 0) (call_indirect)) (start $s) ` + good + `)`,
		"an import":          `(module (import "" "" (func)) (table 2 2 funcref) ` + good + `)`,
		"two tables":         `(module (table 2 2 funcref) (table 2 2 funcref) ` + good + `)`,
		"another order":      `(module (table 2 2 funcref) (func (param i32 i32) (local.get 1) (local.get 0) (i32.const 1) (call_indirect (param i32 i32))))`,
		"another type":       `(module (table 2 2 funcref) (func (param i32) (local.get 0) (i32.const 1) (call_indirect (param i32) (result i32)) drop))`,
		"more than a call":   `(module (table 2 2 funcref) (func (i32.const 1) (call_indirect) (nop)))`,
		"less than a call":   `(module (table 2 2 funcref) (func))`,
		"locals":             `(module (table 2 2 funcref) (func (local i32) (i32.const 1) (call_indirect)))`,
		"the second table":   `(module (table 2 2 funcref) (table 2 2 funcref) (func (i32.const 1) (call_indirect 1)))`,
		"no function":        `(module (table 2 2 funcref))`,
		"a type of others":   `(module (type $f (sub (func))) (table 2 2 funcref) (func (type $f) (i32.const 1) (call_indirect (type $f))))`,
	} {
		_, ok := parseText(t, text).Shim()
		require.False(t, ok, name)
	}
}

func TestFixup(t *testing.T) {
	functions, at, ok := parseText(t, `(module
		(import "" "a" (func)) (import "" "b" (func)) (import "" "t" (table 3 3 funcref))
		(elem (i32.const 1) func 1 0))`).Fixup()
	require.True(t, ok)
	require.Equal(t, []uint32{1, 0}, functions)
	require.EqualValues(t, 1, at)

	const imports = `(import "" "a" (func)) (import "" "t" (table 3 3 funcref)) `
	for name, text := range map[string]string{
		"no segment":        `(module ` + imports + `)`,
		"a passive segment": `(module ` + imports + `(elem func 0))`,
		"two segments":      `(module ` + imports + `(elem (i32.const 0) func 0) (elem (i32.const 1) func 0))`,
		"expressions":       `(module ` + imports + `(elem (i32.const 0) funcref (ref.func 0)))`,
		"a global's place":  `(module (import "" "g" (global i32)) ` + imports + `(elem (global.get 0) func 0))`,
		"its own function":  `(module ` + imports + `(func) (elem (i32.const 0) func 1))`,
		"its own table":     `(module (import "" "a" (func)) (table 3 3 funcref) (elem (i32.const 0) func 0))`,
		"an export":         `(module ` + imports + `(export "a" (func 0)) (elem (i32.const 0) func 0))`,
		"a start function":  `(module ` + imports + `(elem (i32.const 0) func 0) (start 0))`,
		"a memory":          `(module ` + imports + `(memory 1) (elem (i32.const 0) func 0))`,
	} {
		_, _, ok := parseText(t, text).Fixup()
		require.False(t, ok, name)
	}
}
