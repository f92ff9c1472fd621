package bindgen

import (
	"strconv"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// typeMethods writes the methods of named types.
func (f *file) typeMethods(list []*typePlan) {
	for _, t := range list {
		switch def := t.key.def.Def.(type) {
		case *wit.Record:
			if t.isError {
				f.f("// Error names the record and its fields.")
				f.f("func (e %s) Error() string { return %s.Sprintf(%q, e.plain()) }\n", t.name, f.use("fmt"), t.key.def.Name+": %+v")
				f.f("// plain is e without its methods, which would print it by way of Error.")
				f.f("func (e %s) plain() any {\ntype plain %s\nreturn plain(e)\n}\n", t.name, t.name)
			}
		case *wit.Enum:
			f.enumMethods(t, def)
		case *wit.Flags:
			f.flagsMethods(t, def)
		case *wit.Variant:
			f.variantMethods(t, def)
		}
	}
}

func (f *file) enumMethods(t *typePlan, e *wit.Enum) {
	f.f("// String is the name that the value has in WIT.")
	f.f("func (v %s) String() string {", t.name)
	f.f("switch v {")
	for i, n := range e.Names {
		f.f("case %s:\nreturn %q", t.parts[i], n.Name)
	}
	f.f("}")
	f.f("return %q + %s.FormatUint(uint64(v), 10) + \")\"", t.key.def.Name+"(", f.use("strconv"))
	f.f("}\n")
	f.errorMethod(t)
}

// errorMethod makes a type an error where functions have it as theirs.
func (f *file) errorMethod(t *typePlan) {
	if t.isError {
		f.f("// Error names the type and the value.")
		f.f("func (v %s) Error() string { return %q + v.String() }\n", t.name, t.key.def.Name+": ")
	}
}

func (f *file) flagsMethods(t *typePlan, fl *wit.Flags) {
	f.f("// Has tells whether every flag of o is set.")
	f.f("func (v %s) Has(o %s) bool { return v&o == o }\n", t.name, t.name)
	f.f("// String lists the flags that are set, by the names they have in WIT.")
	f.f("func (v %s) String() string {", t.name)
	f.f("var set []string")
	f.f("for i, name := range [...]string{%s} {", quoted(fl.Names))
	f.f("if v&(1<<i) != 0 {\nset = append(set, name)\n}")
	f.f("}")
	f.f("return %s.Join(set, \"|\")", f.use("strings"))
	f.f("}\n")
	f.errorMethod(t)
}

func (f *file) variantMethods(t *typePlan, v *wit.Variant) {
	for i := range v.Cases {
		f.f("func (%s) is%s() {}", t.parts[i], t.name)
	}
	f.f("")
	if !t.isError {
		return
	}
	f.f("// The messages name the variant and the case.\n")
	for i, c := range v.Cases {
		f.f("func (%s%s) Error() string { return %s }", receiverOf(c.Type), t.parts[i], f.caseText(t.key.def.Name, c))
	}
	f.f("")
}

func receiverOf(t wit.Type) string {
	if t == nil {
		return ""
	}
	return "e "
}

// caseText is a Go expression for the message of a case of an error.
func (f *file) caseText(name string, c wit.Field) string {
	if c.Type == nil {
		return strconv.Quote(name + ": " + c.Name)
	}
	verb := "%+v"
	if p, ok := plain(c.Type).(wit.Primitive); ok {
		if types.Primitive(p) == types.String {
			return strconv.Quote(name+": "+c.Name+": ") + " + e.Value"
		}
		verb = "%v"
	}
	return f.use("fmt") + ".Sprintf(" + strconv.Quote(name+": "+c.Name+": "+verb) + ", e.Value)"
}
