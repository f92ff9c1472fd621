package bindgen

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/things"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/things/thingstest"
	"github.com/vivarium-wasm/vivarium/host/cm"
)

// shop implements the resource and counts: what was made, and what of it was closed.
type shop struct {
	made, closed int
	twice        int   // how many were closed again
	stop         error // of get
}

// thing is a resource of the shop.
type thing struct {
	shop    *shop
	n       uint32
	closed  bool
	dropErr error
}

var (
	_ things.Store = (*shop)(nil)
	_ things.Thing = (*thing)(nil)
)

func (s *shop) NewThing(_ context.Context, n uint32) (things.Thing, error) {
	s.made++
	return &thing{shop: s, n: n}, nil
}

func (s *shop) ThingLarger(_ context.Context, a, b things.Thing) (bool, error) {
	return a.(*thing).n > b.(*thing).n, nil
}

func (s *shop) Swap(ctx context.Context, t things.Thing) (things.Thing, error) {
	n := t.(*thing).n
	if n == 0 {
		return nil, t.Close(ctx) // a mistake: no thing and no error
	}
	return s.replace(ctx, t, n+1000)
}

func (s *shop) replace(ctx context.Context, t things.Thing, n uint32) (things.Thing, error) {
	if err := t.Close(ctx); err != nil {
		return nil, err
	}
	return s.NewThing(ctx, n)
}

func (s *shop) Total(_ context.Context, of []things.Thing) (uint32, error) {
	sum := uint32(0)
	for _, t := range of {
		sum += t.(*thing).n
	}
	return sum, nil
}

func (s *shop) Both(_ context.Context, p things.Pair) (things.Pair, error) {
	if p.Second == nil {
		return p, nil
	}
	return things.Pair{First: p.Second, Second: p.First}, nil
}

func (t *thing) Get(context.Context) (uint32, error) { return t.n, t.shop.stop }
func (t *thing) CloseFunc(context.Context) error     { t.n = 0; return nil }
func (t *thing) Add(_ context.Context, other things.Thing) (uint32, error) {
	if other == things.Thing(t) {
		return 0, cm.Error[string]{Value: "a thing cannot be added to itself"}
	}
	t.n += other.(*thing).n
	return t.n, nil
}

func (t *thing) Close(context.Context) error {
	if t.closed {
		t.shop.twice++
		return errors.New("closed twice")
	}
	t.closed = true
	t.shop.closed++
	return t.dropErr
}

func thingsInstance(t testing.TB, s *shop) *things.Instance {
	return thingsWith(t, s, "", host.InstanceConfig{})
}

// thingsWith is thingsInstance where the function total does something else first.
func thingsWith(t testing.TB, s *shop, total string, cfg host.InstanceConfig) *things.Instance {
	t.Helper()
	i, err := thingsPrepared(t, total).Instantiate(t.Context(), things.Imports{Store: s}, cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, i.Close()) })
	return i
}

