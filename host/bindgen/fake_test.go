package bindgen

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/echo"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/echo/echotest"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/names"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/names/namestest"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// TestFakes has a component call a fake: it records, and answers as it is told.
func TestFakes(t *testing.T) {
	t.Parallel()
	fake := &echotest.Values{}
	p := prepareEcho(t, nil)
	i, err := p.Instantiate(t.Context(), echo.Imports{Values: fake}, host.InstanceConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, i.Close()) })
	require.Empty(t, fake.StringsCalls())

	back, err := i.Values().Strings(t.Context(), "one")
	require.NoError(t, err)
	require.Empty(t, back, "a zero value where nothing else is told")

	fake.OnStrings = func(_ context.Context, v string) (string, error) { return v + "!", nil }
	back, err = i.Values().Strings(t.Context(), "two")
	require.NoError(t, err)
	require.Equal(t, "two!", back)
	require.Equal(t, []echotest.ValuesStringsCall{{V: "one"}, {V: "two"}}, fake.StringsCalls())
	require.Empty(t, fake.ListU8Calls())
}

// TestFakeNames calls functions that are named like what fakes have of their own.
func TestFakeNames(t *testing.T) {
	t.Parallel()
	fake := &namestest.Second{OnA12: func(context.Context) error { return nil }}
	var second names.Second = fake
	require.NoError(t, second.A1(t.Context()))
	require.NoError(t, second.OnA1(t.Context(), 1, 2))
	require.NoError(t, second.A1Calls(t.Context()))
	require.NoError(t, second.A1Calls(t.Context()))
	require.Len(t, fake.A1Calls2(), 1)
	require.Equal(t, []namestest.SecondOnA1Call{{Calls: 1, Mu: 2}}, fake.OnA1Calls())
	require.Len(t, fake.A1CallsCalls(), 2)
}

// TestOmitFakes leaves the fakes out.
func TestOmitFakes(t *testing.T) {
	t.Parallel()
	m, err := wit.Parse("a.wit", "package a:b; interface i { f: func(); } world w { import i; }", wit.Options{})
	require.NoError(t, err)
	for _, omit := range []bool{false, true} {
		files, err := Generate(Options{Model: m, Package: "p", OmitFakes: omit})
		require.NoError(t, err)
		require.Equal(t, !omit, files["p/ptest/ptest.go"] != nil)
	}
}
