package wasm

// facts collects what the code of a module does that matters to an image of its state,
// and what compiling it costs.
type facts struct {
	cost    Cost
	ns      uint64 // the work so far
	outline *Outline
	fn      function // that is being read

	globals    int      // how many there are
	globalsSet []uint64 // a bit each
	mutates    []Mutation
	seen       uint16 // bit per MutationKind already in mutates
	growsTable map[uint32]struct{}
	usesData   bool // memory.init or data.drop
	flow       flow // of the function that is being read
	flowWork   uint64
}

// MutationKind names an instruction that changes a table, a segment or an object
// of the heap.
type MutationKind uint8

// Instructions that change a table, a segment or an object of the heap; those
// that set many elements of an array at once count as ArraySet.
const (
	TableSet MutationKind = iota
	TableInit
	TableCopy
	TableGrow
	TableFill
	ElemDrop
	MemoryInit
	DataDrop
	StructSet
	ArraySet
)

var mutationNames = [...]string{
	"table.set", "table.init", "table.copy", "table.grow", "table.fill", "elem.drop", "memory.init", "data.drop",
	"struct.set", "array.set",
}

// String gives the instruction's name.
func (k MutationKind) String() string { return mutationNames[k] }

// Mutation is the first place where code changes a table, a segment or an object
// by one kind of instruction.
type Mutation struct {
	Kind   MutationKind
	Offset int // in bytes from the start of the module
}

func (f *facts) mutation(k MutationKind, offset int) {
	if f.seen&(1<<k) == 0 {
		f.seen |= 1 << k
		f.mutates = append(f.mutates, Mutation{Kind: k, Offset: offset})
	}
}

// sets notes that code sets a global. An index out of range, which makes the
// module invalid, is left out.
func (f *facts) sets(i uint32) {
	if int64(i) >= int64(f.globals) {
		return
	}
	if f.globalsSet == nil {
		f.globalsSet = make([]uint64, (f.globals+63)/64)
	}
	f.globalsSet[i/64] |= 1 << (i % 64)
}

func (f *facts) isSet(i uint32) bool {
	return f.globalsSet != nil && f.globalsSet[i/64]&(1<<(i%64)) != 0
}

func (f *facts) grows(table uint32) {
	if f.growsTable == nil {
		f.growsTable = map[uint32]struct{}{}
	}
	if len(f.growsTable) < maxTables {
		f.growsTable[table] = struct{}{}
	}
}

// typeOf gives the type of function i, or a type without values if there is none.
func (f *facts) typeOf(i uint32) FuncType {
	if int64(i) >= int64(len(f.outline.Funcs)) {
		return FuncType{}
	}
	return f.typeAt(f.outline.Funcs[i])
}

// typeAt gives type i, or a type without values if that is no function type.
func (f *facts) typeAt(i uint32) FuncType { return f.outline.Types.funcAt(i) }

// readCode reads the code section.
func (f *facts) readCode(r *Reader) {
	o := f.outline
	for i := range r.Count("function bodies", maxFuncs) {
		size := r.U32()
		body := r.Sub(size)
		body.body(f, f.typeOf(uint32(o.ImportedFuncs+i)))
		if body.err != nil {
			r.Stop(body.err)
			return
		}
		f.cost.add(&f.fn, int(size), &f.ns)
	}
	r.End()
}

// body passes over one function: its locals and its instructions up to the
// last end.
func (r *Reader) body(f *facts, t FuncType) {
	locals := uint64(0)
	f.flow = flow{}
	for range r.Count("groups of locals", maxFuncs) {
		locals += uint64(r.U32())
		r.ValType()
		if r.err != nil {
			return
		}
	}
	f.fn.reset(locals+uint64(len(t.Params)), len(t.Results))
	for depth := 0; r.err == nil; {
		f.fn.ops++
		switch r.instruction(f) {
		case 0x02, 0x03, 0x04, 0x06, 0x1f: // block, loop, if, try, try_table
			depth++
		case 0x18: // delegate ends a try
			depth--
			f.fn.close()
			if depth < 0 {
				r.Fail("delegate without try")
			}
		case 0x0b:
			depth--
			f.fn.close()
			if depth >= 0 {
				continue
			}
			if r.Left() != 0 {
				r.Fail("%d bytes after the end of a function", r.Left())
			}
			if locals > maxLocals {
				r.Fail("%d locals, at most %d are allowed", locals, maxLocals)
			}
			f.flowWork += f.flow.work(f.fn.blocks, f.globals)
			return
		}
	}
}

