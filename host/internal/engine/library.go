package engine

// Library describes the libwasmtime that this program is linked with.
type Library struct {
	// Version is its version, "48.0.8" for example.
	Version string
	// SupportEnds is the last month, "2028-08" for example, in which the
	// version's line gets security fixes; it is empty where it gets none any
	// more.
	SupportEnds string
}

// LinkedLibrary gives the libwasmtime that this program is linked with: one
// with long-term support by the build tag vivarium_lts, and otherwise the
// prebuilt one of the Go module wasmtime-go.
func LinkedLibrary() Library {
	return Library{Version: libraryVersion, SupportEnds: librarySupportEnds}
}
