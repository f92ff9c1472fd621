// Package draw draws random types and values of them, for tests of what holds for any
// value: that a text or a memory carries it.
package draw

import (
	"fmt"
	"math"

	"pgregory.net/rapid"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// names are labels of many kinds, keywords of WAVE among them.
var names = []string{"a", "some", "none", "ok", "err", "true", "false", "inf", "nan", "HTTP3", "two-words", "x1", "read", "b", "z-9"}

var primitives = []types.Type{
	types.Bool, types.S8, types.U8, types.S16, types.U16, types.S32, types.U32, types.S64, types.U64,
	types.F32, types.F64, types.Char, types.String,
}

// Type draws a type that is no deeper than depth and holds no handle.
func Type(t *rapid.T, depth int) types.Type {
	kinds := 9
	if depth == 0 {
		kinds = 2
	}
	switch rapid.IntRange(0, kinds).Draw(t, "kind") {
	case 0:
		return &types.Enum{Names: labels(t)}
	case 1:
		return &types.Flags{Names: labels(t)}
	case 3:
		l := &types.List{Elem: Type(t, depth-1), Fixed: rapid.Bool().Draw(t, "fixed")}
		if l.Fixed {
			l.Len = uint32(rapid.IntRange(1, 3).Draw(t, "len"))
		}
		return l
	case 4:
		r := &types.Record{}
		for _, n := range labels(t) {
			r.Fields = append(r.Fields, types.Field{Name: n, Type: Type(t, depth-1)})
		}
		return r
	case 5:
		v := &types.Variant{}
		for _, n := range labels(t) {
			v.Cases = append(v.Cases, types.Case{Name: n, Type: orNone(t, depth-1)})
		}
		return v
	case 6:
		u := &types.Tuple{}
		for range rapid.IntRange(1, 3).Draw(t, "elems") {
			u.Elems = append(u.Elems, Type(t, depth-1))
		}
		return u
	case 7:
		return &types.Option{Elem: Type(t, depth-1)}
	case 8:
		return &types.Result{OK: orNone(t, depth-1), Err: orNone(t, depth-1)}
	case 9:
		return &types.Map{Key: types.String, Value: Type(t, depth-1)}
	}
	return rapid.SampledFrom(primitives).Draw(t, "primitive")
}

func labels(t *rapid.T) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID[string]).Draw(t, "names")
}

func orNone(t *rapid.T, depth int) types.Type {
	if rapid.Bool().Draw(t, "nothing") {
		return nil
	}
	return Type(t, depth)
}

// Value draws a value of a type.
func Value(t *rapid.T, typ types.Type) value.Value {
	switch typ := typ.(type) {
	case nil:
		return nil
	case types.Primitive:
		return primitive(t, typ)
	case *types.Enum:
		return value.Enum(rapid.SampledFrom(typ.Names).Draw(t, "case"))
	case *types.Flags:
		f := value.Flags{}
		for _, n := range typ.Names {
			if rapid.Bool().Draw(t, n) {
				f = append(f, n)
			}
		}
		return f
	case *types.List:
		n := int(typ.Len)
		if !typ.Fixed {
			n = rapid.IntRange(0, 4).Draw(t, "elements")
		}
		if typ.Elem == types.U8 && !typ.Fixed {
			return value.Bytes(rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "bytes"))
		}
		l := value.List{}
		for range n {
			l = append(l, Value(t, typ.Elem))
		}
		return l
	case *types.Record:
		r := value.Record{}
		for _, f := range typ.Fields {
			r = append(r, value.Field{Name: f.Name, Value: Value(t, f.Type)})
		}
		return r
	case *types.Tuple:
		u := value.Tuple{}
		for _, e := range typ.Elems {
			u = append(u, Value(t, e))
		}
		return u
	case *types.Map:
		m := value.Map{}
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			m = append(m, value.Entry{Key: Value(t, typ.Key), Value: Value(t, typ.Value)})
		}
		return m
	case *types.Variant:
		c := rapid.SampledFrom(typ.Cases).Draw(t, "case")
		return value.Variant{Case: c.Name, Value: Value(t, c.Type)}
	case *types.Option:
		if rapid.Bool().Draw(t, "none") {
			return value.None()
		}
		return value.Some(Value(t, typ.Elem))
	case *types.Result:
		if rapid.Bool().Draw(t, "err") {
			return value.Err(Value(t, typ.Err))
		}
		return value.OK(Value(t, typ.OK))
	}
	panic(fmt.Sprintf("draw: no value of %T", typ))
}

func primitive(t *rapid.T, p types.Primitive) value.Value {
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
