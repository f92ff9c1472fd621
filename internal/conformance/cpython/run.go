// Package cpython runs CPython's own tests (Lib/test of the version that the guest is
// built from) in the sandbox, and compares what fails with a list.
package cpython

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

//go:embed harness.py
var harness string

// maxFile is the size from which on a file of the tests is data that no test needs here.
const maxFile = 4 << 20

// maxBroken is how many tests of a module may break the interpreter or never end,
// before the rest of it is given up.
const maxBroken = 8

// Config says what to run.
type Config struct {
	// Guest is the path of the component.
	Guest string
	// Tests is the folder Lib/test of CPython's source.
	Tests fs.FS
	// StandIns are files beside the tests, or in their place: what stands in for test
	// helpers that are written in C.
	StandIns fs.FS
	Modules  []Module
	// LeftOut names the files of tests that are not run, with the reasons.
	LeftOut map[string]string
	// Known names the tests that are known to fail, with the reasons.
	Known map[string]string
	// Wall is how long the tests of a file may take.
	Wall time.Duration
	// AtATime is how many files of tests run at a time.
	AtATime int
	// Progress gets a line for each file of tests.
	Progress io.Writer
}

// Report is what came of the tests.
type Report struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Skipped int `json:"skipped"`
	// Share is the percentage that passed of what was not skipped.
	Share float64 `json:"share"`
	// LeftOut has the files of tests that were not run, with the reasons.
	LeftOut map[string]string `json:"left_out"`
	// SkippedFor counts the skipped tests by the reason that they give.
	SkippedFor map[string]int `json:"skipped_for"`
	Parts      []*Part        `json:"parts"`
	// Unexpected are the tests that failed and are not in the list, Cured those that
	// are in it and did not fail.
	Unexpected []string `json:"unexpected"`
	Cured      []string `json:"cured"`
}

// Part is what came of one file of tests.
type Part struct {
	Name    string `json:"name"`
	Passed  int    `json:"passed"`
	Skipped int    `json:"skipped"`
	// Failed has what each test failed with.
	Failed  map[string]string `json:"failed,omitempty"`
	Seconds float64           `json:"seconds"`

	mu         sync.Mutex
	skippedFor map[string]int
	done       []string
	// started is the test that runs, and ended says that the last one has.
	started string
	ended   bool
}

// Err is an error where a test failed that the list does not name, or did not fail
// though it does.
func (r *Report) Err() error {
	if len(r.Unexpected)+len(r.Cured) == 0 {
		return nil
	}
	return fmt.Errorf("CPython's tests: %d failed and are not in the list, %d are in the list and did not fail", len(r.Unexpected), len(r.Cured))
}

// Run runs the modules.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	files, err := readFiles(cfg)
	if err != nil {
		return nil, err
	}
	parts, err := partsOf(cfg.Tests, cfg.Modules)
	if err != nil {
		return nil, err
	}
	leftOut := map[string]string{}
	parts = slices.DeleteFunc(parts, func(p *Part) bool {
		reason, out := cfg.LeftOut[p.Name]
		if out {
			leftOut[p.Name] = reason
		}
		return out
	})
	byName := map[string]*Part{}
	for _, p := range parts {
		byName[p.Name] = p
	}
	sb, err := sandbox.Open(ctx, sandbox.Config{
		Guest: cfg.Guest,
		Files: files,
		// What they find of the environment elsewhere as well.
		Environment: map[string]string{"HOME": "/"},
		Limits: sandbox.Limits{
			Wall: cfg.Wall, Memory: 2 << 30, Output: 256 << 20,
			HostCalls: sandbox.Unlimited, ToolCalls: sandbox.Unlimited,
			Files: 512 << 20, FileEntries: 65536, OpenFiles: 1024, Handles: 65536,
		},
		Concurrency: cfg.AtATime,
		Tools: []sandbox.Tool{{
			Name:        "conformance_outcome",
			Description: "takes what came of a test",
			Call: func(_ context.Context, arguments json.RawMessage) (any, error) {
				var o outcome
				if err := json.Unmarshal(arguments, &o); err != nil {
					return nil, err
				}
				p, ok := byName[o.Part]
				if !ok {
					return nil, fmt.Errorf("no part %q", o.Part)
				}
				return nil, p.take(o)
			},
		}},
	})
	if err != nil {
		return nil, err
	}
	defer sb.Close()

	var wait sync.WaitGroup
	var progress sync.Mutex
	turn := make(chan struct{}, cfg.AtATime)
	errs := make([]error, len(parts))
	for i, p := range parts {
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			if errs[i] = p.run(ctx, sb); errs[i] != nil {
				return
			}
			progress.Lock()
			defer progress.Unlock()
			fmt.Fprintf(cfg.Progress, "%s: %d passed, %d failed, %d skipped, %.0f s\n", p.Name, p.Passed, len(p.Failed), p.Skipped, p.Seconds)
			for _, name := range slices.Sorted(maps.Keys(p.Failed)) {
				if cfg.Known[name] == "" {
					fmt.Fprintf(cfg.Progress, "  not in the list: %s: %s\n", name, p.Failed[name])
				}
			}
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	r := report(parts, cfg.Known)
	r.LeftOut = leftOut
	return r, nil
}

