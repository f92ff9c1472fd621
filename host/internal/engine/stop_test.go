package engine_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

const loopText = `(module
	(import "host" "f" (func $f))
	(func (export "loop") (loop $l br $l))
	(func (export "calls") (loop $l call $f br $l))
	(func $r (export "recursion") (result i32) call $r drop call $r)
	(func (export "tail") return_call 4)
	(func $t return_call $t)
	(func (export "fine") (result i32) i32.const 1))`

func nothing(*engine.Store, []engine.Raw) error { return nil }

func requireStopped(t *testing.T, err, cause error) {
	t.Helper()
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, engine.TrapInterrupt, trap.Code)
	require.ErrorIs(t, err, cause)
}

func TestDeadline(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, loopText)
	h := e.NewHostFunc("f", nil, nil, nothing)
	defer h.Close()
	s := newStore(t, e, engine.StoreConfig{})
	defer s.Close()
	i := instantiate(t, s, m, h)

	for _, name := range []string{"loop", "calls", "tail"} {
		s.SetDeadline(time.Now().Add(5 * time.Millisecond))
		_, err := call(t, s, i, name)
		requireStopped(t, err, engine.ErrDeadline)
	}
	_, err := call(t, s, i, "fine")
	requireStopped(t, err, engine.ErrDeadline)

	s.SetDeadline(time.Now().Add(time.Hour))
	got, err := call(t, s, i, "fine")
	require.NoError(t, err)
	require.Equal(t, uint64(1), got)

	s.SetDeadline(time.Now().Add(-time.Hour))
	_, err = call(t, s, i, "loop")
	requireStopped(t, err, engine.ErrDeadline)

	s.SetDeadline(time.Time{})
	_, err = call(t, s, i, "fine")
	require.NoError(t, err)
}

func TestDeadlineStopsStartFunction(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	s.SetDeadline(time.Now().Add(time.Millisecond))
	_, err := s.Instantiate(compile(t, e, `(module (func $f (loop $l br $l)) (start $f))`), nil, engine.InstantiateOptions{})
	requireStopped(t, err, engine.ErrDeadline)
}

func TestInterrupt(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, loopText)
	s := newStore(t, e, engine.StoreConfig{})
	inside := make(chan struct{}, 1)
	h := e.NewHostFunc("f", nil, nil, func(*engine.Store, []engine.Raw) error {
		select {
		case inside <- struct{}{}:
		default:
		}
		return nil
	})
	defer h.Close()
	defer s.Close()
	i := instantiate(t, s, m, h)

	for range 20 {
		go func() {
			<-inside
			s.Interrupt()
		}()
		_, err := call(t, s, i, "calls")
		requireStopped(t, err, engine.ErrInterrupted)

		f := export[engine.Func](t, i, "fine")
		var args [1]engine.Raw
		requireStopped(t, s.Call(&f, args[:]), engine.ErrInterrupted)
		s.ClearInterrupt()
		require.NoError(t, s.Call(&f, args[:]))
		select {
		case <-inside:
		default:
		}
	}
}

// Stores with deadlines of their own do not disturb each other.
func TestManyDeadlines(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, loopText)
	h := e.NewHostFunc("f", nil, nil, nothing)
	defer h.Close()
	var wg sync.WaitGroup
	defer wg.Wait()
	for n := range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s, err := e.NewStore(engine.StoreConfig{})
			if !assertNoError(t, err) {
				return
			}
			defer s.Close()
			i, err := s.Instantiate(m, []engine.Extern{h}, engine.InstantiateOptions{})
			if !assertNoError(t, err) {
				return
			}
			loop, err := i.Export(0)
			if !assertNoError(t, err) {
				return
			}
			f := loop.(engine.Func)
			for range 5 {
				s.SetDeadline(time.Now().Add(time.Duration(1+n%7) * time.Millisecond))
				err := s.Call(&f, nil)
				if !assertErrorIs(t, err, engine.ErrDeadline) {
					return
				}
			}
		}()
	}
}

func TestSecondGoroutineIsRefused(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, loopText)
	s := newStore(t, e, engine.StoreConfig{})
	fine := engine.Func{}
	h := e.NewHostFunc("f", nil, nil, func(s *engine.Store, _ []engine.Raw) error {
		// This goroutine may use the store, another one may not.
		var args [1]engine.Raw
		if err := s.Call(&fine, args[:]); err != nil {
			return err
		}
		result := make(chan [3]error)
		go func() {
			var args [1]engine.Raw
			_, err := s.Instantiate(m, []engine.Extern{nil}, engine.InstantiateOptions{})
			result <- [3]error{s.Call(&fine, args[:]), s.Close(), err}
		}()
		for _, err := range <-result {
			if !assertErrorIs(t, err, engine.ErrBusy) {
				return err
			}
		}
		s.Interrupt()
		return nil
	})
	defer h.Close()
	defer s.Close()
	i := instantiate(t, s, m, h)
	fine = export[engine.Func](t, i, "fine")
	_, err := call(t, s, i, "calls")
	requireStopped(t, err, engine.ErrInterrupted)
}

