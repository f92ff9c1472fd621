package bindgen

import (
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// linker writes the functions that offer interfaces to components.
type linker struct {
	*file
	codec    *codec
	expected *expected
}

// link writes the function that registers an interface.
func (l *linker) link(ip *ifacePlan) {
	host := l.host()
	hasHost := ip.name != ""
	if hasHost {
		l.f("func %s(l *%s.Linker, name string, of func(*%s.Call) %s) {", ip.link, host, l.abi(), ip.name)
	} else {
		l.f("func %s(l *%s.Linker, name string) {", ip.link, host)
	}
	if len(ip.methods) > 0 || hasResources(ip) {
		l.f("n := l.Instance(name)")
	} else {
		l.f("l.Instance(name)")
	}
	for _, t := range ip.types {
		l.registerResource(t, "n")
	}
	for _, m := range ip.methods {
		l.hostFunc("n", m, "of(c)")
	}
	l.f("}\n")
}

func hasResources(ip *ifacePlan) bool {
	for _, t := range ip.types {
		if t.resource != "" {
			return true
		}
	}
	return false
}

func (l *linker) registerResource(t *typePlan, n string) {
	if t.resource == "" {
		return
	}
	l.f("%s.Resource(%q, %s, func(ctx %s, rep any) error {", n, t.key.def.Name, t.resource, l.ctx())
	l.f("if v, ok := rep.(%s); ok {\nreturn v.Close(ctx)\n}", t.name)
	l.f("return nil")
	l.f("})")
	for _, m := range t.methods {
		l.hostFunc(n, m, "")
	}
}

// hostFunc registers one function of the host: lift the parameters, call the
// implementation, lower the result.
func (l *linker) hostFunc(n string, m *funcPlan, recv string) {
	fn := m.fn
	g := l.codec
	l.f("%s.Func(%q, %s, func(c *%s.Call) {", n, fn.ID(), l.expected.fn(fn, hostSide), l.abi())
	var ts []wit.Type
	if fn.Kind == wit.Method {
		ts = append(ts, &wit.Borrow{Resource: fn.Resource})
	}
	for _, p := range fn.Params {
		ts = append(ts, p.Type)
	}
	offsets, all := l.plan.layout.offsets(ts)
	retIndex := len(all.flat)
	from := source{}
	if all.spilled {
		retIndex = 1
		l.f("p := c.U32(0)")
		l.f("if !c.Check(p, %d, %d) {\nreturn\n}", all.size, all.align)
		from = source{mem: true, base: "p"}
	}
	k := 0
	var args, names []string
	for i, t := range ts {
		name := fmt.Sprintf("a%d", i)
		if fn.Kind == wit.Method {
			name = fmt.Sprintf("a%d", i-1)
			if i == 0 {
				name, recv = "self", "self"
			}
		}
		names = append(names, name)
		if name != "self" {
			args = append(args, name)
		}
		l.f("%s := %s", name, l.lift(t, from.at(offsets[i], k), hostSide))
		k += g.flatLen(t)
	}
	result := l.plan.layout.of(fn.Result)
	spilled := fn.Result != nil && (result.spilled || len(result.flat) > 1)
	to := source{}
	if spilled {
		l.f("ret := c.U32(%d)", retIndex)
		l.f("if !c.Check(ret, %d, %d) {", result.size, result.align)
		to = source{mem: true, base: "ret"}
	} else {
		l.f("if c.Err() != nil {")
	}
	for i, t := range ts {
		l.into(func(g *codec) { g.close(t, "c.Context()", names[i], hostSide) })
	}
	l.f("return\n}")
	call := fmt.Sprintf("%s.%s(%s)", recv, m.name, strings.Join(append([]string{"c.Context()"}, args...), ", "))
	l.answer(fn, call, to)
	l.f("})")
}

// answer calls the implementation and lowers what it gives.
func (l *linker) answer(fn *wit.Func, call string, to source) {
	g := l.codec
	r := topResult(fn)
	if r == nil {
		if fn.Result == nil {
			l.f("if err := %s; err != nil {\nc.Fail(err)\n}", call)
			return
		}
		l.f("v, err := %s", call)
		l.f("if err != nil {\nc.Fail(err)\nreturn\n}")
		l.lower(fn.Result, to, "v")
		return
	}
	if r.OK == nil {
		l.f("err := %s", call)
	} else {
		l.f("v, err := %s", call)
	}
	payload := g.variantAt(to, []wit.Type{r.OK, r.Err})
	l.f("if err != nil {")
	bind := "e"
	if r.Err == nil {
		bind = "_"
	}
	l.f("%s, ok := %s.AsType[%s](err)", bind, l.use("errors"), l.errorType(r.Err, hostSide))
	l.f("if !ok {\nc.Fail(err)\nreturn\n}")
	l.f("%s", to.set(1, "1"))
	if r.Err != nil {
		v := "e"
		if l.plan.wrapsError(r.Err, hostSide) {
			v = "e.Value"
		}
		l.lower(r.Err, payload, v)
	}
	l.f("return\n}")
	l.f("%s", to.set(1, "0"))
	if r.OK != nil {
		l.lower(r.OK, payload, "v")
	}
}

// lower writes statements of the codec into this file.
func (l *linker) lower(t wit.Type, to source, v string) {
	l.into(func(g *codec) { g.lower(t, to, v, hostSide) })
}

// lift is an expression of the codec for this file.
func (l *linker) lift(t wit.Type, from source, s side) (expr string) {
	l.into(func(g *codec) { expr = g.lift(t, from, s) })
	return expr
}

// into runs fn with the codec writing to this file; the functions that it finds
// to be needed still go to the codec's own.
func (l *linker) into(fn func(*codec)) {
	own := l.codec.file
	l.codec.file = l.file
	fn(l.codec)
	l.codec.file = own
}
