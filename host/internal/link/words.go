package link

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// Differs puts a *types.Mismatch between a function of a component (what was
// found) and one of the host (what is wanted) into words, such as
// `parameter req: record field "url": want string, component has list<u8>`.
// Other errors keep their own text.
func Differs(err error) string {
	var m *types.Mismatch
	if !errors.As(err, &m) {
		return err.Error()
	}
	path, text := m.Path, ""
	if m.Kind == types.MismatchName {
		last := path[len(path)-1]
		path = path[:len(path)-1]
		text = named(nouns[last.Place], last.Index, m.Found.(string), m.Want.(string))
	} else {
		text = difference(m)
	}
	var b strings.Builder
	for _, s := range path {
		b.WriteString(step(s) + ": ")
	}
	return b.String() + text
}

func difference(m *types.Mismatch) string {
	switch want := m.Want.(type) {
	case *types.Func:
		if found := m.Found.(*types.Func); m.Kind == types.MismatchCount {
			return fmt.Sprintf("want %d parameters, component has %d", len(want.Params), len(found.Params))
		}
		return "one is async, the other is not"
	case *types.Resource:
		return fmt.Sprintf("want a handle of another resource %s, component has one of %s", want.Name, m.Found.(*types.Resource).Name)
	case *types.Record:
		if m.Kind == types.MismatchCount {
			return labels(nouns[types.InField], "field", fields(m.Found.(*types.Record)), fields(want))
		}
	case *types.Variant:
		if m.Kind == types.MismatchCount {
			return labels(nouns[types.InCase], "case", cases(m.Found.(*types.Variant)), cases(want))
		}
	case *types.Enum:
		if m.Kind == types.MismatchLabels {
			return labels("enum case", "name", m.Found.(*types.Enum).Names, want.Names)
		}
	case *types.Flags:
		if m.Kind == types.MismatchLabels {
			return labels("flag", "name", m.Found.(*types.Flags).Names, want.Names)
		}
	}
	return fmt.Sprintf("want %s, component has %s", short(m.Want), short(m.Found))
}

// short is the text of a type, cut where it would fill the page.
func short(t any) string {
	if t == nil {
		return "nothing"
	}
	s := fmt.Sprint(t)
	if len(s) > 120 {
		return s[:117] + "..."
	}
	return s
}

var nouns = map[types.Place]string{
	types.InParam: "parameter", types.InField: "record field", types.InCase: "variant case",
}

func step(s types.Step) string {
	switch s.Place {
	case types.InParam:
		return "parameter " + s.Name
	case types.InResult:
		return "result"
	case types.InList:
		return "list element"
	case types.InMapKey:
		return "map key"
	case types.InMapValue:
		return "map value"
	case types.InField, types.InCase:
		return fmt.Sprintf("%s %q", nouns[s.Place], s.Name)
	case types.InTuple:
		return fmt.Sprintf("tuple element %d", s.Index)
	case types.InOption:
		return "option"
	case types.InOK:
		return "ok"
	case types.InErr:
		return "error"
	case types.InStream:
		return "stream element"
	case types.InFuture:
		return "future value"
	}
	return s.Name
}

func fields(r *types.Record) (names []string) {
	for _, f := range r.Fields {
		names = append(names, f.Name)
	}
	return names
}

func cases(v *types.Variant) (names []string) {
	for _, c := range v.Cases {
		names = append(names, c.Name)
	}
	return names
}

func named(noun string, i int, component, host string) string {
	return fmt.Sprintf("%s %d: component calls it %q, host %q", noun, i+1, component, host)
}

// labels says which is the first name that only one side has, or that differs.
func labels(noun, part string, component, host []string) string {
	for i, n := range component {
		if i >= len(host) {
			return fmt.Sprintf("%s %q: host has no such %s", noun, n, part)
		}
		if n != host[i] {
			return named(noun, i, n, host[i])
		}
	}
	return fmt.Sprintf("%s %q: component has no such %s", noun, host[len(component)], part)
}
