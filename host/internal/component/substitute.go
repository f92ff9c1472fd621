package component

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// substitution replaces the resources that a type leaves open, and names of types. A
// type in which nothing is replaced is kept as it is.
type substitution struct {
	v         *validator
	resources map[*types.Resource]*types.Resource
	// names has the new name of a type by the name that it replaces.
	names map[typeKey]typeEntry
	done  map[any]any
}

func (v *validator) substitution() *substitution {
	return &substitution{
		v:         v,
		resources: map[*types.Resource]*types.Resource{},
		names:     map[typeKey]typeEntry{},
		done:      map[any]any{},
	}
}

func (s *substitution) resource(r *types.Resource, alias uint32) (*types.Resource, uint32) {
	if e, ok := s.names[typeKey{r, alias}]; ok && e.res != nil {
		return e.res, e.alias
	}
	if to, ok := s.resources[r]; ok {
		return to, alias
	}
	return r, alias
}

func (s *substitution) externs(list []types.Extern) ([]types.Extern, bool, error) {
	return s.v.mapExterns(list, s.extern)
}

// mapExterns replaces the types of imports or exports. It gives the list itself where
// none changes.
func (v *validator) mapExterns(list []types.Extern, replace func(types.ExternType) (types.ExternType, error)) ([]types.Extern, bool, error) {
	out, changed, err := mapTypes(list, func(e *types.Extern) *types.ExternType { return &e.Type }, replace)
	if changed && err == nil {
		err = v.spend(len(list))
	}
	return out, changed, err
}

// mapTypes replaces the type of each element of a list. It gives the list itself where
// no type changes, and else a copy.
func mapTypes[E any, T comparable](list []E, typeOf func(*E) *T, replace func(T) (T, error)) ([]E, bool, error) {
	changed := false
	for i := range list {
		old := *typeOf(&list[i])
		t, err := replace(old)
		if err != nil {
			return nil, false, err
		}
		if t == old {
			continue
		}
		if !changed {
			list, changed = slices.Clone(list), true
		}
		*typeOf(&list[i]) = t
	}
	return list, changed, nil
}

func (s *substitution) extern(t types.ExternType) (types.ExternType, error) {
	if _, ok := t.(*types.CoreModule); ok || t == nil {
		return t, nil
	}
	if to, ok := s.done[t]; ok {
		return to.(types.ExternType), nil
	}
	if err := s.v.spend(1); err != nil {
		return nil, err
	}
	to, err := s.externAnew(t)
	if err == nil {
		s.done[t] = to
	}
	return to, err
}

func (s *substitution) externAnew(t types.ExternType) (types.ExternType, error) {
	v := s.v
	switch t := t.(type) {
	case *types.Func:
		return s.fn(t)
	case *types.Instance:
		exports, changed, err := s.externs(t.Exports)
		if err != nil || !changed {
			return t, err
		}
		to := &types.Instance{Exports: exports}
		v.info[to] = v.info[t]
		if open := v.open[t]; len(open) > 0 {
			v.open[to] = s.replaced(open)
		}
		return to, nil
	case *types.Component:
		imports, c1, err := s.externs(t.Imports)
		if err != nil {
			return nil, err
		}
		exports, c2, err := s.externs(t.Exports)
		if err != nil || !c1 && !c2 {
			return t, err
		}
		to := &types.Component{Imports: imports, Exports: exports}
		v.info[to] = v.info[t]
		if b := v.binders[t]; b != nil {
			v.binders[to] = &binders{s.replaced(b.imported), s.replaced(b.defined)}
		}
		return to, nil
	case *types.Bound:
		return s.bound(t)
	}
	return t, nil
}

func (s *substitution) replaced(list []*types.Resource) []*types.Resource {
	out := make([]*types.Resource, len(list))
	for i, r := range list {
		out[i], _ = s.resource(r, 0)
	}
	return out
}

func (s *substitution) bound(b *types.Bound) (types.ExternType, error) {
	c := *b
	alias := s.v.aliases[b]
	switch {
	case b.Resource != nil:
		var to uint32
		c.Resource, to = s.resource(b.Resource, alias)
		if c.Resource == b.Resource && to == alias {
			return b, nil
		}
		s.v.setAlias(&c, to)
		return &c, nil
	case b.Extern != nil:
		t, err := s.extern(b.Extern)
		if err != nil || t == b.Extern {
			return b, err
		}
		c.Extern = t
		return &c, nil
	}
	t, err := s.typ(b.Type)
	if err != nil {
		return nil, err
	}
	of, err := s.typ(b.Of)
	if err != nil || t == b.Type && of == b.Of {
		return b, err
	}
	c.Type, c.Of = t, of
	return &c, nil
}

func (s *substitution) fn(f *types.Func) (types.ExternType, error) {
	c := types.Func{Async: f.Async}
	changed := false
	for i, p := range f.Params {
		t, err := s.typ(p.Type)
		if err != nil {
			return nil, err
		}
		if t != p.Type && !changed {
			changed = true
			c.Params = append([]types.Param(nil), f.Params...)
		}
		if changed {
			c.Params[i].Type = t
		}
	}
	t, err := s.typ(f.Result)
	if err != nil {
		return nil, err
	}
	if t == f.Result && !changed {
		return f, nil
	}
	if !changed {
		c.Params = f.Params
	}
	c.Result = t
	s.v.info[&c] = s.v.info[f]
	return &c, nil
}

