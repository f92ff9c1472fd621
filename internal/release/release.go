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

// modules writes a Go module for each guest to go/guests/NAME, one with the
// engine's library for these platforms to go/engine, and all of them and the
// repository's own in the form of a module proxy to go/proxy.
func (r *release) modules(chosen []platform) error {
	files, err := trackedFiles(r.root)
	if err != nil {
		return err
	}
	if err := r.publish("", r.root, files); err != nil {
		return err
	}
	if err := r.engineModule(chosen); err != nil {
		return err
	}
	for name, file := range r.guests {
		component, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		dir, err := r.moduleFolder("guests", name)
		if err != nil {
			return err
		}
		if err := writeGuestModule(dir, r.repository, name, component, []byte(r.product(name).Text())); err != nil {
			return err
		}
		if err := r.publish("/guests/"+name, dir, []string{"go.mod", "guest.go", "README.md", "NOTICES.txt", name + ".wasm"}); err != nil {
			return err
		}
	}
	return nil
}

func (r *release) engineModule(chosen []platform) error {
	path, err := compilers(r.root, filepath.Join(r.out, "work", "bin"))
	if err != nil {
		return err
	}
	libraries := map[platform]string{}
	for _, p := range chosen {
		if err := p.buildEngine(r.root, path); err != nil {
			return err
		}
		libraries[p] = filepath.Join(r.root, ".tools", "engine", p.rust, "libvivarium_engine.a")
	}
	dir, err := r.moduleFolder(engineName)
	if err != nil {
		return err
	}
	digest, err := crateDigest(r.root)
	if err != nil {
		return err
	}
	files, err := writeEngineModule(dir, r.repository, libraries, digest, []byte(r.product(engineName).Text()))
	if err != nil {
		return err
	}
	return r.publish("/"+engineName, dir, files)
}

// moduleFolder gives a folder below go/ that has nothing of an earlier release.
func (r *release) moduleFolder(below ...string) (string, error) {
	dir := filepath.Join(append([]string{r.out, "go"}, below...)...)
	return dir, os.RemoveAll(dir)
}

// publish puts a module of the repository, with the path below it, into the proxy.
func (r *release) publish(below, dir string, files []string) error {
	m := r.repository
	m.path += below
	return publish(filepath.Join(r.out, "go", "proxy"), m, dir, files)
}

// archives writes an archive of the command for each platform, with its guests in it.
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
		if err := p.buildCommand(r.root, path, work, r.repository.version, r.guests, program); err != nil {
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
