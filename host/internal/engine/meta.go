package engine

import "github.com/vivarium-wasm/vivarium/host/internal/wasm"

// meta is what this package knows about a module besides its code. The
// library's own descriptions of types abort the process for types that its C
// API cannot express, so they are never asked for.
type meta struct {
	Imports  []ImportType
	Exports  []ExportType
	Memories []MemoryType // those that the module defines
}

func metaOf(m *wasm.Module) (meta, error) {
	return meta{
		Imports:  m.Imports,
		Exports:  m.Exports,
		Memories: m.Memories[m.ImportedMemories:],
	}, nil
}
