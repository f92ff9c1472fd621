package bindgen

import (
	"strconv"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// typeDecls writes the named types of an interface, but for resources.
func (f *file) typeDecls(list []*typePlan) {
	for _, t := range list {
		if _, ok := t.key.def.Def.(*wit.Resource); !ok {
			f.typeDecl(t)
		}
	}
}

func (f *file) docsOf(t *typePlan) string { return f.plan.docs(owner(t.key.def), t.key.def.Docs) }

func (f *file) typeDecl(t *typePlan) {
	d := t.key.def
	s := side(t.key.guest)
	where := "`" + d.Name + "` of " + ownerID(d) + "."
	switch def := d.Def.(type) {
	case *wit.Alias:
		f.comment("", f.docsOf(t), t.name+" is the type "+where)
		f.f("type %s = %s\n", t.name, f.aliased(def, s))
	case *wit.Record:
		f.comment("", f.docsOf(t), t.name+" is the record "+where)
		f.f("type %s struct {", t.name)
		for i, field := range def.Fields {
			f.comment("\t", f.plan.docs(owner(d), field.Docs), "")
			f.f("\t%s %s", t.parts[i], f.goType(field.Type, s))
		}
		f.f("}\n")
		if t.isError {
			f.f("// Error says what went wrong, for people.")
			f.f("func (e %s) Error() string { return %s.Sprintf(%q, e) }\n", t.name, f.use("fmt"), d.Name+" %+v")
		}
	case *wit.Enum:
		f.enum(t, def)
	case *wit.Flags:
		f.flags(t, def)
	case *wit.Variant:
		f.variant(t, def)
	}
}

func (f *file) aliased(a *wit.Alias, s side) string {
	if d, ok := a.Type.(*wit.TypeDef); ok {
		if _, isRes := d.Root().Def.(*wit.Resource); isRes {
			tp := f.plan.named(d.Root(), s)
			return f.in(tp.pkg, tp.name)
		}
	}
	return f.goType(a.Type, s)
}

func ownerID(d *wit.TypeDef) string {
	if d.Interface != nil {
		return d.Interface.ID()
	}
	return "world " + d.World.Name
}

// bits is the size in bits of an integer that holds n cases.
func bits(n int) int {
	switch {
	case n <= 1<<8:
		return 8
	case n <= 1<<16:
		return 16
	}
	return 32
}

func (f *file) enum(t *typePlan, e *wit.Enum) {
	d := t.key.def
	f.comment("", f.docsOf(t), t.name+" is the enum `"+d.Name+"` of "+ownerID(d)+".")
	f.f("type %s uint%d\n", t.name, bits(len(e.Names)))
	f.f("// The values of %s.", t.name)
	f.f("const (")
	for i, n := range e.Names {
		f.comment("\t", f.plan.docs(owner(d), n.Docs), "")
		if i == 0 {
			f.f("\t%s %s = iota", t.parts[i], t.name)
		} else {
			f.f("\t%s", t.parts[i])
		}
	}
	f.f(")\n")
	f.f("// String is the name that the value has in WIT.")
	f.f("func (v %s) String() string {", t.name)
	f.f("switch v {")
	for i, n := range e.Names {
		f.f("case %s:\nreturn %q", t.parts[i], n.Name)
	}
	f.f("}")
	f.f("return %q + %s.FormatUint(uint64(v), 10) + \")\"", d.Name+"(", f.use("strconv"))
	f.f("}\n")
	f.errorMethod(t, "v.String()")
}

// errorMethod makes a type an error where functions have it as theirs.
func (f *file) errorMethod(t *typePlan, text string) {
	if t.isError {
		f.f("// Error is what String is, after the name of the type.")
		f.f("func (v %s) Error() string { return %q + %s }\n", t.name, t.key.def.Name+": ", text)
	}
}

func flagBits(n int) int {
	switch {
	case n <= 8:
		return 8
	case n <= 16:
		return 16
	}
	return 32
}

func (f *file) flags(t *typePlan, fl *wit.Flags) {
	d := t.key.def
	f.comment("", f.docsOf(t), t.name+" is the set of flags `"+d.Name+"` of "+ownerID(d)+".")
	f.f("type %s uint%d\n", t.name, flagBits(len(fl.Names)))
	f.f("// The flags of %s.", t.name)
	f.f("const (")
	for i, n := range fl.Names {
		f.comment("\t", f.plan.docs(owner(d), n.Docs), "")
		if i == 0 {
			f.f("\t%s %s = 1 << iota", t.parts[i], t.name)
		} else {
			f.f("\t%s", t.parts[i])
		}
	}
	f.f(")\n")
	f.f("// Has tells whether every flag of o is set.")
	f.f("func (v %s) Has(o %s) bool { return v&o == o }\n", t.name, t.name)
	f.f("// String lists the flags that are set, by the names they have in WIT.")
	f.f("func (v %s) String() string {", t.name)
	f.f("s := \"\"")
	for i, n := range fl.Names {
		sep := ""
		if i > 0 {
			sep = "|"
		}
		f.f("if v&%s != 0 {", t.parts[i])
		if sep == "" {
			f.f("s = %q", n.Name)
		} else {
			f.f("if s != \"\" {\ns += \"|\"\n}")
			f.f("s += %q", n.Name)
		}
		f.f("}")
	}
	f.f("return s")
	f.f("}\n")
	f.errorMethod(t, "v.String()")
}

// variant writes a sealed interface and a type for each case.
func (f *file) variant(t *typePlan, v *wit.Variant) {
	d := t.key.def
	f.comment("", f.docsOf(t), t.name+" is the variant `"+d.Name+"` of "+ownerID(d)+".")
	f.f("//")
	f.f("// It is one of")
	for i := range v.Cases {
		end := ","
		if i == len(v.Cases)-2 {
			end = " and"
		} else if i == len(v.Cases)-1 {
			end = "."
		}
		f.f("// [%s]%s", t.parts[i], end)
	}
	f.f("type %s interface {", t.name)
	if t.isError {
		f.f("error")
	}
	f.f("is%s()", t.name)
	f.f("}\n")
	for i, c := range v.Cases {
		f.comment("", f.plan.docs(owner(d), c.Docs), t.parts[i]+" is the case `"+c.Name+"` of "+t.name+".")
		if c.Type == nil {
			f.f("type %s struct{}\n", t.parts[i])
			continue
		}
		f.f("type %s struct {", t.parts[i])
		f.f("Value %s", f.goType(c.Type, side(t.key.guest)))
		f.f("}\n")
	}
	for i := range v.Cases {
		f.f("func (%s) is%s() {}", t.parts[i], t.name)
	}
	f.f("")
	if !t.isError {
		return
	}
	for i, c := range v.Cases {
		f.f("// Error names the case.")
		f.f("func (%s %s) Error() string { return %s }\n", receiver(c.Type), t.parts[i], f.caseText(d.Name, c))
	}
}

func receiver(t wit.Type) string {
	if t == nil {
		return ""
	}
	return "e"
}

// caseText is a Go expression for the message of a case of an error.
func (f *file) caseText(name string, c wit.Field) string {
	if c.Type == nil {
		return strconv.Quote(name + ": " + c.Name)
	}
	if p, ok := plain(c.Type).(wit.Primitive); ok && scalarTypes[types.Primitive(p)] == "string" {
		return strconv.Quote(name+": "+c.Name+": ") + " + e.Value"
	}
	return f.use("fmt") + ".Sprintf(" + strconv.Quote(name+": "+c.Name+": %+v") + ", e.Value)"
}
