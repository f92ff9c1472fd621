package host

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/link"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Prepared is a component that is linked: types compared, the plan made. It may
// be used from several goroutines.
type Prepared struct {
	component *Component
	used      []*Component // it, and those that it is composed with
	plan      *bound
	linked    *link.Linked
	modules   map[*plan.Module]*code.Module

	mu sync.Mutex
	// exported says which of the component's resources one of generated code stands
	// for.
	exported map[*types.Resource]*types.Resource
	users    int // calls of Snapshot in progress
	closed   atomic.Bool

	formMu sync.Mutex
	form   atomic.Pointer[imageForm]
}

// Prepare links c with what l offers. The error is a *LinkError that names the
// first import that is missing or of another type.
func (l *Linker) Prepare(c *Component) (*Prepared, error) {
	p := &Prepared{component: c, plan: &bound{}, modules: map[*plan.Module]*code.Module{}, exported: map[*types.Resource]*types.Resource{}}
	if err := p.prepare(l); err != nil {
		p.free()
		return nil, closedError(linkError(err))
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
	return p.bind(l)
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
// ends. It may be called more than once. Instances that are open go on; to make
// another instance or an image gives ErrClosed.
func (p *Prepared) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed.Swap(true) {
		return nil
	}
	if p.users == 0 {
		p.free()
	}
	return nil
}

// use keeps what linking made until release.
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
	p.plan.close()
	for _, c := range p.used {
		c.release()
	}
}
