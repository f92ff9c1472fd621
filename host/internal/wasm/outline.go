// Package wasm reads core WebAssembly modules and rewrites them. Nothing else in the
// project reads them.
//
//   - ReadOutline reads all of a module but the bodies of its functions: what a
//     component needs to know of it, and tools that look at its type.
//   - Outline.ReadCode reads the bodies. It gives a Module: what compiling it costs,
//     what its code changes, and how it is rewritten.
//   - Reader, ReadGroup and ReadExternDesc read the types that components write as
//     core modules do; Types and Identities say what they mean.
//
// Any bytes give a result or a typed error, in time and memory that the length of
// the input bounds. Whether code is valid beyond its form is the engine's to say.
package wasm

import (
	"bytes"
	"iter"
	"slices"
)

// Bounds of one module: those of the engine's validator.
const (
	maxTypes    = 1_000_000
	maxFields   = 10_000
	maxFuncs    = 1_000_000
	maxImports  = 1_000_000
	maxExports  = 1_000_000
	maxGlobals  = 1_000_000
	maxTags     = 1_000_000
	maxTables   = 100
	maxMemories = 100
	maxSegments = 100_000
	maxParams   = 1_000
	maxLocals   = 50_000
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

// Preamble is what a core module begins with: the magic number and the version.
const Preamble = "\x00asm\x01\x00\x00\x00"

// Outline is a core module but for the bodies of its functions. Index spaces hold the
// imported items first. It is not changed once it was read, and may be used from
// several goroutines; it keeps the bytes that it was read from.
type Outline struct {
	Types    Types
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

	// HasDataCount says whether there is a data count section, which has dataCount.
	HasDataCount bool
	dataCount    int

	// constObject is where the first constant expression begins that makes a struct
	// or an array; 0 where none does.
	constObject int
	constants   flow // of all constant expressions

	expression facts // of the constant expression that is being read
	// exact has the imported functions of an exact type, by index.
	exact map[uint32]struct{}
	// notRun is the first thing that can be read and not be run.
	notRun *UnsupportedError

	escaped  []uint64 // functions that others than the module's code may call, a bit each
	src      []byte
	sections []section
}

// section is one section of the module: src[start:limit] is its contents.
type section struct {
	id           byte
	header       int // offset of the section's number
	start, limit int
}

// Bytes is the module in the binary format. It must not be changed.
func (o *Outline) Bytes() []byte { return o.src }

// Exact says whether the type of a function is its own and no supertype of it (the
// custom-descriptors proposal).
func (o *Outline) Exact(function uint32) bool {
	_, exact := o.exact[function]
	return exact || int64(function) >= int64(o.ImportedFuncs)
}

// Customs are the custom sections, by name: what stands after it is a part of the
// binary, not a copy.
func (o *Outline) Customs() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for _, s := range o.sections {
			if s.id != sectionCustom {
				continue
			}
			r := NewReader(o.src, s.start, s.limit)
			if name := r.Name(); !yield(name, r.Bytes(uint64(r.Left()))) {
				return
			}
		}
	}
}

// ReadOutline reads a core module but for the bodies of its functions. What the host
// does not run is an error only where it is not known how to read on. Errors are
// [*FormatError], [*InvalidError], [*SizeError] and [*UnsupportedError].
func ReadOutline(src []byte) (*Outline, error) {
	r := NewReader(src, 0, len(src))
	r.preamble()
	o := &Outline{src: src}
	last := 0
	for r.Left() > 0 {
		s := r.section(&last)
		if r.err != nil {
			break
		}
		o.sections = append(o.sections, s)
		sub := NewReader(src, s.start, s.limit)
		o.readSection(s.id, &sub)
		if s.id != sectionCustom && s.id != sectionCode {
			sub.End()
		}
		if sub.err != nil {
			return nil, sub.err
		}
	}
	if r.err == nil {
		o.checkCounts(&r)
	}
	if r.err != nil {
		return nil, r.err
	}
	return o, nil
}

// preamble reads what a module begins with.
func (r *Reader) preamble() {
	const magic = 4 // bytes
	head := r.b[r.pos:min(r.end, r.pos+len(Preamble))]
	whole := len(head) == len(Preamble)
	switch {
	case string(head) == Preamble:
		r.pos += len(Preamble)
	case !bytes.HasPrefix(head, []byte(Preamble[:min(magic, len(head))])):
		r.Fail("magic header not detected: bad magic number in core module")
	case !whole:
		r.pos += len(head)
		r.Fail("unexpected end-of-file in the module's preamble")
	case string(head[magic:]) == "\x0d\x00\x01\x00":
		r.FailAt(r.pos+magic, "expected a version header for a module, this is a component")
	default:
		r.FailAt(r.pos+magic, "unknown binary version of core module: % x", head[magic:])
	}
}

