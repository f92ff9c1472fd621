package bindgen

import (
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
	s := t.key.owner
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
}

// variant writes a sealed interface and a type for each case.
func (f *file) variant(t *typePlan, v *wit.Variant) {
	d := t.key.def
	f.comment("", f.docsOf(t), t.name+" is the variant `"+d.Name+"` of "+ownerID(d)+".")
	f.f("//")
	f.oneOf(t.parts)
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
		f.f("Value %s", f.goType(c.Type, t.key.owner))
		f.f("}\n")
	}
}

// oneOf is the sentence that lists the cases of a variant.
func (f *file) oneOf(names []string) {
	line := "// It is one of"
	if len(names) == 1 {
		line = "// It is a"
	}
	for i, name := range names {
		word := " [" + name + "],"
		switch i {
		case len(names) - 2:
			word = " [" + name + "] or"
		case len(names) - 1:
			word = " [" + name + "]."
		}
		if len(line)+len(word) > 80 {
			f.f("%s", line)
			line = "//"
		}
		line += word
	}
	f.f("%s", line)
}
