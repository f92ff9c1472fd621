// Package wasm reads core WebAssembly modules and rewrites them. It is total:
// any bytes give a module or a typed error, in time and memory that the
// length of the input bounds. It reads what the engine runs; whether the code
// is valid beyond its form is the engine's to say.
package wasm

import (
	"bytes"
	"fmt"
)

// Bounds of one module: those of the engine's validator.
const (
	maxTypes     = 1_000_000
	maxFields    = 10_000
	maxFuncs     = 1_000_000
	maxImports   = 1_000_000
	maxExports   = 1_000_000
	maxGlobals   = 1_000_000
	maxTags      = 1_000_000
	maxTables    = 100
	maxMemories  = 100
	maxSegments  = 100_000
	maxParams    = 1_000
	maxLocals    = 50_000
	maxNameBytes = 100_000
)

// Section numbers.
const (
	sectionCustom = iota
	sectionType
	sectionImport
	sectionFunction
	sectionTable
	sectionMemory
	sectionGlobal
	sectionExport
	sectionStart
	sectionElement
	sectionCode
	sectionData
	sectionDataCount
	sectionTag
)

// sectionOrder gives the place of each section in a module; custom sections
// stand anywhere.
var sectionOrder = [...]int{
	sectionType: 1, sectionImport: 2, sectionFunction: 3, sectionTable: 4, sectionMemory: 5, sectionTag: 6,
	sectionGlobal: 7, sectionExport: 8, sectionStart: 9, sectionElement: 10, sectionDataCount: 11,
	sectionCode: 12, sectionData: 13,
}

var magic = []byte{0, 'a', 's', 'm', 1, 0, 0, 0}

// Module is what a core module says. Index spaces hold the imported items
// first. It is not changed after Parse and may be used from several
// goroutines; it keeps the bytes that it was read from.
type Module struct {
	Types    []FuncType // empty where the type is a struct or an array
	Imports  []Import
	Exports  []Export
	Funcs    []uint32 // type index of every function
	Tables   []TableType
	Memories []MemoryType
	Globals  []GlobalType
	Tags     []TagType

	ImportedFuncs, ImportedTables, ImportedMemories, ImportedGlobals, ImportedTags int

	HasStart bool
	Start    uint32 // valid when HasStart
	Data     []DataSegment
	Elements int // element segments

	// HasDataCount says whether there is a data count section.
	HasDataCount bool

	// constObject is where the first constant expression begins that makes a struct
	// or an array; 0 where none does.
	constObject int
	constants   flow // of all constant expressions

	fields     []uint16     // how many fields each type has that is a struct
	typed      []ExternType // the types, as imports and exports share them; nil for structs and arrays
	gcTypes    bool         // types of other forms than functions, or with supertypes, or in groups
	facts      facts
	expression facts    // of the constant expression that is being read
	escaped    []uint64 // functions that others than the module's code may call, a bit each
	src        []byte
	sections   []section
}

// section is one section of the module: src[at:end] is its contents.
type section struct {
	id           byte
	header       int // offset of the section's number
	start, limit int
}

// DataSegment is one data segment.
type DataSegment struct {
	Active bool
	Memory uint32 // of an active segment
	Init   []byte
	Offset []byte // of an active segment: a constant expression, with its end
}

// Bytes is the module in the binary format. It must not be changed.
func (m *Module) Bytes() []byte { return m.src }

// Parse reads a core module. Errors are [*FormatError] or
// [*UnsupportedError].
func Parse(src []byte) (*Module, error) {
	if len(src) < len(magic) || !bytes.Equal(src[:4], magic[:4]) {
		return nil, &FormatError{Reason: "no WebAssembly module: the magic number is missing"}
	}
	if !bytes.Equal(src[4:8], magic[4:]) {
		if src[6] == 1 {
			return nil, &FormatError{Offset: 4, Reason: "a component, not a core module"}
		}
		return nil, &FormatError{Offset: 4, Reason: fmt.Sprintf("unknown version % x", src[4:8])}
	}
	m := &Module{src: src}
	m.facts.module = m
	r := &reader{b: src, pos: len(magic), end: len(src)}
	last := 0
	for r.err == nil && r.left() > 0 {
		header := r.pos
		id := r.u8()
		size := r.u32()
		if uint64(size) > uint64(r.left()) {
			r.fail("section %d of %d bytes is longer than the module", id, size)
			break
		}
		s := section{id: id, header: header, start: r.pos, limit: r.pos + int(size)}
		if id != sectionCustom {
			if int(id) >= len(sectionOrder) {
				r.pos = header
				r.fail("unknown section %d", id)
				break
			}
			if sectionOrder[id] <= last {
				r.pos = header
				r.fail("section %d out of order", id)
				break
			}
			last = sectionOrder[id]
		}
		m.sections = append(m.sections, s)
		sub := &reader{b: src, pos: s.start, end: s.limit}
		m.readSection(id, sub)
		if sub.err == nil && sub.left() != 0 && id != sectionCustom {
			sub.fail("%d bytes left over in section %d", sub.left(), id)
		}
		if sub.err != nil {
			return nil, sub.err
		}
		r.pos = s.limit
	}
	if r.err == nil {
		m.checkCounts(r)
	}
	if r.err != nil {
		return nil, r.err
	}
	m.addTypes(&m.facts.cost, &m.facts.ns)
	m.facts.cost.Flow = m.FlowWork()
	m.facts.cost.Work, m.facts.cost.Size = m.facts.ns/1000, uint64(len(src))
	return m, nil
}

