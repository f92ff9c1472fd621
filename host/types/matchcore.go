package types

import (
	"slices"
	"strings"
)

func (m *Matcher) module(a, e *CoreModule) error {
	if err := m.steps(len(e.Imports) + len(a.Exports)); err != nil {
		return err
	}
	type key struct{ module, name string }
	given := make(map[key]CoreType, len(e.Imports))
	for _, imp := range e.Imports {
		given[key{imp.Module, imp.Name}] = imp.Type
	}
	for _, imp := range a.Imports {
		if err := m.step(); err != nil {
			return err
		}
		t, ok := given[key{imp.Module, imp.Name}]
		if !ok {
			return within(mismatch(MismatchMissing, nil, imp.Type), Step{Place: InModuleImport, Module: imp.Module, Name: imp.Name})
		}
		if err := MatchCore(t, imp.Type); err != nil {
			return within(err, Step{Place: InModuleImport, Module: imp.Module, Name: imp.Name})
		}
	}
	exports := make(map[string]CoreType, len(a.Exports))
	for _, exp := range a.Exports {
		exports[exp.Name] = exp.Type
	}
	for _, exp := range e.Exports {
		if err := m.step(); err != nil {
			return err
		}
		t, ok := exports[exp.Name]
		if !ok {
			return within(mismatch(MismatchMissing, nil, exp.Type), Step{Place: InModuleExport, Name: exp.Name})
		}
		if err := MatchCore(t, exp.Type); err != nil {
			return within(err, Step{Place: InModuleExport, Name: exp.Name})
		}
	}
	return nil
}

// MatchCore says whether a core definition may be supplied for an import of the
// expected type (core specification, "Matching"). The error is a *Mismatch.
func MatchCore(actual, expected CoreType) error {
	switch e := expected.(type) {
	case *CoreFunc:
		if a, ok := actual.(*CoreFunc); ok {
			return coreFuncs(a, e)
		}
	case *CoreTable:
		if a, ok := actual.(*CoreTable); ok {
			return coreTables(a, e)
		}
	case *CoreMemory:
		if a, ok := actual.(*CoreMemory); ok {
			return coreMemories(a, e)
		}
	case *CoreGlobal:
		if a, ok := actual.(*CoreGlobal); ok {
			return coreGlobals(a, e)
		}
	case *CoreTag:
		if a, ok := actual.(*CoreTag); ok {
			return coreFuncs(&a.Func, &e.Func)
		}
	}
	return mismatch(MismatchType, actual, expected)
}

func coreFuncs(a, e *CoreFunc) error {
	if e.Exact && !a.Exact {
		return mismatch(MismatchExact, a, e)
	}
	if !slices.Equal(a.Params, e.Params) || !slices.Equal(a.Results, e.Results) {
		return mismatch(MismatchCoreFunc, a, e)
	}
	return nil
}

func coreTables(a, e *CoreTable) error {
	switch {
	case a.Elem != e.Elem:
		return mismatch(MismatchElem, a, e)
	case a.Shared != e.Shared:
		return mismatch(MismatchShared, a, e)
	case a.Is64 != e.Is64:
		return mismatch(MismatchAddress, a, e)
	case !a.within(e.Limits):
		return mismatch(MismatchLimits, a, e)
	}
	return nil
}

func coreMemories(a, e *CoreMemory) error {
	switch {
	case a.Shared != e.Shared:
		return mismatch(MismatchShared, a, e)
	case a.Is64 != e.Is64:
		return mismatch(MismatchAddress, a, e)
	case a.PageSizeLog2 != e.PageSizeLog2:
		return mismatch(MismatchPageSize, a, e)
	case !a.within(e.Limits):
		return mismatch(MismatchLimits, a, e)
	}
	return nil
}

func (l Limits) within(outer Limits) bool {
	return l.Min >= outer.Min && (!outer.HasMax || l.HasMax && l.Max <= outer.Max)
}

func coreGlobals(a, e *CoreGlobal) error {
	switch {
	case a.Mutable != e.Mutable:
		return mismatch(MismatchMutable, a, e)
	case a.Type == e.Type, !a.Mutable && coreSubtype(a.Type, e.Type):
		return nil
	}
	return mismatch(MismatchGlobal, a, e)
}

// The abstract heap types that a reference to another may be used as.
var heapSupertypes = map[string]string{
	"none": "any eq i31 struct array", "i31": "any eq", "struct": "any eq", "array": "any eq",
	"eq": "any", "nofunc": "func", "noextern": "extern", "noexn": "exn", "nocont": "cont",
}

// coreSubtype decides subtyping of references to abstract heap types. A type
// that a module defines matches itself and its kind.
func coreSubtype(a, e CoreValType) bool {
	aHeap, aNull, ok := reference(a)
	eHeap, eNull, ok2 := reference(e)
	if !ok || !ok2 || aNull && !eNull {
		return false
	}
	if aHeap == eHeap {
		return true
	}
	kind, _, defined := strings.Cut(aHeap, "#")
	if defined && kind == eHeap {
		return true
	}
	return slices.Contains(strings.Fields(heapSupertypes[kind]), eHeap)
}

// reference takes a reference type's text apart.
func reference(t CoreValType) (heap string, null, ok bool) {
	s := string(t)
	switch {
	case strings.HasPrefix(s, "(ref null "):
		return s[len("(ref null ") : len(s)-1], true, true
	case strings.HasPrefix(s, "(ref "):
		return s[len("(ref ") : len(s)-1], false, true
	case strings.HasSuffix(s, "ref"):
		return strings.TrimSuffix(s, "ref"), true, true
	}
	return "", false, false
}
