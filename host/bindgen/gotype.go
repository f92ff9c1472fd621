package bindgen

import (
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// side says whose type is meant: that of an import, for hostSide, or of an export
// of the component, in which handles may be of resources of the component.
type side *wit.WorldItem

// hostSide is the side of imports.
var hostSide side

// named is the plan of a named type, seen from a side. d is a definition.
func (p *plan) named(d *wit.TypeDef, s side) *typePlan {
	d = definition(d)
	return p.types[typeKey{d, p.ownerOf(d, s)}]
}

var scalarTypes = map[types.Primitive]string{
	types.Bool: "bool", types.S8: "int8", types.U8: "uint8", types.S16: "int16", types.U16: "uint16",
	types.S32: "int32", types.U32: "uint32", types.S64: "int64", types.U64: "uint64",
	types.F32: "float32", types.F64: "float64", types.Char: "rune", types.String: "string",
}

// goType is the Go type of t.
func (f *file) goType(t wit.Type, s side) string {
	switch t := t.(type) {
	case nil:
		return "struct{}"
	case wit.Primitive:
		return scalarTypes[types.Primitive(t)]
	case *wit.TypeDef:
		if a, ok := t.Def.(*wit.Alias); ok && (f.structural || isOtherName(t)) {
			return f.goType(a.Type, s)
		}
		tp := f.plan.named(t, s)
		return f.in(tp.pkg, tp.name)
	case *wit.List:
		if t.Fixed {
			return fmt.Sprintf("[%d]%s", t.Len, f.elemType(t.Elem, s))
		}
		return "[]" + f.elemType(t.Elem, s)
	case *wit.Map:
		return "map[" + f.goType(t.Key, s) + "]" + f.goType(t.Value, s)
	case *wit.Tuple:
		elems := make([]string, len(t.Elems))
		for i, e := range t.Elems {
			elems[i] = f.goType(e, s)
		}
		if len(elems) <= maxTuple {
			return fmt.Sprintf("%s.Tuple%d[%s]", f.cm(), len(elems), strings.Join(elems, ", "))
		}
		for i := range elems {
			elems[i] = fmt.Sprintf("F%d %s", i, elems[i])
		}
		return "struct{ " + strings.Join(elems, "; ") + " }"
	case *wit.Option:
		if hasNil(t.Elem) {
			return f.goType(t.Elem, s)
		}
		return "*" + f.goType(t.Elem, s)
	case *wit.Result:
		return f.cm() + ".Result[" + f.goType(t.OK, s) + ", " + f.goType(t.Err, s) + "]"
	case *wit.Own:
		return f.handleType(t.Resource, s)
	case *wit.Borrow:
		return f.handleType(t.Resource, s)
	}
	panic(refusal{fmt.Errorf("a type of kind %T is not supported", t)})
}

// elemType is the Go type of an element of a list: byte for u8.
func (f *file) elemType(t wit.Type, s side) string {
	if isU8(t) {
		return "byte"
	}
	return f.goType(t, s)
}

// hasNil tells types whose Go form can be nil where no value of theirs is:
// handles and variants. An option of one is that form, nil for none.
func hasNil(t wit.Type) bool {
	switch t := plain(t).(type) {
	case *wit.Own, *wit.Borrow:
		return true
	case *wit.TypeDef:
		_, ok := t.Def.(*wit.Variant)
		return ok
	}
	return false
}

// maxTuple is how many elements the tuples of package cm go up to.
const maxTuple = 16

// handleType is the Go type of a handle: the interface of the resource.
func (f *file) handleType(d *wit.TypeDef, s side) string {
	tp := f.plan.named(d.Root(), s)
	return f.in(tp.pkg, tp.name)
}

// plain follows names to a type that is not an alias: a definition, or a type
// without a name.
func plain(t wit.Type) wit.Type {
	for {
		d, ok := t.(*wit.TypeDef)
		if !ok {
			return t
		}
		a, ok := d.Def.(*wit.Alias)
		if !ok {
			return t
		}
		t = a.Type
	}
}

func isU8(t wit.Type) bool { return plain(t) == wit.Type(wit.Primitive(types.U8)) }

// scalarList tells lists of numbers that move by copy.
func scalarList(elem wit.Type) bool {
	p, ok := plain(elem).(wit.Primitive)
	if !ok {
		return false
	}
	switch types.Primitive(p) {
	case types.Bool, types.Char, types.String, types.ErrorContext:
		return false
	}
	return true
}

// zero is the zero value of t's Go type.
func (f *file) zero(t wit.Type, s side) string {
	switch t := plain(t).(type) {
	case wit.Primitive:
		switch types.Primitive(t) {
		case types.Bool:
			return "false"
		case types.String:
			return `""`
		}
		return "0"
	case *wit.TypeDef:
		switch t.Def.(type) {
		case *wit.Record:
			return f.goType(t, s) + "{}"
		case *wit.Variant, *wit.Resource:
			return "nil"
		}
		return "0"
	case *wit.List:
		if !t.Fixed {
			return "nil"
		}
	case *wit.Map, *wit.Option, *wit.Own, *wit.Borrow:
		return "nil"
	}
	return f.goType(t, s) + "{}"
}

// errorType is the Go type of the error of a function's result, which implements
// error.
func (f *file) errorType(t wit.Type, s side) string {
	if d, ok := plain(t).(*wit.TypeDef); ok && t != nil {
		if tp := f.plan.named(d, s); tp.isError {
			return f.in(tp.pkg, tp.name)
		}
	}
	return f.cm() + ".Error[" + f.goType(t, s) + "]"
}

// wrapsError tells whether errorType is a wrapper around the value.
func (p *plan) wrapsError(t wit.Type, s side) bool {
	if t == nil {
		return true
	}
	d, ok := plain(t).(*wit.TypeDef)
	return !ok || !p.named(d, s).isError
}

// returns are the Go types that a function gives, the last of them error.
func (f *file) returns(fn *wit.Func, s side) []string {
	if r := topResult(fn); r != nil {
		if r.OK == nil {
			return []string{"error"}
		}
		return []string{f.goType(r.OK, s), "error"}
	}
	if fn.Result == nil {
		return []string{"error"}
	}
	return []string{f.goType(fn.Result, s), "error"}
}

// signature is the parameters and results of a function in Go.
func (f *file) signature(fp *funcPlan, s side) string {
	params := []string{"ctx " + f.ctx()}
	for i, p := range fp.fn.Params {
		typ := f.goType(p.Type, s)
		if i+1 < len(fp.params) && f.goType(fp.fn.Params[i+1].Type, s) == typ {
			typ = "" // the next one has it for both
		}
		params = append(params, strings.TrimSuffix(fp.params[i]+" "+typ, " "))
	}
	out := f.returns(fp.fn, s)
	result := strings.Join(out, ", ")
	if len(out) > 1 {
		result = "(" + result + ")"
	}
	return "(" + strings.Join(params, ", ") + ") " + result
}
