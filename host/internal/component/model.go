package component

import (
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Component is a validated component: what it imports, what it does to
// instantiate, and what it exports, in the order of the binary. A component
// nested in it is a [ComponentDef] with a Component of its own.
//
// To instantiate, walk Defs once with one growing list (index space) for each
// [Sort]: every definition says by its Sort which list its value is appended to,
// and every [Ref] names an element that an earlier definition appended. Aliases
// are definitions too, so a list holds exactly one value for each definition of
// its sort, and no name is looked up but in an export alias.
//
// Types have no list. The only types that matter after validation are resource
// types, and these are named by *types.Resource, whose identity is static: it
// belongs to one component's text, not to one instance of it. A component that
// is instantiated twice makes each of its resources twice. So an instantiation
// keeps a map from *types.Resource to the resource of this run, and fills it from
//
//   - [ResourceDef]: a new resource;
//   - [Import].Binds: what the importer was given;
//   - [Instantiate].Binds: what the new instance exports.
//
// Every *types.Resource that a type or a canonical definition of this component
// names is bound by one of these, earlier in Defs.
//
// A Component is immutable and may be used from several goroutines.
type Component struct {
	// Type has the imports and exports by name. Its resources are those of this
	// component's own text: the ones that Defs bind.
	Type *types.Component
	// Defs are the definitions in order.
	Defs []Def
	// Offset is where the component starts in the binary, in bytes.
	Offset int
	// Customs are the custom sections, in order.
	Customs []Custom
}

// Custom is a custom section.
type Custom struct {
	Name string
	// Data is the content after the name: a part of the binary, not a copy.
	Data []byte
}

// Sort is the sort of a definition: the index space that it belongs to.
type Sort uint8

// The sorts that have values when a component is instantiated.
const (
	NoSort Sort = iota // a definition that appends nothing, such as [ResourceDef]
	CoreFunc
	CoreTable
	CoreMemory
	CoreGlobal
	CoreTag
	CoreModule
	CoreInstance
	Func
	Instance
	SubComponent // sort "component"
	Type         // has no index space here, see [Ref]
	// Sorts is the number of sorts, for arrays indexed by Sort.
	Sorts
)

// Ref names something defined earlier in the same component.
type Ref struct {
	Sort Sort
	// Index is the position in the list of Sort. It means nothing for Type.
	Index uint32
	// Resource is set for Sort Type where the type is a resource. Other types
	// leave nothing to do at instantiation and have it nil.
	Resource *types.Resource
}

// Def is one definition: one of *Import, *Export, *ModuleDef, *CoreInstantiate,
// *CoreBundle, *ComponentDef, *Instantiate, *Bundle, *AliasExport,
// *AliasCoreExport, *AliasOuter, *Lift, *Lower, *ResourceDef, *ResourceNew,
// *ResourceDrop and *ResourceRep. Definitions of types that are not resources
// are left out.
type Def interface {
	// Defines is the sort of the list that the definition's value is appended
	// to, or NoSort.
	Defines() Sort
}

// Import appends what the component was given for Name. A type import appends
// nothing and binds its resource, if it is one; Defs leaves out type imports
// that are not resources.
type Import struct {
	Name string
	Sort Sort
	// Type is Component.Type's type of this import.
	Type types.ExternType
	// Binds are the resources that come in with this import: for a resource
	// itself one with an empty path, for an instance one for each resource that
	// its type leaves open.
	Binds []Bind
}

// Bind says where a resource of this component comes from.
type Bind struct {
	Resource *types.Resource
	// Path is the chain of export names that leads from the imported (or newly
	// made) thing to the type; empty means the thing itself.
	Path []string
}

// Export gives Ref to the outside under Name, and appends the same value once
// more to the list of its sort (an export introduces a new index). Exports of
// types append nothing.
type Export struct {
	Name string
	Ref  Ref
	// Type is Component.Type's type of this export: the ascribed one where the
	// binary ascribes one, so it may say less than the value has.
	Type types.ExternType
}

// ModuleDef is a core module written in this component.
type ModuleDef struct {
	// Outline is the module but for the bodies of its functions. Its bytes are a part
	// of the component's, not a copy.
	Outline *wasm.Outline
	// Offset is where the module starts in the outermost binary, in bytes.
	Offset int
	Type   *types.CoreModule
}

// CoreInstantiate instantiates a core module. Every import of the module is
// there, with a type that fits: its Module names one of Args, and its Name an
// export of that instance.
type CoreInstantiate struct {
	Module Ref // of sort CoreModule
	// Type is the module's type as this component knows it.
	Type *types.CoreModule
	Args []CoreArg
}

// CoreArg is one `with` of a core instantiation.
type CoreArg struct {
	Name     string
	Instance Ref // of sort CoreInstance
}

// CoreBundle is a core instance made of existing core definitions.
type CoreBundle struct {
	Exports []NamedRef
}

// NamedRef is something known under a name.
type NamedRef struct {
	Name string
	Ref  Ref
}

// ComponentDef is a component written in this component. Its value closes over
// the instantiation that it is met in: an [AliasOuter] inside it reaches out.
type ComponentDef struct {
	Component *Component
}

// Instantiate instantiates a component, which may be one written here, an
// imported one, or an alias. Args holds an argument for each import, in any
// order and possibly more; each fits its import.
type Instantiate struct {
	Component Ref // of sort SubComponent
	Args      []NamedRef
	// Type is the type of the new instance, in this component's resources.
	Type *types.Instance
	// Binds are the resources that are new with this instance, by where it
	// exports them.
	Binds []Bind
}

// Bundle is an instance made of existing definitions.
type Bundle struct {
	Exports []NamedRef
	Type    *types.Instance
}

// AliasExport appends the export Name of an instance. Aliases of types are left
// out: they name resources that are bound already.
type AliasExport struct {
	Instance Ref // of sort Instance
	Name     string
	Sort     Sort
	// Type is the type of the export.
	Type types.ExternType
}

// AliasCoreExport appends the export Name of a core instance.
type AliasCoreExport struct {
	Instance Ref // of sort CoreInstance
	Name     string
	Sort     Sort
}

// AliasOuter appends element Ref of the component that is Count levels further
// out; 0 is this component. Only core modules and components are aliased so: a
// type has no value and outer resources cannot be named.
type AliasOuter struct {
	Count uint32
	Ref   Ref // in the outer component: CoreModule or SubComponent
}

// Encoding is a string encoding of the canonical ABI.
type Encoding uint8

// The string encodings.
const (
	UTF8 Encoding = iota
	UTF16
	Latin1UTF16
)

// Options are the options of a canonical definition (canonopt), resolved.
type Options struct {
	Encoding Encoding
	// Memory, Realloc and PostReturn are nil where the option is absent; where
	// the types need one, it is there and of the right type.
	Memory     *Ref
	Realloc    *Ref
	PostReturn *Ref
	// Memory64 says that Memory is indexed by i64: pointers and lengths are then
	// i64 in Core and 8 bytes in memory.
	Memory64 bool
}

// Lift makes a component function of a core function.
type Lift struct {
	Core    Ref // of sort CoreFunc
	Options Options
	Type    *types.Func
	// CoreType is the flattened type, which the core function has.
	CoreType *types.CoreFunc
}

// Lower makes a core function of a component function.
type Lower struct {
	Func     Ref // of sort Func
	Options  Options
	Type     *types.Func
	CoreType *types.CoreFunc
}

// ResourceDef defines a new resource type, implemented by this component. It
// appends nothing.
type ResourceDef struct {
	Resource *types.Resource
	// Rep is the representation: i32, or i64 where 64-bit memories are used.
	Rep types.CoreValType
	// Dtor is the destructor, nil where there is none.
	Dtor *Ref // of sort CoreFunc
}

// ResourceNew is the core function [rep] -> [i32] that makes a handle.
type ResourceNew struct {
	Resource *types.Resource
	Rep      types.CoreValType
}

// ResourceDrop is the core function [i32] -> [] that drops a handle. The
// resource may be an imported one.
type ResourceDrop struct {
	Resource *types.Resource
}

// ResourceRep is the core function [i32] -> [rep] that looks behind a handle.
type ResourceRep struct {
	Resource *types.Resource
	Rep      types.CoreValType
}

// Defines implements Def.
func (d *Import) Defines() Sort {
	if d.Sort == Type {
		return NoSort
	}
	return d.Sort
}

// Defines implements Def.
func (d *Export) Defines() Sort {
	if d.Ref.Sort == Type {
		return NoSort
	}
	return d.Ref.Sort
}

// Defines implements Def.
func (*ModuleDef) Defines() Sort { return CoreModule }

// Defines implements Def.
func (*CoreInstantiate) Defines() Sort { return CoreInstance }

// Defines implements Def.
func (*CoreBundle) Defines() Sort { return CoreInstance }

// Defines implements Def.
func (*ComponentDef) Defines() Sort { return SubComponent }

// Defines implements Def.
func (*Instantiate) Defines() Sort { return Instance }

// Defines implements Def.
func (*Bundle) Defines() Sort { return Instance }

// Defines implements Def.
func (d *AliasExport) Defines() Sort { return d.Sort }

// Defines implements Def.
func (d *AliasCoreExport) Defines() Sort { return d.Sort }

// Defines implements Def.
func (d *AliasOuter) Defines() Sort { return d.Ref.Sort }

// Defines implements Def.
func (*Lift) Defines() Sort { return Func }

// Defines implements Def.
func (*Lower) Defines() Sort { return CoreFunc }

// Defines implements Def.
func (*ResourceDef) Defines() Sort { return NoSort }

// Defines implements Def.
func (*ResourceNew) Defines() Sort { return CoreFunc }

// Defines implements Def.
func (*ResourceDrop) Defines() Sort { return CoreFunc }

// Defines implements Def.
func (*ResourceRep) Defines() Sort { return CoreFunc }
