package canon

import "math"

// Transfer is a call from one component to another: values are lifted from the
// caller and lowered into the callee, or back, without a value of the host in
// between. Types of both sides have the same structure and may differ in what
// their resources are.
type transfer struct {
	src, dst *Context
}

// TransferParams moves the parameters of a call from the core values of the
// caller, as its side flattened them, to those of the callee.
func TransferParams(src, dst *Context, from, to *Func, in, out []uint64) {
	x := transfer{src, dst}
	if !from.tuple.spread {
		x.fields(from.tuple, to.tuple, in, out)
		x.settle()
		return
	}
	sp := src.pointer(in[0])
	if src.Check(sp, from.tuple.Size(src.Opts), from.tuple.Align(src.Opts)) {
		dp := dst.Realloc(0, 0, to.tuple.Align(dst.Opts), to.tuple.Size(dst.Opts))
		src.Refresh()
		x.mem(from.tuple, to.tuple, sp, dp)
		out[0] = dp
	}
	x.settle()
}

// TransferResult moves the result of a call from the callee's core result to
// the caller's, or where it is spilled into the caller's memory at ptr.
func TransferResult(src, dst *Context, from, to *Func, in, out []uint64, ptr uint64) {
	if from.Result == nil {
		return
	}
	x := transfer{src, dst}
	if !from.ResultSpilled(src.Opts) {
		x.flat(from.Result, to.Result, in, out)
		x.settle()
		return
	}
	sp, dp := src.pointer(in[0]), dst.pointer(ptr)
	if src.Check(sp, from.Result.Size(src.Opts), from.Result.Align(src.Opts)) &&
		dst.Check(dp, to.Result.Size(dst.Opts), to.Result.Align(dst.Opts)) {
		x.mem(from.Result, to.Result, sp, dp)
	}
	x.settle()
}

// settle makes an error of one side that of both.
func (x transfer) settle() {
	x.src.Fail(x.dst.err)
	x.dst.Fail(x.src.err)
}

func (x transfer) failed() bool { return x.src.err != nil || x.dst.err != nil }

// bits moves the bits of a scalar.
func (x transfer) bits(st, dt *Type, v uint64) uint64 {
	switch st.kind {
	case kindBool:
		if uint32(v) != 0 {
			return 1
		}
		return 0
	case kindS8:
		return uint64(uint32(int8(v)))
	case kindU8:
		return uint64(uint8(v))
	case kindS16:
		return uint64(uint32(int16(v)))
	case kindU16:
		return uint64(uint16(v))
	case kindS32, kindU32:
		return uint64(uint32(v))
	case kindF32:
		return uint64(math.Float32bits(CanonicalNaN32(math.Float32frombits(uint32(v)))))
	case kindF64:
		return math.Float64bits(CanonicalNaN64(math.Float64frombits(v)))
	case kindChar:
		return uint64(x.src.Char(uint32(v)))
	case kindOwn:
		rep := x.src.LiftOwn(st.res, uint32(v))
		x.settle()
		return uint64(x.dst.LowerOwn(dt.res, rep))
	case kindBorrow:
		rep := x.src.LiftBorrow(st.res, uint32(v))
		x.settle()
		return uint64(x.dst.LowerBorrow(dt.res, rep))
	}
	return v
}

// flagBits keeps the bits that have a name.
func flagBits(t *Type, word int, v uint64) uint64 {
	n := len(t.names) - 32*word
	if n >= 32 {
		return v & math.MaxUint32
	}
	return v & (1<<n - 1)
}

// mem moves a value from memory to memory. Both ranges were checked.
func (x transfer) mem(st, dt *Type, sp, dp uint64) {
	if x.failed() {
		return
	}
	sw, dw := x.src.Opts.width(), x.dst.Opts.width()
	switch st.kind {
	case kindString, kindList, kindMap:
		ptr, n := x.pointer(st, dt, x.src.loadPtr(sp), x.src.loadPtr(sp+st.size[sw]/2))
		x.dst.storePtr(dp, ptr)
		x.dst.storePtr(dp+dt.size[dw]/2, n)
	case kindFixed:
		x.elements(st.elem, dt.elem, sp, dp, st.length)
	case kindRecord, kindTuple:
		for i := range st.fields {
			f, g := &st.fields[i], &dt.fields[i]
			x.mem(f.typ, g.typ, sp+f.offset[sw], dp+g.offset[dw])
		}
	case kindVariant, kindEnum, kindOption, kindResult:
		i := x.src.discriminant(st, x.src.loadInt(sp, st.disc))
		if x.failed() {
			return
		}
		x.dst.storeInt(dp, dt.disc, uint64(i))
		if c := st.cases[i].typ; c != nil {
			x.mem(c, dt.cases[i].typ, sp+st.payload[sw], dp+dt.payload[dw])
		}
	case kindFlags:
		size := st.size[sw] / uint64(st.words)
		for i := range st.words {
			at := 4 * uint64(i)
			x.dst.storeInt(dp+at, size, flagBits(st, i, x.src.loadInt(sp+at, size)))
		}
	default:
		x.dst.storeInt(dp, dt.size[dw], x.bits(st, dt, x.src.loadInt(sp, st.size[sw])))
	}
}

