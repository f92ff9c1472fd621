//go:build vivarium_lts

package engine

/*
#cgo CFLAGS: -DVIVARIUM_LTS
#cgo linux,amd64 LDFLAGS: -L${SRCDIR}/../../../.tools/engine/x86_64-unknown-linux-gnu
#cgo linux,arm64 LDFLAGS: -L${SRCDIR}/../../../.tools/engine/aarch64-unknown-linux-gnu
#cgo darwin,amd64 LDFLAGS: -L${SRCDIR}/../../../.tools/engine/x86_64-apple-darwin
#cgo darwin,arm64 LDFLAGS: -L${SRCDIR}/../../../.tools/engine/aarch64-apple-darwin
#cgo LDFLAGS: -lvivarium_engine
#cgo linux LDFLAGS: -lm -ldl -pthread
*/
import "C"

import (
	"embed"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// The library is built from the crate in lts/, by lts/build.sh, into .tools of a
// checkout. Outside of one the module github.com/vivarium-wasm/vivarium/engine of a
// release brings it, or CGO_LDFLAGS says -L and where it is. Embedding the
// crate tells Go's build cache which library a program was linked with.
//
//go:embed lts/Cargo.lock lts/lib.rs
var _ embed.FS

//go:embed lts/Cargo.toml
var libraryManifest string

// libraryVersion is the version that the crate pins.
var libraryVersion = func() string {
	_, version, _ := strings.Cut(libraryManifest, `version = "=`)
	version, _, _ = strings.Cut(version, `"`)
	return version
}()

const (
	// librarySupportEnds is the month with which security fixes of the
	// version's line end.
	librarySupportEnds = "2028-08"

	// heapIsToldByOrder: the library names a store's heap of exceptions and
	// objects when it asks for it.
	heapIsToldByOrder = false
)

// maxFlowWork bounds [wasm.Module.FlowWork]. The library follows stores along the
// branches of a function in a time of the third power of its length: a module of
// 15 kB with 1,000 globals takes 3 s, and one of 75 kB minutes.
const maxFlowWork = 1 << 30

// refuseUnbounded refuses nothing: this library bounds what modules do.
func refuseUnbounded(*wasm.Module) error { return nil }
