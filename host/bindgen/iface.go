package bindgen

import (
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// implement writes the Go interfaces that the host implements: of resources, and
// of the interface itself.
func (f *file) implement(ip *ifacePlan) {
	if !f.plan.implemented(ip) {
		return
	}
	for _, t := range ip.types {
		f.resourceDecl(t)
	}
	if ip.name == "" {
		return
	}
	f.comment("", f.plan.docs(ip.iface.Package, ip.iface.Docs), ip.name+" is the interface "+ip.iface.ID()+", which the host implements.")
	f.hostRules()
	f.f("type %s interface {", ip.name)
	for _, m := range ip.methods {
		f.method(ip.iface.Package, m)
	}
	f.f("}\n")
}

// hostRules says once for each interface what every method of it is held to.
func (f *file) hostRules() {
	f.f("//")
	f.f("// Methods return when ctx ends. An error that is not of the function's own")
	f.f("// type stops the component with a trap that has it as its cause.")
}

// resourceDecl writes the Go interface of a resource that the host implements.
func (f *file) resourceDecl(t *typePlan) {
	if _, ok := t.key.def.Def.(*wit.Resource); !ok {
		return
	}
	d := t.key.def
	f.comment("", f.docsOf(t), t.name+" is the resource `"+d.Name+"` of "+ownerID(d)+".")
	f.f("type %s interface {", t.name)
	for _, m := range t.methods {
		f.method(owner(d), m)
	}
	f.f("// Close is called once, when the component drops the resource or is closed.")
	f.f("Close(ctx %s) error", f.ctx())
	f.f("}\n")
}

func (f *file) method(pkg *wit.Package, m *funcPlan) {
	f.comment("", f.plan.docs(pkg, m.fn.Docs), "")
	f.f("%s%s", m.name, f.signature(m, m.side))
}

// unimplemented writes types to embed, whose methods all answer with an error.
func (f *file) unimplemented(ip *ifacePlan) {
	if !f.plan.implemented(ip) {
		return
	}
	for _, t := range ip.types {
		if _, ok := t.key.def.Def.(*wit.Resource); ok {
			f.unimplementedType(t.name, t.methods, ip.iface.ID(), true)
		}
	}
	if ip.name != "" {
		f.unimplementedType(ip.name, ip.methods, ip.iface.ID(), false)
	}
}

func (f *file) unimplementedType(name string, methods []*funcPlan, id string, closes bool) {
	typ := f.pkg.names.take("Unimplemented" + name)
	f.f("// %s is a [%s] for embedding: every method that is not", typ, name)
	f.f("// overridden ends the run with an error that says so.")
	f.f("type %s struct{}\n", typ)
	f.f("var _ %s = %s{}\n", name, typ)
	for _, m := range methods {
		out := f.returns(m.fn, hostSide)
		err := fmt.Sprintf("%s.New(%q)", f.use("errors"), id+": function "+m.fn.ID()+" is not implemented")
		if len(out) > 1 {
			err = f.zero(okType(m.fn), hostSide) + ", " + err
		}
		f.f("// %s implements [%s].", m.name, name)
		f.f("func (%s) %s%s {\nreturn %s\n}\n", typ, m.name, f.blankSignature(m), err)
	}
	if closes {
		f.f("// Close implements [%s]. It does nothing.", name)
		f.f("func (%s) Close(%s) error { return nil }\n", typ, f.ctx())
	}
}

func (f *file) blankSignature(m *funcPlan) string {
	params := []string{f.ctx()}
	for _, p := range m.fn.Params {
		params = append(params, f.goType(p.Type, hostSide))
	}
	out := f.returns(m.fn, hostSide)
	result := strings.Join(out, ", ")
	if len(out) > 1 {
		result = "(" + result + ")"
	}
	return "(" + strings.Join(params, ", ") + ") " + result
}

// okType is the type of what a function gives beside an error, nil for nothing.
func okType(fn *wit.Func) wit.Type {
	if r := topResult(fn); r != nil {
		return r.OK
	}
	return fn.Result
}

// resourceVars writes the identities of resources.
func (f *file) resourceVars(list []*typePlan) {
	for _, t := range list {
		if _, ok := t.key.def.Def.(*wit.Resource); ok {
			f.f("// %s stands for the resource `%s` in the types of functions.", t.resource, t.key.def.Name)
			f.f("var %s = &%s.Resource{Name: %q}\n", t.resource, f.types(), t.key.def.Name)
		}
	}
}
