package wasm

import "slices"

// DataSegment is one data segment.
type DataSegment struct {
	Active bool
	Memory uint32 // of an active segment
	Init   []byte
	Offset []byte // of an active segment: a constant expression, with its end
}

func (o *Outline) readElements(r *Reader) {
	n := r.Count("element segments", maxSegments)
	o.Elements = n
	for range n {
		flags := r.U32()
		if flags > 7 {
			r.Fail("invalid flags 0x%x of an element segment", flags)
		}
		if flags&1 == 0 { // active
			if flags&2 != 0 {
				r.U32()
			}
			o.readConstExpr(r)
		}
		if flags&3 != 0 {
			if flags&4 == 0 {
				if kind := r.Byte(); kind != 0 {
					r.BadByte(kind, "the kind of an element segment")
				}
			} else {
				r.refType()
			}
		}
		for range r.Count("elements", 10_000_000) {
			if flags&4 == 0 {
				o.escapes(r.U32())
			} else {
				o.readConstExpr(r)
			}
			if r.err != nil {
				return
			}
		}
		if r.err != nil {
			return
		}
	}
}

func (o *Outline) readData(r *Reader) {
	n := r.Count("data segments", maxSegments)
	o.Data = slices.Grow(o.Data, n)
	for range n {
		var d DataSegment
		switch mode := r.U32(); mode {
		case 0, 2:
			d.Active = true
			if mode == 2 {
				d.Memory = r.U32()
			}
			at := r.pos
			o.readConstExpr(r)
			d.Offset = r.b[at:r.pos]
		case 1:
		default:
			r.Fail("invalid flags %d of a data segment", mode)
		}
		d.Init = r.Bytes(uint64(r.U32()))
		if r.err != nil {
			return
		}
		o.Data = append(o.Data, d)
	}
}

// ConstObject gives the offset of the first constant expression, of a global, a
// table or a segment, that makes a struct or an array.
func (o *Outline) ConstObject() (offset int, found bool) { return o.constObject, o.constObject != 0 }

// readConstExpr passes over a constant expression and its end.
func (o *Outline) readConstExpr(r *Reader) {
	f := &o.expression
	f.outline, f.flow = o, flow{}
	start := r.pos
	for r.err == nil {
		if at := r.pos; !r.atConstant() {
			r.invalid(at, "constant expression required: the instruction 0x%x is not constant", r.Peek())
			return
		}
		if r.instruction(f) == opEnd {
			break
		}
	}
	if f.flow.objects > 0 && o.constObject == 0 {
		o.constObject = start
	}
	o.constants.objects += f.flow.objects
}

const opEnd = 0x0b

// atConstant says whether the next instruction may stand in a constant expression
// (core specification, "Constant Expressions"), or there is none.
func (r Reader) atConstant() bool {
	switch op := r.Byte(); op {
	case opEnd,
		0x41, 0x42, 0x43, 0x44, // constants
		0x23, 0xd0, 0xd2, // global.get, ref.null, ref.func
		0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: // addition, subtraction, multiplication
		return true
	case 0xfd:
		return r.U32() == 12 // v128.const
	case 0xfb:
		switch r.U32() {
		case 0, 1, 6, 7, 8, 26, 27, 28, // struct.new, array.new, conversions, ref.i31
			32, 33: // struct.new_desc
			return true
		}
		return false
	}
	return r.err != nil
}
