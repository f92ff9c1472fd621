package bindgen

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/keyvalue"
)

// watcher is the text of a component of world keyvalue whose functions on-delete
// and on-open do what the bodies say. 0 is the handle that they are given.
func watcher(onDelete, onOpen, onSwap string) string {
	const ns, version = "test:keyvalue/", "@0.2.0-draft"
	return `(module
  (import "` + ns + `store` + version + `" "[method]bucket.get" (func $get (param i32 i32 i32 i32)))
  (import "` + ns + `store` + version + `" "[resource-drop]bucket" (func $drop-bucket (param i32)))
  (import "` + ns + `atomics` + version + `" "[static]cas.new" (func $cas (param i32 i32 i32 i32)))
  (import "` + ns + `atomics` + version + `" "[method]cas.current" (func $current (param i32 i32)))
  (import "` + ns + `atomics` + version + `" "swap" (func $swap (param i32 i32 i32 i32)))
  (import "` + ns + `atomics` + version + `" "[resource-drop]cas" (func $drop-cas (param i32)))` + allocator + `
  ;; new-cas is the handle of a cas of a bucket.
  (func $new-cas (param i32) (result i32)
    (call $cas (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1024))
    (i32.load (i32.const 1028)))
  (func (export "` + ns + `watcher` + version + `#on-set") (param i32 i32 i32 i32 i32))
  (func (export "` + ns + `watcher` + version + `#on-delete") (param i32 i32 i32) ` + onDelete + `)
  (func (export "` + ns + `watcher` + version + `#on-open") (param i32) ` + onOpen + `)
  (func (export "` + ns + `watcher` + version + `#on-swap") (param i32) ` + onSwap + `))`
}

// counted is a resource of the host that knows how often it was closed.
type counted struct {
	keyvalue.UnimplementedBucket
	closed int
}

func (c *counted) Get(context.Context, string) (*[]byte, error) { return nil, nil }
func (c *counted) Close(context.Context) error                  { c.closed++; return nil }

// countedCas is a counted of another type.
type countedCas struct {
	keyvalue.UnimplementedCas
	closed int
}

func (c *countedCas) Close(context.Context) error { c.closed++; return nil }

// casMaker gives every cas that it made.
type casMaker struct {
	keyvalue.UnimplementedAtomics
	made []*countedCas
}

func (m *casMaker) CasNew(context.Context, keyvalue.Bucket, string) (keyvalue.Cas, error) {
	m.made = append(m.made, &countedCas{})
	return m.made[len(m.made)-1], nil
}

func (m *casMaker) Swap(ctx context.Context, cas keyvalue.Cas, _ []byte) error {
	return cas.Close(ctx)
}

// TestHostileHandles has a component use handles that it does not have, or not
// any more, or not of the type that is wanted: a trap each, and every resource is
// closed once when the instance is.
func TestHostileHandles(t *testing.T) {
	t.Parallel()
	const own = `(call $drop-bucket (local.get 0))`
	for _, tt := range []struct {
		name, onDelete, want string
	}{
		{"a handle of another type", `(call $get (call $new-cas (local.get 0)) (i32.const 0) (i32.const 0) (i32.const 1024))`, "bucket"},
		{"a handle of another type as one that owns", `(call $swap (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1024))`, "cas"},
		{"a handle of another type to be dropped", `(call $drop-cas (local.get 0))`, "cas"},
		{"a handle that was dropped", own + `(call $get (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1024))`, "handle"},
		{"a handle that is dropped twice", own + own, "handle"},
		{"a handle that was given away", `(local $c i32) (local.set $c (call $new-cas (local.get 0)))
			(call $swap (local.get $c) (i32.const 0) (i32.const 0) (i32.const 1024)) (call $current (local.get $c) (i32.const 1024))`, "handle"},
		{"a handle that never was", `(call $get (i32.const 77) (i32.const 0) (i32.const 0) (i32.const 1024))`, "handle"},
		{"handle zero", `(call $get (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1024))`, "handle"},
		{"a handle beyond the table", `(call $get (i32.const -1) (i32.const 0) (i32.const 0) (i32.const 1024))`, "handle"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, maker := &counted{}, &casMaker{}
			i := watches(t, maker, watcher(tt.onDelete, "", ""))
			requireTrap(t, i.Watcher().OnDelete(t.Context(), b, "k"), tt.want)
			require.ErrorAs(t, i.Watcher().OnDelete(t.Context(), &counted{}, "k"), new(*host.PoisonedError))
			require.NoError(t, i.Close())
			require.Equal(t, 1, b.closed)
			for _, c := range maker.made {
				require.Equal(t, 1, c.closed)
			}
		})
	}
}

// TestBorrowedHandles has a component keep, give away and use up what it was lent.
// A resource that the host lends stays the host's: nobody closes it.
func TestBorrowedHandles(t *testing.T) {
	t.Parallel()
	const swap = `(call $swap (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1024))`
	for _, tt := range []struct{ name, onOpen, onSwap, want string }{
		{"given back", `(call $drop-bucket (local.get 0))`, "", ""},
		{"used and given back", `(call $get (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1024)) (call $drop-bucket (local.get 0))`, "", ""},
		{"kept", "", "", "borrow"},
		{"used after it was given back", `(call $drop-bucket (local.get 0)) (call $get (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1024))`, "", "handle"},
		{"of another type", `(call $drop-cas (local.get 0))`, "", "cas"},
		{"given away as if owned", "", swap, "borrow"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, c := &counted{}, &countedCas{}
			i := watches(t, &casMaker{}, watcher("", tt.onOpen, tt.onSwap))
			var err error
			if tt.onSwap == "" {
				err = i.Watcher().OnOpen(t.Context(), b)
			} else {
				err = i.Watcher().OnSwap(t.Context(), c)
			}
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				requireTrap(t, err, tt.want)
			}
			require.NoError(t, i.Close())
			require.Zero(t, b.closed+c.closed)
		})
	}
}

func watches(t *testing.T, maker *casMaker, core string) *keyvalue.Instance {
	t.Helper()
	_, c := load(t, component(t, "keyvalue", core))
	store := struct {
		keyvalue.UnimplementedStore
	}{}
	i, err := keyvalue.Instantiate(t.Context(), c, keyvalue.Imports{Store: store, Atomics: maker})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, i.Close()) })
	return i
}

// TestNothingHasNoSize loads components with types that take no bytes, of which a
// list could have any number of elements: they are not types.
func TestNothingHasNoSize(t *testing.T) {
	t.Parallel()
	e, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	for _, typ := range []string{"(tuple)", "(record)", "(flags)", "(variant)", "(enum)"} {
		_, err := e.Load(t.Context(), parse(t, fmt.Sprintf("(component (type %s) (type (list 0)))", typ)))
		require.Error(t, err, typ)
		var invalid *host.ValidationError
		var decode *host.DecodeError
		require.True(t, errors.As(err, &invalid) || errors.As(err, &decode), "%s: %T: %v", typ, err, err)
	}
}
