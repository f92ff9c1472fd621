package host

import (
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Inspect decodes and validates a component and gives its type, without an
// engine and without compiling it. Errors are those that Load gives for bytes
// that are no valid component.
func Inspect(binary []byte) (*types.Component, error) {
	def, err := component.Parse(binary)
	if err != nil {
		return nil, err
	}
	return def.Type, nil
}