// section reads the head of a section and passes over its contents. last is the place
// of the last one in the order of sections.
func (r *Reader) section(last *int) section {
	s := section{header: r.pos}
	s.id = r.Byte()
	switch {
	case int(s.id) >= len(sectionOrder):
		r.FailAt(s.header, "malformed section id: %d", s.id)
	case s.id != sectionCustom:
		if sectionOrder[s.id] <= *last {
			r.FailAt(s.header, "section out of order: section %d", s.id)
		}
		*last = sectionOrder[s.id]
	}
	size := r.U32()
	s.start = r.pos
	r.Bytes(uint64(size))
	s.limit = r.pos
	return s
}

// checkCounts compares the lengths of sections that belong together.
func (o *Outline) checkCounts(r *Reader) {
	bodies := 0
	if code := o.contents(sectionCode); code != nil {
		bodies = code.Count("function bodies", maxFuncs)
		r.Stop(code.err)
	}
	if funcs := len(o.Funcs) - o.ImportedFuncs; bodies != funcs {
		r.Fail("function and code section have inconsistent lengths: %d functions are declared and %d bodies given", funcs, bodies)
	}
	if o.HasDataCount && o.dataCount != len(o.Data) {
		r.Fail("data count and data section have inconsistent lengths: %d data segments are declared and %d given", o.dataCount, len(o.Data))
	}
}

// contents is a reader of a section, nil where there is none.
func (o *Outline) contents(id byte) *Reader {
	for _, s := range o.sections {
		if s.id == id {
			r := NewReader(o.src, s.start, s.limit)
			return &r
		}
	}
	return nil
}

func (o *Outline) readSection(id byte, r *Reader) {
	switch id {
	case sectionCustom:
		r.Name()
	case sectionType:
		o.readTypes(r)
	case sectionImport:
		o.readImports(r)
	case sectionFunction:
		o.readFunctions(r)
	case sectionTable:
		for range r.Count("tables", maxTables) {
			o.readTable(r)
		}
	case sectionMemory:
		for range r.Count("memories", maxMemories) {
			at := r.pos
			o.add(r, at, ExternDesc{Type: r.memoryType()})
		}
	case sectionTag:
		for range r.Count("tags", maxTags) {
			at := r.pos
			o.add(r, at, ExternDesc{Type: TagType{}, Index: r.tagType()})
		}
	case sectionGlobal:
		n := r.Count("globals", maxGlobals)
		o.Globals = slices.Grow(o.Globals, n)
		for range n {
			at := r.pos
			o.add(r, at, ExternDesc{Type: r.globalType()})
			o.readConstExpr(r)
		}
	case sectionExport:
		o.readExports(r)
	case sectionStart:
		o.HasStart, o.Start = true, r.U32()
		if int64(o.Start) >= int64(len(o.Funcs)) {
			r.invalid(r.pos, "unknown function %d: the start function is out of bounds", o.Start)
		}
	case sectionElement:
		o.readElements(r)
	case sectionDataCount:
		o.HasDataCount, o.dataCount = true, int(r.U32())
	case sectionData:
		o.readData(r)
	}
}

// add appends to its index space what was read at an offset, and gives its type.
func (o *Outline) add(r *Reader, at int, d ExternDesc) ExternType {
	if r.err != nil {
		return nil
	}
	t, _, err := o.Types.Resolve(d)
	if err != nil {
		r.stopAt(at, err)
		return nil
	}
	switch t := t.(type) {
	case FuncType:
		if d.Exact {
			o.cannotRun(at, CustomDescriptors, "an import of an exact function")
			if o.exact == nil {
				o.exact = map[uint32]struct{}{}
			}
			o.exact[uint32(len(o.Funcs))] = struct{}{}
		}
		o.Funcs = append(o.Funcs, d.Index)
	case TableType:
		o.Tables = append(o.Tables, t)
	case MemoryType:
		if t.Shared {
			o.cannotRun(at, Threads, "a shared memory")
		}
		o.Memories = append(o.Memories, t)
	case GlobalType:
		o.Globals = append(o.Globals, t)
	case TagType:
		o.Tags = append(o.Tags, t)
	}
	return t
}

// cannotRun notes what a module has that the host does not run.
func (o *Outline) cannotRun(offset int, p Proposal, feature string) {
	if o.notRun == nil {
		o.notRun = &UnsupportedError{Offset: offset, Proposal: p, Feature: feature}
	}
}

