package main

import (
	"bytes"
	"context"
	"errors"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/bench/assemble"
	"github.com/vivarium-wasm/vivarium/internal/bench/calls"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

//go:generate go run ../../cmd/vivarium bindgen --world calls --package calls --out . calls/calls.wit

// measureCalls measures single calls of a small component through the generated
// bindings, and a whole life of an instance of it.
func measureCalls(ctx context.Context) ([]figure.Figure, error) {
	prepared, closeAll, err := prepareCalls(ctx)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	instance, err := prepared.Instantiate(ctx, calls.Imports{Back: back{}}, host.InstanceConfig{})
	if err != nil {
		return nil, err
	}
	defer instance.Close()

	text, blob := "sixteen bytes ..", bytes.Repeat([]byte("viva"), 1<<18)
	entries := make([]calls.Entry, 10_000)
	for i := range entries {
		entries[i] = calls.Entry{ID: uint32(i), Name: "8 bytes."}
	}
	var figures []figure.Figure
	for _, m := range []struct {
		name     string
		unit     figure.Unit
		n, batch int
		op       func() error
	}{
		{"call u32 -> u32", figure.Nanoseconds, 500, 2000, func() error {
			got, err := instance.Increment(ctx, 41)
			return expect(err, got == 42)
		}},
		{"call u32 -> u32 with a host call back", figure.Nanoseconds, 500, 2000, func() error {
			got, err := instance.IncrementByHost(ctx, 41)
			return expect(err, got == 42)
		}},
		{"echo of a string of 16 B", figure.Nanoseconds, 500, 1000, func() error {
			got, err := instance.EchoString(ctx, text)
			return expect(err, got == text)
		}},
		{"echo of a list<u8> of 1 MiB", figure.Milliseconds, 200, 1, func() error {
			got, err := instance.EchoBytes(ctx, blob)
			return expect(err, len(got) == len(blob))
		}},
		{"echo of a record of 10 scalars", figure.Nanoseconds, 500, 1000, func() error {
			got, err := instance.EchoScalars(ctx, record)
			return expect(err, got == record)
		}},
		{"echo of 10,000 records {u32, string of 8 B}", figure.Milliseconds, 200, 1, func() error {
			got, err := instance.EchoEntries(ctx, entries)
			return expect(err, len(got) == len(entries) && got[9_999] == entries[9_999])
		}},
		{"a new instance of a small component, used and closed", figure.Microseconds, 1000, 1, func() error {
			instance, err := prepared.Instantiate(ctx, calls.Imports{Back: back{}}, host.InstanceConfig{})
			if err != nil {
				return err
			}
			got, err := instance.Increment(ctx, 41)
			return errors.Join(expect(err, got == 42), instance.Close())
		}},
	} {
		f, err := figure.Measure(m.name, m.unit, m.n, m.batch, m.op)
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// record has something in each of its fields.
var record = calls.Scalars{
	Yes: true, Tiny: 200, Short: -2, Code: 404, Count: -70_000, Index: 70_000,
	Offset: -1 << 40, ID: 1 << 63, Share: 0.25, Weight: 1e100,
}

// prepareCalls makes the measured component ready. The caller calls closeAll,
// after every instance is closed.
func prepareCalls(ctx context.Context) (prepared *calls.Prepared, closeAll func(), err error) {
	binary, err := assemble.Component(ctx, calls.WIT, "calls", calls.WAT)
	if err != nil {
		return nil, nil, err
	}
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		return nil, nil, err
	}
	component, err := engine.Load(ctx, binary)
	if err != nil {
		return nil, nil, errors.Join(err, engine.Close())
	}
	prepared, err = calls.Prepare(host.NewLinker(engine), component)
	if err != nil {
		return nil, nil, errors.Join(err, component.Close(), engine.Close())
	}
	return prepared, func() {
		_ = errors.Join(prepared.Close(), component.Close(), engine.Close())
	}, nil
}

var errWrong = errors.New("the call gave a wrong result")

func expect(err error, right bool) error {
	if err == nil && !right {
		return errWrong
	}
	return err
}

// back is the host's half of the measured component.
type back struct{}

// Increment implements calls.Back.
func (back) Increment(_ context.Context, x uint32) (uint32, error) { return x + 1, nil }
