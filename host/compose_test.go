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
