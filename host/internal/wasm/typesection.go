package wasm

// maxTypeDepth bounds how many groups of types refer to each other in a row: the
// library follows them by recursion as it frees a module.
const maxTypeDepth = 1_000

func (m *Module) readTypes(r *reader) {
	n := r.count("types", maxTypes)
	m.Types = grow(m.Types, n)
	m.typed = grow(m.typed, n)
	m.fields = grow(m.fields, n)
	r.depths = make([]uint16, len(m.Types), cap(m.Types))
	defer func() { r.depths = nil }()
	for range n {
		r.depth = 0
		form := r.u8()
		if form != formRec {
			m.readSubType(r, form)
		} else {
			m.gcTypes = true
			for range r.count("types of a group", maxTypes-uint32(len(m.Types))) {
				m.readSubType(r, r.u8())
				if r.err != nil {
					return
				}
			}
		}
		if r.depth > maxTypeDepth {
			r.fail("types refer to each other more than %d deep", maxTypeDepth)
		}
		if r.err != nil {
			return
		}
		for len(r.depths) < len(m.Types) {
			r.depths = append(r.depths, r.depth)
		}
	}
}

// refersTo notes that a type refers to another one. Those of its own group, and
// those that are not there, have no depth yet.
func (r *reader) refersTo(i uint32) {
	if uint64(i) < uint64(len(r.depths)) {
		r.depth = max(r.depth, r.depths[i]+1)
	}
}

// Forms of types, besides those that are not supported.
const (
	formFunc     = 0x60
	formStruct   = 0x5f
	formArray    = 0x5e
	formSub      = 0x50
	formSubFinal = 0x4f
	formRec      = 0x4e
)

// readSubType reads a type that begins with form. Of structs and arrays nothing
// is kept but their place.
func (m *Module) readSubType(r *reader, form byte) {
	if form == formSub || form == formSubFinal {
		for range r.count("supertypes", maxTypes) {
			r.refersTo(r.u32())
		}
		m.gcTypes = true
		form = r.u8()
	}
	if len(m.Types) >= maxTypes {
		r.fail("more than %d types", maxTypes)
		return
	}
	fields := uint32(0)
	switch form {
	case formFunc:
		params := r.valTypes("parameters")
		t := FuncType{Params: params, Results: r.valTypes("results")}
		m.Types, m.typed, m.fields = append(m.Types, t), append(m.typed, t), append(m.fields, 0)
		return
	case formStruct:
		fields = r.count("fields", maxFields)
		for range fields {
			r.fieldType()
		}
	case formArray:
		r.fieldType()
	case 0x5d:
		r.unsupported(StackSwitching, "continuation types")
	case 0x4c, 0x4d:
		r.unsupported(CustomDescriptors, "descriptors")
	default:
		r.fail("unknown form of type 0x%x", form)
	}
	m.gcTypes = true
	m.Types, m.typed, m.fields = append(m.Types, FuncType{}), append(m.typed, nil), append(m.fields, uint16(fields))
}

// typeIndex reads the index of a function type.
func (m *Module) typeIndex(r *reader) uint32 {
	at := r.pos
	i := r.u32()
	switch {
	case r.err != nil:
	case int64(i) >= int64(len(m.Types)):
		r.pos = at
		r.fail("type index %d out of range", i)
	case m.typed[i] == nil:
		r.pos = at
		r.fail("type %d is not a function type", i)
	}
	return i
}
