package host

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// stateful is a component whose state is a word of memory, a global of its own
// and what its data segments are; with, which may be empty, is more of its core
// module.
func stateful(data, with string) string {
	return fmt.Sprintf(`(component
		(import "seen" (func $seen (param "v" u32)))
		(core func $seen' (canon lower (func $seen)))
		(core module $m
			(import "" "seen" (func $seen (param i32)))
			(memory (export "memory") 2 100)
			(table (export "table") 1 funcref)
			(elem (i32.const 0) func $read)
			(global $g (mut i32) (i32.const 7))
			(data (i32.const 100) "%s")
			(func $read (result i32) (i32.load8_u (i32.const 100)))
			(func (export "set") (param i32)
				(i32.store (i32.const 0) (local.get 0))
				(global.set $g (local.get 0)))
			(func (export "get") (result i32)
				(i32.add (i32.load (i32.const 0)) (i32.add (global.get $g) (call_indirect (result i32) (i32.const 0)))))
			(func (export "grow") (result i32) (memory.grow (i32.const 3)))
			(func (export "size") (result i32) (memory.size))
			%s)
		(core instance $i (instantiate $m (with "" (instance (export "seen" (func $seen'))))))
		(func (export "set") (param "v" u32) (canon lift (core func $i "set")))
		(func (export "get") (result u32) (canon lift (core func $i "get")))
		(func (export "size") (result u32) (canon lift (core func $i "size")))
		(func (export "grow") (result u32) (canon lift (core func $i "grow"))))`, data, with)
}

func statefulInstance(t *testing.T, text string, seen *[]uint32) *Instance {
	t.Helper()
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Func("seen", &types.Func{Params: params("v", types.U32)}, func(c *Call) { *seen = append(*seen, c.U32(0)) })
	return instantiate(t, prepare(t, l, load(t, e, assembleText(t, text))), InstanceConfig{})
}

func TestImages(t *testing.T) {
	const start = `(func $start (i32.store8 (i32.const 100) (i32.const 66)) (call $seen (i32.const 1))) (start $start)`
	for _, tt := range []struct {
		name       string
		text       string
		data       uint32
		started    int
		codeAlone  bool // from the beginning
		coldImages bool
	}{
		{"little data", stateful("A", ""), 'A', 0, false, false},
		{"much data", stateful("A"+strings.Repeat("x", code.MinImageData), ""), 'A', 0, true, true},
		{"a start function", stateful("A"+strings.Repeat("x", code.MinImageData), start), 'B', 1, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var seen []uint32
			i := statefulInstance(t, tt.text, &seen)
			for _, m := range i.prepared.component.modules {
				require.Equal(t, tt.codeAlone, m.Source == nil)
				images, err := m.Images()
				require.NoError(t, err)
				require.Equal(t, tt.coldImages, images != nil)
			}
			require.Len(t, seen, tt.started)
			require.Equal(t, value.U32(7+tt.data), call(t, i, nil, "get"))
			call(t, i, values(value.U32(1000)), "set")
			require.Equal(t, value.U32(2), call(t, i, nil, "grow"))

			image, err := i.Snapshot(context.Background())
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, image.Close()) })
			require.EqualValues(t, 5<<16, image.Size())
			call(t, i, values(value.U32(1)), "set")

			for range 3 {
				from := instantiate(t, i.prepared, InstanceConfig{Snapshot: image})
				require.Equal(t, value.U32(5), call(t, from, nil, "size"))
				require.Equal(t, value.U32(2000+tt.data), call(t, from, nil, "get"))
				call(t, from, values(value.U32(3)), "set")
				require.Equal(t, value.U32(6+tt.data), call(t, from, nil, "get"), "its state is its own")
			}
			require.Len(t, seen, tt.started, "an image does not start again")
			require.Equal(t, value.U32(2+tt.data), call(t, i, nil, "get"), "and the first one's too")

			from := instantiate(t, i.prepared, InstanceConfig{Snapshot: image})
			call(t, from, values(value.U32(50)), "set")
			second, err := from.Snapshot(context.Background())
			require.NoError(t, err)
			require.NoError(t, image.Close())
			again := instantiate(t, i.prepared, InstanceConfig{Snapshot: second})
			require.Equal(t, value.U32(100+tt.data), call(t, again, nil, "get"), "an image of an instance of an image")
			require.NoError(t, second.Close())
			_, err = i.prepared.Instantiate(context.Background(), InstanceConfig{Snapshot: second})
			require.ErrorIs(t, err, ErrClosed)
		})
	}
}

