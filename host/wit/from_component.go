package wit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// FromComponent makes a model whose one world has the imports and exports of a
// component. name is the full name of the world, "test:pkg/world@1.0.0" say; an
// empty one means "root:component/root". An interface goes into the package that
// its name has.
//
// Three things of the WIT that a component was made from are not in it, and so not
// in the model: documentation, names of primitive types ("type size = u32" is u32
// wherever it is used), and imports that the component does not use.
func FromComponent(c *types.Component, name string) (*Model, error) {
	if name == "" {
		name = "root:component/root"
	}
	id, ok := parseInterfaceName(name)
	if !ok {
		return nil, fmt.Errorf("wit: %q is not the full name of a world", name)
	}
	f := newFromComponent()
	main := f.pkg(id.pkg)
	w := &World{Name: id.name, Package: main}
	main.Worlds = []*World{w}
	if err := f.world(w, c); err != nil {
		return nil, err
	}
	return f.model(main), nil
}

// world enters what a component imports and exports into a world.
func (f *fromComponent) world(w *World, c *types.Component) error {
	for n, externs := range [][]types.Extern{c.Imports, c.Exports} {
		for _, e := range externs {
			if err := f.place(w, n == 1, e); err != nil {
				return fmt.Errorf("wit: %s %s: %w", [...]string{"import", "export"}[n], e.Name, err)
			}
		}
	}
	orderImports(w)
	return nil
}

// orderImports gives the imports the order that they have in a world which is
// read from text: types first, and each after the interfaces that it uses.
func orderImports(w *World) {
	byID := map[string]*WorldItem{}
	for _, item := range w.Imports {
		byID[item.ID()] = item
	}
	listed := w.Imports
	slices.SortStableFunc(listed, func(a, b *WorldItem) int { return importRank(a) - importRank(b) })
	w.Imports = nil
	placed := map[*WorldItem]bool{}
	var place func(item *WorldItem)
	place = func(item *WorldItem) {
		if item == nil || placed[item] {
			return
		}
		placed[item] = true
		var from []*Interface
		switch {
		case item.Interface != nil:
			from = usesOf(item.Interface)
		case item.Type != nil:
			from = appendUse(nil, item.Type)
		}
		for _, i := range from {
			place(byID[i.ID()])
		}
		w.Imports = append(w.Imports, item)
	}
	for _, item := range listed {
		place(item)
	}
}

func importRank(item *WorldItem) int {
	if item.Type != nil {
		return 0
	}
	return 1
}

// place enters one import or export.
func (f *fromComponent) place(w *World, export bool, e types.Extern) error {
	f.scope = func() []*TypeDef {
		var out []*TypeDef
		for _, item := range w.Imports {
			if item.Type != nil {
				out = append(out, item.Type)
			}
		}
		return out
	}
	item, err := f.item(w, e)
	switch {
	case err != nil:
		return err
	case item.Func != nil && item.Func.Resource != nil:
		r := item.Func.Resource.Def.(*Resource)
		r.Funcs = append(r.Funcs, item.Func)
	case export && item.Type != nil:
		return f.exportedType(w, item)
	case export:
		w.Exports = append(w.Exports, item)
	default:
		w.Imports = append(w.Imports, item)
	}
	return nil
}

// exportedType makes a type that a component exports one of the world, which is
// how WIT has the types of functions that a world exports. A resource would be
// imported then, which is something else.
func (f *fromComponent) exportedType(w *World, item *WorldItem) error {
	if _, ok := item.Type.Root().Def.(*Resource); ok {
		return fmt.Errorf("a world exports resources in interfaces only")
	}
	for _, im := range w.Imports {
		if im.Name != item.Name {
			continue
		}
		if im.Type != nil && im.Type.Root() == item.Type.Root() {
			return nil
		}
		return fmt.Errorf("the world imports something else of this name")
	}
	w.Imports = append(w.Imports, item)
	return nil
}

