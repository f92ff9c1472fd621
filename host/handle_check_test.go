package host

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// tokens implements a resource. "use" takes a string first, for which it
// allocates, and counts how often it did.
const tokens = `(component
  (type $token' (resource (rep i32)))
  (core func $new (canon resource.new $token'))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (memory (export "memory") 1)
    (global $allocated (mut i32) (i32.const 0))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.set $allocated (i32.add (global.get $allocated) (i32.const 1))) (i32.const 64))
    (func (export "allocated") (result i32) (global.get $allocated))
    (func (export "new") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "use") (param i32 i32 i32 i32))
    (func (export "all") (param i32 i32))
    (func (export "maybe") (param i32 i32 i32 i32)))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
  (export $token "token" (type $token'))
  (func (export "allocated") (result u32) (canon lift (core func $i "allocated")))
  (func (export "new") (param "n" u32) (result (own $token)) (canon lift (core func $i "new")))
  (func (export "use") (param "why" string) (param "a" (own $token)) (param "b" (borrow $token))
    (canon lift (core func $i "use") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (func (export "all") (param "tokens" (list (tuple u8 (own $token))))
    (canon lift (core func $i "all") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (func (export "lend") (param "b" (borrow $token)) (param "a" (own $token)) (canon lift (core func $i "all")))
  (func (export "maybe") (param "a" (option (own $token))) (param "b" (result (own $token)))
    (canon lift (core func $i "maybe"))))`

// A call that is refused for a handle has neither taken the other handles nor
// allocated anything.
func TestHandlesAreCheckedBeforeTheyAreTaken(t *testing.T) {
	e := newEngine(t, Config{})
	i := instantiate(t, prepare(t, NewLinker(e), load(t, e, assembleText(t, tokens))), InstanceConfig{})
	made := func() value.Own { return call(t, i, values(value.U32(7)), "new").(value.Own) }
	a, b, gone := made(), made(), made()
	require.NoError(t, gone.Rep.(*Handle).Drop(context.Background()))
	lent := func(v value.Own) value.Borrow { return value.Borrow(v) }
	why := value.String("because")

	for _, tt := range []struct {
		name string
		args []value.Value
		want string
	}{
		{"use", values(why, a, lent(a)), "another argument of the same call gives this handle away"},
		{"use", values(why, a, lent(gone)), "dropped or given away"},
		{"use", values(why, a, value.Borrow{}), "no handle is given"},
		{"use", values(why, gone, lent(b)), "dropped or given away"},
		{"all", values(value.List{value.Tuple{value.U8(1), a}, value.Tuple{value.U8(2), a}}), "another argument of the same call gives this handle away"},
		{"lend", values(lent(a), a), "another argument of the same call lends this handle"},
		{"maybe", values(value.Some(a), value.OK(a)), "another argument of the same call gives this handle away"},
	} {
		_, err := i.Call(context.Background(), function(t, i.prepared, tt.name), tt.args...)
		require.ErrorContains(t, err, tt.want)
		var wrong *TypeError
		require.True(t, errors.As(err, &wrong), "%v", err)
		require.Zero(t, i.Handles())
		require.Equal(t, value.U32(0), call(t, i, nil, "allocated"))
	}

	call(t, i, values(lent(a), made()), "lend")
	call(t, i, values(value.None(), value.Err(nil)), "maybe")
	call(t, i, values(value.Some(made()), value.OK(made())), "maybe")
	call(t, i, values(value.List{value.Tuple{value.U8(1), made()}, value.Tuple{value.U8(2), made()}}), "all")
	_, err := i.Call(context.Background(), function(t, i.prepared, "use"), why, a, lent(b))
	require.NoError(t, err)
	_, err = i.Call(context.Background(), function(t, i.prepared, "use"), why, a, lent(b))
	require.ErrorContains(t, err, "dropped or given away")
	require.NoError(t, b.Rep.(*Handle).Drop(context.Background()))
}

// A destructor that traps leaves its instance as a call that traps does: nothing runs
// in it any more.
func TestADestructorThatTrapsEndsItsInstance(t *testing.T) {
	e := newEngine(t, Config{})
	i := instantiate(t, prepare(t, NewLinker(e), load(t, e, assembleText(t, `(component
  (core module $d (func (export "dtor") (param i32) unreachable))
  (core instance $d (instantiate $d))
  (type $token' (resource (rep i32) (dtor (core func $d "dtor"))))
  (core func $new (canon resource.new $token'))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (func (export "new") (result i32) (call $new (i32.const 1))))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
  (export $token "token" (type $token'))
  (func (export "new") (result (own $token)) (canon lift (core func $i "new"))))`))), InstanceConfig{})
	made := call(t, i, nil, "new").(value.Own).Rep.(*Handle)

	err := made.Drop(context.Background())
	requireTrap(t, err, TrapUnreachable, "unreachable")
	_, again := i.Call(context.Background(), function(t, i.prepared, "new"))
	var poisoned *PoisonedError
	require.ErrorAs(t, again, &poisoned)
	require.Equal(t, err, poisoned.First)
	require.NoError(t, made.Drop(context.Background()), "it is gone")
}
