package bindgen

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// codegen is the folder of wit-bindgen's codegen corpus, a part of the crate
// wit-bindgen-cli that the corpora of package wit name.
func codegen(t testing.TB) string {
	t.Helper()
	cargo := func(args ...string) []byte {
		cmd := exec.Command("cargo", append(args, "--locked", "--manifest-path", "../wit/testdata/corpus/Cargo.toml")...)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.NoError(t, err, "cargo finds the test corpora: %s", &stderr)
		return out
	}
	var meta struct {
		Packages []struct {
			Name     string `json:"name"`
			Manifest string `json:"manifest_path"`
		} `json:"packages"`
	}
	require.NoError(t, json.Unmarshal(cargo("metadata", "--format-version", "1"), &meta))
	for _, p := range meta.Packages {
		if p.Name != "wit-parser" {
			continue
		}
		dir := filepath.Join(filepath.Dir(filepath.Dir(p.Manifest)), "wit-bindgen-cli-0.63.0")
		if _, err := os.Stat(dir); err != nil {
			cargo("fetch")
		}
		return filepath.Join(dir, "tests", "codegen")
	}
	t.Fatal("the corpora have no crate wit-parser")
	return ""
}

// corpusWorld is a world of the corpus.
type corpusWorld struct {
	entry, path string
	model       *wit.Model
	world       *wit.World
}

// corpusWorlds are the worlds of all entries: files, folders, and those that
// hold the package in a folder of their own.
func corpusWorlds(t *testing.T) (worlds []corpusWorld, entries int) {
	t.Helper()
	base := codegen(t)
	list, err := os.ReadDir(base)
	require.NoError(t, err)
	for _, e := range list {
		path := filepath.Join(base, e.Name())
		paths, _ := filepath.Glob(filepath.Join(path, "wit*"))
		if len(paths) == 0 {
			paths = []string{path}
		}
		for _, path := range paths {
			model, err := wit.Load(path, wit.Options{})
			require.NoError(t, err)
			for _, w := range model.Main.Worlds {
				worlds = append(worlds, corpusWorld{e.Name(), path, model, w})
			}
		}
	}
	return worlds, len(list)
}

// asynchronous are the entries of the corpus that need the asynchronous part of
// the component model.
var asynchronous = map[string]bool{
	"async-resource-func.wit": true, "async-trait-function.wit": true, "error-context.wit": true,
	"future-same-type-different-names.wit": true, "futures.wit": true, "import-export-future.wit": true,
	"import-export-stream.wit": true, "issue-1432.wit": true, "issue-1433.wit": true, "issue-1544.wit": true,
	"issue-1598.wit": true, "resources-with-futures.wit": true, "resources-with-streams.wit": true,
	"streams.wit": true,
	"wasi-http":   true, // its draft of 0.3; that of 0.2 is generated
}

// TestCodegenCorpus generates the package of every synchronous world of the
// corpus, twice with the same bytes, with interfaces in packages of their own and
// in one package, and has go vet compile them all.
func TestCodegenCorpus(t *testing.T) {
	// Inside the module, or the packages could not import the runtime.
	require.NoError(t, os.MkdirAll("testdata", 0o755))
	out, err := os.MkdirTemp("testdata", "corpus-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(out) })
	generate := func(w corpusWorld, kind string, onePackage bool) (map[string][]byte, error) {
		dir := strings.Join([]string{strings.TrimSuffix(w.entry, ".wit"), filepath.Base(w.path), w.world.Name, kind}, "/")
		dir = filepath.ToSlash(out) + "/" + strings.NewReplacer(".", "_", "-", "_").Replace(dir)
		o := Options{
			Model: w.model, World: w.world.Name, OnePackage: onePackage, Package: "world",
			ImportPath: "github.com/vivarium-wasm/vivarium/host/bindgen/" + dir,
		}
		files, err := Generate(o)
		if err != nil {
			return nil, err
		}
		again, err := Generate(o)
		require.NoError(t, err)
		require.Equal(t, files, again, "%s: the same world gives the same bytes", w.path)
		for name, src := range files {
			file := filepath.Join(filepath.FromSlash(dir), filepath.FromSlash(name))
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
			require.NoError(t, os.WriteFile(file, src, 0o644))
		}
		return files, nil
	}
	worlds, entries := corpusWorlds(t)
	generated, refused := 0, map[string]bool{}
	for _, w := range worlds {
		files, err := generate(w, "many", false)
		if err != nil {
			require.ErrorContains(t, err, "which is not supported", "%s", w.path)
			refused[w.entry] = true
			continue
		}
		generated++
		folders := map[string]bool{}
		for name := range files {
			folders[filepath.Dir(name)] = true
		}
		if len(folders) > 1 {
			_, err := generate(w, "one", true)
			require.NoError(t, err, "%s", w.path)
		}
	}
	require.Equal(t, asynchronous, refused, "entries with a world that needs what is asynchronous")
	t.Logf("%d entries: %d worlds generated, asynchronous ones of %d entries refused", entries, generated, len(refused))
	msg, err := exec.Command("go", "vet", "./"+filepath.ToSlash(out)+"/...").CombinedOutput()
	require.NoError(t, err, "%s", msg)
}