type fromComponent struct {
	packages map[PackageName]*Package
	order    []*Package
	ifaces   map[string]*Interface
	// named holds the types that were given a name, by identity, and resources
	// what resources are called.
	named     map[types.Type]*TypeDef
	resources map[*types.Resource]*TypeDef
	// scope gives the types of the interface or world that is being read.
	scope func() []*TypeDef
}

func newFromComponent() *fromComponent {
	f := &fromComponent{packages: map[PackageName]*Package{}, ifaces: map[string]*Interface{}}
	f.begin()
	return f
}

// begin forgets the identities of types: what is read next has its own.
func (f *fromComponent) begin() {
	f.named, f.resources = map[types.Type]*TypeDef{}, map[*types.Resource]*TypeDef{}
}

func (f *fromComponent) pkg(n PackageName) *Package {
	p := f.packages[n]
	if p == nil {
		p = &Package{Name: n}
		f.packages[n] = p
		f.order = append(f.order, p)
	}
	return p
}

func (f *fromComponent) item(w *World, e types.Extern) (*WorldItem, error) {
	item := &WorldItem{}
	switch t := e.Type.(type) {
	case *types.Instance:
		i, err := f.iface(w, e, item)
		if err != nil {
			return nil, err
		}
		item.Interface = i
		return item, f.contents(i, t)
	case *types.Func:
		item.Name = e.Name
		fn, err := f.fn(e.Name, t, nil)
		item.Func = fn
		return item, err
	case *types.Bound:
		item.Name = e.Name
		d, err := f.bound(e.Name, t, nil, w)
		item.Type = d
		return item, err
	}
	return nil, fmt.Errorf("a world of WIT cannot hold a %s", e.Type.Kind())
}

// iface is the interface that an import or export is of: one of a package, or
// one that belongs to the world alone.
func (f *fromComponent) iface(w *World, e types.Extern, item *WorldItem) (*Interface, error) {
	full := e.FullName()
	if e.Implements != "" {
		full = e.Implements
	}
	id, ok := parseInterfaceName(full)
	if !ok {
		if checkLabel(e.Name) != "" {
			return nil, fmt.Errorf("%q is neither a plain name nor that of an interface", e.Name)
		}
		item.Name = e.Name
		return &Interface{Name: e.Name, Package: w.Package, Inline: true}, nil
	}
	if e.Implements != "" {
		item.Name = e.Name
	}
	i := f.ifaces[full]
	if i == nil {
		i = &Interface{Name: id.name, Package: f.pkg(id.pkg)}
		f.ifaces[full] = i
		i.Package.Interfaces = append(i.Package.Interfaces, i)
	}
	return i, nil
}

// contents enters what an instance exports into its interface. An interface that
// is there already, from another import or export, is added to.
func (f *fromComponent) contents(i *Interface, t *types.Instance) error {
	f.scope = func() []*TypeDef { return i.Types }
	for _, e := range t.Exports {
		b, ok := e.Type.(*types.Bound)
		if !ok {
			continue
		}
		d := findType(i, e.Name)
		if d == nil {
			var err error
			if d, err = f.bound(e.Name, b, i, nil); err != nil {
				return err
			}
			i.Types = append(i.Types, d)
		} else {
			f.know(b, d)
		}
	}
	var acting []*TypeDef
	defer func() { reorder(i.Types, acting) }()
	for _, e := range t.Exports {
		switch ft := e.Type.(type) {
		case *types.Bound:
		case *types.Func:
			if hasFunc(i, e.Name) {
				continue
			}
			fn, err := f.fn(e.Name, ft, i)
			if err != nil {
				return err
			}
			if fn.Resource == nil {
				i.Funcs = append(i.Funcs, fn)
			} else {
				r := fn.Resource.Def.(*Resource)
				r.Funcs = append(r.Funcs, fn)
				if !slices.Contains(acting, fn.Resource) {
					acting = append(acting, fn.Resource)
				}
			}
		default:
			return fmt.Errorf("%s is a %s, which an interface of WIT cannot hold", e.Name, e.Type.Kind())
		}
	}
	return nil
}

