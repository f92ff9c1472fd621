package host

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// Prepared is a component that is linked: types compared, the plan made. It may
// be used from several goroutines.
type Prepared struct {
	component *Component
	used      []*Component // it, and those that it is composed with
	plan      *plan
	root      *scope
	slots     int
	// offered are the host's resources in the composition, by the type that the
	// host knows them by.
	offered map[*types.Resource]*resource

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
		component: c, plan: &plan{}, slots: l.slots,
		offered: map[*types.Resource]*resource{}, bound: map[*types.Resource]*types.Resource{}, exported: map[*types.Resource]*types.Resource{},
	}
	if err := p.link(l, &walker{prepared: p, engine: l.engine.core, plan: p.plan, intercept: l.intercept}); err != nil {
		p.free()
		return nil, closedError(err)
	}
	return p, nil
}

func (p *Prepared) link(l *Linker, w *walker) error {
	m := &importer{linker: l, prepared: p, walker: w, composed: map[*Component]instanceItem{}}
	root, err := m.link(p.component, "")
	if err != nil {
		return err
	}
	p.root = root
	if err := w.unshim(); err != nil {
		return err
	}
	return p.plan.link(l.engine.core)
}

// hostResources makes the resources of the type that the host's code was
// written for known to a crossing.
func (p *Prepared) hostResources(b *boundary, t *types.Func) error {
	for _, r := range resourcesOf(t) {
		if res := p.offered[r]; res != nil {
			b.resources = append(b.resources, resourceRef{r, &res.Resource})
		}
	}
	return nil
}

// resourcesOf are the resources that a function's type names.
func resourcesOf(t *types.Func) []*types.Resource {
	v := visitor{seen: map[types.Type]bool{}}
	for _, p := range t.Params {
		v.visit(p.Type)
	}
	v.visit(t.Result)
	return v.found
}

type visitor struct {
	seen  map[types.Type]bool
	found []*types.Resource
}

func (v *visitor) visit(t types.Type) {
	if _, primitive := t.(types.Primitive); t == nil || primitive || v.seen[t] {
		return
	}
	v.seen[t] = true
	switch t := t.(type) {
	case *types.List:
		v.visit(t.Elem)
	case *types.Map:
		v.visit(t.Key)
		v.visit(t.Value)
	case *types.Record:
		for _, f := range t.Fields {
			v.visit(f.Type)
		}
	case *types.Tuple:
		for _, e := range t.Elems {
			v.visit(e)
		}
	case *types.Variant:
		for _, c := range t.Cases {
			v.visit(c.Type)
		}
	case *types.Option:
		v.visit(t.Elem)
	case *types.Result:
		v.visit(t.OK)
		v.visit(t.Err)
	case *types.Own:
		v.add(t.Resource)
	case *types.Borrow:
		v.add(t.Resource)
	}
}

func (v *visitor) add(r *types.Resource) {
	if !slices.Contains(v.found, r) {
		v.found = append(v.found, r)
	}
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
	for i := range p.plan.steps {
		if pre := p.plan.steps[i].pre; pre != nil {
			_ = pre.Close()
		}
	}
	if p.plan.links != nil {
		_ = p.plan.links.Close()
	}
	if form := p.form.Load(); form != nil {
		form.close()
	}
	for _, h := range p.plan.hostFns {
		_ = h.Close()
	}
	for _, c := range p.used {
		c.release()
	}
}
