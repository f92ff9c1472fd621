// Command peers measures others beside this project's host, on this machine: the
// same component through wasmtime's C API for components, and its core module on
// wazero. It prints a table and writes the figures as JSON. It is a module of its
// own, so that the project depends on none of them.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"text/tabwriter"

	"github.com/vivarium-wasm/vivarium/internal/bench/assemble"
	"github.com/vivarium-wasm/vivarium/internal/bench/calls"
	"github.com/vivarium-wasm/vivarium/internal/bench/figure"
)

// subject is what is measured, through the least that a program in Go has to do.
type subject struct {
	name                       string
	increment, incrementByHost func(uint32) (uint32, error)
	echoString                 func(string) (string, error)
	echoBytes                  func([]byte) ([]byte, error)
	// life makes a new instance, calls increment, and closes it.
	life  func(uint32) (uint32, error)
	close func()
}

func main() {
	out := flag.String("out", "build/bench-peers.json", "the JSON file to write")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out string) error {
	subjects, err := open(context.WithoutCancel(ctx))
	for _, s := range subjects {
		defer s.close()
	}
	if err != nil {
		return err
	}
	var figures []figure.Figure
	var rows [][]figure.Figure
	for _, m := range operations() {
		var row []figure.Figure
		for _, s := range subjects {
			if err := ctx.Err(); err != nil {
				return err
			}
			f, err := figure.Measure(m.name+", "+s.name, m.unit, m.n, m.batch, func() error { return m.op(s) })
			if err != nil {
				return err
			}
			row = append(row, f)
		}
		figures = append(figures, row...)
		rows = append(rows, row)
	}
	if err := printTable(os.Stdout, subjects, rows); err != nil {
		return err
	}
	return figure.Write(out, figures)
}

// open makes what is measured; what was made is given with an error as well.
func open(ctx context.Context) (subjects []subject, err error) {
	component, err := assemble.Component(ctx, calls.WIT, "calls", calls.WAT)
	if err != nil {
		return nil, err
	}
	core, err := assemble.Text(ctx, calls.WAT)
	if err != nil {
		return nil, err
	}
	for _, prepare := range []func() (subject, error){
		func() (subject, error) { return vivarium(ctx, component) },
		func() (subject, error) { return componentAPI(component) },
		func() (subject, error) { return wazeroCore(ctx, core) },
	} {
		s, err := prepare()
		if err != nil {
			return subjects, err
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}

type operation struct {
	name     string
	unit     figure.Unit
	n, batch int
	op       func(subject) error
}

// operations are those of the project's own benchmarks that peers can do too.
func operations() []operation {
	text, blob := "sixteen bytes ..", bytes.Repeat([]byte("viva"), 1<<18)
	return []operation{
		{"call u32 -> u32", figure.Nanoseconds, 500, 1000, func(s subject) error { return expect(41, 42, s.increment) }},
		{"call u32 -> u32 with a host call back", figure.Nanoseconds, 500, 1000, func(s subject) error { return expect(41, 42, s.incrementByHost) }},
		{"echo of a string of 16 B", figure.Nanoseconds, 500, 500, func(s subject) error { return expect(text, text, s.echoString) }},
		{"echo of a list<u8> of 1 MiB", figure.Milliseconds, 20, 1, func(s subject) error {
			got, err := s.echoBytes(blob)
			if err == nil && !bytes.Equal(got, blob) {
				err = errWrong
			}
			return err
		}},
		{"a new instance, used and closed", figure.Microseconds, 500, 1, func(s subject) error { return expect(41, 42, s.life) }},
	}
}

var errWrong = errors.New("the call gave a wrong result")

func expect[T comparable](give, want T, call func(T) (T, error)) error {
	got, err := call(give)
	if err == nil && got != want {
		err = errWrong
	}
	return err
}

// printTable writes the medians side by side.
func printTable(w io.Writer, subjects []subject, rows [][]figure.Figure) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "p50\tunit\t")
	for _, s := range subjects {
		fmt.Fprintf(t, "%s\t", s.name)
	}
	fmt.Fprintln(t)
	for i, m := range operations() {
		fmt.Fprintf(t, "%s\t%s\t", m.name, m.unit.Name)
		for _, f := range rows[i] {
			fmt.Fprintf(t, "%s\t", figure.Number(f.P50))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}
