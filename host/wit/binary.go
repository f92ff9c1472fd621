package wit

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// FromBinary makes a model of a WebAssembly binary, which is one of three things:
//
//   - A WIT package in its binary form (WIT.md, "Package Format"). The model has its
//     documentation and gates.
//   - A core module that carries its world in a custom section, as compilers write
//     it for `wasm-tools component new`. The model is that of the world.
//   - Any other component. The model is that of FromComponent, which takes name.
func FromBinary(binary []byte, name string) (*Model, error) {
	embedded, found, err := embeddedPackage(binary)
	if err != nil {
		return nil, err
	}
	if found {
		binary = embedded
	}
	c, err := component.Parse(binary)
	if err != nil {
		return nil, err
	}
	if !isPackage(c.Type) {
		return FromComponent(c.Type, name)
	}
	m, err := fromPackage(c.Type)
	if err != nil {
		return nil, err
	}
	for _, s := range c.Customs {
		if s.Name != "package-docs" {
			continue
		}
		if err := m.addDocs(s.Data); err != nil {
			return nil, fmt.Errorf("wit: section package-docs: %w", err)
		}
	}
	return m, nil
}

// isPackage tells whether a component is a WIT package: it exports types of
// components and nothing else, and imports nothing.
func isPackage(c *types.Component) bool {
	for _, e := range c.Exports {
		b, ok := e.Type.(*types.Bound)
		if !ok {
			return false
		}
		if _, ok := b.Extern.(*types.Component); !ok {
			return false
		}
	}
	return len(c.Imports) == 0 && len(c.Exports) > 0
}

// fromPackage makes the model of a WIT package. Each export is the type of a
// component, which exports one interface or world by its full name and imports
// the interfaces that this uses.
func fromPackage(c *types.Component) (*Model, error) {
	f := newFromComponent()
	var main *Package
	var own []*Interface
	for _, e := range c.Exports {
		part := e.Type.(*types.Bound).Extern.(*types.Component)
		if len(part.Exports) != 1 {
			return nil, fmt.Errorf("wit: %s of a package has %d exports, but must have one: an interface or a world", e.Name, len(part.Exports))
		}
		item := part.Exports[0]
		id, ok := parseInterfaceName(item.FullName())
		if !ok {
			return nil, fmt.Errorf("wit: %s of a package is called %q, which is not a full name", e.Name, item.Name)
		}
		if main == nil {
			main = f.pkg(id.pkg)
		} else if main.Name != id.pkg {
			return nil, fmt.Errorf("wit: a package has parts of %s and of %s", main.Name, id.pkg)
		}
		scratch := &World{Name: id.name, Package: main}
		f.begin()
		for _, dep := range part.Imports {
			if err := f.place(scratch, false, dep); err != nil {
				return nil, fmt.Errorf("wit: %s: %w", item.Name, err)
			}
		}
		switch t := item.Type.(type) {
		case *types.Instance:
			if err := f.place(scratch, false, item); err != nil {
				return nil, fmt.Errorf("wit: %w", err)
			}
			own = append(own, f.ifaces[item.FullName()])
		case *types.Component:
			w := &World{Name: id.name, Package: main}
			if err := f.world(w, t); err != nil {
				return nil, err
			}
			main.Worlds = append(main.Worlds, w)
		default:
			return nil, fmt.Errorf("wit: %s of a package is a %s", item.Name, t.Kind())
		}
	}
	// Others of the package may use an interface before its own export.
	main.Interfaces = own
	return f.model(main), nil
}

// embeddedPackage finds the package that a core module carries in a custom
// section called component-type, or a name that begins so. found is false where there
// is none, or it is no core module.
func embeddedPackage(binary []byte) (pkg []byte, found bool, err error) {
	if !bytes.HasPrefix(binary, []byte(wasm.Preamble)) {
		return nil, false, nil
	}
	module, err := wasm.ReadOutline(binary)
	if err != nil {
		return nil, false, fmt.Errorf("wit: %w", err)
	}
	for name, data := range module.Customs() {
		if strings.HasPrefix(name, "component-type") {
			return data, true, nil
		}
	}
	return nil, false, nil
}
