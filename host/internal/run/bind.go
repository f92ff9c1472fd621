package run

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
)

// DropFunc drops a resource that the host implements.
type DropFunc func(ctx context.Context, rep any) error

// Config is what a plan is bound to.
type Config struct {
	Engine   *engine.Engine
	Compiler *code.Compiler
	Plan     *plan.Plan
	// Modules are the compiled modules of the plan, but for those that it needs
	// itself, which Forward gives.
	Modules map[*plan.Module]*code.Module
	Forward func(*plan.Module) (*code.Module, error)
	// Lowered has the function of the host that each descriptor lowers, between Enter
	// and Frame.Return.
	Lowered map[*plan.Lower]CoreFunc
	// Drops are the functions that drop the host's resources, by their index in
	// Plan.Resources.
	Drops map[int]DropFunc
	// NewFrame makes a frame with what generated code sees of it.
	NewFrame func() *Frame
	// Handle is a handle as programs have it. HandleOf is its reverse: nil for what
	// is none.
	Handle   func(*Handle) any
	HandleOf func(v any) *Handle
	// Trap makes public errors.
	Trap Trap
	// Fuel says that the engine counts fuel.
	Fuel bool
	// Identity is the hash of the components that the plan is of; zero where there is
	// no cache.
	Identity [32]byte
	// Free is called once, after what was bound is freed.
	Free func()
}

// Prepared is a plan whose modules are compiled ones and whose descriptors are
// functions: what instances are made of. It may be used from several goroutines.
type Prepared struct {
	*plan.Plan
	cfg     Config
	steps   []step
	hostFns []*engine.HostFn // by plan.Plan.CoreFuncs
	drops   []DropFunc       // by plan.Plan.Resources
	links   *engine.Links

	mu     sync.Mutex
	users  int // calls of Snapshot in progress
	closed atomic.Bool

	formMu sync.Mutex
	form   atomic.Pointer[snapshotForm]
}

// step makes one core instance.
type step struct {
	module *code.Module
	// pre is set where the module imports functions of the host only.
	pre     *engine.Pre
	imports []*engine.HostFn // nil for an export of an earlier step
	calls   []plan.Alias     // exports that the host calls or reads
}

// Bind binds a plan. After an error nothing is left but to call Config.Free.
func Bind(cfg Config) (*Prepared, error) {
	p := &Prepared{Plan: cfg.Plan, cfg: cfg, drops: make([]DropFunc, len(cfg.Plan.Resources))}
	if err := p.bind(); err != nil {
		p.freeBound()
		return nil, err
	}
	return p, nil
}

func (p *Prepared) bind() error {
	for n, drop := range p.cfg.Drops {
		p.drops[n] = drop
	}
	for _, f := range p.CoreFuncs {
		fn, err := p.coreFunc(f)
		if err != nil {
			return err
		}
		t := f.Signature()
		p.hostFns = append(p.hostFns, p.cfg.Engine.NewHostFunc(f.Name(), t.Params, t.Results, fn))
	}
	for n := range p.Steps {
		if err := p.bindStep(&p.Steps[n]); err != nil {
			return err
		}
	}
	return p.link()
}

// bindStep binds a step, and links its module ahead of its instances where nothing
// of an instance is needed for it.
func (p *Prepared) bindStep(from *plan.Step) error {
	st := step{module: p.cfg.Modules[from.Module]}
	if from.Module.Forward != nil {
		var err error
		if st.module, err = p.cfg.Forward(from.Module); err != nil {
			return err
		}
	}
	if st.module == nil {
		return errors.New("host: a core module of the plan is not compiled")
	}
	for _, src := range from.Imports {
		var fn *engine.HostFn
		if src.CoreFunc != plan.None {
			fn = p.hostFns[src.CoreFunc]
		}
		st.imports = append(st.imports, fn)
	}
	for _, a := range from.Aliases {
		if a.Function != plan.None || a.Memory != plan.None {
			st.calls = append(st.calls, a)
		}
	}
	if from.HostOnly() {
		pre, err := p.cfg.Engine.Prepare(st.module.Compiled, st.imports)
		if err != nil {
			return err
		}
		st.pre = pre
	}
	p.steps = append(p.steps, st)
	return nil
}

