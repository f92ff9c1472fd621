package canon

// AlignTo is the next multiple of align, a power of two, from n on (align_to).
func AlignTo(n, align uint64) uint64 { return (n + align - 1) &^ (align - 1) }

func (t *Type) scalar(size uint64, flat Core) {
	for w := range widths {
		t.size[w], t.align[w], t.flat[w] = size, size, []Core{flat}
	}
}

// pointer is the layout of a string, list or map.
func (t *Type) pointer() {
	t.size = [widths]uint64{8, 16}
	t.align = [widths]uint64{4, 8}
	t.flat = [widths][]Core{{I32, I32}, {I64, I64}}
}

// record is alignment_record, elem_size_record and flatten_record.
func (t *Type) record() {
	for w := range widths {
		size, align := uint64(0), uint64(1)
		for i := range t.fields {
			f := &t.fields[i]
			align = max(align, f.typ.align[w])
			size = AlignTo(size, f.typ.align[w])
			f.offset[w] = size
			// Saturated, so that no number of fields can overflow.
			size = min(size+f.typ.size[w], 2*MaxSize)
			t.spread = t.spread || f.typ.spread
			if !t.spread {
				t.flat[w] = append(t.flat[w], f.typ.flat[w]...)
				t.spread = len(t.flat[w]) > MaxFlatParams
			}
		}
		t.size[w], t.align[w] = AlignTo(size, align), align
	}
	if t.spread {
		t.flat = [widths][]Core{}
	}
}

// DiscriminantSize is the size and alignment of discriminant_type.
func DiscriminantSize(cases int) uint64 {
	switch {
	case cases <= 1<<8:
		return 1
	case cases <= 1<<16:
		return 2
	}
	return 4
}

// variant is alignment_variant, elem_size_variant and flatten_variant.
func (t *Type) variant() {
	t.disc = DiscriminantSize(len(t.cases))
	for w := range widths {
		size, align := uint64(0), uint64(1)
		flat := []Core{I32}
		for _, c := range t.cases {
			if c.typ == nil {
				continue
			}
			size = max(size, c.typ.size[w])
			align = max(align, c.typ.align[w])
			t.spread = t.spread || c.typ.spread
			for i, have := range c.typ.flat[w] {
				if i+1 < len(flat) {
					flat[i+1] = join(flat[i+1], have)
				} else {
					flat = append(flat, have)
				}
			}
		}
		t.spread = t.spread || len(flat) > MaxFlatParams
		t.flat[w] = flat
		t.payload[w] = AlignTo(t.disc, align)
		t.align[w] = max(t.disc, align)
		t.size[w] = AlignTo(t.payload[w]+size, t.align[w])
	}
	if t.spread {
		t.flat = [widths][]Core{}
	}
}

func join(a, b Core) Core {
	switch {
	case a == b:
		return a
	case a == I32 && b == F32, a == F32 && b == I32:
		return I32
	}
	return I64
}

// flags is alignment_flags and elem_size_flags, with a word of 32 bits for each
// 32 flags where there are more.
func (t *Type) flags() {
	n := uint64(len(t.names))
	t.words = int(max(1, (n+31)/32))
	switch {
	case n <= 8:
		t.scalar(1, I32)
	case n <= 16:
		t.scalar(2, I32)
	default:
		t.scalar(4, I32)
	}
	if t.words == 1 {
		return
	}
	t.spread = t.words > MaxFlatParams
	for w := range widths {
		t.size[w] = 4 * uint64(t.words)
		t.flat[w] = nil
		for i := 0; i < t.words && !t.spread; i++ {
			t.flat[w] = append(t.flat[w], I32)
		}
	}
}
