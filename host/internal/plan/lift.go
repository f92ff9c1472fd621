package plan

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// boundary is a canonical definition of this component.
func (s *scope) boundary(name string, t *types.Func, o component.Options, d canon.Direction) (*Boundary, error) {
	fn, err := s.compiler.Func(t)
	if err != nil {
		return nil, &Error{Where: name, Message: err.Error()}
	}
	b := &Boundary{
		Name: name, Type: t, Func: fn, Instance: s.inst,
		Options: canon.Options{Encoding: canon.Encoding(o.Encoding), Memory64: o.Memory64},
		Memory:  None, Realloc: None, PostReturn: None, Core: None,
	}
	if o.Memory != nil {
		b.Memory = s.memory(s.item(*o.Memory).(*coreItem))
	}
	for _, f := range []struct {
		ref *component.Ref
		to  *int
	}{{o.Realloc, &b.Realloc}, {o.PostReturn, &b.PostReturn}} {
		if f.ref == nil {
			continue
		}
		if *f.to, err = s.function(s.item(*f.ref).(*coreItem)); err != nil {
			return nil, err
		}
	}
	b.flatten(d)
	for _, r := range ResourcesOf(t) {
		if res := s.resources[r]; res != nil {
			b.Resources = append(b.Resources, ResourceRef{r, &res.Resource})
		}
	}
	return b, nil
}

func (s *scope) lift(d *component.Lift) (Item, error) {
	b, err := s.boundary("a lifted function", d.Type, d.Options, canon.Lift)
	if err != nil {
		return nil, err
	}
	if b.Core, err = s.function(s.item(d.Core).(*coreItem)); err != nil {
		return nil, err
	}
	return &Func{Lift: b}, nil
}

// lower makes a core function of a component function.
func (s *scope) lower(d *component.Lower) (Item, error) {
	f, ok := s.item(d.Func).(*Func)
	if !ok {
		return nil, fmt.Errorf("plan: function %d is not there", d.Func.Index)
	}
	if f.Lift != nil {
		b, err := s.boundary("a function of another component", d.Type, d.Options, canon.Lower)
		if err != nil {
			return nil, err
		}
		return s.coreFunc(&Fuse{Caller: b, Callee: f.Lift}), nil
	}
	im := &s.plan.Imports[f.Import]
	b, err := s.boundary(im.String(), d.Type, d.Options, canon.Lower)
	if err != nil {
		return nil, err
	}
	if b.Options.Memory64 && im.Memory32 {
		return nil, &Error{Where: b.Name, Message: "the component has a 64-bit memory, for which the host needs a dynamic function"}
	}
	if im.Type != nil {
		for _, r := range ResourcesOf(im.Type) {
			if res := s.hosts[r]; res != nil {
				b.Resources = append(b.Resources, ResourceRef{r, &res.Resource})
			}
		}
	}
	return s.coreFunc(&Lower{Import: f.Import, Boundary: b}), nil
}

func (s *scope) resourceDef(d *component.ResourceDef) error {
	dtor := None
	if d.Dtor != nil {
		var err error
		if dtor, err = s.function(s.item(*d.Dtor).(*coreItem)); err != nil {
			return err
		}
	}
	res := s.resource(d.Resource.Name, s.inst)
	res.Dtor = dtor
	s.resources[d.Resource] = res
	return nil
}
