package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// objects is a component whose core modules use garbage-collected types, and
// pass them from one to the other.
const objects = `(component
	(core module $list
		(type $node (struct (field (mut (ref null $node))) (field i64)))
		(global $head (mut (ref null $node)) (ref.null $node))
		(func (export "push") (param i64) (result (ref $node))
			(local $n (ref $node))
			(local.set $n (struct.new $node (global.get $head) (local.get 0)))
			(global.set $head (local.get $n))
			(local.get $n))
		(func (export "clear") (global.set $head (ref.null $node))))
	(core instance $list (instantiate $list))
	(core module $m
		(type $node (struct (field (mut (ref null $node))) (field i64)))
		(type $bytes (array (mut i8)))
		(import "list" "push" (func $push (param i64) (result (ref $node))))
		(func (export "keep") (param i32)
			(loop $l
				(drop (call $push (i64.const 1)))
				(local.set 0 (i32.sub (local.get 0) (i32.const 1)))
				(br_if $l (local.get 0))))
		(func (export "rings") (param i32) (local $n (ref null $node))
			(loop $l
				(local.set $n (struct.new $node (ref.null $node) (i64.const 1)))
				(struct.set $node 0 (local.get $n) (local.get $n))
				(local.set 0 (i32.sub (local.get 0) (i32.const 1)))
				(br_if $l (local.get 0))))
		(func (export "last") (param i64) (result i64) (struct.get $node 1 (call $push (local.get 0))))
		(func (export "waste") (param i32)
			(loop $l
				(drop (struct.new $node (ref.null $node) (i64.const 1)))
				(local.set 0 (i32.sub (local.get 0) (i32.const 1)))
				(br_if $l (local.get 0))))
		(func (export "array") (param i32) (result i32) (array.len (array.new_default $bytes (local.get 0))))
		(func (export "beyond") (param i32) (drop (array.get_u $bytes (array.new_default $bytes (i32.const 1)) (local.get 0))))
		(func (export "null") (param i32) (drop (struct.get $node 1 (ref.null $node))))
		(func (export "cast") (param i32) (drop (ref.cast (ref $bytes) (ref.i31 (local.get 0))))))
	(core instance $i (instantiate $m (with "list" (instance $list))))
	(func (export "clear") (canon lift (core func $list "clear")))
	(func (export "last") (param "n" u64) (result u64) (canon lift (core func $i "last")))
	(func (export "array") (param "n" u32) (result u32) (canon lift (core func $i "array")))
	(func (export "keep") (param "n" u32) (canon lift (core func $i "keep")))
	(func (export "rings") (param "n" u32) (canon lift (core func $i "rings")))
	(func (export "waste") (param "n" u32) (canon lift (core func $i "waste")))
	(func (export "beyond") (param "n" u32) (canon lift (core func $i "beyond")))
	(func (export "null") (param "n" u32) (canon lift (core func $i "null")))
	(func (export "cast") (param "n" u32) (canon lift (core func $i "cast"))))`

func TestObjectsOfCoreModules(t *testing.T) {
	e := newEngine(t, Config{})
	p := prepare(t, NewLinker(e), load(t, e, assembleText(t, objects)))
	limits := InstanceConfig{Limits: Limits{Memory: 8 << 20}}
	i := instantiate(t, p, limits)
	require.Equal(t, value.U64(7), call(t, i, values(value.U64(7)), "last"))
	for range 3 { // together more than fits
		call(t, i, values(value.U32(100_000)), "keep")
		call(t, i, nil, "clear")
	}
	call(t, i, values(value.U32(1_000_000)), "waste")
	require.Equal(t, value.U32(1<<20), call(t, i, values(value.U32(1<<20)), "array"))

	_, err := i.Snapshot(context.Background())
	var refused *SnapshotError
	require.ErrorAs(t, err, &refused, "an image has no objects")

	for _, tt := range []struct {
		name string
		arg  uint32
		code TrapCode
		want string
	}{
		{"keep", 100_000_000, TrapExceptionHeap, "no memory for another exception or object"},
		{"array", 100 << 20, TrapExceptionHeap, "no memory for another exception or object"},
		{"array", 1<<32 - 1, TrapAllocationTooLarge, "allocation size too large"},
		{"beyond", 1, TrapArrayOutOfBounds, "out of bounds array access"},
		{"null", 0, TrapNullReference, "null reference"},
		{"cast", 0, TrapCastFailure, "cast failure"},
	} {
		i := instantiate(t, p, limits)
		_, err := i.Call(context.Background(), function(t, p, tt.name), value.U32(tt.arg))
		requireTrap(t, err, tt.code, tt.want)
	}
}

// Objects that code makes and drops within a call are no state.
func TestImagesBesideObjects(t *testing.T) {
	var seen []uint32
	i := statefulInstance(t, stateful("A", `
		(type $a (array (mut i8)))
		(func $made (result i32) (array.len (array.new_default $a (i32.const 3))))`), &seen)
	call(t, i, values(value.U32(1000)), "set")
	image, err := i.Snapshot(context.Background())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, image.Close()) })
	from := instantiate(t, i.prepared, InstanceConfig{Snapshot: image})
	require.Equal(t, value.U32(2000+'A'), call(t, from, nil, "get"))
}

// A memory whose pages are of one byte holds exactly what crosses, and keeps its
// data segments.
func TestMemoryOfBytes(t *testing.T) {
	e := newEngine(t, Config{})
	c := load(t, e, assembleText(t, `(component
		(core module $m
			(memory (export "memory") 21 (pagesize 1))
			(data (i32.const 8) "thirteen byte")
			(func (export "text") (result i32)
				(i32.store (i32.const 0) (i32.const 8))
				(i32.store (i32.const 4) (i32.const 13))
				(i32.const 0))
			(func (export "longer") (result i32)
				(i32.store (i32.const 0) (i32.const 8))
				(i32.store (i32.const 4) (i32.const 14))
				(i32.const 0)))
		(core instance $i (instantiate $m))
		(func (export "text") (result string) (canon lift (core func $i "text") (memory (core memory $i "memory"))))
		(func (export "longer") (result string) (canon lift (core func $i "longer") (memory (core memory $i "memory")))))`))
	i := instantiate(t, prepare(t, NewLinker(e), c), InstanceConfig{})
	require.EqualValues(t, 21, i.Usage().MemoryPeak)
	require.EqualValues(t, "thirteen byte", call(t, i, nil, "text"))
	_, err := i.Snapshot(context.Background())
	var snapshot *SnapshotError
	require.ErrorAs(t, err, &snapshot)
	_, err = i.Call(t.Context(), function(t, i.prepared, "longer"))
	var trap *Trap
	require.ErrorAs(t, err, &trap)
}
