package wasm

// A component's core module that imports functions which need its own memory is
// linked by way of a shim: it imports functions that call through a table, and
// once its memory is there a fix-up fills the table with the real ones. The two
// functions below recognise such modules, and nothing else.

// Shim says of a module that has nothing but a table and functions that call
// one element of it with their own parameters: which element each function
// calls, by the index of the function.
func (m *Module) Shim() (elements []uint32, ok bool) {
	// Types that are not equal by their parameters and results alone are left to
	// the engine.
	if m.gcTypes || len(m.Imports)+len(m.Memories)+len(m.Globals)+len(m.Tags)+len(m.Data)+m.Elements > 0 || m.HasStart || len(m.Tables) != 1 {
		return nil, false
	}
	r := m.contents(sectionCode)
	if r == nil {
		return nil, false
	}
	for i := range r.u32() {
		size := r.u32()
		body := reader{b: r.b, pos: r.pos, end: r.pos + int(size)}
		r.pos = body.end
		element, ok := m.shimBody(&body, m.Types[m.Funcs[i]])
		if !ok {
			return nil, false
		}
		elements = append(elements, element)
	}
	return elements, r.err == nil
}

func (m *Module) shimBody(r *reader, t FuncType) (element uint32, ok bool) {
	if r.u32() != 0 { // locals
		return 0, false
	}
	for i := range t.Params {
		if r.u8() != 0x20 || r.u32() != uint32(i) { // local.get
			return 0, false
		}
	}
	if r.u8() != 0x41 { // i32.const
		return 0, false
	}
	element = uint32(r.signed(32))
	if r.u8() != 0x11 { // call_indirect
		return 0, false
	}
	callee, table := r.u32(), r.u32()
	end := r.u8()
	if r.err != nil || r.left() != 0 || end != 0x0b || table != 0 || int(callee) >= len(m.Types) || !sameFunc(m.Types[callee], t) {
		return 0, false
	}
	return element, true
}

func sameFunc(a, b FuncType) bool {
	return sameVals(a.Params, b.Params) && sameVals(a.Results, b.Results)
}

func sameVals(a, b []ValType) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Fixup says of a module that does nothing but put functions that it imports
// into a table that it imports: which functions, by index, and from which
// element on.
func (m *Module) Fixup() (functions []uint32, at uint32, ok bool) {
	if m.gcTypes || len(m.Imports) != m.ImportedFuncs+1 || m.ImportedTables != 1 || len(m.Funcs) != m.ImportedFuncs ||
		len(m.Tables)+len(m.Memories)+len(m.Globals)+len(m.Tags)+len(m.Data)+m.Elements != 2 ||
		m.HasStart || len(m.Exports) > 0 {
		return nil, 0, false
	}
	r := m.contents(sectionElement)
	if r == nil || r.u32() != 1 || r.u32() != 0 { // one segment, active for table 0
		return nil, 0, false
	}
	expr := r.pos
	(&Module{}).readConstExpr(r) // m is not changed any more
	offset, constant := constantOffset(r.b[expr:r.pos])
	if !constant {
		return nil, 0, false
	}
	for range r.u32() {
		functions = append(functions, r.u32())
		if r.err != nil {
			return nil, 0, false
		}
	}
	return functions, uint32(offset), true
}

// contents reads the contents of a section, nil where there is none. They were
// read once without an error.
func (m *Module) contents(id byte) *reader {
	for _, s := range m.sections {
		if s.id == id {
			return &reader{b: m.src, pos: s.start, end: s.limit}
		}
	}
	return nil
}
