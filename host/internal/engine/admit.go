package engine

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// Compiling is bounded in proportion to the length of what is compiled. A module
// may take baseWork, and workPerByte for each of its bytes; the same holds for
// memory. What compilers of other languages make takes a tenth to two thirds of
// that by the estimate, which is some three times what is measured.
const (
	baseWork, workPerByte     = 2_000_000, 4 // microseconds of one core
	baseMemory, memoryPerByte = 128 << 20, 64
)

// Affordable says whether modules of this cost may be compiled. The error is a
// [*InstanceLimitError] of "compile work" ([wasm.Module.FlowWork]), "compile time", in
// microseconds, or "compile memory", in bytes.
func Affordable(c wasm.Cost) error {
	if c.Flow > maxFlowWork {
		return &InstanceLimitError{Limit: "compile work", Max: maxFlowWork, Used: c.Flow}
	}
	if most := baseWork + workPerByte*c.Size; c.Work > most {
		return &InstanceLimitError{Limit: "compile time", Max: most, Used: c.Work}
	}
	if most, used := baseMemory+memoryPerByte*c.Size, compileMemory(c); used > most {
		return &InstanceLimitError{Limit: "compile memory", Max: most, Used: used}
	}
	return nil
}

// compileMemory is what compiling takes with a function on each core.
func compileMemory(c wasm.Cost) uint64 { return c.Memory(runtime.NumCPU()) }

// gate bounds the memory of what goes on at a time. What takes more than all of it
// goes on alone.
type gate struct {
	most uint64

	mu    sync.Mutex
	used  uint64
	queue []*turn // those that wait, in their order
}

type turn struct {
	needs uint64
	come  chan struct{}
}

// compiling is the gate of all compilations of the process.
var compiling = &gate{most: 1 << 30}

// enter waits until there is room, or gives the error of ctx.
func (g *gate) enter(ctx context.Context, needs uint64) error {
	g.mu.Lock()
	t := &turn{needs: min(needs, g.most), come: make(chan struct{})}
	g.queue = append(g.queue, t)
	g.admit()
	g.mu.Unlock()
	select {
	case <-t.come:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.queue, t); i >= 0 {
		g.queue = slices.Delete(g.queue, i, i+1)
	} else {
		g.used -= t.needs
	}
	g.admit()
	return ctx.Err()
}

// leave gives the room back.
func (g *gate) leave(needs uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.used -= min(needs, g.most)
	g.admit()
}

// admit lets in those that there is room for, in their order. The lock is held.
func (g *gate) admit() {
	for len(g.queue) > 0 && g.used+g.queue[0].needs <= g.most {
		g.used += g.queue[0].needs
		close(g.queue[0].come)
		g.queue = g.queue[1:]
	}
}
