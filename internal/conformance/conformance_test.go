package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/wast"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

var update = flag.Bool("update", false, "rewrite the lists in testdata/conformance")

func newEngine(t *testing.T) *host.Engine {
	t.Helper()
	engine, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	return engine
}

// TestConformance runs the suites and compares every command that does not pass
// with the lists of the repository. None fails: the lists hold what is not run.
func TestConformance(t *testing.T) {
	root := filepath.Join("..", "..")
	suites, err := runSuites(context.Background(), newEngine(t), os.DirFS(needs.Suites(t)))
	require.NoError(t, err)
	if *update {
		require.NoError(t, writeLists(root, suites))
	}
	names := map[string]bool{}
	for _, s := range suites {
		names[s.Name] = true
		t.Logf("%s: %v", s.Name, &s.Tally)
		require.Zero(t, s.Failed, s.Name)
		want, err := os.ReadFile(listFile(root, s))
		require.NoError(t, err)
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(s.list(), "\n")); diff != "" {
			t.Errorf("what does not pass of %s has changed, rewrite the list with -update (-list +now):\n%s", s.Name, diff)
		}
	}
	require.Equal(t, map[string]bool{"spec": true, "wasm-tools": true}, names)
}

func TestReport(t *testing.T) {
	root := t.TempDir()
	suites, err := runSuites(context.Background(), newEngine(t), fstest.MapFS{
		"mine/b/test.json": {Data: []byte(`{"commands":[{"type":"module","line":1,"filename":"x.wasm","module_type":"binary"},
			{"type":"wait","line":2,"thread":"T"},{"type":"dance","line":3}]}`)},
		"mine/b/x.wasm":      {Data: []byte("\x00asm\x0d\x00\x01\x00")},
		"mine/a/c/test.json": {Data: []byte(`{"commands":[{"type":"module","line":1,"filename":"x.wasm","module_type":"binary"}]}`)},
		"mine/a/c/x.wasm":    {Data: []byte("\x00asm\x0d\x00\x01\x00\x0a\x06\x01\x00\x01f\x04\x00")},
		"other/a/test.json":  {Data: []byte(`{"commands":[]}`)},
	})
	require.NoError(t, err)
	require.Len(t, suites, 2)
	require.Equal(t, "1 passed, 2 failed, 1 not run (threads 1)", suites[0].String())
	require.Equal(t, "0 passed, 0 failed", suites[1].String())

	require.NoError(t, writeLists(root, suites))
	list, err := os.ReadFile(listFile(root, suites[0]))
	require.NoError(t, err)
	require.Regexp(t, `^a/c.wast:1: module: failed: it is refused: component: .*
b.wast:2: wait: not run: threads
b.wast:3: dance: failed: there is no command of this name
$`, string(list))

	out := filepath.Join(root, "build", "report.json")
	require.NoError(t, writeReport(out, suites, nil))
	report, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(report), `"threads": 1`)

	var table strings.Builder
	printTable(&table, suites)
	require.Contains(t, table.String(), "mine, 2 files")
	require.Regexp(t, `  dance +0 passed, 1 failed\n`, table.String())
}

func TestValidAloneIsCounted(t *testing.T) {
	var s suite
	s.add("a", []wast.Result{{Status: wast.Passed, Kind: "module", Message: "valid; not instantiated"}, {Status: wast.Passed, Kind: "module"}})
	require.Equal(t, 2, s.Passed)
	require.Equal(t, 1, s.ValidOnly)
}