// checkCounts compares the lengths of sections that belong together.
func (m *Module) checkCounts(r *reader) {
	if bodies, funcs := m.facts.bodies, len(m.Funcs)-m.ImportedFuncs; bodies != funcs {
		r.fail("%d functions are declared and %d bodies given", funcs, bodies)
	}
	if m.HasDataCount && m.facts.dataCount != len(m.Data) {
		r.fail("%d data segments are declared and %d given", m.facts.dataCount, len(m.Data))
	}
}

func (m *Module) readSection(id byte, r *reader) {
	switch id {
	case sectionCustom:
		r.name()
	case sectionType:
		m.readTypes(r)
	case sectionImport:
		m.readImports(r)
	case sectionFunction:
		n := r.count("functions", maxFuncs)
		m.Funcs = grow(m.Funcs, n)
		for range n {
			m.Funcs = append(m.Funcs, m.typeIndex(r))
		}
	case sectionTable:
		for range r.count("tables", maxTables) {
			m.Tables = append(m.Tables, m.readTable(r))
		}
	case sectionMemory:
		for range r.count("memories", maxMemories) {
			m.Memories = append(m.Memories, readMemoryType(r))
		}
	case sectionTag:
		n := r.count("tags", maxTags)
		for range n {
			m.Tags = append(m.Tags, m.readTag(r))
		}
	case sectionGlobal:
		n := r.count("globals", maxGlobals)
		m.Globals = grow(m.Globals, n)
		for range n {
			m.Globals = append(m.Globals, readGlobalType(r))
			m.readConstExpr(r)
		}
	case sectionExport:
		m.readExports(r)
	case sectionStart:
		m.HasStart, m.Start = true, r.u32()
		if int64(m.Start) >= int64(len(m.Funcs)) {
			r.fail("start function %d out of range", m.Start)
		}
	case sectionElement:
		m.readElements(r)
	case sectionDataCount:
		m.HasDataCount, m.facts.dataCount = true, int(r.u32())
	case sectionCode:
		m.readCode(r)
	case sectionData:
		m.readData(r)
	}
}

// grow makes room for n more items, which the caller knows to be bounded by
// the bytes that are left.
func grow[T any](s []T, n uint32) []T {
	if n == 0 {
		return s
	}
	return append(make([]T, 0, len(s)+int(n)), s...)
}

func readLimits(r *reader, flags byte, is64 bool) Limits {
	bits := uint(32)
	if is64 {
		bits = 64
	}
	l := Limits{Min: r.unsigned(bits)}
	if flags&1 != 0 {
		l.HasMax, l.Max = true, r.unsigned(bits)
	}
	return l
}

func readTableType(r *reader) TableType {
	elem := r.refType()
	flags := r.u8()
	if flags&2 != 0 {
		r.unsupported(SharedEverythingThreads, "shared tables")
	} else if flags > 7 {
		r.fail("unknown flags 0x%x of a table", flags)
	}
	is64 := flags&4 != 0
	return TableType{Elem: elem, Is64: is64, Limits: readLimits(r, flags, is64)}
}

func (m *Module) readTable(r *reader) TableType {
	if r.left() > 0 && r.b[r.pos] == 0x40 {
		r.pos++
		if c := r.u8(); c != 0 {
			r.fail("unknown form of table 0x%x", c)
		}
		t := readTableType(r)
		m.readConstExpr(r)
		return t
	}
	return readTableType(r)
}

func readMemoryType(r *reader) MemoryType {
	flags := r.u8()
	if flags > 15 {
		r.fail("unknown flags 0x%x of a memory", flags)
	}
	t := MemoryType{Is64: flags&4 != 0, Shared: flags&2 != 0, PageSizeLog2: 16}
	t.Limits = readLimits(r, flags, t.Is64)
	if flags&8 != 0 {
		// The proposal's pages are of 1 byte or of 64 KiB.
		switch log2 := r.unsigned(32); log2 {
		case 0, 16:
			t.PageSizeLog2 = uint8(log2)
		default:
			r.fail("invalid custom page size: 1<<%d bytes", log2)
		}
	}
	if t.Shared {
		r.unsupported(Threads, "shared memories of the threads proposal")
	}
	return t
}

func readGlobalType(r *reader) GlobalType {
	t := r.valType()
	switch c := r.u8(); c {
	case 0, 1:
		return GlobalType{Value: t, Mutable: c == 1}
	case 2, 3:
		r.unsupported(SharedEverythingThreads, "shared globals")
	default:
		r.fail("unknown mutability 0x%x", c)
	}
	return GlobalType{}
}