// coreFunc is the implementation of a core function of the plan.
func (p *Prepared) coreFunc(f plan.CoreFunc) (engine.HostFunc, error) {
	switch f := f.(type) {
	case *plan.Lower:
		return p.cfg.Lowered[f], nil
	case *plan.Fuse:
		return fuse(f.Caller, f.Callee), nil
	case *plan.ResourceNew:
		return resourceNew(f), nil
	case *plan.ResourceDrop:
		return resourceDrop(f), nil
	case *plan.ResourceRep:
		return resourceRep(f), nil
	}
	return nil, fmt.Errorf("host: core function %T is not known", f)
}

// link makes the links of the steps: an export that nothing imports is not
// looked up when an instance is made.
func (p *Prepared) link() error {
	imported := make([]bool, p.Slots)
	steps := make([]engine.LinkStep, len(p.steps))
	for n := range p.steps {
		if p.steps[n].pre != nil {
			continue // linked on its own
		}
		for i, src := range p.Steps[n].Imports {
			fn := p.steps[n].imports[i]
			if fn == nil {
				imported[src.Slot] = true
			}
			steps[n].Imports = append(steps[n].Imports, engine.LinkSource{Host: fn, Slot: src.Slot})
		}
	}
	for n := range p.Steps {
		st := &p.Steps[n]
		for _, a := range st.Aliases {
			if imported[a.Slot] {
				steps[n].Keep = append(steps[n].Keep, engine.LinkKeep{Export: st.Module.Exports[a.Export].Name, Slot: a.Slot})
			}
		}
	}
	var err error
	p.links, err = p.cfg.Engine.Link(p.Slots, steps)
	return err
}

// instantiate makes the core instances of a new instance: as the component says,
// or of code alone over images of memories, where code is given.
func (p *Prepared) instantiate(i *Instance, alone []codeStep, memories [][]*engine.Image) error {
	for n := range p.steps {
		s := &p.steps[n]
		c := codeStep{module: s.module.Compiled, pre: s.pre}
		o := engine.InstantiateOptions{}
		switch {
		case memories != nil:
			o.Images = memories[n]
		case alone == nil:
			var err error
			if o.Images, err = s.module.Images(); err != nil {
				return err
			}
		}
		if alone != nil {
			c = alone[n]
		}
		inst, err := p.links.Instantiate(i.store, n, c.module, c.pre, o)
		if err != nil {
			return err
		}
		i.instances[n] = inst
		for _, a := range s.calls {
			x, err := inst.Export(a.Export)
			if err != nil {
				return err
			}
			if a.Function != plan.None {
				i.funcs[a.Function] = x.(engine.Func)
			}
			if a.Memory != plan.None {
				i.memories[a.Memory] = x.(*engine.Memory)
			}
		}
	}
	return nil
}

// Closed says whether it was closed.
func (p *Prepared) Closed() bool { return p.closed.Load() }

// Close frees what was bound, at once or when the last Snapshot in progress ends.
// It may be called more than once. Instances that are open go on.
func (p *Prepared) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed.Swap(true) && p.users == 0 {
		p.free()
	}
}

// use keeps what was bound until release.
func (p *Prepared) use() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed.Load() {
		return ErrClosed
	}
	p.users++
	return nil
}

func (p *Prepared) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users--
	if p.closed.Load() && p.users == 0 {
		p.free()
	}
}

func (p *Prepared) free() {
	if form := p.form.Load(); form != nil {
		form.close()
	}
	p.freeBound()
	p.cfg.Free()
}

func (p *Prepared) freeBound() {
	for i := range p.steps {
		if pre := p.steps[i].pre; pre != nil {
			_ = pre.Close()
		}
	}
	if p.links != nil {
		_ = p.links.Close()
	}
	for _, h := range p.hostFns {
		_ = h.Close()
	}
}
