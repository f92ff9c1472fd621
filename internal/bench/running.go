package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/cm"
	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/wasi"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

// measureSandbox measures what a user of the sandbox sees: runs in fresh
// instances, back to clean, and how late a stopped run is.
func measureSandbox(ctx context.Context, guest []byte) ([]figure.Figure, error) {
	sb, err := sandbox.Open(ctx, sandbox.Config{Component: guest, CacheDir: sandbox.NoCache})
	if err != nil {
		return nil, err
	}
	defer sb.Close()
	fresh, err := figure.Measure("fresh sandbox, print(1), back to clean", figure.Microseconds, 3000, 1, func() error {
		result, err := sb.Run(ctx, "print(1)")
		if err == nil && result.Stdout != "1\n" {
			err = fmt.Errorf("print(1) gave %q", result.Stdout)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	late, err := measureTimeout(ctx, guest)
	if err != nil {
		return nil, err
	}
	return []figure.Figure{fresh, late}, nil
}

// measureTimeout measures how long after its deadline `while True: pass` is over.
func measureTimeout(ctx context.Context, guest []byte) (figure.Figure, error) {
	const wall = 50 * time.Millisecond
	sb, err := sandbox.Open(ctx, sandbox.Config{
		Component: guest, CacheDir: sandbox.NoCache, Limits: sandbox.Limits{Wall: wall},
	})
	if err != nil {
		return figure.Figure{}, err
	}
	defer sb.Close()
	f, err := figure.Measure("stop of while True: pass", figure.Milliseconds, 20, 1, func() error {
		if _, err := sb.Run(ctx, "while True: pass"); err == nil {
			return fmt.Errorf("an endless loop came to an end")
		}
		return nil
	})
	f.Name += ", after its deadline"
	f.P50 -= float64(wall) / float64(time.Millisecond)
	f.P95 -= float64(wall) / float64(time.Millisecond)
	return f, err
}

const fib = `def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
`

// measureInstance measures programs on one live instance, through the generated
// bindings.
func measureInstance(ctx context.Context, guest []byte) ([]figure.Figure, error) {
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	component, err := engine.Load(ctx, guest)
	if err != nil {
		return nil, err
	}
	defer component.Close()
	prepared, err := runner.Prepare(host.NewLinker(engine), component)
	if err != nil {
		return nil, err
	}
	defer prepared.Close()
	out := &output{}
	clock := wasi.NewClock(wasi.Clock{})
	instance, err := prepared.Instantiate(ctx, runner.Imports{
		Console: out, Context: &start{}, SafeHTTP: runner.UnimplementedSafeHTTP{},
		Tools: runner.UnimplementedTools{}, Files: runner.UnimplementedFiles{},
		WallClock: clock.WallClock(), MonotonicClock: clock.MonotonicClock(), Poll: clock.Poll(), Random: &wasi.Random{},
	}, host.InstanceConfig{})
	if err != nil {
		return nil, err
	}
	defer instance.Close()
	if _, err := instance.RunPython(ctx, fib); err != nil {
		return nil, err
	}
	var figures []figure.Figure
	for _, m := range []struct {
		name string
		unit figure.Unit
		n    int
		code string
		want string
	}{
		{"print(1) again on a live instance", figure.Microseconds, 3000, "print(1)", "1\n"},
		{"fib(24)", figure.Milliseconds, 20, "print(fib(24))", "46368\n"},
		{"a loop of one million additions, module level", figure.Milliseconds, 10, "s = 0\nfor i in range(1000000): s += i\nprint(s)", "499999500000\n"},
		{"the same in a function", figure.Milliseconds, 10, "def f():\n    s = 0\n    for i in range(1000000): s += i\n    return s\nprint(f())", "499999500000\n"},
	} {
		f, err := figure.Measure(m.name, m.unit, m.n, 1, func() error {
			out.text = out.text[:0]
			if _, err := instance.RunPython(ctx, m.code); err != nil {
				return err
			}
			if string(out.text) != m.want {
				return fmt.Errorf("the program printed %q", out.text)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// output is the console of the measured instance.
type output struct{ text []byte }

// Write implements runner.Console.
func (o *output) Write(_ context.Context, _ runner.Stream, bytes []byte) error {
	o.text = append(o.text, bytes...)
	return nil
}

// start gives the measured programs nothing to begin with.
type start struct {
	runner.UnimplementedContext
	generation atomic.Uint64
}

// Inputs implements runner.Context.
func (*start) Inputs(context.Context) ([]cm.Tuple2[string, string], error) { return nil, nil }

// Arguments implements runner.Context.
func (*start) Arguments(context.Context) ([]string, error) { return nil, nil }

// Environment implements runner.Context.
func (*start) Environment(context.Context) ([]cm.Tuple2[string, string], error) { return nil, nil }

// Generation implements runner.Context.
func (s *start) Generation(context.Context) (uint64, error) { return s.generation.Load(), nil }
