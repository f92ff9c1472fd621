package bindgen

import (
	"fmt"
	"strconv"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// liftFunc writes a function that lifts a value out of memory, or out of core
// values from an index on.
func (g *codec) liftFunc(n need) {
	if resourceOf(n.t) != nil {
		g.liftHandleFunc(n)
		return
	}
	from := source{mem: n.op == "load", base: "p"}
	param := "p uint32"
	if !from.mem {
		from.base, param = "k", "k int"
	}
	goType := g.goType(n.t, n.s)
	g.f("func %s(%sc *%s.Call, %s) %s {", n.name, g.instParam(n.t, n.s), g.abi(), param, goType)
	switch t := n.t.(type) {
	case *wit.Tuple:
		g.liftFields(goType, t.Elems, tupleFields(len(t.Elems)), from, n.s)
	case *wit.List:
		g.liftArray(t, goType, from, n.s)
	case *wit.Option:
		size := g.variantAt(from, []wit.Type{nil, t.Elem})
		g.f("if c.LiftDiscriminant(%s, 2) == 0 {\nreturn nil\n}", from.word(1))
		if hasNil(t.Elem) {
			g.f("return %s", g.lift(t.Elem, size, n.s))
			break
		}
		g.f("v := %s", g.lift(t.Elem, size, n.s))
		g.f("return &v")
	case *wit.Result:
		payload := g.variantAt(from, []wit.Type{t.OK, t.Err})
		g.f("if c.LiftDiscriminant(%s, 2) == 0 {", from.word(1))
		g.f("return %s", g.caseLiteral(goType, "OK", t.OK, payload, n.s))
		g.f("}")
		g.f("return %s", g.caseLiteral(goType, "IsErr: true, Err", t.Err, payload, n.s))
	case *wit.TypeDef:
		switch d := t.Def.(type) {
		case *wit.Record:
			ts := make([]wit.Type, len(d.Fields))
			for i, f := range d.Fields {
				ts[i] = f.Type
			}
			g.liftFields(goType, ts, g.plan.named(t, n.s).parts, from, n.s)
		case *wit.Variant:
			g.liftVariant(t, d, from, n.s)
		}
	}
	g.f("}\n")
}

func tupleFields(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = "F" + strconv.Itoa(i)
	}
	return names
}

func (g *codec) liftFields(goType string, ts []wit.Type, names []string, from source, s side) {
	offsets, _ := g.plan.layout.offsets(ts)
	g.f("return %s{", goType)
	k := 0
	for i, t := range ts {
		g.f("%s: %s,", names[i], g.lift(t, from.at(offsets[i], k), s))
		k += g.flatLen(t)
	}
	g.f("}")
}

func (g *codec) liftArray(t *wit.List, goType string, from source, s side) {
	if !from.mem {
		g.f("return %s{", goType)
		n := g.flatLen(t.Elem)
		for i := range int(t.Len) {
			g.f("%s,", g.lift(t.Elem, from.at(0, i*n), s))
		}
		g.f("}")
		return
	}
	g.f("var v %s", goType)
	g.f("for j := range v {")
	g.f("v[j] = %s", g.lift(t.Elem, source{mem: true, base: "p"}, s))
	g.f("p += %d", g.plan.layout.of(t.Elem).size)
	g.f("}")
	g.f("return v")
}

// variantAt is where the payload of a variant is.
func (g *codec) variantAt(from source, cases []wit.Type) source {
	off, _ := g.plan.layout.payload(cases)
	return from.at(off, 1)
}

func (g *codec) caseLiteral(goType, field string, t wit.Type, from source, s side) string {
	if t == nil {
		if field == "OK" {
			return goType + "{}"
		}
		return goType + "{IsErr: true}"
	}
	return goType + "{" + field + ": " + g.lift(t, from, s) + "}"
}

func caseTypes(v *wit.Variant) []wit.Type {
	ts := make([]wit.Type, len(v.Cases))
	for i, c := range v.Cases {
		ts[i] = c.Type
	}
	return ts
}

