package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// manyArgs are more than the store's own memory for arguments holds.
const manyArgs = 300

// lastText has a function of many parameters, which gives the last one plus what a
// host function gives, and one of a single parameter.
var lastText = `(module
	(import "" "f" (func $f (result i32)))
	(func (export "last") (param` + strings.Repeat(" i32", manyArgs) + `) (result i32)
		local.get 299 call $f i32.add)
	(func (export "same") (param i32) (result i32) local.get 0))`

// TestCallsWithManyArguments nests a call in one that needs memory of its own for
// its arguments, and makes further calls after it.
func TestCallsWithManyArguments(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, lastText)
	s := newStore(t, e, engine.StoreConfig{})
	var last, same engine.Func
	depth := 0
	args := func() []engine.Raw {
		out := make([]engine.Raw, manyArgs)
		for i := range out {
			out[i].Lo = uint64(i + 1)
		}
		return out
	}
	h := e.NewHostFunc("f", nil, []engine.ValType{engine.I32}, func(s *engine.Store, results []engine.Raw) error {
		nested, f := []engine.Raw{{Lo: 7}}, &same
		if depth++; depth == 1 {
			nested, f = args(), &last
		}
		err := s.Call(f, nested)
		results[0] = nested[0]
		return err
	})
	defer h.Close()
	i := instantiate(t, s, m, h)
	last, same = export[engine.Func](t, i, "last"), export[engine.Func](t, i, "same")
	for range 3 {
		depth = 0
		got := args()
		require.NoError(t, s.Call(&last, got))
		require.EqualValues(t, manyArgs+manyArgs+7, got[0].Lo)
		one := []engine.Raw{{Lo: 5}}
		require.NoError(t, s.Call(&same, one))
		require.EqualValues(t, 5, one[0].Lo)
	}
}

// TestStartNeedsAHeldStore has the parts of a call refused where another goroutine
// could use the store meanwhile.
func TestStartNeedsAHeldStore(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, addText)
	s, other := newStore(t, e, engine.StoreConfig{}), newStore(t, e, engine.StoreConfig{})
	add := export[engine.Func](t, instantiate(t, s, m), "add")
	args := []engine.Raw{{Lo: 40}, {Lo: 2}}

	_, err := s.Start(&add, args)
	require.ErrorIs(t, err, engine.ErrBusy)
	require.NoError(t, other.Hold())
	_, err = other.Start(&add, args)
	require.ErrorIs(t, err, engine.ErrForeign)
	other.Release()

	require.NoError(t, s.Hold())
	_, err = s.Start(&add, args[:1])
	require.ErrorContains(t, err, "1 values given, the function needs 2")
	buf, err := s.Start(&add, args)
	require.NoError(t, err)
	s.Run(&add, buf)
	require.NoError(t, s.Finish(&add, buf, args))
	require.EqualValues(t, 42, args[0].Lo)

	s.Discard()
	_, err = s.Start(&add, args)
	require.ErrorIs(t, err, engine.ErrClosed)
}
