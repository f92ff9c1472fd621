package wit

import "github.com/vivarium-wasm/vivarium/host/types"

// Component is the type of a component of this world: every import and export
// with names and types as the binary has them. Resources are fresh, and the same
// where the world says so: an interface that uses a resource of another one, and
// an export that uses one of an import.
func (w *World) Component() *types.Component {
	b := &componentBuilder{imports: resources{}, exports: resources{}}
	b.imported = typesOf(b.imports)
	b.exported = typesOf(b.exports, b.imports)
	out := &types.Component{}
	for _, item := range w.Imports {
		out.Imports = append(out.Imports, b.extern(item, false))
		if item.Type == nil {
			continue
		}
		if r, ok := item.Type.Def.(*Resource); ok {
			for _, f := range r.Funcs {
				out.Imports = append(out.Imports, types.Extern{Name: f.ID(), Type: b.imported.Func(f)})
			}
		}
	}
	for _, item := range w.Exports {
		out.Exports = append(out.Exports, b.extern(item, true))
	}
	return out
}

// resources gives the resource of each definition.
type resources map[*TypeDef]*types.Resource

type componentBuilder struct {
	imports, exports resources
	// imported gives types of what is imported and of the world itself, exported
	// those of interfaces that are exported.
	imported, exported *Types
}

func (b *componentBuilder) extern(item *WorldItem, export bool) types.Extern {
	out := types.Extern{Name: item.ID()}
	to, own := b.imported, b.imports
	if export && item.Interface != nil {
		to, own = b.exported, b.exports
	}
	switch {
	case item.Func != nil:
		out.Type = to.Func(item.Func)
	case item.Type != nil:
		if _, ok := item.Type.Def.(*Resource); ok {
			b.imports[item.Type] = &types.Resource{Name: item.Type.Name}
		}
		out.Type = bound(to, item.Type)
	default:
		if item.Name != "" {
			// A resource of an interface under a plain name is one of its own.
			others := []resources{own, b.imports}
			own = resources{}
			to = typesOf(append([]resources{own}, others...)...)
			if !item.Interface.Inline {
				out.Implements = item.Interface.ID()
			}
		}
		for _, t := range item.Interface.Types {
			if _, ok := t.Def.(*Resource); ok {
				own[t] = &types.Resource{Name: t.Name}
			}
		}
		out.Type = instance(to, item.Interface)
	}
	return out
}

// typesOf resolves resources by the first scope that has them.
func typesOf(scopes ...resources) *Types {
	return &Types{Resource: func(t *TypeDef) *types.Resource {
		for _, s := range scopes {
			if r := s[t]; r != nil {
				return r
			}
		}
		return nil
	}}
}

func instance(c *Types, i *Interface) *types.Instance {
	out := &types.Instance{}
	for _, t := range i.Types {
		out.Exports = append(out.Exports, types.Extern{Name: t.Name, Type: bound(c, t)})
	}
	add := func(f *Func) {
		out.Exports = append(out.Exports, types.Extern{Name: f.ID(), Type: c.Func(f)})
	}
	for _, t := range i.Types {
		if r, ok := t.Def.(*Resource); ok {
			for _, f := range r.Funcs {
				add(f)
			}
		}
	}
	for _, f := range i.Funcs {
		add(f)
	}
	return out
}

func bound(c *Types, t *TypeDef) *types.Bound {
	root := t.Root()
	if _, ok := root.Def.(*Resource); ok {
		return &types.Bound{Resource: c.Resource(root), Fresh: t == root}
	}
	return &types.Bound{Type: c.Type(t)}
}
