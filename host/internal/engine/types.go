package engine

import (
	"math"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// The types of core WebAssembly, as package wasm reads them.
type (
	// ValType is a value type.
	ValType = wasm.ValType
	// ExternType is the type of an import or export: [FuncType], [TableType],
	// [MemoryType], [GlobalType] or [TagType].
	ExternType = wasm.ExternType
	// FuncType is the type of a function.
	FuncType = wasm.FuncType
	// TableType is the type of a table.
	TableType = wasm.TableType
	// MemoryType is the type of a memory.
	MemoryType = wasm.MemoryType
	// GlobalType is the type of a global.
	GlobalType = wasm.GlobalType
	// TagType is the type of an exception tag.
	TagType = wasm.TagType
	// ImportType is one import of a module.
	ImportType = wasm.Import
	// ExportType is one export of a module.
	ExportType = wasm.Export
)

// Value types.
const (
	I32       = wasm.I32
	I64       = wasm.I64
	F32       = wasm.F32
	F64       = wasm.F64
	V128      = wasm.V128
	FuncRef   = wasm.FuncRef
	ExternRef = wasm.ExternRef
)

// Raw is one value of any type, without its type: wasmtime_val_raw_t. Numbers
// are in the low bits of Lo, and the bits above an i32 or f32 may hold
// anything when the value comes from code: read them with the methods. Only a
// v128 uses Hi.
type Raw struct{ Lo, Hi uint64 }

// U32 gives an i32.
func (r Raw) U32() uint32 { return uint32(r.Lo) }

// U64 gives an i64.
func (r Raw) U64() uint64 { return r.Lo }

// F32 gives an f32.
func (r Raw) F32() float32 { return math.Float32frombits(uint32(r.Lo)) }

// F64 gives an f64.
func (r Raw) F64() float64 { return math.Float64frombits(r.Lo) }

// RawU32 makes an i32.
func RawU32(v uint32) Raw { return Raw{Lo: uint64(v)} }

// RawU64 makes an i64.
func RawU64(v uint64) Raw { return Raw{Lo: v} }

// RawF32 makes an f32.
func RawF32(v float32) Raw { return Raw{Lo: uint64(math.Float32bits(v))} }

// RawF64 makes an f64.
func RawF64(v float64) Raw { return Raw{Lo: math.Float64bits(v)} }
