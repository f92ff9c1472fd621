package host

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/internal/link"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// ExportedFunc is a function that a prepared component exports. It may be used from
// several goroutines.
type ExportedFunc struct {
	prepared *Prepared
	fn       *plan.Boundary
}

// Type is the type of the function, with the component's own resources.
func (f ExportedFunc) Type() *types.Func {
	if f.fn == nil {
		return nil
	}
	return f.fn.Type
}

// find is what the component exports at path, and its name there.
func (p *Prepared) find(path []string) (plan.Item, string, error) {
	where := "export " + strings.Join(path, ": ")
	at := p.linked.Root.Exports
	for i, name := range path {
		resolved, ok := link.Resolve(name, slices.Collect(maps.Keys(at)))
		if !ok {
			return nil, where, &LinkError{Where: where, Message: fmt.Sprintf("the component has no export %q", name)}
		}
		it := at[resolved]
		if i == len(path)-1 {
			return it, where, nil
		}
		if at, ok = it.(plan.Instance); !ok {
			return nil, where, &LinkError{Where: where, Message: fmt.Sprintf("export %q is not an instance", name)}
		}
	}
	return nil, where, &LinkError{Where: where, Message: "no name is given"}
}

// Func is the exported function at path: Func("run") or
// Func("wasi:cli/run@0.2.0", "run"). Versions match as those of imports do.
func (p *Prepared) Func(path ...string) (ExportedFunc, error) {
	it, where, err := p.find(path)
	if err != nil {
		return ExportedFunc{}, err
	}
	f, ok := it.(*plan.Func)
	switch {
	case !ok:
		return ExportedFunc{}, &LinkError{Where: where, Message: "it is not a function"}
	case f.Lift == nil:
		return ExportedFunc{}, &LinkError{Where: where, Message: "it is a function of the host that the component hands on"}
	}
	b := *f.Lift
	b.Name = strings.Join(path, "#")
	return ExportedFunc{prepared: p, fn: &b}, nil
}

// TypedFunc is Func for generated code: t is the type that the code was made
// from. It is compared with the component's own type, and the error is a
// *LinkError that names the first difference in words. The resources of t then
// stand for those of the component in Calls of the ExportedFunc.
func (p *Prepared) TypedFunc(t *types.Func, path ...string) (ExportedFunc, error) {
	f, err := p.Func(path...)
	if err != nil {
		return ExportedFunc{}, err
	}
	where := "export " + strings.Join(path, ": ")
	if err := t.Complete(); err != nil {
		return ExportedFunc{}, &LinkError{Where: where, Message: "the type to compare with is not complete: " + err.Error()}
	}
	if f.fn.Options.Memory64 {
		return ExportedFunc{}, &LinkError{Where: where, Message: "the component has a 64-bit memory, for which generated code is not made"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	learned := maps.Clone(p.exported)
	if err := types.NewMatcher(p.linked.Bound, learned).Func(f.fn.Type, t); err != nil {
		return ExportedFunc{}, &LinkError{Where: where, Message: link.Differs(err)}
	}
	p.exported = learned
	f.fn.Type = t
	f.fn.Resources = nil
	for _, r := range plan.ResourcesOf(t) {
		res := p.linked.Offered[r]
		if res == nil {
			res = p.linked.Root.Resources[p.exported[r]]
		}
		if res != nil {
			f.fn.Resources = append(f.fn.Resources, plan.ResourceRef{Type: r, Resource: &res.Resource})
		}
	}
	return f, nil
}

// Resource makes r stand for the resource that the component exports at path, in
// every ExportedFunc that TypedFunc makes later. Without it TypedFunc pairs the
// resources of the two types as it compares them.
func (p *Prepared) Resource(r *types.Resource, path ...string) error {
	it, where, err := p.find(path)
	if err != nil {
		return err
	}
	res, ok := it.(*plan.Resource)
	switch {
	case !ok:
		return &LinkError{Where: where, Message: "it is not a resource"}
	case r == nil:
		return &LinkError{Where: where, Message: "the resource that is to stand for it is nil"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for have, known := range p.linked.Root.Resources {
		if known == res {
			p.exported[r] = have
		}
	}
	return nil
}

// CoreModule is the core module that the component exports at path, to offer to
// other components. It is the component's own, so the Prepared is kept open for
// as long as it is offered; closing the CoreModule does nothing. The error is a
// *LinkError, or ErrClosed where the Prepared is closed.
func (p *Prepared) CoreModule(path ...string) (*CoreModule, error) {
	if p.run.Closed() {
		return nil, ErrClosed
	}
	it, where, err := p.find(path)
	if err != nil {
		return nil, err
	}
	m, ok := it.(*plan.Module)
	if !ok {
		return nil, &LinkError{Where: where, Message: "it is not a core module"}
	}
	c := &CoreModule{engine: p.component.engine, module: p.modules[m]}
	c.closed.Do(func() {})
	return c, nil
}