func thingsPrepared(t testing.TB, total string) *things.Prepared {
	t.Helper()
	core, err := os.ReadFile("testdata/things/core.wat")
	require.NoError(t, err)
	const body = "(call $total (local.get 0) (local.get 1))"
	require.Contains(t, string(core), body)
	if total != "" {
		core = []byte(strings.Replace(string(core), body, total+body, 1))
	}
	e, c := load(t, component(t, "things", string(core)))
	p, err := things.Prepare(host.NewLinker(e), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// TestResources uses a resource of the component, behind which is one of the host.
func TestResources(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := &shop{}
	i := thingsInstance(t, s)
	store := i.Store()
	make := func(n uint32) things.GuestThing {
		th, err := store.NewThing(ctx, n)
		require.NoError(t, err)
		return th
	}
	get := func(th things.GuestThing) uint32 {
		n, err := th.Get(ctx)
		require.NoError(t, err)
		return n
	}
	a, b := make(3), make(4)
	require.EqualValues(t, 3, get(a))
	n, err := a.Add(ctx, b)
	require.NoError(t, err)
	require.EqualValues(t, 7, n)
	_, err = a.Add(ctx, a)
	require.ErrorAs(t, err, new(cm.Error[string]))
	larger, err := store.ThingLarger(ctx, a, b)
	require.NoError(t, err)
	require.True(t, larger)
	n, err = store.Total(ctx, []things.GuestThing{a, b, a})
	require.NoError(t, err)
	require.EqualValues(t, 18, n)

	swapped, err := store.Swap(ctx, a)
	require.NoError(t, err)
	require.EqualValues(t, 1007, get(swapped))
	_, err = a.Get(ctx)
	require.ErrorContains(t, err, "dropped or given away", "the component owns it now")
	require.ErrorAs(t, err, new(*host.TypeError))

	p, err := store.Both(ctx, things.GuestPair{First: b, Second: swapped})
	require.NoError(t, err)
	require.EqualValues(t, 1007, get(p.First))
	require.EqualValues(t, 4, get(p.Second))
	p, err = store.Both(ctx, things.GuestPair{First: p.First})
	require.NoError(t, err)
	require.Nil(t, p.Second)

	require.NoError(t, p.First.CloseFunc(ctx))
	require.Zero(t, get(p.First))
	_, err = store.Swap(ctx, nil)
	require.ErrorContains(t, err, "nil is given")
	require.NoError(t, p.First.Close(ctx))
	require.NoError(t, p.First.Close(ctx), "a second time does nothing")
	require.Equal(t, 3, s.made)
	require.Equal(t, 2, s.closed, "one is still held by the handle that Both gave")
	require.NoError(t, i.Close())
	require.Equal(t, s.made, s.closed, "closing the instance drops what it owns")
}

// TestResourcesAreCounted calls ten thousand times, on instances of which each
// ends in a trap of another kind, and counts: nothing is left, and nothing is
// closed twice.
func TestResourcesAreCounted(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := &shop{}
	// total traps for a list of three; what it holds then is the component's to
	// give back.
	p := thingsPrepared(t, "(if (i32.eq (local.get 1) (i32.const 3)) (then (drop (call $make (i32.const 9))) unreachable))")
	traps := []func(*things.Instance, things.GuestThing) error{
		func(i *things.Instance, th things.GuestThing) error { // of the component, which holds things
			_, err := i.Store().Total(ctx, []things.GuestThing{th, th, th})
			return err
		},
		func(i *things.Instance, th things.GuestThing) error { // an error of the host
			s.stop = errors.New("stopped")
			defer func() { s.stop = nil }()
			_, err := th.Get(ctx)
			return err
		},
		func(i *things.Instance, th things.GuestThing) error { // a resource that the host does not give
			zero, err := i.Store().NewThing(ctx, 0)
			require.NoError(t, err)
			_, err = i.Store().Swap(ctx, zero)
			return err
		},
	}
	calls := 0
	for round := 0; calls < 10_000; round++ {
		i, err := p.Instantiate(ctx, things.Imports{Store: s}, host.InstanceConfig{})
		require.NoError(t, err)
		for n := range uint32(20) {
			th, err := i.Store().NewThing(ctx, n+1)
			require.NoError(t, err)
			_, err = th.Get(ctx)
			require.NoError(t, err)
			_, err = i.Store().Total(ctx, []things.GuestThing{th, th})
			require.NoError(t, err)
			th, err = i.Store().Swap(ctx, th)
			require.NoError(t, err)
			require.NoError(t, th.Close(ctx))
			calls += 5
		}
		require.Equal(t, s.made, s.closed)
		require.Zero(t, i.Host().Handles())
		th, err := i.Store().NewThing(ctx, 1)
		require.NoError(t, err)
		require.ErrorAs(t, traps[round%len(traps)](i, th), new(*host.Trap))
		calls += 2
		require.NoError(t, i.Close())
		require.Equal(t, s.made, s.closed)
		require.Zero(t, s.twice)
	}
}

// TestResourcesAfterATrap stops the component in the middle: nothing is dropped
// twice, and closing drops the rest.
func TestResourcesAfterATrap(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for name, trap := range map[string]func(*things.Instance, *shop, things.GuestThing) error{
		"an error of a method": func(i *things.Instance, s *shop, th things.GuestThing) error {
			s.stop = errors.New("stopped")
			_, err := th.Get(ctx)
			require.ErrorIs(t, err, s.stop)
			return err
		},
		"no thing and no error": func(i *things.Instance, s *shop, th things.GuestThing) error {
			zero, err := i.Store().NewThing(ctx, 0)
			require.NoError(t, err)
			_, err = i.Store().Swap(ctx, zero)
			require.ErrorContains(t, err, "resource thing: nil is given")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &shop{}
			i := thingsInstance(t, s)
			th, err := i.Store().NewThing(ctx, 5)
			require.NoError(t, err)
			require.Error(t, trap(i, s, th))
			_, err = th.Get(ctx)
			require.ErrorAs(t, err, new(*host.PoisonedError))
			require.NoError(t, i.Close())
			require.Equal(t, s.made, s.closed)
		})
	}
}

// TestFailedCallsCloseWhatTheyCarry ends calls while a resource is between its
// owners: it is closed, at once and only once.
func TestFailedCallsCloseWhatTheyCarry(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, total  string
		cfg          host.InstanceConfig
		made, closed int // before the instance is closed
	}{
		{
			"a parameter, where the result's pointer is bad",
			"(call $both (call $make (i32.const 1)) (i32.const 0) (i32.const 0) (i32.const 1025))",
			host.InstanceConfig{},
			1, 1,
		},
		{
			"a parameter, where the next one is bad",
			"(call $both (call $make (i32.const 1)) (i32.const 2) (i32.const 0) (i32.const 1024))",
			host.InstanceConfig{},
			1, 1,
		},
		{
			"a parameter, where the next one is not a handle",
			"(call $both (call $make (i32.const 1)) (i32.const 1) (i32.const 99) (i32.const 1024))",
			host.InstanceConfig{},
			1, 1,
		},
		{
			"a result that the component has no room for",
			"(drop (call $make (i32.const 1))) (drop (call $make (i32.const 2)))",
			host.InstanceConfig{Limits: host.Limits{Handles: 1}},
			2, 1,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &shop{}
			i := thingsWith(t, s, tt.total, tt.cfg)
			_, err := i.Store().Total(t.Context(), nil)
			require.Error(t, err)
			require.Equal(t, tt.made, s.made)
			require.Equal(t, tt.closed, s.closed)
			require.NoError(t, i.Close())
			require.Equal(t, s.made, s.closed)
		})
	}
}

