package component

// coreVal is a value type of core WebAssembly as the bytes say it.
type coreVal struct {
	// code is the byte of a number type, vector type or abstract heap type; 0
	// where the type is a reference to index.
	code     byte
	ref      bool
	null     bool
	shared   bool
	exact    bool
	index    uint32
	packable bool // i8 and i16, which only fields have
}

// subType is one type of a recursive group.
type subType struct {
	final      bool
	shared     bool
	supers     []uint32
	kind       byte // compFunc, compStruct, compArray or compCont
	params     []coreVal
	results    []coreVal
	fields     []fieldType
	cont       uint32
	describes  *uint32
	descriptor *uint32
}

type fieldType struct {
	val     coreVal
	mutable bool
}

// recGroup is core:rectype.
type recGroup struct {
	types []subType
}

// The composite types, by their code in the binary.
const (
	compFunc   = 0x60
	compStruct = 0x5f
	compArray  = 0x5e
	compCont   = 0x5d
)

// The kinds of core imports and exports, by their code in the binary.
const (
	coreFunc      = 0x00
	coreTable     = 0x01
	coreMemory    = 0x02
	coreGlobal    = 0x03
	coreTag       = 0x04
	coreFuncExact = 0x20
)

type limits struct {
	min, max     uint64
	hasMax       bool
	shared, is64 bool
	hasPageSize  bool
	pageSizeLog2 uint32
}

// coreDesc is the type of a core import or export.
type coreDesc struct {
	kind    byte
	index   uint32 // func and tag
	val     coreVal
	mutable bool
	shared  bool
	limits  limits
}

func readCoreVal(r *reader) coreVal {
	switch b := r.peek(); b {
	case 0x7f, 0x7e, 0x7d, 0x7c, 0x7b:
		r.byte()
		return coreVal{code: b}
	}
	return readRef(r)
}

func readRef(r *reader) coreVal {
	switch b := r.peek(); b {
	case 0x63, 0x64:
		r.byte()
		v := readHeap(r)
		v.null = b == 0x63
		return v
	case 0x62:
		r.fail("unexpected exact type")
		return coreVal{}
	}
	v := coreVal{ref: true, null: true}
	if r.peek() == 0x65 {
		r.byte()
		v.shared = true
	}
	v.code = readAbstractHeap(r, "value type")
	return v
}

func readHeap(r *reader) coreVal {
	v := coreVal{ref: true}
	switch b := r.peek(); {
	case b == 0x65:
		r.byte()
		v.shared = true
		v.code = readAbstractHeap(r, "heap type")
	case b == 0x62:
		r.byte()
		v.exact = true
		v.index = r.u32()
	case b&0xc0 == 0x40: // a negative s33 of one byte
		v.code = readAbstractHeap(r, "heap type")
	default:
		at := r.offset()
		i := r.s33()
		if i < 0 {
			r.failAt(at, "invalid heap type")
			return v
		}
		v.index = uint32(i)
	}
	return v
}

func readAbstractHeap(r *reader, what string) byte {
	b := r.byte()
	if b < 0x68 || b > 0x75 {
		r.badByte(b, what)
	}
	return b
}

// abstractHeapNames are the abstract heap types by code, from 0x68.
var abstractHeapNames = [...]string{
	"cont", "exn", "array", "struct", "i31", "eq", "any", "extern", "func", "none",
	"noextern", "nofunc", "noexn", "nocont",
}

func readRecGroup(r *reader) *recGroup {
	if r.peek() == 0x4e {
		r.byte()
		return &recGroup{vec(r, "types of a recursive group", maxTypes, readSubType)}
	}
	return &recGroup{[]subType{readSubType(r)}}
}

func readSubType(r *reader) subType {
	t := subType{final: true}
	b := r.byte()
	if b == 0x4f || b == 0x50 {
		t.final = b == 0x4f
		t.supers = vec(r, "supertypes", 1, (*reader).u32)
		b = r.byte()
	}
	if b == 0x65 {
		t.shared = true
		b = r.byte()
	}
	if b == 0x4c {
		i := r.u32()
		t.describes = &i
		b = r.byte()
	}
	if b == 0x4d {
		i := r.u32()
		t.descriptor = &i
		b = r.byte()
	}
	t.kind = b
	switch b {
	case compFunc:
		t.params = vec(r, "parameters", maxFuncParams, readCoreVal)
		t.results = vec(r, "results", maxFuncResults, readCoreVal)
	case compArray:
		t.fields = []fieldType{readField(r)}
	case compStruct:
		t.fields = vec(r, "fields", maxStructFields, readField)
	case compCont:
		i := r.s33()
		if i < 0 {
			r.fail("invalid continuation type")
		}
		t.cont = uint32(i)
	default:
		r.badByte(b, "core type")
	}
	return t
}

func readField(r *reader) fieldType {
	var f fieldType
	switch b := r.peek(); b {
	case 0x78, 0x77:
		r.byte()
		f.val = coreVal{code: b, packable: true}
	default:
		f.val = readCoreVal(r)
	}
	switch b := r.byte(); b {
	case 0x00:
	case 0x01:
		f.mutable = true
	default:
		r.badByte(b, "mutability")
	}
	return f
}

// readCoreDesc reads core:externtype.
func readCoreDesc(r *reader) coreDesc {
	d := coreDesc{kind: r.byte()}
	switch d.kind {
	case coreFunc, coreFuncExact:
		d.index = r.u32()
	case coreTable:
		d.readTable(r)
	case coreMemory:
		d.limits = readMemoryLimits(r)
	case coreGlobal:
		d.readGlobal(r)
	case coreTag:
		d.readTag(r)
	default:
		r.badByte(d.kind, "external kind")
	}
	return d
}

func (d *coreDesc) readTable(r *reader) {
	d.val = readRef(r)
	flags := r.byte()
	if flags&^0x07 != 0 {
		r.badByte(flags, "table limits")
	}
	d.limits = readLimits(r, flags)
}

func readMemoryLimits(r *reader) limits {
	at := r.offset()
	flags := r.byte()
	if flags&^0x0f != 0 {
		r.badByte(flags, "memory limits")
	}
	l := readLimits(r, flags)
	l.pageSizeLog2 = 16
	if flags&0x08 != 0 {
		l.hasPageSize = true
		if l.pageSizeLog2 = r.u32(); l.pageSizeLog2 >= 64 {
			r.failAt(at, "invalid custom page size")
		}
	}
	return l
}

func readLimits(r *reader, flags byte) limits {
	l := limits{hasMax: flags&1 != 0, shared: flags&2 != 0, is64: flags&4 != 0}
	l.min = r.u64()
	if l.hasMax {
		l.max = r.u64()
	}
	return l
}

func (d *coreDesc) readGlobal(r *reader) {
	d.val = readCoreVal(r)
	flags := r.byte()
	if flags > 3 {
		r.failAt(r.offset()-1, "malformed global flags")
	}
	d.mutable, d.shared = flags&1 != 0, flags&2 != 0
}

func (d *coreDesc) readTag(r *reader) {
	if b := r.byte(); b != 0 {
		r.failAt(r.offset()-1, "invalid tag attribute")
	}
	d.index = r.u32()
}
