package wasm

import (
	"fmt"
	"strings"
)

// ValType is a value type of core WebAssembly. The low byte is the type's code
// in the binary format; a reference to a defined type, or one that cannot be
// null, has code 0x63 or 0x64 and its heap type in the upper 24 bits.
type ValType uint32

// Value types that have a code of their own.
const (
	I32       ValType = 0x7f
	I64       ValType = 0x7e
	F32       ValType = 0x7d
	F64       ValType = 0x7c
	V128      ValType = 0x7b
	FuncRef   ValType = 0x70
	ExternRef ValType = 0x6f
	ExnRef    ValType = 0x69

	// i8 and i16 are types of fields only.
	i8  ValType = 0x78
	i16 ValType = 0x77

	codeRefNull = 0x63
	codeRef     = 0x64
	codeExact   = 0x62
	codeShared  = 0x65
)

// abstractHeap names the abstract heap types by their one-byte code.
var abstractHeap = map[byte]string{
	0x75: "nocont", 0x74: "noexn", 0x73: "nofunc", 0x72: "noextern", 0x71: "none", 0x70: "func",
	0x6f: "extern", 0x6e: "any", 0x6d: "eq", 0x6c: "i31", 0x6b: "struct", 0x6a: "array",
	0x69: "exn", 0x68: "cont",
}

// IsRef says whether values of the type are references.
func (t ValType) IsRef() bool { return t < i16 || t > 0xff }

// Heap gives the parts of a reference type: the name of its abstract heap type, or if
// that is empty the index of the defined type, and whether null is among its values. ok
// is false for other types.
func (t ValType) Heap() (abstract string, index uint32, null, ok bool) {
	if !t.IsRef() {
		return "", 0, false, false
	}
	code, heap := byte(t), int32(t)>>8
	switch {
	case code != codeRef && code != codeRefNull:
		return abstractHeap[code], 0, true, true
	case heap < 0:
		return abstractHeap[byte(heap)&0x7f], 0, code == codeRefNull, true
	}
	return "", uint32(heap), code == codeRefNull, true
}

// defined gives the index of the defined type that a reference type refers to. ok is
// false if it refers to none.
func (t ValType) defined() (index uint32, ok bool) {
	heap := int32(t) >> 8
	return uint32(heap), heap >= 0 && (byte(t) == codeRef || byte(t) == codeRefNull)
}

// String gives the type as the text format writes it.
func (t ValType) String() string {
	switch t {
	case I32:
		return "i32"
	case I64:
		return "i64"
	case F32:
		return "f32"
	case F64:
		return "f64"
	case V128:
		return "v128"
	case i8:
		return "i8"
	case i16:
		return "i16"
	case ExternRef, FuncRef, ExnRef:
		return abstractHeap[byte(t)] + "ref"
	}
	abstract, index, null, ok := t.Heap()
	switch {
	case !ok || abstract == "" && byte(t) != codeRef && byte(t) != codeRefNull:
		return fmt.Sprintf("type(0x%x)", uint32(t))
	case abstract == "":
		abstract = fmt.Sprint(index)
	}
	if null {
		return "(ref null " + abstract + ")"
	}
	return "(ref " + abstract + ")"
}

// ExternType is the type of an import or export: [FuncType], [TableType],
// [MemoryType], [GlobalType] or [TagType].
type ExternType interface {
	fmt.Stringer
	externType()
}

// FuncType is the type of a function.
type FuncType struct {
	Params  []ValType
	Results []ValType
}

// Limits bounds a table (in elements) or a memory (in pages).
type Limits struct {
	Min    uint64
	Max    uint64 // valid when HasMax
	HasMax bool
}

// TableType is the type of a table.
type TableType struct {
	Elem ValType
	Limits
	Is64 bool
}

// MemoryType is the type of a linear memory; its limits count pages of
// 1<<PageSizeLog2 bytes.
type MemoryType struct {
	Limits
	Is64         bool
	Shared       bool
	PageSizeLog2 uint8
}

// GlobalType is the type of a global.
type GlobalType struct {
	Value   ValType
	Mutable bool
}

// TagType is the type of an exception tag.
type TagType struct{ Params []ValType }

func (FuncType) externType()   {}
func (TableType) externType()  {}
func (MemoryType) externType() {}
func (GlobalType) externType() {}
func (TagType) externType()    {}

func list(keyword string, types []ValType) string {
	if len(types) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(" (" + keyword)
	for _, t := range types {
		b.WriteByte(' ')
		b.WriteString(t.String())
	}
	b.WriteByte(')')
	return b.String()
}

func (l Limits) String() string {
	if l.HasMax {
		return fmt.Sprintf("%d %d", l.Min, l.Max)
	}
	return fmt.Sprint(l.Min)
}

// String gives the type as the text format writes it.
func (t FuncType) String() string {
	return "(func" + list("param", t.Params) + list("result", t.Results) + ")"
}

// String gives the type as the text format writes it.
func (t TableType) String() string {
	return "(table " + index64(t.Is64) + t.Limits.String() + " " + t.Elem.String() + ")"
}

// String gives the type as the text format writes it.
func (t MemoryType) String() string {
	s := "(memory " + index64(t.Is64) + t.Limits.String()
	if t.Shared {
		s += " shared"
	}
	return s + ")"
}

// String gives the type as the text format writes it.
func (t GlobalType) String() string {
	if t.Mutable {
		return "(global (mut " + t.Value.String() + "))"
	}
	return "(global " + t.Value.String() + ")"
}

// String gives the type as the text format writes it.
func (t TagType) String() string { return "(tag" + list("param", t.Params) + ")" }

func index64(is64 bool) string {
	if is64 {
		return "i64 "
	}
	return ""
}

// MinBytes gives the size in bytes that a memory of this type starts with;
// false when that overflows.
func (t MemoryType) MinBytes() (uint64, bool) {
	n := t.Min << t.PageSizeLog2
	return n, n>>t.PageSizeLog2 == t.Min
}

// Import is one entry of the import section.
type Import struct {
	Module, Name string
	Type         ExternType
}

// Export is one entry of the export section; Index counts in the index space
// of the type's kind.
type Export struct {
	Name  string
	Index uint32
	Type  ExternType
}
