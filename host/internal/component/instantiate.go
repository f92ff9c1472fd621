package component

import (
	"errors"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// instance validates instance.
func (v *validator) instance(s *scope, n *InstanceNode) error {
	if err := v.full(len(s.instances)+len(s.coreInstances), maxInstances, "instances"); err != nil {
		return err
	}
	if n.Inline {
		return v.bundle(s, n)
	}
	c, err := element(v, s.components, n.Component, "component")
	if err != nil {
		return err
	}
	args, given, err := v.args(s, n.Args)
	if err != nil {
		return err
	}
	def := &Instantiate{Component: Ref{Sort: SubComponent, Index: n.Component}, Args: args}
	sub, err := v.supply(c, given)
	if err != nil {
		return err
	}
	fresh := map[*types.Resource]bool{}
	for _, r := range v.binders[c].defined {
		to := &types.Resource{Name: r.Name}
		sub.resources[r] = to
		fresh[to] = true
		s.defined = append(s.defined, to)
	}
	i := newInfo()
	for k := range c.Exports {
		if err := v.combine(&i, v.externInfo(c.Exports[k].Type)); err != nil {
			return err
		}
	}
	exports, _, err := sub.externs(c.Exports)
	if err != nil {
		return err
	}
	def.Type = &types.Instance{Exports: exports}
	v.info[def.Type] = i
	if err := v.findBinds(exports, nil, fresh, &def.Binds); err != nil {
		return err
	}
	s.instances = append(s.instances, def.Type)
	s.define(def)
	return nil
}

// args resolves the arguments of an instantiation.
func (v *validator) args(s *scope, list []InstantiateArg) ([]NamedRef, map[string]types.ExternType, error) {
	refs := make([]NamedRef, 0, len(list))
	given := make(map[string]types.ExternType, len(list))
	for _, a := range list {
		ref, t, err := v.refer(s, a.Ref, false)
		if err != nil {
			return nil, nil, err
		}
		if _, ok := given[a.Name]; ok {
			return nil, nil, v.errorf("instantiation argument `%s` conflicts with previous argument `%s`", a.Name, a.Name)
		}
		given[a.Name] = t
		refs = append(refs, NamedRef{a.Name, ref})
	}
	return refs, given, nil
}

// supply checks arguments against a component's imports. It gives the substitution of
// the arguments for what the imports leave open.
func (v *validator) supply(c *types.Component, given map[string]types.ExternType) (*substitution, error) {
	m := types.Matcher{Work: &v.work}
	sub := v.substitution()
	for i := range c.Imports {
		imp := &c.Imports[i]
		arg, ok := given[imp.Name]
		if !ok {
			return nil, v.errorf("missing import named `%s`", imp.FullName())
		}
		if err := m.Extern(arg, imp.Type); err != nil {
			if errors.Is(err, types.ErrWork) {
				return nil, err
			}
			return nil, v.errorf("type mismatch for import `%s`: %v", imp.FullName(), err)
		}
		if err := v.rename(sub, arg, imp.Type); err != nil {
			return nil, err
		}
	}
	for _, r := range v.binders[c].imported {
		sub.resources[r] = m.Bound(r)
	}
	return sub, nil
}

// rename substitutes the names of the types that were supplied for the names that the
// import gives them.
func (v *validator) rename(sub *substitution, actual, expected types.ExternType) error {
	if err := v.spend(1); err != nil {
		return err
	}
	switch e := expected.(type) {
	case *types.Bound:
		sub.names[v.entryOf(e).key()] = v.entryOf(actual.(*types.Bound))
	case *types.Instance:
		find := func(name string) *types.Extern { return v.exportOf(actual.(*types.Instance), name) }
		for i := range e.Exports {
			if err := v.rename(sub, find(e.Exports[i].Name).Type, e.Exports[i].Type); err != nil {
				return err
			}
		}
	}
	return nil
}

// bundle validates an instance made of existing definitions.
func (v *validator) bundle(s *scope, n *InstanceNode) error {
	def := &Bundle{}
	var l nameList
	l.init("export")
	i := newInfo()
	for _, e := range n.Exports {
		ref, t, err := v.refer(s, e.Ref, false)
		if err != nil {
			return err
		}
		if err := v.addName(&l, e.Name, t, &i); err != nil {
			return err
		}
		def.Exports = append(def.Exports, NamedRef{e.Name.Name, ref})
	}
	def.Type = &types.Instance{Exports: l.list}
	v.info[def.Type] = i
	s.instances = append(s.instances, def.Type)
	s.define(def)
	return nil
}

// coreInstance validates core:instance.
func (v *validator) coreInstance(s *scope, n *CoreInstanceNode) error {
	if err := v.full(len(s.instances)+len(s.coreInstances), maxInstances, "instances"); err != nil {
		return err
	}
	if n.Inline {
		return v.coreBundle(s, n)
	}
	m, err := element(v, s.coreModules, n.Module, "module")
	if err != nil {
		return err
	}
	def := &CoreInstantiate{Module: Ref{Sort: CoreModule, Index: n.Module}, Type: m}
	given := make(map[string]map[string]types.CoreType, len(n.Args))
	for _, a := range n.Args {
		inst, err := element(v, s.coreInstances, a.Instance, "instance")
		if err != nil {
			return err
		}
		if _, ok := given[a.Name]; ok {
			return v.errorf("duplicate module instantiation argument named `%s`", a.Name)
		}
		given[a.Name] = inst
		def.Args = append(def.Args, CoreArg{a.Name, Ref{Sort: CoreInstance, Index: a.Instance}})
	}
	if err := v.spend(1 + len(m.Imports) + len(m.Exports)); err != nil {
		return err
	}
	for _, imp := range m.Imports {
		inst, ok := given[imp.Module]
		if !ok {
			return v.errorf("missing module instantiation argument named `%s`", imp.Module)
		}
		t, ok := inst[imp.Name]
		if !ok {
			return v.errorf("module instantiation argument `%s` does not export an item named `%s`", imp.Module, imp.Name)
		}
		if err := types.MatchCore(t, imp.Type); err != nil {
			return v.errorf("type mismatch for export `%s` of module instantiation argument `%s`: %v", imp.Name, imp.Module, err)
		}
	}
	exports := make(map[string]types.CoreType, len(m.Exports))
	for _, e := range m.Exports {
		exports[e.Name] = e.Type
	}
	s.coreInstances = append(s.coreInstances, exports)
	s.define(def)
	return nil
}

func (v *validator) coreBundle(s *scope, n *CoreInstanceNode) error {
	def := &CoreBundle{}
	exports := make(map[string]types.CoreType, len(n.Exports))
	for _, e := range n.Exports {
		t, err := v.coreItem(s, e.Sort, e.Index)
		if err != nil {
			return err
		}
		if _, ok := exports[e.Name]; ok {
			return v.errorf("duplicate instantiation export name `%s` already defined", e.Name)
		}
		exports[e.Name] = t
		def.Exports = append(def.Exports, NamedRef{e.Name, Ref{Sort: coreSorts[e.Sort].sort, Index: e.Index}})
	}
	s.coreInstances = append(s.coreInstances, exports)
	s.define(def)
	return nil
}
