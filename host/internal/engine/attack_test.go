package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// soon is far more than what is bounded takes on a busy machine, and far less than
// what an attack would.
const soon = 20 * time.Second

// An array that a constant expression makes has any length that a module names. It
// neither ends the process nor holds it, and what it takes counts.
func TestArraysInConstantExpressions(t *testing.T) {
	const (
		i64s  = `(type $a (array (mut i64)))`
		bytes = `(type $a (array (mut i8)))`
	)
	for _, c := range []struct{ name, text string }{
		{"longer than any", i64s + `(global (ref $a) (array.new $a (i64.const 0) (i32.const 0x1fffffff)))`},
		{"longer than any, of zeros", bytes + `(global (ref $a) (array.new_default $a (i32.const 0xffffffe8)))`},
		{"larger than the limit", i64s + `(global (ref $a) (array.new $a (i64.const 0) (i32.const 0xffffff)))`},
		{"larger than the limit, of zeros", bytes + `(global (ref $a) (array.new_default $a (i32.const 0x7fffffe8)))`},
		{"of a table", bytes + `(table 10 (ref null $a) (array.new_default $a (i32.const 0x7fffffe8)))`},
		{"of a segment", bytes + `(table 10 (ref null $a)) (elem (i32.const 0) (ref $a) (array.new_default $a (i32.const 0x7fffffe8)))`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEngine(t, engine.Config{})
			s := newStore(t, e, engine.StoreConfig{})
			start := time.Now()
			m, err := tryCompile(t, e, "(module "+c.text+")")
			if refusesConstantObjects {
				var unsupported *wasm.UnsupportedError
				require.ErrorAs(t, err, &unsupported)
				require.Equal(t, wasm.GarbageCollection, unsupported.Proposal)
				return
			}
			require.NoError(t, err)
			defer m.Close()
			_, err = s.Instantiate(m, nil, engine.InstantiateOptions{})
			var trap *engine.Trap
			var limit *engine.InstanceLimitError
			if strings.HasPrefix(c.name, "longer") {
				require.ErrorAs(t, err, &trap)
				require.Equal(t, engine.TrapAllocationTooLarge, trap.Code)
			} else {
				require.ErrorAs(t, err, &limit)
				require.Equal(t, "memory", limit.Limit)
			}
			require.Less(t, time.Since(start), soon)
		})
	}
}

// Arrays made one after another are garbage at once: to make room for each takes
// time, without a branch at which code could be stopped.
func TestDeadlineBesideCollections(t *testing.T) {
	const each = `(drop (array.new_default $a (i32.const 0x1000000)))`
	for _, c := range []struct {
		name, text string
		limit      uint64
	}{
		{"a function", `(func $f ` + strings.Repeat(each, 200) + `) (start $f)`, 64 << 20},
		{"a loop", `(func $f (loop $l ` + each + ` (br $l))) (start $f)`, 64 << 20},
		{"a list that grows", `(type $n (struct (field (ref null $n)) (field i64)))
			(func $f (local $n (ref null $n)) (loop $l (local.set $n (struct.new $n (local.get $n) (i64.const 1))) (br $l))) (start $f)`, 1 << 30},
		{"many small ones", `(func $f (loop $l (drop (array.new_default $a (i32.const 100))) (br $l))) (start $f)`, 64 << 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEngine(t, engine.Config{})
			s := newStore(t, e, engine.StoreConfig{MemoryLimit: c.limit})
			m := compile(t, e, `(module (type $a (array (mut i8))) `+c.text+`)`)
			start := time.Now()
			s.SetDeadline(start.Add(50 * time.Millisecond))
			_, err := s.Instantiate(m, nil, engine.InstantiateOptions{})
			require.Less(t, time.Since(start), soon)
			var trap *engine.Trap
			require.ErrorAs(t, err, &trap)
			require.ErrorIs(t, err, engine.ErrDeadline)
		})
	}
}

// Each of these small modules would take minutes to compile.
func TestModulesThatTakeLongToCompile(t *testing.T) {
	const n = 4000
	each := func(format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	objects := `(type $o (struct (field i32))) (type $a (array (ref $o)))`
	for _, c := range []struct{ name, text string }{
		{"globals set at branches", each("(global (mut i32) (i32.const %d))") +
			`(func (param i32) ` + each("(if (local.get 0) (then (global.set %d (local.get 0))))") + `)`},
		{"objects of globals", objects + each("(global (ref $o) (struct.new $o (i32.const %d)))")},
		{"objects in an object", objects + `(global (ref $a) ` + each("(struct.new $o (i32.const %d))") + fmt.Sprintf("(array.new_fixed $a %d))", n)},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEngine(t, engine.Config{})
			start := time.Now()
			m, err := tryCompile(t, e, "(module "+c.text+")")
			require.Less(t, time.Since(start), soon)
			if err == nil {
				require.NoError(t, m.Close())
				require.False(t, boundsFlow)
				return
			}
			var limit *engine.InstanceLimitError
			var unsupported *wasm.UnsupportedError
			if refusesConstantObjects {
				require.ErrorAs(t, err, &unsupported)
			} else {
				require.ErrorAs(t, err, &limit)
				require.Equal(t, "compile work", limit.Limit)
			}
		})
	}
}

func tryCompile(t *testing.T, e *engine.Engine, text string) (*engine.Module, error) {
	t.Helper()
	src, err := engine.AssembleText(text)
	require.NoError(t, err)
	return e.Compile(context.Background(), src)
}
