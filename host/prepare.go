package host

import (
	"crypto/sha256"
	"errors"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/link"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Prepared is a component that is linked with what a Linker offers: every import is
// found and its type compared. Instances are made of it. It may be used from several
// goroutines.
type Prepared struct {
	component *Component
	used      []*Component // it, and those that it is composed with
	run       *run.Prepared
	linked    *link.Linked
	modules   map[*plan.Module]*code.Module

	mu sync.Mutex
	// exported says which of the component's resources one of generated code stands
	// for.
	exported map[*types.Resource]*types.Resource
}

// Prepare links c with what l offers. The error is a *LinkError that names the first
// import that nothing satisfies (see Unsatisfied), or where all are satisfied the first
// that is of another type.
func (l *Linker) Prepare(c *Component) (*Prepared, error) {
	if l.misuse != nil {
		return nil, l.misuse
	}
	if c == nil {
		return nil, &LinkError{Where: "Prepare", Message: "the component is nil"}
	}
	p := &Prepared{component: c, modules: map[*plan.Module]*code.Module{}, exported: map[*types.Resource]*types.Resource{}}
	if err := p.prepare(l); err != nil {
		p.release()
		return nil, run.Closed(linkError(err))
	}
	return p, nil
}

func (p *Prepared) prepare(l *Linker) (err error) {
	p.linked, err = l.world.Link(p.component.plan, func(where string, c *plan.ComponentDef, m *plan.Module) error {
		if m != nil {
			return p.useModule(l, where, l.modules[m])
		}
		return p.useComponent(l, where, c)
	})
	if err != nil {
		return err
	}
	lowered, err := p.lowered(l)
	if err != nil {
		return err
	}
	p.run, err = run.Bind(run.Config{
		Engine: l.engine.core, Compiler: l.engine.code, Fuel: l.engine.config.Fuel,
		Identity: p.identity(), Plan: p.linked.Plan, Modules: p.modules, Forward: p.component.forward,
		Lowered: lowered, Drops: p.drops(),
		NewFrame: abi.NewFrame, Handle: abi.PublicHandle, HandleOf: abi.HandleOf, Trap: trapOf, Free: p.release,
	})
	return err
}

// identity is the hash of the components that p is made of.
func (p *Prepared) identity() [32]byte {
	h := sha256.New()
	for _, c := range p.used {
		h.Write(c.identity[:])
	}
	return [32]byte(h.Sum(nil))
}

// lowered are the functions of the host that the plan lowers, within the
// interceptors of the linker.
func (p *Prepared) lowered(l *Linker) (map[*plan.Lower]run.CoreFunc, error) {
	out := map[*plan.Lower]run.CoreFunc{}
	for _, f := range p.linked.Plan.CoreFuncs {
		d, ok := f.(*plan.Lower)
		if !ok {
			continue
		}
		im := &p.linked.Plan.Imports[d.Import]
		f := ImportedFunc{Instance: im.Instance, Name: im.Name, Type: im.Type}
		if f.Type == nil {
			f.Type = d.Boundary.Type
		}
		fn, err := l.intercept(f, p.linked.Funcs[d.Import].Code.(HostFunc))
		if err != nil {
			return nil, err
		}
		out[d] = abi.Lowered(d, fn)
	}
	return out, nil
}

// drops are the functions that drop the host's resources.
func (p *Prepared) drops() map[int]run.DropFunc {
	out := make(map[int]run.DropFunc, len(p.linked.Resources))
	for n, r := range p.linked.Resources {
		if drop, _ := r.Drop.(DropFunc); drop != nil {
			out[n] = run.DropFunc(drop)
		}
	}
	return out
}

// useComponent keeps a component, and gives its modules to the plan, until p is
// freed.
func (p *Prepared) useComponent(l *Linker, where string, def *plan.ComponentDef) error {
	c := p.component
	if def != c.plan {
		c = l.components[def]
	}
	if c.engine != l.engine {
		return &LinkError{Where: where, Message: "it was loaded by another engine than the linker's"}
	}
	if err := c.use(); err != nil {
		return err
	}
	p.used = append(p.used, c)
	for _, m := range c.modules {
		p.modules[m.Plan] = m
	}
	return nil
}

func (p *Prepared) useModule(l *Linker, where string, m *CoreModule) error {
	if m.engine != l.engine {
		return &LinkError{Where: where, Message: "the core module was loaded by another engine than the linker's"}
	}
	p.modules[m.module.Plan] = m.module
	return nil
}

// linkError is the public error of a component that cannot be linked.
func linkError(err error) error {
	var l *link.Error
	if errors.As(err, &l) {
		return &LinkError{Where: l.Where, Message: l.Message, Missing: l.Missing}
	}
	var p *plan.Error
	if errors.As(err, &p) {
		return &LinkError{Where: p.Where, Message: p.Message}
	}
	return err
}

// Component is what was prepared.
func (p *Prepared) Component() *Component { return p.component }

// Close frees what linking made, at once or when the last Snapshot in progress
// ends. It may be called more than once. Instances that are open go on. Making another
// instance or a snapshot gives ErrClosed.
func (p *Prepared) Close() error {
	p.run.Close()
	return nil
}

// release gives up the components that the plan is of.
func (p *Prepared) release() {
	for _, c := range p.used {
		c.release()
	}
}
