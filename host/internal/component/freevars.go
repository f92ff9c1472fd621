package component

import "github.com/vivarium-wasm/vivarium/host/types"

// freeVars finds the resources that a type refers to and does not itself bind.
type freeVars struct {
	v     *validator
	found map[*types.Resource]struct{}
	seen  map[any]struct{}
}

func (v *validator) freeVariables() *freeVars {
	return &freeVars{v, map[*types.Resource]struct{}{}, map[any]struct{}{}}
}

// first says whether t was not visited before.
func (f *freeVars) first(t any) (bool, error) {
	if _, ok := f.seen[t]; ok {
		return false, nil
	}
	f.seen[t] = struct{}{}
	return true, f.v.spend(1)
}

func (f *freeVars) entry(e typeEntry) error {
	switch {
	case e.res != nil:
		f.found[e.res] = struct{}{}
		return nil
	case e.ext != nil:
		return f.extern(e.ext)
	}
	return f.typ(e.val)
}

func (f *freeVars) extern(t types.ExternType) error {
	if ok, err := f.first(t); !ok || err != nil {
		return err
	}
	switch t := t.(type) {
	case *types.Func:
		for i := range t.Params {
			if err := f.typ(t.Params[i].Type); err != nil {
				return err
			}
		}
		return f.typ(t.Result)
	case *types.Bound:
		return f.entry(typeEntry{val: t.Type, ext: t.Extern, res: t.Resource})
	case *types.Instance:
		if err := f.list(t.Exports); err != nil {
			return err
		}
		for _, r := range f.v.open[t] {
			delete(f.found, r)
		}
	case *types.Component:
		if err := f.list(t.Imports); err != nil {
			return err
		}
		if err := f.list(t.Exports); err != nil {
			return err
		}
		if b := f.v.binders[t]; b != nil {
			for _, r := range b.imported {
				delete(f.found, r)
			}
			for _, r := range b.defined {
				delete(f.found, r)
			}
		}
	}
	return nil
}

func (f *freeVars) list(list []types.Extern) error {
	for i := range list {
		if err := f.extern(list[i].Type); err != nil {
			return err
		}
	}
	return nil
}

func (f *freeVars) typ(t types.Type) error {
	switch t.(type) {
	case nil, types.Primitive:
		return nil
	}
	if ok, err := f.first(t); !ok || err != nil {
		return err
	}
	switch t := t.(type) {
	case *types.Own:
		f.found[t.Resource] = struct{}{}
	case *types.Borrow:
		f.found[t.Resource] = struct{}{}
	case *types.List:
		return f.typ(t.Elem)
	case *types.Map:
		return f.typ(t.Value)
	case *types.Option:
		return f.typ(t.Elem)
	case *types.Result:
		if err := f.typ(t.OK); err != nil {
			return err
		}
		return f.typ(t.Err)
	case *types.Tuple:
		for _, e := range t.Elems {
			if err := f.typ(e); err != nil {
				return err
			}
		}
	case *types.Record:
		for i := range t.Fields {
			if err := f.typ(t.Fields[i].Type); err != nil {
				return err
			}
		}
	case *types.Variant:
		for i := range t.Cases {
			if err := f.typ(t.Cases[i].Type); err != nil {
				return err
			}
		}
	}
	return nil
}
