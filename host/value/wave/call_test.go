package wave

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

var (
	counter = &types.Resource{Name: "counter"}
	// functions that calls can name
	functions = map[string][]types.Param{
		"f":                    {{Name: "a", Type: types.U8}, {Name: "b", Type: opt(types.U8)}, {Name: "c", Type: opt(types.U8)}},
		"none":                 nil,
		"[constructor]counter": {{Name: "start", Type: types.String}},
		"[method]counter.add":  {{Name: "self", Type: &types.Borrow{Resource: counter}}, {Name: "n", Type: types.U8}},
		"p:q/sums@1.0.0#take":  {{Name: "c", Type: &types.Own{Resource: counter}}},
		"many":                 {{Name: "cs", Type: &types.List{Elem: &types.Own{Resource: counter}}}},
	}
)

func paramsOf(name string, want types.Type) ([]types.Param, error) {
	params, ok := functions[name]
	switch {
	case !ok:
		return nil, errors.New("no function " + name)
	case want != nil && name == "none":
		return nil, errors.New("none gives no counter")
	}
	return params, nil
}

func TestParseCall(t *testing.T) {
	made := &Call{Name: "[constructor]counter", Args: []value.Value{value.String("a, (b")}}
	for text, want := range map[string]*Call{
		"none()":                 {Name: "none", Args: []value.Value{}},
		"f(1)":                   {Name: "f", Args: []value.Value{value.U8(1), value.None(), value.None()}},
		" f ( 1 , 2, ) // done":  {Name: "f", Args: []value.Value{value.U8(1), value.Some(value.U8(2)), value.None()}},
		"f(1, none, some(3))":    {Name: "f", Args: []value.Value{value.U8(1), value.None(), value.Some(value.U8(3))}},
		"p:q/sums@1.0.0#take(\n": nil,
		`p:q/sums@1.0.0#take([constructor]counter("a, (b"))`:    {Name: "p:q/sums@1.0.0#take", Args: []value.Value{value.Own{Rep: made}}},
		`[method]counter.add( [constructor]counter("a, (b"),7)`: {Name: "[method]counter.add", Args: []value.Value{value.Borrow{Rep: made}, value.U8(7)}},
	} {
		got, err := ParseCall(text, paramsOf)
		if want == nil {
			require.Error(t, err, text)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestParseCallRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "column 1: want a call, NAME(ARGUMENT, ...), found the end",
		"f":                                 "column 1: want a call, NAME(ARGUMENT, ...), found f",
		"g()":                               "column 1: no function g",
		"f()":                               "column 3: the argument a: u8 is missing: the function takes 3 arguments, found 0",
		"f(1, 2, 3, 4)":                     "column 12: the function takes 3 arguments",
		"f(1) 2":                            "column 6: want the end, found 2",
		"f(x)":                              "column 3: want u8, found x",
		"f(1":                               "column 4: want a comma or ), found the end",
		"[method]counter.add(5, 1)":         "column 21: want a call, NAME(ARGUMENT, ...), found 5",
		"[method]counter.add(none())":       "column 21: none gives no counter",
		`many([[constructor]counter("a")])`: "column 7: want a handle, which text cannot hold",
		strings.Repeat("p:q/sums@1.0.0#take(", 100): "more than 64 deep",
		"f(\xff)": "not UTF-8",
		"[method]counter.add([constructor]counter(\n\"a\"), \"no number\")": "line 2, column 7: want u8",
	} {
		_, err := ParseCall(text, paramsOf)
		require.ErrorContains(t, err, want, text)
		var at *Error
		require.ErrorAs(t, err, &at)
	}
}

func TestParseHandle(t *testing.T) {
	borrow, own := &types.Borrow{Resource: counter}, &types.Own{Resource: counter}
	made := &Call{Name: "[constructor]counter", Args: []value.Value{value.String("a")}}
	got, err := ParseHandle(borrow, `[constructor]counter("a")`, paramsOf)
	require.NoError(t, err)
	require.Equal(t, value.Borrow{Rep: made}, got)
	got, err = ParseHandle(own, `[constructor]counter("a")`, paramsOf)
	require.NoError(t, err)
	require.Equal(t, value.Own{Rep: made}, got)
	got, err = ParseHandle(own, `none()`, paramsOf)
	require.ErrorContains(t, err, "none gives no counter")
	require.Nil(t, got)
}

func FuzzParseCall(f *testing.F) {
	for _, seed := range []string{
		`f(1, some(2), none)`, `p:q/sums@1.0.0#take([constructor]counter("a, (b"))`, "none( // comment\n)",
		strings.Repeat("p:q/sums@1.0.0#take(", 70), "((((", "many([",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		call, err := ParseCall(text, paramsOf)
		if err != nil {
			var at *Error
			require.ErrorAs(t, err, &at)
			require.LessOrEqual(t, at.Offset, len(text))
			return
		}
		require.Len(t, call.Args, len(functions[call.Name]))
	})
}
