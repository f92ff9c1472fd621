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
)

func main() {
	out := flag.String("out", "build/bench.json", "the JSON file to write")
	guest := flag.String("guest", "build/guests/micropython.wasm", "the guest to measure")
	command := flag.String("command", "bin/vivarium", "the command to measure")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, *guest, *command); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures everything and writes the figures down.
func run(ctx context.Context, out, guestPath, commandPath string) error {
	guest, err := os.ReadFile(guestPath)
	if err != nil {
		return fmt.Errorf("no guest to measure, run `just build`: %w", err)
	}
	command, err := filepath.Abs(commandPath)
	if err != nil {
		return err
	}
	var figures []figure
	for _, group := range []func() ([]figure, error){
		func() ([]figure, error) { return measureLoading(ctx, guest) },
		func() ([]figure, error) { return measureSandbox(ctx, guest) },
		func() ([]figure, error) { return measureInstance(ctx, guest) },
		func() ([]figure, error) { return measureCalls(ctx) },
		func() ([]figure, error) { return measureCommand(ctx, command, guestPath) },
	} {
		measured, err := group()
		if err != nil {
			return err
		}
		figures = append(figures, measured...)
	}
	if err := printTable(os.Stdout, figures); err != nil {
		return err
	}
	return writeJSON(out, figures)
}
