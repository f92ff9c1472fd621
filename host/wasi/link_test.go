package wasi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
)

func TestLink(t *testing.T) {
	engine, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	l := host.NewLinker(engine)
	Link(l, Config{})
	all := l.Names()
	require.Equal(t, []string{
		"wasi:clocks/monotonic-clock@0.2.12", "wasi:clocks/wall-clock@0.2.12", "wasi:io/poll@0.2.12",
		"wasi:random/insecure-seed@0.2.12", "wasi:random/insecure@0.2.12", "wasi:random/random@0.2.12",
	}, all)

	l = host.NewLinker(engine)
	Link(l, Config{Without: func(name string) bool { return name == "wasi:io/poll" }})
	require.Len(t, l.Names(), len(all)-1)
	require.NotContains(t, l.Names(), "wasi:io/poll@0.2.12")
}
