package wast

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

func parsed(t testing.TB, text string) (value.Value, error) {
	t.Helper()
	var c Constant
	require.NoError(t, json.Unmarshal([]byte(text), &c))
	return c.value(0)
}

func TestConstants(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]value.Value{
		`{"type":"bool","value":true}`:                                                value.Bool(true),
		`{"type":"u8","value":"255"}`:                                                 value.U8(255),
		`{"type":"u16","value":"65535"}`:                                              value.U16(65535),
		`{"type":"u32","value":"4294967295"}`:                                         value.U32(math.MaxUint32),
		`{"type":"u64","value":"18446744073709551615"}`:                               value.U64(math.MaxUint64),
		`{"type":"s8","value":"-128"}`:                                                value.S8(-128),
		`{"type":"s16","value":"-32768"}`:                                             value.S16(-32768),
		`{"type":"s32","value":"-2147483648"}`:                                        value.S32(math.MinInt32),
		`{"type":"s64","value":"-9223372036854775808"}`:                               value.S64(math.MinInt64),
		`{"type":"f32","value":"1084227584"}`:                                         value.F32(5),
		`{"type":"f32","value":"nan:canonical"}`:                                      value.F32(math.NaN()),
		`{"type":"f64","value":"4621256167635550208"}`:                                value.F64(9),
		`{"type":"f64","value":"9223372036854775808"}`:                                value.F64(math.Copysign(0, -1)),
		`{"type":"f64","value":"nan:arithmetic"}`:                                     value.F64(math.NaN()),
		`{"type":"char","value":"ë"}`:                                                 value.Char('ë'),
		`{"type":"string","value":"a\u0000b"}`:                                        value.String("a\x00b"),
		`{"type":"enum","value":"red"}`:                                               value.Enum("red"),
		`{"type":"flags","value":["a","c"]}`:                                          value.Flags{"a", "c"},
		`{"type":"option","value":null}`:                                              value.None(),
		`{"type":"option"}`:                                                           value.None(),
		`{"type":"result","value":{"Ok":null}}`:                                       value.OK(nil),
		`{"type":"variant","value":{"case":"none"}}`:                                  value.Variant{Case: "none"},
		`{"type":"list","value":[]}`:                                                  value.List{},
		`{"type":"record","value":[["n",{"type":"u32","value":"7"}]]}`:                value.Record{{Name: "n", Value: value.U32(7)}},
		`{"type":"tuple","value":[{"type":"u8","value":"1"}]}`:                        value.Tuple{value.U8(1)},
		`{"type":"option","value":{"type":"u8","value":"1"}}`:                         value.Some(value.U8(1)),
		`{"type":"result","value":{"Err":{"type":"u8","value":"1"}}}`:                 value.Err(value.U8(1)),
		`{"type":"variant","value":{"case":"s","payload":{"type":"u8","value":"1"}}}`: value.Variant{Case: "s", Value: value.U8(1)},
	} {
		v, err := parsed(t, text)
		require.NoError(t, err, text)
		require.True(t, value.Equal(want, v), "%s is %v", text, v)
	}
}

func TestConstantsThatAreNone(t *testing.T) {
	t.Parallel()
	deep := `{"type":"u8","value":"1"}`
	for range maxDepth + 1 {
		deep = `{"type":"option","value":` + deep + `}`
	}
	for text, want := range map[string]string{
		`{}`:                                                          "no type of the component model",
		`{"type":"u9","value":"1"}`:                                   "u9: no type of the component model",
		`{"type":"u8"}`:                                               "u8: there is no value",
		`{"type":"u8","value":1}`:                                     "u8: json: cannot unmarshal number",
		`{"type":"u8","value":"256"}`:                                 "u8: strconv.ParseUint: parsing \"256\": value out of range",
		`{"type":"u8","value":"-1"}`:                                  "u8: strconv.ParseUint",
		`{"type":"s8","value":"128"}`:                                 "s8: strconv.ParseInt",
		`{"type":"f32","value":"4294967296"}`:                         "f32: strconv.ParseUint",
		`{"type":"char","value":"ab"}`:                                `char: "ab" is not one character`,
		`{"type":"char","value":""}`:                                  `char: "" is not one character`,
		`{"type":"result","value":{}}`:                                "result: a result is one of Ok and Err",
		`{"type":"result","value":{"x":null}}`:                        `result: a result is one of Ok and Err, not "x"`,
		`{"type":"record","value":[["a",null]]}`:                      `record: field "a" has no value`,
		`{"type":"list","value":[{"type":"u8"}]}`:                     "list: u8: there is no value",
		`{"type":"option","value":{"type":"i32","value":"1"}}`:        "a value of core WebAssembly",
		`{"type":"v128","lane_type":"i32","value":["1","1","1","1"]}`: "a value of core WebAssembly",
		deep: "a value is nested more than 100 deep",
	} {
		v, err := parsed(t, text)
		require.ErrorContains(t, err, want, text)
		require.False(t, err == nil && v != nil)
	}
}

// Scripts have no form for maps: they write lists of pairs.
func TestMaps(t *testing.T) {
	t.Parallel()
	pairs := value.List{value.Tuple{value.String("a"), value.U8(1)}}
	want := value.Map{{Key: value.String("a"), Value: value.U8(1)}}
	m := &types.Map{Key: types.String, Value: types.U8}
	for _, tt := range []struct {
		typ      types.Type
		in, want value.Value
	}{
		{m, pairs, want},
		{m, value.List{value.U8(1)}, value.List{value.U8(1)}}, // refused by the call
		{m, value.U8(1), value.U8(1)},
		{&types.List{Elem: m}, value.List{pairs}, value.List{want}},
		{&types.Option{Elem: m}, value.Some(pairs), value.Some(want)},
		{&types.Tuple{Elems: []types.Type{m}}, value.Tuple{pairs}, value.Tuple{want}},
		{&types.Record{Fields: []types.Field{{Name: "f", Type: m}}}, value.Record{{Name: "f", Value: pairs}}, value.Record{{Name: "f", Value: want}}},
		{&types.Variant{Cases: []types.Case{{Name: "x"}, {Name: "c", Type: m}}}, value.Variant{Case: "c", Value: pairs}, value.Variant{Case: "c", Value: want}},
		{&types.Result{OK: m}, value.OK(pairs), value.OK(want)},
		{&types.Result{Err: m}, value.Err(pairs), value.Err(want)},
	} {
		require.True(t, value.Equal(tt.want, fit(tt.in, tt.typ)), "%v as %v", tt.in, tt.typ)
	}
}

func FuzzConstant(f *testing.F) {
	for _, seed := range []string{
		`{"type":"u8","value":"255"}`,
		`{"type":"record","value":[["n",{"type":"variant","value":{"case":"s","payload":{"type":"f32","value":"1"}}}]]}`,
		`{"type":"result","value":{"Err":{"type":"flags","value":["a"]}}}`,
		`{"type":"list","value":[{"type":"option","value":null},{"type":"char","value":"ë"}]}`,
		strings.Repeat(`{"type":"option","value":`, 200),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c Constant
		if json.Unmarshal(data, &c) != nil {
			return
		}
		v, err := c.value(0)
		if err == nil {
			require.NotEmpty(t, v.String())
			require.True(t, value.Equal(v, v))
		}
	})
}
