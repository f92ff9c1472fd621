// Command conformance runs the component model's test suites, which
// `just suites` fetches and converts, and says what of them passes.
package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/wast"
)

// suite is what came of the files of one suite.
type suite struct {
	Name  string `json:"name"`
	Files int    `json:"files"`
	wast.Summary
	// ValidOnly counts the components that passed by being valid: nothing offers
	// what they import, so that no runner could make an instance.
	ValidOnly int `json:"valid_only"`
	// remaining has a line for every command that did not pass.
	remaining []string
}

// runSuites runs the suites beneath a folder: every folder in it is one.
func runSuites(ctx context.Context, engine *host.Engine, root fs.FS) ([]*suite, error) {
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, err
	}
	var suites []*suite
	for _, e := range entries {
		sub, err := fs.Sub(root, e.Name())
		if err != nil {
			return nil, err
		}
		s := &suite{Name: e.Name()}
		if err := s.run(ctx, engine, sub); err != nil {
			return nil, fmt.Errorf("suite %s: %w", s.Name, err)
		}
		suites = append(suites, s)
	}
	return suites, nil
}

// run runs every test.json of a suite.
func (s *suite) run(ctx context.Context, engine *host.Engine, root fs.FS) error {
	var names []string
	err := fs.WalkDir(root, ".", func(name string, _ fs.DirEntry, err error) error {
		if path.Base(name) == "test.json" {
			names = append(names, path.Dir(name))
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(names, cmp.Compare)
	s.Files = len(names)

	all := make([][]wast.Result, len(names))
	errs := make([]error, len(names))
	var wait sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, name := range names {
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			_, all[i], errs[i] = wast.RunFile(ctx, wast.Config{Engine: engine}, root, name+"/test.json")
		})
	}
	wait.Wait()
	for i, name := range names {
		if errs[i] != nil {
			return fmt.Errorf("%s: %w", name, errs[i])
		}
		s.add(name, all[i])
	}
	return nil
}

// add counts the results of one script.
func (s *suite) add(name string, results []wast.Result) {
	for _, r := range results {
		s.Add(r)
		if r.Status == wast.Passed && r.Message != "" {
			s.ValidOnly++
		}
		if r.Status != wast.Passed {
			s.remaining = append(s.remaining, line(name, r))
		}
	}
}

// line is a command that did not pass, as the list of them has it.
func line(name string, r wast.Result) string {
	why := r.Message
	if r.Status == wast.NotRun {
		why = r.Class
	}
	return fmt.Sprintf("%s.wast:%d: %s: %s: %s", name, r.Line, r.Kind, r.Status, strings.ReplaceAll(why, "\n", " "))
}

// list is every command of a suite that did not pass, a line each.
func (s *suite) list() string {
	if len(s.remaining) == 0 {
		return ""
	}
	return strings.Join(s.remaining, "\n") + "\n"
}

// listFile is where the list is kept in the repository.
func listFile(root string, s *suite) string {
	return filepath.Join(root, "testdata", "conformance", s.Name+".txt")
}

// write keeps the lists of suites.
func writeLists(root string, suites []*suite) error {
	for _, s := range suites {
		file := listFile(root, s)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(s.list()), 0o644); err != nil {
			return err
		}
	}
	return nil
}
