package link

import (
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// answer is the definition that satisfies an import, or an export of an imported
// instance. At most one field is set: none is set for the name of a type that is not a
// resource, which needs no definition.
type answer struct {
	function  *Func
	resource  *Resource
	module    *plan.Module
	component *plan.ComponentDef
	// exports are the answers for the exports of an instance, in the order of its type.
	exports []answer
	// composed is an export of the composed component of number by.
	composed *types.Extern
	by       int
}

// part is a component whose imports are resolved.
type part struct {
	imports []types.Extern
	answers []answer // in the order of imports
	within  string   // stands before the place in errors
}

// resolution has the answers to the imports of a component and of the composed
// components that it needs, and a list of those that are missing.
type resolution struct {
	*World
	// parts are the composed components by their number, nil for one that is not needed.
	// The component itself is the last.
	parts []*part
	// missing are the imports that nothing satisfies. Of an instance that is offered in
	// part they name the missing exports.
	missing []types.Extern
	// first is the error of the first of them, nil where there is none.
	first *Error
	// bound has the resources that were found, by the type that a component imports.
	bound map[*types.Resource]*Resource
}

// resolve finds what satisfies the imports of a component.
func (w *World) resolve(c *types.Component) *resolution {
	r := &resolution{World: w, parts: make([]*part, len(w.Composed)+1), bound: map[*types.Resource]*Resource{}}
	r.parts[len(w.Composed)] = &part{imports: c.Imports}
	// A composed component needs none but those before it.
	for at := len(w.Composed); at >= 0; at-- {
		p := r.parts[at]
		if p == nil {
			continue
		}
		for _, im := range p.imports {
			a, lacks := r.answer(im, at, p.within+"import "+im.Name)
			p.answers = append(p.answers, a)
			if lacks != nil {
				r.missing = append(r.missing, types.Extern{Name: im.Name, Implements: im.Implements, Type: lacks})
			}
		}
	}
	return r
}

// answer answers an import of part at. lacks is the part of its type that nothing
// satisfies, or nil.
func (r *resolution) answer(im types.Extern, at int, where string) (a answer, lacks types.ExternType) {
	s := r.source(im, at)
	if s.export != nil {
		if r.parts[s.by] == nil {
			r.parts[s.by] = &part{imports: r.Composed[s.by].Def.Type.Imports, within: where + ": "}
		}
		return answer{composed: s.export, by: s.by}, nil
	}
	if t, ok := im.Type.(*types.Instance); ok {
		return r.instance(&r.Top, s.host, im.Name, t, im.Name, where)
	}
	return r.export(&r.Top, im, "", where)
}

// instance answers for an imported instance. in is the instance that of offers under
// the name, or nil. The functions of the instance are known by path.
func (r *resolution) instance(of, in *Instance, name string, t *types.Instance, path, where string) (answer, types.ExternType) {
	if in == nil {
		err := of.lacks(name, "instance", where)
		if !err.Missing {
			return r.lack(err, t)
		}
		if r.Unknown == nil && !typesOnly(t) {
			r.note(err)
		}
		in = &Instance{}
	}
	a := answer{exports: make([]answer, len(t.Exports))}
	var missing []types.Extern
	for i, e := range t.Exports {
		var lacks types.ExternType
		if a.exports[i], lacks = r.export(in, e, path, inside(where, e)); lacks != nil {
			missing = append(missing, types.Extern{Name: e.Name, Type: lacks})
		}
	}
	if missing == nil {
		return a, nil
	}
	return a, &types.Instance{Exports: missing}
}

// export answers for one export of the imported instance n, which is known by path.
// where is its place in errors.
func (r *resolution) export(n *Instance, e types.Extern, path, where string) (answer, types.ExternType) {
	kind := ""
	switch t := e.Type.(type) {
	case *types.Instance:
		return r.instance(n, n.Instances[e.Name], e.Name, t, join(path, e.Name), where)
	case *types.Bound:
		return r.boundType(n, e.Name, t, where)
	case *types.Func:
		kind = "function"
		f := n.Funcs[e.Name]
		if f == nil && r.Unknown != nil {
			f = r.Unknown(path, e.Name)
		}
		if f != nil {
			return answer{function: f}, nil
		}
	case *types.CoreModule:
		kind = "core module"
		if m := n.Modules[e.Name]; m != nil {
			return answer{module: m}, nil
		}
	case *types.Component:
		kind = "component"
		if c := n.Components[e.Name]; c != nil {
			return answer{component: c}, nil
		}
	}
	return r.lack(n.lacks(e.Name, kind, where), e.Type)
}

// boundType answers for the import of a type: only resources matter.
func (r *resolution) boundType(n *Instance, name string, t *types.Bound, where string) (answer, types.ExternType) {
	if t.Resource == nil {
		return answer{}, nil
	}
	offered := n.Resources[name]
	switch {
	case offered != nil:
	case !t.Fresh && r.bound[t.Resource] != nil: // another name of one that was found under its first
		offered = r.bound[t.Resource]
	case r.Unknown != nil:
		offered = &Resource{Type: &types.Resource{Name: name}}
	default:
		// A missing resource is reported once: its other names count as found.
		r.bound[t.Resource] = &Resource{}
		return r.lack(n.lacks(name, "resource", where), t)
	}
	r.bound[t.Resource] = offered
	return answer{resource: offered}, nil
}

// lack is the answer for something that is missing, or is of another kind.
func (r *resolution) lack(err *Error, t types.ExternType) (answer, types.ExternType) {
	r.note(err)
	return answer{}, t
}

func (r *resolution) note(err *Error) {
	if r.first == nil {
		r.first = err
	}
}

// join gives the path of an instance within another one.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "#" + name
}

// inside gives the place in errors of an export of an instance.
func inside(where string, e types.Extern) string {
	word := e.Type.Kind()
	switch t := e.Type.(type) {
	case *types.Func:
		word = "function"
	case *types.Bound:
		if t.Resource != nil {
			word = "resource"
		}
	}
	return where + ": " + word + " " + e.Name
}
