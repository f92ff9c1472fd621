package engine_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// A host function that ends its goroutine (as t.FailNow does) takes its store
// and its thread with it, and nothing else.
func TestGoexitInHostFunction(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, callbackText)
	other := newStore(t, e, engine.StoreConfig{})
	adder := instantiate(t, other, compile(t, e, addText))
	exit := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32},
		func(*engine.Store, []engine.Raw) error { runtime.Goexit(); return nil })
	defer exit.Close()

	for range 50 {
		s, err := e.NewStore(engine.StoreConfig{})
		require.NoError(t, err)
		run := export[engine.Func](t, instantiate(t, s, m, exit), "run")
		add := export[engine.Func](t, adder, "add")

		returned := false
		deferred := make(chan error, 1)
		done := make(chan struct{})
		go func() {
			defer close(done)
			// The thread is not to be trusted any more.
			defer func() { deferred <- other.Call(&add, make([]engine.Raw, 2)) }()
			_ = s.Call(&run, make([]engine.Raw, 1))
			returned = true
		}()
		<-done
		require.False(t, returned, "Goexit goes on")
		require.ErrorIs(t, <-deferred, engine.ErrGoexit)
		require.ErrorIs(t, s.Call(&run, make([]engine.Raw, 1)), engine.ErrGoexit)
		require.NoError(t, s.Close())
	}

	got, err := call(t, other, adder, "add", 1, 2)
	require.NoError(t, err)
	require.Equal(t, uint64(3), got)
}
