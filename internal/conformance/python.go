package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/vivarium-wasm/vivarium/internal/conformance/cpython"
)

// everyModule stands for all modules of the list, quickModules for those of the short
// run.
const (
	everyModule  = "all"
	quickModules = "quick"
)

// runPython runs some of CPython's tests and prints their counts.
func runPython(ctx context.Context, root, modules string, stdout io.Writer) error {
	report, err := cpythonTests(ctx, root, modules, stdout)
	if err != nil {
		return err
	}
	return report.Err()
}

// cpythonTests runs CPython's own tests in its guest and prints their counts.
func cpythonTests(ctx context.Context, root, which string, stdout io.Writer) (*cpython.Report, error) {
	guest := filepath.Join(root, "build", "guests", "cpython.wasm")
	if _, err := os.Stat(guest); err != nil {
		return nil, fmt.Errorf("the guest of CPython's tests is missing: run `just guest cpython`: %w", err)
	}
	source, err := os.ReadFile(filepath.Join(root, ".tools", "cpython-source"))
	if err != nil {
		return nil, fmt.Errorf("the source with CPython's tests is missing: run `just guest cpython`: %w", err)
	}
	folder := filepath.Join(root, "guest", "cpython", "tests")
	all, leftOut, err := cpython.ReadModules(filepath.Join(folder, "modules.txt"))
	if err != nil {
		return nil, err
	}
	known, err := cpython.ReadKnown(filepath.Join(folder, "failures.txt"))
	if err != nil {
		return nil, err
	}
	report, err := cpython.Run(ctx, cpython.Config{
		Guest:    guest,
		Tests:    os.DirFS(filepath.Join(strings.TrimSpace(string(source)), "Lib", "test")),
		StandIns: os.DirFS(filepath.Join(folder, "standins")),
		Modules:  chosen(all, which),
		LeftOut:  leftOut,
		Known:    known,
		Wall:     10 * time.Minute,
		AtATime:  runtime.GOMAXPROCS(0),
		Progress: stdout,
	})
	if err != nil {
		return nil, fmt.Errorf("CPython's tests: %w", err)
	}
	printPython(stdout, report)
	return report, nil
}

// chosen gives the modules of a list that are asked for.
func chosen(all []cpython.Module, which string) []cpython.Module {
	switch which {
	case everyModule:
		return all
	case quickModules:
		return slices.DeleteFunc(slices.Clone(all), func(m cpython.Module) bool { return !m.Quick })
	}
	var modules []cpython.Module
	for name := range strings.SplitSeq(which, ",") {
		modules = append(modules, cpython.Module{Name: name})
	}
	return modules
}

func printPython(w io.Writer, r *cpython.Report) {
	fmt.Fprintf(w, "CPython's tests, %d files, %d left out: %d passed, %d failed, %d skipped; %.2f %% of what was not skipped passed\n",
		len(r.Parts), len(r.LeftOut), r.Passed, r.Failed, r.Skipped, r.Share)
	for _, name := range r.Cured {
		fmt.Fprintf(w, "  in the list, and did not fail: %s\n", name)
	}
}
