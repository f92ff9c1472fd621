package valuejson

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/vivarium-wasm/vivarium/host/internal/draw"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

var (
	point   = &types.Record{Fields: []types.Field{{Name: "x", Type: types.U8}, {Name: "label", Type: &types.Option{Elem: types.String}}}}
	shape   = &types.Variant{Cases: []types.Case{{Name: "empty"}, {Name: "circle", Type: types.F64}}}
	compass = &types.Enum{Names: []string{"north", "ok"}}
	perms   = &types.Flags{Names: []string{"read", "write"}}
	answer  = &types.Result{OK: types.U8, Err: types.String}
	bytes   = &types.List{Elem: types.U8}
	table   = &types.Map{Key: types.String, Value: types.U8}
	pair    = &types.Tuple{Elems: []types.Type{types.U8, types.String}}
)

func opt(t types.Type) types.Type { return &types.Option{Elem: t} }

// Values that are written and read again as the same value.
func TestBothWays(t *testing.T) {
	for _, c := range []struct {
		typ  types.Type
		v    value.Value
		json string
	}{
		{types.Bool, value.Bool(true), `true`},
		{types.S8, value.S8(-128), `-128`},
		{types.U8, value.U8(255), `255`},
		{types.S16, value.S16(-1), `-1`},
		{types.U16, value.U16(1), `1`},
		{types.S32, value.S32(1), `1`},
		{types.U32, value.U32(1), `1`},
		{types.S64, value.S64(-1 << 53), `-9007199254740992`},
		{types.S64, value.S64(-1<<53 - 1), `"-9007199254740993"`},
		{types.U64, value.U64(1 << 53), `9007199254740992`},
		{types.U64, value.U64(math.MaxUint64), `"18446744073709551615"`},
		{types.F32, value.F32(0.1), `0.1`},
		{types.F64, value.F64(1e300), `1e+300`},
		{types.F64, value.F64(math.NaN()), `"nan"`},
		{types.F64, value.F64(math.Inf(-1)), `"-inf"`},
		{types.F32, value.F32(math.Inf(1)), `"inf"`},
		{types.Char, value.Char('☃'), `"☃"`},
		{types.String, value.String("a\"\\\n\t\r\x01<☃>"), `"a\"\\\n\t\r\u0001<☃>"`},
		{bytes, value.Bytes{1, 2}, `[1,2]`},
		{bytes, value.Bytes{}, `[]`},
		{&types.List{Elem: types.String, Fixed: true, Len: 1}, value.List{value.String("a")}, `["a"]`},
		{pair, value.Tuple{value.U8(1), value.String("a")}, `[1,"a"]`},
		{table, value.Map{{Key: value.String("a"), Value: value.U8(1)}}, `[["a",1]]`},
		{point, value.Record{{Name: "x", Value: value.U8(1)}, {Name: "label", Value: value.None()}}, `{"x":1,"label":null}`},
		{shape, value.Variant{Case: "empty"}, `"empty"`},
		{shape, value.Variant{Case: "circle", Value: value.F64(1.5)}, `{"circle":1.5}`},
		{compass, value.Enum("ok"), `"ok"`},
		{perms, value.Flags{"read", "write"}, `["read","write"]`},
		{opt(types.U8), value.None(), `null`},
		{opt(types.U8), value.Some(value.U8(1)), `1`},
		{opt(opt(types.U8)), value.None(), `null`},
		{opt(opt(types.U8)), value.Some(value.None()), `{"some":null}`},
		{opt(opt(types.U8)), value.Some(value.Some(value.U8(1))), `{"some":1}`},
		{answer, value.OK(value.U8(1)), `{"ok":1}`},
		{answer, value.Err(value.String("no")), `{"err":"no"}`},
		{&types.Result{}, value.Err(nil), `{"err":null}`},
		{opt(&types.Result{}), value.Some(value.OK(nil)), `{"ok":null}`},
	} {
		got, err := Format(c.v)
		require.NoError(t, err)
		require.Equal(t, c.json, string(got))
		require.True(t, json.Valid(got))
		v, err := Parse(c.typ, c.json)
		require.NoError(t, err, c.json)
		require.True(t, value.Equal(c.v, v), "%s is read as %s", c.json, v)
	}
}