// reorder gives the places that some types have in a list to the same in order.
// A component has types before those that need them, and functions as the text
// has them: so resources with functions come as in the text.
func reorder(list, order []*TypeDef) {
	next := 0
	for n, t := range list {
		if slices.Contains(order, t) {
			list[n] = order[next]
			next++
		}
	}
}

func findType(i *Interface, name string) *TypeDef {
	for _, t := range i.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

func hasFunc(i *Interface, id string) bool {
	for _, f := range i.Funcs {
		if f.ID() == id {
			return true
		}
	}
	for _, t := range i.Types {
		if r, ok := t.Def.(*Resource); ok {
			for _, f := range r.Funcs {
				if f.ID() == id {
					return true
				}
			}
		}
	}
	return false
}

// know notes what a bound is the name of.
func (f *fromComponent) know(b *types.Bound, d *TypeDef) {
	switch {
	case b.Resource != nil:
		if f.resources[b.Resource] == nil {
			f.resources[b.Resource] = d.Root()
		}
	case !isPrimitive(b.Type):
		f.named[b.Type] = d
	}
}

func isPrimitive(t types.Type) bool {
	_, ok := t.(types.Primitive)
	return ok
}

// bound defines a type, or makes another name of one that is known.
func (f *fromComponent) bound(name string, b *types.Bound, i *Interface, w *World) (*TypeDef, error) {
	if why := checkLabel(name); why != "" {
		return nil, fmt.Errorf("type %q: %s", name, why)
	}
	if b.Extern != nil {
		return nil, fmt.Errorf("type %s: a %s has no name in WIT", name, b.Extern.Kind())
	}
	d := &TypeDef{Name: name, Interface: i, World: w}
	var known *TypeDef
	switch {
	case b.Resource != nil:
		known = f.resources[b.Resource]
	case b.Of != nil && !isPrimitive(b.Of):
		known = f.named[b.Of]
	}
	switch {
	case known != nil:
		d.Def = &Alias{Type: known}
		if known.Interface != nil && known.Interface != i {
			d.Used = known
		}
	case b.Resource != nil:
		d.Def = &Resource{}
	default:
		def, err := f.def(b.Type)
		if err != nil {
			return nil, fmt.Errorf("type %s: %w", name, err)
		}
		d.Def = def
	}
	f.know(b, d)
	return d, nil
}

// def is the definition of a type that gets a name now.
func (f *fromComponent) def(t types.Type) (Def, error) {
	switch t := t.(type) {
	case *types.Record:
		r := &Record{}
		for _, field := range t.Fields {
			ft, err := f.typ(field.Type)
			if err != nil {
				return nil, err
			}
			r.Fields = append(r.Fields, Field{Name: field.Name, Type: ft})
		}
		return r, nil
	case *types.Variant:
		v := &Variant{}
		for _, c := range t.Cases {
			ct, err := f.typ(c.Type)
			if err != nil {
				return nil, err
			}
			v.Cases = append(v.Cases, Field{Name: c.Name, Type: ct})
		}
		return v, nil
	case *types.Enum:
		return &Enum{labelsOf(t.Names)}, nil
	case *types.Flags:
		return &Flags{labelsOf(t.Names)}, nil
	}
	at, err := f.anonymous(t)
	return &Alias{Type: at}, err
}

func labelsOf(names []string) []Label {
	out := make([]Label, len(names))
	for i, n := range names {
		out[i].Name = n
	}
	return out
}

// typ is a type by its name where it has one. nil is nothing.
func (f *fromComponent) typ(t types.Type) (Type, error) {
	if t == nil {
		return nil, nil
	}
	if !isPrimitive(t) {
		if d := f.named[t]; d != nil {
			return d, nil
		}
	}
	return f.anonymous(t)
}

func (f *fromComponent) anonymous(t types.Type) (Type, error) {
	switch t := t.(type) {
	case types.Primitive:
		return Primitive(t), nil
	case *types.List:
		e, err := f.typ(t.Elem)
		return &List{Elem: e, Fixed: t.Fixed, Len: t.Len}, err
	case *types.Map:
		k, err := f.typ(t.Key)
		if err != nil {
			return nil, err
		}
		v, err := f.typ(t.Value)
		return &Map{k, v}, err
	case *types.Tuple:
		out := &Tuple{}
		for _, e := range t.Elems {
			et, err := f.typ(e)
			if err != nil {
				return nil, err
			}
			out.Elems = append(out.Elems, et)
		}
		return out, nil
	case *types.Option:
		e, err := f.typ(t.Elem)
		return &Option{e}, err
	case *types.Result:
		ok, err := f.typ(t.OK)
		if err != nil {
			return nil, err
		}
		e, err := f.typ(t.Err)
		return &Result{ok, e}, err
	case *types.Own:
		d, err := f.resource(t.Resource)
		return &Own{d}, err
	case *types.Borrow:
		d, err := f.resource(t.Resource)
		return &Borrow{d}, err
	case *types.Stream:
		e, err := f.typ(t.Elem)
		return &Stream{e}, err
	case *types.Future:
		e, err := f.typ(t.Elem)
		return &Future{e}, err
	}
	return nil, fmt.Errorf("a %T has no name, and WIT cannot write a type of this kind without one", t)
}

func (f *fromComponent) resource(r *types.Resource) (*TypeDef, error) {
	d := f.resources[r]
	if d != nil {
		// By the name that it has here, where it has one.
		for _, t := range f.scope() {
			if t.Root() == d {
				return t, nil
			}
		}
		return d, nil
	}
	return nil, fmt.Errorf("resource %s belongs to no interface", r.Name)
}

// fn is a function by the name that it has in the binary.
func (f *fromComponent) fn(name string, t *types.Func, i *Interface) (*Func, error) {
	out := &Func{Name: name, Async: t.Async}
	params := t.Params
	if kind, rest, ok := cutKind(name); ok {
		resource, short, _ := strings.Cut(rest, ".")
		if out.Kind = kind; kind == Constructor {
			short = resource
		}
		out.Name = short
		if i != nil {
			out.Resource = findType(i, resource)
		} else {
			for _, d := range f.resources {
				if d.World != nil && d.Name == resource {
					out.Resource = d
				}
			}
		}
		if out.Resource == nil {
			return nil, fmt.Errorf("function %s names a resource that is not defined", name)
		}
		if _, ok := out.Resource.Def.(*Resource); !ok {
			return nil, fmt.Errorf("function %s names a resource that is not defined", name)
		}
		if kind == Method && len(params) > 0 {
			params = params[1:]
		}
	}
	for _, p := range params {
		pt, err := f.typ(p.Type)
		if err != nil {
			return nil, fmt.Errorf("function %s: parameter %s: %w", name, p.Name, err)
		}
		out.Params = append(out.Params, Param{p.Name, pt})
	}
	rt, err := f.typ(t.Result)
	if err != nil {
		return nil, fmt.Errorf("function %s: result: %w", name, err)
	}
	out.Result = rt
	return out, nil
}

func cutKind(name string) (FuncKind, string, bool) {
	for kind, prefix := range map[FuncKind]string{Method: "[method]", Static: "[static]", Constructor: "[constructor]"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return kind, rest, true
		}
	}
	return Freestanding, name, false
}

// model puts packages after those that they use, and main last.
func (f *fromComponent) model(main *Package) *Model {
	m := &Model{Main: main}
	done := map[*Package]bool{main: true}
	var place func(p *Package)
	place = func(p *Package) {
		if done[p] {
			return
		}
		done[p] = true
		for _, i := range p.Interfaces {
			for _, u := range usesOf(i) {
				place(u.Package)
			}
		}
		m.Packages = append(m.Packages, p)
	}
	for _, p := range f.order {
		place(p)
	}
	m.Packages = append(m.Packages, main)
	return m
}
