package component

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// suiteCommand is what `wasm-tools json-from-wast` writes for one command.
type suiteCommand struct {
	Type       string `json:"type"`
	Line       int    `json:"line"`
	Filename   string `json:"filename"`
	ModuleType string `json:"module_type"`
	Text       string `json:"text"`
}

// outcome of a command: "passed", "failed: why" or "not run: why".
type outcome string

const passed outcome = "passed"

// judge runs the static part of a command: whether its binary is a component
// that may be used.
func judge(binary []byte, rejected bool, text string) outcome {
	c, err := Parse(binary)
	if err == nil {
		if errs := checkComponent(c, nil); len(errs) > 0 {
			return outcome("failed: " + errors.Join(errs...).Error())
		}
	}
	var unsupported *UnsupportedError
	var core *CoreModuleError
	switch {
	case errors.As(err, &unsupported):
		return outcome("not run: " + unsupported.Feature)
	case errors.As(err, &core):
		return "not run: core module"
	case !rejected && err != nil && strings.Contains(err.Error(), "after package name"):
		return "not run: nested names"
	case !rejected && err != nil:
		return outcome("failed: " + err.Error())
	case !rejected || err != nil:
		return passed
	case gated(text):
		return "not run: asserts that a feature is off which is on here"
	case strings.Contains(text, "type mismatch: expected i32 but nothing on stack"), text == "type mismatch":
		return "not run: a core function's body, which the engine validates"
	}
	return outcome(fmt.Sprintf("failed: accepted, expected %q", text))
}

// gated says whether a message refuses a feature for being switched off.
func gated(text string) bool {
	for _, s := range []string{
		"requires the component model", "require the component model", "feature to be enabled",
		"proposal not enabled", "feature is not active",
	} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// TestSuites runs every static assertion of the specification's suite and of
// wasm-tools' own: which binaries are components and which are refused. The
// golden file has every command that did not pass.
func TestSuites(t *testing.T) {
	root := filepath.Join("..", "..", "..", "build", "suites")
	files, err := filepath.Glob(filepath.Join(root, "*", "*", "test.json"))
	require.NoError(t, err)
	deeper, err := filepath.Glob(filepath.Join(root, "*", "*", "*", "test.json"))
	require.NoError(t, err)
	files = append(files, deeper...)
	slices.Sort(files)
	if len(files) == 0 {
		need(t, "the suites are not there: run testdata/suites/convert.sh")
	}

	counts := map[string]int{}
	var messages, sameMessages int
	var report strings.Builder
	for _, file := range files {
		name, err := filepath.Rel(root, filepath.Dir(file))
		require.NoError(t, err)
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var suite struct {
			Commands []suiteCommand `json:"commands"`
		}
		require.NoError(t, json.Unmarshal(data, &suite), name)
		for _, c := range suite.Commands {
			if c.ModuleType != "binary" {
				continue
			}
			binary, err := os.ReadFile(filepath.Join(filepath.Dir(file), c.Filename))
			require.NoError(t, err)
			rejected := c.Type == "assert_invalid" || c.Type == "assert_malformed"
			o := judge(binary, rejected, c.Text)
			kind, _, _ := strings.Cut(string(o), ":")
			counts[strings.SplitN(name, string(filepath.Separator), 2)[0]+" "+c.Type+" "+kind]++
			if rejected && o == passed && c.Text != "" {
				messages++
				if _, err := Parse(binary); strings.Contains(err.Error(), c.Text) {
					sameMessages++
				} else if testing.Verbose() {
					t.Logf("%s:%d: wanted %q, got %v", name, c.Line, c.Text, err)
				}
			}
			if o != passed {
				fmt.Fprintf(&report, "%s.wast:%d: %s: %s\n", filepath.ToSlash(name), c.Line, c.Type, o)
			}
		}
	}
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		t.Logf("%s: %d", k, counts[k])
	}
	t.Logf("messages that hold the suite's words: %d of %d", sameMessages, messages)
	golden(t, filepath.Join("testdata", "suites.txt"), report.String())
}

// golden compares got with a file, or rewrites it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// need ends a test that cannot run for want of something: a failure where all
// is to be there.
func need(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}
