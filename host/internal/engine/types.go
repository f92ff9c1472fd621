package engine

import "github.com/vivarium-wasm/vivarium/host/internal/wasm"

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
// anything when the value comes from code. Only a v128 uses Hi.
type Raw struct{ Lo, Hi uint64 }