func (g *codec) liftVariant(t *wit.TypeDef, v *wit.Variant, from source, s side) {
	tp := g.plan.named(t, s)
	payload := g.variantAt(from, caseTypes(v))
	_, disc := g.plan.layout.payload(caseTypes(v))
	g.f("switch c.LiftDiscriminant(%s, %d) {", from.word(disc), len(v.Cases))
	for i, c := range v.Cases {
		if i == len(v.Cases)-1 {
			g.f("default:")
		} else {
			g.f("case %d:", i)
		}
		name := g.in(tp.pkg, tp.parts[i])
		if c.Type == nil {
			g.f("return %s{}", name)
		} else {
			g.f("return %s{Value: %s}", name, g.lift(c.Type, payload, s))
		}
	}
	g.f("}")
}

// lowerFunc writes a function that lowers a value to memory, or to core values
// from an index on.
func (g *codec) lowerFunc(n need) {
	to := source{mem: n.op == "store", base: "p"}
	param := "p uint32"
	if !to.mem {
		to.base, param = "k", "k int"
	}
	goType := g.goType(n.t, n.s)
	g.f("func %s(c *%s.Call, %s, v %s) {", n.name, g.abi(), param, goType)
	switch t := n.t.(type) {
	case *wit.Tuple:
		g.lowerFields(t.Elems, tupleFields(len(t.Elems)), to, n.s)
	case *wit.List:
		g.lowerArray(t, to, n.s)
	case *wit.Option:
		all := g.flatLen(t)
		g.f("if v == nil {")
		g.f("%s", to.set(1, "0"))
		g.clear(to, 1, all)
		g.f("return\n}")
		g.f("%s", to.set(1, "1"))
		v := "*v"
		if hasNil(t.Elem) {
			v = "v"
		}
		g.lower(t.Elem, g.variantAt(to, []wit.Type{nil, t.Elem}), v, n.s)
	case *wit.Result:
		payload := g.variantAt(to, []wit.Type{t.OK, t.Err})
		g.f("if v.IsErr {")
		g.f("%s", to.set(1, "1"))
		g.lowerPayload(t.Err, to, payload, "v.Err", g.flatLen(t), n.s)
		g.f("return\n}")
		g.f("%s", to.set(1, "0"))
		g.lowerPayload(t.OK, to, payload, "v.OK", g.flatLen(t), n.s)
	case *wit.TypeDef:
		switch d := t.Def.(type) {
		case *wit.Record:
			ts := make([]wit.Type, len(d.Fields))
			for i, f := range d.Fields {
				ts[i] = f.Type
			}
			g.lowerFields(ts, g.plan.named(t, n.s).parts, to, n.s)
		case *wit.Variant:
			g.lowerVariant(t, d, to, n.s)
		}
	}
	g.f("}\n")
}

// clear sets the core values of a variant that its case does not use.
func (g *codec) clear(to source, from, all int) {
	if to.mem {
		return
	}
	for k := from; k < all; k++ {
		g.f("c.SetU64(%s, 0)", nth(to.base, to.k+k))
	}
}

func (g *codec) lowerPayload(t wit.Type, to, payload source, v string, all int, s side) {
	used := 1
	if t != nil {
		g.lower(t, payload, v, s)
		used += g.flatLen(t)
	}
	g.clear(to, used, all)
}

func (g *codec) lowerFields(ts []wit.Type, names []string, to source, s side) {
	offsets, _ := g.plan.layout.offsets(ts)
	k := 0
	for i, t := range ts {
		g.lower(t, to.at(offsets[i], k), "v."+names[i], s)
		k += g.flatLen(t)
	}
}

