package canon

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// Direction says on which side of the boundary a function type is flattened.
type Direction uint8

// The contexts of flatten_functype.
const (
	Lift Direction = iota
	Lower
)

// Func is a function type with its layout. It is immutable.
type Func struct {
	Params []*Type
	Names  []string
	// Result is nil where there is none.
	Result *Type
	// tuple is the type of spilled parameters.
	tuple *Type
}

// Func is f with the layout of what it takes and gives.
func (c *Compiler) Func(f *types.Func) (*Func, error) {
	out := &Func{tuple: &Type{kind: kindTuple, typ: &types.Tuple{}}}
	for _, p := range f.Params {
		t, err := c.Type(p.Type)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		out.Params = append(out.Params, t)
		out.Names = append(out.Names, p.Name)
		out.tuple.fields = append(out.tuple.fields, field{name: p.Name, typ: t})
	}
	out.tuple.record()
	if out.tuple.size[mem64] > MaxSize {
		return nil, fmt.Errorf("the parameters take more than %d bytes", MaxSize)
	}
	if f.Result != nil {
		t, err := c.Type(f.Result)
		if err != nil {
			return nil, fmt.Errorf("result: %w", err)
		}
		out.Result = t
	}
	return out, nil
}

// ParamsSpilled says whether the parameters go through memory.
func (f *Func) ParamsSpilled(o Options) bool { return f.tuple.spread }

// ParamsArea is the size and alignment of spilled parameters.
func (f *Func) ParamsArea(o Options) (size, align uint64) {
	return f.tuple.size[o.width()], f.tuple.align[o.width()]
}

// ResultSpilled says whether the result goes through memory.
func (f *Func) ResultSpilled(o Options) bool {
	return f.Result != nil && (f.Result.spread || len(f.Result.flat[o.width()]) > MaxFlatResults)
}

// Flatten is flatten_functype.
func (f *Func) Flatten(o Options, d Direction) (params, results []Core) {
	ptr := I32
	if o.Memory64 {
		ptr = I64
	}
	params = append(params, f.tuple.flat[o.width()]...)
	if f.ParamsSpilled(o) {
		params = []Core{ptr}
	}
	switch {
	case f.Result == nil:
	case !f.ResultSpilled(o):
		results = f.Result.flat[o.width()]
	case d == Lift:
		results = []Core{ptr}
	default:
		params = append(params, ptr)
	}
	return params, results
}
