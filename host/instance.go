package host

import (
	"context"
	"errors"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
)

// InstanceConfig configures one instance.
type InstanceConfig struct {
	// Data is what host functions of this instance find by Call.Data, by slot.
	Data []any
	// Limits bound what the instance may use.
	Limits Limits
	// Result bounds what each call of an export may copy out as its result.
	Result LiftBound
	// Image is the state to start from, nil to instantiate anew. It is of the
	// same component.
	Image *Image
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

// Instance is a component at work. Its methods are called from one goroutine at
// a time, but for Interrupt and Usage; a call that comes while another is in
// progress is refused with ErrReentered.
type Instance struct {
	prepared *Prepared
	store    *engine.Store // held while a call is in progress
	poison   error
	data     []any
	budget   abi.Budget
	result   abi.Bound
	fuel     uint64

	components []abi.Instance
	instances  []*engine.Instance // by step of the plan
	funcs      []engine.Func
	memories   []*engine.Memory

	// The calls in progress, outermost first, and the context of them all.
	calls   []*Call
	depth   int
	serial  uint64
	ctx     context.Context
	watched *watch
	handles int // resources of the component that the host owns
}

// Instantiate makes an instance (Explainer.md, "Instance Definitions"). ctx
// bounds the start functions and is what host functions called by them get. The
// error is a *Trap where the component trapped or a limit was met, a
// *SnapshotError where cfg.Image does not fit, or ErrClosed.
func (p *Prepared) Instantiate(ctx context.Context, cfg InstanceConfig) (*Instance, error) {
	if p.closed.Load() {
		return nil, ErrClosed
	}
	i, err := p.instance(cfg)
	if err != nil {
		return nil, err
	}
	started := false
	defer func() { // a start function may call one of the host that ends its goroutine
		if !started {
			_ = i.Close()
		}
	}()
	if err := i.start(ctx, cfg.Image); err != nil {
		return nil, err
	}
	started = true
	return i, nil
}

// instance makes an instance that has no core instances yet.
func (p *Prepared) instance(cfg InstanceConfig) (*Instance, error) {
	cfg.Limits.defaults()
	data := p.plan
	i := &Instance{
		prepared: p, data: cfg.Data, fuel: cfg.Limits.Fuel,
		budget:     abi.Budget{Bytes: cfg.Limits.LiftBytes, Elements: cfg.Limits.LiftElements},
		result:     cfg.Result.bound(),
		components: make([]abi.Instance, len(data.Components)),
		instances:  make([]*engine.Instance, len(data.steps)),
		funcs:      make([]engine.Func, data.Functions),
		memories:   make([]*engine.Memory, data.Memories),
	}
	for n, info := range data.Components {
		i.components[n].Index = n
		i.components[n].Handles.Limit = cfg.Limits.Handles
		if info.Parent != plan.None {
			i.components[n].Parent = &i.components[info.Parent]
		}
	}
	store, err := p.component.engine.core.NewStore(engine.StoreConfig{
		MemoryLimit: cfg.Limits.Memory, TableElements: cfg.Limits.TableElements,
		Instances: plan.MaxCoreInstances, Data: i,
	})
	if err != nil {
		return nil, closedError(err)
	}
	i.store = store
	return i, nil
}

func (i *Instance) start(ctx context.Context, image *Image) error {
	if i.prepared.component.engine.config.Fuel {
		if err := i.store.SetFuel(i.fuel); err != nil {
			return err
		}
	}
	if err := i.begin(ctx); err != nil {
		return err
	}
	defer i.leave()
	root := &i.components[0]
	root.Entered = true
	defer func() { root.Entered = false }()
	var err error
	if image != nil {
		err = i.resume(image)
	} else {
		err = i.prepared.plan.run(i, nil, nil)
	}
	var refused *SnapshotError
	if err == nil || errors.As(err, &refused) || errors.Is(err, engine.ErrClosed) || errors.Is(err, ErrClosed) {
		return closedError(err)
	}
	return trapOf(ctx, err)
}

// Close drops what the instance's handles own and frees everything at once. It
// may be called more than once. While a call is in progress it does nothing and
// gives ErrReentered.
func (i *Instance) Close() error {
	switch i.store.Hold() {
	case engine.ErrClosed:
		return nil
	case engine.ErrBusy:
		return ErrReentered
	}
	// Held, or left for ever by a function of the host that ended its goroutine.
	defer i.store.Discard() // a DropFunc may panic
	i.forget()
	i.ctx = context.Background()
	for n := range i.components {
		i.components[n].Handles.Drain(func(r *abi.Resource, rep abi.Rep) {
			if drop := i.prepared.plan.drops[r.Index]; drop != nil {
				_ = drop(i.ctx, rep.Host)
			}
		})
	}
	return nil
}

// Interrupt makes the component trap, within milliseconds, in the call that is
// in progress or else in the next one. It may be called from any goroutine.
func (i *Instance) Interrupt() { i.store.Interrupt() }

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
	u := Usage{GrowthRefused: i.store.GrowthRefused(), LastRefused: i.store.LastRefused()}
	u.Memory, u.MemoryPeak = i.store.MemoryUsage()
	if i.prepared.component.engine.config.Fuel {
		if left, err := i.store.Fuel(); err == nil {
			u.Fuel = i.fuel - left
		}
	}
	return u
}

// Handles is the number of handles that are open in the component.
func (i *Instance) Handles() int {
	n := 0
	for c := range i.components {
		n += i.components[c].Handles.Len()
	}
	return n
}
