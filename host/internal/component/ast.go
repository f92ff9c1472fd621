package component

import (
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// AST is a component as the bytes say it: sections flattened into definitions
// in order, with indices that nobody has looked up yet.
type AST struct {
	// Items are the definitions in order (Binary.md, "component").
	Items []Item
	// Customs are the custom sections in order.
	Customs []Custom
	// Offset and End are where the component starts and ends in the outermost
	// binary, in bytes.
	Offset, End int
}

// Item is one definition, import, export or declarator, and where it stands.
type Item struct {
	place
	// Node is one of *ModuleNode, *ComponentNode, *CoreInstanceNode,
	// *CoreTypeNode, *InstanceNode, *AliasNode, *TypeNode, *CanonNode,
	// *StartNode, *ImportNode, *ExportNode and *ValueNode. Of a component or
	// instance type's declarators it is one of *CoreTypeNode, *TypeNode,
	// *AliasNode, *ImportNode and *ExportDeclNode.
	Node any
}

// ModuleNode is a core module.
type ModuleNode struct {
	// Bytes is the module from its magic on: a part of the binary, not a copy.
	Bytes []byte
	// Offset is where Bytes starts in the outermost binary.
	Offset int
}

// ComponentNode is a nested component.
type ComponentNode struct {
	Component *AST
}

// CoreSort is core:sort.
type CoreSort byte

// The core sorts, by their code in the binary.
const (
	CoreSortFunc     CoreSort = 0x00
	CoreSortTable    CoreSort = 0x01
	CoreSortMemory   CoreSort = 0x02
	CoreSortGlobal   CoreSort = 0x03
	CoreSortTag      CoreSort = 0x04
	CoreSortType     CoreSort = 0x10
	CoreSortModule   CoreSort = 0x11
	CoreSortInstance CoreSort = 0x12

	// coreSortFuncExact is no sort: imports and exports of core modules have it.
	coreSortFuncExact CoreSort = 0x20
)

// ASTSort is sort: Core is set where Code is 0x00.
type ASTSort struct {
	Code byte
	Core CoreSort
}

// The codes of ASTSort.
const (
	sortCore      = 0x00
	sortFunc      = 0x01
	sortValue     = 0x02
	sortType      = 0x03
	sortComponent = 0x04
	sortInstance  = 0x05
)

// SortIdx is sortidx.
type SortIdx struct {
	Sort  ASTSort
	Index uint32
}

// CoreInstanceNode is core:instance: an instantiation of Module with Args, or
// Exports where Inline is set.
type CoreInstanceNode struct {
	Inline  bool
	Module  uint32
	Args    []CoreInstantiateArg
	Exports []CoreInlineExport
}

// CoreInstantiateArg is core:instantiatearg.
type CoreInstantiateArg struct {
	Name     string
	Instance uint32
}

// CoreInlineExport is core:inlineexport.
type CoreInlineExport struct {
	Name  string
	Sort  CoreSort
	Index uint32
}

// InstanceNode is instance: an instantiation of Component with Args, or Exports
// where Inline is set.
type InstanceNode struct {
	Inline    bool
	Component uint32
	Args      []InstantiateArg
	Exports   []InlineExport
}

// InstantiateArg is instantiatearg.
type InstantiateArg struct {
	Name string
	Ref  SortIdx
}

// InlineExport is inlineexport.
type InlineExport struct {
	Name ExternName
	Ref  SortIdx
}

// AliasKind is the target of an alias.
type AliasKind byte

// The targets of aliases, by their code in the binary.
const (
	AliasKindExport     AliasKind = 0x00
	AliasKindCoreExport AliasKind = 0x01
	AliasKindOuter      AliasKind = 0x02
)

// AliasNode is alias. Instance and Name are those of export aliases, Count and
// Index those of outer aliases.
type AliasNode struct {
	Sort         ASTSort
	Kind         AliasKind
	Instance     uint32
	Name         string
	Count, Index uint32
}

// ExternName is nameattributes: a name with its attributes, empty where absent.
type ExternName struct {
	Name          string
	Implements    string
	VersionSuffix string
	ExternalID    string
	// HasImplements, HasVersionSuffix and HasExternalID tell an empty attribute
	// from none.
	HasImplements, HasVersionSuffix, HasExternalID bool
}

// ImportNode is import, and importdecl.
type ImportNode struct {
	Name ExternName
	Type ExternDesc
}

// ExportNode is export. Type is nil where none is ascribed.
type ExportNode struct {
	Name ExternName
	Ref  SortIdx
	Type *ExternDesc
}

// ExportDeclNode is exportdecl.
type ExportDeclNode struct {
	Name ExternName
	Type ExternDesc
}

// ExternDesc is externtype.
type ExternDesc struct {
	Sort ASTSort
	// Index is the type's index; of sort type that of an (eq) bound.
	Index uint32
	// SubResource is set for the bound (sub resource).
	SubResource bool
}

// StartNode is start, of which nothing is kept: it belongs to values.
type StartNode struct{}

// ValueNode is value, of which nothing is kept.
type ValueNode struct{}

// CanonNode is canon.
type CanonNode struct {
	Op byte
	// Func is the (core) function of lift and lower; Type the type index of
	// those that have one.
	Func    uint32
	Type    uint32
	Options []CanonOption
}

// The opcodes of the canonical definitions of the synchronous component model.
const (
	canonLift         = 0x00
	canonLower        = 0x01
	canonResourceNew  = 0x02
	canonResourceDrop = 0x03
	canonResourceRep  = 0x04
)

// CanonOption is canonopt. Index is that of the options that have one.
type CanonOption struct {
	Code  byte
	Index uint32
}

// The codes of canonopt.
const (
	optUTF8        = 0x00
	optUTF16       = 0x01
	optLatin1UTF16 = 0x02
	optMemory      = 0x03
	optRealloc     = 0x04
	optPostReturn  = 0x05
	optAsync       = 0x06
	optCallback    = 0x07
	optCoreType    = 0x08
	optGC          = 0x09
)

// ValType is valtype: Index where Primitive is 0.
type ValType struct {
	Primitive types.Primitive
	Index     uint32
}

// TypeNode is type. Def is one of PrimitiveDef, *RecordDef, *VariantDef,
// *ListDef, *MapDef, *TupleDef, *FlagsDef, *EnumDef, *OptionDef, *ResultDef,
// *HandleDef, *StreamDef, *FuncDef, *ComponentTypeDef, *InstanceTypeDef and
// *ResourceTypeDef.
type TypeNode struct {
	Def any
}

// PrimitiveDef is a defvaltype that is a primvaltype.
type PrimitiveDef types.Primitive

// LabelValType is labelvaltype.
type LabelValType struct {
	Label string
	Type  ValType
}

// RecordDef is a record.
type RecordDef struct{ Fields []LabelValType }

// CaseDef is case; Type is nil where it has none.
type CaseDef struct {
	Label string
	Type  *ValType
}

// VariantDef is a variant.
type VariantDef struct{ Cases []CaseDef }

// ListDef is a list, of Len elements where Fixed is set.
type ListDef struct {
	Elem  ValType
	Fixed bool
	Len   uint32
}

// MapDef is a map.
type MapDef struct{ Key, Value ValType }

// TupleDef is a tuple.
type TupleDef struct{ Elems []ValType }

// FlagsDef is flags.
type FlagsDef struct{ Labels []string }

// EnumDef is enum.
type EnumDef struct{ Labels []string }

// OptionDef is option.
type OptionDef struct{ Elem ValType }

// ResultDef is result.
type ResultDef struct{ OK, Err *ValType }

// HandleDef is own or borrow.
type HandleDef struct {
	Borrow   bool
	Resource uint32
}

// StreamDef is stream or future.
type StreamDef struct {
	Future bool
	Elem   *ValType
}

// FuncDef is functype.
type FuncDef struct {
	Async  bool
	Params []LabelValType
	Result *ValType
}

// ComponentTypeDef is componenttype.
type ComponentTypeDef struct{ Decls []Item }

// InstanceTypeDef is instancetype.
type InstanceTypeDef struct{ Decls []Item }

// ResourceTypeDef is resourcetype.
type ResourceTypeDef struct {
	Rep     wasm.ValType
	HasDtor bool
	Dtor    uint32
}

// CoreTypeNode is core:type: a module type, or where that is nil a group of types.
type CoreTypeNode struct {
	Module *ModuleTypeDef
	Group  []wasm.SubType
}

// ModuleTypeDef is core:moduletype.
type ModuleTypeDef struct{ Decls []ModuleDecl }

// ModuleDecl is core:moduledecl: an import, an export, an outer alias, or where it is
// none of these a group of types.
type ModuleDecl struct {
	place
	Type   []wasm.SubType
	Import *moduleImport
	Export *moduleExport
	// IsAlias says that it is an outer alias, which has Count and Index.
	IsAlias      bool
	Count, Index uint32
}

type moduleImport struct {
	module, name string
	desc         wasm.ExternDesc
}

type moduleExport struct {
	name string
	desc wasm.ExternDesc
}
