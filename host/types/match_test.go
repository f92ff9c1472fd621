package types

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func rec(fields ...Field) *Record { return &Record{Fields: fields} }

func TestEqual(t *testing.T) {
	r, s := &Resource{Name: "r"}, &Resource{Name: "r"}
	for _, test := range []struct {
		name string
		a, b Type
		want bool
	}{
		{"one primitive", U32, U32, true},
		{"two primitives", U32, S32, false},
		{"a primitive and a list", String, &List{Elem: Char}, false},
		{"lists", &List{Elem: U8}, &List{Elem: U8}, true},
		{"lists of a length", &List{Elem: U8, Fixed: true, Len: 2}, &List{Elem: U8, Fixed: true, Len: 2}, true},
		{"lists of two lengths", &List{Elem: U8, Fixed: true, Len: 2}, &List{Elem: U8, Fixed: true, Len: 3}, false},
		{"a list of a length and one of any", &List{Elem: U8, Fixed: true}, &List{Elem: U8}, false},
		{"maps", &Map{String, U8}, &Map{String, U8}, true},
		{"maps of two keys", &Map{String, U8}, &Map{Char, U8}, false},
		{"records", rec(Field{"a", U8}), rec(Field{"a", U8}), true},
		{"records of two field names", rec(Field{"a", U8}), rec(Field{"b", U8}), false},
		{"records of two orders", rec(Field{"a", U8}, Field{"b", U8}), rec(Field{"b", U8}, Field{"a", U8}), false},
		{"tuples", &Tuple{[]Type{U8, Bool}}, &Tuple{[]Type{U8, Bool}}, true},
		{"tuples of two lengths", &Tuple{[]Type{U8}}, &Tuple{[]Type{U8, U8}}, false},
		{"variants", &Variant{[]Case{{"a", nil}, {"b", U8}}}, &Variant{[]Case{{"a", nil}, {"b", U8}}}, true},
		{"variants, one with more", &Variant{[]Case{{"a", nil}}}, &Variant{[]Case{{"a", U8}}}, false},
		{"enums", &Enum{[]string{"a"}}, &Enum{[]string{"a"}}, true},
		{"an enum and flags", &Enum{[]string{"a"}}, &Flags{[]string{"a"}}, false},
		{"flags of two orders", &Flags{[]string{"a", "b"}}, &Flags{[]string{"b", "a"}}, false},
		{"options", &Option{U8}, &Option{U8}, true},
		{"results", &Result{U8, nil}, &Result{U8, nil}, true},
		{"results, ok and err exchanged", &Result{U8, nil}, &Result{nil, U8}, false},
		{"handles of one resource", &Own{r}, &Own{r}, true},
		{"handles of two resources of one name", &Own{r}, &Own{s}, false},
		{"own and borrow", &Own{r}, &Borrow{r}, false},
		{"streams", &Stream{U8}, &Stream{U8}, true},
		{"a stream and a future", &Stream{U8}, &Future{U8}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, Equal(test.a, test.b))
			require.Equal(t, test.want, Equal(test.b, test.a))
			require.True(t, Equal(test.a, test.a))
		})
	}
}

// doubled is a type of 2^n parts that is n types.
func doubled(n int) Type {
	var t Type = U8
	for range n {
		t = &Tuple{[]Type{t, t}}
	}
	return t
}

func TestSharedPartsAreComparedOnce(t *testing.T) {
	work := 1000
	m := Matcher{Work: &work}
	require.NoError(t, m.Type(doubled(100), doubled(100)))
}

func TestWorkIsBounded(t *testing.T) {
	work := 50
	m := Matcher{Work: &work}
	require.ErrorIs(t, m.Type(doubled(100), doubled(100)), ErrWork)
}

// instance is an instance type of the exports given in pairs.
func instance(exports ...any) *Instance {
	i := &Instance{}
	for k := 0; k < len(exports); k += 2 {
		i.Exports = append(i.Exports, Extern{Name: exports[k].(string), Type: exports[k+1].(ExternType)})
	}
	return i
}

func fn(result Type, params ...Type) *Func {
	f := &Func{Result: result}
	for i, p := range params {
		f.Params = append(f.Params, Param{Name: string(rune('a' + i)), Type: p})
	}
	return f
}

