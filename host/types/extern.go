package types

import "strings"

// ExternType is the type of an import or export (externdesc): one of *Func,
// *Instance, *Component, *CoreModule and *Bound; values are not part of the
// released component model.
type ExternType interface {
	externtype()
	// Kind is the noun for messages: "func", "instance", "component",
	// "core module" or "type".
	Kind() string
}

// Param is one parameter of a function.
type Param struct {
	Name string
	Type Type
}

// Func is the type of a function. Result is nil where there is none.
type Func struct {
	Params []Param
	Result Type
	Async  bool
}

// Extern is a named import or export.
type Extern struct {
	// Name is the whole name as the binary has it: a plain name such as
	// "run-python" or "[method]file.read", or an interface name such as
	// "wasi:io/poll@0.2.12".
	Name string
	// Implements is the interface that a plainly named instance implements,
	// where the binary says so, else empty.
	Implements string
	// VersionSuffix is what was split off the version of the interface's name to
	// leave its canonical version, else empty. It is for messages.
	VersionSuffix string
	Type          ExternType
}

// FullName is the name with the whole version: "a:b/c@0.2.1" where the name is
// "a:b/c@0.2" and the suffix ".1".
func (e *Extern) FullName() string {
	if e.Implements == "" && e.VersionSuffix != "" && strings.Contains(e.Name, "@") {
		return e.Name + e.VersionSuffix
	}
	return e.Name
}

// Instance is the type of an instance: what it exports, in order.
type Instance struct {
	Exports []Extern
}

// Component is the type of a component.
type Component struct {
	Imports []Extern
	Exports []Extern
}

// Bound is the bound of a type import or export (typebound). Exactly one of
// Type, Resource and Extern is set: Type for (eq T) of a value type, Resource for
// (sub resource) and for an equation with a resource, Extern for an equation
// with a function, instance or component type.
type Bound struct {
	Type     Type
	Resource *Resource
	Extern   ExternType
	// Of is the type that Type is another name for, as the binary names it: the
	// same type, by another pointer. A type that WIT brings in with `use` leads
	// by Of to the Type of the Bound that it was used from. It is nil where the
	// binary does not tell.
	Of Type
	// Fresh says that the bound is (sub resource): this is where the resource
	// comes from, rather than another name for one that is already known.
	Fresh bool
}

// CoreModule is the type of a core module.
type CoreModule struct {
	Imports []CoreImport
	Exports []CoreExport
}

// CoreImport is an import of a core module.
type CoreImport struct {
	Module, Name string
	Type         CoreType
}

// CoreExport is an export of a core module.
type CoreExport struct {
	Name string
	Type CoreType
}

func (*Func) externtype()       {}
func (*Instance) externtype()   {}
func (*Component) externtype()  {}
func (*Bound) externtype()      {}
func (*CoreModule) externtype() {}

// Kind implements ExternType.
func (*Func) Kind() string { return "func" }

// Kind implements ExternType.
func (*Instance) Kind() string { return "instance" }

// Kind implements ExternType.
func (*Component) Kind() string { return "component" }

// Kind implements ExternType.
func (*Bound) Kind() string { return "type" }

// Kind implements ExternType.
func (*CoreModule) Kind() string { return "core module" }
