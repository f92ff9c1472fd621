package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/internal/command"
)

func TestComponent(t *testing.T) {
	plugin := filepath.Join("..", "..", "build", "examples", "pricing.wasm")
	_, err := os.Stat(plugin)
	require.NoError(t, err, "the plug-in is missing: run `just plugin`")
	var out strings.Builder
	require.NoError(t, run(t.Context(), plugin, &out))
	require.Equal(t, "4.25\n9.00\nthere is too little of: melon\nnothing was ordered\n", out.String())
}

// Package pricing is what bindgen writes for the world.
func TestBindings(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code := command.Main([]string{"vivarium", "bindgen", "--check", "--package", "pricing", "--omit-fakes", "wit"}, nil, &stdout, &stderr)
	require.Zero(t, code, "run `go generate ./examples/component`: %s%s", stdout.String(), stderr.String())
}
