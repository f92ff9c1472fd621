// Command generate rewrites the generated files of this repository. Run it from
// the root: go run ./host/bindgen/internal/generate
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/committed"
)

func main() {
	if err := generate("."); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(root string) error {
	files, err := committed.Files(root)
	if err != nil {
		return err
	}
	stale, err := committed.Stale(root, files)
	if err != nil {
		return err
	}
	for _, name := range stale {
		if err := os.Remove(filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	for name, src := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, src, 0o644); err != nil {
			return err
		}
	}
	return nil
}
