package link

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
)

func TestDiffers(t *testing.T) {
	type fields = []types.Field
	type cases = []types.Case
	record := func(f ...types.Field) types.Type { return &types.Record{Fields: f} }
	variant := func(c ...types.Case) types.Type { return &types.Variant{Cases: c} }
	long := &types.Enum{Names: []string{strings.Repeat("a", 200)}}
	for _, test := range []struct {
		name            string
		component, host types.Type // of a result
		want            string
	}{
		{"primitives", types.U8, types.U16, "want u16, component has u8"},
		{"nothing", types.U8, nil, "want nothing, component has u8"},
		{"something", nil, types.U8, "want u8, component has nothing"},
		{"kinds", &types.List{Elem: types.U8}, types.String, "want string, component has list<u8>"},
		{"lengths", &types.List{Elem: types.U8, Fixed: true, Len: 2}, &types.List{Elem: types.U8, Fixed: true, Len: 3}, "want list<u8, 3>, component has list<u8, 2>"},
		{"tuples", &types.Tuple{Elems: []types.Type{types.U8}}, &types.Tuple{Elems: []types.Type{types.U8, types.U8}}, "want tuple<u8, u8>, component has tuple<u8>"},
		{"in a tuple", &types.Tuple{Elems: []types.Type{types.U8, types.U8}}, &types.Tuple{Elems: []types.Type{types.U8, types.S8}}, "tuple element 1: want s8, component has u8"},
		{"in a map", &types.Map{Key: types.U8, Value: types.U8}, &types.Map{Key: types.S8, Value: types.U8}, "map key: want s8, component has u8"},
		{"in an option's list", &types.Option{Elem: &types.List{Elem: types.U8}}, &types.Option{Elem: &types.List{Elem: types.S8}}, "option: list element: want s8, component has u8"},
		{"ok", &types.Result{OK: types.U8}, &types.Result{OK: types.S8}, "ok: want s8, component has u8"},
		{"error", &types.Result{}, &types.Result{Err: types.S8}, "error: want s8, component has nothing"},
		{"a field more", record(fields{{Name: "a", Type: types.U8}, {Name: "b", Type: types.U8}}...), record(fields{{Name: "a", Type: types.U8}}...), `record field "b": host has no such field`},
		{"a field less", record(fields{{Name: "a", Type: types.U8}}...), record(fields{{Name: "a", Type: types.U8}, {Name: "b", Type: types.U8}}...), `record field "b": component has no such field`},
		{"a field's name", record(fields{{Name: "a", Type: types.U8}}...), record(fields{{Name: "b", Type: types.U8}}...), `record field 1: component calls it "a", host "b"`},
		{"a field's type", record(fields{{Name: "a", Type: types.U8}}...), record(fields{{Name: "a", Type: types.S8}}...), `record field "a": want s8, component has u8`},
		{"a case more", variant(cases{{Name: "a", Type: nil}, {Name: "b", Type: nil}}...), variant(cases{{Name: "a", Type: nil}}...), `variant case "b": host has no such case`},
		{"a case less", variant(cases{{Name: "a", Type: nil}}...), variant(cases{{Name: "a", Type: nil}, {Name: "b", Type: nil}}...), `variant case "b": component has no such case`},
		{"a case's name", variant(cases{{Name: "a", Type: nil}}...), variant(cases{{Name: "b", Type: nil}}...), `variant case 1: component calls it "a", host "b"`},
		{"a case's type", variant(cases{{Name: "a", Type: nil}}...), variant(cases{{Name: "a", Type: types.U8}}...), `variant case "a": want u8, component has nothing`},
		{"enums", &types.Enum{Names: []string{"a", "b"}}, &types.Enum{Names: []string{"a", "c"}}, `enum case 2: component calls it "b", host "c"`},
		{"flags", &types.Flags{Names: []string{"a"}}, &types.Flags{Names: []string{"a", "c"}}, `flag "c": component has no such name`},
		{"resources", &types.Own{Resource: &types.Resource{Name: "r"}}, &types.Own{Resource: &types.Resource{Name: "s"}}, "want a handle of another resource s, component has one of r"},
		{"what would fill the page", long, types.U8, "want u8, component has enum { " + strings.Repeat("a", 110) + "..."},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m types.Matcher
			err := m.Func(&types.Func{Result: test.component}, &types.Func{Result: test.host})
			require.Equal(t, "result: "+test.want, Differs(err))
		})
	}
	var m types.Matcher
	one := &types.Func{Params: []types.Param{{Name: "x", Type: types.U8}}}
	require.Equal(t, "want 1 parameters, component has 0", Differs(m.Func(&types.Func{}, one)))
	require.Equal(t, "one is async, the other is not", Differs(m.Func(&types.Func{Async: true}, &types.Func{})))
	require.Equal(t, `parameter 1: component calls it "y", host "x"`, Differs(m.Func(&types.Func{Params: []types.Param{{Name: "y", Type: types.U8}}}, one)))
	require.Equal(t, "something else", Differs(errors.New("something else")))
}
