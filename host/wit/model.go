// Package wit reads, resolves and prints WIT, the text in which interfaces and
// worlds of the component model are written (WIT.md).
//
// Parse and Load read text into a Model: every name resolved, feature gates
// applied, worlds complete with what their interfaces need. A Model is used for
// printing (Print), for bindings, and for comparing with components
// ((*World).Component). It does not change once made and may be used from
// several goroutines.
//
// Every error in the text is an *Error with file, line and column. Input is
// bounded: files by size, types by depth and by the size they have when every
// name in them is replaced by what it stands for.
package wit

import "github.com/vivarium-wasm/vivarium/host/types"

// Model is a set of packages in which every name is resolved.
type Model struct {
	// Packages holds every package, each after those that it uses.
	Packages []*Package
	// Main is the package that was asked for.
	Main *Package
}

// Package is a package with its interfaces and worlds, in the order of the text.
type Package struct {
	Name       PackageName
	Docs       string
	Interfaces []*Interface
	Worlds     []*World
}

// Stability says how far an item may be relied on (WIT.md, "Feature Gates").
// All fields are empty for an item that is not gated.
type Stability struct {
	// Since is the version that brought the item.
	Since string
	// Feature is the unstable feature that the item is part of.
	Feature string
	// Deprecated is the version from which the item should not be used.
	Deprecated string

	pos Pos
}

// Interface is an interface of a package, or one that a world declares in place.
type Interface struct {
	// Name is its name in its package, or the name in the world that declares it.
	Name string
	// Package is where it is from.
	Package *Package
	// Inline says that a world declares it in place.
	Inline    bool
	Docs      string
	Stability Stability
	Pos       Pos
	Types     []*TypeDef
	Funcs     []*Func
}

// ID is the name by which components import and export the interface,
// "wasi:io/poll@0.2.12" say; for one declared in place it is its plain name.
func (i *Interface) ID() string {
	if i.Inline {
		return i.Name
	}
	return i.Package.Name.Interface(i.Name)
}

// World is a world, complete: worlds that it includes are part of it, and so are
// the interfaces that its own interfaces use.
type World struct {
	Name      string
	Package   *Package
	Docs      string
	Stability Stability
	Pos       Pos
	Imports   []*WorldItem
	Exports   []*WorldItem
	// Includes are the worlds whose items are among these.
	Includes []Include
}

// Include is an include of another world.
type Include struct {
	World *World
	// With holds pairs: a plain name of that world and the name it has here.
	With [][2]string
}

// WorldItem is one import or export of a world. One of Interface, Func and Type
// is set; Type occurs among imports only.
type WorldItem struct {
	// Name is the plain name, empty for an interface by its own name.
	Name      string
	Docs      string
	Stability Stability
	// ExternalID is what @external-id says, empty where it is not given.
	ExternalID string
	Interface  *Interface
	Func       *Func
	Type       *TypeDef
	// Implied says that the text does not list the import: an interface uses it.
	Implied bool
	// Included says that the item is there by an include.
	Included bool
	Pos      Pos
}

// ID is the name by which components import or export the item.
func (w *WorldItem) ID() string {
	if w.Name != "" {
		return w.Name
	}
	return w.Interface.ID()
}

// TypeDef is a named type. It is also a Type: a reference by that name.
type TypeDef struct {
	Name       string
	Docs       string
	Stability  Stability
	ExternalID string
	Pos        Pos
	// Interface or World is where the type is declared.
	Interface *Interface
	World     *World
	Def       Def
	// Used is the type that a use statement took this one from, else nil. Def is
	// then an *Alias of it.
	Used *TypeDef
}

// Root follows aliases: it gives the type that t is another name of, or t itself
// where t is no alias of a named type.
func (t *TypeDef) Root() *TypeDef {
	for {
		a, ok := t.Def.(*Alias)
		if !ok {
			return t
		}
		next, ok := a.Type.(*TypeDef)
		if !ok {
			return t
		}
		t = next
	}
}

// Def is what a named type stands for: *Record, *Variant, *Enum, *Flags,
// *Resource or *Alias.
type Def interface{ definition() }

// Record is a record.
type Record struct{ Fields []Field }

// Variant is a variant. Type is nil for a case that carries nothing.
type Variant struct{ Cases []Field }

// Enum is an enum.
type Enum struct{ Names []Label }

// Flags is a set of named bits.
type Flags struct{ Names []Label }

// Resource is a resource with its functions.
type Resource struct{ Funcs []*Func }

// Alias is another name for a type.
type Alias struct{ Type Type }

// Field is a field of a record or a case of a variant.
type Field struct {
	Name string
	Docs string
	Type Type
}

// Label is a name of an enum or of flags.
type Label struct {
	Name string
	Docs string
}

func (*Record) definition()   {}
func (*Variant) definition()  {}
func (*Enum) definition()     {}
func (*Flags) definition()    {}
func (*Resource) definition() {}
func (*Alias) definition()    {}

// Type is the type of a value: a Primitive, a *TypeDef that is not a resource, or
// one of *List, *Map, *Tuple, *Option, *Result, *Own, *Borrow, *Stream, *Future.
type Type interface{ valtype() }

// Primitive is a type with no parts.
type Primitive types.Primitive

// List is list<Elem>, or list<Elem, Len> where Fixed is set.
type List struct {
	Elem  Type
	Fixed bool
	Len   uint32
}

// Map is map<Key, Value>.
type Map struct{ Key, Value Type }

// Tuple is tuple<Elems>.
type Tuple struct{ Elems []Type }

// Option is option<Elem>.
type Option struct{ Elem Type }

// Result is result<OK, Err>; either is nil where that case carries nothing.
type Result struct{ OK, Err Type }

// Own is a handle that owns. Resource is the type by the name that was written:
// Root leads to the resource.
type Own struct{ Resource *TypeDef }

// Borrow is a handle that is lent for a call.
type Borrow struct{ Resource *TypeDef }

// Stream is stream<Elem>; Elem is nil where it carries nothing.
type Stream struct{ Elem Type }

// Future is future<Elem>; Elem is nil where it carries nothing.
type Future struct{ Elem Type }

func (Primitive) valtype() {}
func (*TypeDef) valtype()  {}
func (*List) valtype()     {}
func (*Map) valtype()      {}
func (*Tuple) valtype()    {}
func (*Option) valtype()   {}
func (*Result) valtype()   {}
func (*Own) valtype()      {}
func (*Borrow) valtype()   {}
func (*Stream) valtype()   {}
func (*Future) valtype()   {}

// FuncKind says whether a function stands alone or belongs to a resource, and how.
type FuncKind uint8

// The kinds of functions.
const (
	Freestanding FuncKind = iota
	Method
	Static
	Constructor
)

// Func is a function. Params leaves out the handle that a method is called on.
type Func struct {
	// Name is the name as written; a constructor's is that of its resource.
	Name string
	Kind FuncKind
	// Resource is what the function belongs to, nil for a freestanding one.
	Resource   *TypeDef
	Docs       string
	Stability  Stability
	ExternalID string
	Pos        Pos
	Async      bool
	Params     []Param
	Result     Type // nil where there is none
}

// Param is a parameter.
type Param struct {
	Name string
	Type Type
}

// ID is the name by which components import and export the function,
// "[method]file.read" say (Explainer.md, "plainname").
func (f *Func) ID() string {
	switch f.Kind {
	case Method:
		return "[method]" + f.Resource.Name + "." + f.Name
	case Static:
		return "[static]" + f.Resource.Name + "." + f.Name
	case Constructor:
		return "[constructor]" + f.Resource.Name
	}
	return f.Name
}
