package bindgen

import (
	"path"
	"strconv"
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
	var list []*fake
	add := func(name string, methods []*funcPlan, resource *typePlan) {
		list = append(list, &fake{target: name, typ: own.names.take(name), methods: methods, resource: resource})
	}
	addResources := func(ts []*typePlan) {
		for _, t := range ts {
			if _, ok := t.key.def.Def.(*wit.Resource); ok {
				add(t.name, t.methods, t)
			}
		}
	}
	for _, ip := range pkg.ifaces {
		if !p.implemented(ip) {
			continue
		}
		addResources(ip.types)
		if ip.name != "" {
			add(ip.name, ip.methods, nil)
		}
	}
	if w != nil {
		addResources(w.resources)
		if w.funcsName != "" {
			add(w.funcsName, w.funcs, nil)
		}
	}
	if list == nil {
		return nil
	}
	for _, fk := range list {
		f.fake(pkg, fk, list)
	}
	return f
}

// fake is a fake of one Go interface.
type fake struct {
	target, typ string
	methods     []*funcPlan
	resource    *typePlan // nil where it is not a resource
}

// fakeMethod is a method of a fake and what goes with it.
type fakeMethod struct {
	name, on, calls, record string
	fn                      *wit.Func
	// params are the parameters' names, fields those of the record.
	params, fields []string
}

// fake writes a fake, one of those of its package.
func (f *file) fake(pkg *goPackage, fk *fake, all []*fake) {
	typ := fk.typ
	target := f.in(pkg, fk.target)
	list := f.fakeMethods(typ, fk.methods, fk.resource != nil)
	f.f("// %s is a [%s] that records its calls. A method calls the field of", typ, target)
	f.f("// its name: method Get calls OnGet. Where the field is nil, the method returns zero")
	f.f("// values, and a new fake for each resource.")
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
		f.fakeMethod(typ, target, m, all)
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

func (f *file) fakeMethod(typ, target string, m *fakeMethod, all []*fake) {
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
	f.f("if r.%s == nil {\nreturn %s\n}", m.on, f.fakeAnswer(typ, m, all))
	f.f("return r.%s(%s)", m.on, strings.Join(append([]string{"ctx"}, m.params...), ", "))
	f.f("}\n")
	f.f("// %s are the calls of %s so far, in order.", m.calls, m.name)
	f.f("func (r *%s) %s() []%s {", typ, m.calls, m.record)
	f.f("r.mu.Lock()\ndefer r.mu.Unlock()")
	f.f("return %s.Clone(%s)", f.use("slices"), field)
	f.f("}\n")
}

// fakeAnswer is what a method gives that was not told what to answer.
func (f *file) fakeAnswer(typ string, m *fakeMethod, all []*fake) string {
	if len(f.returns(m.fn, hostSide)) < 2 {
		return "nil"
	}
	own, ok := plain(okType(m.fn)).(*wit.Own)
	if !ok {
		return f.zero(okType(m.fn), hostSide) + ", nil"
	}
	of := f.plan.named(resourceOf(own), hostSide)
	for _, fk := range all {
		if fk.resource == of {
			return "&" + fk.typ + "{}, nil"
		}
	}
	// The resource is one of another package, and nil would be no handle.
	return "nil, " + f.use("errors") + ".New(" + strconv.Quote(f.pkg.name+": "+typ+"."+m.on+" is nil, and has to give a "+of.key.def.Name) + ")"
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
