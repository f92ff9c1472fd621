package host

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
)

// bound is a plan whose modules are compiled ones and whose descriptors are
// functions: what instances are made of.
type bound struct {
	*plan.Plan
	steps   []step
	hostFns []*engine.HostFn // by plan.Plan.CoreFuncs
	drops   []DropFunc       // by plan.Plan.Resources
	links   *engine.Links
}

// step makes one core instance.
type step struct {
	module *code.Module
	// pre is set where the module imports functions of the host only.
	pre     *engine.Pre
	imports []*engine.HostFn // nil for an export of an earlier step
	calls   []plan.Alias     // exports that the host calls or reads
}

// hostFns are the imports of a step that imports functions of the host only.
func (s *step) hostFns() []*engine.HostFn { return s.imports }

// bind binds the plan to compiled modules and to the functions of the host.
func (p *Prepared) bind(l *Linker) error {
	b, data := p.plan, p.linked.Plan
	b.Plan = data
	b.drops = make([]DropFunc, len(data.Resources))
	for n, r := range p.linked.Resources {
		b.drops[n], _ = r.Drop.(DropFunc)
	}
	core := p.component.engine.core
	for _, f := range data.CoreFuncs {
		fn, err := p.coreFunc(l, f)
		if err != nil {
			return err
		}
		t := f.Signature()
		b.hostFns = append(b.hostFns, core.NewHostFunc(f.Name(), t.Params, t.Results, fn))
	}
	for n := range data.Steps {
		if err := p.bindStep(&data.Steps[n]); err != nil {
			return err
		}
	}
	return b.link(core)
}

// bindStep binds a step, and links its module ahead of its instances where nothing
// of an instance is needed for it.
func (p *Prepared) bindStep(from *plan.Step) error {
	b := p.plan
	st := step{module: p.modules[from.Module]}
	if from.Module.Forward != nil {
		var err error
		if st.module, err = p.component.forwardModule(from.Module); err != nil {
			return err
		}
	}
	if st.module == nil {
		return fmt.Errorf("host: a core module of the plan is not compiled")
	}
	for _, src := range from.Imports {
		var fn *engine.HostFn
		if src.CoreFunc != plan.None {
			fn = b.hostFns[src.CoreFunc]
		}
		st.imports = append(st.imports, fn)
	}
	for _, a := range from.Aliases {
		if a.Function != plan.None || a.Memory != plan.None {
			st.calls = append(st.calls, a)
		}
	}
	if from.HostOnly() {
		pre, err := p.component.engine.core.Prepare(st.module.Compiled, st.imports)
		if err != nil {
			return err
		}
		st.pre = pre
	}
	b.steps = append(b.steps, st)
	return nil
}

// coreFunc is the implementation of a core function of the plan.
func (p *Prepared) coreFunc(l *Linker, f plan.CoreFunc) (engine.HostFunc, error) {
	switch f := f.(type) {
	case *plan.Lower:
		im := &p.plan.Imports[f.Import]
		imported := ImportedFunc{Instance: im.Instance, Name: im.Name, Type: im.Type}
		if imported.Type == nil {
			imported.Type = f.Boundary.Type
		}
		return lower(f.Boundary, l.intercept(imported, p.linked.Funcs[f.Import].Code.(HostFunc))), nil
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
func (b *bound) link(e *engine.Engine) error {
	imported := make([]bool, b.Slots)
	steps := make([]engine.LinkStep, len(b.steps))
	for n := range b.steps {
		if b.steps[n].pre != nil {
			continue // linked on its own
		}
		for i, src := range b.Steps[n].Imports {
			fn := b.steps[n].imports[i]
			if fn == nil {
				imported[src.Slot] = true
			}
			steps[n].Imports = append(steps[n].Imports, engine.LinkSource{Host: fn, Slot: src.Slot})
		}
	}
	for n := range b.Steps {
		st := &b.Steps[n]
		for _, a := range st.Aliases {
			if imported[a.Slot] {
				steps[n].Keep = append(steps[n].Keep, engine.LinkKeep{Export: st.Module.Exports[a.Export].Name, Slot: a.Slot})
			}
		}
	}
	var err error
	b.links, err = e.Link(b.Slots, steps)
	return err
}

// run makes the core instances of a new instance: as the component says, or of
// code alone over images of memories, where code is given.
func (b *bound) run(i *Instance, code []codeStep, memories [][]*engine.Image) error {
	for n := range b.steps {
		s := &b.steps[n]
		c := codeStep{module: s.module.Compiled, pre: s.pre}
		o := engine.InstantiateOptions{Images: s.module.Images}
		if code != nil {
			c, o.Images = code[n], nil
		}
		if memories != nil {
			o.Images = memories[n]
		}
		inst, err := b.links.Instantiate(i.store, n, c.module, c.pre, o)
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

// close frees what binding made, but for the forms of modules that images need.
func (b *bound) close() {
	for i := range b.steps {
		if pre := b.steps[i].pre; pre != nil {
			_ = pre.Close()
		}
	}
	if b.links != nil {
		_ = b.links.Close()
	}
	for _, h := range b.hostFns {
		_ = h.Close()
	}
}

// forwardModule compiles a module of plan.Module.Forward, or gives the one that
// was compiled before.
func (c *Component) forwardModule(m *plan.Module) (*code.Module, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.forwards[string(m.Forward)]; known != nil {
		return known, nil
	}
	out, err := c.engine.code.Forward(m)
	if err != nil {
		return nil, err
	}
	c.forwards[string(m.Forward)] = out
	return out, nil
}
