package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/internal/release/notices"
)

const (
	commandName = "vivarium"
	// engineName is the module that brings the engine's library, and its product.
	engineName = "engine"
	// inventory is the committed page that lists what is shipped.
	inventory = "THIRD_PARTY.md"
)

// guestFiles are the guests that are released, by name: those that have a
// guest/NAME/notices.toml. They must have been built.
func guestFiles(root string) (map[string]string, error) {
	described, err := filepath.Glob(filepath.Join(root, "guest", "*", "notices.toml"))
	if err != nil {
		return nil, err
	}
	if len(described) == 0 {
		return nil, fmt.Errorf("no guest/NAME/notices.toml in %s: is it the root of the repository?", root)
	}
	files := map[string]string{}
	for _, path := range described {
		name := filepath.Base(filepath.Dir(path))
		files[name] = filepath.Join(root, "build", "guests", name+".wasm")
		if _, err := os.Stat(files[name]); err != nil {
			return nil, fmt.Errorf("guest %s: %w: run `just guest %[1]s`", name, err)
		}
	}
	return files, nil
}

// products collects the notices of the command, of the engine's library and of all
// guests that are released.
func products(root string) ([]notices.Product, error) {
	guests, err := guestFiles(root)
	if err != nil {
		return nil, err
	}
	var all []notices.Product
	command, err := notices.Collect(root, commandName, filepath.Join(root, "cmd", commandName, "notices.toml"))
	if err != nil {
		return nil, err
	}
	engine, err := notices.Collect(root, engineName, filepath.Join(root, "host", "internal", "engine", "lts", "notices.toml"))
	if err != nil {
		return nil, err
	}
	all = append(all, command, engine)
	for _, name := range slices.Sorted(maps.Keys(guests)) {
		guest, err := notices.Collect(root, name, filepath.Join(root, "guest", name, "notices.toml"))
		if err != nil {
			return nil, err
		}
		all = append(all, guest)
	}
	return all, nil
}

// writeNotices writes a file of notices for each product, and the inventory.
func writeNotices(root, dir string, all []notices.Product) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, product := range all {
		if err := os.WriteFile(filepath.Join(dir, product.Name+".txt"), []byte(product.Text()), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(root, inventory), []byte(notices.Inventory(all)), 0o644)
}

// join gives the notices of several products as one text.
func join(all []notices.Product) []byte {
	var texts []string
	for _, product := range all {
		texts = append(texts, product.Text())
	}
	return []byte(strings.Join(texts, "\n"+strings.Repeat("#", 80)+"\n\n"))
}
