package host

import (
	"errors"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// The greatest composition that is linked: components instantiate components,
// so a small binary can describe a very large one.
const (
	maxDefinitions        = 1 << 20
	maxComponentInstances = 1 << 12
	maxCoreInstances      = 1 << 14
)

// An item is what a definition stands for while a plan is made: one of
// *coreItem, *coreModule, *coreInstance, *funcItem, instanceItem, *componentItem
// and *resource.
type item any

// coreItem is a core function, table, memory, global or tag.
type coreItem struct {
	host *engine.HostFn // a canonical function, or else:
	step int            // what the core instance of this step exports
	take int            // index into the step's takes
}

// coreInstance is a core instance: one that a step makes, or a bundle.
type coreInstance struct {
	module  *coreModule // nil for a bundle
	step    int
	exports map[string]*coreItem
}

// funcItem is a component function: one that a component lifts, or the host's.
type funcItem struct {
	lift     *boundary
	host     *hostFunc
	imported ImportedFunc // where it is the host's
}

// instanceItem is an instance: what it exports, by name.
type instanceItem map[string]item

// componentItem is a component and what it closes over.
type componentItem struct {
	def   *component.Component
	owner *Component
	outer *scope
}

// scope is one instantiation of a component while a plan is made.
type scope struct {
	*walker
	def   *component.Component
	owner *Component // whose binary def is a part of
	outer *scope     // lexically, for outer aliases
	inst  int        // index of the component instance
	lists [component.Sorts][]item
	// resources are those of the component's text.
	resources map[*types.Resource]*resource
	compiler  abi.Compiler
	exports   instanceItem
}

// walker makes a plan by walking the definitions of a component and of those
// that it instantiates.
type walker struct {
	prepared    *Prepared
	engine      *engine.Engine
	plan        *plan
	intercept   func(ImportedFunc, HostFunc) HostFunc
	definitions int
}

// open begins an instantiation of a component by the instance parent.
func (w *walker) open(c *componentItem, parent int) (*scope, error) {
	if len(w.plan.components) >= maxComponentInstances {
		return nil, &LinkError{Where: "component", Message: fmt.Sprintf("it has more than %d instances of components", maxComponentInstances)}
	}
	s := &scope{
		walker: w, def: c.def, owner: c.owner, outer: c.outer, inst: len(w.plan.components),
		resources: map[*types.Resource]*resource{}, exports: instanceItem{},
	}
	w.plan.components = append(w.plan.components, componentInfo{parent: parent})
	s.compiler.Resolve = func(r *types.Resource) *abi.Resource {
		if res := s.resources[r]; res != nil {
			return &res.Resource
		}
		return nil
	}
	return s, nil
}

// walk makes items of the definitions; args are the imports by name.
func (s *scope) walk(args instanceItem) error {
	for _, d := range s.def.Defs {
		if s.definitions += weight(d); s.definitions > maxDefinitions {
			return &LinkError{Where: "component", Message: fmt.Sprintf("it has more than %d definitions and names in all", maxDefinitions)}
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

func (s *scope) define(d component.Def, args instanceItem) (item, error) {
	switch d := d.(type) {
	case *component.Import:
		it := args[d.Name]
		return it, s.bind(d.Binds, it)
	case *component.Export:
		it := s.item(d.Ref)
		s.exports[d.Name] = it
		return it, nil
	case *component.ModuleDef:
		return s.owner.modules[d], nil
	case *component.CoreInstantiate:
		return s.coreInstantiate(d)
	case *component.CoreBundle:
		return s.coreBundle(d), nil
	case *component.ComponentDef:
		return &componentItem{def: d.Component, owner: s.owner, outer: s}, nil
	case *component.Instantiate:
		return s.instantiate(d)
	case *component.Bundle:
		return s.bundle(d.Exports), nil
	case *component.AliasExport:
		inst, _ := s.lists[component.Instance][d.Instance.Index].(instanceItem)
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
		return s.resourceNew(d)
	case *component.ResourceDrop:
		return s.resourceDrop(d)
	case *component.ResourceRep:
		return s.resourceRep(d)
	}
	return nil, fmt.Errorf("host: definition %T is not known", d)
}

// item is what a reference names.
func (s *scope) item(r component.Ref) item {
	if r.Sort == component.Type {
		if r.Resource == nil {
			return nil
		}
		return s.resources[r.Resource]
	}
	return s.lists[r.Sort][r.Index]
}

// bind makes resources of the component's text those that it was given.
func (s *scope) bind(binds []component.Bind, from item) error {
	for _, b := range binds {
		at := from
		for _, name := range b.Path {
			inst, _ := at.(instanceItem)
			at = inst[name]
		}
		res, ok := at.(*resource)
		if !ok {
			return fmt.Errorf("host: resource %s is not among what was given", b.Resource.Name)
		}
		s.resources[b.Resource] = res
	}
	return nil
}

func (s *scope) bundle(exports []component.NamedRef) instanceItem {
	inst := make(instanceItem, len(exports))
	for _, e := range exports {
		inst[e.Name] = s.item(e.Ref)
	}
	return inst
}

func (s *scope) instantiate(d *component.Instantiate) (item, error) {
	c, ok := s.item(d.Component).(*componentItem)
	if !ok {
		return nil, fmt.Errorf("host: component %d is not there", d.Component.Index)
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

func (s *scope) coreBundle(d *component.CoreBundle) item {
	inst := &coreInstance{exports: make(map[string]*coreItem, len(d.Exports))}
	for _, e := range d.Exports {
		inst.exports[e.Name], _ = s.item(e.Ref).(*coreItem)
	}
	return inst
}

// coreExport is an export of a core instance, which the plan keeps from here on.
func (w *walker) coreExport(inst *coreInstance, name string) (*coreItem, error) {
	if inst != nil {
		if it := inst.exports[name]; it != nil {
			return it, nil
		}
		if inst.module != nil {
			if pos, ok := inst.module.exports[name]; ok {
				st := &w.plan.steps[inst.step]
				it := &coreItem{step: inst.step, take: len(st.takes)}
				st.takes = append(st.takes, take{export: pos, slot: w.plan.slots, fn: none, memory: none})
				w.plan.slots++
				inst.exports[name] = it
				return it, nil
			}
		}
	}
	return nil, fmt.Errorf("host: core export %q is not there", name)
}

// function is the index into Instance.funcs of a core function that the host
// calls.
func (w *walker) function(it *coreItem) (int, error) {
	if it == nil {
		return none, errors.New("host: core function is not there")
	}
	if it.host != nil {
		var err error
		if it, err = w.forward(it.host); err != nil {
			return none, err
		}
	}
	t := &w.plan.steps[it.step].takes[it.take]
	if t.fn == none {
		t.fn = w.plan.funcs
		w.plan.funcs++
	}
	return t.fn, nil
}

// memory is the index into Instance.memories.
func (w *walker) memory(it *coreItem) int {
	t := &w.plan.steps[it.step].takes[it.take]
	if t.memory == none {
		t.memory = w.plan.memories
		w.plan.memories++
	}
	return t.memory
}

func (s *scope) coreInstantiate(d *component.CoreInstantiate) (item, error) {
	module, ok := s.item(d.Module).(*coreModule)
	if !ok {
		return nil, fmt.Errorf("host: core module %d is not there", d.Module.Index)
	}
	if len(s.plan.steps) >= maxCoreInstances {
		return nil, &LinkError{Where: "component", Message: fmt.Sprintf("it has more than %d core instances", maxCoreInstances)}
	}
	args := make(map[string]*coreInstance, len(d.Args))
	for _, a := range d.Args {
		args[a.Name], _ = s.item(a.Instance).(*coreInstance)
	}
	st := step{module: module}
	for _, im := range module.compiled.Imports() {
		it, err := s.coreExport(args[im.Module], im.Name)
		if err != nil {
			return nil, fmt.Errorf("import %q of a core module: %w", im.Module, err)
		}
		src := source{host: it.host}
		if it.host == nil {
			src.slot = s.plan.steps[it.step].takes[it.take].slot
		}
		st.imports = append(st.imports, src)
	}
	if err := s.prepare(&st); err != nil {
		return nil, err
	}
	s.plan.steps = append(s.plan.steps, st)
	return &coreInstance{module: module, step: len(s.plan.steps) - 1, exports: map[string]*coreItem{}}, nil
}

// prepare links the module of a step ahead of its instances, where nothing of
// an instance is needed for it.
func (w *walker) prepare(st *step) error {
	for _, src := range st.imports {
		if src.host == nil {
			return nil
		}
	}
	pre, err := w.engine.Prepare(st.module.compiled, st.hostFns())
	if err != nil {
		return err
	}
	st.pre = pre
	return nil
}
