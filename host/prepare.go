package host

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Prepared is a component that is linked: types compared, the plan made. It may
// be used from several goroutines.
type Prepared struct {
	component *Component
	plan      *plan
	root      *scope
	slots     int
	// offered are the host's resources in the composition, by the type that the
	// host knows them by.
	offered map[*types.Resource]*resource

	mu sync.Mutex
	// bound says which resource of the host's code stands for one of the component.
	bound  map[*types.Resource]*types.Resource
	closed bool

	// What starting from images needs; see image.go.
	codeOnce, startOnce sync.Once
	codeSteps           []codeStep
	codeErr             error
	startGlobals        [][]raw
	startErr            error
}

// Prepare links c with what l offers. The error is a *LinkError that names the
// first import that is missing or of another type.
func (l *Linker) Prepare(c *Component) (*Prepared, error) {
	if c.engine != l.engine {
		return nil, &LinkError{Where: "component", Message: "it was loaded by another engine than the linker's"}
	}
	if err := c.use(); err != nil {
		return nil, err
	}
	p := &Prepared{
		component: c, plan: &plan{}, slots: l.slots,
		offered: map[*types.Resource]*resource{}, bound: map[*types.Resource]*types.Resource{},
	}
	w := &walker{prepared: p, component: c, plan: p.plan}
	err := p.link(l, w)
	if err != nil {
		p.free()
		return nil, err
	}
	return p, nil
}

func (p *Prepared) link(l *Linker, w *walker) error {
	root, err := w.open(p.component.def, nil, none)
	if err != nil {
		return err
	}
	p.root = root
	args := instanceItem{}
	for _, im := range p.component.def.Type.Imports {
		it, err := p.offer(l, im)
		if err != nil {
			return err
		}
		args[im.Name] = it
	}
	if err := p.compare(l, args); err != nil {
		return err
	}
	return root.walk(args)
}

// offer is what the linker has for an import: types are compared later, when
// every resource is known.
func (p *Prepared) offer(l *Linker, im types.Extern) (item, error) {
	where := "import " + im.Name
	switch t := im.Type.(type) {
	case *types.Func:
		return p.offerFunc(l, &l.world, "", im.Name, where)
	case *types.Bound:
		return p.offerType(l, &l.world, im.Name, t, where)
	case *types.Instance:
		name, ok := resolve(im.Name, l.Names())
		if !ok && im.Implements != "" {
			name, ok = resolve(im.Implements, l.Names())
		}
		offered := &LinkerInstance{}
		if ok {
			offered = l.instances[name]
		} else if l.missing == nil && !typesOnly(t) {
			return nil, &LinkError{Where: where, Message: "the host offers no such instance"}
		}
		return p.offerInstance(l, offered, im.Name, t, where)
	}
	return nil, &LinkError{Where: where, Message: "a " + im.Type.Kind() + " cannot be offered by the host"}
}

// typesOnly says whether an instance has no more than names for types.
func typesOnly(t *types.Instance) bool {
	for _, e := range t.Exports {
		if b, ok := e.Type.(*types.Bound); !ok || b.Fresh {
			return false
		}
	}
	return true
}

func (p *Prepared) offerInstance(l *Linker, n *LinkerInstance, instance string, t *types.Instance, where string) (item, error) {
	inst := make(instanceItem, len(t.Exports))
	for _, e := range t.Exports {
		var it item
		var err error
		switch et := e.Type.(type) {
		case *types.Func:
			it, err = p.offerFunc(l, n, instance, e.Name, where+": function "+e.Name)
		case *types.Bound:
			it, err = p.offerType(l, n, e.Name, et, where)
		default:
			err = &LinkError{Where: where, Message: fmt.Sprintf("it has a %s called %s, which cannot be offered by the host", et.Kind(), e.Name)}
		}
		if err != nil {
			return nil, err
		}
		inst[e.Name] = it
	}
	return inst, nil
}

func (p *Prepared) offerFunc(l *Linker, n *LinkerInstance, instance, name, where string) (item, error) {
	f := n.funcs[name]
	if f == nil && l.missing != nil {
		missing := l.missing
		f = &hostFunc{fn: func(c *Call) { c.Fail(missing(instance, name)) }}
	}
	if f == nil {
		return nil, &LinkError{Where: where, Message: "the host offers no such function"}
	}
	full := name
	if instance != "" {
		full = instance + "#" + name
	}
	return &funcItem{host: f, name: full}, nil
}

// offerType binds a type import: only resources matter.
func (p *Prepared) offerType(l *Linker, n *LinkerInstance, name string, b *types.Bound, where string) (item, error) {
	if b.Resource == nil {
		return nil, nil
	}
	r := n.resources[name]
	if r == nil {
		if !b.Fresh {
			// Another name of a resource that was bound under its first one.
			if host := p.bound[b.Resource]; host != nil {
				return p.offered[host], nil
			}
		}
		if l.missing == nil {
			return nil, &LinkError{Where: where, Message: "the host offers no resource " + name}
		}
		r = &hostResource{typ: &types.Resource{Name: name}}
	}
	res := p.offered[r.typ]
	if res == nil {
		res = &resource{
			Resource: abi.Resource{Name: r.typ.Name, Impl: abi.HostImpl, Index: len(p.plan.resources)},
			dtor:     none, drop: r.drop,
		}
		p.plan.resources = append(p.plan.resources, res)
		p.offered[r.typ] = res
	}
	if known, ok := p.bound[b.Resource]; ok && known != r.typ {
		return nil, &LinkError{Where: where + ": resource " + name, Message: "the host offers two different resources for it"}
	}
	p.bound[b.Resource] = r.typ
	return res, nil
}

