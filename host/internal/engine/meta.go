package engine

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// meta is what this package knows about a module besides its code. The
// library's own descriptions of types abort the process for types that its C
// API cannot express, so they are never asked for.
type meta struct {
	imports  []ImportType
	exports  []ExportType
	memories []MemoryType // that the module defines
	tables   []tableUse
}

// tableUse is one table that a module defines, or imports and grows.
type tableUse struct {
	typ     TableType
	defined bool
	grows   bool
}

func metaOf(m *wasm.Module) meta {
	out := meta{imports: m.Imports, exports: m.Exports, memories: m.Memories[m.ImportedMemories:]}
	for i, t := range m.Tables {
		u := tableUse{typ: t, defined: i >= m.ImportedTables, grows: m.GrowsTable(uint32(i))}
		if u.defined || u.grows {
			out.tables = append(out.tables, u)
		}
	}
	return out
}

// tableElementSize is the size of an element of a table in bytes.
const tableElementSize = 8

// tableBytes gives an upper bound of what the tables of one instance take:
// what they start with, and for those that code grows what they may grow to.
func (m *meta) tableBytes(maxElements uint64) uint64 {
	var sum uint64
	for _, t := range m.tables {
		n := uint64(0)
		if t.defined {
			n = t.typ.Min
		}
		if t.grows {
			n = max(n, maxElements)
			if t.typ.HasMax {
				n = min(n, t.typ.Max)
			}
		}
		n = min(n, Unlimited/tableElementSize/uint64(len(m.tables)))
		sum += n * tableElementSize
	}
	return sum
}

// The encoding of meta that goes with a serialized module: unsigned LEB128
// numbers, and strings and lists after their lengths.

const (
	kindFunc = iota
	kindTable
	kindMemory
	kindGlobal
	kindTag
)

type metaWriter []byte

func (w *metaWriter) number(n uint64) { *w = binary.AppendUvarint(*w, n) }

func (w *metaWriter) bool(b bool) {
	n := uint64(0)
	if b {
		n = 1
	}
	w.number(n)
}

func (w *metaWriter) text(s string) {
	w.number(uint64(len(s)))
	*w = append(*w, s...)
}

func (w *metaWriter) values(types []ValType) {
	w.number(uint64(len(types)))
	for _, t := range types {
		w.number(uint64(t))
	}
}

func (w *metaWriter) limits(l wasm.Limits) {
	w.number(l.Min)
	w.bool(l.HasMax)
	w.number(l.Max)
}

func (w *metaWriter) table(t TableType) {
	w.number(uint64(t.Elem))
	w.limits(t.Limits)
	w.bool(t.Is64)
}

func (w *metaWriter) memory(t MemoryType) {
	w.limits(t.Limits)
	w.bool(t.Is64)
	w.bool(t.Shared)
	w.number(uint64(t.PageSizeLog2))
}

func (w *metaWriter) extern(t ExternType) {
	switch t := t.(type) {
	case FuncType:
		w.number(kindFunc)
		w.values(t.Params)
		w.values(t.Results)
	case TableType:
		w.number(kindTable)
		w.table(t)
	case MemoryType:
		w.number(kindMemory)
		w.memory(t)
	case GlobalType:
		w.number(kindGlobal)
		w.number(uint64(t.Value))
		w.bool(t.Mutable)
	case TagType:
		w.number(kindTag)
		w.values(t.Params)
	}
}

func (m *meta) encode() []byte {
	var w metaWriter
	w.number(uint64(len(m.imports)))
	for _, im := range m.imports {
		w.text(im.Module)
		w.text(im.Name)
		w.extern(im.Type)
	}
	w.number(uint64(len(m.exports)))
	for _, ex := range m.exports {
		w.text(ex.Name)
		w.number(uint64(ex.Index))
		w.extern(ex.Type)
	}
	w.number(uint64(len(m.memories)))
	for _, t := range m.memories {
		w.memory(t)
	}
	w.number(uint64(len(m.tables)))
	for _, t := range m.tables {
		w.table(t.typ)
		w.bool(t.defined)
		w.bool(t.grows)
	}
	return w
}

var errMeta = errors.New("engine: the description of a serialized module is damaged")

// metaReader reads what metaWriter wrote; bad is set at the first thing that
// cannot have been written.
type metaReader struct {
	b   []byte
	bad bool
}

func (r *metaReader) number() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *metaReader) bool() bool { return r.number() != 0 }

// count reads the length of a list whose items take at least a byte each.
func (r *metaReader) count() int {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(n)
}

func (r *metaReader) text() string {
	n := r.count()
	s := string(r.b[:n])
	r.b = r.b[n:]
	r.bad = r.bad || !utf8.ValidString(s)
	return s
}

func (r *metaReader) values() []ValType {
	n := r.count()
	if n == 0 {
		return nil
	}
	types := make([]ValType, n)
	for i := range types {
		types[i] = ValType(r.number())
	}
	return types
}

func (r *metaReader) limits() wasm.Limits {
	return wasm.Limits{Min: r.number(), HasMax: r.bool(), Max: r.number()}
}

func (r *metaReader) table() TableType {
	return TableType{Elem: ValType(r.number()), Limits: r.limits(), Is64: r.bool()}
}

func (r *metaReader) memory() MemoryType {
	return MemoryType{Limits: r.limits(), Is64: r.bool(), Shared: r.bool(), PageSizeLog2: uint8(r.number())}
}

func (r *metaReader) extern() ExternType {
	switch r.number() {
	case kindFunc:
		return FuncType{Params: r.values(), Results: r.values()}
	case kindTable:
		return r.table()
	case kindMemory:
		return r.memory()
	case kindGlobal:
		return GlobalType{Value: ValType(r.number()), Mutable: r.bool()}
	case kindTag:
		return TagType{Params: r.values()}
	}
	r.bad, r.b = true, nil
	return nil
}

func decodeMeta(b []byte) (m meta, err error) {
	r := metaReader{b: b}
	for range r.count() {
		m.imports = append(m.imports, ImportType{Module: r.text(), Name: r.text(), Type: r.extern()})
	}
	for range r.count() {
		m.exports = append(m.exports, ExportType{Name: r.text(), Index: uint32(r.number()), Type: r.extern()})
	}
	for range r.count() {
		m.memories = append(m.memories, r.memory())
	}
	for range r.count() {
		m.tables = append(m.tables, tableUse{typ: r.table(), defined: r.bool(), grows: r.bool()})
	}
	if r.bad || len(r.b) != 0 {
		return meta{}, errMeta
	}
	return m, nil
}
