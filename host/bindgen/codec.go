package bindgen

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// codec writes the functions of a package that lift and lower. Each is written
// once, when it is first needed.
type codec struct {
	*file
	need  []need
	names map[string]string // of helpers, by operation and type
	taken scope
}

// need is a function that has to be written.
type need struct {
	op   string
	name string
	t    wit.Type
	s    side
}

func newCodec(f *file) *codec {
	return &codec{file: f, names: map[string]string{}, taken: scope{}}
}

// helper is the name of the function that does op on t, made on demand.
func (g *codec) helper(op string, t wit.Type, s side) string {
	t = plain(t)
	key := op + " " + g.key(t, s)
	if name, ok := g.names[key]; ok {
		return name
	}
	label := g.label(t, s)
	if len(label) > 80 {
		label = "Type"
	}
	// Lists and maps are lifted and lowered by pointer and length, wherever these are.
	word := strings.TrimSuffix(strings.TrimSuffix(op, "List"), "Map")
	name := g.taken.take(word + label)
	g.names[key] = name
	g.need = append(g.need, need{op, name, t, s})
	return name
}

// key tells types apart that differ in Go or in how they are lifted.
func (g *codec) key(t wit.Type, s side) string {
	switch t := plain(t).(type) {
	case nil:
		return "_"
	case wit.Primitive:
		return types.Primitive(t).String()
	case *wit.TypeDef:
		tp := g.plan.named(t, s)
		return tp.pkg.path + "." + tp.name
	case *wit.Own:
		return "own " + g.key(t.Resource.Root(), s)
	case *wit.Borrow:
		return "borrow " + g.key(t.Resource.Root(), s)
	default:
		key := fmt.Sprintf("%T", t)
		if l, ok := t.(*wit.List); ok && l.Fixed {
			key += strconv.Itoa(int(l.Len))
		}
		if r, ok := t.(*wit.Result); ok {
			return key + "(" + g.key(r.OK, s) + "," + g.key(r.Err, s) + ")"
		}
		key += "("
		for _, part := range parts(t) {
			key += g.key(part, s) + ","
		}
		return key + ")"
	}
}

// label is a name for a type, made of the names of its parts.
func (g *codec) label(t wit.Type, s side) string {
	switch t := t.(type) {
	case nil:
		return "Nothing"
	case wit.Primitive:
		return exported(types.Primitive(t).String())
	case *wit.TypeDef:
		if a, ok := t.Def.(*wit.Alias); ok {
			return g.label(a.Type, s)
		}
		tp := g.plan.named(t, s)
		if tp.pkg != g.pkg {
			return exported(tp.pkg.alias) + tp.name
		}
		return tp.name
	case *wit.List:
		if t.Fixed {
			return "Array" + strconv.Itoa(int(t.Len)) + "Of" + g.label(t.Elem, s)
		}
		return "ListOf" + g.label(t.Elem, s)
	case *wit.Map:
		return "MapOf" + g.label(t.Key, s) + "To" + g.label(t.Value, s)
	case *wit.Tuple:
		name := "Tuple" + strconv.Itoa(len(t.Elems)) + "Of"
		for _, e := range t.Elems {
			name += g.label(e, s)
		}
		return name
	case *wit.Option:
		return "OptionOf" + g.label(t.Elem, s)
	case *wit.Result:
		return "ResultOf" + g.label(t.OK, s) + "Or" + g.label(t.Err, s)
	case *wit.Own:
		return "Own" + g.label(t.Resource.Root(), s)
	case *wit.Borrow:
		return "Borrow" + g.label(t.Resource.Root(), s)
	}
	return "Type"
}

// guest tells whether values of t hold handles of resources that the component
// implements, which need the instance to be made.
func (g *codec) guest(t wit.Type, s side) bool { return g.plan.ownerOf(t, s) != hostSide }

// instArg is the first argument of a function that lifts t, where it needs one.
func (g *codec) instArg(t wit.Type, s side) string {
	if g.guest(t, s) {
		return "i, "
	}
	return ""
}

func (g *codec) instParam(t wit.Type, s side) string {
	if g.guest(t, s) {
		return "i *Instance, "
	}
	return ""
}

func at(ptr string, off uint32) string {
	if off == 0 {
		return ptr
	}
	return fmt.Sprintf("%s+%d", ptr, off)
}

// nth is the index of a core value: base is a variable, or empty for 0.
func nth(base string, k int) string {
	switch {
	case base == "":
		return strconv.Itoa(k)
	case k == 0:
		return base
	}
	return fmt.Sprintf("%s+%d", base, k)
}

// source is where a value is lifted from: memory, or core values.
type source struct {
	mem  bool
	base string
	off  uint32
	k    int
}

