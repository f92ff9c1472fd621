package canon

import (
	"fmt"
	"math"

	"pgregory.net/rapid"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
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

// drawValue draws a value of type typ.
func drawValue(t *rapid.T, typ types.Type) value.Value {
	switch typ := typ.(type) {
	case types.Primitive:
		return drawPrimitive(t, typ)
	case *types.List:
		n := rapid.IntRange(0, 4).Draw(t, "length")
		if typ.Fixed {
			n = int(typ.Len)
		}
		if typ.Elem == types.U8 && !typ.Fixed {
			return value.Bytes(rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "bytes"))
		}
		out := make(value.List, n)
		for i := range out {
			out[i] = drawValue(t, typ.Elem)
		}
		return out
	case *types.Map:
		out := make(value.Map, rapid.IntRange(0, 3).Draw(t, "entries"))
		for i := range out {
			out[i] = value.Entry{Key: drawValue(t, typ.Key), Value: drawValue(t, typ.Value)}
		}
		return out
	case *types.Record:
		out := make(value.Record, len(typ.Fields))
		for i, f := range typ.Fields {
			out[i] = value.Field{Name: f.Name, Value: drawValue(t, f.Type)}
		}
		return out
	case *types.Tuple:
		out := make(value.Tuple, len(typ.Elems))
		for i, e := range typ.Elems {
			out[i] = drawValue(t, e)
		}
		return out
	case *types.Variant:
		c := rapid.SampledFrom(typ.Cases).Draw(t, "case")
		return value.Variant{Case: c.Name, Value: drawPayload(t, c.Type)}
	case *types.Enum:
		return value.Enum(rapid.SampledFrom(typ.Names).Draw(t, "case"))
	case *types.Option:
		if rapid.Bool().Draw(t, "none") {
			return value.None()
		}
		return value.Some(drawValue(t, typ.Elem))
	case *types.Result:
		if rapid.Bool().Draw(t, "err") {
			return value.Err(drawPayload(t, typ.Err))
		}
		return value.OK(drawPayload(t, typ.OK))
	case *types.Flags:
		out := value.Flags{}
		for _, n := range typ.Names {
			if rapid.Bool().Draw(t, n) {
				out = append(out, n)
			}
		}
		return out
	}
	panic(fmt.Sprintf("no value of %s", typ))
}

func drawPayload(t *rapid.T, typ types.Type) value.Value {
	if typ == nil {
		return nil
	}
	return drawValue(t, typ)
}

func drawPrimitive(t *rapid.T, p types.Primitive) value.Value {
	switch p {
	case types.Bool:
		return value.Bool(rapid.Bool().Draw(t, "bool"))
	case types.S8:
		return value.S8(rapid.Int8().Draw(t, "s8"))
	case types.U8:
		return value.U8(rapid.Uint8().Draw(t, "u8"))
	case types.S16:
		return value.S16(rapid.Int16().Draw(t, "s16"))
	case types.U16:
		return value.U16(rapid.Uint16().Draw(t, "u16"))
	case types.S32:
		return value.S32(rapid.Int32().Draw(t, "s32"))
	case types.U32:
		return value.U32(rapid.Uint32().Draw(t, "u32"))
	case types.S64:
		return value.S64(rapid.Int64().Draw(t, "s64"))
	case types.U64:
		return value.U64(rapid.Uint64().Draw(t, "u64"))
	case types.F32:
		return value.F32(math.Float32frombits(rapid.Uint32().Draw(t, "f32")))
	case types.F64:
		return value.F64(math.Float64frombits(rapid.Uint64().Draw(t, "f64")))
	case types.Char:
		return value.Char(rapid.Rune().Draw(t, "char"))
	}
	return value.String(rapid.String().Draw(t, "string"))
}
