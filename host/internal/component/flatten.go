package component

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// anyResource stands for every resource: all handles flatten to the same.
var anyResource = &abi.Resource{}

// layouts makes the layout of types where nothing but that matters.
func layouts() abi.Compiler {
	return abi.Compiler{Resolve: func(*types.Resource) *abi.Resource { return anyResource }}
}

// flatten is flatten_functype, and the check that the options that it needs are
// there.
func (v *validator) flatten(f *types.Func, o Options, d abi.Direction) (*types.CoreFunc, error) {
	layout, err := v.layout(f)
	if err != nil {
		return nil, err
	}
	width := abi.Options{Memory64: o.Memory64}
	// Whoever receives a string or list allocates it.
	lift := d == abi.Lift
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

// layout is the layout of what a function takes and gives. What is found is kept:
// the same function is lifted and lowered.
func (v *validator) layout(f *types.Func) (*abi.Func, error) {
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

func coreTypes(flat []abi.Core) []types.CoreValType {
	var out []types.CoreValType
	for _, c := range flat {
		out = append(out, [...]types.CoreValType{abi.I32: types.I32, abi.I64: types.I64, abi.F32: types.F32Core, abi.F64: types.F64Core}[c])
	}
	return out
}
