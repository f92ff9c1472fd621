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
)

func main() {
	root := flag.String("root", ".", "the repository")
	out := flag.String("out", "build/conformance.json", "where to write the report")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *root, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// run runs the suites, writes the report and the lists, and prints a table. It
// is an error when a command failed.
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
	if err := writeReport(filepath.Join(root, out), suites); err != nil {
		return err
	}
	printTable(stdout, suites)
	for _, s := range suites {
		if s.Failed > 0 {
			return fmt.Errorf("%d commands of the suite %s failed: see %s", s.Failed, s.Name, listFile(root, s))
		}
	}
	return nil
}

func writeReport(file string, suites []*suite) error {
	data, err := json.MarshalIndent(map[string]any{"suites": suites}, "", "  ")
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