func TestParseTakesMore(t *testing.T) {
	for _, c := range []struct {
		typ  types.Type
		json string
		want value.Value
	}{
		{types.U8, ` "7" `, value.U8(7)},
		{types.U64, `18446744073709551615`, value.U64(math.MaxUint64)},
		{types.F64, `1`, value.F64(1)},
		{types.Char, `"\ud83d\ude00"`, value.Char('😀')},
		{types.String, `"\\ud800"`, value.String(`\ud800`)},
		{point, `{"label":"a","x":1}`, value.Record{{Name: "x", Value: value.U8(1)}, {Name: "label", Value: value.Some(value.String("a"))}}},
		{point, `{"x":1}`, value.Record{{Name: "x", Value: value.U8(1)}, {Name: "label", Value: value.None()}}},
		{shape, `{"empty":null}`, value.Variant{Case: "empty"}},
		{perms, `["write","read"]`, value.Flags{"read", "write"}},
	} {
		v, err := Parse(c.typ, c.json)
		require.NoError(t, err, c.json)
		require.True(t, value.Equal(c.want, v), "%s is read as %s", c.json, v)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		typ        types.Type
		json, want string
	}{
		{types.U8, ``, "line 1, column 1: the JSON ends too early"},
		{types.U8, `1 2`, "column 3: want the end after the value"},
		{types.U8, `01`, "column 2: want the end after the value"},
		{types.U8, `256`, "256 is out of the range of u8"},
		{types.U8, `"256"`, "256 is out of the range of u8"},
		{types.U8, `1.0`, "want u8, found 1.0"},
		{types.U8, `true`, "want u8, found true"},
		{types.U8, `null`, "want u8, found null"},
		{types.U8, `nope`, "column 1: this is not JSON"},
		{types.F64, `"infinity"`, `want f64, found the string "infinity"`},
		{types.F64, `"1"`, `want f64, found the string "1"`},
		{types.Bool, `1`, "want true or false, found 1"},
		{types.Char, `"ab"`, `want a string of one character, found the string "ab"`},
		{types.Char, `""`, "want a string of one character"},
		{types.Char, `1`, "want a string of one character, found 1"},
		{types.String, `1`, "want a string, found 1"},
		{types.String, `"\ud800"`, "the string has half of a surrogate pair"},
		{types.String, `"\udc00 \n"`, "the string has half of a surrogate pair"},
		{types.String, `"\ud800\u0041"`, "the string has half of a surrogate pair"},
		{types.String, "\"\xff\"", "column 2: the text is not UTF-8"},
		{types.String, `"abc`, "the JSON ends too early"},
		{bytes, `[1,`, "the JSON ends too early"},
		{bytes, `[1,]`, "column 4: this is not JSON"},
		{bytes, `[1 2]`, "this is not JSON"},
		{bytes, `["a"]`, `column 2: want u8, found the string "a"`},
		{bytes, "[\n1,\n300]", "line 3, column 1: 300 is out of the range of u8"},
		{bytes, `{}`, "want a list, found an object"},
		{&types.List{Elem: types.U8, Fixed: true, Len: 2}, `[1]`, "want a list of 2 elements, found 1"},
		{&types.List{Elem: types.U8, Fixed: true, Len: 2}, `[1,2,3]`, "the list has more than 2 elements"},
		{pair, `[1]`, "want a tuple of 2 values, found 1"},
		{pair, `[1,"a",2]`, "the tuple has more than 2 values"},
		{table, `{"a":1}`, "want an array of [key, value], found an object"},
		{table, `[["a"]]`, "want a tuple of 2 values, found 1"},
		{point, `{"x":1,"x":2}`, "column 8: the field x is there twice"},
		{point, `{"x":1,"y":2}`, "column 8: there is no field y; fields are x, label"},
		{point, `{}`, "the record has no field x: u8"},
		{point, `[]`, "want a record, found an array"},
		{shape, `"circle"`, `circle carries f64: want {"circle": ...}`},
		{shape, `"square"`, `want one of empty, circle, found the string "square"`},
		{shape, `{}`, "want an object with one of empty, circle"},
		{shape, `{"square":1}`, "there is no case square; want one of empty, circle"},
		{shape, `{"circle":1,"empty":null}`, "column 13: want an object with one field"},
		{shape, `{"empty":1}`, "want null, as empty carries nothing, found 1"},
		{compass, `"south"`, "want one of north, ok"},
		{perms, `["read","read"]`, "column 9: the flag read is there twice"},
		{perms, `["run"]`, `want a flag of read, write, found the string "run"`},
		{perms, `"read"`, "want an array of flags"},
		{opt(opt(types.U8)), `1`, "want an object with some, found 1"},
		{answer, `1`, "want an object with one of ok, err, found 1"},
		{&types.Borrow{Resource: &types.Resource{}}, `1`, "want a handle, which JSON cannot hold"},
		{types.ErrorContext, `1`, "which JSON cannot hold"},
	} {
		_, err := Parse(c.typ, c.json)
		require.ErrorContains(t, err, c.want, "%s: %s", c.typ, c.json)
		var at *Error
		require.ErrorAs(t, err, &at)
	}
}

