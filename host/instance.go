package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// InstanceConfig configures one instance.
type InstanceConfig struct {
	// HostState is what the host's program keeps for the instance, by the slots of
	// Linker.StateSlot. Functions of the host find it by Call.HostState.
	HostState []any
	// Limits bound what the instance may use.
	Limits Limits
	// Result bounds what each call of an export may copy out as its result.
	Result LiftBound
	// Snapshot is the state to start from, nil to instantiate anew. It is of the
	// same component.
	Snapshot *Snapshot
}

// Unlimited is a limit that nothing reaches.
const Unlimited = engine.Unlimited

// Limits bound what an instance may use. A zero field means the default.
type Limits struct {
	// Memory is the greatest sum of the sizes of all linear memories and tables,
	// in bytes. Default: 1 GiB.
	Memory uint64
	// TableElements is the greatest number of elements of each table. Default:
	// 100,000.
	TableElements uint64
	// Fuel is what guest code may use up in the life of the instance, where the
	// engine was made with Config.Fuel. Default: no limit.
	Fuel uint64
	// LiftBytes is how many bytes one call may copy out of the component; a list
	// that is copied by element counts twice its size. Default: 256 MiB.
	LiftBytes uint64
	// LiftElements is how many list elements one call may copy out one by one.
	// Default: 16 Mi.
	LiftElements uint64
	// Handles is how many handles each component instance may hold. Default: 1 Mi.
	Handles int
}

func (l *Limits) defaults() {
	for _, f := range []struct {
		field *uint64
		value uint64
	}{
		{&l.Memory, 1 << 30},
		{&l.TableElements, 100_000},
		{&l.Fuel, Unlimited},
		{&l.LiftBytes, 256 << 20},
		{&l.LiftElements, 16 << 20},
	} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	if l.Handles == 0 {
		l.Handles = 1 << 20
	}
}

// of is the part of an instance's configuration that bounds it.
func (l Limits) of(result LiftBound) run.InstanceConfig {
	l.defaults()
	return run.InstanceConfig{
		Memory: l.Memory, TableElements: l.TableElements, Fuel: l.Fuel, Handles: l.Handles,
		Budget: canon.Budget{Bytes: l.LiftBytes, Elements: l.LiftElements}, Result: result.Of(),
	}
}

// Instance is an instance of a component. One goroutine at a time may use it; only
// Interrupt and Usage may be called beside it. A call that comes while another is in
// progress is refused with ErrReentered.
type Instance struct {
	prepared *Prepared
	run      run.Instance
}

// Instantiate makes an instance (Explainer.md, "Instance Definitions"). ctx
// bounds the start functions and is what host functions called by them get. The
// error is a *Trap where the component trapped or a limit was met, a
// *SnapshotError where cfg.Snapshot does not fit, a *SystemError where the system has
// no room for a memory, or ErrClosed.
func (p *Prepared) Instantiate(ctx context.Context, cfg InstanceConfig) (*Instance, error) {
	start := cfg.Limits.of(cfg.Result)
	start.HostState = cfg.HostState
	if cfg.Snapshot != nil {
		start.Snapshot = cfg.Snapshot.state
	}
	i := &Instance{prepared: p}
	if err := p.run.Start(ctx, &i.run, start); err != nil {
		return nil, err
	}
	return i, nil
}

// Begin begins the call of an export: lower the parameters into the Call, then
// Invoke, lift the result, and End. There is no error: End has it. It is what
// generated code calls.
//
// An instance is called by one goroutine at a time, and not from within its own
// call of a HostFunc: that is refused with ErrReentered.
func (i *Instance) Begin(ctx context.Context, ref ExportedFunc) *Call {
	return abi.Of(i.run.Begin(ctx, i.own(ref)))
}

// own is the function of a reference, nil where it is of another Prepared.
func (i *Instance) own(ref ExportedFunc) *plan.Boundary {
	if ref.prepared != i.prepared {
		return nil
	}
	return ref.fn
}

// Call calls an export with dynamic values (CanonicalABI.md, canon_lift). The
// result is nil where the function has none. A result of type result<T, E> is a
// value.Result: its error case is a value, and Call's error is nil.
//
// Arguments that do not fit are refused with a *TypeError before the component is
// entered. ErrReentered, ErrClosed and a *PoisonedError say that the instance
// cannot be called; everything else that goes wrong is a *Trap, after which the
// instance is poisoned. ctx is what host functions get; when it ends the code of
// the component stops within milliseconds, and the trap's cause is ctx.Err().
func (i *Instance) Call(ctx context.Context, ref ExportedFunc, args ...value.Value) (value.Value, error) {
	return i.run.Call(ctx, i.own(ref), args)
}

// Close drops what the instance's handles own and frees everything at once. It
// may be called more than once. While a call is in progress it does nothing and
// gives ErrReentered.
func (i *Instance) Close() error { return i.run.Close() }

// Interrupt makes the component trap, within milliseconds, in the call that is
// in progress or else in the next one. It may be called from any goroutine.
func (i *Instance) Interrupt() { i.run.Store().Interrupt() }

// Usage is what an instance has used.
type Usage struct {
	// Memory is the size of all linear memories now, MemoryPeak the greatest it
	// was, in bytes.
	Memory, MemoryPeak uint64
	// GrowthRefused counts the times that a memory was not allowed to grow, and
	// LastRefused is the size in bytes that it would have had the last time.
	GrowthRefused, LastRefused uint64
	// Fuel is what was used up, 0 where it is not counted.
	Fuel uint64
}

// Usage is what the instance has used so far. It may be called from any
// goroutine; Fuel is 0 while a call is in progress on another one.
func (i *Instance) Usage() Usage {
	store := i.run.Store()
	u := Usage{GrowthRefused: store.GrowthRefused(), LastRefused: store.LastRefused(), Fuel: i.run.FuelUsed()}
	u.Memory, u.MemoryPeak = store.MemoryUsage()
	return u
}

// Handles is the number of handles that are open in the component.
func (i *Instance) Handles() int { return i.run.Handles() }
