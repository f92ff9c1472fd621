package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/examples/component/pricing"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/command"
)

// plugin is the path of the plug-in.
func plugin(t *testing.T) string {
	t.Helper()
	path := filepath.Join("..", "..", "build", "examples", "pricing.wasm")
	_, err := os.Stat(path)
	require.NoError(t, err, "the plug-in is missing: run `just plugin`")
	return path
}

func TestComponent(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), plugin(t), &out))
	require.Equal(t, "4.25\n9.00\nthere is too little of: melon\nnothing was ordered\n", out.String())
}

// A call that panics ends with the panic's message and place.
func TestPanic(t *testing.T) {
	binary, err := os.ReadFile(plugin(t))
	require.NoError(t, err)
	engine, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	component, err := engine.Load(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, component.Close()) })
	instance, err := pricing.Instantiate(t.Context(), component, pricing.Imports{Stock: stock{"apple": 2}, Plugin: panics{}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, instance.Close()) })

	cents, err := instance.Price(t.Context(), []pricing.Line{{Article: "apple", Pieces: 2, Cents: math.MaxUint64}})
	require.Zero(t, cents)
	var trap *host.Trap
	require.ErrorAs(t, err, &trap)
	var panicked *panicError
	require.ErrorAs(t, trap.Cause, &panicked)
	require.Equal(t, "attempt to multiply with overflow", panicked.Message)
	require.Regexp(t, `^src.lib\.rs:\d+:\d+$`, panicked.Place)
	require.EqualError(t, err, "trap: "+panicked.Error())
}

// Package pricing is what bindgen writes for the world.
func TestBindings(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code := command.Main([]string{"vivarium", "bindgen", "--check", "--package", "pricing", "--omit-fakes", "wit"}, nil, &stdout, &stderr)
	require.Zero(t, code, "run `go generate ./examples/component`: %s%s", stdout.String(), stderr.String())
}
