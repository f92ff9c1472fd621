package wave

import (
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
	options = &types.Record{Fields: []types.Field{{Name: "a", Type: &types.Option{Elem: types.U8}}, {Name: "b", Type: &types.Option{Elem: types.U8}}}}
	words   = &types.Record{Fields: []types.Field{{Name: "ok", Type: types.Bool}, {Name: "true", Type: types.Bool}}}
	shape   = &types.Variant{Cases: []types.Case{{Name: "empty"}, {Name: "circle", Type: types.F64}, {Name: "err", Type: types.String}, {Name: "none"}}}
	compass = &types.Enum{Names: []string{"north", "south", "ok", "HTTP3"}}
	perms   = &types.Flags{Names: []string{"read", "write", "none"}}
)

func opt(t types.Type) types.Type { return &types.Option{Elem: t} }

func TestParse(t *testing.T) {
	bytes := &types.List{Elem: types.U8}
	for _, c := range []struct {
		typ  types.Type
		text string
		want value.Value
	}{
		{types.Bool, "true", value.Bool(true)},
		{types.Bool, " \t\r\nfalse // comment", value.Bool(false)},
		{types.S8, "-128", value.S8(-128)},
		{types.U8, "255", value.U8(255)},
		{types.S16, "-32768", value.S16(-32768)},
		{types.U16, "65535", value.U16(65535)},
		{types.S32, "-0", value.S32(0)},
		{types.U32, "4294967295", value.U32(math.MaxUint32)},
		{types.S64, "-9223372036854775808", value.S64(math.MinInt64)},
		{types.U64, "18446744073709551615", value.U64(math.MaxUint64)},
		{types.F64, "3", value.F64(3)},
		{types.F64, "-6.022e+23", value.F64(-6.022e23)},
		{types.F64, "0.000e100", value.F64(0)},
		{types.F64, "-0.0e-0", value.F64(math.Copysign(0, -1))},
		{types.F64, "nan", value.F64(math.NaN())},
		{types.F64, "inf", value.F64(math.Inf(1))},
		{types.F32, "-inf", value.F32(math.Inf(-1))},
		{types.F32, "3.4028234664e39", value.F32(math.Inf(1))},
		{types.F32, "1.4012984643e-46", value.F32(0)},
		{types.Char, "'x'", value.Char('x')},
		{types.Char, "'☃'", value.Char('☃')},
		{types.Char, `'"'`, value.Char('"')},
		{types.Char, `'\''`, value.Char('\'')},
		{types.Char, `'\u{0}'`, value.Char(0)},
		{types.Char, `'\u{002603}'`, value.Char('☃')},
		{types.String, `""`, value.String("")},
		{types.String, `"WAVE🌊"`, value.String("WAVE🌊")},
		{types.String, `"\\\'\"\t\n\r"`, value.String("\\'\"\t\n\r")},
		{types.String, `"a // b"`, value.String("a // b")},
		{types.String, "\"\"\"\n\"\"\"", value.String("")},
		{types.String, "\"\"\"\nA single line\n\"\"\"", value.String("A single line")},
		{types.String, "\"\"\"\r\n  a\r\n    b\\r\r\n  \"\"\"", value.String("a\n  b\r")},
		{types.String, "\"\"\"\n\nbetween\n\n\"\"\"", value.String("\nbetween\n")},
		{types.String, "\"\"\"\n\"\"\\\"\" \\u{2603} \"\n\"\"\"", value.String(`"""" ☃ "`)},
		{types.String, "\"\"\"\n  \\\\ \\n\n  \"\"\"", value.String("\\ \n")},
		{bytes, "[1, 2,]", value.Bytes{1, 2}},
		{bytes, "[]", value.Bytes{}},
		{&types.List{Elem: types.String}, `["a","b"]`, value.List{value.String("a"), value.String("b")}},
		{&types.List{Elem: types.U16, Fixed: true, Len: 2}, "[1, 2]", value.List{value.U16(1), value.U16(2)}},
		{&types.Map{Key: types.String, Value: types.U8}, `{"one": 1, "two": 2,}`, value.Map{
			{Key: value.String("one"), Value: value.U8(1)}, {Key: value.String("two"), Value: value.U8(2)},
		}},
		{&types.Map{Key: types.String, Value: types.U8}, `{}`, value.Map{}},
		{&types.Tuple{Elems: []types.Type{types.U8, types.String}}, `(1, "a")`, value.Tuple{value.U8(1), value.String("a")}},
		{point, `{label: some("p"), x: 1}`, value.Record{{Name: "x", Value: value.U8(1)}, {Name: "label", Value: value.Some(value.String("p"))}}},
		{point, `{x: 1, label: "p",}`, value.Record{{Name: "x", Value: value.U8(1)}, {Name: "label", Value: value.Some(value.String("p"))}}},
		{point, `{%x: 1}`, value.Record{{Name: "x", Value: value.U8(1)}, {Name: "label", Value: value.None()}}},
		{options, `{:}`, value.Record{{Name: "a", Value: value.None()}, {Name: "b", Value: value.None()}}},
		{options, `{ b : none }`, value.Record{{Name: "a", Value: value.None()}, {Name: "b", Value: value.None()}}},
		{words, `{true: true, ok: false}`, value.Record{{Name: "ok", Value: value.Bool(false)}, {Name: "true", Value: value.Bool(true)}}},
		{shape, "empty", value.Variant{Case: "empty"}},
		{shape, "circle ( 1.5 )", value.Variant{Case: "circle", Value: value.F64(1.5)}},
		{shape, `%err("oops")`, value.Variant{Case: "err", Value: value.String("oops")}},
		{shape, `%none`, value.Variant{Case: "none"}},
		{compass, "%north", value.Enum("north")},
		{compass, "HTTP3", value.Enum("HTTP3")},
		{compass, "%ok", value.Enum("ok")},
		{perms, "{}", value.Flags{}},
		{perms, "{write, read,}", value.Flags{"read", "write"}},
		{perms, "{none}", value.Flags{"none"}},
		{opt(types.U8), "some(1)", value.Some(value.U8(1))},
		{opt(types.U8), "1", value.Some(value.U8(1))},
		{opt(types.U8), "none", value.None()},
		{opt(types.Bool), "true", value.Some(value.Bool(true))},
		{opt(shape), "%none", value.Some(value.Variant{Case: "none"})},
		{opt(opt(types.U8)), "some(none)", value.Some(value.None())},
		{opt(opt(types.U8)), "some(1)", value.Some(value.Some(value.U8(1)))},
		{&types.Result{OK: types.U8, Err: types.String}, "ok(1)", value.OK(value.U8(1))},
		{&types.Result{OK: types.U8, Err: types.String}, "1", value.OK(value.U8(1))},
		{&types.Result{OK: types.U8, Err: types.String}, `err("no")`, value.Err(value.String("no"))},
		{&types.Result{}, "ok", value.OK(nil)},
		{&types.Result{}, "err", value.Err(nil)},
	} {
		got, err := Parse(c.typ, c.text)
		require.NoError(t, err, "%s: %s", c.typ, c.text)
		require.True(t, value.Equal(c.want, got), "%s: %s: want %s, got %s", c.typ, c.text, c.want, got)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		typ        types.Type
		text, want string
	}{
		{types.Bool, "", "line 1, column 1: want true or false, found the end"},
		{types.Bool, "%true", "line 1, column 1: want true or false, found %true"},
		{types.Bool, "truer", "want true or false, found truer"},
		{types.Bool, "true true", "line 1, column 6: want the end, found true"},
		{types.U8, "256", "256 is out of the range of u8"},
		{types.U8, "-1", "-1 is out of the range of u8"},
		{types.S64, "9223372036854775808", "is out of the range of s64"},
		{types.U8, "007", "want u8, found 007"},
		{types.U8, "1.0", "want u8, found 1.0"},
		{types.U8, "+1", "want u8, found +1"},
		{types.U8, "0x1", "want u8, found 0x1"},
		{types.U8, `"1"`, `want u8, found "1"`},
		{types.U8, "1_000", "column 2: want the end, found _000"},
		{types.F32, "-nan", "want f32, found -nan"},
		{types.F32, "NaN", "want f32, found NaN"},
		{types.F32, "infinity", "want f32, found infinity"},
		{types.F32, "1.", "want f32, found 1."},
		{types.F32, ".5", "want f32, found .5"},
		{types.F32, "1e", "want f32, found 1e"},
		{types.F32, "01", "want f32, found 01"},
		{types.F32, "0x1p4", "want f32, found 0x1p4"},
		{types.Char, "x", "want a character in quotes, found x"},
		{types.Char, "''", "want one character between the quotes"},
		{types.Char, "'ab'", "want one character and a closing quote"},
		{types.Char, "'", "the character does not end"},
		{types.Char, `'\'`, "want one character and a closing quote"},
		{types.Char, `'\x1f'`, "column 2: there is no such escape"},
		{types.Char, `'\u{}'`, "want hexadecimal digits"},
		{types.Char, `'\u{1f'`, "want hexadecimal digits"},
		{types.Char, `'\u{110000}'`, `\u{110000} is not a character of Unicode`},
		{types.Char, `'\u{ffffffffffff0041}'`, "is not a character of Unicode"},
		{types.Char, `'\u{D800}'`, `\u{D800} is not a character of Unicode`},
		{types.String, "World", `want a string in quotes ", found World`},
		{types.String, `"abc`, "column 1: the string does not end"},
		{types.String, `"abc\`, "want an escape, found the end"},
		{types.String, "\"a\nb\"", `line 1, column 3: a string in single quotes " ends on its line; a new line is written \n`},
		{types.String, "\"\xff\"", "column 2: the text is not UTF-8: byte 0xff"},
		{types.String, `""""""`, `column 4: want a new line after """`},
		{types.String, "\"\"\"\nextra\"\"\"", `line 2, column 6: want """ on a line of its own`},
		{types.String, "\"\"\"\n  a\n b\n  \"\"\"", "line 3, column 1: want 2 spaces at least"},
		{types.String, "\"\"\"\nInvalid escape: \\j\n\"\"\"", "line 2, column 17: there is no such escape"},
		{types.String, "\"\"\"\nabc", `the string does not end: want """`},
		{&types.List{Elem: types.U8}, "[1, 2", "column 6: want a comma or ], found the end"},
		{&types.List{Elem: types.U8}, "[,]", "column 2: want u8, found ,"},
		{&types.List{Elem: types.U8}, "[1,,]", "column 4: want u8, found ,"},
		{&types.List{Elem: types.U8}, "[1 2]", "column 4: want a comma or ], found 2"},
		{&types.List{Elem: types.U8}, "(1)", "want a list, found ("},
		{&types.List{Elem: types.U8}, "[\n  1,\n  300]", "line 3, column 3: 300 is out of the range of u8"},
		{&types.List{Elem: types.U8, Fixed: true, Len: 2}, "[1]", "want a list of 2 elements, found 1"},
		{&types.List{Elem: types.U8, Fixed: true, Len: 2}, "[1,2,3]", "column 6: the list has more than 2 elements"},
		{&types.Map{Key: types.U8, Value: types.U8}, "{1}", "want : and the value, found }"},
		{&types.Tuple{Elems: []types.Type{types.U8, types.U8}}, "(1)", "want a tuple of 2 values, found 1"},
		{&types.Tuple{Elems: []types.Type{types.U8}}, "(1, 2)", "column 5: the tuple has more than 1 value"},
		{point, "{}", "want a record; one without fields is written {:}"},
		{point, "{:}", "column 1: the record has no field x: u8"},
		{point, "{label: none}", "the record has no field x: u8"},
		{point, "{x: 1, x: 2}", "column 8: the field x is there twice"},
		{point, "{x: 1, y: 2}", "column 8: there is no field y; fields are x, label"},
		{point, "{x 1}", "want : and the value of x, found 1"},
		{point, "{1: 1}", "want the name of a field, found 1"},
		{shape, "square", "want one of empty, circle, err, none, found square"},
		{shape, "circle", "want ( and f64, which circle carries, found the end"},
		{shape, "empty(1)", "column 6: empty carries no value"},
		{shape, "circle(1", "want ), found the end"},
		{shape, `err("oops")`, "err is a word of WAVE's own: the case is written %err"},
		{compass, "ok", "ok is a word of WAVE's own: the case is written %ok"},
		{compass, "North", "want one of north, south, ok, HTTP3, found North"},
		{perms, "{read, read}", "column 8: the flag read is there twice"},
		{perms, "{execute}", "there is no flag execute; flags are read, write, none"},
		{perms, "read", "want flags, found read"},
		{opt(types.U8), "some", "want ( and u8, which some carries, found the end"},
		{opt(types.U8), "some()", "want u8, found )"},
		{opt(types.U8), "some(some(0))", "column 6: want u8, found some"},
		{opt(types.U8), "none(0)", "column 5: none carries no value"},
		{opt(opt(types.U8)), "1", "want some(...) or none, found 1"},
		{opt(&types.Result{}), "ok", "want some(...) or none, found ok"},
		{&types.Result{OK: types.U8}, "ok", "want ( and u8, which ok carries"},
		{&types.Result{OK: types.U8}, "err(0)", "err carries no value"},
		{&types.Result{Err: types.U8}, "0", "want ok or err, found 0"},
		{&types.Own{Resource: &types.Resource{Name: "file"}}, "1", "want a handle, which text cannot hold"},
		{types.ErrorContext, "1", "want an error-context, which text cannot hold"},
		{&types.Stream{}, "1", "want a stream, which text cannot hold"},
	} {
		_, err := Parse(c.typ, c.text)
		require.ErrorContains(t, err, c.want, "%s: %s", c.typ, c.text)
		var at *Error
		require.ErrorAs(t, err, &at)
	}
}

func TestFormat(t *testing.T) {
	handle := value.Own{}
	for _, v := range []value.Value{
		handle,
		value.Borrow{},
		value.List{handle},
		value.Tuple{handle},
		value.Record{{Name: "a", Value: handle}},
		value.Variant{Case: "a", Value: handle},
		value.Some(handle), value.OK(handle),
		value.Map{{Key: value.U8(1), Value: handle}},
	} {
		_, err := Format(v)
		var refused *HandleError
		require.ErrorAs(t, err, &refused, "%s", v)
	}
	text, err := Format(nil)
	require.NoError(t, err)
	require.Equal(t, "()", text)
}

// Whatever a value is, its text is read as the same value.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typ := draw.Type(t, 3)
		v := draw.Value(t, typ)
		text, err := Format(v)
		require.NoError(t, err)
		got, err := Parse(typ, text)
		require.NoError(t, err, "%s: %s", typ, text)
		require.True(t, value.Equal(v, got), "%s: %s is read as %s", typ, text, got)
	})
}