func TestFormatRefusesHandles(t *testing.T) {
	h := value.Own{}
	for _, v := range []value.Value{h, value.Borrow{}, value.List{h}, value.Record{{Name: "a", Value: h}}, value.Some(h), value.Variant{Case: "a", Value: h}} {
		_, err := Format(v)
		var refused *HandleError
		require.ErrorAs(t, err, &refused)
	}
	got, err := Format(nil)
	require.NoError(t, err)
	require.Equal(t, "null", string(got))
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typ := draw.Type(t, 3)
		v := draw.Value(t, typ)
		text, err := Format(v)
		require.NoError(t, err)
		require.True(t, json.Valid(text), "%s", text)
		got, err := Parse(typ, string(text))
		require.NoError(t, err, "%s: %s", typ, text)
		require.True(t, value.Equal(v, got), "%s: %s is read as %s", typ, text, got)
	})
}

func FuzzParse(f *testing.F) {
	typ := &types.List{Elem: &types.Variant{Cases: []types.Case{
		{Name: "point", Type: point},
		{Name: "shape", Type: shape},
		{Name: "compass", Type: compass},
		{Name: "perms", Type: perms},
		{Name: "char", Type: types.Char},
		{Name: "string", Type: types.String},
		{Name: "f32", Type: types.F32},
		{Name: "f64", Type: opt(opt(types.F64))},
		{Name: "s64", Type: types.S64},
		{Name: "answer", Type: answer},
		{Name: "table", Type: table},
		{Name: "pair", Type: pair},
		{Name: "bytes", Type: bytes},
	}}}
	for _, seed := range []string{
		`[{"point":{"x":1,"label":"a"}},{"shape":"empty"},{"compass":"ok"},{"perms":["read"]},{"char":"☃"},{"string":"\ud83d\ude00"}]`,
		`[{"f32":"nan"},{"f64":{"some":null}},{"s64":"-1"},{"answer":{"ok":1}},{"table":[["a",1]]},{"pair":[1,"a"]},{"bytes":[1]}]`,
		`[[[[[[`, `"\u`, `{"a"`, `[{"f32":1e999}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse(typ, text)
		if err != nil {
			var at *Error
			require.ErrorAs(t, err, &at)
			return
		}
		require.True(t, json.Valid([]byte(text)))
		again, err := Format(v)
		require.NoError(t, err)
		got, err := Parse(typ, string(again))
		require.NoError(t, err, "%s", again)
		require.True(t, value.Equal(v, got), "%s", again)
	})
}

func BenchmarkParse(b *testing.B) {
	text := "[" + strings.TrimSuffix(strings.Repeat(`{"x":1,"label":"abcdefgh"},`, 2_000), ",") + "]"
	typ := &types.List{Elem: point}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(typ, text); err != nil {
			b.Fatal(err)
		}
	}
}
