// Package committed knows the generated files of this repository.
package committed

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/bindgen"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

const module = "github.com/vivarium-wasm/vivarium"

// folders hold generated files.
var folders = []string{"bindings", "host/bindgen/internal/worlds"}

// worlds are those of folders of host/bindgen/testdata, with fakes for tests
// where tests use them. Each is a package of its name.
var worlds = []struct {
	folder, name string
	fakes        bool
}{
	{"echo", "echo", true},
	{"things", "things", true},
	{"names", "names", true},
	{"greeter", "greeter", true},
	{"keyvalue", "keyvalue", false},
	{"vision", "vision", false},
	{"gpu", "gpu", false},
	{"plugin", "plugin", false},
	{"proxy", "proxy", false},
	{"gates", "gates", false},
	{"fetcher", "fetcher", false},
	{"ledger", "ledger", false},
	{"sharing", "sender", false},
	{"sharing", "receiver", false},
	{"twice", "twice", false},
	{"twice", "thrice", false},
}

// Files are the contents that the generated files should have, by path below the
// root of the repository, with slashes.
func Files(root string) (map[string][]byte, error) {
	out := map[string][]byte{}
	if _, err := os.Stat(filepath.Join(root, "wit", "deps")); err != nil {
		return nil, fmt.Errorf("wit/deps is missing, run `just setup`: %w", err)
	}
	model, err := wit.Load(filepath.Join(root, "wit"), wit.Options{})
	if err != nil {
		return nil, err
	}
	for _, o := range []bindgen.Options{
		{World: "python-runner", Package: "runner"},
		{World: "wasi:io/imports", InterfacesOnly: true},
		{World: "wasi:clocks/imports", InterfacesOnly: true},
		{World: "wasi:random/imports", InterfacesOnly: true},
	} {
		o.Model, o.OmitDocs = model, []string{"wasi"}
		if err := add(out, "bindings", o); err != nil {
			return nil, err
		}
	}
	for _, w := range worlds {
		model, err := wit.Load(filepath.Join(root, "host", "bindgen", "testdata", w.folder), wit.Options{})
		if err != nil {
			return nil, err
		}
		o := bindgen.Options{Model: model, World: w.name, Package: w.name, OmitFakes: !w.fakes}
		if err := add(out, "host/bindgen/internal/worlds", o); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func add(out map[string][]byte, dir string, o bindgen.Options) error {
	o.ImportPath = path.Join(module, dir)
	files, err := bindgen.Generate(o)
	if err != nil {
		return err
	}
	for name, src := range files {
		name = path.Join(dir, name)
		if old, ok := out[name]; ok && !bytes.Equal(old, src) {
			return fmt.Errorf("%s depends on the world that it is generated for", name)
		}
		out[name] = src
	}
	return nil
}

// Stale are the generated files on disk that are not in files.
func Stale(root string, files map[string][]byte) ([]string, error) {
	var stale []string
	for _, dir := range folders {
		err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(dir)), func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") {
				return err
			}
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			name := filepath.ToSlash(rel)
			if files[name] != nil {
				return nil
			}
			src, err := os.ReadFile(p)
			if err == nil && bytes.HasPrefix(src, []byte(bindgen.Header)) {
				stale = append(stale, name)
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	return stale, nil
}
