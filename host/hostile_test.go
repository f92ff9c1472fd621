package host

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// A short binary can describe a composition of any size: components that
// instantiate components twice each.
func TestCompositionsThatAreTooLarge(t *testing.T) {
	var b strings.Builder
	b.WriteString("(component\n(component $c0)\n")
	for n := range 40 {
		fmt.Fprintf(&b, "(component $c%d (alias outer 1 $c%d (component $c)) (instance (instantiate $c)) (instance (instantiate $c)))\n", n+1, n)
	}
	b.WriteString("(instance (instantiate $c40)))")
	e := newEngine(t, Config{})
	_, err := NewLinker(e).Prepare(load(t, e, assembleText(t, b.String())))
	require.ErrorContains(t, err, "more than 4096 instances of components")
}

func TestMemory64(t *testing.T) {
	e := newEngine(t, Config{})
	c := load(t, e, assembleText(t, `(component
		(core module $m
			(memory (export "memory") i64 1)
			(global $next (mut i64) (i64.const 1024))
			(func (export "realloc") (param i64 i64 i64 i64) (result i64)
				(local $p i64)
				(local.set $p (i64.and (i64.add (global.get $next) (i64.sub (local.get 2) (i64.const 1))) (i64.sub (i64.const 0) (local.get 2))))
				(global.set $next (i64.add (local.get $p) (local.get 3)))
				(local.get $p))
			(func (export "pair") (param i64 i64) (result i64)
				(i64.store (i64.const 16) (local.get 0))
				(i64.store (i64.const 24) (local.get 1))
				(i64.const 16))
			(func (export "far") (result i64) (i64.const 0x7fff_ffff_ffff_fff8)))
		(core instance $i (instantiate $m))
		(func (export "text") (param "v" string) (result string)
			(canon lift (core func $i "pair") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
		(func (export "words") (param "v" (list string)) (result (list string))
			(canon lift (core func $i "pair") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
		(func (export "far") (result string) (canon lift (core func $i "far") (memory (core memory $i "memory")))))`))
	p := prepare(t, NewLinker(e), c)
	i := instantiate(t, p, InstanceConfig{})
	require.Equal(t, value.String("wide"), call(t, i, values(value.String("wide")), "text"))
	words := value.List{value.String("a"), value.String(""), value.String("é")}
	require.Equal(t, words, call(t, i, values(words), "words"))
	_, err := p.TypedFunc(textType, "text")
	require.ErrorContains(t, err, "64-bit memory")
	_, err = i.Call(context.Background(), function(t, p, "far"))
	requireTrap(t, err, TrapABI, "out of bounds")
}

// The limits of one call hold for what a component hands to the host as well.
func TestHostileLists(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.DynamicFunc("take", nil, func(context.Context, []value.Value) (value.Value, error) { return nil, nil })
	c := load(t, e, assembleText(t, `(component
		(import "take" (func $take (param "v" (list (tuple bool bool)))))
		(core module $libc (memory (export "memory") 100))
		(core instance $libc (instantiate $libc))
		(core func $take (canon lower (func $take) (memory (core memory $libc "memory"))))
		(core module $m
			(import "" "take" (func $take (param i32 i32)))
			(func (export "run") (param i32 i32) (call $take (local.get 0) (local.get 1))))
		(core instance $i (instantiate $m (with "" (instance (export "take" (func $take))))))
		(func (export "run") (param "ptr" u32) (param "len" u32) (canon lift (core func $i "run"))))`))
	p := prepare(t, l, c)
	for _, tt := range []struct {
		ptr, n uint32
		want   string
	}{
		{0, 3_000_000, "limit of lift elements is 1000000, asked for 3000000"},
		{0, 900_000, "limit of lift bytes is 10000000, asked for 14400000"},
		{0, 1 << 31, "longer than 268435455 bytes"},
		{100 << 16, 1, "out of bounds"},
		{1<<32 - 1, 1, "out of bounds"},
	} {
		i := instantiate(t, p, InstanceConfig{Limits: Limits{LiftElements: 1_000_000, LiftBytes: 10_000_000}})
		_, err := i.Call(context.Background(), function(t, p, "run"), value.U32(tt.ptr), value.U32(tt.n))
		var trap *Trap
		require.ErrorAs(t, err, &trap)
		require.Contains(t, trap.Message, tt.want)
	}
}

func TestHandleLimit(t *testing.T) {
	_, first := resources(t)
	i := instantiate(t, first.prepared, InstanceConfig{Limits: Limits{Handles: 3}})
	for n := range 3 {
		call(t, i, values(value.U32(n)), "keep")
	}
	_, err := i.Call(context.Background(), function(t, i.prepared, "keep"), value.U32(4))
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, "handles", limit.Limit)
}

// Calls from two goroutines at a time: one is refused, or they come one after
// the other; nothing else happens.
func TestCallsFromSeveralGoroutines(t *testing.T) {
	i := echo(t, InstanceConfig{})
	ref := function(t, i.prepared, "text")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 500 {
				v, err := i.Call(context.Background(), ref, value.String("x"))
				switch { // to fail is for the test's own goroutine
				case errors.Is(err, ErrReentered):
				case err != nil:
					t.Errorf("not refused, but failed: %v", err)
				case v != value.String("x"):
					t.Errorf("got %v", v)
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, value.U32(1), call(t, i, values(value.U32(1)), "u32"))
}

func TestPreparedFromSeveralGoroutines(t *testing.T) {
	_, first := resources(t)
	p := first.prepared
	image, err := first.Snapshot(context.Background())
	require.NoError(t, err)
	defer image.Close()
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			counter := &types.Resource{Name: "counter"}
			mk := &types.Func{Params: params("n", types.U32), Result: &types.Own{Resource: counter}}
			for range 50 {
				cfg := InstanceConfig{}
				if n%2 == 0 {
					cfg.Snapshot = image
				}
				i, err := p.Instantiate(context.Background(), cfg)
				if !assertNoError(t, err) {
					return
				}
				_, err = p.TypedFunc(mk, counters, "make")
				assertNoError(t, err)
				f, err := p.Func(counters, "make")
				assertNoError(t, err)
				made, err := i.Call(context.Background(), f, value.U32(1))
				if assertNoError(t, err) {
					assertNoError(t, made.(value.Own).Rep.(*Handle).Drop(context.Background()))
				}
				assertNoError(t, i.Close())
			}
		})
	}
	wg.Wait()
}

func assertNoError(t *testing.T, err error) bool {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

// Nor can it be made large by names that are instantiated again and again.
func TestNamesThatAreTooMany(t *testing.T) {
	var b strings.Builder
	b.WriteString("(component\n(component $c\n(core module $m (func (export \"f\")))\n(core instance $i (instantiate $m))\n(core instance")
	for n := range 2000 {
		fmt.Fprintf(&b, ` (export "%d" (func $i "f"))`, n)
	}
	b.WriteString("))\n")
	for range 700 {
		b.WriteString("(instance (instantiate $c))\n")
	}
	b.WriteString(")")
	e := newEngine(t, Config{})
	_, err := NewLinker(e).Prepare(load(t, e, assembleText(t, b.String())))
	require.ErrorContains(t, err, "definitions and names in all")
}
