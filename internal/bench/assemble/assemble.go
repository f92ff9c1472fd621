// Package assemble makes the binaries that the benchmarks load of their texts, by
// wasm-tools: that of VIVARIUM_WASM_TOOLS or else of the checkout.
package assemble

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Component makes a component of a core module's text and the world that it
// implements.
func Component(ctx context.Context, wit []byte, world string, wat []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	witPath, watPath, core, out := filepath.Join(dir, "world.wit"), filepath.Join(dir, "core.wat"),
		filepath.Join(dir, "core.wasm"), filepath.Join(dir, "component.wasm")
	if err := errors.Join(os.WriteFile(witPath, wit, 0o600), os.WriteFile(watPath, wat, 0o600)); err != nil {
		return nil, err
	}
	if err := wasmTools(ctx, "component", "embed", witPath, "--world", world, watPath, "-o", core); err != nil {
		return nil, err
	}
	if err := wasmTools(ctx, "component", "new", core, "-o", out); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

// Text makes a component or a core module of its text.
func Text(ctx context.Context, text []byte) ([]byte, error) {
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
