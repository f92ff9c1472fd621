package plan

import (
	"encoding/binary"

	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Module describes a core module to a plan. Two modules are the same if the pointers
// are.
type Module struct {
	// Type is its type as components import it.
	Type    *types.CoreModule
	Imports []wasm.Import
	Exports []wasm.Export
	// Forward is the binary of a module that the plan itself needs: see forward.
	// It is nil for a module of a component or of the host.
	Forward []byte

	exports  map[string]int // positions
	hasStart bool
	shim     shim
}

// NewModule describes a module to a plan. exports are those of the module that is
// instantiated: if that is a rewritten one it may have more than m, after those of m.
func NewModule(m *wasm.Module, exports []wasm.Export) *Module {
	out := &Module{Imports: m.Imports, Exports: exports, hasStart: m.HasStart, shim: shimOf(m)}
	out.index()
	return out
}

func (m *Module) index() {
	m.exports = make(map[string]int, len(m.Exports))
	for i, x := range m.Exports {
		m.exports[x.Name] = i
	}
}

// ComponentDef is a component with its core modules, as a builder instantiates it.
type ComponentDef struct {
	Def *component.Component
	// Modules are those of Def and of the components nested in it.
	Modules map[*component.ModuleDef]*Module
}

// newForward makes a module that exports the function that it imports. The host calls
// only functions that core instances export, but a component may lift a core function
// that the host makes, or use one as its realloc.
func newForward(t wasm.FuncType) *Module {
	m := &Module{
		Imports: []wasm.Import{{Type: t}},
		Exports: []wasm.Export{{Type: t}},
		Forward: forwarder(t),
	}
	m.index()
	return m
}

// forwarder is the binary of (module (import "" "" (func (type t))) (export "" (func 0))).
func forwarder(t wasm.FuncType) []byte {
	section := func(out []byte, id byte, body []byte) []byte {
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		return append(out, body...)
	}
	body := []byte{1, 0x60}
	for _, vs := range [][]wasm.ValType{t.Params, t.Results} {
		body = binary.AppendUvarint(body, uint64(len(vs)))
		for _, v := range vs {
			body = append(body, byte(v))
		}
	}
	out := section([]byte(wasm.Preamble), 1, body)
	out = section(out, 2, []byte{1, 0, 0, 0, 0})
	return section(out, 7, []byte{1, 0, 0, 0})
}
