package main

import (
	"context"
	"os"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

// measureLoading measures decoding, validating and compiling the guest, and
// what is left of that with a warm cache.
func measureLoading(ctx context.Context, g guest) ([]figure.Figure, error) {
	load := func(cacheDir string) func() error {
		return func() error {
			engine, err := host.NewEngine(host.Config{CacheDir: cacheDir})
			if err != nil {
				return err
			}
			defer engine.Close()
			component, err := engine.Load(ctx, g.component)
			if err != nil {
				return err
			}
			return component.Close()
		}
	}
	times := 5
	if len(g.component) > 8<<20 {
		times = 1 // some ten seconds each
	}
	compile, err := figure.Measure(g.name+": compile the guest", figure.Milliseconds, times, 1, load(""))
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cached, err := figure.Measure(g.name+": load the guest from the cache", figure.Milliseconds, 50, 1, load(dir))
	if err != nil {
		return nil, err
	}
	return []figure.Figure{compile, cached}, nil
}
