package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// measureCommand measures the whole process of a short program with a warm
// cache of compiled modules.
func measureCommand(ctx context.Context, command, guestPath string) ([]figure, error) {
	guest, err := filepath.Abs(guestPath)
	if err != nil {
		return nil, err
	}
	cache, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(cache)
	f, err := measure("vivarium run -c 'print(1)', warm cache", milliseconds, 30, 1, func() error {
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
	return []figure{f}, nil
}
