package wave

import "github.com/vivarium-wasm/vivarium/host/types"

// Holds says whether text can hold the values of type t: whether there is no
// handle, stream or future in it. Time is in proportion to the distinct types
// that t is made of.
func Holds(t types.Type) bool {
	return holds(t, map[types.Type]bool{})
}

// holds looks once at each type, as deep as types are nested.
func holds(t types.Type, seen map[types.Type]bool) bool {
	if p, primitive := t.(types.Primitive); t == nil || primitive {
		return p != types.ErrorContext
	}
	if seen[t] {
		return true // or the answer is known already
	}
	seen[t] = true
	for _, part := range parts(t) {
		if !holds(part, seen) {
			return false
		}
	}
	switch t.(type) {
	case *types.Own, *types.Borrow, *types.Stream, *types.Future:
		return false
	}
	return true
}

// parts are the types that a type is made of; some may be nil.
func parts(t types.Type) (out []types.Type) {
	switch t := t.(type) {
	case *types.List:
		return []types.Type{t.Elem}
	case *types.Map:
		return []types.Type{t.Key, t.Value}
	case *types.Tuple:
		return t.Elems
	case *types.Option:
		return []types.Type{t.Elem}
	case *types.Result:
		return []types.Type{t.OK, t.Err}
	case *types.Record:
		for _, f := range t.Fields {
			out = append(out, f.Type)
		}
	case *types.Variant:
		for _, c := range t.Cases {
			out = append(out, c.Type)
		}
	}
	return out
}