func (s *substitution) typ(t types.Type) (types.Type, error) {
	switch t.(type) {
	case nil, types.Primitive:
		return t, nil
	}
	if to, ok := s.done[t]; ok {
		return to.(types.Type), nil
	}
	if e, ok := s.names[typeKey{typ: t}]; ok && e.val != nil {
		return e.val, nil
	}
	if err := s.v.spend(1); err != nil {
		return nil, err
	}
	to, err := s.parts(t)
	if err != nil {
		return nil, err
	}
	if to != t {
		s.v.info[to] = s.v.info[t]
	}
	s.done[t] = to
	return to, nil
}

func (s *substitution) parts(t types.Type) (types.Type, error) {
	switch t := t.(type) {
	case *types.Own:
		alias := s.v.aliases[t]
		r, to := s.resource(t.Resource, alias)
		if r == t.Resource && to == alias {
			return t, nil
		}
		c := &types.Own{Resource: r}
		s.v.setAlias(c, to)
		return c, nil
	case *types.Borrow:
		alias := s.v.aliases[t]
		r, to := s.resource(t.Resource, alias)
		if r == t.Resource && to == alias {
			return t, nil
		}
		c := &types.Borrow{Resource: r}
		s.v.setAlias(c, to)
		return c, nil
	case *types.List:
		e, err := s.typ(t.Elem)
		if err != nil || e == t.Elem {
			return t, err
		}
		return &types.List{Elem: e, Fixed: t.Fixed, Len: t.Len}, nil
	case *types.Map:
		e, err := s.typ(t.Value)
		if err != nil || e == t.Value {
			return t, err
		}
		return &types.Map{Key: t.Key, Value: e}, nil
	case *types.Option:
		e, err := s.typ(t.Elem)
		if err != nil || e == t.Elem {
			return t, err
		}
		return &types.Option{Elem: e}, nil
	case *types.Result:
		ok, err := s.typ(t.OK)
		if err != nil {
			return nil, err
		}
		fail, err := s.typ(t.Err)
		if err != nil || ok == t.OK && fail == t.Err {
			return t, err
		}
		return &types.Result{OK: ok, Err: fail}, nil
	case *types.Tuple:
		elems, changed, err := mapParts(s, t.Elems, func(e *types.Type) *types.Type { return e })
		if err != nil || !changed {
			return t, err
		}
		return &types.Tuple{Elems: elems}, nil
	case *types.Record:
		fields, changed, err := mapParts(s, t.Fields, func(f *types.Field) *types.Type { return &f.Type })
		if err != nil || !changed {
			return t, err
		}
		return &types.Record{Fields: fields}, nil
	case *types.Variant:
		cases, changed, err := mapParts(s, t.Cases, func(c *types.Case) *types.Type { return &c.Type })
		if err != nil || !changed {
			return t, err
		}
		return &types.Variant{Cases: cases}, nil
	}
	return t, nil
}

// mapParts substitutes in the fields, cases or elements of a type.
func mapParts[E any](s *substitution, list []E, typeOf func(*E) *types.Type) ([]E, bool, error) {
	if err := s.v.spend(len(list)); err != nil {
		return nil, false, err
	}
	return mapTypes(list, typeOf, s.typ)
}

// freshInstance gives the open resources of an instance type new identities. It appends
// these to into, and to binds where they are found.
func (v *validator) freshInstance(t *types.Instance, into *[]*types.Resource, binds *[]Bind) (types.ExternType, error) {
	open := v.open[t]
	if len(open) == 0 {
		return t, nil
	}
	sub := v.substitution()
	fresh := make(map[*types.Resource]bool, len(open))
	for _, r := range open {
		to := &types.Resource{Name: r.Name}
		sub.resources[r] = to
		fresh[to] = true
		*into = append(*into, to)
	}
	exports, _, err := sub.externs(t.Exports)
	if err != nil {
		return nil, err
	}
	to := &types.Instance{Exports: exports}
	v.info[to] = v.info[t]
	if binds != nil {
		err = v.findBinds(exports, nil, fresh, binds)
	}
	return to, err
}

// findBinds finds where a list of exports first names each of the resources in
// wanted, which it empties.
func (v *validator) findBinds(exports []types.Extern, path []string, wanted map[*types.Resource]bool, binds *[]Bind) error {
	for i := range exports {
		if len(wanted) == 0 {
			return nil
		}
		if err := v.spend(1); err != nil {
			return err
		}
		e := &exports[i]
		switch t := e.Type.(type) {
		case *types.Bound:
			if wanted[t.Resource] {
				delete(wanted, t.Resource)
				full := append(append(make([]string, 0, len(path)+1), path...), e.Name)
				*binds = append(*binds, Bind{t.Resource, full})
			}
		case *types.Instance:
			if err := v.findBinds(t.Exports, append(path, e.Name), wanted, binds); err != nil {
				return err
			}
		}
	}
	return nil
}
