package wasm

import "fmt"

// MutableGlobal is a global that the module defines and whose value may
// change: code of the module sets it, or it is exported and others may.
type MutableGlobal struct {
	Index    uint32
	Type     GlobalType
	Exported string // a name it is exported under, empty when there is none
}

// MutableGlobals gives the globals that are part of the module's state, in
// their order. A mutable global that nothing can set is not among them.
func (m *Module) MutableGlobals() []MutableGlobal {
	names := map[uint32]string{}
	for _, ex := range m.Exports {
		if _, ok := ex.Type.(GlobalType); ok {
			if _, again := names[ex.Index]; !again {
				names[ex.Index] = ex.Name
			}
		}
	}
	var out []MutableGlobal
	for i := m.ImportedGlobals; i < len(m.Globals); i++ {
		index, t := uint32(i), m.Globals[i]
		name, exported := names[index]
		if t.Mutable && (exported || m.facts.isSet(index)) {
			out = append(out, MutableGlobal{Index: index, Type: t, Exported: name})
		}
	}
	return out
}

// Mutations gives the first place of each kind of instruction in the code that changes a
// table, a segment or an object.
func (m *Module) Mutations() []Mutation { return m.facts.mutates }

// GrowsTable says whether code can grow the table with this index.
func (m *Module) GrowsTable(index uint32) bool {
	_, ok := m.facts.growsTable[index]
	return ok
}

// NotImageableError says why an image of memory and globals would not hold a
// module's whole state.
type NotImageableError struct {
	Offset int // of the instruction in bytes from the start of the module; 0 for a global
	Reason string
}

// Error implements error.
func (e *NotImageableError) Error() string {
	if e.Offset == 0 {
		return "wasm: no image can be taken: " + e.Reason
	}
	return fmt.Sprintf("wasm: no image can be taken: offset 0x%x: %s", e.Offset, e.Reason)
}

// Imageable says whether the state of an instance is no more than its memories and the
// [Module.MutableGlobals], so that an instance of the code alone with these is the same.
// The error is a [*NotImageableError] that says what else there is. The state of other
// instances that it imports is theirs.
func (m *Module) Imageable() error {
	for _, mu := range m.facts.mutates {
		// Segments that code only reads stay what they are. An active segment
		// is empty once it was applied, in an instance and in its image alike.
		if mu.Kind != MemoryInit {
			return &NotImageableError{Offset: mu.Offset, Reason: "the code has " + mu.Kind.String()}
		}
	}
	for _, t := range m.Memories {
		if t.PageSizeLog2 != 16 {
			return &NotImageableError{Reason: "a memory has pages of its own size"}
		}
	}
	for _, g := range m.MutableGlobals() {
		if g.Type.Value.IsRef() {
			return &NotImageableError{Reason: fmt.Sprintf("global %d is a mutable reference of type %s", g.Index, g.Type.Value)}
		}
	}
	return nil
}
