package wasm

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// GlobalExport is a global of the state of a rewritten module and the name
// under which it can be read and set.
type GlobalExport struct {
	Name  string
	Index uint32
	Type  GlobalType
}

// globalPrefix begins the names of exports that rewriting adds.
const globalPrefix = "vivarium:global:"

// ExportGlobals gives the module with all of its [Module.MutableGlobals] exported,
// so that an image of its instances can be taken. Exports that it adds stand after
// those that are there, so positions do not change. Nothing else differs.
func (m *Module) ExportGlobals() (*Module, []GlobalExport, error) { return m.rewrite(false) }

// ImageModule is like [Module.ExportGlobals], and leaves out what an instance does at
// its start: active data segments are emptied and there is no start function. An
// instance of it that is given the memory and the globals of an instance of the module
// goes on where that one was. The error is a [*NotImageableError] if it would not.
func (m *Module) ImageModule() (*Module, []GlobalExport, error) { return m.rewrite(true) }

func (m *Module) rewrite(codeOnly bool) (*Module, []GlobalExport, error) {
	if err := m.Imageable(); err != nil {
		return nil, nil, err
	}
	src := m.src
	globals, added := m.nameGlobals()
	w := &writer{out: make([]byte, 0, len(src)+len(added)*(len(globalPrefix)+10)+16), m: m}
	w.out = append(w.out, Preamble...)
	exportsDone := len(added) == 0
	for _, s := range m.sections {
		// A module without exports gets an export section in the order of sections.
		if !exportsDone && s.id != sectionCustom && sectionOrder[s.id] > sectionOrder[sectionExport] {
			w.exports(nil, added)
			exportsDone = true
		}
		switch {
		case s.id == sectionExport && !exportsDone:
			w.exports(&s, added)
			exportsDone = true
		case codeOnly && s.id == sectionStart:
		case codeOnly && s.id == sectionData:
			w.data()
		case codeOnly && s.id == sectionDataCount && !m.keepsSegments():
		default:
			w.out = append(w.out, src[s.header:s.limit]...)
		}
	}
	if !exportsDone {
		w.exports(nil, added)
	}
	return m.rewritten(w.out, added, codeOnly), globals, nil
}

// rewritten gives the module that reading the rewritten bytes would give. Only the
// offsets of instructions stay those in the bytes of m.
func (m *Module) rewritten(src []byte, added []GlobalExport, codeOnly bool) *Module {
	out := *m
	out.src, out.sections = src, nil
	out.facts.outline = &out.Outline
	out.Exports = slices.Clip(m.Exports)
	for _, g := range added {
		out.Exports = append(out.Exports, Export{Name: g.Name, Index: g.Index, Type: g.Type})
	}
	if !codeOnly {
		return &out
	}
	out.HasStart, out.Start = false, 0
	out.Data, out.HasDataCount = nil, m.HasDataCount && m.keepsSegments()
	if m.keepsSegments() {
		for _, d := range m.Data {
			if d.Active {
				d = DataSegment{}
			}
			out.Data = append(out.Data, d)
		}
	}
	return &out
}

// nameGlobals names the globals of the state; added are those that are not
// exported yet.
func (m *Module) nameGlobals() (globals, added []GlobalExport) {
	taken := make(map[string]struct{}, len(m.Exports))
	for _, ex := range m.Exports {
		taken[ex.Name] = struct{}{}
	}
	exported := map[uint32]struct{}{}
	for _, ex := range m.Exports {
		if _, ok := ex.Type.(GlobalType); ok {
			exported[ex.Index] = struct{}{}
		}
	}
	for _, g := range m.MutableGlobals() {
		name := g.Exported
		if _, ok := exported[g.Index]; !ok {
			name = fmt.Sprintf("%s%d", globalPrefix, g.Index)
			for {
				if _, clash := taken[name]; !clash {
					break
				}
				name += "'"
			}
			taken[name] = struct{}{}
			added = append(added, GlobalExport{Name: name, Index: g.Index, Type: g.Type})
		}
		globals = append(globals, GlobalExport{Name: name, Index: g.Index, Type: g.Type})
	}
	return globals, added
}

// keepsSegments says whether data segments must keep their numbers: code
// names them, or some are for code to copy.
func (m *Module) keepsSegments() bool {
	if m.facts.usesData {
		return true
	}
	for _, d := range m.Data {
		if !d.Active {
			return true
		}
	}
	return false
}

// writer builds a module.
type writer struct {
	out []byte
	m   *Module
}

func appendU32(b []byte, n uint32) []byte { return binary.AppendUvarint(b, uint64(n)) }

func (w *writer) section(id byte, contents []byte) {
	w.out = append(w.out, id)
	w.out = appendU32(w.out, uint32(len(contents)))
	w.out = append(w.out, contents...)
}

// exports writes the export section: what is in s, if there is one, and the
// added globals.
func (w *writer) exports(s *section, added []GlobalExport) {
	b := appendU32(nil, uint32(len(w.m.Exports)+len(added)))
	if s != nil {
		r := NewReader(w.m.src, s.start, s.limit)
		r.U32()
		b = append(b, w.m.src[r.pos:s.limit]...)
	}
	for _, g := range added {
		b = appendU32(b, uint32(len(g.Name)))
		b = append(b, g.Name...)
		b = append(b, 3)
		b = appendU32(b, g.Index)
	}
	w.section(sectionExport, b)
}

// data writes the data section without the contents of active segments. If segments must
// keep their numbers, these become passive and empty: so does code see an active segment
// once it was applied.
func (w *writer) data() {
	if !w.m.keepsSegments() {
		return
	}
	b := appendU32(nil, uint32(len(w.m.Data)))
	for _, d := range w.m.Data {
		b = append(b, 1)
		if d.Active {
			b = append(b, 0)
			continue
		}
		b = appendU32(b, uint32(len(d.Init)))
		b = append(b, d.Init...)
	}
	w.section(sectionData, b)
}
