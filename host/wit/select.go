package wit

import (
	"fmt"
	"strings"
)

// World finds a world: by its name in the main package, by its full name
// ("wasi:http/proxy@0.2.12", the version may be left out where one fits), or, for
// an empty name, the only one of the main package (WIT.md, "Specifying a World").
func (m *Model) World(name string) (*World, error) {
	if name == "" {
		switch len(m.Main.Worlds) {
		case 0:
			return nil, fmt.Errorf("wit: package %s has no world", m.Main.Name)
		case 1:
			return m.Main.Worlds[0], nil
		}
		return nil, fmt.Errorf("wit: package %s has several worlds, name one: %s", m.Main.Name, worldNames(m.Main))
	}
	pkgName, world, full := strings.Cut(name, "/")
	if !full {
		for _, w := range m.Main.Worlds {
			if w.Name == name {
				return w, nil
			}
		}
		return nil, fmt.Errorf("wit: package %s has no world %q, it has: %s", m.Main.Name, name, worldNames(m.Main))
	}
	world, version, _ := strings.Cut(world, "@")
	var found *World
	for _, p := range m.Packages {
		if p.Name.Namespace+":"+p.Name.Name != pkgName || version != "" && p.Name.Version != version {
			continue
		}
		for _, w := range p.Worlds {
			if w.Name != world {
				continue
			}
			if found != nil {
				return nil, fmt.Errorf("wit: world %q is in package %s and in %s: add a version", name, found.Package.Name, p.Name)
			}
			found = w
		}
	}
	if found == nil {
		return nil, fmt.Errorf("wit: there is no world %q", name)
	}
	return found, nil
}

func worldNames(p *Package) string {
	names := make([]string, len(p.Worlds))
	for i, w := range p.Worlds {
		names[i] = w.Name
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
