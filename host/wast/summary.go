package wast

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Tally counts commands by how they ended.
type Tally struct {
	Passed int `json:"passed"`
	Failed int `json:"failed"`
	// NotRun is by class: "async", "gc" and so on.
	NotRun map[string]int `json:"not_run,omitempty"`
}

// Add counts one result.
func (t *Tally) Add(r Result) {
	switch r.Status {
	case Passed:
		t.Passed++
	case Failed:
		t.Failed++
	case NotRun:
		if t.NotRun == nil {
			t.NotRun = map[string]int{}
		}
		t.NotRun[r.Class]++
	}
}

// String is such as "12 passed, 1 failed, 3 not run (async 2, gc 1)".
func (t *Tally) String() string {
	s := fmt.Sprintf("%d passed, %d failed", t.Passed, t.Failed)
	if len(t.NotRun) == 0 {
		return s
	}
	sum, classes := 0, make([]string, 0, len(t.NotRun))
	for _, class := range slices.Sorted(maps.Keys(t.NotRun)) {
		sum += t.NotRun[class]
		classes = append(classes, fmt.Sprintf("%s %d", class, t.NotRun[class]))
	}
	return fmt.Sprintf("%s, %d not run (%s)", s, sum, strings.Join(classes, ", "))
}

// Summary counts commands in all and by their kind.
type Summary struct {
	Tally
	// Kinds is by the kind of command: "assert_return" and so on.
	Kinds map[string]*Tally `json:"kinds"`
}

// Add counts one result.
func (s *Summary) Add(r Result) {
	s.Tally.Add(r)
	if s.Kinds == nil {
		s.Kinds = map[string]*Tally{}
	}
	if s.Kinds[r.Kind] == nil {
		s.Kinds[r.Kind] = &Tally{}
	}
	s.Kinds[r.Kind].Add(r)
}

// RunFile reads the script name, and runs it with the modules beside it. The
// script is nil where the file could not be read, or is none.
func RunFile(ctx context.Context, cfg Config, files fs.FS, name string) (*Script, []Result, error) {
	data, err := readFile(files, name, maxScript)
	if err != nil {
		return nil, nil, err
	}
	script, err := Parse(data)
	if err != nil {
		return nil, nil, err
	}
	beside, err := fs.Sub(files, path.Dir(name))
	if err != nil {
		return nil, nil, err
	}
	results, err := Run(ctx, cfg, script, beside)
	return script, results, err
}

// Merge adds the counts of another summary.
func (s *Summary) Merge(other *Summary) {
	s.Tally.merge(&other.Tally)
	for kind, t := range other.Kinds {
		if s.Kinds == nil {
			s.Kinds = map[string]*Tally{}
		}
		if s.Kinds[kind] == nil {
			s.Kinds[kind] = &Tally{}
		}
		s.Kinds[kind].merge(t)
	}
}

func (t *Tally) merge(other *Tally) {
	t.Passed += other.Passed
	t.Failed += other.Failed
	for class, n := range other.NotRun {
		if t.NotRun == nil {
			t.NotRun = map[string]int{}
		}
		t.NotRun[class] += n
	}
}
