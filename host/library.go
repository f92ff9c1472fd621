package host

import "github.com/vivarium-wasm/vivarium/host/internal/engine"

// Library describes the libwasmtime that a program is linked with.
type Library struct {
	// Version is its version, "48.0.8" for example.
	Version string
	// SupportEnds is the last month, "2028-08" for example, in which the
	// version's line gets security fixes; it is empty where it gets none any
	// more.
	SupportEnds string
}

// LinkedLibrary gives the libwasmtime that this program is linked with: one
// with long-term support where the program was built with the tag vivarium_lts,
// and otherwise the prebuilt one of the Go module wasmtime-go, whose line gets
// no security fixes any more.
func LinkedLibrary() Library {
	return Library(engine.LinkedLibrary())
}
