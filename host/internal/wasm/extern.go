package wasm

// ExternDesc is the type of an import or export as the bytes have it
// (core:externtype).
type ExternDesc struct {
	// Type is the type. Of a function or tag only the kind counts, and Index is that
	// of its type.
	Type  ExternType
	Index uint32
	// Exact says of a function that a supertype of its type does not do
	// (the custom-descriptors proposal).
	Exact bool
}

// The kinds of imports and exports, by their code in the binary format.
const (
	kindFunc      = 0x00
	kindTable     = 0x01
	kindMemory    = 0x02
	kindGlobal    = 0x03
	kindTag       = 0x04
	kindFuncExact = 0x20
)

// ReadExternDesc reads the type of an import or export. What it refers to is not
// looked up yet: see [Types.Resolve].
func ReadExternDesc(r *Reader) ExternDesc { return r.externDesc(r.Byte()) }

func (r *Reader) externDesc(kind byte) ExternDesc {
	switch kind {
	case kindFunc, kindFuncExact:
		return ExternDesc{Type: FuncType{}, Index: r.U32(), Exact: kind == kindFuncExact}
	case kindTable:
		return ExternDesc{Type: r.tableType()}
	case kindMemory:
		return ExternDesc{Type: r.memoryType()}
	case kindGlobal:
		return ExternDesc{Type: r.globalType()}
	case kindTag:
		return ExternDesc{Type: TagType{}, Index: r.tagType()}
	}
	r.BadByte(kind, "external kind")
	return ExternDesc{}
}

func (r *Reader) limits(flags byte) Limits {
	l := Limits{Min: r.unsigned(64)}
	if flags&1 != 0 {
		l.HasMax, l.Max = true, r.unsigned(64)
	}
	return l
}

func (r *Reader) tableType() TableType {
	t := TableType{Elem: r.refType()}
	flags := r.Byte()
	switch {
	case flags > 7:
		r.BadByte(flags, "table limits")
	case flags&2 != 0:
		r.unsupported(SharedEverythingThreads, "a shared table")
	}
	t.Is64, t.Limits = flags&4 != 0, r.limits(flags)
	return t
}

func (r *Reader) memoryType() MemoryType {
	flags := r.Byte()
	if flags > 15 {
		r.BadByte(flags, "memory limits")
	}
	t := MemoryType{Is64: flags&4 != 0, Shared: flags&2 != 0, PageSizeLog2: 16, Limits: r.limits(flags)}
	if flags&8 != 0 {
		// The proposal's pages are of 1 byte or of 64 KiB.
		at := r.pos
		switch log2 := r.U32(); {
		case log2 == 0, log2 == 16:
			t.PageSizeLog2 = uint8(log2)
		case log2 < 64:
			r.invalid(at, "invalid custom page size: 1<<%d bytes", log2)
		default:
			r.FailAt(at, "invalid custom page size: 1<<%d bytes", log2)
		}
	}
	return t
}

func (r *Reader) globalType() GlobalType {
	t := GlobalType{Value: r.ValType()}
	switch flags := r.Byte(); flags {
	case 0, 1:
		t.Mutable = flags == 1
	case 2, 3:
		r.unsupported(SharedEverythingThreads, "a shared global")
	default:
		r.FailAt(r.pos-1, "malformed global flags: invalid leading byte (0x%x) for mutability", flags)
	}
	return t
}

// tagType reads the type of a tag, which is the index of a function type.
func (r *Reader) tagType() uint32 {
	if attribute := r.Byte(); attribute != 0 {
		r.FailAt(r.pos-1, "invalid tag attribute 0x%x", attribute)
	}
	return r.U32()
}

// Resolve looks up what the type of an import or export refers to, and checks it.
// The values in it refer to types of the space that it gives.
func (s *Types) Resolve(d ExternDesc) (ExternType, *Types, error) {
	switch t := d.Type.(type) {
	case FuncType:
		_, in, err := s.Func(d.Index)
		if err != nil {
			return nil, nil, err
		}
		return s.box(d.Index), in, nil
	case TagType:
		fn, in, err := s.Func(d.Index)
		switch {
		case err != nil:
			return nil, nil, err
		case len(fn.Results) > 0:
			return nil, nil, &UnsupportedError{Proposal: StackSwitching, Feature: "a tag with results"}
		}
		return TagType{Params: fn.Params}, in, nil
	case TableType:
		if err := t.check(); err != nil {
			return nil, nil, err
		}
		return t, s, s.check(t.Elem)
	case MemoryType:
		return t, s, t.check()
	case GlobalType:
		return t, s, s.check(t.Value)
	}
	return nil, nil, invalidf("no type of an import or export")
}

func (l Limits) check() error {
	if l.HasMax && l.Min > l.Max {
		return invalidf("size minimum must not be greater than maximum")
	}
	return nil
}

func (t TableType) check() error {
	if !t.Is64 && (t.Min > 1<<32-1 || t.Max > 1<<32-1) {
		return invalidf("table size must be at most 0xffffffff entries")
	}
	return t.Limits.check()
}

func (t MemoryType) check() error {
	bits := uint(32)
	if t.Is64 {
		bits = 64
	}
	bits -= uint(t.PageSizeLog2)
	if bits < 64 && (t.Min > 1<<bits || t.Max > 1<<bits) {
		return invalidf("memory size must be at most 0x%x %d-byte pages", uint64(1)<<bits, 1<<t.PageSizeLog2)
	}
	if t.Shared && !t.HasMax {
		return invalidf("shared memory must have maximum size")
	}
	return t.Limits.check()
}
