package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/cm"
	"github.com/vivarium-wasm/vivarium/host/wasi"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

const fib = `def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
`

// instances makes instances of a guest through the generated bindings, and holds what
// they print.
type instances struct {
	output
	prepared *runner.Prepared
	close    func() error
}

func openInstances(ctx context.Context, g guest) (*instances, error) {
	engine, err := host.NewEngine(host.Config{CacheDir: g.cache})
	if err != nil {
		return nil, err
	}
	component, err := engine.Load(ctx, g.component)
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	prepared, err := runner.Prepare(host.NewLinker(engine), component)
	if err != nil {
		return nil, errors.Join(err, component.Close(), engine.Close())
	}
	return &instances{prepared: prepared, close: func() error {
		return errors.Join(prepared.Close(), component.Close(), engine.Close())
	}}, nil
}

// start makes an instance, from a snapshot where there is one.
func (o *instances) start(ctx context.Context, from *host.Snapshot) (*runner.Instance, error) {
	clock := wasi.NewClock(wasi.Clock{})
	return o.prepared.Instantiate(ctx, runner.Imports{
		Console: &o.output, Context: &start{}, SafeHTTP: runner.UnimplementedSafeHTTP{},
		Tools: runner.UnimplementedTools{}, Files: runner.UnimplementedFiles{},
		WallClock: clock.WallClock(), MonotonicClock: clock.MonotonicClock(), Poll: clock.Poll(), Random: &wasi.Random{},
	}, host.InstanceConfig{Snapshot: from})
}

// program is a program that prints something.
type program struct{ code, prints string }

var print1 = program{"print(1)", "1\n"}

func (o *instances) run(ctx context.Context, i *runner.Instance, p program) error {
	o.text = o.text[:0]
	if _, err := i.RunPython(ctx, p.code); err != nil {
		return err
	}
	if string(o.text) != p.prints {
		return fmt.Errorf("%q printed %q", p.code, o.text)
	}
	return nil
}

// measureInstance measures instances of a guest: a new one for one program, programs
// in one that lives, and the memory of a hundred that live.
func measureInstance(ctx context.Context, g guest) ([]figure.Figure, error) {
	o, err := openInstances(ctx, g)
	if err != nil {
		return nil, err
	}
	defer o.close()
	live, err := o.start(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer live.Close()
	if err := o.run(ctx, live, program{g.imports + "\n" + fib, ""}); err != nil {
		return nil, err
	}
	image, err := live.Host().Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer image.Close()

	var figures []figure.Figure
	add := func(name string, u figure.Unit, n int, op func() error) error {
		f, err := figure.Measure(g.name+": "+name, u, n, 1, op)
		figures = append(figures, f)
		return err
	}
	if err := add("a new instance, print(1), closed", figure.Microseconds, 1000, func() error {
		i, err := o.start(ctx, image)
		if err != nil {
			return err
		}
		return errors.Join(o.run(ctx, i, print1), i.Close())
	}); err != nil {
		return nil, err
	}
	for _, m := range []struct {
		name string
		unit figure.Unit
		n    int
		program
	}{
		{"print(1) again on a live instance", figure.Microseconds, 3000, print1},
		{"fib(24)", figure.Milliseconds, 20, program{"print(fib(24))", "46368\n"}},
		{"a loop of one million additions, module level", figure.Milliseconds, 10, program{"s = 0\nfor i in range(1000000): s += i\nprint(s)", "499999500000\n"}},
		{"the same in a function", figure.Milliseconds, 10, program{"def f():\n    s = 0\n    for i in range(1000000): s += i\n    return s\nprint(f())", "499999500000\n"}},
	} {
		if err := add(m.name, m.unit, m.n, func() error { return o.run(ctx, live, m.program) }); err != nil {
			return nil, err
		}
	}
	memory, err := o.measureMemory(ctx, g, image)
	return append(figures, memory), err
}

// measureMemory measures what a hundred instances take that have each run a program.
func (o *instances) measureMemory(ctx context.Context, g guest, image *host.Snapshot) (figure.Figure, error) {
	const live = 100
	before, err := resident()
	if err != nil {
		return figure.Figure{}, err
	}
	for range live {
		i, err := o.start(ctx, image)
		if err != nil {
			return figure.Figure{}, err
		}
		defer i.Close()
		if err := o.run(ctx, i, print1); err != nil {
			return figure.Figure{}, err
		}
	}
	after, err := resident()
	each := float64(after-before) / live / (1 << 20)
	return figure.Figure{Name: g.name + ": memory of each of 100 live instances", Unit: "MiB", P50: each, P95: each, N: live}, err
}

// resident is how much memory this process has for itself, page tables included, in
// bytes; 0 where the system does not say.
func resident() (int64, error) {
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	sum := int64(0)
	for lines := bufio.NewScanner(bytes.NewReader(status)); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		if name != "RssAnon" && name != "VmPTE" {
			continue
		}
		kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		if err != nil {
			return 0, err
		}
		sum += kib << 10
	}
	return sum, err
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