func TestExtern(t *testing.T) {
	r, s := &Resource{Name: "r"}, &Resource{Name: "s"}
	known := &Bound{Resource: r}
	open := &Resource{Name: "open"}
	fresh := &Bound{Resource: open, Fresh: true}
	for _, test := range []struct {
		name             string
		actual, expected ExternType
		want             string // the difference; empty where it fits
	}{
		{"one function type", fn(U8, String), fn(U8, String), ""},
		{"a parameter of another type", fn(nil, String), fn(nil, Char), "type mismatch in function parameter `a`: expected primitive `char` found primitive `string`"},
		{"a parameter of another name", &Func{Params: []Param{{"x", U8}}}, fn(nil, U8), "expected parameter named `a`, found `x`"},
		{"a parameter more", fn(nil, U8), fn(nil), "expected 0 parameters, found 1"},
		{"a result that nobody asked for", fn(U8), fn(nil), "expected no result, found one"},
		{"a result that is missing", fn(nil), fn(U8), "expected a result, found none"},
		{"an async function", &Func{Async: true}, &Func{}, "expected sync function, found async function"},
		{"deep inside", fn(rec(Field{"f", &List{Elem: U8}})), fn(rec(Field{"f", &List{Elem: U16}})), "type mismatch with result type: type mismatch in record field `f`: expected primitive `u16` found primitive `u8`"},
		{"an instance for a function", instance(), fn(nil), "expected func, found instance"},
		{"an instance with more", instance("f", fn(nil), "g", fn(nil)), instance("g", fn(nil)), ""},
		{"an instance with less", instance("f", fn(nil)), instance("g", fn(nil)), "missing expected export `g`"},
		{"an instance with another type", instance("f", fn(U8)), instance("f", fn(nil)), "type mismatch in instance export `f`: expected no result, found one"},
		{"a resource for an open one", known, fresh, ""},
		{"a value type for an open resource", &Bound{Type: U8}, fresh, "expected resource, found defined type"},
		{"a resource for a value type", known, &Bound{Type: U8}, "expected defined type, found resource"},
		{"the resource that was asked for", known, known, ""},
		{"another resource", &Bound{Resource: s}, known, "resource types are not the same: expected \"r\", found \"s\""},
		{
			"what is open is bound for what comes later",
			instance("r", known, "f", fn(&Own{r})), instance("r", fresh, "f", fn(&Own{open})), "",
		},
		{
			"what is open is one resource throughout",
			instance("r", known, "f", fn(&Own{s})), instance("r", fresh, "f", fn(&Own{open})),
			"type mismatch in instance export `f`: type mismatch with result type: resource types are not the same: expected \"open\", found \"s\"",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m Matcher
			err := m.Extern(test.actual, test.expected)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, test.want)
			var mm *Mismatch
			require.ErrorAs(t, err, &mm)
		})
	}
}

func externs(pairs ...any) []Extern { return instance(pairs...).Exports }

func TestComponents(t *testing.T) {
	f, g := fn(nil, U8), fn(nil, U16)
	res := func(name string) (*Resource, *Bound) {
		r := &Resource{Name: name}
		return r, &Bound{Resource: r, Fresh: true}
	}
	ra, importA := res("a")
	rb, importB := res("b")
	rc, exportC := res("c")
	rd, exportD := res("d")
	for _, test := range []struct {
		name             string
		actual, expected *Component
		want             string
	}{
		{"one that asks for less and gives more", &Component{Exports: externs("f", f, "g", g)}, &Component{Imports: externs("i", f), Exports: externs("g", g)}, ""},
		{"one that asks for more", &Component{Imports: externs("i", f)}, &Component{}, "missing import named `i`"},
		{"one that gives less", &Component{}, &Component{Exports: externs("f", f)}, "missing expected export `f`"},
		{"one that asks for another type", &Component{Imports: externs("i", f)}, &Component{Imports: externs("i", g)}, "type mismatch for import `i`: type mismatch in function parameter `a`: expected primitive `u8` found primitive `u16`"},
		{
			"an imported resource is the same on both sides",
			&Component{Imports: externs("r", importA), Exports: externs("f", fn(nil, &Own{ra}))},
			&Component{Imports: externs("r", importB), Exports: externs("f", fn(nil, &Own{rb}))}, "",
		},
		{
			"an exported resource is not an imported one",
			&Component{Imports: externs("r", importA), Exports: externs("c", exportC, "f", fn(nil, &Own{rc}))},
			&Component{Imports: externs("r", importB), Exports: externs("c", exportD, "f", fn(nil, &Own{rb}))},
			"type mismatch in component export `f`: type mismatch in function parameter `a`: resource types are not the same: expected \"b\", found \"c\"",
		},
		{
			"an exported resource may be an imported one to who expects any",
			&Component{Imports: externs("r", importA), Exports: externs("d", &Bound{Resource: ra}, "f", fn(nil, &Own{ra}))},
			&Component{Imports: externs("r", importB), Exports: externs("d", exportD, "f", fn(nil, &Own{rd}))}, "",
		},
		{"itself", &Component{Imports: externs("r", importA), Exports: externs("c", exportC)}, &Component{Imports: externs("r", importA), Exports: externs("c", exportC)}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m Matcher
			err := m.Extern(test.actual, test.expected)
			if test.want == "" {
				require.NoError(t, err)
				require.NoError(t, m.Extern(test.expected, test.expected))
				return
			}
			require.EqualError(t, err, test.want)
		})
	}
}

