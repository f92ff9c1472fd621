package canon

import (
	"math"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// Handles is what dynamic values need to know of the resources that guests
// implement: what stands for them in the host's hands.
type Handles interface {
	// Lift is the host's value for a resource that was taken (own) or borrowed.
	Lift(r *Resource, rep Rep, own bool) any
	// Lower is what the host's value stands for; own says that it is given away.
	Lower(r *Resource, v any, own bool) (Rep, error)
}

// The cost of dynamic values, in bytes of the budget.
const (
	elementCost = 16
	fieldCost   = 32
)

// LiftParams lifts the parameters of a call (lift_flat_values). It gives nil
// after an error.
func (cx *Context) LiftParams(f *Func, core []uint64) []value.Value {
	w := cx.Opts.width()
	out := make([]value.Value, len(f.Params))
	if f.tuple.spread {
		ptr := cx.pointer(core[0])
		if !cx.Check(ptr, f.tuple.size[w], f.tuple.align[w]) {
			return nil
		}
		for i, fd := range f.tuple.fields {
			out[i] = cx.load(fd.typ, ptr+fd.offset[w])
		}
	} else {
		for i, t := range f.Params {
			n := len(t.flat[w])
			out[i] = cx.liftFlat(t, core[:n])
			core = core[n:]
		}
	}
	if cx.err != nil {
		return nil
	}
	return out
}

// LiftResult lifts the result of a call, nil where there is none.
func (cx *Context) LiftResult(f *Func, core []uint64) value.Value {
	if f.Result == nil {
		return nil
	}
	var v value.Value
	if f.ResultSpilled(cx.Opts) {
		ptr := cx.pointer(core[0])
		if !cx.Check(ptr, f.Result.Size(cx.Opts), f.Result.Align(cx.Opts)) {
			return nil
		}
		v = cx.load(f.Result, ptr)
	} else {
		v = cx.liftFlat(f.Result, core)
	}
	if cx.err != nil {
		return nil
	}
	return v
}

// pointer is a core value as an address of the memory's width.
func (cx *Context) pointer(v uint64) uint64 {
	if cx.Opts.Memory64 {
		return v
	}
	return uint64(uint32(v))
}

// scalar makes a value of the bits of a scalar type.
func (cx *Context) scalar(t *Type, bits uint64) value.Value {
	switch t.kind {
	case kindBool:
		return value.Bool(uint32(bits) != 0)
	case kindS8:
		return value.S8(bits)
	case kindU8:
		return value.U8(bits)
	case kindS16:
		return value.S16(bits)
	case kindU16:
		return value.U16(bits)
	case kindS32:
		return value.S32(bits)
	case kindU32:
		return value.U32(bits)
	case kindS64:
		return value.S64(bits)
	case kindU64:
		return value.U64(bits)
	case kindF32:
		return value.F32(CanonicalNaN32(math.Float32frombits(uint32(bits))))
	case kindF64:
		return value.F64(CanonicalNaN64(math.Float64frombits(bits)))
	case kindChar:
		return value.Char(cx.Char(uint32(bits)))
	case kindOwn:
		rep := cx.LiftOwn(t.res, uint32(bits))
		return value.Own{Rep: cx.liftHandle(t.res, rep, true)}
	case kindBorrow:
		rep := cx.LiftBorrow(t.res, uint32(bits))
		return value.Borrow{Rep: cx.liftHandle(t.res, rep, false)}
	}
	return nil
}

func (cx *Context) liftHandle(r *Resource, rep Rep, own bool) any {
	if cx.err != nil {
		return nil
	}
	if r.Impl == HostImpl {
		return rep.Host
	}
	return cx.Handles.Lift(r, rep, own)
}

// loadInt reads size bytes, which is 1, 2, 4 or 8 (load_int).
func (cx *Context) loadInt(p, size uint64) uint64 {
	switch size {
	case 1:
		return uint64(cx.Load8(p))
	case 2:
		return uint64(cx.Load16(p))
	case 4:
		return uint64(cx.Load32(p))
	}
	return cx.Load64(p)
}

// load reads a value from memory. The range was checked for the whole value.
func (cx *Context) load(t *Type, p uint64) value.Value {
	if cx.err != nil {
		return nil
	}
	w := cx.Opts.width()
	switch t.kind {
	case kindString:
		return value.String(cx.LiftString(cx.loadPtr(p), cx.loadPtr(p+t.size[w]/2)))
	case kindList, kindMap:
		return cx.loadList(t, cx.loadPtr(p), cx.loadPtr(p+t.size[w]/2))
	case kindFixed:
		cx.cut = nil // there is no such list that is shorter
		if !cx.chargeElements(t.length) || !cx.chargeBytes(t.length*elementCost) {
			return nil
		}
		return cx.loadElements(t, p, t.length)
	case kindRecord, kindTuple:
		if !cx.chargeBytes(uint64(len(t.fields))*fieldCost) && cx.err != nil {
			return nil
		}
		vs := make([]value.Value, len(t.fields))
		for i := range t.fields {
			vs[i] = cx.load(t.fields[i].typ, p+t.fields[i].offset[w])
		}
		return t.product(vs)
	case kindVariant, kindEnum, kindOption, kindResult:
		i := cx.discriminant(t, cx.loadInt(p, t.disc))
		if cx.err != nil {
			return nil
		}
		var v value.Value
		if c := t.cases[i].typ; c != nil {
			v = cx.load(c, p+t.payload[w])
		}
		return t.sum(i, v)
	case kindFlags:
		if t.words == 1 {
			return t.flagsOf([]uint64{cx.loadInt(p, t.size[w])})
		}
		words := make([]uint64, t.words)
		for i := range words {
			words[i] = uint64(cx.Load32(p + 4*uint64(i)))
		}
		return t.flagsOf(words)
	}
	return cx.scalar(t, cx.loadInt(p, t.size[w]))
}

func (cx *Context) discriminant(t *Type, v uint64) uint32 {
	return cx.LiftDiscriminant(uint32(v), uint32(len(t.cases)))
}

// loadList is load_list_from_range.
func (cx *Context) loadList(t *Type, p, n uint64) value.Value {
	w := cx.Opts.width()
	if t.kind == kindList && t.elem.kind == kindU8 {
		return value.Bytes(cx.LiftBytes(p, n))
	}
	if _, ok := cx.list(p, n, t.elem.size[w], t.elem.align[w]); !ok {
		return nil
	}
	n, ok := cx.grantElements(n, elementCost)
	if !ok {
		return nil
	}
	return cx.loadElements(t, p, n)
}

func (cx *Context) loadElements(t *Type, p, n uint64) value.Value {
	size := t.elem.size[cx.Opts.width()]
	if t.kind == kindMap {
		out := make(value.Map, 0, n)
		for i := uint64(0); i < n && cx.err == nil; i++ {
			if kv, ok := cx.load(t.elem, p+i*size).(value.Tuple); ok {
				out = append(out, value.Entry{Key: kv[0], Value: kv[1]})
			}
		}
		return out
	}
	out := make(value.List, n)
	for i := uint64(0); i < n && cx.err == nil; i++ {
		out[i] = cx.load(t.elem, p+i*size)
	}
	return out
}

// liftFlat lifts a value from its core values. Core values are bits, so that
// the coercions of a variant's joined types are nothing but a narrower reading.
func (cx *Context) liftFlat(t *Type, core []uint64) value.Value {
	if cx.err != nil {
		return nil
	}
	w := cx.Opts.width()
	switch t.kind {
	case kindString:
		return value.String(cx.LiftString(cx.pointer(core[0]), cx.pointer(core[1])))
	case kindList, kindMap:
		return cx.loadList(t, cx.pointer(core[0]), cx.pointer(core[1]))
	case kindFixed:
		vs := make(value.List, t.length)
		n := len(t.elem.flat[w])
		for i := range vs {
			vs[i] = cx.liftFlat(t.elem, core[i*n:(i+1)*n])
		}
		return vs
	case kindRecord, kindTuple:
		vs := make([]value.Value, len(t.fields))
		for i := range t.fields {
			n := len(t.fields[i].typ.flat[w])
			vs[i] = cx.liftFlat(t.fields[i].typ, core[:n])
			core = core[n:]
		}
		return t.product(vs)
	case kindVariant, kindEnum, kindOption, kindResult:
		i := cx.discriminant(t, core[0])
		if cx.err != nil {
			return nil
		}
		var v value.Value
		if c := t.cases[i].typ; c != nil {
			v = cx.liftFlat(c, core[1:1+len(c.flat[w])])
		}
		return t.sum(i, v)
	case kindFlags:
		return t.flagsOf(core[:t.words])
	}
	return cx.scalar(t, core[0])
}

// product is the value of a record or tuple.
func (t *Type) product(vs []value.Value) value.Value {
	if t.kind == kindTuple {
		return value.Tuple(vs)
	}
	out := make(value.Record, len(vs))
	for i, v := range vs {
		out[i] = value.Field{Name: t.fields[i].name, Value: v}
	}
	return out
}

// sum is the value of a variant, or what despecializes to one.
func (t *Type) sum(i uint32, v value.Value) value.Value {
	switch t.kind {
	case kindEnum:
		return value.Enum(t.names[i])
	case kindOption:
		return value.Option{Value: v}
	case kindResult:
		return value.Result{IsErr: i == 1, Value: v}
	}
	return value.Variant{Case: t.cases[i].name, Value: v}
}

// flagsOf is unpack_flags_from_int.
func (t *Type) flagsOf(words []uint64) value.Value {
	out := value.Flags{}
	for i, n := range t.names {
		if words[i/32]>>(i%32)&1 != 0 {
			out = append(out, n)
		}
	}
	return out
}