// word reads 32 bits or fewer of a value that has n of them.
func (s source) word(n uint32) string {
	if !s.mem {
		return "c.U32(" + nth(s.base, s.k) + ")"
	}
	switch n {
	case 1:
		return "uint32(c.LoadU8(" + at(s.base, s.off) + "))"
	case 2:
		return "uint32(c.LoadU16(" + at(s.base, s.off) + "))"
	}
	return "c.LoadU32(" + at(s.base, s.off) + ")"
}

// pair reads a pointer and a length.
func (s source) pair() string {
	if s.mem {
		return "c.LoadU32(" + at(s.base, s.off) + "), c.LoadU32(" + at(s.base, s.off+4) + ")"
	}
	return "c.U32(" + nth(s.base, s.k) + "), c.U32(" + nth(s.base, s.k+1) + ")"
}

// arg is the argument of a function that lifts from the source.
func (s source) arg() string {
	if s.mem {
		return at(s.base, s.off)
	}
	return nth(s.base, s.k)
}

// advance is the place after a part: off is where the next one is in memory, k
// how many core values are before it.
func (s source) at(off uint32, k int) source {
	s.off += off
	s.k += k
	return s
}

func liftOp(s source) string {
	if s.mem {
		return "load"
	}
	return "lift"
}

// lift is a Go expression for the value of type t at a source.
func (g *codec) lift(t wit.Type, from source, s side) string {
	t = plain(t)
	switch t := t.(type) {
	case wit.Primitive:
		return g.liftScalar(types.Primitive(t), from)
	case *wit.List:
		if !t.Fixed {
			return g.liftList(t, from, s)
		}
	case *wit.Map:
		return g.helper("liftMap", t, s) + "(" + g.instArg(t, s) + "c, " + from.pair() + ")"
	case *wit.Own, *wit.Borrow:
		return g.helper("lift", t, s) + "(" + g.instArg(t, s) + "c, " + from.word(4) + ")"
	case *wit.TypeDef:
		switch d := t.Def.(type) {
		case *wit.Enum:
			return fmt.Sprintf("%s(c.LiftDiscriminant(%s, %d))", g.goType(t, s), from.word(uint32(bits(len(d.Names))/8)), len(d.Names))
		case *wit.Flags:
			n := flagBits(len(d.Names))
			expr := g.goType(t, s) + "(" + from.word(uint32(n/8)) + ")"
			if len(d.Names) < n {
				expr += fmt.Sprintf(" & %#x", uint32(1)<<len(d.Names)-1)
			}
			return expr
		}
	}
	return g.helper(liftOp(from), t, s) + "(" + g.instArg(t, s) + "c, " + from.arg() + ")"
}

func (g *codec) liftList(t *wit.List, from source, s side) string {
	switch {
	case isU8(t.Elem):
		return "c.LiftBytes(" + from.pair() + ")"
	case scalarList(t.Elem):
		return g.abi() + ".LiftScalars[" + g.goType(t.Elem, s) + "](c, " + from.pair() + ")"
	}
	return g.helper("liftList", t, s) + "(" + g.instArg(t, s) + "c, " + from.pair() + ")"
}

func (g *codec) liftScalar(p types.Primitive, from source) string {
	switch p {
	case types.Bool:
		if from.mem {
			return "c.LoadU8(" + at(from.base, from.off) + ") != 0"
		}
		return from.word(1) + " != 0"
	case types.U8:
		if from.mem {
			return "c.LoadU8(" + at(from.base, from.off) + ")"
		}
		return "uint8(" + from.word(1) + ")"
	case types.S8, types.S16, types.U16, types.S32:
		size := map[types.Primitive]uint32{types.S8: 1, types.S16: 2, types.U16: 2, types.S32: 4}[p]
		if p == types.U16 && from.mem {
			return "c.LoadU16(" + at(from.base, from.off) + ")"
		}
		return scalarTypes[p] + "(" + from.word(size) + ")"
	case types.U32:
		return from.word(4)
	case types.Char:
		return "c.Char(" + from.word(4) + ")"
	case types.String:
		return "c.LiftString(" + from.pair() + ")"
	}
	get := map[types.Primitive]string{types.S64: "U64", types.U64: "U64", types.F32: "F32", types.F64: "F64"}[p]
	expr := "c." + get + "(" + nth(from.base, from.k) + ")"
	if from.mem {
		expr = "c.Load" + get + "(" + at(from.base, from.off) + ")"
	}
	if p == types.S64 {
		return "int64(" + expr + ")"
	}
	return expr
}

// store is a statement that writes 32 bits or fewer to a place.
func (s source) set(n uint32, expr string) string {
	if !s.mem {
		return "c.SetU32(" + nth(s.base, s.k) + ", " + expr + ")"
	}
	_, err := strconv.Atoi(expr)
	literal := err == nil
	switch {
	case n < 4 && literal:
		return fmt.Sprintf("c.StoreU%d(%s, %s)", 8*n, at(s.base, s.off), expr)
	case n == 1:
		return "c.StoreU8(" + at(s.base, s.off) + ", uint8(" + expr + "))"
	case n == 2:
		return "c.StoreU16(" + at(s.base, s.off) + ", uint16(" + expr + "))"
	}
	return "c.StoreU32(" + at(s.base, s.off) + ", " + expr + ")"
}

