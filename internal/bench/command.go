package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

// measureCommand measures the whole process of a short program with a warm
// cache of compiled modules.
func measureCommand(ctx context.Context, command, guestPath string) ([]figure.Figure, error) {
	guest, err := filepath.Abs(guestPath)
	if err != nil {
		return nil, err
	}
	cache, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(cache)
	f, err := figure.Measure("vivarium run -c 'print(1)', warm cache", figure.Milliseconds, 30, 1, func() error {
		cmd := exec.CommandContext(ctx, command, "run", "--guest", guest, "-c", "print(1)")
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache, "HOME="+cache)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err == nil && string(out) != "1\n" {
			err = fmt.Errorf("the command printed %q", out)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return []figure.Figure{f}, nil
}