// blockType reads the type of a block: how many parameters and results it has.
func (r *Reader) blockType(f *facts) (params, results uint64) {
	if r.Left() > 0 && r.b[r.pos] == 0x40 {
		r.pos++
		return 0, 0
	}
	if r.Left() > 0 {
		if c := r.b[r.pos]; c == codeRef || c == codeRefNull || (c >= 0x40 && c < 0x80) {
			r.ValType()
			return 0, 1
		}
	}
	i := r.signed(33)
	if i < 0 || i >= maxTypes {
		r.Fail("block type %d out of range", i)
		return 0, 0
	}
	t := f.typeAt(uint32(i))
	return uint64(len(t.Params)), uint64(len(t.Results))
}

func (r *Reader) memArg() {
	if align := r.U32(); align&(1<<6) != 0 {
		r.U32()
	}
	r.unsigned(64)
}

// instruction passes over one instruction, notes in f what it changes, and
// gives its first byte.
func (r *Reader) instruction(f *facts) byte {
	at := r.pos
	op := r.Byte()
	switch {
	case op >= 0x45 && op <= 0xc4: // numeric
	case op >= 0x28 && op <= 0x3e: // loads and stores
		r.memArg()
	case op >= 0x20 && op <= 0x24:
		i := r.U32()
		if op == 0x24 {
			f.flow.globalSets++
			f.sets(i)
		}
	default:
		r.other(op, at, f)
	}
	return op
}

func (r *Reader) other(op byte, at int, f *facts) {
	switch op {
	case 0x00, 0x01, 0x0a, 0x0b, 0x0f, 0x19, 0x1a, 0x1b, 0xd1, 0xd3, 0xd4:
	case 0x02, 0x03, 0x04, 0x06:
		params, results := r.blockType(f)
		f.fn.open(op, params, results, 0)
	case 0x05: // else
		f.fn.edges++
	case 0x0c, 0x0d, 0xd5, 0xd6: // br, br_if, br_on_null, br_on_non_null
		f.fn.branch(r.U32())
	case 0x10, 0x12: // call, return_call
		f.fn.calls++
		f.fn.call(f.typeOf(r.U32()))
	case 0x14, 0x15: // call_ref, return_call_ref
		f.fn.indirect++
		f.fn.call(f.typeAt(r.U32()))
	case 0xd2: // ref.func
		f.outline.escapes(r.U32())
	case 0x07, 0x08, 0x09, 0x18, 0x25, 0x3f, 0x40:
		r.U32()
	case 0x26:
		r.U32()
		f.mutation(TableSet, at)
	case 0x0e:
		labels := r.Count("labels", 10_000_000)
		f.fn.branches += uint64(labels)
		for range labels + 1 {
			f.fn.branch(r.U32())
		}
	case 0x11, 0x13: // call_indirect, return_call_indirect
		f.fn.indirect++
		f.fn.call(f.typeAt(r.U32()))
		r.U32()
	case 0x1c:
		r.valTypes("types of select")
	case 0x1f:
		params, results := r.blockType(f)
		f.fn.open(op, params, results, r.catches())
	case 0x41:
		r.signed(32)
	case 0x42:
		r.signed(64)
	case 0x43:
		r.Bytes(4)
	case 0x44:
		r.Bytes(8)
	case 0xd0:
		r.heapType()
	case 0xfb:
		f.fn.calls++
		r.object(at, f)
	case 0xfc:
		f.fn.calls++
		r.bulk(at, f)
	case 0xfd:
		r.simd(at)
	case 0xfe:
		r.pos = at
		r.unsupported(Threads, "an atomic instruction")
	case 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6:
		r.pos = at
		r.unsupported(StackSwitching, "an instruction of continuations")
	default:
		r.pos = at
		r.Fail("unknown instruction 0x%x", op)
	}
}

