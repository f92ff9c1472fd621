package wit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// corpus is the folder of a crate that testdata/corpus/Cargo.toml names, like
// "wit-parser-0.263.0". Cargo fetches it where it is missing.
func corpus(t *testing.T, crate string) string {
	t.Helper()
	// wit-parser is a library, which metadata lists; crates of programs alone are
	// beside it.
	dir := filepath.Join(filepath.Dir(cargoPackage(t, "wit-parser")), crate)
	if _, err := os.Stat(dir); err != nil {
		cargo(t, "fetch")
	}
	return dir
}

func cargoPackage(t *testing.T, name string) string {
	t.Helper()
	var meta struct {
		Packages []struct {
			Name     string `json:"name"`
			Manifest string `json:"manifest_path"`
		} `json:"packages"`
	}
	require.NoError(t, json.Unmarshal(cargo(t, "metadata", "--format-version", "1"), &meta))
	for _, p := range meta.Packages {
		if p.Name == name {
			return filepath.Dir(p.Manifest)
		}
	}
	t.Fatalf("the corpora have no crate %s", name)
	return ""
}

func cargo(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("cargo", append(args, "--locked", "--manifest-path", "testdata/corpus/Cargo.toml")...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "cargo finds the test corpora: %s", &stderr)
	return out
}

// entries are the tests of a folder: files ending in .wit, and folders.
func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	var out []string
	for _, e := range list {
		if e.IsDir() && e.Name() != "parse-fail" || strings.HasSuffix(e.Name(), ".wit") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	require.NotEmpty(t, out)
	return out
}

// interfaces is the folder of wit-component's packages, each as text and as the
// text of its binary form.
func interfaces(t *testing.T) string {
	return filepath.Join(corpus(t, "wit-component-0.263.0"), "tests", "interfaces")
}

// unread are entries of corpora that this package does not read, and why.
var unread = map[string]string{
	"accessors.wit":             "property accessors are not in WIT.md",
	"include-accessor-pair.wit": "property accessors are not in WIT.md",
	"kinds-of-deps":             "a dependency in the text form of WebAssembly",
}

// TestCorpusAccepts reads every valid package of the corpora, and prints it: the
// text reads back and prints as the same.
func TestCorpusAccepts(t *testing.T) {
	t.Parallel()
	read := 0
	var paths []string
	for _, path := range entries(t, filepath.Join(corpus(t, "wit-bindgen-cli-0.63.0"), "tests", "codegen")) {
		if sub, _ := filepath.Glob(filepath.Join(path, "wit*")); len(sub) > 0 {
			paths = append(paths, sub...)
			continue
		}
		paths = append(paths, path)
	}
	paths = append(paths, entries(t, filepath.Join(corpus(t, "wit-parser-0.263.0"), "tests", "ui"))...)
	paths = append(paths, entries(t, interfaces(t))...)
	for _, path := range paths {
		if _, ok := unread[filepath.Base(path)]; ok {
			continue
		}
		read++
		t.Run(filepath.Base(path), func(t *testing.T) {
			require.NoError(t, readAndPrint(path))
		})
	}
	t.Logf("%d packages of the corpora are read and printed, %d are not", read, len(unread))
}

// readAndPrint reads a package and prints it: the text reads back and prints as
// the same.
func readAndPrint(path string) error {
	options := wit.Options{Features: []string{"active"}}
	m, err := wit.Load(path, options)
	if err != nil {
		return err
	}
	text := m.String()
	again, err := wit.Parse("printed.wit", text, options)
	if err != nil {
		return fmt.Errorf("what was printed does not read: %w\n%s", err, text)
	}
	if printed := again.String(); printed != text {
		return fmt.Errorf("printed again it differs:\n%s\n%s", text, printed)
	}
	return nil
}

// refuse reads an invalid package, whose error has to have a place.
func refuse(path string) error {
	_, err := wit.Load(path, wit.Options{Features: []string{"active"}})
	if err == nil {
		return errors.New("it is read")
	}
	e, ok := errors.AsType[*wit.Error](err)
	if !ok || e.Pos.File == "" || e.Pos.Line < 1 || e.Pos.Column < 1 {
		return fmt.Errorf("the error has no place: %w", err)
	}
	return nil
}

// TestCorpusFigures counts what of wit-parser's tests/ui, and of wit-component's
// tests/interfaces, is read and refused as it should be, and prints the figures, a line each, then what failed and why.
// An entry that is known not to be read counts as failed.
func TestCorpusFigures(t *testing.T) {
	t.Parallel()
	ui := filepath.Join(corpus(t, "wit-parser-0.263.0"), "tests", "ui")
	for _, suite := range []struct {
		name, dir string
		check     func(string) error
		known     map[string]string
	}{
		{"tests/ui", ui, readAndPrint, unread},
		{"tests/interfaces", interfaces(t), readAndPrint, unread},
		{"tests/interfaces in binary form", interfaces(t), func(path string) error { return readBinary(t, path) }, unread},
		{"tests/ui/parse-fail", filepath.Join(ui, "parse-fail"), refuse, nil},
	} {
		var failed []string
		paths := entries(t, suite.dir)
		for _, path := range paths {
			if err := suite.check(path); err != nil {
				name := filepath.Base(path)
				why, known := suite.known[name]
				require.True(t, known, "%s: %v", path, err)
				failed = append(failed, name+": "+why)
			}
		}
		t.Logf("%s: %d passed, %d failed", suite.name, len(paths)-len(failed), len(failed))
		for _, line := range failed {
			t.Logf("  %s/%s", suite.name, line)
		}
	}
}

// TestCorpusRefuses reads every invalid package of the corpus: each error has a
// place, but where no file is to blame.
func TestCorpusRefuses(t *testing.T) {
	t.Parallel()
	paths := entries(t, filepath.Join(corpus(t, "wit-parser-0.263.0"), "tests", "ui", "parse-fail"))
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			require.NoError(t, refuse(path))
		})
	}
	t.Logf("%d invalid packages of the corpus are refused", len(paths))
}
