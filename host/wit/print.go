package wit

import (
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// String is the whole model as WIT text: the main package, then those that it
// uses, in braces. Parse reads the text back into an equal model, and printing
// that gives the same text.
func (m *Model) String() string {
	p := &printer{}
	p.docs(m.Main.Docs)
	p.line("package %s;", packageText(m.Main.Name))
	p.pkg(m.Main)
	for _, pkg := range m.Packages {
		if pkg == m.Main {
			continue
		}
		p.blank()
		p.docs(pkg.Docs)
		p.open("package %s {", packageText(pkg.Name))
		p.pkg(pkg)
		p.close()
	}
	return p.b.String()
}

func packageText(n PackageName) string {
	n.Namespace, n.Name = escapeID(n.Namespace), escapeID(n.Name)
	return n.String()
}

// Print gives a package as the text of one WIT file.
func Print(pkg *Package) string {
	p := &printer{}
	p.docs(pkg.Docs)
	p.line("package %s;", packageText(pkg.Name))
	p.pkg(pkg)
	return p.b.String()
}

type printer struct {
	b      strings.Builder
	indent int
	// opened says that nothing stands in the braces that were opened last.
	opened bool
	from   *Package
}

func (p *printer) line(format string, args ...any) {
	p.opened = false
	p.b.WriteString(strings.Repeat("    ", p.indent))
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

func (p *printer) blank() {
	if !p.opened && p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
}

func (p *printer) open(format string, args ...any) {
	p.line(format, args...)
	p.indent++
	p.opened = true
}

func (p *printer) close() {
	p.indent--
	p.line("}")
}

func (p *printer) docs(docs string) {
	if docs == "" {
		return
	}
	for line := range strings.SplitSeq(docs, "\n") {
		p.line("%s", strings.TrimRight("/// "+line, " "))
	}
}

func (p *printer) gate(s Stability) {
	if s.Since != "" {
		p.line("@since(version = %s)", s.Since)
	}
	if s.Feature != "" {
		p.line("@unstable(feature = %s)", escapeID(s.Feature))
	}
	if s.Deprecated != "" {
		p.line("@deprecated(version = %s)", s.Deprecated)
	}
}

func (p *printer) external(id string) {
	if id != "" {
		p.line("@external-id(%s)", quote(id))
	}
}

func (p *printer) pkg(pkg *Package) {
	p.from = pkg
	for _, i := range pkg.Interfaces {
		p.blank()
		p.docs(i.Docs)
		p.gate(i.Stability)
		p.open("interface %s {", escapeID(i.Name))
		p.interfaceBody(i)
		p.close()
	}
	for _, w := range pkg.Worlds {
		p.blank()
		p.world(w)
	}
}

// path is how the text names an interface or a world.
func (p *printer) path(pkg *Package, name string) string {
	if pkg == p.from {
		return escapeID(name)
	}
	n := pkg.Name
	n.Namespace, n.Name = escapeID(n.Namespace), escapeID(n.Name)
	return n.Interface(escapeID(name))
}

func (p *printer) interfaceBody(i *Interface) {
	p.typeDefs(i.Types)
	for _, f := range i.Funcs {
		p.blank()
		p.fn(f)
	}
}

// typeDefs writes types; what successive uses take from one interface is one use.
func (p *printer) typeDefs(types []*TypeDef) {
	for n := 0; n < len(types); n++ {
		t := types[n]
		p.blank()
		if t.Used == nil {
			p.typeDef(t)
			continue
		}
		names := []string{useName(t)}
		for n+1 < len(types) && types[n+1].Used != nil &&
			types[n+1].Used.Interface == t.Used.Interface && sameGate(types[n+1].Stability, t.Stability) {
			n++
			names = append(names, useName(types[n]))
		}
		p.gate(t.Stability)
		from := t.Used.Interface
		p.line("use %s.{%s};", p.path(from.Package, from.Name), strings.Join(names, ", "))
	}
}

func sameGate(a, b Stability) bool {
	a.pos, b.pos = Pos{}, Pos{}
	return a == b
}

func useName(t *TypeDef) string {
	if t.Name == t.Used.Name {
		return escapeID(t.Name)
	}
	return escapeID(t.Used.Name) + " as " + escapeID(t.Name)
}

func (p *printer) typeDef(t *TypeDef) {
	p.docs(t.Docs)
	p.gate(t.Stability)
	p.external(t.ExternalID)
	name := escapeID(t.Name)
	switch d := t.Def.(type) {
	case *Alias:
		p.line("type %s = %s;", name, typeText(d.Type))
	case *Record:
		p.open("record %s {", name)
		for _, f := range d.Fields {
			p.docs(f.Docs)
			p.line("%s: %s,", escapeID(f.Name), typeText(f.Type))
		}
		p.close()
	case *Variant:
		p.open("variant %s {", name)
		for _, c := range d.Cases {
			p.docs(c.Docs)
			if c.Type == nil {
				p.line("%s,", escapeID(c.Name))
			} else {
				p.line("%s(%s),", escapeID(c.Name), typeText(c.Type))
			}
		}
		p.close()
	case *Enum:
		p.labels("enum", name, d.Names)
	case *Flags:
		p.labels("flags", name, d.Names)
	case *Resource:
		if len(d.Funcs) == 0 {
			p.line("resource %s;", name)
			return
		}
		p.open("resource %s {", name)
		for _, f := range d.Funcs {
			p.blank()
			p.fn(f)
		}
		p.close()
	}
}

func (p *printer) labels(word, name string, labels []Label) {
	p.open("%s %s {", word, name)
	for _, l := range labels {
		p.docs(l.Docs)
		p.line("%s,", escapeID(l.Name))
	}
	p.close()
}

func (p *printer) fn(f *Func) {
	p.docs(f.Docs)
	p.gate(f.Stability)
	p.external(f.ExternalID)
	switch f.Kind {
	case Constructor:
		result := ""
		if _, own := f.Result.(*Own); !own {
			result = " -> " + typeText(f.Result)
		}
		p.line("constructor(%s)%s;", params(f), result)
	case Static:
		p.line("%s: static %s;", escapeID(f.Name), signature(f))
	default:
		p.line("%s: %s;", escapeID(f.Name), signature(f))
	}
}

func params(f *Func) string {
	parts := make([]string, len(f.Params))
	for i, p := range f.Params {
		parts[i] = escapeID(p.Name) + ": " + typeText(p.Type)
	}
	return strings.Join(parts, ", ")
}

func signature(f *Func) string {
	s := "func(" + params(f) + ")"
	if f.Async {
		s = "async " + s
	}
	if f.Result != nil {
		s += " -> " + typeText(f.Result)
	}
	return s
}

// String is the function as WIT text, without documentation.
func (f *Func) String() string {
	if f.Kind == Constructor {
		return "constructor(" + params(f) + ")"
	}
	return escapeID(f.Name) + ": " + signature(f)
}

func (p *printer) world(w *World) {
	p.docs(w.Docs)
	p.gate(w.Stability)
	p.open("world %s {", escapeID(w.Name))
	for _, in := range w.Includes {
		p.blank()
		target := p.path(in.World.Package, in.World.Name)
		if len(in.With) == 0 {
			p.line("include %s;", target)
			continue
		}
		with := make([]string, len(in.With))
		for i, n := range in.With {
			with[i] = escapeID(n[0]) + " as " + escapeID(n[1])
		}
		p.line("include %s with { %s }", target, strings.Join(with, ", "))
	}
	var defs []*TypeDef
	for _, item := range w.Imports {
		if item.Type != nil && !item.Included {
			defs = append(defs, item.Type)
		}
	}
	p.typeDefs(defs)
	for n, items := range [][]*WorldItem{w.Imports, w.Exports} {
		for _, item := range items {
			if !item.Implied && !item.Included && item.Type == nil {
				p.blank()
				p.extern([...]string{"import", "export"}[n], item)
			}
		}
	}
	p.close()
}

func (p *printer) extern(word string, item *WorldItem) {
	p.docs(item.Docs)
	p.gate(item.Stability)
	p.external(item.ExternalID)
	switch i := item.Interface; {
	case item.Func != nil:
		p.line("%s %s: %s;", word, escapeID(item.Name), signature(item.Func))
	case item.Name == "":
		p.line("%s %s;", word, p.path(i.Package, i.Name))
	case i.Inline:
		p.open("%s %s: interface {", word, escapeID(item.Name))
		p.interfaceBody(i)
		p.close()
	default:
		p.line("%s %s: %s;", word, escapeID(item.Name), p.path(i.Package, i.Name))
	}
}

func typeText(t Type) string {
	switch t := t.(type) {
	case nil:
		return "_"
	case Primitive:
		return types.Primitive(t).String()
	case *TypeDef:
		return escapeID(t.Name)
	case *List:
		if t.Fixed {
			return fmt.Sprintf("list<%s, %d>", typeText(t.Elem), t.Len)
		}
		return "list<" + typeText(t.Elem) + ">"
	case *Map:
		return "map<" + typeText(t.Key) + ", " + typeText(t.Value) + ">"
	case *Tuple:
		parts := make([]string, len(t.Elems))
		for i, e := range t.Elems {
			parts[i] = typeText(e)
		}
		return "tuple<" + strings.Join(parts, ", ") + ">"
	case *Option:
		return "option<" + typeText(t.Elem) + ">"
	case *Result:
		switch {
		case t.OK == nil && t.Err == nil:
			return "result"
		case t.Err == nil:
			return "result<" + typeText(t.OK) + ">"
		}
		return "result<" + typeText(t.OK) + ", " + typeText(t.Err) + ">"
	case *Own:
		return escapeID(t.Resource.Name)
	case *Borrow:
		return "borrow<" + escapeID(t.Resource.Name) + ">"
	case *Stream:
		return asyncText("stream", t.Elem)
	case *Future:
		return asyncText("future", t.Elem)
	}
	return "_"
}

func asyncText(word string, elem Type) string {
	if elem == nil {
		return word
	}
	return word + "<" + typeText(elem) + ">"
}
