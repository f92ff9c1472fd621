package host

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// fromSnapshot is an instance that starts from the state of another one.
func fromSnapshot(t *testing.T, i *Instance, cfg InstanceConfig) *Instance {
	t.Helper()
	image, err := i.Snapshot(context.Background())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, image.Close()) })
	cfg.Snapshot = image
	return instantiate(t, i.prepared, cfg)
}

// eachRestoreWay runs a test in each way that the system has.
func eachRestoreWay(t *testing.T, test func(t *testing.T)) {
	t.Cleanup(func() { engine.LimitPages(engine.PagesWatched) })
	engine.LimitPages(engine.PagesWatched)
	for way := engine.Pages(); way >= engine.PagesUnknown; way-- {
		engine.LimitPages(way)
		require.NotEqual(t, RestoreNone, Restores())
		t.Run(Restores().String(), test)
	}
}

func restore(t *testing.T, i *Instance) {
	t.Helper()
	_, err := i.Restore()
	require.NoError(t, err)
}

func TestRestore(t *testing.T) {
	eachRestoreWay(t, func(t *testing.T) {
		var seen []uint32
		first := statefulInstance(t, stateful("A", `(func (export "break") (global.set $g (i32.const 9)) unreachable)`), &seen)
		call(t, first, values(value.U32(1000)), "set")
		i := fromSnapshot(t, first, InstanceConfig{Limits: Limits{Memory: 10 << 16}})
		start := i.Usage()
		for n := range 5 {
			require.Equal(t, value.U32(2000+'A'), call(t, i, nil, "get"), n)
			call(t, i, values(value.U32(3)), "set")
			require.Equal(t, value.U32(2), call(t, i, nil, "grow"))
			require.Equal(t, value.U32(5), call(t, i, nil, "grow"))
			require.Equal(t, value.U32(1<<32-1), call(t, i, nil, "grow"), "the limit")
			require.Equal(t, value.U32(6+'A'), call(t, i, nil, "get"))
			require.NotEqual(t, start, i.Usage())

			pages, err := i.Restore()
			require.NoError(t, err)
			require.Less(t, pages, 10)
			require.Equal(t, value.U32(2), call(t, i, nil, "size"))
			require.Equal(t, start, i.Usage())
		}
		require.Equal(t, value.U32(2000+'A'), call(t, i, nil, "get"))
	})
}

// A snapshot may be closed before what it is restored from it, and a restored
// instance is one that a snapshot can be taken of.
func TestRestoreAndSnapshots(t *testing.T) {
	var seen []uint32
	first := statefulInstance(t, stateful("A", ""), &seen)
	image, err := first.Snapshot(context.Background())
	require.NoError(t, err)
	i := instantiate(t, first.prepared, InstanceConfig{Snapshot: image})
	require.NoError(t, image.Close())
	call(t, i, values(value.U32(3)), "set")
	restore(t, i)
	require.Equal(t, value.U32(7+'A'), call(t, i, nil, "get"))
	call(t, i, values(value.U32(50)), "set")
	again := fromSnapshot(t, i, InstanceConfig{})
	call(t, again, values(value.U32(4)), "set")
	restore(t, again)
	require.Equal(t, value.U32(100+'A'), call(t, again, nil, "get"), "to what it started from itself")
}

func TestRestoreAfterTraps(t *testing.T) {
	const text = `(component
		(import "fail" (func $fail))
		(core func $fail' (canon lower (func $fail)))
		(core module $m
			(import "" "fail" (func $fail))
			(memory (export "memory") 1)
			(global $g (mut i32) (i32.const 7))
			(func $spoil (global.set $g (i32.const 1)) (i32.store (i32.const 4) (i32.const 5)))
			(func (export "get") (result i32) (i32.add (global.get $g) (i32.load (i32.const 4))))
			(func (export "unreachable") (call $spoil) unreachable)
			(func (export "outside") (call $spoil) (drop (i32.load (i32.const -4))))
			(func $deep (export "deep") (call $spoil) (call $deep) (call $spoil))
			(func (export "loop") (call $spoil) (loop (br 0)))
			(func (export "host") (call $spoil) (call $fail))
			(func (export "text") (result i32) (call $spoil) (i32.const -4)))
		(core instance $i (instantiate $m (with "" (instance (export "fail" (func $fail'))))))
		(func (export "get") (result u32) (canon lift (core func $i "get")))
		(func (export "unreachable") (canon lift (core func $i "unreachable")))
		(func (export "outside") (canon lift (core func $i "outside")))
		(func (export "deep") (canon lift (core func $i "deep")))
		(func (export "loop") (canon lift (core func $i "loop")))
		(func (export "host") (canon lift (core func $i "host")))
		(func (export "text") (result string) (canon lift (core func $i "text") (memory (core memory $i "memory")))))`
	e := newEngine(t, Config{Fuel: true})
	l := NewLinker(e)
	l.Func("fail", &types.Func{}, func(*Call) { panic("a function of the host") })
	first := instantiate(t, prepare(t, l, load(t, e, assembleText(t, text))), InstanceConfig{})
	i := fromSnapshot(t, first, InstanceConfig{Limits: Limits{Fuel: 1_000_000}})
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for name, code := range map[string]TrapCode{
		"unreachable": TrapUnreachable, "outside": TrapMemoryOutOfBounds, "deep": TrapStackOverflow,
		"loop": TrapOutOfFuel, "host": TrapHost, "text": TrapABI,
	} {
		t.Run(name, func(t *testing.T) {
			for range 3 {
				_, err := i.Call(context.Background(), function(t, i.prepared, name))
				requireTrap(t, err, code, "")
				_, err = i.Call(context.Background(), function(t, i.prepared, "get"))
				require.ErrorAs(t, err, new(*PoisonedError))
				restore(t, i)
				require.NoError(t, i.SetLimits(Limits{Fuel: 1_000_000}, LiftBound{}))
				require.Equal(t, value.U32(7), call(t, i, nil, "get"))
				require.Less(t, i.Usage().Fuel, uint64(1000), "fuel starts anew")
			}
		})
	}
	t.Run("a context", func(t *testing.T) {
		i := fromSnapshot(t, first, InstanceConfig{})
		ctx, cancel := context.WithTimeout(context.Background(), 1)
		defer cancel()
		_, err := i.Call(ctx, function(t, i.prepared, "loop"))
		require.Error(t, err)
		_, err = i.Call(ended, function(t, i.prepared, "loop"))
		require.ErrorIs(t, err, context.Canceled)
		restore(t, i)
		require.Equal(t, value.U32(7), call(t, i, nil, "get"))
	})
	t.Run("an interrupt", func(t *testing.T) {
		i.Interrupt()
		_, err := i.Call(context.Background(), function(t, i.prepared, "get"))
		requireTrap(t, err, TrapInterrupt, "")
		restore(t, i)
		require.Equal(t, value.U32(7), call(t, i, nil, "get"))
	})
}

