package main

import (
	"bytes"
	"embed"
	"go/format"
	"os"
	"path/filepath"
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

// packageName is the name of a guest as Go may have it.
func packageName(guest string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' {
			return '_'
		}
		return r
	}, strings.ToLower(guest))
}
