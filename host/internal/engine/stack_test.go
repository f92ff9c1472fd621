package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// Stores within stores share one thread's stack: code that uses up what it may
// have of it, again and again, ends in a trap and not past the end.
func TestStackOfStoresWithinStores(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, `(module
		(import "" "f" (func $f))
		(func $down (param i32)
			(if (i32.eqz (local.get 0)) (then (call $f)) (else (call $down (i32.sub (local.get 0) (i32.const 1)))))
			(drop (i32.add (local.get 0) (i32.const 1))))
		(func (export "run") (param i32) (call $down (local.get 0))))`)
	const deep = 20_000 // calls, of 32 bytes of stack at least
	reached := 0
	var within func() error
	h := e.NewHostFunc("f", nil, nil, func(*engine.Store, []engine.Raw) error { return within() })
	defer h.Close()
	within = func() error {
		if reached++; reached > 100 {
			return nil
		}
		s := newStore(t, e, engine.StoreConfig{})
		inst, err := s.Instantiate(m, []engine.Extern{h}, engine.InstantiateOptions{})
		if err != nil {
			return err
		}
		_, err = call(t, s, inst, "run", deep)
		return err
	}
	err := within()
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, engine.TrapStackOverflow, trap.Code)
	require.Less(t, reached, 100)
}
