package wasm

// heapType reads a heap type: an abstract one as a negative number, a defined
// one as its index.
func (r *Reader) heapType() int32 {
	at := r.pos
	switch c := r.Peek(); {
	case c == codeShared:
		r.unsupported(SharedEverythingThreads, "a reference to a shared type")
		return 0
	case c == codeExact:
		r.unsupported(CustomDescriptors, "a reference to an exact type")
		return 0
	case c&0xc0 == 0x40: // a negative number of one byte
		r.pos++
		if abstractHeap[c] == "" {
			r.BadByte(c, "heap type")
		}
		return int32(int8(c<<1) >> 1)
	}
	h := r.S33()
	switch {
	case h < 0:
		r.FailAt(at, "invalid heap type")
		return 0
	case h >= maxTypes:
		r.invalid(at, "unknown type %d: type index out of bounds", h)
		return 0
	}
	return int32(h)
}

// ValType reads a value type. Whether a type that it refers to is there is not
// looked at.
func (r *Reader) ValType() ValType {
	c := r.Byte()
	switch {
	case c >= byte(V128) && c <= byte(I32):
		return ValType(c)
	case c == codeRefNull || c == codeRef:
		h := r.heapType()
		if c == codeRefNull && h < 0 {
			return ValType(byte(h) & 0x7f)
		}
		return ValType(uint32(c) | uint32(h)<<8)
	case abstractHeap[c] != "":
		return ValType(c)
	case c == codeShared:
		r.unsupported(SharedEverythingThreads, "a reference to a shared type")
	case c == codeExact:
		r.FailAt(r.pos-1, "unexpected exact type")
	default:
		r.BadByte(c, "value type")
	}
	return 0
}

func (r *Reader) valTypes(what string) []ValType {
	n := r.Count(what, maxParams)
	if n == 0 {
		return nil
	}
	types := make([]ValType, n)
	for i := range types {
		types[i] = r.ValType()
	}
	return types
}

func (r *Reader) refType() ValType {
	at := r.pos
	t := r.ValType()
	if r.err == nil && !t.IsRef() {
		r.FailAt(at, "invalid leading byte (0x%x) for reference type", byte(t))
	}
	return t
}

// fieldType reads the type of a field of a struct or of an array's elements.
func (r *Reader) fieldType() Field {
	var f Field
	if c := r.Peek(); c == byte(i16) || c == byte(i8) {
		r.pos++
		f.Type = ValType(c)
	} else {
		f.Type = r.ValType()
	}
	f.Mutable = r.mutability()
	return f
}

func (r *Reader) mutability() bool {
	c := r.Byte()
	if c > 1 {
		r.BadByte(c, "mutability")
	}
	return c == 1
}
