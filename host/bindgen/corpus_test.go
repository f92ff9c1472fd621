package bindgen

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// codegen is the folder of wit-bindgen's codegen corpus.
func codegen(t testing.TB) string {
	t.Helper()
	return filepath.Join(crate(t, "wit-bindgen-cli-0.63.0"), "tests", "codegen")
}

// crate is the folder of a crate that the corpora of package wit name.
func crate(t testing.TB, name string) string {
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
		dir := filepath.Join(filepath.Dir(filepath.Dir(p.Manifest)), name)
		if _, err := os.Stat(dir); err != nil {
			cargo("fetch")
		}
		return dir
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
// in one package, and vets them all.
func TestCodegenCorpus(t *testing.T) {
	t.Parallel()
	var all packages
	generate := func(w corpusWorld, kind string, onePackage bool) (map[string][]byte, error) {
		dir := strings.Join([]string{strings.TrimSuffix(w.entry, ".wit"), filepath.Base(w.path), w.world.Name, kind}, "/")
		o := Options{
			Model: w.model, World: w.world.Name, OnePackage: onePackage, Package: "world",
			ImportPath: "example.test/" + strings.NewReplacer(".", "_", "-", "_").Replace(dir),
		}
		files, err := Generate(o)
		if err != nil {
			return nil, err
		}
		again, err := Generate(o)
		require.NoError(t, err)
		require.Equal(t, files, again, "%s: the same world gives the same bytes", w.path)
		all.add(t, o.ImportPath, files)
		return files, nil
	}
	worlds, entries := corpusWorlds(t)
	generated, refused := 0, map[string]bool{}
	var reasons []string
	for _, w := range worlds {
		files, err := generate(w, "many", false)
		if err != nil {
			require.ErrorContains(t, err, "which is not supported", "%s", w.path)
			refused[w.entry] = true
			_, reason, _ := strings.Cut(err.Error(), w.path)
			if reason = w.entry + reason; !slices.Contains(reasons, reason) {
				reasons = append(reasons, reason)
			}
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
	t.Logf("wit-bindgen tests/codegen: %d entries: %d worlds generated, asynchronous ones of %d entries refused", entries, generated, len(refused))
	for _, reason := range reasons {
		t.Logf("  refused: %s", reason)
	}
	require.NoError(t, all.vet(t))
}

// TestCorpusWorlds makes a component of every synchronous world of the corpus,
// with wasm-tools alone, and compares its types with those that package wit reads
// from the same text; and the other way: the world that package wit finds in the
// component has these types, as printed text as well, and gives the same bindings.
func TestCorpusWorlds(t *testing.T) {
	t.Parallel()
	e, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	compared := 0
	worlds, _ := corpusWorlds(t)
	for _, w := range worlds {
		if _, err := Generate(Options{Model: w.model, World: w.world.Name, Package: "p"}); err != nil {
			require.ErrorContains(t, err, "which is not supported")
			continue
		}
		compared++
		t.Run(w.entry+" "+w.world.Name, func(t *testing.T) {
			t.Parallel()
			c, err := e.Load(t.Context(), dummy(t, w.path, w.world.Name))
			require.NoError(t, err)
			have, want := describe(c.Type()), describe(w.world.Component())
			defer func() { require.NoError(t, c.Close()) }()
			for where := range have {
				require.Equal(t, want[where], have[where], where)
			}
			m, err := wit.FromComponent(c.Type(), w.world.Package.Name.Interface(w.world.Name))
			require.NoError(t, err)
			contains(t, describe(m.Main.Worlds[0].Component()), have)
			text := m.String()
			again, err := wit.Parse("component.wit", text, wit.Options{})
			require.NoError(t, err, "%s", text)
			contains(t, describe(again.Main.Worlds[0].Component()), have)
			requireSameBindings(t, w, m)
		})
	}
	t.Logf("wit-bindgen tests/codegen: %d worlds compared with components; the bindings of each are the same from the component, to the byte", compared)
}

// TestCodegenCorpusComponents generates the packages of wit-component's components,
// which are in its tests as text, and vets them all. Those that what is not supported are refused when they are read.
func TestCodegenCorpusComponents(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(crate(t, "wit-component-0.263.0"), "tests", "components", "*", "component.wat"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	var all packages
	wasm := filepath.Join(t.TempDir(), "component.wasm")
	refused := 0
	for _, path := range paths {
		run(t, "parse", path, "-o", wasm)
		b, err := os.ReadFile(wasm)
		require.NoError(t, err)
		m, err := wit.FromBinary(b, "")
		if err != nil {
			require.ErrorContains(t, err, "which is not supported", path)
			refused++
			continue
		}
		at := "example.test/c" + strings.ReplaceAll(filepath.Base(filepath.Dir(path)), "-", "_")
		files, err := Generate(Options{Model: m, Package: "world", ImportPath: at})
		require.NoError(t, err, path)
		all.add(t, at, files)
	}
	t.Logf("wit-component tests/components: %d components: %d generated, asynchronous or threaded ones refused: %d", len(paths), len(paths)-refused, refused)
	require.NoError(t, all.vet(t))
}

// dummy is a component of a world whose functions do nothing.
func dummy(t *testing.T, path, world string) []byte {
	t.Helper()
	dir := t.TempDir()
	core, out := filepath.Join(dir, "core.wasm"), filepath.Join(dir, "out.wasm")
	run(t, "component", "embed", "--dummy", "--world", "%"+world, path, "-o", core)
	run(t, "component", "new", core, "-o", out)
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	return b
}

// contains checks that a description holds another. Where a component imports
// less of an interface than it exports, the interface is that of both.
func contains(t *testing.T, have, want map[string]string) {
	t.Helper()
	for where := range want {
		require.Equal(t, want[where], have[where], where)
	}
}

// requireSameBindings compares the bindings of a world from its text, without
// documentation, with those from a component, to the byte.
func requireSameBindings(t *testing.T, w corpusWorld, component *wit.Model) {
	t.Helper()
	generate := func(m *wit.Model) map[string]string {
		o := Options{Model: m, World: w.world.Name, Package: "p", ImportPath: "example.test/m"}
		for _, p := range w.model.Packages {
			o.OmitDocs = append(o.OmitDocs, p.Name.Namespace)
		}
		files, err := Generate(o)
		require.NoError(t, err)
		texts := map[string]string{}
		for name, src := range files {
			texts[name] = string(src)
		}
		return texts
	}
	require.Equal(t, generate(w.model), generate(component))
}
