package run

import (
	"context"
	"errors"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
)

// InstanceConfig configures one instance.
type InstanceConfig struct {
	// HostState is what functions of the host find by Instance.HostState.
	HostState []any
	// Memory and TableElements bound memories and tables, in bytes and elements;
	// Fuel is what guest code may use up.
	Memory, TableElements, Fuel uint64
	// Handles is how many handles each component instance may hold.
	Handles int
	// Budget bounds what one call may lift, and Result what its result may take.
	Budget canon.Budget
	Result canon.Bound
	// Snapshot is the state to start from, nil to instantiate anew.
	Snapshot *Snapshot
}

// Instance is an instance of a component. Its methods are called from one
// goroutine at a time, but for those of its store.
type Instance struct {
	// HostState is InstanceConfig.HostState.
	HostState []any

	prepared *Prepared
	store    *engine.Store // held while a call is in progress
	poison   error
	budget   canon.Budget
	result   canon.Bound
	fuel     uint64

	components []canon.Instance
	instances  []*engine.Instance // by step of the plan
	funcs      []engine.Func
	memories   []*engine.Memory

	// The calls in progress, outermost first, and the context of them all.
	calls   []*Frame
	depth   int
	serial  uint64
	ctx     context.Context
	watched *watch
	handles int // resources of the component that the host owns

	from  *Snapshot     // what it started from, nil where it was instantiated anew
	saved *engine.Saved // made by the first Restore
	life  uint64        // how often it was restored: handles are of one life
}

// Start makes an instance in i, which is its zero value.
func (p *Prepared) Start(ctx context.Context, i *Instance, cfg InstanceConfig) error {
	if p.closed.Load() {
		return ErrClosed
	}
	if err := p.init(i, cfg); err != nil {
		return err
	}
	started := false
	defer func() { // a start function may call one of the host that ends its goroutine
		if !started {
			_ = i.Close()
		}
	}()
	if err := i.start(ctx, cfg.Snapshot); err != nil {
		return err
	}
	started = true
	return nil
}

// init makes an instance that has no core instances yet.
func (p *Prepared) init(i *Instance, cfg InstanceConfig) error {
	*i = Instance{
		HostState: cfg.HostState, prepared: p, fuel: cfg.Fuel, budget: cfg.Budget, result: cfg.Result,
		components: make([]canon.Instance, len(p.Components)),
		instances:  make([]*engine.Instance, len(p.steps)),
		funcs:      make([]engine.Func, p.Functions),
		memories:   make([]*engine.Memory, p.Memories),
	}
	for n, info := range p.Components {
		i.components[n].Index = n
		i.components[n].Handles.Limit = cfg.Handles
		if info.Parent != plan.None {
			i.components[n].Parent = &i.components[info.Parent]
		}
	}
	store, err := p.cfg.Engine.NewStore(engine.StoreConfig{
		MemoryLimit: cfg.Memory, TableElements: cfg.TableElements,
		Instances: plan.MaxCoreInstances, Data: i,
	})
	if err != nil {
		return Closed(err)
	}
	i.store = store
	return nil
}

func (i *Instance) start(ctx context.Context, from *Snapshot) error {
	if i.prepared.cfg.Fuel {
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
	if from != nil {
		i.from = from
		err = i.resume(from)
	} else {
		err = i.prepared.instantiate(i, nil, nil)
	}
	var refused *SnapshotError
	var system *engine.SystemError
	if errors.As(err, &system) {
		return system
	}
	if err == nil || errors.As(err, &refused) || errors.Is(err, engine.ErrClosed) || errors.Is(err, ErrClosed) {
		return Closed(err)
	}
	return i.trap(ctx, err)
}

// trap makes the public error of what ended a call.
func (i *Instance) trap(ctx context.Context, err error) error { return i.prepared.cfg.Trap(ctx, err) }

// Store is the instance as the engine has it: for limits, interrupts and usage.
func (i *Instance) Store() *engine.Store { return i.store }

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
	i.drain()
	return nil
}

// drain drops what the instance's handles own, and leaves whatever it is in: a call
// that never ended, the watch over a context.
func (i *Instance) drain() {
	i.forget()
	i.popAll()
	for _, f := range i.calls {
		f.Ctx = nil
	}
	i.ctx = context.Background()
	for n := range i.components {
		c := &i.components[n]
		c.Handles.Drain(func(r *canon.Resource, rep canon.Rep) {
			if drop := i.prepared.drops[r.Index]; drop != nil {
				_ = drop(i.ctx, rep.Host)
			}
		})
		c.Entered, c.Locked = false, false
	}
	i.ctx = nil
}

// FuelUsed is the fuel that was used up, 0 where it is not counted or a call is in
// progress.
func (i *Instance) FuelUsed() uint64 {
	if !i.prepared.cfg.Fuel {
		return 0
	}
	left, err := i.store.Fuel()
	if err != nil {
		return 0
	}
	return i.fuel - left
}

// Handles is the number of handles that are open in the component.
func (i *Instance) Handles() int {
	n := 0
	for c := range i.components {
		n += i.components[c].Handles.Len()
	}
	return n
}