func (g *codec) setPair(to source, call string) {
	g.f("{")
	g.f("q, n := %s", call)
	g.f("%s", to.set(4, "q"))
	g.f("%s", to.at(4, 1).set(4, "n"))
	g.f("}")
}

// lower writes statements that put the value v of type t at a place.
func (g *codec) lower(t wit.Type, to source, v string, s side) {
	t = plain(t)
	switch t := t.(type) {
	case wit.Primitive:
		g.lowerScalar(types.Primitive(t), to, v)
		return
	case *wit.List:
		if t.Fixed {
			break
		}
		switch {
		case isU8(t.Elem):
			g.setPair(to, "c.LowerBytes("+v+")")
		case scalarList(t.Elem):
			g.setPair(to, g.abi()+".LowerScalars(c, "+v+")")
		default:
			g.setPair(to, g.helper("lowerList", t, s)+"(c, "+v+")")
		}
		return
	case *wit.Map:
		g.setPair(to, g.helper("lowerMap", t, s)+"(c, "+v+")")
		return
	case *wit.Own, *wit.Borrow:
		g.f("%s", to.set(4, g.helper("lower", t, s)+"(c, "+v+")"))
		return
	case *wit.TypeDef:
		switch d := t.Def.(type) {
		case *wit.Enum:
			g.f("%s", to.set(uint32(bits(len(d.Names))/8), fmt.Sprintf("c.LowerDiscriminant(uint32(%s), %d)", v, len(d.Names))))
			return
		case *wit.Flags:
			n := flagBits(len(d.Names))
			expr := "uint32(" + v + ")"
			if len(d.Names) < n {
				expr = fmt.Sprintf("uint32(%s & %#x)", v, uint32(1)<<len(d.Names)-1)
			}
			g.f("%s", to.set(uint32(n/8), expr))
			return
		}
	}
	op := "set"
	if to.mem {
		op = "store"
	}
	g.f("%s(c, %s, %s)", g.helper(op, t, s), to.arg(), v)
}

func (g *codec) lowerScalar(p types.Primitive, to source, v string) {
	switch p {
	case types.Bool:
		g.f("%s", to.set(1, "c.LowerBool("+v+")"))
	case types.Char:
		g.f("%s", to.set(4, "c.LowerChar("+v+")"))
	case types.String:
		g.setPair(to, "c.LowerString("+v+")")
	case types.U32:
		g.f("%s", to.set(4, v))
	case types.U8, types.S8, types.U16, types.S16, types.S32:
		g.lowerInt(p, to, v)
	default:
		put := map[types.Primitive]string{types.S64: "U64", types.U64: "U64", types.F32: "F32", types.F64: "F64"}[p]
		if p == types.S64 {
			v = "uint64(" + v + ")"
		}
		if to.mem {
			g.f("c.Store%s(%s, %s)", put, at(to.base, to.off), v)
		} else {
			g.f("c.Set%s(%s, %s)", put, nth(to.base, to.k), v)
		}
	}
}

// lowerInt lowers an integer of less than 32 bits, or a signed one: sign
// extended among core values, cut to its size in memory.
func (g *codec) lowerInt(p types.Primitive, to source, v string) {
	if !to.mem {
		g.f("%s", to.set(4, "uint32("+v+")"))
		return
	}
	switch p {
	case types.U8:
		g.f("c.StoreU8(%s, %s)", at(to.base, to.off), v)
	case types.S8:
		g.f("c.StoreU8(%s, uint8(%s))", at(to.base, to.off), v)
	case types.U16:
		g.f("c.StoreU16(%s, %s)", at(to.base, to.off), v)
	case types.S16:
		g.f("c.StoreU16(%s, uint16(%s))", at(to.base, to.off), v)
	default:
		g.f("c.StoreU32(%s, uint32(%s))", at(to.base, to.off), v)
	}
}

// flatLen is how many core values t takes.
func (g *codec) flatLen(t wit.Type) int { return len(g.plan.layout.of(t).flat) }

// finish writes every function that is needed, and those that these need.
func (g *codec) finish() {
	for len(g.need) > 0 {
		n := g.need[0]
		g.need = g.need[1:]
		switch n.op {
		case "load", "lift":
			g.liftFunc(n)
		case "store", "set":
			g.lowerFunc(n)
		case "liftList":
			g.liftListFunc(n)
		case "lowerList":
			g.lowerListFunc(n)
		case "liftMap":
			g.liftMapFunc(n)
		case "lowerMap":
			g.lowerMapFunc(n)
		case "lower":
			g.lowerHandleFunc(n)
		case "close":
			g.closeFunc(n)
		}
	}
}
