package plan

import (
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Boundary is one side of a canonical definition (canon lift or canon lower): the
// function, its options, the component instance that these are of, and all that
// follows from them.
type Boundary struct {
	// Name stands in error messages.
	Name string
	Type *types.Func
	Func *canon.Func
	// Resources says which resources of the plan are meant by those that Type names. For
	// a function of the host there are those of the type that it was offered with too.
	Resources []ResourceRef
	Options   canon.Options
	// Instance is the component instance.
	Instance int
	// Memory is the index of the memory, Realloc and PostReturn those of functions;
	// each may be None.
	Memory, Realloc, PostReturn int
	// Core is the function that a lift calls, None for a lower.
	Core int

	// Params and Results are the core type (flatten_functype).
	Params, Results []canon.Core
	// CoreValues is the greater number of the two.
	CoreValues int
	// ParamsSpilled says that the parameters are passed in memory, in an area of
	// ParamsSize bytes, and ResultSpilled the same of the result.
	ParamsSpilled           bool
	ParamsSize, ParamsAlign uint64
	ResultSpilled           bool
	ResultSize, ResultAlign uint64
	// ResultPointer is the core parameter of a lower that says where a spilled
	// result goes.
	ResultPointer int
}

// ResourceRef says which resource of the plan is meant by one that the type of a
// function names.
type ResourceRef struct {
	Type     *types.Resource
	Resource *canon.Resource
}

// flatten fills in the fields that follow from the function's type and options.
func (b *Boundary) flatten(d canon.Direction) {
	b.Params, b.Results = b.Func.Flatten(b.Options, d)
	b.CoreValues = max(len(b.Params), len(b.Results))
	if b.ParamsSpilled = b.Func.ParamsSpilled(b.Options); b.ParamsSpilled {
		b.ParamsSize, b.ParamsAlign = b.Func.ParamsArea(b.Options)
	}
	if b.ResultSpilled = b.Func.ResultSpilled(b.Options); b.ResultSpilled {
		b.ResultSize, b.ResultAlign = b.Func.Result.Size(b.Options), b.Func.Result.Align(b.Options)
		b.ResultPointer = len(b.Params) - 1
	}
}

// signature is the core type of a boundary.
func (b *Boundary) signature() wasm.FuncType {
	return wasm.FuncType{Params: coreTypes(b.Params), Results: coreTypes(b.Results)}
}

var coreValTypes = [...]wasm.ValType{canon.I32: wasm.I32, canon.I64: wasm.I64, canon.F32: wasm.F32, canon.F64: wasm.F64}

func coreTypes(cs []canon.Core) []wasm.ValType {
	out := make([]wasm.ValType, len(cs))
	for i, c := range cs {
		out[i] = coreValTypes[c]
	}
	return out
}

// CoreFunc describes a core function that the host makes: a *Lower, *Fuse,
// *ResourceNew, *ResourceDrop or *ResourceRep.
type CoreFunc interface {
	// Signature is its core type.
	Signature() wasm.FuncType
	// Name stands in error messages.
	Name() string
}

// Lower is canon lower of a function of the host (CanonicalABI.md, canon_lower).
type Lower struct {
	// Import is an index into Plan.Imports.
	Import   int
	Boundary *Boundary
}

// Fuse is canon lower of a function that a component lifts: values go from the
// memory of the one component to that of the other, and the host has no part in
// them.
type Fuse struct {
	Caller, Callee *Boundary
}

// ResourceNew is canon resource.new: a handle for a representation.
type ResourceNew struct {
	Resource *Resource
	// Instance is the component instance that the handle is for.
	Instance int
	// Rep is the core type of the representation.
	Rep types.CoreValType
}

// ResourceDrop is canon resource.drop.
type ResourceDrop struct {
	Resource *Resource
	Instance int
}

// ResourceRep is canon resource.rep: the representation behind a handle.
type ResourceRep struct {
	Resource *Resource
	Instance int
	Rep      types.CoreValType
}

// Name implements CoreFunc.
func (l *Lower) Name() string { return l.Boundary.Name }

// Name implements CoreFunc.
func (f *Fuse) Name() string { return f.Caller.Name }

// Name implements CoreFunc.
func (r *ResourceNew) Name() string { return "resource.new " + r.Resource.Name }

// Name implements CoreFunc.
func (r *ResourceDrop) Name() string { return "resource.drop " + r.Resource.Name }

// Name implements CoreFunc.
func (r *ResourceRep) Name() string { return "resource.rep " + r.Resource.Name }

var (
	handleType = []wasm.ValType{wasm.I32}
	nothing    = []wasm.ValType{}
)

func repType(t types.CoreValType) []wasm.ValType {
	if t == types.I64 {
		return []wasm.ValType{wasm.I64}
	}
	return []wasm.ValType{wasm.I32}
}

// Signature implements CoreFunc.
func (l *Lower) Signature() wasm.FuncType { return l.Boundary.signature() }

// Signature implements CoreFunc.
func (f *Fuse) Signature() wasm.FuncType { return f.Caller.signature() }

// Signature implements CoreFunc.
func (r *ResourceNew) Signature() wasm.FuncType {
	return wasm.FuncType{Params: repType(r.Rep), Results: handleType}
}

// Signature implements CoreFunc.
func (r *ResourceDrop) Signature() wasm.FuncType {
	return wasm.FuncType{Params: handleType, Results: nothing}
}

// Signature implements CoreFunc.
func (r *ResourceRep) Signature() wasm.FuncType {
	return wasm.FuncType{Params: handleType, Results: repType(r.Rep)}
}
