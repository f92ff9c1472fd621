package canon

import (
	"math"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// LowerParams lowers the parameters of a call into core values
// (lower_flat_values) and says how many there are. The values were checked: see
// Func.CheckParams.
func (cx *Context) LowerParams(f *Func, vs []value.Value, core []uint64) int {
	w := cx.Opts.width()
	if f.tuple.spread {
		ptr := cx.Realloc(0, 0, f.tuple.align[w], f.tuple.size[w])
		for i, fd := range f.tuple.fields {
			cx.store(fd.typ, vs[i], ptr+fd.offset[w])
		}
		core[0] = ptr
		return 1
	}
	n := 0
	for i, t := range f.Params {
		m := len(t.flat[w])
		cx.lowerFlat(t, vs[i], core[n:n+m])
		n += m
	}
	return n
}

// LowerResult lowers the result of a call that a guest makes: into core, or
// where it is spilled into memory at out.
func (cx *Context) LowerResult(f *Func, v value.Value, core []uint64, out uint64) {
	if f.Result == nil {
		return
	}
	if !f.ResultSpilled(cx.Opts) {
		cx.lowerFlat(f.Result, v, core)
		return
	}
	ptr := cx.pointer(out)
	if cx.Check(ptr, f.Result.Size(cx.Opts), f.Result.Align(cx.Opts)) {
		cx.store(f.Result, v, ptr)
	}
}

// bits is the core value of a scalar.
func (cx *Context) bits(t *Type, v value.Value) uint64 {
	switch v := v.(type) {
	case value.Bool:
		if v {
			return 1
		}
		return 0
	case value.S8:
		return uint64(uint32(v))
	case value.U8:
		return uint64(v)
	case value.S16:
		return uint64(uint32(v))
	case value.U16:
		return uint64(v)
	case value.S32:
		return uint64(uint32(v))
	case value.U32:
		return uint64(v)
	case value.S64:
		return uint64(v)
	case value.U64:
		return uint64(v)
	case value.F32:
		return uint64(math.Float32bits(CanonicalNaN32(float32(v))))
	case value.F64:
		return math.Float64bits(CanonicalNaN64(float64(v)))
	case value.Char:
		return uint64(cx.LowerChar(rune(v)))
	case value.Own:
		return uint64(cx.LowerOwn(t.res, cx.lowerHandle(t.res, v.Rep, true)))
	case value.Borrow:
		return uint64(cx.LowerBorrow(t.res, cx.lowerHandle(t.res, v.Rep, false)))
	}
	cx.Fail(valuef("want %s, have %T", t, v))
	return 0
}

func (cx *Context) lowerHandle(r *Resource, v any, own bool) Rep {
	if cx.err != nil {
		return Rep{}
	}
	if r.Impl == HostImpl {
		if v == nil {
			cx.Fail(valuef("resource %s: nil is given", r.Name))
		}
		return Rep{Host: v}
	}
	rep, err := cx.Handles.Lower(r, v, own)
	if err != nil {
		cx.Fail(err)
	}
	return rep
}

func (cx *Context) storeInt(p, size, v uint64) {
	switch size {
	case 1:
		cx.Store8(p, uint8(v))
	case 2:
		cx.Store16(p, uint16(v))
	case 4:
		cx.Store32(p, uint32(v))
	default:
		cx.Store64(p, v)
	}
}

// store writes a value to memory. The range was checked for the whole value.
func (cx *Context) store(t *Type, v value.Value, p uint64) {
	if cx.err != nil {
		return
	}
	w := cx.Opts.width()
	switch t.kind {
	case kindString, kindList, kindMap:
		ptr, n := cx.lowerPointer(t, v)
		cx.storePtr(p, ptr)
		cx.storePtr(p+t.size[w]/2, n)
	case kindFixed:
		cx.storeElements(t.elem, elements(v), p)
	case kindRecord, kindTuple:
		vs := t.parts(v)
		for i := range t.fields {
			cx.store(t.fields[i].typ, vs(i), p+t.fields[i].offset[w])
		}
	case kindVariant, kindEnum, kindOption, kindResult:
		i, payload := t.match(v)
		cx.storeInt(p, t.disc, uint64(i))
		if c := t.cases[i].typ; c != nil {
			cx.store(c, payload, p+t.payload[w])
		}
	case kindFlags:
		if t.words == 1 {
			cx.storeInt(p, t.size[w], t.flagWord(v, 0))
			return
		}
		for i := range t.words {
			cx.Store32(p+4*uint64(i), uint32(t.flagWord(v, i)))
		}
	default:
		cx.storeInt(p, t.size[w], cx.bits(t, v))
	}
}

// lowerPointer writes a string or list to memory that the guest allocates.
func (cx *Context) lowerPointer(t *Type, v value.Value) (ptr, n uint64) {
	if s, ok := v.(value.String); ok {
		return cx.LowerString(string(s))
	}
	if b, ok := v.(value.Bytes); ok {
		return cx.LowerBytes(b)
	}
	vs := elements(v)
	w := cx.Opts.width()
	ptr = cx.LowerList(vs.len, t.elem.size[w], t.elem.align[w])
	cx.storeElements(t.elem, vs, ptr)
	return ptr, uint64(vs.len)
}

func (cx *Context) storeElements(elem *Type, vs sequence, p uint64) {
	size := elem.size[cx.Opts.width()]
	for i := 0; i < vs.len && cx.err == nil; i++ {
		cx.store(elem, vs.at(i), p+uint64(i)*size)
	}
}

// lowerFlat lowers a value into as many core values as its type flattens to.
func (cx *Context) lowerFlat(t *Type, v value.Value, core []uint64) {
	if cx.err != nil {
		return
	}
	w := cx.Opts.width()
	switch t.kind {
	case kindString, kindList, kindMap:
		core[0], core[1] = cx.lowerPointer(t, v)
	case kindFixed:
		vs, n := elements(v), len(t.elem.flat[w])
		for i := range vs.len {
			cx.lowerFlat(t.elem, vs.at(i), core[i*n:(i+1)*n])
		}
	case kindRecord, kindTuple:
		vs := t.parts(v)
		for i := range t.fields {
			n := len(t.fields[i].typ.flat[w])
			cx.lowerFlat(t.fields[i].typ, vs(i), core[:n])
			core = core[n:]
		}
	case kindVariant, kindEnum, kindOption, kindResult:
		i, payload := t.match(v)
		clear(core)
		core[0] = uint64(i)
		if c := t.cases[i].typ; c != nil {
			cx.lowerFlat(c, payload, core[1:1+len(c.flat[w])])
		}
	case kindFlags:
		for i := range t.words {
			core[i] = t.flagWord(v, i)
		}
	default:
		core[0] = cx.bits(t, v)
	}
}

// sequence is the elements of a list, whichever Go type holds them.
type sequence struct {
	len int
	at  func(int) value.Value
}

func elements(v value.Value) sequence {
	switch v := v.(type) {
	case value.List:
		return sequence{len(v), func(i int) value.Value { return v[i] }}
	case value.Bytes:
		return sequence{len(v), func(i int) value.Value { return value.U8(v[i]) }}
	case value.Map:
		return sequence{len(v), func(i int) value.Value { return value.Tuple{v[i].Key, v[i].Value} }}
	}
	return sequence{}
}

// parts is the values of a record's fields or a tuple's elements by position.
func (t *Type) parts(v value.Value) func(int) value.Value {
	switch v := v.(type) {
	case value.Record:
		return func(i int) value.Value { return t.fieldOf(v, i) }
	case value.Tuple:
		return func(i int) value.Value { return v[i] }
	}
	return func(int) value.Value { return nil }
}

func (t *Type) fieldOf(r value.Record, i int) value.Value {
	if i < len(r) && r[i].Name == t.fields[i].name {
		return r[i].Value
	}
	return r.Field(t.fields[i].name)
}

// match is match_case: the case of a value and what it carries. The case is
// there: the value was checked.
func (t *Type) match(v value.Value) (int, value.Value) {
	switch v := v.(type) {
	case value.Option:
		if v.Value == nil {
			return 0, nil
		}
		return 1, v.Value
	case value.Result:
		if v.IsErr {
			return 1, v.Value
		}
		return 0, v.Value
	case value.Variant:
		for i := range t.cases {
			if t.cases[i].name == v.Case {
				return i, v.Value
			}
		}
	case value.Enum:
		for i, n := range t.names {
			if n == string(v) {
				return i, nil
			}
		}
	}
	return 0, nil
}

// flagWord is pack_flags_into_int for one word of 32 flags.
func (t *Type) flagWord(v value.Value, word int) uint64 {
	set, bits := v.(value.Flags), uint64(0)
	for i, n := range t.names {
		if i/32 == word && set.Has(n) {
			bits |= 1 << (i % 32)
		}
	}
	return bits
}
