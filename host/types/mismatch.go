package types

// Mismatch is the first difference between two types, as a Matcher or MatchCore
// reports it. Callers put it into words of their own; Error has those of the
// specification's tests.
type Mismatch struct {
	// Path leads to the difference, outermost step first. The last step of a
	// MismatchName or MismatchMissing is the part that has the name.
	Path []Step
	Kind MismatchKind
	// Want is what was expected and Found what is there. What they hold is told
	// at the Kind.
	Want, Found any
}

// Step is one step of a Mismatch's Path, into a part of a type.
type Step struct {
	Place Place
	// Name is the expected name of an import, export, parameter, field or case,
	// else empty.
	Name string
	// Module is the module name of an InModuleImport, else empty.
	Module string
	// Index is the position of a parameter, field, element or case, from 0.
	Index int
}

// Place is the kind of part that a Step leads into.
type Place uint8

// The places. Those of components, instances and core modules have a Name.
const (
	InImport Place = iota + 1
	InInstanceExport
	InComponentExport
	InModuleImport
	InModuleExport
	InParam
	InResult
	InList
	InMapKey
	InMapValue
	InField
	InTuple
	InCase
	InOption
	InOK
	InErr
	InStream
	InFuture
)

// MismatchKind says in what two types differ.
type MismatchKind uint8

// The kinds of Mismatch.
const (
	// MismatchType: types of different kinds, or different primitive types. Both
	// sides are a Type, an ExternType or a CoreType.
	MismatchType MismatchKind = iota + 1
	// MismatchPresence: only one side has a type here. Both sides are a Type; the
	// absent one is nil.
	MismatchPresence
	// MismatchCount: functions, records, tuples or variants with a different number
	// of parts. Both sides are a *Func, *Record, *Tuple or *Variant.
	MismatchCount
	// MismatchName: a parameter, field or case of another name. Both sides are a
	// string.
	MismatchName
	// MismatchLength: lists of different fixed lengths. Both sides are a *List.
	MismatchLength
	// MismatchLabels: other names, or another order. Both sides are an *Enum or
	// a *Flags.
	MismatchLabels
	// MismatchAsync: only one side is async. Both sides are a *Func.
	MismatchAsync
	// MismatchResource: different resources. Both sides are a *Resource.
	MismatchResource
	// MismatchMissing: an import or export is not there. Want is its ExternType or
	// CoreType, Found is nil.
	MismatchMissing
	// MismatchExact: a function of just this type is wanted. Both sides are a
	// *CoreFunc.
	MismatchExact
	// MismatchCoreFunc: different parameters or results. Both sides are a *CoreFunc.
	MismatchCoreFunc
	// MismatchElem: different element types. Both sides are a *CoreTable.
	MismatchElem
	// MismatchShared: only one side is shared. Both sides are a *CoreTable or a
	// *CoreMemory, as for the next three.
	MismatchShared
	// MismatchAddress: one side has 64-bit addresses, the other 32-bit ones.
	MismatchAddress
	// MismatchPageSize: different page sizes.
	MismatchPageSize
	// MismatchLimits: a size or maximum outside of the wanted limits.
	MismatchLimits
	// MismatchMutable: only one side is mutable. Both sides are a *CoreGlobal.
	MismatchMutable
	// MismatchGlobal: different value types. Both sides are a *CoreGlobal.
	MismatchGlobal
)

func mismatch(kind MismatchKind, found, want any) error {
	return &Mismatch{Kind: kind, Want: want, Found: found}
}

// within puts a step in front of a mismatch.
func within(err error, s Step) error {
	if mm, ok := err.(*Mismatch); ok {
		mm.Path = append([]Step{s}, mm.Path...)
	}
	return err
}