// fuzzed is a type with a part of every kind.
var fuzzed = &types.List{Elem: &types.Variant{Cases: []types.Case{
	{Name: "point", Type: point},
	{Name: "words", Type: words},
	{Name: "shape", Type: shape},
	{Name: "compass", Type: compass},
	{Name: "perms", Type: perms},
	{Name: "char", Type: types.Char},
	{Name: "string", Type: types.String},
	{Name: "f32", Type: types.F32},
	{Name: "f64", Type: opt(types.F64)},
	{Name: "s64", Type: types.S64},
	{Name: "u64", Type: &types.Result{OK: types.U64, Err: opt(opt(types.Bool))}},
	{Name: "map", Type: &types.Map{Key: types.String, Value: &types.Tuple{Elems: []types.Type{types.S8, types.U16}}}},
	{Name: "bytes", Type: &types.List{Elem: types.U8}},
	{Name: "fixed", Type: &types.List{Elem: types.S16, Fixed: true, Len: 2}},
}}}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`[point({x: 1, label: "a\u{7f}"}), words({true: true, ok: false}), shape(%err("x")), compass(%ok), perms({read})]`,
		"[char('\\''), string(\"\"\"\n  a\n  \"\"\"), f32(-inf), f64(1e-5), s64(-1), u64(err(some(none))), map({\"a\": (1, 2)})]",
		"[bytes([1,2,]), fixed([1, -1]), // comment\n]",
		"[[[[[[", "\"\"\"", "[string(\"\\u{", "%", "-",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse(fuzzed, text)
		if err != nil {
			var at *Error
			require.ErrorAs(t, err, &at)
			require.LessOrEqual(t, at.Offset, len(text))
			return
		}
		again, err := Format(v)
		require.NoError(t, err)
		got, err := Parse(fuzzed, again)
		require.NoError(t, err, again)
		require.True(t, value.Equal(v, got), again)
	})
}

