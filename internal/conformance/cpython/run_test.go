package cpython

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/internal/needs"
)

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "list.txt")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestReadModules(t *testing.T) {
	modules, leftOut, err := ReadModules(write(t, "# comment\ntest_a\n\n test_b quick\ntest_c.test_d: no TLS\n"))
	require.NoError(t, err)
	require.Equal(t, []Module{{Name: "test_a"}, {Name: "test_b", Quick: true}}, modules)
	require.Equal(t, map[string]string{"test.test_c.test_d": "no TLS"}, leftOut)
	_, _, err = ReadModules(write(t, "test_a slow\n"))
	require.ErrorContains(t, err, `"test_a slow": behind a module stands "quick", ": REASON" or nothing`)
}

func TestReadKnown(t *testing.T) {
	known, err := ReadKnown(write(t, "# comment\nsetUpClass (test.test_a.T): why\ntest.test_a.T.test_x: a: b\n"))
	require.NoError(t, err)
	require.Equal(t, map[string]string{"setUpClass (test.test_a.T)": "why", "test.test_a.T.test_x": "a: b"}, known)
	for text, want := range map[string]string{"x\n": "a line is NAME: REASON", "x: \n": "a line is NAME: REASON", "x: a\nx: b\n": "x is named twice"} {
		_, err := ReadKnown(write(t, text))
		require.ErrorContains(t, err, want, text)
	}
}

// TestTheListsAreOfThisSource says that every module of the lists is there.
func TestTheListsAreOfThisSource(t *testing.T) {
	folder := filepath.Join(needs.Root(t), "guest", "cpython", "tests")
	modules, leftOut, err := ReadModules(filepath.Join(folder, "modules.txt"))
	require.NoError(t, err)
	known, err := ReadKnown(filepath.Join(folder, "failures.txt"))
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join(needs.Root(t), ".tools", "cpython-source"))
	require.NoError(t, err, "run `just setup`, then `just guest cpython`")
	parts, err := partsOf(os.DirFS(filepath.Join(strings.TrimSpace(string(source)), "Lib", "test")), modules)
	require.NoError(t, err)
	for name := range leftOut {
		require.True(t, anyPart(parts, func(p *Part) bool { return p.Name == name }), "%s is no file of tests", name)
	}
	for name := range known {
		require.True(t, anyPart(parts, func(p *Part) bool { return p.holds(name) }), "%s is a test of no file", name)
	}
}

func anyPart(parts []*Part, is func(*Part) bool) bool {
	for _, p := range parts {
		if is(p) {
			return true
		}
	}
	return false
}

const support = `
import unittest
def requires_working_socket(*, module=False):
    if module: raise unittest.SkipTest("requires socket support")
    return unittest.skip("requires socket support")
`

const mixed = `
import os, threading, unittest
from test.support import requires_working_socket
requires_working_socket(module=True)

class T(unittest.TestCase):
    def test_pass(self): print("noise")
    def test_fail(self): self.assertEqual(1, 2)
    def test_error(self): {}["k"]
    def test_skip(self): self.skipTest("not here")
    @requires_working_socket()
    def test_socket(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail()
    @unittest.expectedFailure
    def test_unexpected(self): pass
    def test_thread(self): threading.Thread(target=print).start()
    def test_subtests(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i % 2, 1)
    def test_trap(self): os.abort()
    def test_yet_another(self): pass
    def test_zz_endless(self):
        while True: pass

class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise OSError("no set-up")
    def test_x(self): pass
`

func TestRun(t *testing.T) {
	var progress strings.Builder
	report, err := Run(context.Background(), Config{
		Guest: needs.Guest(t, "cpython"),
		Tests: fstest.MapFS{
			"__init__.py":              {},
			"support/__init__.py":      {Data: []byte(support)},
			"test_mixed.py":            {Data: []byte(mixed)},
			"test_pack/__init__.py":    {},
			"test_pack/test_fine.py":   {Data: []byte("import unittest, helper\nclass T(unittest.TestCase):\n  def test_helped(self): helper.help()\n")},
			"test_pack/test_needs.py":  {Data: []byte("import unittest\nraise unittest.SkipTest('needs a display')")},
			"test_pack/test_none.py":   {},
			"test_pack/test_out.py":    {Data: []byte("1 / 0")},
			"test_pack/test_broken.py": {Data: []byte("1 / 0")},
		},
		StandIns: fstest.MapFS{"helper.py": {Data: []byte("def help(): pass")}},
		Modules:  []Module{{Name: "test_mixed"}, {Name: "test_pack"}},
		LeftOut:  map[string]string{"test.test_pack.test_out": "for a reason"},
		Known: map[string]string{
			"test.test_mixed.T.test_fail": "known", "test.test_mixed.T.test_pass": "not any more", "test.test_other.T.test_fail": "of another run",
		},
		Wall:     5 * time.Second,
		AtATime:  2,
		Progress: &progress,
	})
	require.NoError(t, err)
	failed := map[string]string{}
	for _, p := range report.Parts {
		for name, why := range p.Failed {
			failed[name] = why
		}
	}
	for name, start := range map[string]string{
		"test.test_mixed.T.test_fail":         "AssertionError: 1 != 2",
		"test.test_mixed.T.test_error":        "KeyError: 'k'",
		"test.test_mixed.T.test_unexpected":   "succeeds, and should not",
		"test.test_mixed.T.test_subtests":     "AssertionError: 1 == 1",
		"test.test_mixed.T.test_trap":         "",
		"test.test_mixed.T.test_zz_endless":   "sandbox: ",
		"setUpClass (test.test_mixed.Broken)": "OSError: no set-up",
		"test.test_pack.test_needs":           "the module is not run: needs a display",
		"test.test_pack.test_none":            "no test ran",
		"test.test_pack.test_broken":          "the tests stopped: ",
	} {
		require.True(t, strings.HasPrefix(failed[name], start), "%s: %q", name, failed[name])
		require.Contains(t, failed, name)
		delete(failed, name)
	}
	require.Empty(t, failed)
	require.Equal(t, []int{4, 10, 3}, []int{report.Passed, report.Failed, report.Skipped})
	if diff := cmp.Diff(map[string]int{"not here": 1, "requires socket support": 1, "needs a thread": 1}, report.SkippedFor); diff != "" {
		t.Error(diff)
	}
	require.Equal(t, map[string]string{"test.test_pack.test_out": "for a reason"}, report.LeftOut)
	require.Len(t, report.Unexpected, 9)
	require.Equal(t, []string{"test.test_mixed.T.test_pass"}, report.Cured)
	require.ErrorContains(t, report.Err(), "9 failed and are not in the list, 1 are in the list and did not fail")
	require.Contains(t, progress.String(), "test.test_pack.test_fine: 1 passed, 0 failed, 0 skipped")
	require.Contains(t, progress.String(), "  not in the list: test.test_mixed.T.test_error: KeyError: 'k'\n")
}
