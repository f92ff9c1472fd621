package bindgen

import (
	"path"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// fakes writes a package of fakes for tests of what a package has the host
// implement: runnertest for runner. It is nil where there is nothing.
func (p *plan) fakes(pkg *goPackage, w *worldPlan) *file {
	own := &goPackage{
		name: pkg.name + "test", dir: path.Join(pkg.dir, pkg.name+"test"),
		names: scope{}, imports: scope{}, ifaces: pkg.ifaces,
	}
	f := p.newFile(own, "")
	f.source = pkg
	f.doc = "Package " + own.name + " has fakes of what package " + pkg.name + " leaves to the host,\n" +
		"for tests: they record how they are called, and answer as they are told.\n\n" +
		"Fakes may be used from several goroutines once their fields are set."
	for _, ip := range pkg.ifaces {
		if !p.implemented(ip) {
			continue
		}
		for _, t := range ip.types {
			f.fakeResource(pkg, t)
		}
		if ip.name != "" {
			f.fake(pkg, ip.name, ip.methods, false)
		}
	}
	if w != nil {
		for _, t := range w.resources {
			f.fakeResource(pkg, t)
		}
		if w.funcsName != "" {
			f.fake(pkg, w.funcsName, w.funcs, false)
		}
	}
	if f.body.Len() == 0 {
		return nil
	}
	return f
}

func (f *file) fakeResource(pkg *goPackage, t *typePlan) {
	if _, ok := t.key.def.Def.(*wit.Resource); ok {
		f.fake(pkg, t.name, t.methods, true)
	}
}

// fakeMethod is a method of a fake and what goes with it.
type fakeMethod struct {
	name, on, calls, record string
	fn                      *wit.Func
	// params are the parameters' names, fields those of the record.
	params, fields []string
}

// fake writes the fake of one Go interface.
func (f *file) fake(pkg *goPackage, name string, methods []*funcPlan, closes bool) {
	typ := f.pkg.names.take(name)
	target := f.in(pkg, name)
	list := f.fakeMethods(typ, methods, closes)
	f.f("// %s is a [%s] that records its calls. A method calls the field of", typ, target)
	f.f("// its name, On and the method's, or gives zero values where that is nil.")
	f.f("type %s struct {", typ)
	for _, m := range list {
		f.f("%s func%s", m.on, f.fakeSignature(m))
	}
	f.f("\nmu %s.Mutex", f.use("sync"))
	for _, m := range list {
		f.f("%s []%s", lowerFirst(m.calls), m.record)
	}
	f.f("}\n")
	f.f("var _ %s = (*%s)(nil)\n", target, typ)
	for _, m := range list {
		f.fakeMethod(typ, target, m)
	}
}

func (f *file) fakeMethods(typ string, methods []*funcPlan, closes bool) []*fakeMethod {
	var list []*fakeMethod
	taken := scope{}
	for _, m := range methods {
		taken[m.name] = true
		list = append(list, &fakeMethod{name: m.name, fn: m.fn})
	}
	if closes {
		taken["Close"] = true
		list = append(list, &fakeMethod{name: "Close", fn: &wit.Func{Name: "close"}})
	}
	imports := scope{}
	for _, other := range f.plan.packages {
		imports[other.alias] = true
	}
	imports["sync"], imports["slices"] = true, true
	for _, m := range list {
		m.on, m.calls = taken.take("On"+m.name), taken.take(m.name+"Calls")
		m.record = f.pkg.names.take(typ + m.name + "Call")
		params, fields := scope{}, scope{}
		for _, p := range m.fn.Params {
			m.params = append(m.params, params.local(p.Name, imports))
			m.fields = append(m.fields, fields.take(exported(p.Name)))
		}
	}
	return list
}

// fakeSignature is the signature of a method of a fake.
func (f *file) fakeSignature(m *fakeMethod) string {
	return f.signature(&funcPlan{fn: m.fn, params: m.params}, hostSide)
}

func (f *file) fakeMethod(typ, target string, m *fakeMethod) {
	f.f("// %s is what one call of %s was given.", m.record, m.name)
	f.f("type %s struct {", m.record)
	for i, p := range m.fn.Params {
		f.f("%s %s", m.fields[i], f.goType(p.Type, hostSide))
	}
	f.f("}\n")
	f.f("// %s implements [%s].", m.name, target)
	f.f("func (r *%s) %s%s {", typ, m.name, f.fakeSignature(m))
	field := "r." + lowerFirst(m.calls)
	f.f("r.mu.Lock()")
	f.f("%s = append(%s, %s{%s})", field, field, m.record, strings.Join(m.params, ", "))
	f.f("r.mu.Unlock()")
	zero := "nil"
	if len(f.returns(m.fn, hostSide)) > 1 {
		zero = f.zero(okType(m.fn), hostSide) + ", nil"
	}
	f.f("if r.%s == nil {\nreturn %s\n}", m.on, zero)
	f.f("return r.%s(%s)", m.on, strings.Join(append([]string{"ctx"}, m.params...), ", "))
	f.f("}\n")
	f.f("// %s are the calls of %s so far, in order.", m.calls, m.name)
	f.f("func (r *%s) %s() []%s {", typ, m.calls, m.record)
	f.f("r.mu.Lock()\ndefer r.mu.Unlock()")
	f.f("return %s.Clone(%s)", f.use("slices"), field)
	f.f("}\n")
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
