package main

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"go/format"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

//go:embed module/*.tmpl
var templates embed.FS

var guestModule = template.Must(template.ParseFS(templates, "module/*.tmpl"))

// writeGuestModule writes the Go module that carries a guest into a folder, which
// is what stands at guests/NAME of the repository under the tag guests/NAME/VERSION.
func writeGuestModule(dir string, repository module, guest string, component, notices []byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := map[string][]byte{guest + ".wasm": component, "NOTICES.txt": notices}
	for _, name := range []string{"go.mod", "guest.go", "README.md"} {
		var b bytes.Buffer
		err := guestModule.ExecuteTemplate(&b, name+".tmpl", map[string]string{
			"Module": repository.path, "Go": repository.goVersion, "Version": repository.version,
			"Guest": guest, "Package": packageName(guest),
		})
		if err != nil {
			return err
		}
		files[name] = b.Bytes()
	}
	source, err := format.Source(files["guest.go"])
	if err != nil {
		return err
	}
	files["guest.go"] = source
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// crateDigest names the engine's library by the crate that it is built from. Package
// host/internal/engine compares it with its own, so it is made in the same way there.
func crateDigest(root string) (string, error) {
	h := sha256.New()
	for _, name := range []string{"Cargo.toml", "Cargo.lock", "lib.rs"} {
		data, err := os.ReadFile(filepath.Join(root, "host", "internal", "engine", "lts", name))
		if err != nil {
			return "", err
		}
		h.Write(data)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// writeEngineModule writes the Go module that brings the engine's library for these
// platforms, and gives the names of its files. digest is that of the crate.
func writeEngineModule(dir string, repository module, libraries map[platform]string, digest string, notices []byte) ([]string, error) {
	files := map[string][]byte{"NOTICES.txt": notices}
	values := map[string]string{"Module": repository.path, "Go": repository.goVersion}
	for _, name := range []string{"go.mod", "engine.go", "README.md"} {
		var b bytes.Buffer
		if err := guestModule.ExecuteTemplate(&b, "engine_"+name+".tmpl", values); err != nil {
			return nil, err
		}
		files[name] = b.Bytes()
	}
	for p, library := range libraries {
		folder := p.system + "_" + p.processor
		data, err := os.ReadFile(library)
		if err != nil {
			return nil, err
		}
		files[folder+"/"+filepath.Base(library)] = data
		files["link_"+folder+".go"] = []byte("//go:build vivarium_lts\n\npackage engine\n\n" +
			"// #cgo LDFLAGS: -L${SRCDIR}/" + folder + "\n" +
			"// const char vivarium_engine_module[] = \"" + digest + "\";\n" +
			"import \"C\"\n")
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// packageName is the name of a guest as Go may have it.
func packageName(guest string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' {
			return '_'
		}
		return r
	}, strings.ToLower(guest))
}
