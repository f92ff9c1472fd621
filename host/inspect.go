package host

import (
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Inspect decodes and validates a component and gives its type, without an
// engine and without compiling it. Errors are those that Load gives for bytes
// that are not a valid component.
func Inspect(binary []byte) (*types.Component, error) {
	def, err := component.Parse(binary)
	if err != nil {
		return nil, err
	}
	return def.Type, nil
}

// InspectModule decodes a core module and gives the types of its imports and
// exports, without an engine. Function bodies are not validated. Errors are those
// that Inspect gives for bytes that are not a valid component.
func InspectModule(binary []byte) (*types.CoreModule, error) {
	m, err := component.ParseModule(binary)
	if err != nil {
		return nil, err
	}
	return m.Type, nil
}
