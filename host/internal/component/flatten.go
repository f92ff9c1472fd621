package component

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// anyResource stands for every resource: all handles flatten to the same.
var anyResource = &canon.Resource{}

// layouts makes a compiler for the layout of types, in which all resources are the same.
func layouts() canon.Compiler {
	return canon.Compiler{Resolve: func(*types.Resource) *canon.Resource { return anyResource }}
}

// flatten is flatten_functype. It checks that the options are there that the type needs.
func (v *validator) flatten(f *types.Func, o Options, d canon.Direction) (*types.CoreFunc, error) {
	layout, err := v.layout(f)
	if err != nil {
		return nil, err
	}
	width := canon.Options{Memory64: o.Memory64}
	// The receiver of a string or list allocates it.
	lift := d == canon.Lift
	memory, realloc := layout.ParamsSpilled(width) || layout.ResultSpilled(width), layout.ParamsSpilled(width) && lift
	for i := range f.Params {
		if v.infoOf(f.Params[i].Type).pointer {
			memory, realloc = true, realloc || lift
		}
	}
	if !lift && f.Result != nil && v.infoOf(f.Result).pointer {
		memory, realloc = true, true
	}
	switch {
	case memory && o.Memory == nil:
		return nil, fmt.Errorf("canonical option `memory` is required")
	case realloc && o.Realloc == nil:
		return nil, fmt.Errorf("canonical option `realloc` is required")
	}
	params, results := layout.Flatten(width, d)
	return &types.CoreFunc{Params: coreTypes(params), Results: coreTypes(results)}, nil
}

// layout gives the layout of a function's parameters and result. It is kept, because the
// same function is often lifted and lowered.
func (v *validator) layout(f *types.Func) (*canon.Func, error) {
	if known := v.funcs[f]; known != nil {
		return known, nil
	}
	if err := v.spend(1 + len(f.Params)); err != nil {
		return nil, err
	}
	layout, err := v.layouts.Func(f)
	if err != nil {
		return nil, v.errorf("%v", err)
	}
	v.funcs[f] = layout
	return layout, nil
}

func coreTypes(flat []canon.Core) []types.CoreValType {
	var out []types.CoreValType
	for _, c := range flat {
		out = append(out, [...]types.CoreValType{canon.I32: types.I32, canon.I64: types.I64, canon.F32: types.F32Core, canon.F64: types.F64Core}[c])
	}
	return out
}
