package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

// measureSandbox measures what a user of the sandbox sees of a guest: runs that find
// nothing of others, how many of them there are in a second, and how late a stopped run
// is.
func measureSandbox(ctx context.Context, g guest) ([]figure.Figure, error) {
	sb, err := sandbox.Open(ctx, sandbox.Config{Component: g.component, CacheDir: g.cache, Limits: sandbox.Limits{Memory: 128 << 20}})
	if err != nil {
		return nil, err
	}
	defer sb.Close()
	run := func(p program) func() error {
		return func() error {
			result, err := sb.Run(ctx, p.code)
			if err == nil && result.Stdout != p.prints {
				err = fmt.Errorf("%q printed %q", p.code, result.Stdout)
			}
			return err
		}
	}
	var figures []figure.Figure
	for _, m := range []struct {
		name string
		op   func() error
	}{
		{"fresh sandbox, print(1)", run(print1)},
		{"fresh sandbox, print(1), back to clean", func() error {
			err := run(print1)()
			for sb.Stats().Restoring > 0 {
				runtime.Gosched()
			}
			return err
		}},
		{"fresh sandbox, " + g.imports + ", print(1)", run(program{g.imports + "\nprint(1)", print1.prints})},
	} {
		f, err := figure.Measure(g.name+": "+m.name, figure.Microseconds, 3000, 1, m.op)
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	for _, threads := range []int{1, 2} {
		f, err := measureRate(fmt.Sprintf("%s: fresh runs of print(1), %d at a time", g.name, threads), threads, run(print1))
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	late, err := measureTimeout(ctx, g)
	return append(figures, late), err
}

// measureRate measures how many operations there are in a second where so many go on
// at a time, in parts of a second.
func measureRate(name string, threads int, op func() error) (figure.Figure, error) {
	const parts, length = 20, 100 * time.Millisecond
	rates, total := make([]float64, parts), 0
	for part := range rates {
		counts, errs := make([]int, threads), make([]error, threads)
		began := time.Now()
		var all sync.WaitGroup
		for n := range threads {
			all.Go(func() {
				for time.Since(began) < length && errs[n] == nil {
					errs[n] = op()
					counts[n]++
				}
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			return figure.Figure{}, fmt.Errorf("%s: %w", name, err)
		}
		done := 0
		for _, n := range counts {
			done += n
		}
		rates[part] = float64(done) / time.Since(began).Seconds()
		total += done
	}
	return figure.OfRates(name, rates, total), nil
}

// measureTimeout measures how long after its deadline `while True: pass` is over.
func measureTimeout(ctx context.Context, g guest) (figure.Figure, error) {
	const wall = 50 * time.Millisecond
	sb, err := sandbox.Open(ctx, sandbox.Config{
		Component: g.component, CacheDir: g.cache, Limits: sandbox.Limits{Wall: wall, Memory: 128 << 20},
	})
	if err != nil {
		return figure.Figure{}, err
	}
	defer sb.Close()
	f, err := figure.Measure(g.name+": stop of while True: pass", figure.Milliseconds, 20, 1, func() error {
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
