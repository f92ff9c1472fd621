package host

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Prepared is a component that is linked: types compared, the plan made. It may
// be used from several goroutines.
type Prepared struct {
	component *Component
	used      []*Component // it, and those that it is composed with
	plan      *bound
	root      *plan.Instantiated
	modules   map[*plan.Module]*coreModule
	slots     int
	// offered are the host's resources in the composition, by the type that the
	// host knows them by.
	offered map[*types.Resource]*plan.Resource

	mu sync.Mutex
	// bound says which resource of the host's code stands for one that a component
	// imports, and exported which of the component's one of generated code does.
	bound, exported map[*types.Resource]*types.Resource
	users           int // calls of Snapshot in progress
	closed          atomic.Bool

	formMu sync.Mutex
	form   atomic.Pointer[imageForm]
}

// Prepare links c with what l offers. The error is a *LinkError that names the
// first import that is missing or of another type.
func (l *Linker) Prepare(c *Component) (*Prepared, error) {
	if c.engine != l.engine {
		return nil, &LinkError{Where: "component", Message: "it was loaded by another engine than the linker's"}
	}
	p := &Prepared{
		component: c, plan: &bound{Plan: &plan.Plan{}}, slots: l.slots,
		offered: map[*types.Resource]*plan.Resource{}, bound: map[*types.Resource]*types.Resource{}, exported: map[*types.Resource]*types.Resource{},
	}
	if err := p.link(l); err != nil {
		p.free()
		return nil, closedError(linkError(err))
	}
	return p, nil
}

func (p *Prepared) link(l *Linker) error {
	m := &importer{linker: l, prepared: p, builder: plan.NewBuilder(), composed: map[*Component]plan.Instance{}, resources: map[int]*hostResource{}}
	root, err := m.link(p.component, "")
	if err != nil {
		return err
	}
	p.root, p.modules = root, m.compiled()
	return p.bind(m, m.builder.Finish())
}

// linkError is the public error of a component that cannot be linked.
func linkError(err error) error {
	var e *plan.Error
	if errors.As(err, &e) {
		return &LinkError{Where: e.Where, Message: e.Message}
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