// compare compares the types of all functions that are imported with those that
// are offered.
func (p *Prepared) compare(l *Linker, args instanceItem) error {
	c := &comparison{host: p.bound}
	check := func(where string, have *types.Func, it item) error {
		f := it.(*funcItem)
		if f.host.typ == nil {
			return nil
		}
		if d := c.fn(have, f.host.typ); d != "" {
			return &LinkError{Where: where, Message: d}
		}
		return nil
	}
	for _, im := range p.component.def.Type.Imports {
		where := "import " + im.Name
		switch t := im.Type.(type) {
		case *types.Func:
			if err := check(where, t, args[im.Name]); err != nil {
				return err
			}
		case *types.Instance:
			for _, e := range t.Exports {
				if ft, ok := e.Type.(*types.Func); ok {
					if err := check(where+": function "+e.Name, ft, args[im.Name].(instanceItem)[e.Name]); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
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

// FuncRef is a function that a prepared component exports. It may be used from
// several goroutines.
type FuncRef struct{ fn *boundary }

// Type is the type of the function, with the component's own resources.
func (f FuncRef) Type() *types.Func {
	if f.fn == nil {
		return nil
	}
	return f.fn.typ
}

// find is what the component exports at path, and its name there.
func (p *Prepared) find(path []string) (item, *types.Component, string, error) {
	where := "export " + strings.Join(path, ": ")
	at := p.root.exports
	for i, name := range path {
		resolved, ok := resolve(name, slices.Collect(maps.Keys(at)))
		if !ok {
			return nil, nil, where, &LinkError{Where: where, Message: fmt.Sprintf("the component has no export %q", name)}
		}
		it := at[resolved]
		if i == len(path)-1 {
			return it, nil, where, nil
		}
		if at, ok = it.(instanceItem); !ok {
			return nil, nil, where, &LinkError{Where: where, Message: fmt.Sprintf("export %q is no instance", name)}
		}
	}
	return nil, nil, where, &LinkError{Where: where, Message: "no name is given"}
}

// Func is the exported function at path: Func("run") or
// Func("wasi:cli/run@0.2.0", "run"). Versions match as those of imports do.
func (p *Prepared) Func(path ...string) (FuncRef, error) {
	it, _, where, err := p.find(path)
	if err != nil {
		return FuncRef{}, err
	}
	f, ok := it.(*funcItem)
	switch {
	case !ok:
		return FuncRef{}, &LinkError{Where: where, Message: "it is no function"}
	case f.lift == nil:
		return FuncRef{}, &LinkError{Where: where, Message: "it is a function of the host that the component hands on"}
	}
	b := *f.lift
	b.name = strings.Join(path, "#")
	return FuncRef{fn: &b}, nil
}

// TypedFunc is Func for generated code: t is the type that the code was made
// from. It is compared with the component's own type, and the error is a
// *LinkError that names the first difference in words. The resources of t then
// stand for those of the component in Calls of the FuncRef.
func (p *Prepared) TypedFunc(t *types.Func, path ...string) (FuncRef, error) {
	f, err := p.Func(path...)
	if err != nil {
		return FuncRef{}, err
	}
	where := "export " + strings.Join(path, ": ")
	if f.fn.opts.Memory64 {
		return FuncRef{}, &LinkError{Where: where, Message: "the component has a 64-bit memory, for which generated code is not made"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &comparison{host: p.bound, learn: true}
	if d := c.fn(f.fn.typ, t); d != "" {
		return FuncRef{}, &LinkError{Where: where, Message: d}
	}
	f.fn.typ = t
	refs := f.fn.resources
	f.fn.resources = nil
	for _, r := range refs {
		if host := p.bound[r.typ]; host != nil {
			f.fn.resources = append(f.fn.resources, resourceRef{host, r.res})
		}
	}
	return f, nil
}

// Resource makes r stand for the resource that the component exports at path,
// in every FuncRef made by TypedFunc after. TypedFunc learns by itself which
// resources of its type stand for which; this is for those of which it would
// learn too late.
func (p *Prepared) Resource(r *types.Resource, path ...string) error {
	it, _, where, err := p.find(path)
	if err != nil {
		return err
	}
	res, ok := it.(*resource)
	if !ok {
		return &LinkError{Where: where, Message: "it is no resource"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for have, known := range p.root.resources {
		if known == res {
			p.bound[have] = r
		}
	}
	return nil
}

// Component is what was prepared.
func (p *Prepared) Component() *Component { return p.component }

// Close frees what linking made. It may be called more than once, after every
// instance is closed.
func (p *Prepared) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	p.free()
	return nil
}

func (p *Prepared) free() {
	for i := range p.plan.steps {
		if pre := p.plan.steps[i].pre; pre != nil {
			_ = pre.Close()
		}
	}
	closeCode(p.codeSteps)
	for _, h := range p.plan.hostFns {
		_ = h.Close()
	}
	p.component.release()
}