func report(parts []*Part, known map[string]string) *Report {
	r := &Report{Parts: parts, SkippedFor: map[string]int{}, Unexpected: []string{}, Cured: []string{}}
	for _, p := range parts {
		r.Passed += p.Passed
		r.Failed += len(p.Failed)
		r.Skipped += p.Skipped
		for reason, count := range p.skippedFor {
			r.SkippedFor[reason] += count
		}
		for name := range p.Failed {
			if known[name] == "" {
				r.Unexpected = append(r.Unexpected, name)
			}
		}
		for name := range known {
			if p.holds(name) && p.Failed[name] == "" {
				r.Cured = append(r.Cured, name)
			}
		}
	}
	slices.Sort(r.Unexpected)
	slices.Sort(r.Cured)
	if all := r.Passed + r.Failed; all > 0 {
		r.Share = 100 * float64(r.Passed) / float64(all)
	}
	return r
}

// readFiles gives CPython's tests and the stand-ins as files of a workspace.
func readFiles(cfg Config) (map[string][]byte, error) {
	files := map[string][]byte{}
	add := func(from fs.FS, below string) error {
		return fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "__pycache__":
				return fs.SkipDir
			case !entry.Type().IsRegular():
				return nil
			}
			data, err := fs.ReadFile(from, name)
			if err == nil && len(data) < maxFile {
				files[path.Join(below, name)] = data
			}
			return err
		})
	}
	return files, errors.Join(add(cfg.Tests, "test"), add(cfg.StandIns, "."))
}

// partsOf gives a part for each file of tests: a module is one, and a package has
// one for each of its files test*.py, or is one itself.
func partsOf(tests fs.FS, modules []Module) ([]*Part, error) {
	var parts []*Part
	add := func(name string) {
		parts = append(parts, &Part{
			Name: "test." + strings.ReplaceAll(name, "/", "."), Failed: map[string]string{},
			skippedFor: map[string]int{},
		})
	}
	for _, module := range modules {
		if _, err := fs.Stat(tests, module.Name+".py"); err == nil {
			add(module.Name)
			continue
		}
		before := len(parts)
		err := fs.WalkDir(tests, module.Name, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && strings.HasPrefix(entry.Name(), "test") && path.Ext(name) == ".py" {
				add(strings.TrimSuffix(name, ".py"))
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("no module %s in CPython's tests: %w", module.Name, err)
		}
		if len(parts) == before {
			add(module.Name)
		}
	}
	return parts, nil
}

// outcome is what the harness tells: a test has started or ended.
type outcome struct {
	Part, Kind, Test, Why string
}

func (p *Part) take(o outcome) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch o.Kind {
	case "started":
		p.started = o.Test
		return nil
	case "ended":
		p.ended = true
		return nil
	case "passed":
		p.Passed++
	case "skipped":
		p.Skipped++
		p.skippedFor[o.Why]++
	case "failed":
		p.Failed[o.Test] = o.Why
	case "left-out":
		p.ended = true
		p.Failed[p.Name] = "the module is not run: " + o.Why
	default:
		return fmt.Errorf("no outcome %q", o.Kind)
	}
	p.done = append(p.done, o.Test)
	p.started = ""
	return nil
}

// holds says whether a test, or the set-up of a class of tests, is of this part.
func (p *Part) holds(name string) bool {
	return name == p.Name || strings.Contains(name+".", p.Name+".")
}

// run runs the tests of the part. Where one breaks the interpreter or never ends,
// those behind it run in another instance.
func (p *Part) run(ctx context.Context, sb *sandbox.Sandbox) error {
	began := time.Now()
	defer func() { p.Seconds = time.Since(began).Seconds() }()
	for broken := 0; !p.ended; broken++ {
		left := p.done
		if left == nil {
			left = []string{}
		}
		result, err := sb.RunProgram(ctx, sandbox.Program{Code: harness, Inputs: map[string]any{"part": p.Name, "left_out": left}})
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case p.ended:
		case err == nil:
			p.Failed[p.Name] = "the tests ended before the last of them"
			return nil
		case p.started == "" || broken == maxBroken:
			p.Failed[p.Name] = "the tests stopped: " + firstLine(err.Error()) + lastLine(result)
			return nil
		default:
			p.Failed[p.started] = firstLine(err.Error())
			p.done = append(p.done, p.started)
			p.started = ""
		}
	}
	if p.Passed+len(p.Failed) == 0 {
		p.Failed[p.Name] = "no test ran"
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// lastLine is the last line of what was printed on stderr.
func lastLine(result *sandbox.Result) string {
	if result == nil || strings.TrimSpace(result.Stderr) == "" {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(result.Stderr), "\n")
	return ": " + lines[len(lines)-1]
}
