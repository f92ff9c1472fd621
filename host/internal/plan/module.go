package plan

import (
	"encoding/binary"

	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Module is what a plan needs to know of a core module. Its identity is the
// pointer.
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

// NewModule is what a plan needs to know of m. Its exports may be more than those
// of m where the module that is instantiated is a rewritten one: they follow those
// of m.
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

// newForward is a module that exports the function which it imports: the host
// calls only what instances export, and components may lift, or allocate with,
// whatever core function they have.
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
