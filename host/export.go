package host

import (
	"fmt"
	"maps"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
)

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
		resolved, ok := resolve(name, at.names())
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
	c := &comparison{host: p.bound, exported: maps.Clone(p.exported)}
	if d := c.fn(f.fn.typ, t); d != "" {
		return FuncRef{}, &LinkError{Where: where, Message: d}
	}
	p.exported = c.exported
	f.fn.typ = t
	f.fn.resources = nil
	for _, r := range resourcesOf(t) {
		res := p.offered[r]
		if res == nil {
			res = p.root.resources[p.exported[r]]
		}
		if res != nil {
			f.fn.resources = append(f.fn.resources, resourceRef{r, &res.Resource})
		}
	}
	return f, nil
}

// Resource makes r stand for the resource that the component exports at path,
// in every FuncRef made by TypedFunc after, which otherwise learns by itself
// which resources stand for which.
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
	if p.closed.Load() {
		return nil, ErrClosed
	}
	it, _, where, err := p.find(path)
	if err != nil {
		return nil, err
	}
	m, ok := it.(*coreModule)
	if !ok {
		return nil, &LinkError{Where: where, Message: "it is no core module"}
	}
	c := &CoreModule{engine: p.component.engine, module: m}
	c.closed.Do(func() {})
	return c, nil
}
