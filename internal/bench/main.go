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
	guest := flag.String("guest", "build/guests/micropython.wasm", "the guest to measure")
	command := flag.String("command", "bin/vivarium", "the command to measure")
	giant := flag.String("giant", "build/bench/cpython.wasm", "the very large component to measure, where it is asked for")
	only := flag.String("only", "loading,sandbox,instance,calls,composed,command", "what to measure; there is giant as well")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, *guest, *command, *giant, strings.Split(*only, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures the groups named and writes the figures down.
func run(ctx context.Context, out, guestPath, commandPath, giantPath string, only []string) error {
	command, err := filepath.Abs(commandPath)
	if err != nil {
		return err
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
		"loading":  ofFile(guestPath, "build", measureLoading),
		"sandbox":  ofFile(guestPath, "build", measureSandbox),
		"instance": ofFile(guestPath, "build", measureInstance),
		"calls":    func() ([]figure.Figure, error) { return measureCalls(ctx) },
		"composed": func() ([]figure.Figure, error) { return measureComposed(ctx) },
		"command":  func() ([]figure.Figure, error) { return measureCommand(ctx, command, guestPath) },
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
