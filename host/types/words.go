package types

import (
	"fmt"
	"strings"
)

// Error says it in the words of the specification's tests, which validation uses.
func (e *Mismatch) Error() string {
	path := e.Path
	if len(path) > 0 {
		// These messages name the place themselves.
		switch last := path[len(path)-1]; {
		case e.Kind == MismatchName, e.Kind == MismatchMissing,
			e.Kind == MismatchPresence && (last.Place == InResult || last.Place == InCase):
			path = path[:len(path)-1]
		}
	}
	var b strings.Builder
	for _, s := range path {
		if t := s.text(); t != "" {
			b.WriteString("type mismatch " + t + ": ")
		}
	}
	b.WriteString(e.message())
	return b.String()
}

func (s Step) text() string {
	switch s.Place {
	case InImport:
		return "for import `" + s.Name + "`"
	case InInstanceExport:
		return "in instance export `" + s.Name + "`"
	case InComponentExport:
		return "in component export `" + s.Name + "`"
	case InModuleImport:
		return "in import `" + s.Module + "::" + s.Name + "`"
	case InModuleExport:
		return "in export `" + s.Name + "`"
	case InParam:
		return "in function parameter `" + s.Name + "`"
	case InResult:
		return "with result type"
	case InMapKey:
		return "in map key"
	case InMapValue:
		return "in map value"
	case InField:
		return "in record field `" + s.Name + "`"
	case InTuple:
		return fmt.Sprintf("in tuple field %d", s.Index)
	case InCase:
		return "in variant case `" + s.Name + "`"
	case InOK:
		return "in ok variant"
	case InErr:
		return "in err variant"
	case InStream:
		return "in stream"
	case InFuture:
		return "in future"
	}
	return "" // InList and InOption go without saying
}

// last is the innermost step, the zero Step where there is none.
func (e *Mismatch) last() Step {
	if len(e.Path) == 0 {
		return Step{}
	}
	return e.Path[len(e.Path)-1]
}

func (e *Mismatch) message() string {
	switch e.Kind {
	case MismatchType:
		if p, ok := e.Want.(Primitive); ok {
			if q, ok := e.Found.(Primitive); ok {
				return fmt.Sprintf("expected primitive `%s` found primitive `%s`", p, q)
			}
		}
		return fmt.Sprintf("expected %s, found %s", word(e.Want), word(e.Found))
	case MismatchPresence:
		return e.presence()
	case MismatchCount:
		n, noun := count(e.Want)
		m, _ := count(e.Found)
		return fmt.Sprintf("expected %d %s, found %d", n, noun, m)
	case MismatchName:
		noun := map[Place]string{InParam: "parameter named", InField: "field name", InCase: "case named"}[e.last().Place]
		return fmt.Sprintf("expected %s `%s`, found `%s`", noun, e.Want, e.Found)
	case MismatchLength:
		return fmt.Sprintf("expected fixed-length %d, found size %d", e.Want.(*List).Len, e.Found.(*List).Len)
	case MismatchLabels:
		return fmt.Sprintf("mismatch in %s elements", word(e.Want))
	case MismatchAsync:
		return fmt.Sprintf("expected %s function, found %s function", asyncness(e.Want), asyncness(e.Found))
	case MismatchResource:
		return fmt.Sprintf("resource types are not the same: expected %q, found %q", e.Want.(*Resource).Name, e.Found.(*Resource).Name)
	case MismatchMissing:
		return e.missing()
	}
	return e.coreMessage()
}

func (e *Mismatch) presence() string {
	place := e.last()
	noun := map[Place]string{InOK: "ok", InErr: "err", InStream: "stream", InFuture: "future"}[place.Place]
	switch {
	case place.Place == InResult && e.Want == nil:
		return "expected no result, found one"
	case place.Place == InResult:
		return "expected a result, found none"
	case place.Place == InCase && e.Want == nil:
		return fmt.Sprintf("expected case `%s` to have no type", place.Name)
	case place.Place == InCase:
		return fmt.Sprintf("expected case `%s` to have a type, found none", place.Name)
	case e.Want == nil:
		return fmt.Sprintf("expected %s type to not be present", noun)
	}
	return fmt.Sprintf("expected %s type, but found none", noun)
}

func (e *Mismatch) missing() string {
	switch s := e.last(); s.Place {
	case InImport:
		return "missing import named `" + s.Name + "`"
	case InModuleImport:
		return "missing expected import `" + s.Module + "::" + s.Name + "`"
	default:
		return "missing expected export `" + s.Name + "`"
	}
}

func (e *Mismatch) coreMessage() string {
	noun := "memories"
	if _, ok := e.Want.(*CoreTable); ok {
		noun = "tables"
	}
	switch e.Kind {
	case MismatchExact:
		return "expected func_exact, found func"
	case MismatchCoreFunc:
		return fmt.Sprintf("expected: (%s), found:    (%s)", e.Want, e.Found)
	case MismatchElem:
		return fmt.Sprintf("expected table element type %s, found %s", e.Want.(*CoreTable).Elem, e.Found.(*CoreTable).Elem)
	case MismatchShared:
		return "mismatch in the shared flag for " + noun
	case MismatchAddress:
		return "mismatch in index type used for " + noun
	case MismatchPageSize:
		return "mismatch in page size for " + noun
	case MismatchLimits:
		return fmt.Sprintf("mismatch in %s limits", word(e.Want))
	case MismatchMutable:
		return "global types differ in mutability"
	case MismatchGlobal:
		return fmt.Sprintf("expected global type %s, found %s", e.Want.(*CoreGlobal).Type, e.Found.(*CoreGlobal).Type)
	}
	return "the types differ"
}

// count is how many parts a type has, and what they are called.
func count(t any) (n int, noun string) {
	switch t := t.(type) {
	case *Func:
		return len(t.Params), "parameters"
	case *Record:
		return len(t.Fields), "fields"
	case *Tuple:
		return len(t.Elems), "types"
	case *Variant:
		return len(t.Cases), "cases"
	}
	return 0, "parts"
}

func asyncness(f any) string {
	if f.(*Func).Async {
		return "async"
	}
	return "sync"
}

// word names the kind of a type.
func word(t any) string {
	switch t := t.(type) {
	case Type:
		return valueWord(t)
	case *Bound:
		return t.what()
	case ExternType:
		return strings.TrimPrefix(t.Kind(), "core ")
	case CoreType:
		return coreWord(t)
	}
	return "nothing"
}

// what names the kind of what is bound.
func (b *Bound) what() string {
	switch {
	case b.Resource != nil:
		return "resource"
	case b.Extern != nil:
		return b.Extern.Kind() + " type"
	}
	return "defined type"
}

func valueWord(t Type) string {
	switch t := t.(type) {
	case Primitive:
		return t.String()
	case *List:
		if t.Fixed {
			return "fixed-length list"
		}
		return "list"
	case *Map:
		return "map"
	case *Record:
		return "record"
	case *Tuple:
		return "tuple"
	case *Variant:
		return "variant"
	case *Enum:
		return "enum"
	case *Flags:
		return "flags"
	case *Option:
		return "option"
	case *Result:
		return "result"
	case *Own:
		return "own"
	case *Borrow:
		return "borrow"
	case *Stream:
		return "stream"
	case *Future:
		return "future"
	}
	return "no type"
}

func coreWord(t CoreType) string {
	switch t.(type) {
	case *CoreFunc:
		return "func"
	case *CoreTable:
		return "table"
	case *CoreMemory:
		return "memory"
	case *CoreGlobal:
		return "global"
	case *CoreTag:
		return "tag"
	}
	return "nothing"
}
