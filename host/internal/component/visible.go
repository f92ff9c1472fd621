package component

import "github.com/vivarium-wasm/vivarium/host/types"

// visible says whether the type of an import or export is made of types that have a name
// outside (Explainer.md, "External Visibility of Types"). It adds the types that it
// brings to those that have one.
func (v *validator) visible(s *scope, isImport bool, t types.ExternType) (bool, error) {
	if s.kind == inInstanceType {
		return true, nil
	}
	set := s.exportable
	if isImport {
		set = s.importable
	}
	switch t := t.(type) {
	case *types.Bound:
		ok, err := v.boundNamed(t, set)
		if !ok || err != nil {
			return false, err
		}
		key := v.entryOf(t).key()
		s.exportable[key] = struct{}{}
		if isImport {
			s.importable[key] = struct{}{}
		}
		return true, nil
	case *types.Instance:
		for i := range t.Exports {
			ok, err := v.visible(s, isImport, t.Exports[i].Type)
			if !ok || err != nil {
				return false, err
			}
		}
		return true, v.spend(1 + len(t.Exports))
	case *types.Func:
		return v.funcNamed(t, set)
	}
	return true, nil
}

func (v *validator) boundNamed(b *types.Bound, set map[typeKey]struct{}) (bool, error) {
	if b.Type != nil {
		return v.partsNamed(b.Type, set)
	}
	switch t := b.Extern.(type) {
	case *types.Func:
		return v.funcNamed(t, set)
	case *types.Instance:
		return v.instanceNamed(t, set)
	}
	return true, nil
}

// instanceNamed is visible for an instance type, whose exports name types within it.
func (v *validator) instanceNamed(t *types.Instance, set map[typeKey]struct{}) (bool, error) {
	var added []typeKey
	defer func() {
		for _, key := range added {
			delete(set, key)
		}
	}()
	for i := range t.Exports {
		var ok bool
		var err error
		switch e := t.Exports[i].Type.(type) {
		case *types.Func:
			ok, err = v.funcNamed(e, set)
		case *types.Instance:
			ok, err = v.instanceNamed(e, set)
		case *types.Bound:
			if ok, err = v.boundNamed(e, set); ok {
				key := v.entryOf(e).key()
				if _, there := set[key]; !there {
					set[key] = struct{}{}
					added = append(added, key)
				}
			}
		default:
			ok = true
		}
		if !ok || err != nil {
			return false, err
		}
	}
	return true, v.spend(1 + len(t.Exports))
}

func (v *validator) funcNamed(f *types.Func, set map[typeKey]struct{}) (bool, error) {
	for i := range f.Params {
		if ok, err := v.named(f.Params[i].Type, set); !ok || err != nil {
			return false, err
		}
	}
	return v.named(f.Result, set)
}

// named says whether a value type may stand in the type of an import or export:
// records, variants, enums, flags and resources need a name. Types that are made of them
// do not.
func (v *validator) named(t types.Type, set map[typeKey]struct{}) (bool, error) {
	switch t := t.(type) {
	case nil, types.Primitive:
		return true, nil
	case *types.Record, *types.Variant, *types.Enum, *types.Flags:
		_, ok := set[typeKey{typ: t}]
		return ok, v.spend(1)
	case *types.Own:
		_, ok := set[typeKey{t.Resource, v.aliases[t]}]
		return ok, v.spend(1)
	case *types.Borrow:
		_, ok := set[typeKey{t.Resource, v.aliases[t]}]
		return ok, v.spend(1)
	}
	return v.partsNamed(t, set)
}

// partsNamed applies named to the parts of a type that has a name itself.
func (v *validator) partsNamed(t types.Type, set map[typeKey]struct{}) (bool, error) {
	if err := v.spend(1); err != nil {
		return false, err
	}
	switch t := t.(type) {
	case *types.List:
		return v.named(t.Elem, set)
	case *types.Map:
		return v.named(t.Value, set)
	case *types.Option:
		return v.named(t.Elem, set)
	case *types.Own, *types.Borrow:
		return v.named(t, set)
	case *types.Result:
		if ok, err := v.named(t.OK, set); !ok || err != nil {
			return false, err
		}
		return v.named(t.Err, set)
	case *types.Tuple:
		for _, e := range t.Elems {
			if ok, err := v.named(e, set); !ok || err != nil {
				return false, err
			}
		}
	case *types.Record:
		for i := range t.Fields {
			if ok, err := v.named(t.Fields[i].Type, set); !ok || err != nil {
				return false, err
			}
		}
	case *types.Variant:
		for i := range t.Cases {
			if ok, err := v.named(t.Cases[i].Type, set); !ok || err != nil {
				return false, err
			}
		}
	}
	return true, nil
}