func TestRestoreDropsHandles(t *testing.T) {
	h, first := resources(t)
	i := fromSnapshot(t, first, InstanceConfig{})
	ctx := context.Background()
	for n := range uint32(3) {
		call(t, i, values(value.U32(n)), "keep")
		made := call(t, i, values(value.U32(5)), counters, "make").(value.Own).Rep.(*Handle)
		require.NoError(t, call(t, i, values(value.U32(6)), counters, "make").(value.Own).Rep.(*Handle).Drop(ctx))
		require.Equal(t, value.U32(6), call(t, i, nil, counters, "sum"))
		require.Equal(t, 1, i.Handles())

		restore(t, i)
		require.Equal(t, n, h.dropped[len(h.dropped)-1])
		require.Len(t, h.dropped, int(n)+1)
		require.Zero(t, i.Handles())
		require.Equal(t, value.U32(0), call(t, i, nil, counters, "sum"))
		_, err := i.Call(ctx, function(t, i.prepared, counters, "[method]counter.value"), value.Borrow{Rep: made})
		require.ErrorContains(t, err, "dropped or given away", "a handle of the life before")
		require.NoError(t, made.Drop(ctx), "and it has no destructor any more")
		require.Equal(t, value.U32(0), call(t, i, nil, counters, "sum"))
		_, err = i.Call(ctx, function(t, i.prepared, "give"))
		requireTrap(t, err, TrapABI, "unknown handle index 0")
		restore(t, i)
	}
	call(t, i, values(value.U32(9)), "keep")
	require.NoError(t, i.DropHandles())
	require.EqualValues(t, 9, h.dropped[len(h.dropped)-1])
	_, err := fromSnapshot(t, i, InstanceConfig{}).Restore()
	require.NoError(t, err, "no handle of the host's is open")
}

func TestRestoreThatIsRefused(t *testing.T) {
	var refused *SnapshotError
	i := echo(t, InstanceConfig{})
	_, err := i.Restore()
	require.ErrorAs(t, err, &refused)
	require.ErrorContains(t, err, "did not start from a snapshot")
	_, err = i.Restore()
	require.ErrorIs(t, err, ErrClosed, "it is closed")
	require.ErrorIs(t, i.SetLimits(Limits{}, LiftBound{}), ErrClosed)
	require.ErrorIs(t, i.DropHandles(), ErrClosed)

	// Within a call, and from another goroutine that ends within a function of the host.
	h, first := resources(t)
	i = fromSnapshot(t, first, InstanceConfig{})
	call(t, i, values(value.U32(1)), "keep")
	h.dropErr = nil
	var within error
	h.onDrop = func() { _, within = i.Restore() }
	call(t, i, nil, "drop-kept")
	require.ErrorIs(t, within, ErrReentered)

	call(t, i, values(value.U32(1)), "keep")
	h.onDrop = func() { runtime.Goexit() }
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = i.Restore()
	}()
	<-done
	_, err = i.Restore()
	require.ErrorIs(t, err, ErrClosed, "a function that drops ended the goroutine: the instance went with it")
}

func TestSetLimits(t *testing.T) {
	var seen []uint32
	first := statefulInstance(t, stateful("A", ""), &seen)
	i := fromSnapshot(t, first, InstanceConfig{Limits: Limits{Memory: 4 << 16}})
	const refusal = value.U32(1<<32 - 1)
	require.Equal(t, refusal, call(t, i, nil, "grow"))
	require.NoError(t, i.SetLimits(Limits{Memory: 6 << 16}, LiftBound{}))
	require.Equal(t, value.U32(2), call(t, i, nil, "grow"))
	var limit *LimitError
	require.ErrorAs(t, i.SetLimits(Limits{Memory: 4 << 16}, LiftBound{}), &limit)
	require.Equal(t, "memory", limit.Limit)
	restore(t, i)
	require.NoError(t, i.SetLimits(Limits{Memory: 4 << 16}, LiftBound{}))
	require.Equal(t, refusal, call(t, i, nil, "grow"))
	require.Equal(t, value.U32(2), call(t, i, nil, "size"), fmt.Sprint(seen))
}
