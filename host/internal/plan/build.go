package plan

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// These bound the composition that is planned. Components instantiate components, so a
// small binary can describe a very large one.
const (
	maxDefinitions        = 1 << 20
	maxComponentInstances = 1 << 12
	// MaxCoreInstances is the greatest number of steps.
	MaxCoreInstances = 1 << 14
)

// Builder builds a plan. It is used by one goroutine.
type Builder struct {
	plan        *Plan
	definitions int
	hosts       map[*types.Resource]*Resource
	forwards    map[string]*Module
}

// NewBuilder begins an empty plan.
func NewBuilder() *Builder {
	return &Builder{plan: &Plan{}, hosts: map[*types.Resource]*Resource{}, forwards: map[string]*Module{}}
}

// Import adds a function of the host, to be an argument of components.
func (b *Builder) Import(im Import) *Func {
	b.plan.Imports = append(b.plan.Imports, im)
	return &Func{Import: len(b.plan.Imports) - 1}
}

// HostResource gives the plan's resource type for the one that the host implements and
// knows by t. added says that it was not in the plan before.
func (b *Builder) HostResource(t *types.Resource) (r *Resource, added bool) {
	if r := b.hosts[t]; r != nil {
		return r, false
	}
	r = b.resource(t.Name, canon.HostImpl)
	b.hosts[t] = r
	return r, true
}

func (b *Builder) resource(name string, impl int) *Resource {
	r := &Resource{Resource: canon.Resource{Name: name, Impl: impl, Index: len(b.plan.Resources)}, Dtor: None}
	b.plan.Resources = append(b.plan.Resources, r)
	return r
}

// Instantiated is a component that was instantiated by the host.
type Instantiated struct {
	Exports Instance
	// Resources are those that the component's own text names.
	Resources map[*types.Resource]*Resource
}

// Instantiate adds the instantiation of c with args, by import name. The first
// component instance of a plan has index 0. Errors are an *Error.
func (b *Builder) Instantiate(c *ComponentDef, args Instance) (*Instantiated, error) {
	s, err := b.open(c.Close(), None)
	if err != nil {
		return nil, err
	}
	if err := s.walk(args); err != nil {
		return nil, err
	}
	return &Instantiated{Exports: s.exports, Resources: s.resources}, nil
}

// Finish leaves shims out (see unshim) and gives the plan. The builder must not be used
// afterwards.
func (b *Builder) Finish() *Plan {
	b.plan.unshim()
	return b.plan
}

// scope is one instantiation of a component while a plan is built.
type scope struct {
	*Builder
	def   *component.Component
	owner *ComponentDef // that def is a part of
	outer *scope        // lexically, for outer aliases
	inst  int           // index of the component instance
	lists [component.Sorts][]Item
	// resources are those that the component's own text names.
	resources map[*types.Resource]*Resource
	compiler  canon.Compiler
	exports   Instance
}

// open begins the instantiation of a component. parent is the component instance that
// instantiates it.
func (b *Builder) open(c *Closure, parent int) (*scope, error) {
	if len(b.plan.Components) >= maxComponentInstances {
		return nil, tooMany(maxComponentInstances, "instances of components")
	}
	s := &scope{
		Builder: b, def: c.def, owner: c.owner, outer: c.outer, inst: len(b.plan.Components),
		resources: map[*types.Resource]*Resource{}, exports: Instance{},
	}
	b.plan.Components = append(b.plan.Components, Component{Parent: parent})
	s.compiler.Resolve = func(r *types.Resource) *canon.Resource {
		if res := s.resources[r]; res != nil {
			return &res.Resource
		}
		return nil
	}
	return s, nil
}

// walk makes items of the definitions; args are the imports by name.
func (s *scope) walk(args Instance) error {
	for _, d := range s.def.Defs {
		if s.definitions += weight(d); s.definitions > maxDefinitions {
			return tooMany(maxDefinitions, "definitions and names in all")
		}
		it, err := s.define(d, args)
		if err != nil {
			return err
		}
		if sort := d.Defines(); sort != component.NoSort {
			s.lists[sort] = append(s.lists[sort], it)
		}
	}
	return nil
}

