package wit

import "github.com/vivarium-wasm/vivarium/host/types"

// Types turns types of a Model into those of package types: names are replaced
// by what they stand for, each by the same pointer every time.
type Types struct {
	// Resource gives the resource that a definition stands for. It is not called for
	// an alias.
	Resource func(*TypeDef) *types.Resource

	done map[*TypeDef]types.Type
}

// Type is t without names.
func (c *Types) Type(t Type) types.Type {
	switch t := t.(type) {
	case nil:
		return nil
	case Primitive:
		return types.Primitive(t)
	case *TypeDef:
		return c.named(t)
	case *List:
		return &types.List{Elem: c.Type(t.Elem), Fixed: t.Fixed, Len: t.Len}
	case *Map:
		return &types.Map{Key: c.Type(t.Key), Value: c.Type(t.Value)}
	case *Tuple:
		elems := make([]types.Type, len(t.Elems))
		for i, e := range t.Elems {
			elems[i] = c.Type(e)
		}
		return &types.Tuple{Elems: elems}
	case *Option:
		return &types.Option{Elem: c.Type(t.Elem)}
	case *Result:
		return &types.Result{OK: c.Type(t.OK), Err: c.Type(t.Err)}
	case *Own:
		return &types.Own{Resource: c.Resource(t.Resource.Root())}
	case *Borrow:
		return &types.Borrow{Resource: c.Resource(t.Resource.Root())}
	case *Stream:
		return &types.Stream{Elem: c.Type(t.Elem)}
	case *Future:
		return &types.Future{Elem: c.Type(t.Elem)}
	}
	return nil
}

// Named is what the definition of a type that is not a resource stands for.
func (c *Types) named(t *TypeDef) types.Type {
	t = t.Root()
	if done, ok := c.done[t]; ok {
		return done
	}
	var out types.Type
	switch d := t.Def.(type) {
	case *Record:
		r := &types.Record{Fields: make([]types.Field, len(d.Fields))}
		for i, f := range d.Fields {
			r.Fields[i] = types.Field{Name: f.Name, Type: c.Type(f.Type)}
		}
		out = r
	case *Variant:
		v := &types.Variant{Cases: make([]types.Case, len(d.Cases))}
		for i, k := range d.Cases {
			v.Cases[i] = types.Case{Name: k.Name, Type: c.Type(k.Type)}
		}
		out = v
	case *Enum:
		out = &types.Enum{Names: labelNames(d.Names)}
	case *Flags:
		out = &types.Flags{Names: labelNames(d.Names)}
	case *Alias:
		out = c.Type(d.Type)
	}
	if c.done == nil {
		c.done = map[*TypeDef]types.Type{}
	}
	c.done[t] = out
	return out
}

func labelNames(labels []Label) []string {
	names := make([]string, len(labels))
	for i, l := range labels {
		names[i] = l.Name
	}
	return names
}

// Func is the type of f as components have it: a method takes the handle it is
// called on first.
func (c *Types) Func(f *Func) *types.Func {
	out := &types.Func{Async: f.Async, Result: c.Type(f.Result)}
	if f.Kind == Method {
		out.Params = append(out.Params, types.Param{Name: "self", Type: &types.Borrow{Resource: c.Resource(f.Resource)}})
	}
	for _, p := range f.Params {
		out.Params = append(out.Params, types.Param{Name: p.Name, Type: c.Type(p.Type)})
	}
	return out
}