// aStore is a fake of the exported interface: code that calls a component can be
// tested without one.
type aStore struct{ things.GuestStore }

func (aStore) NewThing(_ context.Context, n uint32) (things.GuestThing, error) {
	return &aThing{n: n}, nil
}

type aThing struct {
	things.GuestThing
	n uint32
}

func (a *aThing) Get(context.Context) (uint32, error) { return a.n, nil }

func TestExportsCanBeFaked(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	double := func(store things.GuestStore) (uint32, error) {
		th, err := store.NewThing(ctx, 21)
		if err != nil {
			return 0, err
		}
		n, err := th.Get(ctx)
		return 2 * n, err
	}
	n, err := double(aStore{})
	require.NoError(t, err)
	require.EqualValues(t, 42, n)
	i := thingsInstance(t, &shop{})
	n, err = double(i.Store())
	require.NoError(t, err)
	require.EqualValues(t, 42, n)

	_, err = i.Store().Swap(ctx, &aThing{})
	require.ErrorAs(t, err, new(*host.TypeError))
	require.ErrorContains(t, err, "a *bindgen.aThing is not a handle of the component's")
	_, err = i.Store().Swap(ctx, nil)
	require.ErrorContains(t, err, "resource thing: nil is given")
	n, err = double(i.Store())
	require.NoError(t, err, "a value that is refused is not a trap")
	require.EqualValues(t, 42, n)
}

// TestFakesGiveResources has a component make a resource of a fake that was told
// nothing: the fake gives a fake resource.
func TestFakesGiveResources(t *testing.T) {
	t.Parallel()
	fake := &thingstest.Store{}
	i, err := thingsPrepared(t, "").Instantiate(t.Context(), things.Imports{Store: fake}, host.InstanceConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, i.Close()) })
	th, err := i.Store().NewThing(t.Context(), 3)
	require.NoError(t, err)
	n, err := th.Get(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, []thingstest.StoreNewThingCall{{N: 3}}, fake.NewThingCalls())
}
