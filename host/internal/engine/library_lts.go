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

#include <stddef.h>

// The module engine of a release says here which library it brings. Without the
// module there is no such symbol.
#ifdef __linux__
extern const char vivarium_engine_module[] __attribute__((weak));
static const char *viv_engine_module(void) { return vivarium_engine_module; }
#else
static const char *viv_engine_module(void) { return NULL; }
#endif
*/
import "C"

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"strings"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// The library is built from the crate in lts/, by lts/build.sh, into .tools of a
// checkout. Outside of one the module github.com/vivarium-wasm/vivarium/engine of a
// release brings it, or CGO_LDFLAGS says -L and where it is. Embedding the
// crate tells Go's build cache which library a program was linked with.
//
//go:embed lts/Cargo.toml lts/Cargo.lock lts/lib.rs
var crate embed.FS

//go:embed lts/Cargo.toml
var libraryManifest string

// crateDigest names the library that this package is made for: it is a digest of
// the crate. The release writes the same into the module engine.
var crateDigest = sync.OnceValue(func() string {
	h := sha256.New()
	for _, name := range []string{"Cargo.toml", "Cargo.lock", "lib.rs"} {
		data, err := crate.ReadFile("lts/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		h.Write(data)
	}
	return hex.EncodeToString(h.Sum(nil))
})

// checkLibrary refuses the library of another version of the module engine.
func checkLibrary() error {
	brought := C.viv_engine_module()
	if brought == nil {
		return nil
	}
	return checkBrought(C.GoString(brought))
}

func checkBrought(digest string) error {
	if digest == crateDigest() {
		return nil
	}
	return &ConfigError{Field: "library", Reason: "the module github.com/vivarium-wasm/vivarium/engine is of another version than github.com/vivarium-wasm/vivarium; take the same version of both (go get MODULE@VERSION)"}
}

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
