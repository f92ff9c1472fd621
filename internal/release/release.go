package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/vivarium-wasm/vivarium/internal/release/notices"
)

// release is what `just release` makes.
type release struct {
	root, out  string
	repository module
	guests     map[string]string // file by name
	products   []notices.Product
}

// prepare collects what everything that is released needs.
func prepare(root, out, version string) (*release, error) {
	repository, err := readRepository(root, version)
	if err != nil {
		return nil, err
	}
	r := &release{root: root, out: out, repository: repository}
	if r.guests, err = guestFiles(root); err != nil {
		return nil, err
	}
	r.products, err = products(root)
	return r, err
}

func (r *release) product(name string) notices.Product {
	for _, p := range r.products {
		if p.Name == name {
			return p
		}
	}
	panic("no product " + name) // products has one for each guest
}

// modules writes a Go module for each guest to go/guests/NAME, and all modules in
// the form of a module proxy to go/proxy.
func (r *release) modules() error {
	proxy := filepath.Join(r.out, "go", "proxy")
	files, err := trackedFiles(r.root)
	if err != nil {
		return err
	}
	if err := publish(proxy, r.repository, r.root, files); err != nil {
		return err
	}
	for name, file := range r.guests {
		component, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		dir := filepath.Join(r.out, "go", "guests", name)
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
		if err := writeGuestModule(dir, r.repository, name, component, []byte(r.product(name).Text())); err != nil {
			return err
		}
		m := r.repository
		m.path += "/guests/" + name
		if err := publish(proxy, m, dir, []string{"go.mod", "guest.go", "README.md", "NOTICES.txt", name + ".wasm"}); err != nil {
			return err
		}
	}
	return nil
}

// archives writes an archive of the command for each platform, with its guests in
// it, and one of the engine's library for programs that link it.
func (r *release) archives(chosen []platform) error {
	work := filepath.Join(r.out, "work")
	path, err := compilers(r.root, filepath.Join(work, "bin"))
	if err != nil {
		return err
	}
	var names []string
	for _, p := range chosen {
		if err := p.buildEngine(r.root, path); err != nil {
			return err
		}
		program := filepath.Join(work, p.system+"-"+p.processor, commandName)
		if err := p.buildCommand(r.root, path, work, r.guests, program); err != nil {
			return err
		}
		entries, err := r.entries(program)
		if err != nil {
			return err
		}
		folder := strings.Join([]string{commandName, r.repository.version, p.system, p.processor}, "-")
		if err := writeArchive(filepath.Join(r.out, folder+".tar.gz"), folder, entries); err != nil {
			return err
		}
		names = append(names, folder+".tar.gz")
	}
	return writeChecksums(r.out, names)
}

// entries are the files of the command's archive.
func (r *release) entries(program string) ([]entry, error) {
	entries := []entry{{name: "NOTICES.txt", data: join(r.products)}}
	for name, file := range map[string]string{
		commandName:    program,
		"README.md":    filepath.Join(r.root, "README.md"),
		"CHANGELOG.md": filepath.Join(r.root, "CHANGELOG.md"),
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{name: name, data: data, executable: name == commandName})
	}
	return entries, nil
}
