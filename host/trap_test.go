package host

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

func TestTraps(t *testing.T) {
	for _, tt := range []struct {
		fn   string
		code TrapCode
		want string
	}{
		{"unreachable", TrapUnreachable, "unreachable"},
		{"recurse", TrapStackOverflow, "call stack exhausted"},
	} {
		t.Run(tt.fn, func(t *testing.T) {
			i := echo(t, InstanceConfig{})
			ref := function(t, i.prepared, tt.fn)
			_, err := i.Call(context.Background(), ref)
			trap := requireTrap(t, err, tt.code, tt.want)
			require.NotEmpty(t, trap.Frames)
			require.Contains(t, fmt.Sprintf("%+v", err), "\n\tat ")
			require.NotContains(t, fmt.Sprintf("%v", err), "\n")

			_, err = i.Call(context.Background(), function(t, i.prepared, "u32"), value.U32(1))
			require.ErrorAs(t, err, new(*PoisonedError))
			require.ErrorIs(t, err, trap)
		})
	}
}

func TestContextsStopGuestCode(t *testing.T) {
	const calling = 200 * time.Millisecond // by when a call has begun, on a busy machine too
	t.Run("deadline", func(t *testing.T) {
		i := echo(t, InstanceConfig{})
		forever := function(t, i.prepared, "forever")
		ctx, cancel := context.WithTimeout(context.Background(), calling)
		defer cancel()
		_, err := i.Call(ctx, forever)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		requireTrap(t, err, TrapInterrupt, "deadline exceeded")
	})
	t.Run("cancel", func(t *testing.T) {
		i := echo(t, InstanceConfig{})
		forever := function(t, i.prepared, "forever")
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(calling, cancel)
		_, err := i.Call(ctx, forever)
		require.ErrorIs(t, err, context.Canceled)
		requireTrap(t, err, TrapInterrupt, "canceled")
	})
	t.Run("Interrupt", func(t *testing.T) {
		i := echo(t, InstanceConfig{})
		time.AfterFunc(20*time.Millisecond, i.Interrupt)
		_, err := i.Call(context.Background(), function(t, i.prepared, "forever"))
		require.ErrorIs(t, err, ErrInterrupted)
	})
	t.Run("before the call", func(t *testing.T) {
		i := echo(t, InstanceConfig{})
		ctx, cancel := context.WithCancel(context.Background())
		require.Equal(t, value.U32(1), callWith(t, ctx, i))
		cancel()
		_, err := i.Call(ctx, function(t, i.prepared, "u32"), value.U32(1))
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, value.U32(1), callWith(t, context.Background(), i), "nothing was called, so nothing is poisoned")
	})
	t.Run("between calls", func(t *testing.T) {
		i := echo(t, InstanceConfig{})
		for range 100 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			require.Equal(t, value.U32(1), callWith(t, ctx, i))
			require.Equal(t, value.U32(1), callWith(t, ctx, i))
			cancel()
			require.Equal(t, value.U32(1), callWith(t, context.Background(), i), "a context of the past stops no call")
		}
	})
	t.Run("deadlines of the past", func(t *testing.T) {
		// On a busy machine the deadline may pass during the call: then a later one is
		// tried, on an instance that has not trapped.
		for wait := time.Millisecond; ; wait *= 2 {
			i := echo(t, InstanceConfig{})
			ctx, cancel := context.WithTimeout(context.Background(), wait)
			_, err := i.Call(ctx, function(t, i.prepared, "u32"), value.U32(1))
			<-ctx.Done()
			cancel()
			if errors.As(err, new(*Trap)) {
				require.Less(t, wait, time.Minute)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, value.U32(1), callWith(t, context.Background(), i), "its deadline has passed since")
			return
		}
	})
	t.Run("host functions get it", func(t *testing.T) {
		type key struct{}
		i := callbackInstance(t, func(l *Linker) {
			callbacks(l)
			l.Instance("test:host/calls@0.2.0").Func("u32", u32Type, func(c *Call) {
				c.SetU32(0, c.Context().Value(key{}).(uint32))
			})
		})
		got, err := i.Call(context.WithValue(context.Background(), key{}, uint32(9)), function(t, i.prepared, "u32"), value.U32(1))
		require.NoError(t, err)
		require.Equal(t, value.U32(9), got)
	})
}

func callWith(t *testing.T, ctx context.Context, i *Instance) value.Value {
	t.Helper()
	v, err := i.Call(ctx, function(t, i.prepared, "u32"), value.U32(1))
	require.NoError(t, err)
	return v
}

func TestFuel(t *testing.T) {
	e := newEngine(t, Config{Fuel: true})
	p := prepare(t, NewLinker(e), load(t, e, assemble(t, "echo")))
	i := instantiate(t, p, InstanceConfig{Limits: Limits{Fuel: 10_000}})
	require.Equal(t, value.U32(1), callWith(t, context.Background(), i))
	used := i.Usage().Fuel
	require.NotZero(t, used)
	require.Less(t, used, uint64(1000))
	_, err := i.Call(context.Background(), function(t, p, "forever"))
	requireTrap(t, err, TrapOutOfFuel, "fuel")
}

