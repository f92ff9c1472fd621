package component

import "github.com/vivarium-wasm/vivarium/host/types"

// finish makes the type of a component or component type of its scope.
func (v *validator) finish(s *scope) (*types.Component, error) {
	// A resource that this component defines cannot stand in the type of an import:
	// imports come first.
	if len(s.defined) > 0 {
		free := v.freeVariables()
		for i := range s.imports.list {
			if err := free.extern(s.imports.list[i].Type); err != nil {
				return nil, err
			}
		}
		for _, r := range s.defined {
			if _, ok := free.found[r]; ok {
				return nil, v.errorf("local resource type found in imports")
			}
		}
	}
	b := &binders{imported: s.imported}
	exports, err := v.bindExports(s, b)
	if err != nil {
		return nil, err
	}
	t := &types.Component{Imports: s.imports.list, Exports: exports}
	v.info[t] = s.info
	v.binders[t] = b
	return t, nil
}

// bindExports marks the first type export of each resource that the component makes as
// the one that the resource comes from.
func (v *validator) bindExports(s *scope, b *binders) ([]types.Extern, error) {
	open := make(map[*types.Resource]bool, len(s.defined))
	for _, r := range s.defined {
		open[r] = true
	}
	mark := &marker{v: v, open: open, b: b}
	exports, _, err := mark.list(s.exports.list)
	if err != nil {
		return nil, err
	}
	if len(open) > 0 && len(s.defined) > len(b.defined) {
		free := v.freeVariables()
		for i := range exports {
			if err := free.extern(exports[i].Type); err != nil {
				return nil, err
			}
		}
		for _, r := range s.defined {
			if _, used := free.found[r]; used && open[r] {
				return nil, v.errorf("local resource type found in export but not exported itself")
			}
		}
	}
	return exports, nil
}

// marker sets Bound.Fresh where an export first names one of the open resources,
// and clears it elsewhere.
type marker struct {
	v    *validator
	open map[*types.Resource]bool
	b    *binders
}

func (m *marker) list(list []types.Extern) ([]types.Extern, bool, error) {
	for i := range list {
		if b, ok := list[i].Type.(*types.Bound); ok && b.Resource != nil && b.Resource.Name == "" {
			b.Resource.Name = list[i].Name
		}
	}
	return m.v.mapExterns(list, m.extern)
}

func (m *marker) extern(t types.ExternType) (types.ExternType, error) {
	if err := m.v.spend(1); err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case *types.Bound:
		if t.Resource == nil {
			return t, nil
		}
		fresh := m.open[t.Resource]
		if fresh {
			m.open[t.Resource] = false
			m.b.defined = append(m.b.defined, t.Resource)
		}
		if fresh == t.Fresh {
			return t, nil
		}
		c := *t
		c.Fresh = fresh
		m.v.setAlias(&c, m.v.aliases[t])
		return &c, nil
	case *types.Instance:
		exports, changed, err := m.list(t.Exports)
		if err != nil || !changed {
			return t, err
		}
		c := &types.Instance{Exports: exports}
		m.v.info[c] = m.v.info[t]
		return c, nil
	}
	return t, nil
}
