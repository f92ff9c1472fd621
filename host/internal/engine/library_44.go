//go:build !vivarium_lts && cgo

package engine

import (
	"math"

	// The library is the one that this Go module brings, prebuilt.
	_ "github.com/bytecodealliance/wasmtime-go/v44"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

const (
	libraryVersion = "44.0.0" // TestLayout compares it with go.mod

	// librarySupportEnds is empty: security fixes of this line have ended.
	librarySupportEnds = ""

	// heapIsToldByOrder: a store's heap of exceptions and objects is recognized
	// by when it is made, see viv_library_is_heap.
	heapIsToldByOrder = true
)

// maxFlowWork bounds [wasm.Module.FlowWork], which takes this library no long time.
const maxFlowWork = math.MaxUint64

// checkLibrary accepts the library: wasmtime-go is of the version that go.mod says.
func checkLibrary() error { return nil }

// refuseUnbounded refuses a module with which this library ends the process or
// runs for minutes while the module is instantiated: an array that a constant
// expression makes is built in memory that no limit counts, whatever its length.
func refuseUnbounded(m *wasm.Module) error {
	if at, found := m.ConstObject(); found {
		return &wasm.UnsupportedError{
			Offset: at, Proposal: wasm.GarbageCollection,
			Feature: "a struct or array in a constant expression (the engine of the build tag vivarium_lts runs it)",
		}
	}
	return nil
}