func (o *Outline) readFunctions(r *Reader) {
	n := r.Count("functions", maxFuncs)
	o.Funcs = slices.Grow(o.Funcs, n)
	for range n {
		at := r.pos
		index := r.U32()
		if r.err != nil {
			return
		}
		if _, _, err := o.Types.Func(index); err != nil {
			r.stopAt(at, err)
			return
		}
		o.Funcs = append(o.Funcs, index)
	}
}

func (o *Outline) readTable(r *Reader) {
	at, initial := r.pos, r.Peek() == 0x40
	if initial {
		r.pos++
		if c := r.Byte(); c != 0 {
			r.BadByte(c, "table initialiser")
		}
	}
	t := r.tableType()
	if initial {
		o.readConstExpr(r)
	}
	o.add(r, at, ExternDesc{Type: t})
}

// These bytes stand in the place of a type where several imports share the name of a
// module, or their type too (the compact-imports proposal).
const (
	sharedModule = 0x7f
	sharedType   = 0x7e
)

func (o *Outline) readImports(r *Reader) {
	n := r.Count("imports", maxImports)
	o.Imports = slices.Grow(o.Imports, n)
	for range n {
		at := r.pos
		module, name := r.Name(), r.Name()
		switch kind := r.Byte(); {
		case name == "" && (kind == sharedModule || kind == sharedType):
			o.cannotRun(at, CompactImports, "a group of imports")
			o.readImportGroup(r, module, kind)
		default:
			o.addImport(r, at, module, name, r.externDesc(kind))
		}
		if r.err != nil {
			return
		}
	}
	o.ImportedFuncs, o.ImportedTables, o.ImportedMemories = len(o.Funcs), len(o.Tables), len(o.Memories)
	o.ImportedGlobals, o.ImportedTags = len(o.Globals), len(o.Tags)
}

func (o *Outline) readImportGroup(r *Reader, module string, kind byte) {
	var d ExternDesc
	if kind == sharedType {
		d = ReadExternDesc(r)
	}
	for range r.Count("imports", maxImports) {
		at := r.pos
		name := r.Name()
		if kind == sharedModule {
			d = ReadExternDesc(r)
		}
		if o.addImport(r, at, module, name, d); r.err != nil {
			return
		}
	}
}

func (o *Outline) addImport(r *Reader, at int, module, name string, d ExternDesc) {
	if len(o.Imports) >= maxImports {
		r.Stop(&SizeError{Offset: at, What: "number of imports", Max: maxImports})
	}
	if t := o.add(r, at, d); t != nil {
		o.Imports = append(o.Imports, Import{Module: module, Name: name, Type: t})
	}
}

func (o *Outline) readExports(r *Reader) {
	n := r.Count("exports", maxExports)
	o.Exports = slices.Grow(o.Exports, n)
	for range n {
		ex := Export{Name: r.Name()}
		kind := r.Byte()
		at := r.pos
		ex.Index = r.U32()
		if r.err != nil {
			return
		}
		ok := false
		switch kind {
		case kindFunc, kindFuncExact:
			if ok = int64(ex.Index) < int64(len(o.Funcs)); ok {
				ex.Type = o.Types.box(o.Funcs[ex.Index])
				o.escapes(ex.Index)
			}
		case kindTable:
			ex.Type, ok = element(o.Tables, ex.Index)
		case kindMemory:
			ex.Type, ok = element(o.Memories, ex.Index)
		case kindGlobal:
			ex.Type, ok = element(o.Globals, ex.Index)
		case kindTag:
			ex.Type, ok = element(o.Tags, ex.Index)
		default:
			r.FailAt(at-1, "invalid leading byte (0x%x) for external kind", kind)
			return
		}
		if !ok {
			r.invalid(at, "export `%s`: index %d out of bounds", ex.Name, ex.Index)
			return
		}
		o.Exports = append(o.Exports, ex)
	}
}

// element is an element of an index space.
func element[T ExternType](space []T, index uint32) (ExternType, bool) {
	if int64(index) >= int64(len(space)) {
		return nil, false
	}
	return space[index], true
}

// escapes notes that a function may be called by others than the code of the
// module: it is exported, or there is a reference to it.
func (o *Outline) escapes(i uint32) {
	if int64(i) >= int64(len(o.Funcs)) {
		return
	}
	if o.escaped == nil {
		o.escaped = make([]uint64, (len(o.Funcs)+63)/64)
	}
	o.escaped[i/64] |= 1 << (i % 64)
}

func (o *Outline) isEscaped(i int) bool {
	return o.escaped != nil && o.escaped[i/64]&(1<<(i%64)) != 0
}
