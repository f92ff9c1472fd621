package component

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// The most flat values that parameters and results may have before they go
// through memory (CanonicalABI.md, "Flattening").
const (
	maxFlatParams  = 16
	maxFlatResults = 1
)

// flatten is flatten_functype, and the check that the options that it needs are
// there.
func (v *validator) flatten(f *types.Func, o Options, lift bool) (*types.CoreFunc, error) {
	core := &types.CoreFunc{}
	need := func(realloc bool) error {
		switch {
		case o.Memory == nil:
			return fmt.Errorf("canonical option `memory` is required")
		case realloc && o.Realloc == nil:
			return fmt.Errorf("canonical option `realloc` is required")
		}
		return nil
	}
	for i := range f.Params {
		t := f.Params[i].Type
		if v.infoOf(t).pointer {
			if err := need(lift); err != nil {
				return nil, err
			}
		}
		flat, err := v.flat(t, o.Memory64)
		if err != nil {
			return nil, err
		}
		if flat == nil || len(core.Params)+len(flat) > maxFlatParams {
			core.Params = []types.CoreValType{o.pointer()}
			if err := need(lift); err != nil {
				return nil, err
			}
			break
		}
		core.Params = append(core.Params, flat...)
	}
	if f.Result == nil {
		return core, nil
	}
	if !lift && v.infoOf(f.Result).pointer {
		if err := need(true); err != nil {
			return nil, err
		}
	}
	flat, err := v.flat(f.Result, o.Memory64)
	if err != nil {
		return nil, err
	}
	switch {
	case flat != nil && len(flat) <= maxFlatResults:
		core.Results = flat
	case lift:
		core.Results = []types.CoreValType{o.pointer()}
		return core, need(false)
	default:
		core.Params = append(core.Params, o.pointer())
		return core, need(false)
	}
	return core, nil
}

// flatKey is a type with the width of pointers.
type flatKey struct {
	t    types.Type
	is64 bool
}

// flat is flatten_type, or nil where it has more values than are ever passed
// flat. What is found is kept: functions share their types.
func (v *validator) flat(t types.Type, is64 bool) ([]types.CoreValType, error) {
	if p, ok := t.(types.Primitive); ok {
		return flatPrimitive(p, is64), nil
	}
	key := flatKey{t, is64}
	if f, ok := v.flats[key]; ok {
		return f, nil
	}
	if err := v.spend(1); err != nil {
		return nil, err
	}
	f, err := v.flatAnew(t, is64)
	if err != nil {
		return nil, err
	}
	v.flats[key] = f
	return f, nil
}

func flatPrimitive(p types.Primitive, is64 bool) []types.CoreValType {
	switch p {
	case types.S64, types.U64:
		return []types.CoreValType{types.I64}
	case types.F32:
		return []types.CoreValType{types.F32Core}
	case types.F64:
		return []types.CoreValType{types.F64Core}
	case types.String:
		return flatPair(is64)
	}
	return []types.CoreValType{types.I32}
}

func flatPair(is64 bool) []types.CoreValType {
	if is64 {
		return []types.CoreValType{types.I64, types.I64}
	}
	return []types.CoreValType{types.I32, types.I32}
}

func (v *validator) flatAnew(t types.Type, is64 bool) ([]types.CoreValType, error) {
	switch t := t.(type) {
	case *types.List:
		if !t.Fixed {
			return flatPair(is64), nil
		}
		if t.Len > maxFlatParams {
			return nil, nil
		}
		return v.flatAll(int(t.Len), func(int) types.Type { return t.Elem }, is64)
	case *types.Map:
		return flatPair(is64), nil
	case *types.Record:
		return v.flatAll(len(t.Fields), func(i int) types.Type { return t.Fields[i].Type }, is64)
	case *types.Tuple:
		return v.flatAll(len(t.Elems), func(i int) types.Type { return t.Elems[i] }, is64)
	case *types.Variant:
		return v.flatSum(len(t.Cases), func(i int) types.Type { return t.Cases[i].Type }, is64)
	case *types.Option:
		return v.flatSum(1, func(int) types.Type { return t.Elem }, is64)
	case *types.Result:
		return v.flatSum(2, func(i int) types.Type { return [2]types.Type{t.OK, t.Err}[i] }, is64)
	}
	return []types.CoreValType{types.I32}, nil // enum, flags, handles
}

func (v *validator) flatAll(n int, part func(int) types.Type, is64 bool) ([]types.CoreValType, error) {
	var out []types.CoreValType
	for i := 0; i < n; i++ {
		f, err := v.flat(part(i), is64)
		if err != nil {
			return nil, err
		}
		if f == nil || len(out)+len(f) > maxFlatParams {
			return nil, nil
		}
		out = append(out, f...)
	}
	return out, nil
}

func (v *validator) flatSum(n int, part func(int) types.Type, is64 bool) ([]types.CoreValType, error) {
	out := []types.CoreValType{types.I32}
	for i := 0; i < n; i++ {
		t := part(i)
		if t == nil {
			continue
		}
		f, err := v.flat(t, is64)
		if err != nil {
			return nil, err
		}
		if f == nil || 1+len(f) > maxFlatParams {
			return nil, nil
		}
		for k, c := range f {
			if 1+k < len(out) {
				out[1+k] = join(out[1+k], c)
			} else {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// join is join of CanonicalABI.md, "Flattening".
func join(a, b types.CoreValType) types.CoreValType {
	switch {
	case a == b:
		return a
	case a == types.I32 && b == types.F32Core, a == types.F32Core && b == types.I32:
		return types.I32
	}
	return types.I64
}