// The holder of a store vouches for those who use it: they take turns. Code runs
// on one thread at a time all the same, and nobody else gets the store.
func TestHeldStore(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, loopText)
	s := newStore(t, e, engine.StoreConfig{})
	fine := engine.Func{}
	h := e.NewHostFunc("f", nil, nil, func(s *engine.Store, _ []engine.Raw) error {
		var args [1]engine.Raw
		if err := s.Call(&fine, args[:]); err != nil {
			return err
		}
		result := make(chan [3]error)
		go func() {
			var args [1]engine.Raw
			result <- [3]error{s.Call(&fine, args[:]), s.Close(), s.Hold()}
		}()
		for _, err := range <-result {
			if !assertErrorIs(t, err, engine.ErrBusy) {
				return err
			}
		}
		s.Interrupt()
		return nil
	})
	defer h.Close()
	require.NoError(t, s.Hold())
	i := instantiate(t, s, m, h)
	fine = export[engine.Func](t, i, "fine")
	_, err := call(t, s, i, "calls")
	requireStopped(t, err, engine.ErrInterrupted)
	s.ClearInterrupt()

	turn := make(chan error)
	go func() {
		var args [1]engine.Raw
		turn <- s.Call(&fine, args[:])
	}()
	require.NoError(t, <-turn)
	require.ErrorIs(t, s.Hold(), engine.ErrBusy)
	require.ErrorIs(t, s.Close(), engine.ErrBusy)

	s.Release()
	require.NoError(t, s.Hold())
	s.Discard()
	require.ErrorIs(t, s.Hold(), engine.ErrClosed)
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.Call(&fine, make([]engine.Raw, 1)), engine.ErrClosed)
}

// Reading the fuel that is left does not disturb the code that runs.
func TestFuelBesideOthers(t *testing.T) {
	e := newEngine(t, engine.Config{Fuel: true})
	for range 20 {
		s := newStore(t, e, engine.StoreConfig{})
		require.NoError(t, s.SetFuel(7))
		looking, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for n := 0; ; n++ {
				left, err := s.Fuel()
				switch {
				case err == nil:
					assertEqual(t, uint64(7), left)
				case errors.Is(err, engine.ErrClosed):
					return
				default:
					assertErrorIs(t, err, engine.ErrBusy)
				}
				if n == 0 {
					close(looking)
				}
			}
		}()
		<-looking
		for range 1000 {
			require.NoError(t, s.SetFuel(7))
			require.NoError(t, s.Hold())
			s.Release()
		}
		require.NoError(t, s.Hold())
		s.Discard()
		<-done
	}
}

func TestFuel(t *testing.T) {
	e := newEngine(t, engine.Config{Fuel: true})
	m := compile(t, e, loopText)
	h := e.NewHostFunc("f", nil, nil, nothing)
	defer h.Close()
	s := newStore(t, e, engine.StoreConfig{})
	defer s.Close()
	i := instantiate(t, s, m, h)
	require.NoError(t, s.SetFuel(10_000))
	_, err := call(t, s, i, "loop")
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, engine.TrapOutOfFuel, trap.Code)
	left, err := s.Fuel()
	require.NoError(t, err)
	require.Zero(t, left)
	require.NoError(t, s.SetFuel(1000))
	_, err = call(t, s, i, "fine")
	require.NoError(t, err)
	left, err = s.Fuel()
	require.NoError(t, err)
	require.Greater(t, left, uint64(900))
	require.Less(t, left, uint64(1000))

	without := newStore(t, newEngine(t, engine.Config{}), engine.StoreConfig{})
	require.Error(t, without.SetFuel(1))
	_, err = without.Fuel()
	require.Error(t, err)
}

// Everything but a store is shared by goroutines.
func TestSharedByGoroutines(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, growText)
	image, err := engine.NewImage(bytes.NewReader(bytes.Repeat([]byte{3}, page)), page)
	require.NoError(t, err)
	defer image.Close()
	h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, func(s *engine.Store, args []engine.Raw) error {
		args[0].Lo = uint64(uint32(args[0].Lo) + uint32(s.Data().(int)))
		return nil
	})
	defer h.Close()
	p, err := e.Prepare(compile(t, e, callbackText), []*engine.HostFn{h})
	require.NoError(t, err)
	defer p.Close()
	var wg sync.WaitGroup
	defer wg.Wait()
	for n := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 50 {
				s, err := e.NewStore(engine.StoreConfig{Data: n})
				if !assertNoError(t, err) {
					return
				}
				i, err := p.Instantiate(s, engine.InstantiateOptions{})
				if !assertNoError(t, err) {
					return
				}
				run, err := i.Export(0)
				if !assertNoError(t, err) {
					return
				}
				f := run.(engine.Func)
				args := [1]engine.Raw{{Lo: 100}}
				assertNoError(t, s.Call(&f, args[:]))
				assertEqual(t, uint32(100+n), uint32(args[0].Lo))
				i, err = s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
				if !assertNoError(t, err) {
					return
				}
				memory, err := i.Export(0)
				if !assertNoError(t, err) {
					return
				}
				assertEqual(t, byte(3), memory.(*engine.Memory).Bytes()[n])
				assertNoError(t, s.Close())
			}
		}()
	}
}
