package host

import "github.com/vivarium-wasm/vivarium/host/types"

// Unsatisfied lists the imports of c that neither the host offers nor a
// component that was composed exports, with their types: of an instance that is
// offered in part, what it lacks. Those of composed components that c needs
// follow. Types are not compared: that is for Prepare, which names one import
// that is missing where this names all.
func (l *Linker) Unsatisfied(c *Component) []types.Extern {
	if l.missing != nil {
		return nil
	}
	var out []types.Extern
	needed := make([]bool, len(l.composed))
	// A component draws on those that were composed before it, c on all.
	for at, user := len(l.composed), c; ; user = l.composed[at] {
		for _, im := range user.def.Type.Imports {
			if by, ok := l.composedFor(im, at); ok {
				needed[by] = true
			} else if lacks := l.lacks(im); lacks != nil {
				out = append(out, types.Extern{Name: im.Name, Implements: im.Implements, Type: lacks})
			}
		}
		for at--; at >= 0 && !needed[at]; at-- {
		}
		if at < 0 {
			return out
		}
	}
}

// composedFor is the first of the components composed before one that exports
// what is imported, where the host does not offer it itself.
func (l *Linker) composedFor(im types.Extern, before int) (by int, ok bool) {
	switch im.Type.(type) {
	case *types.Func:
		if l.world.funcs[im.Name] != nil {
			return 0, false
		}
	case *types.Instance:
		if l.offered(im) != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	for i, c := range l.composed[:before] {
		names := make([]string, len(c.def.Type.Exports))
		for n, e := range c.def.Type.Exports {
			names[n] = e.Name
		}
		for _, name := range []string{im.Name, im.Implements} {
			if _, ok := resolve(name, names); ok && name != "" {
				return i, true
			}
		}
	}
	return 0, false
}

// offered is the instance that the host offers for an import, or nil.
func (l *Linker) offered(im types.Extern) *LinkerInstance {
	for _, name := range []string{im.Name, im.Implements} {
		if found, ok := resolve(name, l.Names()); ok && name != "" {
			return l.instances[found]
		}
	}
	return nil
}

// lacks is the part of an import that the host does not offer, or nil.
func (l *Linker) lacks(im types.Extern) types.ExternType {
	t, ok := im.Type.(*types.Instance)
	if !ok {
		return l.world.lacksOne(im)
	}
	n := l.offered(im)
	if n == nil {
		n = &LinkerInstance{}
	}
	return n.lacks(t)
}

func (n *LinkerInstance) lacks(t *types.Instance) types.ExternType {
	var missing []types.Extern
	for _, e := range t.Exports {
		if lacks := n.lacksOne(e); lacks != nil {
			missing = append(missing, types.Extern{Name: e.Name, Type: lacks})
		}
	}
	if missing == nil {
		return nil
	}
	return &types.Instance{Exports: missing}
}

func (n *LinkerInstance) lacksOne(e types.Extern) types.ExternType {
	missing := true
	switch t := e.Type.(type) {
	case *types.Func:
		missing = n.funcs[e.Name] == nil
	case *types.Bound:
		missing = t.Fresh && n.resources[e.Name] == nil
	case *types.CoreModule:
		missing = n.modules[e.Name] == nil
	case *types.Component:
		missing = n.components[e.Name] == nil
	case *types.Instance:
		in := n.instances[e.Name]
		if in == nil {
			in = &LinkerInstance{}
		}
		return in.lacks(t)
	}
	if missing {
		return e.Type
	}
	return nil
}