func TestMatchCore(t *testing.T) {
	limits := func(min uint64, max ...uint64) Limits {
		l := Limits{Min: min, HasMax: len(max) > 0}
		if l.HasMax {
			l.Max = max[0]
		}
		return l
	}
	memory := func(l Limits) *CoreMemory { return &CoreMemory{Limits: l, PageSizeLog2: 16} }
	for _, test := range []struct {
		name             string
		actual, expected CoreType
		want             string
	}{
		{"functions", &CoreFunc{Params: []CoreValType{I32}}, &CoreFunc{Params: []CoreValType{I32}}, ""},
		{"other functions", &CoreFunc{}, &CoreFunc{Results: []CoreValType{I32}}, "expected: (func (result i32)), found:    (func)"},
		{"any function for an exact one", &CoreFunc{}, &CoreFunc{Exact: true}, "expected func_exact, found func"},
		{"an exact function for any", &CoreFunc{Exact: true}, &CoreFunc{}, ""},
		{"a function for a global", &CoreFunc{}, &CoreGlobal{Type: I32}, "expected global, found func"},
		{"a larger memory", memory(limits(2)), memory(limits(1)), ""},
		{"a smaller memory", memory(limits(0)), memory(limits(1)), "mismatch in memory limits"},
		{"a memory without a maximum", memory(limits(1)), memory(limits(1, 2)), "mismatch in memory limits"},
		{"a memory with a smaller maximum", memory(limits(1, 2)), memory(limits(1, 3)), ""},
		{"a memory of 64 bits", memory(Limits{Is64: true}), memory(Limits{}), "mismatch in index type used for memories"},
		{"a shared memory", memory(Limits{Shared: true}), memory(Limits{}), "mismatch in the shared flag for memories"},
		{"a memory of another page size", &CoreMemory{}, memory(Limits{}), "mismatch in page size for memories"},
		{"tables", &CoreTable{Elem: "funcref", Limits: limits(1)}, &CoreTable{Elem: "funcref"}, ""},
		{"a table of other elements", &CoreTable{Elem: "externref"}, &CoreTable{Elem: "funcref"}, "expected table element type funcref, found externref"},
		{"globals", &CoreGlobal{Type: I32}, &CoreGlobal{Type: I32}, ""},
		{"a mutable global", &CoreGlobal{Type: I32, Mutable: true}, &CoreGlobal{Type: I32}, "global types differ in mutability"},
		{"a global of a subtype", &CoreGlobal{Type: "(ref func)"}, &CoreGlobal{Type: "funcref"}, ""},
		{"a global of a lower heap type", &CoreGlobal{Type: "(ref struct#1)"}, &CoreGlobal{Type: "structref"}, ""},
		{"a global of a supertype", &CoreGlobal{Type: "funcref"}, &CoreGlobal{Type: "(ref func)"}, "expected global type (ref func), found funcref"},
		{"a mutable global of a subtype", &CoreGlobal{Type: "(ref func)", Mutable: true}, &CoreGlobal{Type: "funcref", Mutable: true}, "expected global type funcref, found (ref func)"},
		{"tags", &CoreTag{CoreFunc{Params: []CoreValType{I32}}}, &CoreTag{CoreFunc{Params: []CoreValType{I32}}}, ""},
		{"other tags", &CoreTag{}, &CoreTag{CoreFunc{Params: []CoreValType{I32}}}, "expected: (func (param i32)), found:    (func)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := MatchCore(test.actual, test.expected)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, test.want)
		})
	}
}

func TestModules(t *testing.T) {
	i32, i64 := &CoreGlobal{Type: I32}, &CoreGlobal{Type: I64}
	actual := &CoreModule{
		Imports: []CoreImport{{"m", "n", i32}},
		Exports: []CoreExport{{"e", i32}, {"more", i32}},
	}
	for _, test := range []struct {
		name     string
		expected *CoreModule
		want     string
	}{
		{"fits", &CoreModule{Imports: []CoreImport{{"m", "n", i32}, {"m", "o", i32}}, Exports: []CoreExport{{"e", i32}}}, ""},
		{"asks for more", &CoreModule{}, "missing expected import `m::n`"},
		{"asks for another type", &CoreModule{Imports: []CoreImport{{"m", "n", i64}}}, "type mismatch in import `m::n`: expected global type i32, found i64"},
		{"gives less", &CoreModule{Imports: actual.Imports, Exports: []CoreExport{{"x", i32}}}, "missing expected export `x`"},
		{"gives another type", &CoreModule{Imports: actual.Imports, Exports: []CoreExport{{"e", i64}}}, "type mismatch in export `e`: expected global type i64, found i32"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m Matcher
			err := m.Extern(actual, test.expected)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, test.want)
		})
	}
}
