package host

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// textBound is an instance whose function text is called with this bound.
func textBound(t *testing.T, bound LiftBound) *Instance {
	return callbackInstance(t, func(l *Linker) {
		callbacks(l)
		l.Intercept(func(f ImportedFunc, next HostFunc) HostFunc {
			if f.Name != "text" {
				return next
			}
			return func(c *Call) { c.BoundLift(bound); next(c) }
		})
	})
}

func TestBoundLift(t *testing.T) {
	long := value.String(strings.Repeat("é", 50))
	i := textBound(t, LiftBound{Bytes: 10})
	require.Equal(t, value.String("aé!"), call(t, i, values(value.String("aé")), "text"))
	_, err := i.Call(t.Context(), function(t, i.prepared, "text"), long)
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, LimitError{Limit: "lift bytes", Max: 10, Used: 100}, *limit)

	cut := &LiftCut{}
	i = textBound(t, LiftBound{Bytes: 9, Cut: cut, Keep: 9})
	require.Equal(t, value.String("aé!"), call(t, i, values(value.String("aé")), "text"))
	require.Zero(t, *cut)
	require.Equal(t, value.String("éééé!"), call(t, i, values(long), "text"))
	require.Equal(t, LiftCut{Bytes: 100}, *cut)
}

func TestBoundOfResults(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	callbacks(l)
	p := prepare(t, l, load(t, e, assemble(t, "callback")))
	cut := &LiftCut{}
	i := instantiate(t, p, InstanceConfig{HostState: []any{"!"}, Result: LiftBound{Bytes: 5, Cut: cut, Keep: 5}})
	long := value.String("123456789")
	require.Equal(t, value.String("12345"), call(t, i, values(long), "text"), "what the host takes is not bound, its answer is")
	require.Equal(t, LiftCut{Bytes: 10}, *cut)

	i = instantiate(t, p, InstanceConfig{HostState: []any{"!"}, Result: LiftBound{Bytes: 5}})
	_, err := i.Call(t.Context(), function(t, p, "text"), long)
	require.ErrorAs(t, err, new(*LimitError))
}

// Memory that the host holds for a component counts with the component's own.
func TestChargeCountsWithMemory(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	callbacks(l)
	p := prepare(t, l, load(t, e, assemble(t, "callback")))
	i := instantiate(t, p, InstanceConfig{Limits: Limits{Memory: 1 << 20}})
	before := i.Usage().Memory
	require.True(t, i.Charge(1<<20-before))
	require.EqualValues(t, 1<<20, i.Usage().Memory)
	require.False(t, i.Charge(1))
	require.EqualValues(t, 1, i.Usage().GrowthRefused)
	i.Discharge(1<<20 - before)
	require.Equal(t, before, i.Usage().Memory)
	require.EqualValues(t, 1<<20, i.Usage().MemoryPeak)
	require.NoError(t, i.Close())
	require.False(t, i.Charge(1), "it is closed")
	i.Discharge(1)
}
