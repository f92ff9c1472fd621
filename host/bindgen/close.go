package bindgen

import (
	"strconv"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// close writes a statement that closes the resources of the host that v, of type
// t, owns: what was lifted of a call that failed.
func (g *codec) close(t wit.Type, ctx, v string, s side) {
	if !g.plan.ownsHost(t, s) {
		return
	}
	g.f("%s(%s, %s)", g.helper("close", plain(t), s), ctx, v)
}

// closeFunc writes a function that closes what a value owns.
func (g *codec) closeFunc(n need) {
	g.f("func %s(ctx %s, v %s) {", n.name, g.ctx(), g.goType(n.t, n.s))
	switch t := n.t.(type) {
	case *wit.Own:
		g.f("if v != nil {\n_ = v.Close(ctx)\n}")
	case *wit.List:
		g.f("for j := range v {")
		g.close(t.Elem, "ctx", "v[j]", n.s)
		g.f("}")
	case *wit.Map:
		g.f("for _, e := range v {")
		g.close(t.Value, "ctx", "e", n.s)
		g.f("}")
	case *wit.Tuple:
		for i, e := range t.Elems {
			g.close(e, "ctx", "v.F"+strconv.Itoa(i), n.s)
		}
	case *wit.Option:
		g.f("if v != nil {")
		if hasNil(t.Elem) {
			g.close(t.Elem, "ctx", "v", n.s)
		} else {
			g.close(t.Elem, "ctx", "*v", n.s)
		}
		g.f("}")
	case *wit.Result:
		g.close(t.OK, "ctx", "v.OK", n.s)
		g.close(t.Err, "ctx", "v.Err", n.s)
	case *wit.TypeDef:
		tp := g.plan.named(t, n.s)
		switch d := t.Def.(type) {
		case *wit.Record:
			for i, f := range d.Fields {
				g.close(f.Type, "ctx", "v."+tp.parts[i], n.s)
			}
		case *wit.Variant:
			g.f("switch v := v.(type) {")
			for i, c := range d.Cases {
				if g.plan.ownsHost(c.Type, n.s) {
					g.f("case %s:", g.in(tp.pkg, tp.parts[i]))
					g.close(c.Type, "ctx", "v.Value", n.s)
				}
			}
			g.f("}")
		}
	}
	g.f("}\n")
}
