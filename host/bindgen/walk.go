package bindgen

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// parts are the types that t is made of directly, through a name too.
func parts(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case *wit.TypeDef:
		return defParts(t.Def)
	case *wit.List:
		return []wit.Type{t.Elem}
	case *wit.Map:
		return []wit.Type{t.Key, t.Value}
	case *wit.Tuple:
		return t.Elems
	case *wit.Option:
		return []wit.Type{t.Elem}
	case *wit.Result:
		return present(t.OK, t.Err)
	case *wit.Stream:
		return present(t.Elem)
	case *wit.Future:
		return present(t.Elem)
	}
	return nil
}

func defParts(d wit.Def) []wit.Type {
	var fields []wit.Field
	switch d := d.(type) {
	case *wit.Alias:
		return []wit.Type{d.Type}
	case *wit.Record:
		fields = d.Fields
	case *wit.Variant:
		fields = d.Cases
	}
	var out []wit.Type
	for _, f := range fields {
		out = append(out, present(f.Type)...)
	}
	return out
}

func present(ts ...wit.Type) []wit.Type {
	var out []wit.Type
	for _, t := range ts {
		if t != nil {
			out = append(out, t)
		}
	}
	return out
}

// any tells whether is holds of t or of a type in it; each named type is looked
// at once.
func anyType(t wit.Type, seen map[*wit.TypeDef]bool, is func(wit.Type) bool) bool {
	if d, ok := t.(*wit.TypeDef); ok {
		if seen[d] {
			return false
		}
		seen[d] = true
	}
	if is(t) {
		return true
	}
	for _, p := range parts(t) {
		if anyType(p, seen, is) {
			return true
		}
	}
	return false
}

// asyncType names the first type in t that only asynchronous code can use.
func asyncType(t wit.Type, seen map[*wit.TypeDef]bool) (what string) {
	anyType(t, seen, func(t wit.Type) bool {
		switch t := t.(type) {
		case *wit.Stream:
			what = "a stream"
		case *wit.Future:
			what = "a future"
		case wit.Primitive:
			if t == errorContext {
				what = "an error-context"
			}
		}
		return what != ""
	})
	return what
}

// resourceOf is the resource that a handle, or the definition of a resource, is of.
func resourceOf(t wit.Type) *wit.TypeDef {
	switch t := t.(type) {
	case *wit.Own:
		return t.Resource.Root()
	case *wit.Borrow:
		return t.Resource.Root()
	case *wit.TypeDef:
		if _, ok := t.Def.(*wit.Resource); ok {
			return t
		}
	}
	return nil
}

// ownerOf is whose resources values of t are or hold, seen from a side: hostSide
// where none is the component's; the export itself, where it has resources under a
// name of its own; else byID, for those of interfaces that are exported as what
// they are. Functions of the world itself have the resources of imports.
func (p *plan) ownerOf(t wit.Type, s side) side {
	owner := hostSide
	if s == hostSide || s != p.byID && s.Interface == nil {
		return owner
	}
	anyType(t, map[*wit.TypeDef]bool{}, func(t wit.Type) bool {
		r := resourceOf(t)
		switch {
		case r == nil || r.Interface == nil:
		case s.Name != "" && r.Interface == s.Interface:
			owner = s
		case p.exported[r.Interface] && owner == hostSide:
			owner = p.byID
		}
		return owner == s
	})
	return owner
}

// guestAlone tells types of exports that imports need no form of: they hold
// resources, and every function that has them has those of the component.
func (p *plan) guestAlone(t *wit.TypeDef) bool {
	if p.hostUsed == nil {
		p.hostUsed = map[*wit.TypeDef]bool{}
		for _, item := range slices.Concat(p.imports, p.exports) {
			s := side(item)
			if slices.Contains(p.imports, item) {
				s = hostSide
			}
			walk := typeWalk{found: func(d *wit.TypeDef) {
				p.hostUsed[d] = p.hostUsed[d] || p.ownerOf(d, s) == hostSide
			}}
			walk.functions(itemFuncs(item))
		}
	}
	if p.hostUsed[t] {
		return false
	}
	return anyType(t, map[*wit.TypeDef]bool{}, func(t wit.Type) bool {
		r := resourceOf(t)
		return r != nil && r.Interface != nil && slices.ContainsFunc(p.exports, func(item *wit.WorldItem) bool {
			return item.Interface == r.Interface
		})
	})
}

// ownsHost tells whether values of t, seen from a side, own resources that the
// host implements.
func (p *plan) ownsHost(t wit.Type, s side) bool {
	return t != nil && anyType(t, map[*wit.TypeDef]bool{}, func(t wit.Type) bool {
		own, ok := t.(*wit.Own)
		return ok && p.named(own.Resource.Root(), s).key.owner == hostSide
	})
}

// itemFuncs are the functions of an import or export.
func itemFuncs(item *wit.WorldItem) []*wit.Func {
	switch {
	case item.Interface != nil:
		return allFuncs(item.Interface)
	case item.Func != nil:
		return []*wit.Func{item.Func}
	}
	if r, ok := item.Type.Def.(*wit.Resource); ok {
		return r.Funcs
	}
	return nil
}

// definition follows uses to where a type is declared.
func definition(t *wit.TypeDef) *wit.TypeDef {
	for t.Used != nil {
		t = t.Used
	}
	return t
}

// errorTypes are the types that functions of their own WIT package have as the
// error of their result.
func errorTypes(w *wit.World) map[*wit.TypeDef]bool {
	out := map[*wit.TypeDef]bool{}
	note := func(pkg *wit.Package, f *wit.Func) {
		r := topResult(f)
		if r == nil {
			return
		}
		d, ok := r.Err.(*wit.TypeDef)
		if !ok {
			return
		}
		d = d.Root()
		switch d.Def.(type) {
		case *wit.Record, *wit.Variant, *wit.Enum, *wit.Flags:
			if owner(d) == pkg {
				out[d] = true
			}
		}
	}
	seen := map[*wit.Package]bool{}
	scan := func(pkg *wit.Package) {
		if seen[pkg] {
			return
		}
		seen[pkg] = true
		for _, i := range pkg.Interfaces {
			for _, f := range allFuncs(i) {
				note(pkg, f)
			}
		}
		for _, world := range pkg.Worlds {
			for _, item := range append(append([]*wit.WorldItem{}, world.Imports...), world.Exports...) {
				if item.Func != nil {
					note(pkg, item.Func)
				}
				if item.Interface != nil && item.Interface.Inline {
					for _, f := range allFuncs(item.Interface) {
						note(pkg, f)
					}
				}
			}
		}
	}
	scan(w.Package)
	for _, items := range [][]*wit.WorldItem{w.Imports, w.Exports} {
		for _, item := range items {
			if item.Interface != nil {
				scan(item.Interface.Package)
			}
		}
	}
	return out
}

func owner(t *wit.TypeDef) *wit.Package {
	if t.Interface != nil {
		return t.Interface.Package
	}
	return t.World.Package
}

// topResult is the result type of a function that gives a value or an error.
func topResult(f *wit.Func) *wit.Result {
	t := f.Result
	for {
		switch r := t.(type) {
		case *wit.Result:
			return r
		case *wit.TypeDef:
			a, ok := r.Def.(*wit.Alias)
			if !ok {
				return nil
			}
			t = a.Type
		default:
			return nil
		}
	}
}
