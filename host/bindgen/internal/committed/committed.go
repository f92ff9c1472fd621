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

// folders hold generated files; every Go file in them is one.
var folders = []string{"bindings", "host/bindgen/internal/worlds"}

// TestWorlds are the worlds of host/bindgen/testdata whose packages tests run.
var TestWorlds = []string{"echo", "things"}

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
	for _, name := range TestWorlds {
		model, err := wit.Load(filepath.Join(root, "host", "bindgen", "testdata", name), wit.Options{})
		if err != nil {
			return nil, err
		}
		if err := add(out, "host/bindgen/internal/worlds", bindgen.Options{Model: model, Package: name}); err != nil {
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

// Stale are the Go files in the folders of generated ones that are not in files.
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
			if name := filepath.ToSlash(rel); files[name] == nil {
				stale = append(stale, name)
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	return stale, nil
}
