package bindgen

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/fetcher"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/gates"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/gpu"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/keyvalue"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/ledger"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/plugin"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/proxy"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/thrice"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/twice"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/vision"
)

// prepare is Prepare of a package.
func prepare[P io.Closer](p func(*host.Linker, *host.Component) (P, error)) func(*host.Linker, *host.Component) (io.Closer, error) {
	return func(l *host.Linker, c *host.Component) (io.Closer, error) { return p(l, c) }
}

// TestWorldsLink prepares a component that wasm-tools made of each world, with
// every import and export that it has: all types agree.
func TestWorldsLink(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		folder, world string
		prepare       func(*host.Linker, *host.Component) (io.Closer, error)
	}{
		{"fetcher", "fetcher", prepare(fetcher.Prepare)},
		{"gates", "gates", prepare(gates.Prepare)},
		{"gpu", "gpu", prepare(gpu.Prepare)},
		{"keyvalue", "keyvalue", prepare(keyvalue.Prepare)},
		{"ledger", "ledger", prepare(ledger.Prepare)},
		{"plugin", "plugin", prepare(plugin.Prepare)},
		{"proxy", "proxy", prepare(proxy.Prepare)},
		{"twice", "twice", prepare(twice.Prepare)},
		{"twice", "thrice", prepare(thrice.Prepare)},
		{"vision", "vision", prepare(vision.Prepare)},
	} {
		t.Run(tt.world, func(t *testing.T) {
			e, c := load(t, dummy(t, "testdata/"+tt.folder, tt.world))
			p, err := tt.prepare(host.NewLinker(e), c)
			require.NoError(t, err)
			require.NoError(t, p.Close())
		})
	}
}

// twiceCore has the number of an item as its rep. Values on the right are greater
// by 1000.
const twiceCore = `(module
  (import "[export]left" "[resource-new]item" (func $new-left (param i32) (result i32)))
  (import "[export]right" "[resource-new]item" (func $new-right (param i32) (result i32)))` + allocator + `
  (func (export "left#[constructor]item") (param i32) (result i32) (call $new-left (local.get 0)))
  (func (export "left#[method]item.value") (param i32) (result i32) (local.get 0))
  (func (export "left#same") (param i32 i32) (result i32) (i32.eq (local.get 0) (local.get 1)))
  (func (export "left#turn") (param i32 i32 i32) (result i32)
    (i32.store (i32.const 1024) (local.get 2))
    (i32.store8 (i32.const 1028) (local.get 1))
    (i32.store (i32.const 1032) (local.get 0))
    (i32.const 1024))
  (func (export "right#[constructor]item") (param i32) (result i32) (call $new-right (i32.add (local.get 0) (i32.const 1000))))
  (func (export "right#[method]item.value") (param i32) (result i32) (local.get 0))
  (func (export "right#same") (param i32 i32) (result i32) (i32.eq (local.get 0) (local.get 1)))
  (func (export "right#turn") (param i32 i32 i32) (result i32) unreachable)
  (func (export "test:twice/uses#weigh") (param i32 i32) (result i32) (local.get 1)))`

// TestOneInterfaceExportedTwice uses both: the resources are two types in Go as in
// the component.
func TestOneInterfaceExportedTwice(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	_, c := load(t, componentOf(t, "twice", "twice", twiceCore))
	i, err := twice.Instantiate(ctx, c, twice.Imports{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, i.Close()) })

	left, err := i.Left().NewItem(ctx, 7)
	require.NoError(t, err)
	other, err := i.Left().NewItem(ctx, 8)
	require.NoError(t, err)
	right, err := i.Right().NewItem(ctx, 7)
	require.NoError(t, err)
	n, err := right.Value(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 1007, n)
	same, err := i.Right().Same(ctx, right, right)
	require.NoError(t, err)
	require.True(t, same)
	pair, err := i.Left().Turn(ctx, twice.LeftPair{First: left, Second: other})
	require.NoError(t, err)
	n, err = pair.First.Value(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 8, n)

	n, err = i.Uses().Weigh(ctx, []twice.Named{{Name: "a"}})
	require.Error(t, err, "no item")
	require.Zero(t, n)
}