func (x transfer) elements(st, dt *Type, sp, dp, n uint64) {
	ssize, dsize := st.Size(x.src.Opts), dt.Size(x.dst.Opts)
	if st.plain() {
		if in(sp, n*ssize, uint64(len(x.src.Mem))) && in(dp, n*dsize, uint64(len(x.dst.Mem))) {
			copy(x.dst.Mem[dp:dp+n*dsize], x.src.Mem[sp:sp+n*ssize])
		}
		return
	}
	if !x.src.chargeElements(n) {
		return
	}
	for i := uint64(0); i < n && !x.failed(); i++ {
		x.mem(st, dt, sp+i*ssize, dp+i*dsize)
	}
}

// plain says that every pattern of bits is a value, and that it is the same on
// both sides.
func (t *Type) plain() bool {
	switch t.kind {
	case kindS8, kindU8, kindS16, kindU16, kindS32, kindU32, kindS64, kindU64:
		return true
	}
	return false
}

// pointer moves a string or list, from the caller's pointer and length to those
// of the callee.
func (x transfer) pointer(st, dt *Type, p, n uint64) (ptr, length uint64) {
	if x.failed() {
		return 0, 0
	}
	if st.kind == kindString {
		return x.text(p, n)
	}
	if _, ok := x.src.list(p, n, st.elem.Size(x.src.Opts), st.elem.Align(x.src.Opts)); !ok {
		return 0, 0
	}
	if dsize := dt.elem.Size(x.dst.Opts); n > MaxByteLength/dsize {
		x.src.Fail(trapf("list of %d elements of %d bytes is longer than %d bytes", n, dsize, uint64(MaxByteLength)))
		return 0, 0
	}
	ptr = x.dst.LowerList(int(n), dt.elem.Size(x.dst.Opts), dt.elem.Align(x.dst.Opts))
	x.src.Refresh()
	if !x.failed() {
		x.elements(st.elem, dt.elem, p, ptr, n)
	}
	return ptr, n
}

// text moves a string.
func (x transfer) text(p, n uint64) (ptr, length uint64) {
	if x.src.Opts.Encoding != UTF8 || x.dst.Opts.Encoding != UTF8 {
		return x.transcode(p, n)
	}
	s, ok := x.src.stringAt(p, n)
	if !ok || !x.src.checkUTF8(s.bytes) || !x.keep(&s) {
		return 0, 0
	}
	ptr = x.dst.storeCopy(s.bytes, 1)
	x.src.Refresh()
	return ptr, n
}

// flat moves a value from core values to core values.
func (x transfer) flat(st, dt *Type, in, out []uint64) {
	if x.failed() {
		return
	}
	switch st.kind {
	case kindString, kindList, kindMap:
		out[0], out[1] = x.pointer(st, dt, x.src.pointer(in[0]), x.src.pointer(in[1]))
	case kindFixed:
		n, m := len(st.elem.flat[x.src.Opts.width()]), len(dt.elem.flat[x.dst.Opts.width()])
		for i := range int(st.length) {
			x.flat(st.elem, dt.elem, in[i*n:(i+1)*n], out[i*m:(i+1)*m])
		}
	case kindRecord, kindTuple:
		x.fields(st, dt, in, out)
	case kindVariant, kindEnum, kindOption, kindResult:
		clear(out[:len(dt.flat[x.dst.Opts.width()])])
		i := x.src.discriminant(st, in[0])
		if x.failed() {
			return
		}
		out[0] = uint64(i)
		if c := st.cases[i].typ; c != nil {
			x.flat(c, dt.cases[i].typ, in[1:], out[1:])
		}
	case kindFlags:
		for i := range st.words {
			out[i] = flagBits(st, i, in[i])
		}
	default:
		out[0] = x.bits(st, dt, in[0])
	}
}

func (x transfer) fields(st, dt *Type, in, out []uint64) {
	for i := range st.fields {
		f, g := st.fields[i].typ, dt.fields[i].typ
		x.flat(f, g, in, out)
		in, out = in[len(f.flat[x.src.Opts.width()]):], out[len(g.flat[x.dst.Opts.width()]):]
	}
}