func TestImagesThatAreRefused(t *testing.T) {
	for name, with := range map[string]string{
		"the code sets table elements": `(func (export "t") (table.set 0 (i32.const 0) (ref.null func)))`,
		"the code drops a segment":     `(data $d "x") (func (export "t") (data.drop $d))`,
		"a memory is not exported":     `(memory 1)`,
	} {
		t.Run(name, func(t *testing.T) {
			var seen []uint32
			i := statefulInstance(t, stateful("A", with), &seen)
			require.Equal(t, value.U32(7+'A'), call(t, i, nil, "get"), "but it runs")
			_, err := i.Snapshot(context.Background())
			require.ErrorAs(t, err, new(*SnapshotError))
		})
	}
	t.Run("the component holds a handle", func(t *testing.T) {
		_, i := resources(t)
		call(t, i, values(value.U32(1)), "keep")
		_, err := i.Snapshot(context.Background())
		require.ErrorContains(t, err, "the component holds 1 handles")
		call(t, i, nil, "drop-kept")
		image, err := i.Snapshot(context.Background())
		require.NoError(t, err)
		require.NoError(t, image.Close())
	})
	t.Run("the host holds a handle", func(t *testing.T) {
		_, i := resources(t)
		h := call(t, i, values(value.U32(5)), counters, "make").(value.Own).Rep.(*Handle)
		_, err := i.Snapshot(context.Background())
		require.ErrorContains(t, err, "the host holds 1 handles")
		require.NoError(t, h.Drop(context.Background()))
		image, err := i.Snapshot(context.Background())
		require.NoError(t, err)
		from := instantiate(t, i.prepared, InstanceConfig{Snapshot: image})
		require.Equal(t, value.U32(5), call(t, from, nil, counters, "sum"), "the global of another module")
		require.NoError(t, image.Close())
	})
	t.Run("a call has trapped", func(t *testing.T) {
		i := echo(t, InstanceConfig{})
		_, err := i.Call(context.Background(), function(t, i.prepared, "unreachable"))
		require.Error(t, err)
		_, err = i.Snapshot(context.Background())
		require.ErrorAs(t, err, new(*SnapshotError))
		require.ErrorAs(t, err, new(*PoisonedError))
	})
	t.Run("it is of another component", func(t *testing.T) {
		i := echo(t, InstanceConfig{})
		image, err := i.Snapshot(context.Background())
		require.NoError(t, err)
		defer image.Close()
		other := callbackInstance(t, callbacks)
		_, err = other.prepared.Instantiate(context.Background(), InstanceConfig{Snapshot: image})
		require.ErrorAs(t, err, new(*SnapshotError))
	})
}

func TestDataThatDoesNotFitTraps(t *testing.T) {
	e := newEngine(t, Config{})
	for _, data := range []string{"A", strings.Repeat("x", code.MinImageData)} {
		text := fmt.Sprintf(`(component (core module $m (memory 1) (data (i32.const 65535) "%sA")) (core instance (instantiate $m)))`, data)
		_, err := prepare(t, NewLinker(e), load(t, e, assembleText(t, text))).Instantiate(context.Background(), InstanceConfig{})
		requireTrap(t, err, TrapMemoryOutOfBounds, "out of bounds memory access")
	}
}
