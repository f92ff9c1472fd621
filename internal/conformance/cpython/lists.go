package cpython

import (
	"fmt"
	"os"
	"strings"
)

// Module is a module or a package of CPython's tests.
type Module struct {
	Name string
	// Quick modules are part of the short run.
	Quick bool
}

// ReadModules reads a list of modules. On each line stands a name, behind which "quick"
// marks those of the short run, or "NAME: REASON" for a file of tests of a package that
// is not run, "test_asyncio.test_ssl: it tests TLS" say. Those are the second result.
func ReadModules(file string) ([]Module, map[string]string, error) {
	var modules []Module
	leftOut := map[string]string{}
	err := eachLine(file, func(line string) error {
		if name, reason, ok := strings.Cut(line, ": "); ok {
			leftOut["test."+name] = reason
			return nil
		}
		name, mark, marked := strings.Cut(line, " ")
		if marked && mark != "quick" {
			return fmt.Errorf("%q: behind a module stands %q, %q or nothing", line, "quick", ": REASON")
		}
		modules = append(modules, Module{Name: name, Quick: marked})
		return nil
	})
	return modules, leftOut, err
}

// ReadKnown reads the list of tests that are known to fail: "NAME: REASON" on each
// line.
func ReadKnown(file string) (map[string]string, error) {
	known := map[string]string{}
	err := eachLine(file, func(line string) error {
		name, reason, ok := strings.Cut(line, ": ")
		if !ok || strings.TrimSpace(reason) == "" {
			return fmt.Errorf("%q: a line is NAME: REASON", line)
		}
		if _, twice := known[name]; twice {
			return fmt.Errorf("%s is named twice", name)
		}
		known[name] = reason
		return nil
	})
	return known, err
}

// eachLine calls each line of a file that is neither empty nor a comment.
func eachLine(file string, call func(line string) error) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := call(line); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}
