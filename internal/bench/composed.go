package main

import (
	"context"
	_ "embed"
	"errors"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/bench/assemble"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

//go:embed composed.wat
var composedWAT []byte

// measureComposed measures calls from one component to another of the same
// composition. The caller makes many in one call of the host's.
func measureComposed(ctx context.Context) ([]figure.Figure, error) {
	increments, lengths, closeAll, err := openComposed(ctx)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	var figures []figure.Figure
	for _, m := range []struct {
		name  string
		unit  figure.Unit
		n     int
		times uint32
		run   func(context.Context, uint32) (uint32, error)
		want  uint32
	}{
		{"call u32 -> u32 from component to component", figure.Nanoseconds, 500, 1000, increments, 1000},
		{"a string of 1 MiB from component to component", figure.Milliseconds, 200, 1, lengths, 1 << 20},
	} {
		f, err := figure.Measure(m.name, m.unit, m.n, 1, func() error {
			got, err := m.run(ctx, m.times)
			return expect(err, got == m.want)
		})
		if err != nil {
			return nil, err
		}
		f.P50, f.P95, f.N = f.P50/float64(m.times), f.P95/float64(m.times), f.N*int(m.times)
		figures = append(figures, f)
	}
	return figures, nil
}

// openComposed gives the two functions of an instance of composed.wat.
func openComposed(ctx context.Context) (increments, lengths func(context.Context, uint32) (uint32, error), closeAll func(), err error) {
	binary, err := assemble.Text(ctx, composedWAT)
	if err != nil {
		return nil, nil, nil, err
	}
	var closers []func() error
	closeAll = func() {
		for i := len(closers) - 1; i >= 0; i-- {
			_ = closers[i]()
		}
	}
	defer func() {
		if err != nil {
			closeAll()
		}
	}()
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		return nil, nil, nil, err
	}
	closers = append(closers, engine.Close)
	component, err := engine.Load(ctx, binary)
	if err != nil {
		return nil, nil, nil, err
	}
	closers = append(closers, component.Close)
	prepared, err := host.NewLinker(engine).Prepare(component)
	if err != nil {
		return nil, nil, nil, err
	}
	closers = append(closers, prepared.Close)
	instance, err := prepared.Instantiate(ctx, host.InstanceConfig{})
	if err != nil {
		return nil, nil, nil, err
	}
	closers = append(closers, instance.Close)
	function := func(name string) func(context.Context, uint32) (uint32, error) {
		f, missing := prepared.Func(name)
		err = errors.Join(err, missing)
		return func(ctx context.Context, times uint32) (uint32, error) {
			c := instance.Begin(ctx, f)
			c.SetU32(0, times)
			c.Invoke()
			got := c.U32(0)
			return got, c.End()
		}
	}
	increments, lengths = function("increments"), function("lengths")
	return increments, lengths, closeAll, err
}
