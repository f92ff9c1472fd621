package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

// measureGiant measures what comes before the first call of a very large
// component, all of whose imports trap.
func measureGiant(ctx context.Context, binary []byte) (figures []figure.Figure, err error) {
	dir, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	engine, err := host.NewEngine(host.Config{CacheDir: dir})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	add := func(f figure.Figure, err error) error {
		f.Name = "CPython: " + f.Name
		figures = append(figures, f)
		return err
	}

	if err := add(figure.Measure("decode and validate", figure.Milliseconds, 40, 1, func() error {
		_, err := host.Inspect(binary)
		return err
	})); err != nil {
		return nil, err
	}

	start := time.Now()
	component, err := engine.Load(ctx, binary)
	if err != nil {
		return nil, err
	}
	defer component.Close()
	took := float64(time.Since(start)) / float64(time.Millisecond)
	_ = add(figure.Figure{Name: "compile", Unit: figure.Milliseconds.Name, P50: took, P95: took, N: 1}, nil)

	if err := add(figure.Measure("load from the cache", figure.Milliseconds, 20, 1, func() error {
		component, err := engine.Load(ctx, binary)
		if err != nil {
			return err
		}
		return component.Close()
	})); err != nil {
		return nil, err
	}

	linker := host.NewLinker(engine)
	linker.TrapUnknownImports(func(instance, name string) error { return fmt.Errorf("%s#%s is not there", instance, name) })
	if err := add(figure.Measure("link", figure.Milliseconds, 20, 1, func() error {
		prepared, err := linker.Prepare(component)
		if err != nil {
			return err
		}
		return prepared.Close()
	})); err != nil {
		return nil, err
	}

	prepared, err := linker.Prepare(component)
	if err != nil {
		return nil, err
	}
	defer prepared.Close()
	return figures, add(figure.Measure("a new instance, closed", figure.Microseconds, 500, 1, func() error {
		instance, err := prepared.Instantiate(ctx, host.InstanceConfig{})
		if err != nil {
			return err
		}
		return instance.Close()
	}))
}
