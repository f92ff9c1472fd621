package types

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestComplete(t *testing.T) {
	token := &Resource{Name: "token"}
	loop := &List{}
	loop.Elem = &Option{Elem: loop}
	for name, test := range map[string]struct {
		typ  Type
		want string
	}{
		"nothing":             {nil, "parameter v: there is no type"},
		"a number of no type": {Primitive(200), "parameter v: there is no type"},
		"the zero number":     {Primitive(0), "parameter v: there is no type"},
		"a nil pointer":       {(*Record)(nil), "parameter v: there is no type"},
		"a handle":            {&Own{Resource: token}, ""},
		"a handle of nothing": {&Own{}, "parameter v: own: there is no resource"},
		"a borrow of nothing": {&Borrow{}, "parameter v: borrow: there is no resource"},
		"a list of nothing":   {&List{}, "parameter v: list element: there is no type"},
		"an option":           {&Option{Elem: U8}, ""},
		"an option of none":   {&Option{}, "parameter v: option: there is no type"},
		"a map without keys":  {&Map{Value: U8}, "parameter v: map key: there is no type"},
		"a map without values": {
			&Map{Key: String, Value: &Tuple{Elems: []Type{U8, nil}}},
			"parameter v: map value: tuple element 1: there is no type",
		},
		"cases without payload":  {&Variant{Cases: []Case{{Name: "a"}, {Name: "b", Type: U8}}}, ""},
		"a result without sides": {&Result{}, ""},
		"a field deep inside": {
			&Result{Err: &Variant{Cases: []Case{{Name: "bad", Type: &Record{Fields: []Field{{Name: "why"}}}}}}},
			"parameter v: error: variant case bad: record field why: there is no type",
		},
		"names alone":          {&Tuple{Elems: []Type{&Enum{Names: []string{"a"}}, &Flags{Names: []string{"b"}}}}, ""},
		"a stream of nothing":  {&Stream{}, ""},
		"a future of a handle": {&Future{Elem: &Own{}}, "parameter v: future value: own: there is no resource"},
		"one that holds itself": {
			&Tuple{Elems: []Type{loop, nil}}, "parameter v: tuple element 1: there is no type",
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := (&Func{Params: []Param{{Name: "v", Type: test.typ}}, Result: U8}).Complete()
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, test.want)
		})
	}
	require.Error(t, (*Func)(nil).Complete())
	require.EqualError(t, (&Func{Result: &List{}}).Complete(), "result: list element: there is no type")
	require.NoError(t, (&Func{}).Complete())
}
