package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// assembleCalls makes the measured component of its two texts.
func assembleCalls(ctx context.Context) ([]byte, error) {
	dir, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	wit, wat, core, out := filepath.Join(dir, "calls.wit"), filepath.Join(dir, "calls.wat"),
		filepath.Join(dir, "core.wasm"), filepath.Join(dir, "calls.wasm")
	if err := errors.Join(os.WriteFile(wit, callsWIT, 0o600), os.WriteFile(wat, callsWAT, 0o600)); err != nil {
		return nil, err
	}
	if err := wasmTools(ctx, "component", "embed", wit, "--world", "calls", wat, "-o", core); err != nil {
		return nil, err
	}
	if err := wasmTools(ctx, "component", "new", core, "-o", out); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

// assemble makes a component of its text.
func assemble(ctx context.Context, text []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	wat, out := filepath.Join(dir, "text.wat"), filepath.Join(dir, "binary.wasm")
	if err := os.WriteFile(wat, text, 0o600); err != nil {
		return nil, err
	}
	if err := wasmTools(ctx, "parse", wat, "-o", out); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

func wasmTools(ctx context.Context, args ...string) error {
	tool := os.Getenv("VIVARIUM_WASM_TOOLS")
	if tool == "" {
		tool = filepath.Join(".tools", "venv", "bin", "wasm-tools")
	}
	if text, err := exec.CommandContext(ctx, tool, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("wasm-tools %s, run `just setup`: %w\n%s", args[0], err, text)
	}
	return nil
}
