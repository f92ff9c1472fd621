package main

import (
	"context"
	"errors"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/bench/calls"
)

// back is the host's half of a call with a call back.
type back struct{}

// Increment implements calls.Back.
func (back) Increment(_ context.Context, x uint32) (uint32, error) { return x + 1, nil }

// vivarium is this project's host with generated bindings.
func vivarium(ctx context.Context, binary []byte) (subject, error) {
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		return subject{}, err
	}
	component, err := engine.Load(ctx, binary)
	if err != nil {
		return subject{}, errors.Join(err, engine.Close())
	}
	prepared, err := calls.Prepare(host.NewLinker(engine), component)
	if err != nil {
		return subject{}, errors.Join(err, component.Close(), engine.Close())
	}
	start := func() (*calls.Instance, error) {
		return prepared.Instantiate(ctx, calls.Imports{Back: back{}}, host.InstanceConfig{})
	}
	instance, err := start()
	if err != nil {
		return subject{}, errors.Join(err, prepared.Close(), component.Close(), engine.Close())
	}
	return subject{
		name:            "vivarium",
		close:           func() { _ = errors.Join(instance.Close(), prepared.Close(), component.Close(), engine.Close()) },
		increment:       func(x uint32) (uint32, error) { return instance.Increment(ctx, x) },
		incrementByHost: func(x uint32) (uint32, error) { return instance.IncrementByHost(ctx, x) },
		echoString:      func(text string) (string, error) { return instance.EchoString(ctx, text) },
		echoBytes:       func(in []byte) ([]byte, error) { return instance.EchoBytes(ctx, in) },
		life: func(x uint32) (uint32, error) {
			instance, err := start()
			if err != nil {
				return 0, err
			}
			got, err := instance.Increment(ctx, x)
			return got, errors.Join(err, instance.Close())
		},
	}, nil
}
