package types

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// requireMismatch compares the two types that differ by identity: a Mismatch hands
// on those that were given.
func requireMismatch(t *testing.T, err error, want *Mismatch) {
	t.Helper()
	var got *Mismatch
	require.ErrorAs(t, err, &got)
	require.Equal(t, want.Path, got.Path)
	require.Equal(t, want.Kind, got.Kind)
	require.True(t, want.Want == got.Want, "want %v, got %v", want.Want, got.Want)
	require.True(t, want.Found == got.Found, "found %v, got %v", want.Found, got.Found)
}

func TestMismatchOfValues(t *testing.T) {
	r, s := &Resource{Name: "r"}, &Resource{Name: "s"}
	var (
		list3, list4 = &List{Elem: U8, Fixed: true, Len: 3}, &List{Elem: U8, Fixed: true, Len: 4}
		recA, recAB  = rec(Field{"a", U8}), rec(Field{"a", U8}, Field{"b", U8})
		one, two     = &Tuple{[]Type{U8}}, &Tuple{[]Type{U8, U8}}
		caseA        = &Variant{[]Case{{"a", nil}}}
		caseAB       = &Variant{[]Case{{"a", nil}, {"b", U8}}}
		enumA, enumB = &Enum{[]string{"a"}}, &Enum{[]string{"b"}}
		flagA, flagB = &Flags{[]string{"a"}}, &Flags{[]string{"a", "b"}}
		list         = &List{Elem: U8}
	)
	for _, test := range []struct {
		name        string
		found, want Type
		mismatch    Mismatch
	}{
		{"primitives", U8, U16, Mismatch{Kind: MismatchType, Want: U16, Found: U8}},
		{"kinds", list, enumA, Mismatch{Kind: MismatchType, Want: enumA, Found: list}},
		{"a list of a length and one of any", list3, list, Mismatch{Kind: MismatchType, Want: list, Found: list3}},
		{"lengths", list3, list4, Mismatch{Kind: MismatchLength, Want: list4, Found: list3}},
		{"in a list", list, &List{Elem: S8}, Mismatch{Path: []Step{{Place: InList}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"in an option", &Option{U8}, &Option{S8}, Mismatch{Path: []Step{{Place: InOption}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"in a map's key", &Map{U8, U8}, &Map{S8, U8}, Mismatch{Path: []Step{{Place: InMapKey}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"in a map's value", &Map{U8, U8}, &Map{U8, S8}, Mismatch{Path: []Step{{Place: InMapValue}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"the number of fields", recA, recAB, Mismatch{Kind: MismatchCount, Want: recAB, Found: recA}},
		{"a field's name", recA, rec(Field{"z", U8}), Mismatch{Path: []Step{{Place: InField, Name: "z"}}, Kind: MismatchName, Want: "z", Found: "a"}},
		{"a field's type", recAB, rec(Field{"a", U8}, Field{"b", S8}), Mismatch{Path: []Step{{Place: InField, Name: "b", Index: 1}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"the number of elements", one, two, Mismatch{Kind: MismatchCount, Want: two, Found: one}},
		{"an element", two, &Tuple{[]Type{U8, S8}}, Mismatch{Path: []Step{{Place: InTuple, Index: 1}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"the number of cases", caseAB, caseA, Mismatch{Kind: MismatchCount, Want: caseA, Found: caseAB}},
		{"a case's name", caseA, &Variant{[]Case{{"z", nil}}}, Mismatch{Path: []Step{{Place: InCase, Name: "z"}}, Kind: MismatchName, Want: "z", Found: "a"}},
		{"a case with a type", &Variant{[]Case{{"a", U8}}}, caseA, Mismatch{Path: []Step{{Place: InCase, Name: "a"}}, Kind: MismatchPresence, Found: U8}},
		{"a case without one", caseA, &Variant{[]Case{{"a", U8}}}, Mismatch{Path: []Step{{Place: InCase, Name: "a"}}, Kind: MismatchPresence, Want: U8}},
		{"an enum's names", enumA, enumB, Mismatch{Kind: MismatchLabels, Want: enumB, Found: enumA}},
		{"flags", flagA, flagB, Mismatch{Kind: MismatchLabels, Want: flagB, Found: flagA}},
		{"ok", &Result{}, &Result{OK: U8}, Mismatch{Path: []Step{{Place: InOK}}, Kind: MismatchPresence, Want: U8}},
		{"error", &Result{Err: U8}, &Result{Err: S8}, Mismatch{Path: []Step{{Place: InErr}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"in a stream", &Stream{U8}, &Stream{}, Mismatch{Path: []Step{{Place: InStream}}, Kind: MismatchPresence, Found: U8}},
		{"in a future", &Future{U8}, &Future{S8}, Mismatch{Path: []Step{{Place: InFuture}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"owned resources", &Own{r}, &Own{s}, Mismatch{Kind: MismatchResource, Want: s, Found: r}},
		{"borrowed resources", &Borrow{r}, &Borrow{s}, Mismatch{Kind: MismatchResource, Want: s, Found: r}},
		{
			"deep inside", rec(Field{"f", &List{Elem: &Option{two}}}), rec(Field{"f", &List{Elem: &Option{&Tuple{[]Type{S8, U8}}}}}),
			Mismatch{
				Path: []Step{{Place: InField, Name: "f"}, {Place: InList}, {Place: InOption}, {Place: InTuple}},
				Kind: MismatchType, Want: S8, Found: U8,
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m Matcher
			requireMismatch(t, m.Type(test.found, test.want), &test.mismatch)
		})
	}
}

func TestMismatchOfExterns(t *testing.T) {
	var (
		none, u8, b = fn(nil), fn(U8), fn(nil, U8)
		async       = &Func{Async: true}
		named       = &Func{Params: []Param{{"x", U8}}}
		inst        = instance("f", u8)
		res         = &Bound{Resource: &Resource{Name: "r"}, Fresh: true}
		value       = &Bound{Type: U8}
		i32, i64    = &CoreGlobal{Type: I32}, &CoreGlobal{Type: I64}
		needs       = &CoreModule{Imports: []CoreImport{{"m", "n", i32}}, Exports: []CoreExport{{"e", i32}}}
	)
	for _, test := range []struct {
		name        string
		found, want ExternType
		mismatch    Mismatch
	}{
		{"kinds", inst, none, Mismatch{Kind: MismatchType, Want: none, Found: inst}},
		{"bounds", value, res, Mismatch{Kind: MismatchType, Want: res, Found: value}},
		{"async", async, none, Mismatch{Kind: MismatchAsync, Want: none, Found: async}},
		{"the number of parameters", b, none, Mismatch{Kind: MismatchCount, Want: none, Found: b}},
		{"a parameter's name", named, b, Mismatch{Path: []Step{{Place: InParam, Name: "a"}}, Kind: MismatchName, Want: "a", Found: "x"}},
		{"a parameter's type", fn(nil, U8, U8), fn(nil, U8, S8), Mismatch{Path: []Step{{Place: InParam, Name: "b", Index: 1}}, Kind: MismatchType, Want: S8, Found: U8}},
		{"no result", none, u8, Mismatch{Path: []Step{{Place: InResult}}, Kind: MismatchPresence, Want: U8}},
		{"a missing export", instance(), inst, Mismatch{Path: []Step{{Place: InInstanceExport, Name: "f"}}, Kind: MismatchMissing, Want: u8}},
		{
			"in an instance of an instance", instance("i", instance("f", none)), instance("i", inst),
			Mismatch{
				Path: []Step{{Place: InInstanceExport, Name: "i"}, {Place: InInstanceExport, Name: "f"}, {Place: InResult}},
				Kind: MismatchPresence, Want: U8,
			},
		},
		{
			"a component's import", &Component{Imports: externs("f", u8)}, &Component{},
			Mismatch{Path: []Step{{Place: InImport, Name: "f"}}, Kind: MismatchMissing, Want: u8},
		},
		{
			"a component's export", &Component{}, &Component{Exports: externs("f", u8)},
			Mismatch{Path: []Step{{Place: InComponentExport, Name: "f"}}, Kind: MismatchMissing, Want: u8},
		},
		{
			"a core module's import", needs, &CoreModule{},
			Mismatch{Path: []Step{{Place: InModuleImport, Module: "m", Name: "n"}}, Kind: MismatchMissing, Want: i32},
		},
		{
			"a core module's export", needs, &CoreModule{Imports: needs.Imports, Exports: []CoreExport{{"e", i64}}},
			Mismatch{Path: []Step{{Place: InModuleExport, Name: "e"}}, Kind: MismatchGlobal, Want: i64, Found: i32},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m Matcher
			requireMismatch(t, m.Extern(test.found, test.want), &test.mismatch)
		})
	}
}

func TestMismatchOfCore(t *testing.T) {
	table := func(l Limits) *CoreTable { return &CoreTable{Elem: "funcref", Limits: l} }
	for _, test := range []struct {
		name        string
		found, want CoreType
		kind        MismatchKind
	}{
		{"kinds", table(Limits{}), &CoreMemory{}, MismatchType},
		{"exactness", &CoreFunc{}, &CoreFunc{Exact: true}, MismatchExact},
		{"functions", &CoreFunc{}, &CoreFunc{Params: []CoreValType{I32}}, MismatchCoreFunc},
		{"elements", table(Limits{}), &CoreTable{Elem: "externref"}, MismatchElem},
		{"sharing", table(Limits{Shared: true}), table(Limits{}), MismatchShared},
		{"addresses", table(Limits{Is64: true}), table(Limits{}), MismatchAddress},
		{"limits", table(Limits{}), table(Limits{Min: 1}), MismatchLimits},
		{"page sizes", &CoreMemory{}, &CoreMemory{PageSizeLog2: 16}, MismatchPageSize},
		{"mutability", &CoreGlobal{Type: I32}, &CoreGlobal{Type: I32, Mutable: true}, MismatchMutable},
		{"globals", &CoreGlobal{Type: I32}, &CoreGlobal{Type: I64}, MismatchGlobal},
	} {
		t.Run(test.name, func(t *testing.T) {
			requireMismatch(t, MatchCore(test.found, test.want), &Mismatch{Kind: test.kind, Want: test.want, Found: test.found})
		})
	}
}

func TestResourcesOfTheHost(t *testing.T) {
	imported, exported, other := &Resource{Name: "i"}, &Resource{Name: "e"}, &Resource{Name: "o"}
	host, generated, alias := &Resource{Name: "h"}, &Resource{Name: "g"}, &Resource{Name: "a"}
	bound := map[*Resource]*Resource{imported: host}
	match := func(m *Matcher, found, want *Resource) error { return m.Type(&Own{found}, &Own{want}) }

	m := NewMatcher(bound, nil)
	require.NoError(t, match(m, imported, host))
	require.Error(t, match(m, imported, generated))
	require.Error(t, match(m, exported, generated), "nothing is learned")

	learned := map[*Resource]*Resource{}
	m = NewMatcher(bound, learned)
	require.NoError(t, match(m, imported, host))
	require.Error(t, match(m, imported, generated), "an imported resource is the host's alone")
	require.Empty(t, learned)
	require.NoError(t, match(m, exported, generated))
	require.NoError(t, match(m, exported, generated))
	require.NoError(t, match(m, exported, alias), "several may stand for one")
	requireMismatch(t, match(m, other, generated), &Mismatch{Kind: MismatchResource, Want: generated, Found: other})
	require.Equal(t, map[*Resource]*Resource{generated: exported, alias: exported}, learned)
}

func TestFunctionsOfOneMatcherShareWork(t *testing.T) {
	// A hundred functions of one type that has 2^60 parts when written out: the
	// type is compared once, and then looked up.
	work := 1000
	m := Matcher{Work: &work}
	found, want := doubled(60), doubled(60)
	for range 100 {
		require.NoError(t, m.Func(fn(found, found), fn(want, want)))
	}
}
