package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// chain is two modules: the second imports the memory and a function of the
// first, and two functions of the host.
func chain(t testing.TB, e *engine.Engine) (first, second *engine.Module, double *engine.HostFn) {
	first = compile(t, e, `(module
		(memory (export "memory") 1)
		(global (export "unused") i32 (i32.const 0))
		(func (export "load") (result i32) (i32.load (i32.const 8))))`)
	second = compile(t, e, `(module
		(import "first" "memory" (memory 1))
		(import "host" "double" (func $double (param i32) (result i32)))
		(import "first" "load" (func $load (result i32)))
		(import "host" "twice" (func $twice (param i32) (result i32)))
		(func (export "run") (param i32) (result i32)
			(i32.store (i32.const 8) (call $double (local.get 0)))
			(call $twice (call $load))))`)
	double = e.NewHostFunc("double", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, func(_ *engine.Store, args []engine.Raw) error {
		args[0].Lo *= 2
		return nil
	})
	t.Cleanup(func() { require.NoError(t, double.Close()) })
	return first, second, double
}

func chainSteps(double *engine.HostFn) []engine.LinkStep {
	return []engine.LinkStep{
		{Keep: []engine.LinkKeep{{Export: "load", Slot: 1}, {Export: "memory", Slot: 0}}},
		{Imports: []engine.LinkSource{{Slot: 0}, {Host: double}, {Slot: 1}, {Host: double}}},
	}
}

func TestLinks(t *testing.T) {
	e := newEngine(t, engine.Config{})
	before := engine.LiveObjects()
	first, second, double := chain(t, e)
	links, err := e.Link(2, chainSteps(double))
	require.NoError(t, err)
	for range 3 {
		s := newStore(t, e, engine.StoreConfig{})
		_, err := links.Instantiate(s, 0, first, nil, engine.InstantiateOptions{})
		require.NoError(t, err)
		i, err := links.Instantiate(s, 1, second, nil, engine.InstantiateOptions{})
		require.NoError(t, err)
		got, err := call(t, s, i, "run", 10)
		require.NoError(t, err)
		require.Equal(t, uint64(40), got)
		require.NoError(t, s.Close())
	}

	// The functions that links hold live as long as the stores that are linked by them.
	s := newStore(t, e, engine.StoreConfig{})
	_, err = links.Instantiate(s, 0, first, nil, engine.InstantiateOptions{})
	require.NoError(t, err)
	require.NoError(t, links.Close())
	require.NoError(t, links.Close())
	require.NoError(t, double.Close())
	i, err := links.Instantiate(s, 1, second, nil, engine.InstantiateOptions{})
	require.NoError(t, err)
	got, err := call(t, s, i, "run", 1)
	require.NoError(t, err)
	require.Equal(t, uint64(4), got)
	_, err = links.Instantiate(newStore(t, e, engine.StoreConfig{}), 0, first, nil, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrClosed)
	require.NoError(t, s.Close())
	_, err = links.Instantiate(s, 1, second, nil, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrClosed)
	require.NoError(t, first.Close())
	require.NoError(t, second.Close())
	require.LessOrEqual(t, engine.LiveObjects(), before+1, "the store that was not linked is all that is left")
}

func TestLinksRefuse(t *testing.T) {
	e, other := newEngine(t, engine.Config{}), newEngine(t, engine.Config{})
	first, second, double := chain(t, e)
	var link *engine.LinkError
	for _, c := range []struct {
		name  string
		steps []engine.LinkStep
		want  string
	}{
		{"a slot that nothing fills", []engine.LinkStep{{Imports: []engine.LinkSource{{Slot: 0}}}}, "import 0 of step 0: nothing is kept in slot 0 before"},
		{"a slot that a later step fills", []engine.LinkStep{
			{Imports: []engine.LinkSource{{Slot: 0}}}, {Keep: []engine.LinkKeep{{Export: "memory"}}},
		}, "nothing is kept in slot 0 before"},
		{"a slot below the first", []engine.LinkStep{{Imports: []engine.LinkSource{{Slot: -1}}}}, "slot -1"},
		{"a slot beyond the last", []engine.LinkStep{{Keep: []engine.LinkKeep{{Export: "memory", Slot: 2}}}}, `export "memory" of step 0: there is no slot 2`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := e.Link(2, c.steps)
			require.ErrorAs(t, err, &link)
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := other.Link(2, chainSteps(double))
	require.ErrorIs(t, err, engine.ErrForeign)

	links, err := e.Link(2, chainSteps(double))
	require.NoError(t, err)
	defer links.Close()
	_, err = links.Instantiate(newStore(t, other, engine.StoreConfig{}), 0, first, nil, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrForeign)
	s := newStore(t, e, engine.StoreConfig{})
	_, err = links.Instantiate(s, 1, second, nil, engine.InstantiateOptions{})
	require.ErrorContains(t, err, "an earlier step is missing")
	_, err = links.Instantiate(s, 1, first, nil, engine.InstantiateOptions{})
	require.ErrorContains(t, err, "4 values for 0 imports")
	_, err = links.Instantiate(s, 0, compile(t, e, `(module)`), nil, engine.InstantiateOptions{})
	require.ErrorContains(t, err, "an export to keep is missing")
	_, err = links.Instantiate(s, 0, first, nil, engine.InstantiateOptions{})
	require.NoError(t, err)
	again, err := e.Link(0, nil)
	require.NoError(t, err)
	defer again.Close()
	_, err = again.Instantiate(s, 0, first, nil, engine.InstantiateOptions{})
	require.ErrorContains(t, err, "linked by other links")
	wrong, err := e.Link(2, []engine.LinkStep{
		{Keep: []engine.LinkKeep{{Export: "load", Slot: 0}, {Export: "memory", Slot: 1}}},
		{Imports: []engine.LinkSource{{Slot: 0}, {Host: double}, {Slot: 1}, {Host: double}}},
	})
	require.NoError(t, err)
	defer wrong.Close()
	s = newStore(t, e, engine.StoreConfig{})
	_, err = wrong.Instantiate(s, 0, first, nil, engine.InstantiateOptions{})
	require.NoError(t, err)
	_, err = wrong.Instantiate(s, 1, second, nil, engine.InstantiateOptions{})
	require.ErrorAs(t, err, &link)
}
