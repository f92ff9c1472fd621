package bindgen

import (
	"cmp"
	"slices"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// reach finds the types that functions of a world use, in the order of their use:
// a component says no more than that of the WIT it was made from, so bindings are
// the same from both. Other names of primitive types and of resources, which a
// component replaces by what they stand for, do not count.
type reach struct {
	// own are the types of an interface that its own functions use, rest are
	// those that only other functions of the world do.
	own, rest map[*wit.Interface][]*wit.TypeDef
	// world are the types of the world itself.
	world []*wit.TypeDef
	// has holds every type that is in one of these.
	has map[*wit.TypeDef]bool
	// used are the interfaces that others take types from.
	used map[*wit.Interface]bool
}

// reached follows every function of a world. With all set, the types that none
// uses count as well, as they always do in interfaces of other WIT packages.
func reached(w *wit.World, all bool) *reach {
	r := &reach{
		own: map[*wit.Interface][]*wit.TypeDef{}, rest: map[*wit.Interface][]*wit.TypeDef{},
		used: map[*wit.Interface]bool{}, has: map[*wit.TypeDef]bool{},
	}
	ifaces, funcs := contents(w)
	// The types that an interface's own functions use come first, in an order that does
	// not depend on the world.
	for _, i := range ifaces {
		walk := typeWalk{found: func(d *wit.TypeDef) {
			if d.Interface == i {
				r.own[i] = append(r.own[i], d)
				r.has[d] = true
			} else if d.Interface != nil {
				r.used[d.Interface] = true
			}
		}}
		walk.functions(allFuncs(i))
	}
	walk := typeWalk{found: func(d *wit.TypeDef) {
		if d.Interface != nil {
			r.used[d.Interface] = true
		}
	}}
	walk.functions(funcs)
	walk = typeWalk{found: r.place}
	walk.functions(funcs)
	slices.SortStableFunc(ifaces, r.compare)
	for _, i := range ifaces {
		walk.functions(allFuncs(i))
	}
	// Packages of their own are complete, whatever the world uses of them: other
	// worlds may use them too.
	for _, i := range ifaces {
		if all || i.Package != w.Package {
			for _, t := range i.Types {
				walk.typ(t)
			}
		}
	}
	for i, list := range r.rest {
		if i.Package != w.Package {
			slices.SortFunc(list, func(a, b *wit.TypeDef) int { return cmp.Compare(a.Name, b.Name) })
		}
	}
	return r
}

// contents are the interfaces of a world, each once, and its own functions.
func contents(w *wit.World) (ifaces []*wit.Interface, funcs []*wit.Func) {
	for _, items := range [][]*wit.WorldItem{w.Imports, w.Exports} {
		for _, item := range items {
			if item.Interface != nil && !slices.Contains(ifaces, item.Interface) {
				ifaces = append(ifaces, item.Interface)
			}
			if item.Func != nil {
				funcs = append(funcs, item.Func)
			}
			if item.Type == nil {
				continue
			}
			if res, ok := item.Type.Def.(*wit.Resource); ok {
				funcs = append(funcs, res.Funcs...)
			}
		}
	}
	return ifaces, funcs
}

func (r *reach) place(d *wit.TypeDef) {
	if r.has[d] {
		return
	}
	r.has[d] = true
	if i := d.Interface; i != nil {
		r.rest[i] = append(r.rest[i], d)
	} else {
		r.world = append(r.world, d)
	}
}

// typeWalk finds definitions, each once and before what it is made of.
type typeWalk struct {
	found func(*wit.TypeDef)
	seen  map[*wit.TypeDef]bool
}

func (w *typeWalk) functions(fs []*wit.Func) {
	for _, f := range fs {
		if f.Resource != nil {
			w.typ(f.Resource)
		}
		for _, t := range funcTypes(f) {
			w.typ(t)
		}
	}
}

func (w *typeWalk) typ(t wit.Type) {
	switch t := t.(type) {
	case *wit.Own:
		w.typ(t.Resource.Root())
	case *wit.Borrow:
		w.typ(t.Resource.Root())
	case *wit.TypeDef:
		d := definition(t)
		if w.seen[d] {
			return
		}
		if w.seen == nil {
			w.seen = map[*wit.TypeDef]bool{}
		}
		w.seen[d] = true
		if !isOtherName(d) {
			w.found(d)
		}
		w.parts(d)
	default:
		w.parts(t)
	}
}

func (w *typeWalk) parts(t wit.Type) {
	for _, p := range parts(t) {
		w.typ(p)
	}
}

// isOtherName tells another name of a primitive type or of a resource.
func isOtherName(t *wit.TypeDef) bool {
	if _, ok := t.Def.(*wit.Alias); !ok {
		return false
	}
	switch t := plain(t).(type) {
	case wit.Primitive:
		return true
	case *wit.TypeDef:
		_, ok := t.Def.(*wit.Resource)
		return ok
	}
	return false
}

// types are those of an interface that bindings have.
func (r *reach) types(i *wit.Interface) []*wit.TypeDef {
	return append(slices.Clip(r.own[i]), r.rest[i]...)
}

// empty tells an interface of which nothing is used.
func (r *reach) empty(i *wit.Interface) bool {
	return len(r.own[i]) == 0 && len(r.rest[i]) == 0 && len(allFuncs(i)) == 0
}

// imports are the items that bindings are for: interfaces that others use first,
// then other interfaces as the world lists them, functions, and types.
func (r *reach) imports(w *wit.World) []*wit.WorldItem {
	var used, ifaces, funcs, named []*wit.WorldItem
	for _, item := range w.Imports {
		switch {
		case item.Func != nil:
			funcs = append(funcs, item)
		case item.Type != nil:
			if r.has[item.Type] && item.Type.Interface == nil {
				named = append(named, item)
			}
		case r.empty(item.Interface):
		case r.used[item.Interface] && item.Name == "":
			used = append(used, item)
		default:
			ifaces = append(ifaces, item)
		}
	}
	slices.SortStableFunc(used, func(a, b *wit.WorldItem) int { return r.compare(a.Interface, b.Interface) })
	place := map[*wit.TypeDef]int{}
	for n, t := range r.world {
		place[t] = n
	}
	slices.SortStableFunc(named, func(a, b *wit.WorldItem) int { return cmp.Compare(place[a.Type], place[b.Type]) })
	return slices.Concat(used, ifaces, funcs, named)
}

// compare orders interfaces: those that others use first, by name. Components
// have them in an order of their own.
func (r *reach) compare(a, b *wit.Interface) int {
	switch {
	case r.used[a] && r.used[b]:
		return cmp.Compare(a.ID(), b.ID())
	case r.used[a]:
		return -1
	case r.used[b]:
		return 1
	}
	return 0
}

// exports are the world's as components have them: functions first, interfaces
// after those that they use.
func (r *reach) exports(w *wit.World) []*wit.WorldItem {
	listed := slices.Clone(w.Exports)
	slices.SortStableFunc(listed, func(a, b *wit.WorldItem) int {
		return cmp.Compare(exportRank(a), exportRank(b))
	})
	var out []*wit.WorldItem
	var place func(item *wit.WorldItem)
	place = func(item *wit.WorldItem) {
		if slices.Contains(out, item) {
			return
		}
		if item.Interface != nil {
			for _, t := range item.Interface.Types {
				for _, other := range listed {
					if t.Used != nil && other.Name == "" && other.Interface == t.Used.Interface {
						place(other)
					}
				}
			}
		}
		out = append(out, item)
	}
	for _, item := range listed {
		place(item)
	}
	return out
}

func exportRank(item *wit.WorldItem) int {
	if item.Func != nil {
		return 0
	}
	return 1
}
