package bindgen

import (
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// top writes what a reader of the package wants to know: the interfaces to
// implement, how to make an instance, what it does.
func (f *file) top(w *worldPlan) {
	host := f.host()
	if w.funcsName != "" {
		f.say("%s is what the host implements of world %s beside interfaces.", w.funcsName, w.world.Name)
		f.hostRules()
		f.f("type %s interface {", w.funcsName)
		for _, m := range w.funcs {
			f.method(w.world.Package, m)
		}
		f.f("}\n")
	}
	f.f("// Imports are the host's implementations for one instance. A field may be nil")
	f.f("// where the component does not import its interface.")
	f.f("type Imports struct {")
	if w.funcsName != "" {
		f.f("// %s is for functions of the world itself.", w.funcsName)
		f.f("%s %s", w.funcsName, w.funcsName)
	}
	for _, i := range w.needed() {
		what := i.item.ID()
		if i.item.Name != "" && !i.item.Interface.Inline {
			what += ", which is " + i.item.Interface.ID()
		}
		f.f("// %s is for %s.", i.field, what)
		f.f("%s %s", i.field, f.in(i.iface.pkg, i.iface.name))
	}
	f.f("}\n")
	f.instantiateOne()
	f.say("Prepared is a component of world %s, linked. It may be used from several goroutines.", w.world.Name)
	f.f("type Prepared struct {")
	f.f("p *%s.Prepared", host)
	f.f("slot int")
	f.f("// missing names an import of the component that is nil in Imports.")
	f.f("missing func(*Imports) string")
	if len(w.allExports()) > 0 {
		f.f("exports exportRefs")
	}
	f.f("}\n")
	f.prepare(w)
	f.instantiate(w)
	f.instance(w)
}

// instantiateOne writes the short way to the one instance of a component.
func (f *file) instantiateOne() {
	host := f.host()
	f.say("Instantiate links component and makes an instance of it. The error names an import that imports has no value for, " +
		"or a type that differs from the world's. To make several instances of a component, or to set limits, " +
		"call [Prepare] once.")
	f.f("func Instantiate(ctx %s, component *%s.Component, imports Imports) (*Instance, error) {", f.ctx(), host)
	f.f("p, err := Prepare(%s.NewLinker(component.Engine()), component)", host)
	f.f("if err != nil {\nreturn nil, err\n}")
	f.f("i, err := p.Instantiate(ctx, imports, %s.InstanceConfig{})", host)
	f.f("if err != nil {\nreturn nil, %s.Join(err, p.Close())\n}", f.use("errors"))
	f.f("i.alone = true")
	f.f("return i, nil")
	f.f("}\n")
}

func (f *file) prepare(w *worldPlan) {
	host := f.host()
	f.f("// Prepare links component with what the world imports. l may offer more than")
	f.f("// that; it serves one Prepare of this package. A *host.LinkError names an import")
	f.f("// that nothing satisfies, or a type that differs from the world's.")
	f.f("func Prepare(l *%s.Linker, component *%s.Component) (*Prepared, error) {", host, host)
	f.f("p := &Prepared{slot: l.StateSlot(), missing: missingImports(component.Type())}")
	f.f("p.link(l)")
	f.f("var err error")
	f.f("if p.p, err = l.Prepare(component); err != nil {\nreturn nil, err\n}")
	f.f("if err := p.find(); err != nil {")
	f.f("return nil, %s.Join(err, p.p.Close())", f.use("errors"))
	f.f("}")
	f.f("return p, nil")
	f.f("}\n")
	f.f("// Close frees what linking made, after every instance is closed.")
	f.f("func (p *Prepared) Close() error { return p.p.Close() }\n")
	f.f("// Host is the component as package host sees it.")
	f.f("func (p *Prepared) Host() *%s.Prepared { return p.p }\n", host)
}

func (f *file) instantiate(w *worldPlan) {
	host := f.host()
	f.say("Instance is an instance of a component of world %s. Like a *host.Instance it is for one goroutine at a time.", w.world.Name)
	f.f("type Instance struct {")
	f.f("p *Prepared")
	f.f("inst *%s.Instance", host)
	f.f("imports Imports")
	f.f("// alone says that this instance is the only user of p: Close closes p too.")
	f.f("alone bool")
	f.f("}\n")
	f.f("// Instantiate makes an instance with imports of its own. cfg.HostState may hold")
	f.f("// what other users of the linker need in their slots.")
	f.f("func (p *Prepared) Instantiate(ctx %s, imports Imports, cfg %s.InstanceConfig) (*Instance, error) {", f.ctx(), host)
	f.f("if name := p.missing(&imports); name != \"\" {")
	f.f("return nil, %s.Errorf(%q, name)", f.use("fmt"), w.main.name+": the component imports %s, and Imports has nothing for it")
	f.f("}")
	f.f("i := &Instance{p: p, imports: imports}")
	f.f("state := make([]any, max(len(cfg.HostState), p.slot+1))")
	f.f("copy(state, cfg.HostState)")
	f.f("state[p.slot] = &i.imports")
	f.f("cfg.HostState = state")
	f.f("var err error")
	f.f("if i.inst, err = p.p.Instantiate(ctx, cfg); err != nil {\nreturn nil, err\n}")
	f.f("return i, nil")
	f.f("}\n")
	f.f("// Host is the instance as package host sees it: for its usage and its state.")
	f.f("func (i *Instance) Host() *%s.Instance { return i.inst }\n", host)
	f.f("// Close frees the instance. It may be called more than once.")
	f.f("func (i *Instance) Close() error {")
	f.f("if i.alone {\nreturn %s.Join(i.inst.Close(), i.p.Close())\n}", f.use("errors"))
	f.f("return i.inst.Close()")
	f.f("}\n")
}

// instance writes the methods that call exports.
func (f *file) instance(w *worldPlan) {
	for _, e := range w.exports {
		if e.fn != nil {
			docs := e.item.Docs
			f.export(e.fn, "(i *Instance)", "i", f.exportDocs(e.fn, f.plan.docs(w.world.Package, docs)), "")
			continue
		}
		pkg := e.item.Interface.Package
		f.comment("", f.plan.docs(pkg, e.item.Interface.Docs), e.name+" is the interface "+e.item.ID()+" that the component exports.")
		f.f("type %s interface {", e.name)
		for _, fn := range e.funcs {
			f.exportMethod(fn, f.plan.docs(pkg, fn.fn.Docs))
		}
		f.f("}\n")
		f.f("// %s is the exported interface %s.", e.accessor, e.item.ID())
		f.f("func (i *Instance) %s() %s { return exportOf%s{i} }\n", e.accessor, e.name, e.name)
		f.f("// exportOf%s is that of an instance.", e.name)
		f.f("type exportOf%s struct{ i *Instance }\n", e.name)
		for _, t := range e.types {
			f.guestResource(t)
		}
		for _, fn := range e.funcs {
			f.export(fn, "(e exportOf"+e.name+")", "e.i", "", "")
		}
	}
}

// handleOf is the name of the type of a handle of a resource that the component
// implements.
func handleOf(t *typePlan) string { return "handleOf" + t.name }

// guestResource writes the interface of a resource that the component implements,
// and the handle that implements it.
func (f *file) guestResource(t *typePlan) {
	f.comment("", f.docsOf(t), t.name+" is a handle of the component's resource `"+t.key.def.Name+"`.")
	f.f("type %s interface {", t.name)
	for _, m := range t.methods {
		f.exportMethod(m, f.plan.docs(owner(t.key.def), m.fn.Docs))
	}
	f.f("// Close drops the resource: the component's destructor runs.")
	f.f("Close(ctx %s) error", f.ctx())
	f.f("}\n")
	f.f("// %s is a %s of an instance.", handleOf(t), t.name)
	f.f("type %s struct {", handleOf(t))
	f.f("inst *Instance")
	f.f("handle *%s.Handle", f.abi())
	f.f("}\n")
	f.f("func (r *%s) Close(ctx %s) error { return r.handle.Drop(ctx) }\n", handleOf(t), f.ctx())
	for _, m := range t.methods {
		f.export(m, "(r *"+handleOf(t)+")", "r.inst", "", "r")
	}
}

// exportDocs is the comment of a method that calls an exported function.
func (f *file) exportDocs(fp *funcPlan, docs string) string {
	if docs == "" {
		return fp.name + " calls " + called(fp.fn) + "."
	}
	return docs
}

// exportMethod writes the method of an interface that calls an exported function.
func (f *file) exportMethod(fp *funcPlan, docs string) {
	f.comment("", docs, fp.name+" calls "+called(fp.fn)+".")
	f.f("%s%s", fp.name, f.signature(fp, fp.side))
}

// export writes a method that calls an exported function.
func (f *file) export(fp *funcPlan, recv, inst, docs, self string) {
	if docs != "" {
		f.comment("", docs, "")
	}
	f.f("func %s %s%s {", recv, fp.name, f.signature(fp, fp.side))
	args := []string{"ctx", inst}
	if self != "" {
		args = append(args, self)
	}
	args = append(args, fp.params...)
	name := "call" + capital(fp.ref)
	f.f("return %s(%s)", name, strings.Join(args, ", "))
	f.f("}\n")
}

// called is a function in words.
func called(fn *wit.Func) string {
	switch fn.Kind {
	case wit.Method:
		return "the method `" + fn.Name + "`"
	case wit.Constructor:
		return "the constructor of `" + fn.Resource.Name + "`"
	case wit.Static:
		return "`" + fn.Name + "` of `" + fn.Resource.Name + "`"
	}
	return "`" + fn.Name + "`"
}

// calls writes the functions that cross into the component.
func (l *linker) calls(w *worldPlan) {
	for _, fp := range w.allExports() {
		l.call(fp)
	}
}

func (l *linker) call(fp *funcPlan) {
	fn := fp.fn
	g := l.codec
	var ts []wit.Type
	var names, params []string
	if fn.Kind == wit.Method {
		t := &wit.Borrow{Resource: fn.Resource}
		ts, names = append(ts, t), append(names, "self")
		params = append(params, "self "+l.goType(t, fp.side))
	}
	for n, p := range fn.Params {
		ts, names = append(ts, p.Type), append(names, fmt.Sprintf("a%d", n))
		params = append(params, fmt.Sprintf("a%d %s", n, l.goType(p.Type, fp.side)))
	}
	out := l.returns(fn, fp.side)
	result := out[0]
	if len(out) > 1 {
		result = "(out " + out[0] + ", err error)"
	}
	l.f("func call%s(ctx %s, i *Instance%s) %s {", capital(fp.ref), l.ctx(), comma(params), result)
	l.f("c := i.inst.Begin(ctx, i.p.exports.%s)", fp.ref)
	offsets, all := l.plan.layout.offsets(ts)
	to := source{}
	if all.spilled {
		l.f("p := c.Alloc(%d, %d)", all.size, all.align)
		to = source{mem: true, base: "p"}
	}
	k := 0
	for n, t := range ts {
		l.into(func(*codec) { g.lower(t, to.at(offsets[n], k), names[n], fp.side) })
		k += g.flatLen(t)
	}
	if all.spilled {
		l.f("c.SetU32(0, p)")
	}
	l.f("c.Invoke()")
	l.result(fp, len(out) > 1)
	l.f("}\n")
}

func comma(params []string) string {
	if len(params) == 0 {
		return ""
	}
	return ", " + strings.Join(params, ", ")
}

// result writes how the result of an export is lifted and given back.
func (l *linker) result(fp *funcPlan, hasValue bool) {
	fn := fp.fn
	if fn.Result == nil {
		l.f("return c.End()")
		return
	}
	lay := l.plan.layout.of(fn.Result)
	from := source{}
	indent := false
	if lay.spilled || len(lay.flat) > 1 {
		l.f("ret := c.U32(0)")
		from = source{mem: true, base: "ret"}
		indent = true
	}
	r := topResult(fn)
	if r != nil && !hasValue {
		l.f("var err error")
	}
	if indent {
		l.f("if c.Check(ret, %d, %d) {", lay.size, lay.align)
	}
	if r == nil {
		l.f("out = %s", l.lift(fn.Result, from, fp.side))
	} else {
		payload := l.codec.variantAt(from, []wit.Type{r.OK, r.Err})
		if r.OK == nil {
			l.f("if c.LiftDiscriminant(%s, 2) == 1 {", from.word(1))
		} else {
			l.f("if c.LiftDiscriminant(%s, 2) == 0 {", from.word(1))
			l.f("out = %s", l.lift(r.OK, payload, fp.side))
			l.f("} else {")
		}
		l.f("err = %s", l.errorValue(r.Err, payload, fp.side))
		l.f("}")
	}
	if indent {
		l.f("}")
	}
	if !hasValue {
		l.f("if end := c.End(); end != nil {\nreturn end\n}")
		l.f("return err")
		return
	}
	zero := l.zero(okType(fn), fp.side)
	l.f("if end := c.End(); end != nil {")
	l.into(func(g *codec) { g.close(okType(fn), "ctx", "out", fp.side) })
	l.f("return %s, end\n}", zero)
	if r == nil {
		l.f("return out, nil")
	} else {
		l.f("return out, err")
	}
}

func (l *linker) errorValue(t wit.Type, from source, s side) string {
	typ := l.errorType(t, s)
	switch {
	case t == nil:
		return typ + "{}"
	case l.plan.wrapsError(t, s):
		return typ + "{Value: " + l.lift(t, from, s) + "}"
	}
	return l.lift(t, from, s)
}

// register writes the methods that offer the imports and find the exports.
func (l *linker) register(w *worldPlan) {
	host := l.host()
	l.f("// link offers the imports of the world. Implementations are those of the")
	l.f("// instance that calls.")
	l.f("func (p *Prepared) link(l *%s.Linker) {", host)
	// No function of its own finds the imports: every frame on the way into the
	// host costs a component's call some 8 ns, as the processor predicts no more
	// than 16 returns.
	const imports = "c.HostState(p.slot).(*Imports)."
	for _, i := range w.imports {
		of := ""
		if i.iface.name != "" {
			of = fmt.Sprintf(", func(c *%s.Call) %s { return %s%s }", l.abi(), l.in(i.iface.pkg, i.iface.name), imports, i.field)
		} else if !hasResources(i.iface) {
			continue
		}
		l.f("%s(l, %q%s)", l.in(i.iface.pkg, i.iface.link), i.item.ID(), of)
	}
	for _, t := range w.resources {
		l.registerResource(t, "l")
	}
	for _, m := range w.funcs {
		l.hostFunc("l", m, imports+w.funcsName)
	}
	l.f("}\n")
	if all := w.allExports(); len(all) > 0 {
		l.f("// exportRefs are the functions that the component exports.")
		l.f("type exportRefs struct {")
		for _, fp := range all {
			l.f("%s %s.ExportedFunc", fp.ref, host)
		}
		l.f("}\n")
	}
	l.f("// find looks up the exports of the world and compares their types.")
	l.f("func (p *Prepared) find() (err error) {")
	for _, e := range w.exports {
		if e.fn != nil {
			l.f("if p.exports.%s, err = p.p.TypedFunc(%s, %q); err != nil {\nreturn err\n}", e.fn.ref, l.expected.fn(e.fn.fn, e.fn.side), e.item.ID())
			continue
		}
		for _, t := range e.types {
			l.f("if err = p.p.Resource(%s, %q, %q); err != nil {\nreturn err\n}", t.resource, e.item.ID(), t.key.def.Name)
		}
		for _, t := range e.types {
			for _, m := range t.methods {
				l.typedFunc(e, m)
			}
		}
		for _, m := range e.funcs {
			l.typedFunc(e, m)
		}
	}
	l.f("return nil")
	l.f("}\n")
	l.missing(w)
}

func (l *linker) typedFunc(e exportPlan, m *funcPlan) {
	l.f("if p.exports.%s, err = p.p.TypedFunc(%s, %q, %q); err != nil {\nreturn err\n}", m.ref, l.expected.fn(m.fn, m.side), e.item.ID(), m.fn.ID())
}

// missing writes the function that finds an import that Imports has nothing for.
func (l *linker) missing(w *worldPlan) {
	pkg := l.types()
	needed := w.needed()
	l.f("// missingImports makes the check of what the component imports functions of.")
	l.f("func missingImports(t *%s.Component) func(*Imports) string {", pkg)
	if len(needed) == 0 && w.funcsName == "" {
		l.f("return func(*Imports) string { return \"\" }")
		l.f("}\n")
		return
	}
	for n := range needed {
		l.f("need%d := importsOf(t, %q)", n, withoutVersion(needed[n].item.ID()))
	}
	if w.funcsName != "" {
		var ids []string
		for _, m := range w.funcs {
			ids = append(ids, fmt.Sprintf("importsOf(t, %q)", m.fn.ID()))
		}
		l.f("needFuncs := %s", strings.Join(ids, " || "))
	}
	l.f("return func(i *Imports) string {")
	l.f("switch {")
	for n, i := range needed {
		l.f("case need%d && i.%s == nil:\nreturn %q", n, i.field, i.item.ID())
	}
	if w.funcsName != "" {
		l.f("case needFuncs && i.%s == nil:\nreturn %q", w.funcsName, "functions of world "+w.world.Name)
	}
	l.f("}")
	l.f("return \"\"")
	l.f("}")
	l.f("}\n")
	str := l.use("strings")
	l.f("// importsOf tells whether a component imports functions under a name, of any")
	l.f("// version.")
	l.f("func importsOf(t *%s.Component, name string) bool {", pkg)
	l.f("for _, i := range t.Imports {")
	l.f("if id, _, _ := %s.Cut(i.Name, \"@\"); id != name {\ncontinue\n}", str)
	l.f("inst, ok := i.Type.(*%s.Instance)", pkg)
	l.f("if !ok {\nreturn true\n}")
	l.f("for _, e := range inst.Exports {")
	l.f("if _, ok := e.Type.(*%s.Func); ok {\nreturn true\n}", pkg)
	l.f("}")
	l.f("}")
	l.f("return false")
	l.f("}\n")
}

func withoutVersion(id string) string {
	id, _, _ = strings.Cut(id, "@")
	return id
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
