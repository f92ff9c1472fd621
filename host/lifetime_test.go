package host

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// To close what others are using at the same time frees it after them.
func TestCloseBesideUse(t *testing.T) {
	e := newEngine(t, Config{})
	binary := assemble(t, "echo")
	for range 10 {
		c, err := e.Load(context.Background(), binary)
		require.NoError(t, err)
		p, err := NewLinker(e).Prepare(c)
		require.NoError(t, err)
		ref := function(t, p, "u32")
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				for range 20 {
					i, err := p.Instantiate(context.Background(), InstanceConfig{})
					if errors.Is(err, ErrClosed) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := i.Call(context.Background(), ref, value.U32(1)); err != nil {
						t.Error(err)
					}
					if err := i.Close(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Go(func() { _, _ = p.Close(), c.Close() })
		wg.Go(func() { _ = e.Close() }) // something is open, or will be opened: nothing happens
		wg.Wait()
		if e.Close() == nil {
			e = newEngine(t, Config{})
		}
	}
}

// A drop function that panics while an instance is closed leaves nothing of it
// behind: the engine can be closed.
func TestPanicOfDropWhileClosing(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	r := &types.Resource{Name: "file"}
	h := &fileHost{}
	h.offer(l)
	l.Instance("test:host/files@1.9.0").Resource("file", h.resource, func(context.Context, any) error { panic(r) })
	p := prepare(t, l, load(t, e, assemble(t, "resources")))
	i, err := p.Instantiate(context.Background(), InstanceConfig{})
	require.NoError(t, err)
	_, err = i.Call(context.Background(), function(t, p, "keep"), value.U32(1))
	require.NoError(t, err)
	require.PanicsWithValue(t, r, func() { _ = i.Close() })
	require.NoError(t, i.Close())
}

// A call that is over can be asked for nothing any more.
func TestCallAfterItsEnd(t *testing.T) {
	i := echo(t, InstanceConfig{})
	ref := function(t, i.prepared, "u32")
	c := i.Begin(context.Background(), ref)
	c.SetU32(0, 7)
	c.Invoke()
	require.EqualValues(t, 7, c.U32(0))
	require.NoError(t, c.End())
	require.NoError(t, c.End())
	c.SetU32(0, 8)
	c.Invoke()
	require.Zero(t, c.LoadU32(0))
	_ = c.End()
	require.Equal(t, value.U32(9), call(t, i, values(value.U32(9)), "u32"), "the instance has not noticed")
}

func TestNilContext(t *testing.T) {
	i := echo(t, InstanceConfig{})
	ref := function(t, i.prepared, "u32")
	var none context.Context
	require.Panics(t, func() { _, _ = i.Call(none, ref, value.U32(1)) })
	require.Equal(t, value.U32(9), call(t, i, values(value.U32(9)), "u32"), "the instance is not held")
}