func (r *Reader) catches() (handlers uint64) {
	n := r.Count("catch clauses", 10_000_000)
	for range n {
		switch kind := r.Byte(); kind {
		case 0, 1:
			r.U32()
			r.U32()
		case 2, 3:
			r.U32()
		default:
			r.Fail("unknown kind of catch 0x%x", kind)
		}
		if r.err != nil {
			return 0
		}
	}
	return uint64(n)
}

// bulk passes over an instruction of prefix 0xfc.
func (r *Reader) bulk(at int, f *facts) {
	switch sub := r.U32(); sub {
	case 0, 1, 2, 3, 4, 5, 6, 7: // saturating truncation
	case 19, 20, 21, 22: // wide arithmetic
	case 8:
		r.U32()
		r.U32()
		f.usesData = true
		f.mutation(MemoryInit, at)
	case 9:
		r.U32()
		f.usesData = true
		f.mutation(DataDrop, at)
	case 10:
		r.U32()
		r.U32()
	case 11, 16:
		r.U32()
	case 12:
		r.U32()
		r.U32()
		f.mutation(TableInit, at)
	case 13:
		r.U32()
		f.mutation(ElemDrop, at)
	case 14:
		r.U32()
		r.U32()
		f.mutation(TableCopy, at)
	case 15:
		f.grows(r.U32())
		f.mutation(TableGrow, at)
	case 17:
		r.U32()
		f.mutation(TableFill, at)
	default:
		r.pos = at
		r.Fail("unknown instruction 0xfc %d", sub)
	}
}

// object passes over an instruction of prefix 0xfb, which is about structs,
// arrays and references.
func (r *Reader) object(at int, f *facts) {
	switch sub := r.U32(); sub {
	case 0, 1: // struct.new, struct.new_default
		f.fn.values += f.outline.Types.fieldsAt(r.U32())
		f.flow.objects++
	case 6, 7: // array.new, array.new_default
		r.U32()
		f.flow.objects++
	case 11, 12, 13: // array.get
		r.U32()
	case 2, 3, 4: // struct.get
		r.U32()
		r.U32()
	case 8: // array.new_fixed
		r.U32()
		f.fn.values += uint64(r.U32())
		f.flow.objects++
	case 10: // array.new_elem
		r.U32()
		r.U32()
		f.flow.objects++
	case 9: // array.new_data
		r.U32()
		r.U32()
		f.flow.objects++
		f.usesData = true
	case 5:
		r.U32()
		r.U32()
		f.mutation(StructSet, at)
	case 14, 16: // array.set, array.fill
		r.U32()
		f.mutation(ArraySet, at)
	case 17, 19: // array.copy, array.init_elem
		r.U32()
		r.U32()
		f.mutation(ArraySet, at)
	case 18: // array.init_data
		r.U32()
		r.U32()
		f.usesData = true
		f.mutation(ArraySet, at)
	case 15, 26, 27, 28, 29, 30: // array.len, conversions, i31
	case 20, 21, 22, 23: // ref.test, ref.cast
		r.heapType()
	case 24, 25: // br_on_cast, br_on_cast_fail
		r.Byte()
		f.fn.branch(r.U32())
		r.heapType()
		r.heapType()
	case 32, 33, 34, 35, 36, 37, 38:
		r.pos = at
		r.unsupported(CustomDescriptors, "an instruction of descriptors")
	default:
		r.pos = at
		r.Fail("unknown instruction 0xfb %d", sub)
	}
}

// simd passes over an instruction of prefix 0xfd.
func (r *Reader) simd(at int) {
	switch sub := r.U32(); {
	case sub <= 0x0b, sub == 0x5c, sub == 0x5d:
		r.memArg()
	case sub == 0x0c, sub == 0x0d:
		r.Bytes(16)
	case sub >= 0x15 && sub <= 0x22:
		r.Byte()
	case sub >= 0x54 && sub <= 0x5b:
		r.memArg()
		r.Byte()
	case sub <= 0x113:
	default:
		r.pos = at
		r.Fail("unknown instruction 0xfd %d", sub)
	}
}