// weight is what a definition counts for: one, and one for each name in it.
func weight(d component.Def) int {
	switch d := d.(type) {
	case *component.CoreInstantiate:
		return 1 + len(d.Args) + len(d.Type.Imports)
	case *component.CoreBundle:
		return 1 + len(d.Exports)
	case *component.Instantiate:
		return 1 + len(d.Args) + len(d.Binds)
	case *component.Bundle:
		return 1 + len(d.Exports)
	}
	return 1
}

func (s *scope) define(d component.Def, args Instance) (Item, error) {
	switch d := d.(type) {
	case *component.Import:
		it := args[d.Name]
		return it, s.bind(d.Binds, it)
	case *component.Export:
		it := s.item(d.Ref)
		s.exports[d.Name] = it
		return it, nil
	case *component.ModuleDef:
		return s.owner.Modules[d], nil
	case *component.CoreInstantiate:
		return s.coreInstantiate(d)
	case *component.CoreBundle:
		return s.coreBundle(d), nil
	case *component.ComponentDef:
		return &Closure{def: d.Component, owner: s.owner, outer: s}, nil
	case *component.Instantiate:
		return s.instantiate(d)
	case *component.Bundle:
		return s.bundle(d.Exports), nil
	case *component.AliasExport:
		inst, _ := s.lists[component.Instance][d.Instance.Index].(Instance)
		return inst[d.Name], nil
	case *component.AliasCoreExport:
		inst, _ := s.lists[component.CoreInstance][d.Instance.Index].(*coreInstance)
		return s.coreExport(inst, d.Name)
	case *component.AliasOuter:
		out := s
		for range d.Count {
			out = out.outer
		}
		return out.item(d.Ref), nil
	case *component.Lift:
		return s.lift(d)
	case *component.Lower:
		return s.lower(d)
	case *component.ResourceDef:
		return nil, s.resourceDef(d)
	case *component.ResourceNew:
		return s.coreFunc(&ResourceNew{Resource: s.resources[d.Resource], Instance: s.inst, Rep: d.Rep}), nil
	case *component.ResourceDrop:
		return s.coreFunc(&ResourceDrop{Resource: s.resources[d.Resource], Instance: s.inst}), nil
	case *component.ResourceRep:
		return s.coreFunc(&ResourceRep{Resource: s.resources[d.Resource], Instance: s.inst, Rep: d.Rep}), nil
	}
	return nil, fmt.Errorf("plan: definition %T is not known", d)
}

// item gives the item that a reference names.
func (s *scope) item(r component.Ref) Item {
	if r.Sort == component.Type {
		if r.Resource == nil {
			return nil
		}
		return s.resources[r.Resource]
	}
	return s.lists[r.Sort][r.Index]
}

// bind sets resources of the component's text to those that it was given: from has
// them.
func (s *scope) bind(binds []component.Bind, from Item) error {
	for _, b := range binds {
		at := from
		for _, name := range b.Path {
			inst, _ := at.(Instance)
			at = inst[name]
		}
		res, ok := at.(*Resource)
		if !ok {
			return fmt.Errorf("plan: resource %s is not among what was given", b.Resource.Name)
		}
		s.resources[b.Resource] = res
	}
	return nil
}

func (s *scope) bundle(exports []component.NamedRef) Instance {
	inst := make(Instance, len(exports))
	for _, e := range exports {
		inst[e.Name] = s.item(e.Ref)
	}
	return inst
}

func (s *scope) instantiate(d *component.Instantiate) (Item, error) {
	c, ok := s.item(d.Component).(*Closure)
	if !ok {
		return nil, fmt.Errorf("plan: component %d is not there", d.Component.Index)
	}
	child, err := s.open(c, s.inst)
	if err != nil {
		return nil, err
	}
	if err := child.walk(s.bundle(d.Args)); err != nil {
		return nil, err
	}
	return child.exports, s.bind(d.Binds, child.exports)
}
