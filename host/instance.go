package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// InstanceConfig configures one instance.
type InstanceConfig struct {
	// Data is what host functions of this instance find by Call.Data, by slot.
	Data []any
	// Limits bound what the instance may use.
	Limits Limits
	// Image is the state to start from, nil to instantiate anew. It is of the
	// same component.
	Image *Image
}

// Limits bound what an instance may use. A zero field means the default.
type Limits struct {
	// Memory is the greatest sum of the sizes of all linear memories, in bytes,
	// tables included. Default: 4 GiB for each memory, as the modules say.
	Memory uint64
	// TableElements is the greatest number of elements of each table.
	TableElements uint64
	// Fuel is what guest code may use up in the life of the instance, where the
	// engine was made with Config.Fuel. Default: no limit.
	Fuel uint64
	// LiftBytes is how many bytes of strings and plain lists one call may copy
	// out of the component. Default: 256 MiB.
	LiftBytes uint64
	// LiftElements is how many list elements one call may copy out one by one.
	// Default: 16 Mi.
	LiftElements uint64
	// Handles is how many handles each component instance may hold. Default: 1 Mi.
	Handles int
}

// Instance is a component at work. Its methods are called from one goroutine at
// a time, but for Close, Interrupt and Usage.
type Instance struct{ data []any }

// Instantiate makes an instance. ctx bounds the start functions and is what
// host functions called by them get.
func (p *Prepared) Instantiate(ctx context.Context, cfg InstanceConfig) (*Instance, error) {
	return nil, errUnfinished
}

// Close drops what the instance's handles own and frees everything at once. It
// may be called more than once.
func (i *Instance) Close() error { return nil }

// Call calls an export with dynamic values. The result is nil where the
// function has none.
func (i *Instance) Call(ctx context.Context, ref FuncRef, args ...value.Value) (value.Value, error) {
	return nil, errUnfinished
}

// Begin begins the call of an export: lower the parameters into the Call, then
// Invoke, lift the result, and End. There is no error: End has it.
func (i *Instance) Begin(ctx context.Context, ref FuncRef) *Call { return nil }

// Snapshot takes an image of the state. It is refused with a *SnapshotError
// where the state is more than an image holds: an open handle, a trap, a
// component that can change its tables.
func (i *Instance) Snapshot() (*Image, error) { return nil, errUnfinished }

// Usage is what an instance has used.
type Usage struct {
	// Memory is the size of all linear memories now, MemoryPeak the greatest it
	// was, in bytes.
	Memory, MemoryPeak uint64
	// GrowthRefused counts the times that a memory or table was not allowed to grow.
	GrowthRefused uint64
	// Fuel is what was used up, 0 where it is not counted.
	Fuel uint64
	// Handles is the number of handles that are open in the component.
	Handles int
}

// Usage is what the instance has used so far.
func (i *Instance) Usage() Usage { return Usage{} }

// Image is a state that instances start from. It may be used from several
// goroutines.
type Image struct{}

// Close frees the image once no instance uses it. It may be called more than once.
func (m *Image) Close() error { return nil }
