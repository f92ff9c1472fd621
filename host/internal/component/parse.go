package component

// Parse decodes and validates a component. It is Validate after Decode.
func Parse(binary []byte) (*Component, error) {
	ast, err := Decode(binary)
	if err != nil {
		return nil, err
	}
	return Validate(ast)
}
