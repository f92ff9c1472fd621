package component

import (
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// info is recorded for each type, so that no type is walked again. A binary names a type
// by its index, so the effective size of a type can be exponential in its bytes: size
// and depth are bounded as they grow.
type info struct {
	// size is the effective size: the number of types when all are written out.
	size  uint32
	depth uint8
	// bytes and align are those of CanonicalABI.md's elem_size and alignment
	// with 64-bit pointers, which bound those with 32-bit pointers.
	bytes uint32
	align uint8
	// borrow says that the type has a borrow in it, pointer that it has a string, a list
	// or a map.
	borrow, pointer bool
}

func newInfo() info { return info{size: 1, depth: 1} }

// infoOf gives the information about a value type.
func (v *validator) infoOf(t types.Type) info {
	if p, ok := t.(types.Primitive); ok {
		i := newInfo()
		i.size = 1
		i.bytes, i.align = primitiveSize(p)
		i.pointer = p == types.String
		return i
	}
	return v.info[t]
}

func primitiveSize(p types.Primitive) (uint32, uint8) {
	switch p {
	case types.Bool, types.S8, types.U8:
		return 1, 1
	case types.S16, types.U16:
		return 2, 2
	case types.S64, types.U64, types.F64:
		return 8, 8
	case types.String:
		return 16, 8
	}
	return 4, 4
}

// combine adds the information about a part of a type.
func (v *validator) combine(i *info, part info) error {
	if part.depth+1 > i.depth {
		i.depth = part.depth + 1
	}
	if i.depth > maxTypeDepth {
		return v.errorf("type nesting is too deep")
	}
	if i.size += part.size; i.size >= maxTypeSize {
		return v.errorf("effective type size exceeds the limit of %d", maxTypeSize)
	}
	i.borrow = i.borrow || part.borrow
	i.pointer = i.pointer || part.pointer
	return nil
}

// externInfo gives the information about the type of an import or export.
func (v *validator) externInfo(t types.ExternType) info {
	if b, ok := t.(*types.Bound); ok {
		switch {
		case b.Type != nil:
			return v.infoOf(b.Type)
		case b.Extern != nil:
			return v.externInfo(b.Extern)
		}
		return newInfo()
	}
	return v.info[t]
}

func alignUp(n uint64, align uint8) uint64 { return canon.AlignTo(n, uint64(align)) }

// sized sets the size of a value in memory, which is limited.
func (v *validator) sized(i *info, bytes uint64, align uint8) error {
	if bytes >= maxValueSize {
		return v.errorf("value type's maximum in-memory size exceeds maximum byte size")
	}
	i.bytes, i.align = uint32(bytes), align
	return nil
}

// product is the information about a record or tuple.
func (v *validator) product(n int, part func(int) types.Type) (info, error) {
	i := newInfo()
	size, align := uint64(0), uint8(1)
	for k := 0; k < n; k++ {
		p := v.infoOf(part(k))
		if err := v.combine(&i, p); err != nil {
			return i, err
		}
		size = alignUp(size, p.align) + uint64(p.bytes)
		align = max(align, p.align)
	}
	err := v.sized(&i, alignUp(size, align), align)
	return i, err
}

// sum is the information about a variant, option or result; part is nil for a
// case that carries nothing.
func (v *validator) sum(n int, part func(int) types.Type) (info, error) {
	i := newInfo()
	disc := canon.DiscriminantSize(n)
	size, align := uint64(0), uint8(1)
	for k := 0; k < n; k++ {
		t := part(k)
		if t == nil {
			continue
		}
		p := v.infoOf(t)
		if err := v.combine(&i, p); err != nil {
			return i, err
		}
		size, align = max(size, uint64(p.bytes)), max(align, p.align)
	}
	size += alignUp(disc, align)
	align = max(align, uint8(disc))
	err := v.sized(&i, alignUp(size, align), align)
	return i, err
}

func flagsSize(n int) (uint32, uint8) {
	switch {
	case n <= 8:
		return 1, 1
	case n <= 16:
		return 2, 2
	}
	return 4, 4
}