func (g *codec) lowerArray(t *wit.List, to source, s side) {
	if !to.mem {
		n := g.flatLen(t.Elem)
		for i := range int(t.Len) {
			g.lower(t.Elem, to.at(0, i*n), fmt.Sprintf("v[%d]", i), s)
		}
		return
	}
	g.f("for j := range v {")
	g.lower(t.Elem, source{mem: true, base: "p"}, "v[j]", s)
	g.f("p += %d", g.plan.layout.of(t.Elem).size)
	g.f("}")
}

func (g *codec) lowerVariant(t *wit.TypeDef, v *wit.Variant, to source, s side) {
	tp := g.plan.named(t, s)
	payload := g.variantAt(to, caseTypes(v))
	_, disc := g.plan.layout.payload(caseTypes(v))
	all := g.flatLen(t)
	bind := ""
	for _, c := range v.Cases {
		if c.Type != nil {
			bind = "v := "
		}
	}
	g.f("switch %sv.(type) {", bind)
	for i, c := range v.Cases {
		g.f("case %s:", g.in(tp.pkg, tp.parts[i]))
		g.f("%s", to.set(disc, strconv.Itoa(i)))
		g.lowerPayload(c.Type, to, payload, "v.Value", all, s)
	}
	g.f("default:")
	g.f("c.Fail(&%s.TypeError{Message: %s.Sprintf(%q, v)})", g.abi(), g.use("fmt"), t.Name+": %T is not one of the cases: give a value, not a pointer")
	g.f("}")
}

func (g *codec) liftListFunc(n need) {
	t := n.t.(*wit.List)
	l := g.plan.layout.of(t.Elem)
	g.f("func %s(%sc *%s.Call, p, n uint32) []%s {", n.name, g.instParam(t, n.s), g.abi(), g.goType(t.Elem, n.s))
	g.f("list := make([]%s, c.LiftList(p, n, %d, %d))", g.goType(t.Elem, n.s), l.size, l.align)
	g.f("for j := range list {")
	g.f("list[j] = %s", g.lift(t.Elem, source{mem: true, base: "p"}, n.s))
	g.f("p += %d", l.size)
	g.f("}")
	g.f("return list")
	g.f("}\n")
}

func (g *codec) lowerListFunc(n need) {
	t := n.t.(*wit.List)
	l := g.plan.layout.of(t.Elem)
	g.f("func %s(c *%s.Call, list []%s) (ptr, n uint32) {", n.name, g.abi(), g.goType(t.Elem, n.s))
	g.f("ptr = c.LowerList(len(list), %d, %d)", l.size, l.align)
	g.stopLowering(t.Elem, n.s)
	g.f("p := ptr")
	g.f("for j := range list {")
	g.lower(t.Elem, source{mem: true, base: "p"}, "list[j]", n.s)
	g.f("p += %d", l.size)
	g.f("}")
	g.f("return ptr, uint32(len(list))")
	g.f("}\n")
}

// stopLowering ends a function that lowers a list once the call has failed, but
// where elements own resources: lowering goes on, to close them.
func (g *codec) stopLowering(elem wit.Type, s side) {
	if !g.plan.ownsHost(elem, s) {
		g.f("if c.Err() != nil {\nreturn 0, 0\n}")
	}
}

func (g *codec) liftMapFunc(n need) {
	t := n.t.(*wit.Map)
	off, l := g.plan.layout.offsets([]wit.Type{t.Key, t.Value})
	g.f("func %s(%sc *%s.Call, p, n uint32) %s {", n.name, g.instParam(t, n.s), g.abi(), g.goType(t, n.s))
	g.f("m := %s{}", g.goType(t, n.s))
	g.f("for range c.LiftList(p, n, %d, %d) {", l.size, l.align)
	g.f("key := %s", g.lift(t.Key, source{mem: true, base: "p", off: off[0]}, n.s))
	g.f("m[key] = %s", g.lift(t.Value, source{mem: true, base: "p", off: off[1]}, n.s))
	g.f("p += %d", l.size)
	g.f("}")
	g.f("return m")
	g.f("}\n")
}

