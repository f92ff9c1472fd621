package calls

import _ "embed"

// The world that the benchmarks call, and the text of a core module that
// implements it.
var (
	//go:embed calls.wit
	WIT []byte
	//go:embed calls.wat
	WAT []byte
)
