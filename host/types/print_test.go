package types

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestString(t *testing.T) {
	r := &Resource{Name: "file"}
	for want, typ := range map[string]Type{
		"u8":                                  U8,
		"error-context":                       ErrorContext,
		"primitive(99)":                       Primitive(99),
		"list<string>":                        &List{Elem: String},
		"list<char, 3>":                       &List{Elem: Char, Fixed: true, Len: 3},
		"map<string, list<u8>>":               &Map{String, &List{Elem: U8}},
		"record { a: u8, b-c: bool }":         rec(Field{"a", U8}, Field{"b-c", Bool}),
		"tuple<f32, f64>":                     &Tuple{[]Type{F32, F64}},
		"variant { none, some(s64) }":         &Variant{[]Case{{"none", nil}, {"some", S64}}},
		"enum { a, b }":                       &Enum{[]string{"a", "b"}},
		"flags { a, b }":                      &Flags{[]string{"a", "b"}},
		"option<option<u8>>":                  &Option{&Option{U8}},
		"result":                              &Result{},
		"result<u8>":                          &Result{OK: U8},
		"result<_, string>":                   &Result{Err: String},
		"result<own<file>, string>":           &Result{&Own{r}, String},
		"borrow<file>":                        &Borrow{r},
		"stream":                              &Stream{},
		"stream<u8>":                          &Stream{U8},
		"future<result<_, own<file>>>":        &Future{&Result{Err: &Own{r}}},
		"list<tuple<u8, borrow<file>>>":       &List{Elem: &Tuple{[]Type{U8, &Borrow{r}}}},
		"tuple<tuple<u8, u8>, tuple<u8, u8>>": doubled(2),
	} {
		require.Equal(t, want, typ.String())
	}
}

func TestFuncString(t *testing.T) {
	require.Equal(t, "func()", (&Func{}).String())
	require.Equal(t, "async func(a: u8, b: bool) -> string", (&Func{
		Params: []Param{{"a", U8}, {"b", Bool}},
		Result: String,
		Async:  true,
	}).String())
}

func TestTextIsBounded(t *testing.T) {
	s := doubled(100).String()
	require.LessOrEqual(t, len(s), maxText+len("..."))
	require.Contains(t, s, "...")
}
