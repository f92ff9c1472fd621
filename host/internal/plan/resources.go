package plan

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// ResourcesOf are the resources that a function's type names.
func ResourcesOf(t *types.Func) []*types.Resource {
	v := visitor{seen: map[types.Type]bool{}}
	for _, p := range t.Params {
		v.visit(p.Type)
	}
	v.visit(t.Result)
	return v.found
}

type visitor struct {
	seen  map[types.Type]bool
	found []*types.Resource
}

func (v *visitor) visit(t types.Type) {
	if _, primitive := t.(types.Primitive); t == nil || primitive || v.seen[t] {
		return
	}
	v.seen[t] = true
	switch t := t.(type) {
	case *types.List:
		v.visit(t.Elem)
	case *types.Map:
		v.visit(t.Key)
		v.visit(t.Value)
	case *types.Record:
		for _, f := range t.Fields {
			v.visit(f.Type)
		}
	case *types.Tuple:
		for _, e := range t.Elems {
			v.visit(e)
		}
	case *types.Variant:
		for _, c := range t.Cases {
			v.visit(c.Type)
		}
	case *types.Option:
		v.visit(t.Elem)
	case *types.Result:
		v.visit(t.OK)
		v.visit(t.Err)
	case *types.Own:
		v.add(t.Resource)
	case *types.Borrow:
		v.add(t.Resource)
	}
}

func (v *visitor) add(r *types.Resource) {
	if !slices.Contains(v.found, r) {
		v.found = append(v.found, r)
	}
}
