package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/conformance/cpython"
)

func main() {
	root := flag.String("root", ".", "the repository")
	out := flag.String("out", "build/conformance.json", "where to write the report")
	python := flag.String("python", "", "run only these of CPython's test modules, and write no report: names with commas between them, or quick")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	act := func() error { return run(ctx, *root, *out, os.Stdout) }
	if *python != "" {
		act = func() error { return runPython(ctx, *root, *python, os.Stdout) }
	}
	if err := act(); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// run runs the suites and CPython's tests, writes the report and the lists, and
// prints a table. It is an error when a command failed, or a test that is not known to.
func run(ctx context.Context, root, out string, stdout io.Writer) error {
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		return err
	}
	defer engine.Close()
	suites, err := runSuites(ctx, engine, os.DirFS(filepath.Join(root, "build", "suites")))
	if err != nil {
		return err
	}
	if err := writeLists(root, suites); err != nil {
		return err
	}
	printTable(stdout, suites)
	python, err := cpythonTests(ctx, root, everyModule, stdout)
	if err != nil {
		return err
	}
	if err := writeReport(filepath.Join(root, out), suites, python); err != nil {
		return err
	}
	for _, s := range suites {
		if s.Failed > 0 {
			return fmt.Errorf("%d commands of the suite %s failed: see %s", s.Failed, s.Name, listFile(root, s))
		}
	}
	return python.Err()
}

func writeReport(file string, suites []*suite, python *cpython.Report) error {
	data, err := json.MarshalIndent(map[string]any{"suites": suites, "cpython": python}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o644)
}

func printTable(w io.Writer, suites []*suite) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range suites {
		fmt.Fprintf(table, "%s, %d files\t%v\n", s.Name, s.Files, &s.Tally)
		for _, kind := range slices.Sorted(maps.Keys(s.Kinds)) {
			fmt.Fprintf(table, "  %s\t%v\n", kind, s.Kinds[kind])
		}
		fmt.Fprintf(table, "  of the modules\t%d import what nothing offers, and are validated only\n", s.ValidOnly)
	}
	_ = table.Flush()
}