func BenchmarkParse(b *testing.B) {
	for name, c := range map[string]struct {
		typ  types.Type
		text string
	}{
		"bytes":   {&types.List{Elem: types.U8}, "[" + strings.Repeat("200, ", 100_000) + "]"},
		"strings": {&types.List{Elem: types.String}, "[" + strings.Repeat(`"a string of some length", `, 20_000) + "]"},
		"records": {&types.List{Elem: point}, "[" + strings.Repeat(`{x: 1, label: "abcdefgh"}, `, 20_000) + "]"},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(c.typ, c.text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestHolds(t *testing.T) {
	handle := &types.Own{Resource: &types.Resource{Name: "file"}}
	nested := func(t types.Type) []types.Type {
		return []types.Type{
			t,
			&types.List{Elem: t},
			&types.Map{Key: types.String, Value: t},
			&types.Tuple{Elems: []types.Type{types.U8, t}},
			&types.Record{Fields: []types.Field{{Name: "a", Type: types.U8}, {Name: "b", Type: t}}},
			&types.Variant{Cases: []types.Case{{Name: "a"}, {Name: "b", Type: t}}},
			&types.Option{Elem: t},
			&types.Result{Err: t},
			&types.Result{OK: &types.List{Elem: t}},
		}
	}
	for _, typ := range nested(types.String) {
		require.True(t, Holds(typ), "%s", typ)
	}
	require.True(t, Holds(nil))
	for _, no := range []types.Type{handle, &types.Borrow{Resource: handle.Resource}, &types.Stream{}, &types.Future{}, types.ErrorContext} {
		for _, typ := range nested(no) {
			require.False(t, Holds(typ), "%s", typ)
		}
	}
	// A type of 2^60 leaves, made of 60 types.
	var large types.Type = types.U8
	for range 60 {
		large = &types.Tuple{Elems: []types.Type{large, large}}
	}
	require.True(t, Holds(large))
}