func (g *codec) lowerMapFunc(n need) {
	t := n.t.(*wit.Map)
	off, l := g.plan.layout.offsets([]wit.Type{t.Key, t.Value})
	g.f("func %s(c *%s.Call, m %s) (ptr, n uint32) {", n.name, g.abi(), g.goType(t, n.s))
	g.f("ptr = c.LowerList(len(m), %d, %d)", l.size, l.align)
	g.stopLowering(t.Value, n.s)
	g.f("p := ptr")
	isBool := plain(t.Key) == wit.Type(wit.Primitive(types.Bool))
	if isBool {
		g.f("for _, key := range [...]bool{false, true} {")
		g.f("v, ok := m[key]")
		g.f("if !ok {\ncontinue\n}")
	} else {
		g.f("for _, key := range %s.SortedKeys(m) {", g.cm())
		g.f("v := m[key]")
	}
	g.lower(t.Key, source{mem: true, base: "p", off: off[0]}, "key", n.s)
	g.lower(t.Value, source{mem: true, base: "p", off: off[1]}, "v", n.s)
	g.f("p += %d", l.size)
	g.f("}")
	g.f("return ptr, uint32(len(m))")
	g.f("}\n")
}

func (g *codec) liftHandleFunc(n need) {
	tp := g.plan.named(resourceOf(n.t), n.s)
	what := "Own"
	if _, ok := n.t.(*wit.Borrow); ok {
		what = "Borrow"
	}
	if tp.key.owner != hostSide {
		g.f("func %s(i *Instance, c *%s.Call, h uint32) %s {", n.name, g.abi(), tp.name)
		g.f("return &%s{inst: i, handle: c.LiftGuest%s(%s, h)}", handleOf(tp), what, tp.resource)
		g.f("}\n")
		return
	}
	goType := g.goType(n.t, n.s)
	g.f("func %s(c *%s.Call, h uint32) %s {", n.name, g.abi(), goType)
	g.f("rep := c.Lift%s(%s, h)", what, g.in(tp.pkg, tp.resource))
	g.f("v, ok := rep.(%s)", goType)
	g.f("if !ok {")
	g.f("c.Fail(&%s.TypeError{Message: %s.Sprintf(%q, rep)})", g.abi(), g.use("fmt"), "resource "+tp.key.def.Name+": the host's value is a %T")
	g.f("}")
	g.f("return v")
	g.f("}\n")
}

func (g *codec) lowerHandleFunc(n need) {
	tp := g.plan.named(resourceOf(n.t), n.s)
	what := "Own"
	if _, ok := n.t.(*wit.Borrow); ok {
		what = "Borrow"
	}
	g.f("func %s(c *%s.Call, v %s) uint32 {", n.name, g.abi(), g.goType(n.t, n.s))
	g.f("if v == nil {")
	g.f("c.Fail(&%s.TypeError{Message: %q})", g.abi(), "resource "+tp.key.def.Name+": nil is given")
	g.f("return 0")
	g.f("}")
	switch {
	case tp.key.owner != hostSide:
		g.f("h, ok := v.(*%s)", handleOf(tp))
		g.f("if !ok {")
		g.f("c.Fail(&%s.TypeError{Message: %s.Sprintf(%q, v)})", g.abi(), g.use("fmt"), "resource "+tp.key.def.Name+": a %T is not a handle of the component's")
		g.f("return 0")
		g.f("}")
		g.f("return c.LowerGuest%s(%s, h.handle)", what, tp.resource)
	case what == "Own":
		g.f("h := c.LowerOwn(%s, v)", g.in(tp.pkg, tp.resource))
		g.f("if h == 0 {")
		g.f("// The call has failed, so the resource is closed here.")
		g.f("_ = v.Close(c.Context())")
		g.f("}")
		g.f("return h")
	default:
		g.f("return c.LowerBorrow(%s, v)", g.in(tp.pkg, tp.resource))
	}
	g.f("}\n")
}
