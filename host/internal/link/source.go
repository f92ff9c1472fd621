package link

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// source is what satisfies an import: the host or a component that was composed.
type source struct {
	// host is the instance that the host offers for an import of one. Other things the
	// host offers in World.Top.
	host *Instance
	// export is what the composed component of number by exports for the import.
	export *types.Extern
	by     int
}

// source finds what satisfies an import. The host comes before the components that
// were composed, of which those before a number are looked at.
func (w *World) source(im types.Extern, before int) source {
	switch im.Type.(type) {
	case *types.Instance:
		if name, ok := resolveImport(im, w.Top.names()); ok {
			return source{host: w.Top.Instances[name]}
		}
	case *types.Func:
		if w.Top.Funcs[im.Name] != nil {
			return source{}
		}
	default:
		return source{} // components offer instances and functions
	}
	for by, c := range w.Composed[:before] {
		exports := c.Def.Type.Exports
		names := make([]string, len(exports))
		for i, e := range exports {
			names[i] = e.Name
		}
		if name, ok := resolveImport(im, names); ok {
			return source{export: &exports[slices.Index(names, name)], by: by}
		}
	}
	return source{}
}

// resolveImport finds what an import may be satisfied by: its own name, or else
// the interface that it implements.
func resolveImport(im types.Extern, names []string) (string, bool) {
	name, ok := Resolve(im.Name, names)
	if !ok && im.Implements != "" {
		return Resolve(im.Implements, names)
	}
	return name, ok
}

// typesOnly says whether an instance has nothing but names for types, which need not be
// offered.
func typesOnly(t *types.Instance) bool {
	for _, e := range t.Exports {
		if b, ok := e.Type.(*types.Bound); !ok || b.Fresh {
			return false
		}
	}
	return true
}
