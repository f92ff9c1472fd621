package wasm

// A core module may import functions that need its own memory. Tools link it by way of
// two more modules. It imports the functions of a shim, which call through a table. Once
// its memory is there, a fix-up fills that table with the real functions. Shim and Fixup
// recognise such modules, and nothing else.

// Shim recognises a module that has nothing but a table, and functions that call one
// element of it with their own parameters. elements has the element that each function
// calls, by the index of the function.
func (m *Module) Shim() (elements []uint32, ok bool) {
	// Types that are not equal by their parameters and results alone are left to
	// the engine.
	if m.Types.grouped || len(m.Imports)+len(m.Memories)+len(m.Globals)+len(m.Tags)+len(m.Data)+m.Elements > 0 || m.HasStart || len(m.Tables) != 1 {
		return nil, false
	}
	r := m.contents(sectionCode)
	if r == nil {
		return nil, false
	}
	for i := range r.U32() {
		body := r.Sub(r.U32())
		element, ok := m.shimBody(&body, m.Types.funcAt(m.Funcs[i]))
		if !ok {
			return nil, false
		}
		elements = append(elements, element)
	}
	return elements, r.err == nil
}

func (m *Module) shimBody(r *Reader, t FuncType) (element uint32, ok bool) {
	if r.U32() != 0 { // locals
		return 0, false
	}
	for i := range t.Params {
		if r.Byte() != 0x20 || r.U32() != uint32(i) { // local.get
			return 0, false
		}
	}
	if r.Byte() != 0x41 { // i32.const
		return 0, false
	}
	element = uint32(r.signed(32))
	if r.Byte() != 0x11 { // call_indirect
		return 0, false
	}
	callee, table := r.U32(), r.U32()
	end := r.Byte()
	if r.err != nil || r.Left() != 0 || end != 0x0b || table != 0 || int64(callee) >= int64(m.Types.Len()) || !sameFunc(m.Types.funcAt(callee), t) {
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

// Fixup recognises a module that does nothing but put functions that it imports into a
// table that it imports. It gives the indices of the functions, and the first element
// that they are put into.
func (m *Module) Fixup() (functions []uint32, at uint32, ok bool) {
	if m.Types.grouped || len(m.Imports) != m.ImportedFuncs+1 || m.ImportedTables != 1 || len(m.Funcs) != m.ImportedFuncs ||
		len(m.Tables)+len(m.Memories)+len(m.Globals)+len(m.Tags)+len(m.Data)+m.Elements != 2 ||
		m.HasStart || len(m.Exports) > 0 {
		return nil, 0, false
	}
	r := m.contents(sectionElement)
	if r == nil || r.U32() != 1 || r.U32() != 0 { // one segment, active for table 0
		return nil, 0, false
	}
	expr := r.pos
	(&Outline{}).readConstExpr(r) // m is not changed any more
	offset, constant := constantOffset(r.b[expr:r.pos])
	if !constant {
		return nil, 0, false
	}
	for range r.U32() {
		functions = append(functions, r.U32())
		if r.err != nil {
			return nil, 0, false
		}
	}
	return functions, uint32(offset), true
}
