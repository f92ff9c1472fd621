package component

import "github.com/vivarium-wasm/vivarium/host/types"

// Parse decodes and validates a component. It is Validate after Decode.
func Parse(binary []byte) (*Component, error) {
	ast, err := Decode(binary)
	if err != nil {
		return nil, err
	}
	return Validate(ast)
}

// ParseModule gives the type of a core module that stands by itself. Function
// bodies are not looked at. Errors are those of Parse.
func ParseModule(binary []byte) (*types.CoreModule, error) {
	const noSection = -1 // of a component
	r := &reader{buf: binary, section: noSection}
	(&decoder{}).modulePreamble(r)
	if r.err != nil {
		return nil, r.err
	}
	r.pos = len(coreModulePreamble)
	return newValidator(&AST{End: len(binary)}).moduleTypeOf(r)
}
