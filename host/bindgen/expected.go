package bindgen

import (
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// expected writes the types of functions as values of package types, which are
// compared with the component's own. Each named type has a function of its own.
type expected struct {
	*file
	need  []need
	names map[string]string
	taken scope
}

func newExpected(f *file) *expected {
	return &expected{file: f, names: map[string]string{}, taken: scope{}}
}

// fn is a Go expression for the type of a function.
func (e *expected) fn(f *wit.Func, s side) string {
	pkg := e.types()
	var params []string
	if f.Kind == wit.Method {
		params = append(params, fmt.Sprintf("{Name: \"self\", Type: &%s.Borrow{Resource: %s}}", pkg, e.resource(f.Resource, s)))
	}
	for _, p := range f.Params {
		params = append(params, fmt.Sprintf("{Name: %q, Type: %s}", p.Name, e.typ(p.Type, s)))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "&%s.Func{", pkg)
	if len(params) > 0 {
		fmt.Fprintf(&b, "Params: []%s.Param{%s}", pkg, strings.Join(params, ", "))
	}
	if f.Result != nil {
		if len(params) > 0 {
			b.WriteString(", ")
		}
		b.WriteString("Result: " + e.typ(f.Result, s))
	}
	b.WriteString("}")
	return b.String()
}

func (e *expected) resource(d *wit.TypeDef, s side) string {
	tp := e.plan.named(d.Root(), s)
	return e.in(tp.pkg, tp.resource)
}

func primitiveName(p types.Primitive) string {
	switch p {
	case types.Bool:
		return "Bool"
	case types.Char:
		return "Char"
	case types.String:
		return "String"
	}
	return strings.ToUpper(p.String())
}

// typ is a Go expression for a type.
func (e *expected) typ(t wit.Type, s side) string {
	t = plain(t)
	pkg := e.types()
	switch t := t.(type) {
	case wit.Primitive:
		return pkg + "." + primitiveName(types.Primitive(t))
	case *wit.TypeDef:
		return e.named(t, s) + "()"
	case *wit.List:
		if t.Fixed {
			return fmt.Sprintf("&%s.List{Elem: %s, Fixed: true, Len: %d}", pkg, e.typ(t.Elem, s), t.Len)
		}
		return fmt.Sprintf("&%s.List{Elem: %s}", pkg, e.typ(t.Elem, s))
	case *wit.Map:
		return fmt.Sprintf("&%s.Map{Key: %s, Value: %s}", pkg, e.typ(t.Key, s), e.typ(t.Value, s))
	case *wit.Tuple:
		elems := make([]string, len(t.Elems))
		for i, x := range t.Elems {
			elems[i] = e.typ(x, s)
		}
		return fmt.Sprintf("&%s.Tuple{Elems: []%s.Type{%s}}", pkg, pkg, strings.Join(elems, ", "))
	case *wit.Option:
		return fmt.Sprintf("&%s.Option{Elem: %s}", pkg, e.typ(t.Elem, s))
	case *wit.Result:
		var parts []string
		if t.OK != nil {
			parts = append(parts, "OK: "+e.typ(t.OK, s))
		}
		if t.Err != nil {
			parts = append(parts, "Err: "+e.typ(t.Err, s))
		}
		return fmt.Sprintf("&%s.Result{%s}", pkg, strings.Join(parts, ", "))
	case *wit.Own:
		return fmt.Sprintf("&%s.Own{Resource: %s}", pkg, e.resource(t.Resource, s))
	case *wit.Borrow:
		return fmt.Sprintf("&%s.Borrow{Resource: %s}", pkg, e.resource(t.Resource, s))
	}
	panic(refusal{fmt.Errorf("a type of kind %T is not supported", t)})
}

// named is the function that gives the type of a definition.
func (e *expected) named(t *wit.TypeDef, s side) string {
	tp := e.plan.named(t, s)
	label := tp.name
	if tp.pkg != e.pkg {
		label = exported(tp.pkg.alias) + tp.name
	}
	key := label
	if tp.key.owner != hostSide {
		key += " guest"
	}
	if name, ok := e.names[key]; ok {
		return name
	}
	name := e.taken.take("typeOf" + label)
	e.names[key] = name
	e.need = append(e.need, need{name: name, t: t, s: s})
	return name
}

// finish writes the functions of named types.
func (e *expected) finish() {
	for len(e.need) > 0 {
		n := e.need[0]
		e.need = e.need[1:]
		pkg := e.types()
		e.f("func %s() %s.Type {", n.name, pkg)
		switch d := n.t.(*wit.TypeDef).Def.(type) {
		case *wit.Record:
			e.f("return &%s.Record{Fields: []%s.Field{", pkg, pkg)
			for _, f := range d.Fields {
				e.f("{Name: %q, Type: %s},", f.Name, e.typ(f.Type, n.s))
			}
			e.f("}}")
		case *wit.Variant:
			e.f("return &%s.Variant{Cases: []%s.Case{", pkg, pkg)
			for _, c := range d.Cases {
				if c.Type == nil {
					e.f("{Name: %q},", c.Name)
				} else {
					e.f("{Name: %q, Type: %s},", c.Name, e.typ(c.Type, n.s))
				}
			}
			e.f("}}")
		case *wit.Enum:
			e.f("return &%s.Enum{Names: []string{%s}}", pkg, quoted(d.Names))
		case *wit.Flags:
			e.f("return &%s.Flags{Names: []string{%s}}", pkg, quoted(d.Names))
		}
		e.f("}\n")
	}
}

func quoted(labels []wit.Label) string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = fmt.Sprintf("%q", l.Name)
	}
	return strings.Join(out, ", ")
}
