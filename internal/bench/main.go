// Command bench measures what the README publishes figures of, on this machine:
// it prints a table and writes the same figures as JSON. Timings say something
// only about the machine they were taken on; nothing is judged here.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

func main() {
	out := flag.String("out", "build/bench.json", "the JSON file to write")
	guests := flag.String("guests", "build/guests", "the folder of the guests to measure: micropython.wasm, and cpython.wasm where it is there")
	command := flag.String("command", "bin/vivarium", "the command to measure")
	giant := flag.String("giant", "build/bench/cpython.wasm", "the very large component to measure, where it is asked for")
	only := flag.String("only", "loading,sandbox,instance,calls,composed,command", "what to measure; there is giant as well")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, *guests, *command, *giant, strings.Split(*only, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// guest is a guest of the project.
type guest struct {
	name, path string
	component  []byte
	imports    string // what programs import of it
	cache      string // the folder of compiled code
}

// readGuests reads the guests of a folder: micropython, and cpython where it is there.
func readGuests(dir string) (guests []guest, closeAll func(), err error) {
	cache, err := os.MkdirTemp("", "vivarium-bench-")
	if err != nil {
		return nil, nil, err
	}
	for _, g := range []guest{
		{name: "MicroPython", path: "micropython.wasm", imports: "import json, re, datetime, collections"},
		{name: "CPython", path: "cpython.wasm", imports: "import json, re, datetime, dataclasses"},
	} {
		g.path, g.cache = filepath.Join(dir, g.path), cache
		g.component, err = os.ReadFile(g.path)
		switch {
		case err == nil:
			guests = append(guests, g)
		case len(guests) == 0:
			os.RemoveAll(cache)
			return nil, nil, fmt.Errorf("nothing to measure, run `just build`: %w", err)
		}
	}
	return guests, func() { os.RemoveAll(cache) }, nil
}

// run measures the groups named and writes the figures down.
func run(ctx context.Context, out, guestsPath, commandPath, giantPath string, only []string) error {
	command, err := filepath.Abs(commandPath)
	if err != nil {
		return err
	}
	guests, closeGuests, err := readGuests(guestsPath)
	if err != nil {
		return err
	}
	defer closeGuests()
	ofGuests := func(group func(context.Context, guest) ([]figure.Figure, error)) func() ([]figure.Figure, error) {
		return func() (figures []figure.Figure, err error) {
			for _, g := range guests {
				measured, err := group(ctx, g)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", g.name, err)
				}
				figures = append(figures, measured...)
			}
			return figures, nil
		}
	}
	ofFile := func(path, recipe string, group func(context.Context, []byte) ([]figure.Figure, error)) func() ([]figure.Figure, error) {
		return func() ([]figure.Figure, error) {
			component, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("nothing to measure, run `just %s`: %w", recipe, err)
			}
			return group(ctx, component)
		}
	}
	groups := map[string]func() ([]figure.Figure, error){
		"loading":  ofGuests(measureLoading),
		"sandbox":  ofGuests(measureSandbox),
		"instance": ofGuests(measureInstance),
		"calls":    func() ([]figure.Figure, error) { return measureCalls(ctx) },
		"composed": func() ([]figure.Figure, error) { return measureComposed(ctx) },
		"command":  func() ([]figure.Figure, error) { return measureCommand(ctx, command, guests[0].path) },
		"giant":    ofFile(giantPath, "bench-giant", measureGiant),
	}
	var figures []figure.Figure
	for _, name := range only {
		group := groups[name]
		if group == nil {
			return fmt.Errorf("there is nothing called %q to measure", name)
		}
		measured, err := group()
		if err != nil {
			return err
		}
		figures = append(figures, measured...)
	}
	if err := figure.Print(os.Stdout, figures); err != nil {
		return err
	}
	return figure.Write(out, figures)
}
