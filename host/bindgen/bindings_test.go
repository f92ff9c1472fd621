package bindgen_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/bindgen"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

var update = flag.Bool("update", false, "rewrite generated files instead of comparing them")

// repository is the root of the checkout, from here.
const repository = "../.."

// TestCommittedBindings compares bindings/ with what wit/ gives now.
// `go test ./host/bindgen -run CommittedBindings -update` rewrites them.
func TestCommittedBindings(t *testing.T) {
	dir := filepath.Join(repository, "wit")
	if _, err := os.Stat(filepath.Join(dir, "deps")); err != nil {
		t.Fatalf("wit/deps is missing: run `just setup`: %v", err)
	}
	model, err := wit.Load(dir, wit.Options{})
	require.NoError(t, err)
	files := map[string][]byte{}
	for _, o := range []bindgen.Options{
		{World: "python-runner", Package: "runner"},
		{World: "wasi:io/imports", InterfacesOnly: true},
		{World: "wasi:clocks/imports", InterfacesOnly: true},
		{World: "wasi:random/imports", InterfacesOnly: true},
	} {
		o.Model, o.ImportPath = model, "github.com/vivarium-wasm/vivarium/bindings"
		o.OmitDocs = []string{"wasi"}
		some, err := bindgen.Generate(o)
		require.NoError(t, err)
		for name, src := range some {
			if old, ok := files[name]; ok {
				require.Equal(t, string(old), string(src), "%s depends on the world it is generated for", name)
			}
			files[name] = src
		}
	}
	compareTree(t, filepath.Join(repository, "bindings"), files)
}

// compareTree compares the files of a folder with what they should be, or
// rewrites them.
func compareTree(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, want := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if *update {
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, want, 0o644))
			continue
		}
		have, err := os.ReadFile(path)
		require.NoError(t, err, "run `just generate`")
		require.Equal(t, string(want), string(have), "%s is stale: run `just generate`", path)
	}
}

// testWorlds are the worlds whose packages are committed below internal/, for
// tests to run and for people to read.
var testWorlds = []string{"echo"}

// TestWorldPackages compares internal/ with what the worlds of testdata give now.
// `go test ./host/bindgen -run WorldPackages -update` rewrites it.
func TestWorldPackages(t *testing.T) {
	for _, name := range testWorlds {
		model, err := wit.Load(filepath.Join("testdata", name), wit.Options{})
		require.NoError(t, err)
		files, err := bindgen.Generate(bindgen.Options{
			Model:      model,
			ImportPath: "github.com/vivarium-wasm/vivarium/host/bindgen/internal",
			Package:    name,
		})
		require.NoError(t, err)
		compareTree(t, "internal", files)
	}
}
