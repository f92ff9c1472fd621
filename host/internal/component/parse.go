package component

// Parse decodes and validates a component. It is Validate after Decode.
func Parse(binary []byte) (*Component, error) {
	ast, err := Decode(binary)
	if err != nil {
		return nil, err
	}
	return Validate(ast)
}

// ParseModule reads a core module that stands by itself. The bodies of its functions
// are not looked at. Errors are those of Parse.
func ParseModule(binary []byte) (*ModuleDef, error) {
	const noSection = -1 // of a component
	return newValidator(&AST{End: len(binary)}).module(&ModuleNode{Bytes: binary}, noSection)
}
