package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

func TestComponentCallsComponent(t *testing.T) {
	e := newEngine(t, Config{})
	p := prepare(t, NewLinker(e), load(t, e, assemble(t, "compose")))
	i := instantiate(t, p, InstanceConfig{})
	for range 3 {
		require.Equal(t, value.String("häßlich 😀"), call(t, i, values(value.String("häßlich 😀")), "text"))
		require.Equal(t, value.U32(21), call(t, i, values(value.U32(21)), "thing"))
		require.Zero(t, i.Handles())
	}
	_, err := i.Call(context.Background(), function(t, p, "unreachable"))
	trap := requireTrap(t, err, TrapUnreachable, "unreachable")
	require.NotEmpty(t, trap.Frames)
}

// A component may lift, or allocate with, what it lowered before.
func TestCanonicalFunctionsLiftedAgain(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.DynamicFunc("double", nil, func(_ context.Context, args []value.Value) (value.Value, error) {
		return args[0].(value.U32) * 2, nil
	})
	binary := assembleText(t, `(component
		(import "double" (func $double (param "v" u32) (result u32)))
		(core func $lowered (canon lower (func $double)))
		(func $lifted (param "v" u32) (result u32) (canon lift (core func $lowered)))
		(core func $again (canon lower (func $lifted)))
		(func (export "double") (param "v" u32) (result u32) (canon lift (core func $again))))`)
	i := instantiate(t, prepare(t, l, load(t, e, binary)), InstanceConfig{})
	require.Equal(t, value.U32(42), call(t, i, values(value.U32(21)), "double"))
}
