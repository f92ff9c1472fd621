package notices

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// goModules gives the modules of others that a Go program links, built with these
// tags for each of the platforms ("linux/amd64"), and Go's own library.
func goModules(root, program, tags string, platforms []string) ([]Part, error) {
	goroot, err := output(exec.Command("go", "env", "GOROOT"))
	if err != nil {
		return nil, err
	}
	library, err := modulePart("Go's standard library and runtime", "", strings.TrimSpace(string(goroot)))
	if err != nil {
		return nil, err
	}
	library.Kind = "library"
	parts := []Part{library}
	for _, platform := range platforms {
		system, processor, _ := strings.Cut(platform, "/")
		list := exec.Command("go", "list", "-deps", "-tags", tags, "-json=Module", program)
		list.Dir = root
		list.Env = append(list.Environ(), "GOFLAGS=", "CGO_ENABLED=1", "GOOS="+system, "GOARCH="+processor)
		out, err := output(list)
		if err != nil {
			return nil, err
		}
		decoder := json.NewDecoder(bytes.NewReader(out))
		for {
			var listed struct {
				Module *struct {
					Path, Version, Dir string
					Main               bool
				}
			}
			if err := decoder.Decode(&listed); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("go list %s: %w", program, err)
			}
			m := listed.Module
			if m == nil || m.Main {
				continue
			}
			part, err := modulePart(m.Path, m.Version, m.Dir)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
	}
	return sorted(parts), nil
}

// modulePart reads the texts of a module. Its licence is what they are.
func modulePart(path, version, dir string) (Part, error) {
	texts, err := licenseTexts(dir)
	if err != nil {
		return Part{}, fmt.Errorf("module %s: %w", path, err)
	}
	return Part{Kind: "Go module", Name: path, Version: version, License: strings.Join(identify(texts), " AND "), Texts: texts}, nil
}
