//go:build !vivarium_lts

package host

import (
	"context"
	"testing"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// This engine counts references: objects that refer to each other in a ring are
// never freed while their store lives.
func TestRingsOfObjects(t *testing.T) {
	e := newEngine(t, Config{})
	p := prepare(t, NewLinker(e), load(t, e, assembleText(t, objects)))
	i := instantiate(t, p, InstanceConfig{Limits: Limits{Memory: 8 << 20}})
	_, err := i.Call(context.Background(), function(t, p, "rings"), value.U32(100_000_000))
	requireTrap(t, err, TrapExceptionHeap, "no memory for another exception or object")
}
