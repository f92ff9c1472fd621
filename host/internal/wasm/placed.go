package wasm

// PlacedData is the data that one active data segment puts into a memory.
type PlacedData struct {
	Memory int    // among those that the module defines
	Offset uint64 // in bytes
	Init   []byte
}

// PlacedData gives the data that the active data segments put into memory, in their
// order. ok is false if that is not known without running the module: a segment goes to
// an imported memory, its offset is not a constant, or it does not fit, which is a trap.
func (m *Module) PlacedData() (placed []PlacedData, ok bool) {
	for _, d := range m.Data {
		if !d.Active {
			continue
		}
		if int(d.Memory) < m.ImportedMemories || int(d.Memory) >= len(m.Memories) {
			return nil, false
		}
		size, sized := m.Memories[d.Memory].MinBytes()
		at, constant := constantOffset(d.Offset)
		if !sized || !constant || at > size || uint64(len(d.Init)) > size-at {
			return nil, false
		}
		placed = append(placed, PlacedData{Memory: int(d.Memory) - m.ImportedMemories, Offset: at, Init: d.Init})
	}
	return placed, true
}

// constantOffset reads an expression that is one i32.const or i64.const.
func constantOffset(expr []byte) (uint64, bool) {
	if len(expr) < 3 || expr[len(expr)-1] != 0x0b {
		return 0, false
	}
	var v int64
	shift := 0
	for i, b := range expr[1 : len(expr)-1] {
		if shift > 63 {
			return 0, false
		}
		v |= int64(b&0x7f) << shift
		shift += 7
		if b&0x80 != 0 {
			continue
		}
		if i != len(expr)-3 {
			return 0, false
		}
		if b&0x40 != 0 && shift < 64 {
			v |= -1 << shift
		}
		switch expr[0] {
		case 0x41:
			return uint64(uint32(v)), true
		case 0x42:
			return uint64(v), true
		}
	}
	return 0, false
}