func TestLimits(t *testing.T) {
	t.Run("lift bytes", func(t *testing.T) {
		i := echo(t, InstanceConfig{Limits: Limits{LiftBytes: 10}})
		_, err := i.Call(context.Background(), function(t, i.prepared, "text"), value.String("eleven byte"))
		var limit *LimitError
		require.ErrorAs(t, err, &limit)
		require.Equal(t, LimitError{Limit: "lift bytes", Max: 10, Used: 11}, *limit)
	})
	t.Run("memory", func(t *testing.T) {
		e := newEngine(t, Config{})
		p := prepare(t, NewLinker(e), load(t, e, assemble(t, "echo")))
		_, err := p.Instantiate(context.Background(), InstanceConfig{Limits: Limits{Memory: 1 << 20}})
		var limit *LimitError
		require.ErrorAs(t, err, &limit)
		require.Equal(t, "memory", limit.Limit)
		require.EqualValues(t, 1<<20, limit.Max)
		i := instantiate(t, p, InstanceConfig{Limits: Limits{Memory: 2 << 20}})
		require.EqualValues(t, 2<<20, i.Usage().Memory)
	})
}

func TestUseAfterClose(t *testing.T) {
	e := newEngine(t, Config{})
	c, err := e.Load(context.Background(), assemble(t, "echo"))
	require.NoError(t, err)
	p, err := NewLinker(e).Prepare(c)
	require.NoError(t, err)
	i, err := p.Instantiate(context.Background(), InstanceConfig{})
	require.NoError(t, err)
	ref := function(t, p, "u32")

	require.Error(t, e.Close(), "something made of it is open")
	require.NoError(t, i.Close())
	require.NoError(t, i.Close())
	_, err = i.Call(context.Background(), ref, value.U32(1))
	require.ErrorIs(t, err, ErrClosed)
	require.Zero(t, i.Usage())
	i.Interrupt()

	require.NoError(t, c.Close(), "what was prepared keeps it")
	i, err = p.Instantiate(context.Background(), InstanceConfig{})
	require.NoError(t, err)
	require.NoError(t, i.Close())
	require.NoError(t, p.Close())
	require.NoError(t, p.Close())
	_, err = NewLinker(e).Prepare(c)
	require.True(t, errors.Is(err, ErrClosed))
}

// A host function that runs another instance hands on how that one failed.
func TestTrapsOfOtherInstancesAreCauses(t *testing.T) {
	other := echo(t, InstanceConfig{})
	i := callbackInstance(t, func(l *Linker) {
		callbacks(l)
		l.Instance("test:host/calls@0.2.0").Func("u32", u32Type, func(c *Call) {
			_, err := other.Call(c.Context(), function(t, other.prepared, "unreachable"))
			c.Fail(fmt.Errorf("the other one: %w", err))
		})
	})
	_, err := i.Call(context.Background(), function(t, i.prepared, "u32"), value.U32(1))
	trap := requireTrap(t, err, TrapHost, "the other one: trap: unreachable")
	var inner *Trap
	require.ErrorAs(t, trap.Cause, &inner)
	require.Equal(t, TrapUnreachable, inner.Code)
}

func TestCallsThatAreKeptAreEmpty(t *testing.T) {
	var kept *Call
	i := callbackInstance(t, func(l *Linker) {
		callbacks(l)
		l.Instance("test:host/calls@0.2.0").Func("u32", u32Type, func(c *Call) { kept = c })
	})
	call(t, i, values(value.U32(9)), "u32")
	require.NoError(t, i.Close())
	require.Zero(t, kept.U32(0))
	require.Zero(t, kept.LoadU32(0))
	require.Empty(t, kept.LiftBytes(0, 4))
}

// A function of the host that ends its goroutine, as t.FailNow does, leaves an
// instance that can only be closed.
func TestGoexitLeavesAnInstanceToClose(t *testing.T) {
	i := callbackInstance(t, func(l *Linker) {
		callbacks(l)
		l.Instance("test:host/calls@0.2.0").Func("u32", u32Type, func(*Call) { runtime.Goexit() })
	})
	f := function(t, i.prepared, "u32")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = i.Call(context.Background(), f, value.U32(1))
		t.Error("Goexit goes on")
	}()
	<-done
	_, err := i.Call(context.Background(), f, value.U32(1))
	requireTrap(t, err, TrapHost, "runtime.Goexit")
	require.NoError(t, i.Close())
	_, err = i.Call(context.Background(), f, value.U32(1))
	require.ErrorIs(t, err, ErrClosed)
}

// One that does so while an instance starts leaves nothing: there is nobody who
// could close it.
func TestGoexitOfAStartFunction(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Func("leave", &types.Func{}, func(*Call) { runtime.Goexit() })
	p := prepare(t, l, load(t, e, assembleText(t, `(component
		(import "leave" (func $leave))
		(core func $leave' (canon lower (func $leave)))
		(core module $m (import "" "leave" (func $leave)) (memory 1) (start $leave))
		(core instance (instantiate $m (with "" (instance (export "leave" (func $leave')))))))`)))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = p.Instantiate(context.Background(), InstanceConfig{})
		t.Error("Goexit goes on")
	}()
	<-done // that nothing is open is asked for where the engine is closed
}

// The place of a frame is left out where the engine does not know it.
func TestFormatOfFrames(t *testing.T) {
	trap := &Trap{Message: "call stack exhausted", Frames: []Frame{
		{Module: "m", Func: "f", ModuleOffset: math.MaxUint64, FuncOffset: math.MaxUint64},
		{Module: "m", Func: "f", ModuleOffset: 0x1e},
		{Index: 3, ModuleOffset: 7},
	}}
	require.Equal(t, "trap: call stack exhausted\n\tat m!f\n\tat m!f (0x1e)\n\tat function 3 (0x7)", fmt.Sprintf("%+v", trap))
	require.Equal(t, "trap: call stack exhausted", fmt.Sprintf("%v", trap))
}
