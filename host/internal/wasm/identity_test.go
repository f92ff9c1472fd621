package wasm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// outline reads text whose exported functions each have one parameter, a reference
// to a defined type.
func outline(t *testing.T, text string) *wasm.Outline {
	t.Helper()
	o, err := wasm.ReadOutline(assemble(t, text))
	require.NoError(t, err)
	return o
}

// number is the identity of the type that the parameter of an export refers to.
func number(t *testing.T, ids *wasm.Identities, o *wasm.Outline, export string) uint32 {
	t.Helper()
	for _, ex := range o.Exports {
		if ex.Name == export {
			_, index, _, ok := ex.Type.(wasm.FuncType).Params[0].Heap()
			require.True(t, ok)
			return ids.Of(&o.Types, index)
		}
	}
	t.Fatalf("no export %q", export)
	return 0
}

func TestIdentities(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"equal structs", `(type $t (struct (field i32)))`, `(type (func)) (type $t (struct (field i32)))`, true},
		{"a field of another type", `(type $t (struct (field i32)))`, `(type $t (struct (field i64)))`, false},
		{"a packed field", `(type $t (struct (field i8)))`, `(type $t (struct (field i16)))`, false},
		{"a mutable field", `(type $t (struct (field i32)))`, `(type $t (struct (field (mut i32))))`, false},
		{"a struct and an array", `(type $t (struct (field i32)))`, `(type $t (array i32))`, false},
		{"parameters and results", `(type $t (func (param i32)))`, `(type $t (func (result i32)))`, false},
		{"a type that is not final", `(type $t (struct))`, `(type $t (sub (struct)))`, false},
		{"a group of one", `(type $t (struct))`, `(rec (type $t (struct)))`, true},
		{"a place in a group", `(rec (type (struct)) (type $t (struct)))`, `(rec (type $t (struct)) (type (struct)))`, false},
		{"a group and a type by itself", `(rec (type $t (struct)) (type (struct)))`, `(type $t (struct))`, false},
		{"a type that refers to itself", `(rec (type $t (struct (field (ref null $t)))))`, `(type (func)) (rec (type $u (struct (field (ref null $u))))) (type $t (struct (field (ref null $u))))`, false},
		{
			"groups that refer to themselves", `(rec (type $t (struct (field (ref null $u)))) (type $u (array (ref $t))))`,
			`(type (func)) (rec (type $t (struct (field (ref null $u)))) (type $u (array (ref $t))))`, true,
		},
		{
			"by way of an equal type", `(type $x (struct)) (type $t (struct (field (ref $x))))`,
			`(type (array i32)) (type $y (struct)) (type $t (struct (field (ref $y))))`, true,
		},
		{
			"by way of another type", `(type $x (struct)) (type $t (struct (field (ref $x))))`,
			`(type $x (array i32)) (type $t (struct (field (ref $x))))`, false,
		},
		{"null", `(type $x (struct)) (type $t (struct (field (ref $x))))`, `(type $x (struct)) (type $t (struct (field (ref null $x))))`, false},
		{"a supertype", `(type $x (sub (struct))) (type $t (sub $x (struct)))`, `(type $x (sub (struct))) (type $t (sub (struct)))`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ids wasm.Identities
			const export = `(func (export "f") (param (ref $t)))`
			a := number(t, &ids, outline(t, `(module `+c.a+export+`)`), "f")
			b := number(t, &ids, outline(t, `(module `+c.b+export+`)`), "f")
			require.Equal(t, c.same, a == b)
		})
	}
}

// An alias is the type that it is an alias of, in another space.
func TestAliases(t *testing.T) {
	o := outline(t, `(module (type (func)) (type $x (struct)) (type $t (array (ref $x))) (func (export "f") (param (ref $t))))`)
	var ids wasm.Identities
	var one, two wasm.Types
	require.NoError(t, one.Alias(&o.Types, 2))
	one.Skip()
	require.NoError(t, two.Alias(&one, 0))
	require.Equal(t, number(t, &ids, o, "f"), ids.Of(&two, 0))
	require.ErrorContains(t, two.Alias(&one, 1), "type index 1 is a module type")
	require.ErrorContains(t, two.Alias(&one, 2), "unknown type 2")
	require.Equal(t, 1, two.Len())
}
