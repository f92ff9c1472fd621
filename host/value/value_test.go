package value_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

func TestFormat(t *testing.T) {
	for _, tt := range []struct {
		v    value.Value
		want string
	}{
		{value.Bool(true), "true"},
		{value.S8(-1), "-1"},
		{value.U64(1<<64 - 1), "18446744073709551615"},
		{value.F32(1.5), "1.5"},
		{value.F32(0.1), "0.1"},
		{value.F64(math.Inf(-1)), "-inf"},
		{value.F64(math.NaN()), "nan"},
		{value.Char('a'), "'a'"},
		{value.Char('\''), `'\''`},
		{value.Char('"'), `'"'`},
		{value.Char(0x7), `'\u{7}'`},
		{value.String("a\"b'\\\n\t\r\u200b☃"), `"a\"b'\\\n\t\r\u{200b}☃"`},
		{value.List{value.U8(1), value.U8(2)}, "[1, 2]"},
		{value.List{}, "[]"},
		{value.Bytes{1, 255}, "[1, 255]"},
		{value.Tuple{value.U8(1), value.String("x")}, `(1, "x")`},
		{value.Record{{Name: "a-b", Value: value.U8(1)}, {Name: "c", Value: value.None()}}, "{a-b: 1, c: none}"},
		{value.Map{{Key: value.String("k"), Value: value.U8(1)}}, `{"k": 1}`},
		{value.Variant{Case: "none"}, "%none"},
		{value.Variant{Case: "some-case", Value: value.U8(1)}, "some-case(1)"},
		{value.Enum("true"), "%true"},
		{value.Some(value.Some(value.U8(1))), "some(some(1))"},
		{value.Some(value.None()), "some(none)"},
		{value.OK(nil), "ok"},
		{value.Err(value.String("no")), `err("no")`},
		{value.Flags{"a", "b"}, "{a, b}"},
		{value.Flags{}, "{}"},
		{value.Own{Rep: 1}, "<own handle>"},
	} {
		require.Equal(t, tt.want, tt.v.String())
		require.Equal(t, tt.want, value.Format(tt.v))
	}
	require.Equal(t, `1, "x"`, value.Join([]value.Value{value.U8(1), value.String("x")}))
}

func TestEqual(t *testing.T) {
	rep := new(int)
	nan := value.F64(math.NaN())
	same := [][2]value.Value{
		{value.U8(1), value.U8(1)},
		{nan, value.F64(math.Float64frombits(0xfff8000000000001))},
		{value.F32(math.NaN()), value.F32(math.NaN())},
		{value.Bytes{1, 2}, value.List{value.U8(1), value.U8(2)}},
		{value.List{value.U8(1)}, value.Bytes{1}},
		{value.Bytes{}, value.List{}},
		{value.Flags{"a", "b"}, value.Flags{"b", "a"}},
		{value.Record{{Name: "a", Value: nan}}, value.Record{{Name: "a", Value: nan}}},
		{value.Some(value.Tuple{nan}), value.Some(value.Tuple{nan})},
		{value.OK(nil), value.OK(nil)},
		{value.Variant{Case: "a", Value: nan}, value.Variant{Case: "a", Value: nan}},
		{value.Map{{Key: value.U8(1), Value: nan}}, value.Map{{Key: value.U8(1), Value: nan}}},
		{value.Own{Rep: rep}, value.Own{Rep: rep}},
		{nil, nil},
	}
	for _, p := range same {
		require.True(t, value.Equal(p[0], p[1]), "%v %v", p[0], p[1])
		require.True(t, value.Equal(p[1], p[0]), "%v %v", p[1], p[0])
	}
	different := [][2]value.Value{
		{value.U8(1), value.U16(1)},
		{value.F64(1), nan},
		{value.F64(0), value.F32(0)},
		{value.F64(0), value.F64(math.Copysign(0, -1))},
		{value.F32(0), value.F32(math.Copysign(0, -1))},
		{value.Bytes{1}, value.List{value.S8(1)}},
		{value.Bytes{1}, value.String("\x01")},
		{value.List{value.U8(1)}, value.List{value.U8(1), value.U8(2)}},
		{value.Tuple{value.U8(1)}, value.List{value.U8(1)}},
		{value.Flags{"a"}, value.Flags{"a", "b"}},
		{value.Record{{Name: "a", Value: value.U8(1)}}, value.Record{{Name: "b", Value: value.U8(1)}}},
		{value.None(), value.Some(value.None())},
		{value.OK(nil), value.Err(nil)},
		{value.Variant{Case: "a"}, value.Variant{Case: "b"}},
		{value.Enum("a"), value.String("a")},
		{value.Own{Rep: rep}, value.Borrow{Rep: rep}},
		{value.Own{Rep: []int{1}}, value.Own{Rep: []int{1}}}, // not comparable, so never equal
		{value.U8(0), nil},
	}
	for _, p := range different {
		require.False(t, value.Equal(p[0], p[1]), "%v %v", p[0], p[1])
		require.False(t, value.Equal(p[1], p[0]), "%v %v", p[1], p[0])
	}
}

func TestParts(t *testing.T) {
	r := value.Record{{Name: "a", Value: value.U8(1)}}
	require.Equal(t, value.U8(1), r.Field("a"))
	require.Nil(t, r.Field("b"))
	require.True(t, value.Flags{"x"}.Has("x"))
	require.False(t, value.Flags{"x"}.Has("y"))
}