func (m *Module) readTag(r *reader) TagType {
	if c := r.u8(); c != 0 {
		r.fail("unknown attribute 0x%x of a tag", c)
	}
	i := m.typeIndex(r)
	if r.err != nil {
		return TagType{}
	}
	return TagType{Params: m.Types[i].Params}
}

func (m *Module) readImports(r *reader) {
	n := r.count("imports", maxImports)
	m.Imports = grow(m.Imports, n)
	for range n {
		im := Import{Module: r.name(), Name: r.name()}
		switch kind := r.u8(); kind {
		case 0:
			i := m.typeIndex(r)
			if r.err != nil {
				return
			}
			m.Funcs = append(m.Funcs, i)
			im.Type = m.typed[i]
		case 1:
			t := readTableType(r)
			m.Tables = append(m.Tables, t)
			im.Type = t
		case 2:
			t := readMemoryType(r)
			m.Memories = append(m.Memories, t)
			im.Type = t
		case 3:
			t := readGlobalType(r)
			m.Globals = append(m.Globals, t)
			im.Type = t
		case 4:
			t := m.readTag(r)
			m.Tags = append(m.Tags, t)
			im.Type = t
		case 0x20:
			r.unsupported(CustomDescriptors, "imports of exact functions")
		case 0x7e, 0x7f:
			r.unsupported(CompactImports, "imports in groups")
		default:
			r.fail("unknown kind of import 0x%x", kind)
		}
		if r.err != nil {
			return
		}
		m.Imports = append(m.Imports, im)
	}
	m.ImportedFuncs, m.ImportedTables, m.ImportedMemories = len(m.Funcs), len(m.Tables), len(m.Memories)
	m.ImportedGlobals, m.ImportedTags = len(m.Globals), len(m.Tags)
}

func (m *Module) readExports(r *reader) {
	n := r.count("exports", maxExports)
	m.Exports = grow(m.Exports, n)
	for range n {
		ex := Export{Name: r.name()}
		kind := r.u8()
		at := r.pos
		ex.Index = r.u32()
		if r.err != nil {
			return
		}
		i, space := int(ex.Index), 0
		switch kind {
		case 0:
			if space = len(m.Funcs); i < space {
				ex.Type = m.typed[m.Funcs[i]]
				m.escapes(ex.Index)
			}
		case 1:
			if space = len(m.Tables); i < space {
				ex.Type = m.Tables[i]
			}
		case 2:
			if space = len(m.Memories); i < space {
				ex.Type = m.Memories[i]
			}
		case 3:
			if space = len(m.Globals); i < space {
				ex.Type = m.Globals[i]
			}
		case 4:
			if space = len(m.Tags); i < space {
				ex.Type = m.Tags[i]
			}
		default:
			r.fail("unknown kind of export 0x%x", kind)
			return
		}
		if ex.Type == nil {
			r.pos = at
			r.fail("export %q: index %d out of range", ex.Name, ex.Index)
			return
		}
		m.Exports = append(m.Exports, ex)
	}
}

func (m *Module) readElements(r *reader) {
	n := r.count("element segments", maxSegments)
	m.Elements = int(n)
	for range n {
		flags := r.u32()
		if flags > 7 {
			r.fail("unknown flags 0x%x of an element segment", flags)
		}
		if flags&1 == 0 { // active
			if flags&2 != 0 {
				r.u32()
			}
			m.readConstExpr(r)
		}
		if flags&3 != 0 {
			if flags&4 == 0 {
				if kind := r.u8(); kind != 0 {
					r.fail("unknown kind 0x%x of an element segment", kind)
				}
			} else {
				r.refType()
			}
		}
		for range r.count("elements", 10_000_000) {
			if flags&4 == 0 {
				m.escapes(r.u32())
			} else {
				m.readConstExpr(r)
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

func (m *Module) readData(r *reader) {
	n := r.count("data segments", maxSegments)
	m.Data = grow(m.Data, n)
	for range n {
		var d DataSegment
		switch mode := r.u32(); mode {
		case 0, 2:
			d.Active = true
			if mode == 2 {
				d.Memory = r.u32()
			}
			at := r.pos
			m.readConstExpr(r)
			d.Offset = r.b[at:r.pos]
		case 1:
		default:
			r.fail("unknown mode %d of a data segment", mode)
		}
		d.Init = r.bytes(uint64(r.u32()))
		if r.err != nil {
			return
		}
		m.Data = append(m.Data, d)
	}
}

// ConstObject gives the offset of the first constant expression, of a global, a
// table or a segment, that makes a struct or an array.
func (m *Module) ConstObject() (offset int, found bool) { return m.constObject, m.constObject != 0 }

// readConstExpr passes over a constant expression and its end.
func (m *Module) readConstExpr(r *reader) {
	f := &m.expression
	f.module, f.flow = m, flow{}
	start := r.pos
	for r.err == nil {
		switch op := r.instruction(f); op {
		case 0x0b:
			if f.flow.objects > 0 && m.constObject == 0 {
				m.constObject = start
			}
			m.constants.objects += f.flow.objects
			return
		case 0x02, 0x03, 0x04, 0x06, 0x1f:
			r.fail("a block in a constant expression")
		}
	}
}
