package bindgen_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/bindgen"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// codegen is the folder of wit-bindgen's codegen corpus, a part of the crate
// wit-bindgen-cli that the corpora of package wit name.
func codegen(t *testing.T) string {
	t.Helper()
	cargo := func(args ...string) []byte {
		cmd := exec.Command("cargo", append(args, "--manifest-path", "../wit/testdata/corpus/Cargo.toml")...)
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
// corpus, twice with the same bytes, and has go vet compile them all.
func TestCodegenCorpus(t *testing.T) {
	base := codegen(t)
	entries, err := os.ReadDir(base)
	require.NoError(t, err)
	// Inside the module, or the packages could not import the runtime.
	require.NoError(t, os.MkdirAll("testdata", 0o755))
	out, err := os.MkdirTemp("testdata", "corpus-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(out) })
	importPath := "github.com/vivarium-wasm/vivarium/host/bindgen/" + filepath.ToSlash(out)
	worlds, refused := 0, map[string]bool{}
	for _, e := range entries {
		path := filepath.Join(base, e.Name())
		paths, _ := filepath.Glob(filepath.Join(path, "wit*"))
		if len(paths) == 0 {
			paths = []string{path}
		}
		for _, path := range paths {
			model, err := wit.Load(path, wit.Options{})
			require.NoError(t, err)
			for _, w := range model.Main.Worlds {
				dir := strings.TrimSuffix(e.Name(), ".wit") + "/" + filepath.Base(path) + "/" + w.Name
				dir = strings.NewReplacer(".", "_", "-", "_").Replace(dir)
				o := bindgen.Options{Model: model, World: w.Name, ImportPath: importPath + "/" + dir, Package: "world"}
				files, err := bindgen.Generate(o)
				if err != nil {
					require.ErrorContains(t, err, "which is not supported", "%s", path)
					refused[e.Name()] = true
					continue
				}
				again, err := bindgen.Generate(o)
				require.NoError(t, err)
				require.Equal(t, files, again, "%s: the same world gives the same bytes", path)
				worlds++
				for name, src := range files {
					file := filepath.Join(out, dir, filepath.FromSlash(name))
					require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
					require.NoError(t, os.WriteFile(file, src, 0o644))
				}
			}
		}
	}
	require.Equal(t, asynchronous, refused, "entries with a world that needs what is asynchronous")
	t.Logf("%d entries: %d worlds generated, asynchronous ones of %d entries refused", len(entries), worlds, len(refused))
	msg, err := exec.Command("go", "vet", "./"+filepath.ToSlash(out)+"/...").CombinedOutput()
	require.NoError(t, err, "%s", msg)
}
