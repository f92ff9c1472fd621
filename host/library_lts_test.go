//go:build vivarium_lts

package host

import (
	"testing"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// This engine frees objects that nothing refers to, those that refer to each other
// in a ring too: more than would fit together.
func TestRingsOfObjects(t *testing.T) {
	e := newEngine(t, Config{})
	p := prepare(t, NewLinker(e), load(t, e, assembleText(t, objects)))
	i := instantiate(t, p, InstanceConfig{Limits: Limits{Memory: 8 << 20}})
	call(t, i, values(value.U32(3_000_000)), "rings")
}
