package host

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// fileHost is the host of testdata/resources.wat: a file is a *uint32.
type fileHost struct {
	resource *types.Resource
	opened   int
	dropped  []uint32
	dropErr  error
	onDrop   func()
}

func (h *fileHost) offer(l *Linker) {
	h.resource = &types.Resource{Name: "file"}
	n := l.Instance("test:host/files@1.9.0")
	n.Resource("file", h.resource, func(_ context.Context, rep any) error {
		h.dropped = append(h.dropped, *rep.(*uint32))
		if h.onDrop != nil {
			h.onDrop()
		}
		return h.dropErr
	})
	n.Func("open", &types.Func{Params: params("name", types.U32), Result: &types.Own{Resource: h.resource}}, func(c *Call) {
		h.opened++
		rep := c.U32(0)
		c.SetU32(0, c.LowerOwn(h.resource, &rep))
	})
	n.Func("[method]file.read", &types.Func{Params: params("self", &types.Borrow{Resource: h.resource}), Result: types.U32}, func(c *Call) {
		rep, _ := c.LiftBorrow(h.resource, c.U32(0)).(*uint32)
		if c.Err() == nil {
			c.SetU32(0, *rep)
		}
	})
}

func resources(t testing.TB) (*fileHost, *Instance) {
	t.Helper()
	e := newEngine(t, Config{})
	l := NewLinker(e)
	h := &fileHost{}
	h.offer(l)
	return h, instantiate(t, prepare(t, l, load(t, e, assemble(t, "resources"))), InstanceConfig{})
}

func TestResourcesOfTheHost(t *testing.T) {
	h, i := resources(t)
	require.Equal(t, value.U32(7), call(t, i, values(value.U32(7)), "once"))
	require.Equal(t, []uint32{7}, h.dropped)
	require.Zero(t, i.Handles())

	call(t, i, values(value.U32(8)), "keep")
	require.Equal(t, 1, i.Handles())
	rep := call(t, i, nil, "give").(value.Own).Rep.(*uint32)
	require.EqualValues(t, 8, *rep)
	require.Zero(t, i.Handles())
	require.Equal(t, []uint32{7}, h.dropped, "the host owns it again")

	lent := uint32(9)
	require.Equal(t, value.U32(9), call(t, i, values(value.Borrow{Rep: &lent}), "read-borrowed"))
	require.Equal(t, value.U32(9), call(t, i, values(value.Own{Rep: &lent}), "take"))
	require.Equal(t, []uint32{7, 9}, h.dropped)
	require.Zero(t, i.Handles())
}

func TestBorrowsMustBeDroppedBeforeTheCallReturns(t *testing.T) {
	_, i := resources(t)
	lent := uint32(9)
	_, err := i.Call(context.Background(), function(t, i.prepared, "keep-borrowed"), value.Borrow{Rep: &lent})
	requireTrap(t, err, TrapABI, "borrow handles still remain at the end of the call")
}

func TestHandlesThatAreNone(t *testing.T) {
	_, i := resources(t)
	_, err := i.Call(context.Background(), function(t, i.prepared, "give"))
	requireTrap(t, err, TrapABI, "unknown handle index 0")
}

func TestWhatTheComponentOwnsIsDroppedWhenItIsClosed(t *testing.T) {
	h, i := resources(t)
	call(t, i, values(value.U32(1)), "keep")
	call(t, i, values(value.U32(2)), "keep")
	h.dropErr = errors.New("nobody hears this one")
	require.NoError(t, i.Close())
	require.Equal(t, []uint32{1, 2}, h.dropped)
}

func TestErrorsOfDropTrap(t *testing.T) {
	h, i := resources(t)
	h.dropErr = errors.New("disk full")
	_, err := i.Call(context.Background(), function(t, i.prepared, "once"), value.U32(1))
	require.ErrorIs(t, err, h.dropErr)
	requireTrap(t, err, TrapHost, "disk full")
}

const counters = "test:guest/counters@0.1.0"

func TestResourcesOfTheComponent(t *testing.T) {
	_, i := resources(t)
	ctx := context.Background()
	made := call(t, i, values(value.U32(5)), counters, "make").(value.Own).Rep.(*Handle)
	require.Equal(t, "counter", made.Name())
	require.Equal(t, value.U32(5), call(t, i, values(value.Borrow{Rep: made}), counters, "[method]counter.value"))
	require.NoError(t, made.Drop(ctx))
	require.NoError(t, made.Drop(ctx), "a second time does nothing")
	require.Equal(t, value.U32(5), call(t, i, nil, counters, "sum"), "the destructor ran once")

	_, err := i.Call(ctx, function(t, i.prepared, counters, "[method]counter.value"), value.Borrow{Rep: made})
	require.ErrorContains(t, err, "dropped or given away")

	made = call(t, i, values(value.U32(6)), counters, "make").(value.Own).Rep.(*Handle)
	require.Equal(t, value.U32(6), call(t, i, values(value.Own{Rep: made}), counters, "swallow"))
	require.Equal(t, value.U32(11), call(t, i, nil, counters, "sum"))
	require.Zero(t, i.Handles())
}

func TestHandlesOfAnotherInstance(t *testing.T) {
	_, i := resources(t)
	other := instantiate(t, i.prepared, InstanceConfig{})
	made := call(t, other, values(value.U32(5)), counters, "make").(value.Own).Rep.(*Handle)
	_, err := i.Call(context.Background(), function(t, i.prepared, counters, "swallow"), value.Own{Rep: made})
	require.ErrorContains(t, err, "another resource or instance")
}

func TestTypedResources(t *testing.T) {
	_, i := resources(t)
	ctx := context.Background()
	counter := &types.Resource{Name: "counter"}
	mk, err := i.prepared.TypedFunc(&types.Func{Params: params("n", types.U32), Result: &types.Own{Resource: counter}}, counters, "make")
	require.NoError(t, err)
	swallow, err := i.prepared.TypedFunc(&types.Func{Params: params("c", &types.Own{Resource: counter}), Result: types.U32}, counters, "swallow")
	require.NoError(t, err)
	other, err := i.prepared.TypedFunc(&types.Func{Params: params("c", &types.Own{Resource: &types.Resource{Name: "other"}}), Result: types.U32}, counters, "swallow")
	require.NoError(t, err, "other generated code has other types for the same resource")
	require.NotEqual(t, swallow, other)
	_, err = i.prepared.TypedFunc(&types.Func{Params: params("f", &types.Own{Resource: counter}), Result: types.U32}, "take")
	require.ErrorContains(t, err, "parameter f: want a handle of another resource counter, component has one of file")

	c := i.Begin(ctx, mk)
	c.SetU32(0, 12)
	c.Invoke()
	h := c.LiftGuestOwn(counter, c.U32(0))
	require.NoError(t, c.End())

	c = i.Begin(ctx, swallow)
	c.SetU32(0, c.LowerGuestOwn(counter, h))
	c.Invoke()
	require.EqualValues(t, 12, c.U32(0))
	require.NoError(t, c.End())
}
