package canon

import (
	"pgregory.net/rapid"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// drawType draws a type that is nested no deeper than depth.
func drawType(t *rapid.T, depth int) types.Type {
	top := 14
	if depth == 0 {
		top = 12
	}
	sub := func() types.Type { return drawType(t, depth-1) }
	maybe := func() types.Type {
		if rapid.Bool().Draw(t, "empty") {
			return nil
		}
		return sub()
	}
	many := func() []types.Type {
		out := make([]types.Type, rapid.IntRange(1, 4).Draw(t, "parts"))
		for i := range out {
			out[i] = sub()
		}
		return out
	}
	n := rapid.IntRange(0, top).Draw(t, "type")
	switch {
	case n < 12:
		return types.Bool + types.Primitive(n) // to char
	case n == 12:
		return types.String
	}
	switch rapid.IntRange(0, 9).Draw(t, "composite") {
	case 0:
		return list(sub())
	case 1:
		return fixed(sub(), uint32(rapid.IntRange(1, 4).Draw(t, "length")))
	case 2:
		return mapOf(types.String, sub())
	case 3:
		return record(many()...)
	case 4:
		return tuple(many()...)
	case 5:
		cs := many()
		if rapid.Bool().Draw(t, "empty case") {
			cs[0] = nil
		}
		return variant(cs...)
	case 6:
		return enum(rapid.SampledFrom([]int{1, 2, 255, 256, 257}).Draw(t, "cases"))
	case 7:
		return flags(rapid.SampledFrom([]int{1, 8, 9, 16, 17, 32, 33, 64}).Draw(t, "flags"))
	case 8:
		return option(sub())
	}
	return result(maybe(), maybe())
}
