package wasm

// facts is what the code of a module does that matters to an image of its
// state.
type facts struct {
	bodies    int
	dataCount int

	cost   Cost
	ns     uint64 // the work so far
	module *Module
	fn     function // that is being read

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

// escapes notes that a function may be called by others than the code of the
// module: it is exported, or there is a reference to it.
func (m *Module) escapes(i uint32) {
	if int64(i) >= int64(len(m.Funcs)) {
		return
	}
	if m.escaped == nil {
		m.escaped = make([]uint64, (len(m.Funcs)+63)/64)
	}
	m.escaped[i/64] |= 1 << (i % 64)
}

func (m *Module) isEscaped(i int) bool {
	return m.escaped != nil && m.escaped[i/64]&(1<<(i%64)) != 0
}

// typeOf is the type of function i, or a type without values where there is none.
func (f *facts) typeOf(i uint32) FuncType {
	if int64(i) >= int64(len(f.module.Funcs)) {
		return FuncType{}
	}
	return f.typeAt(f.module.Funcs[i])
}

// typeAt is type i, or a type without values where it is none of functions.
func (f *facts) typeAt(i uint32) FuncType {
	if int64(i) >= int64(len(f.module.Types)) {
		return FuncType{}
	}
	return f.module.Types[i]
}

// fields is how many fields the struct type i has.
func (f *facts) fields(i uint32) uint64 {
	if int64(i) >= int64(len(f.module.fields)) {
		return 0
	}
	return uint64(f.module.fields[i])
}

func (m *Module) readCode(r *reader) {
	n := r.count("function bodies", maxFuncs)
	m.facts.bodies = int(n)
	m.facts.globals = len(m.Globals)
	for i := range n {
		size := r.u32()
		if uint64(size) > uint64(r.left()) {
			r.fail("function body of %d bytes is longer than its section", size)
			return
		}
		body := reader{b: r.b, pos: r.pos, end: r.pos + int(size)}
		r.pos = body.end
		body.body(&m.facts, m.facts.typeOf(uint32(m.ImportedFuncs)+i))
		if body.err != nil {
			r.err = body.err
			return
		}
		m.facts.cost.add(&m.facts.fn, int(size), &m.facts.ns)
	}
}

// body passes over one function: its locals and its instructions up to the
// last end.
func (r *reader) body(f *facts, t FuncType) {
	locals := uint64(0)
	f.flow = flow{}
	for range r.count("groups of locals", maxFuncs) {
		locals += uint64(r.u32())
		r.valType()
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
				r.fail("delegate without try")
			}
		case 0x0b:
			depth--
			f.fn.close()
			if depth >= 0 {
				continue
			}
			if r.left() != 0 {
				r.fail("%d bytes after the end of a function", r.left())
			}
			if locals > maxLocals {
				r.fail("%d locals, at most %d are allowed", locals, maxLocals)
			}
			f.flowWork += f.flow.work(f.fn.blocks, f.globals)
			return
		}
	}
}

// blockType reads the type of a block: how many parameters and results it has.
func (r *reader) blockType(f *facts) (params, results uint64) {
	if r.left() > 0 && r.b[r.pos] == 0x40 {
		r.pos++
		return 0, 0
	}
	if r.left() > 0 {
		if c := r.b[r.pos]; c == codeRef || c == codeRefNull || (c >= 0x40 && c < 0x80) {
			r.valType()
			return 0, 1
		}
	}
	i := r.signed(33)
	if i < 0 || i >= maxTypes {
		r.fail("block type %d out of range", i)
		return 0, 0
	}
	t := f.typeAt(uint32(i))
	return uint64(len(t.Params)), uint64(len(t.Results))
}

func (r *reader) memArg() {
	if align := r.u32(); align&(1<<6) != 0 {
		r.u32()
	}
	r.unsigned(64)
}

// instruction passes over one instruction, notes in f what it changes, and
// gives its first byte.
func (r *reader) instruction(f *facts) byte {
	at := r.pos
	op := r.u8()
	switch {
	case op >= 0x45 && op <= 0xc4: // numeric
	case op >= 0x28 && op <= 0x3e: // loads and stores
		r.memArg()
	case op >= 0x20 && op <= 0x24:
		i := r.u32()
		if op == 0x24 {
			f.flow.globalSets++
			f.sets(i)
		}
	default:
		r.other(op, at, f)
	}
	return op
}

func (r *reader) other(op byte, at int, f *facts) {
	switch op {
	case 0x00, 0x01, 0x0a, 0x0b, 0x0f, 0x19, 0x1a, 0x1b, 0xd1, 0xd3, 0xd4:
	case 0x02, 0x03, 0x04, 0x06:
		params, results := r.blockType(f)
		f.fn.open(op, params, results, 0)
	case 0x05: // else
		f.fn.edges++
	case 0x0c, 0x0d, 0xd5, 0xd6: // br, br_if, br_on_null, br_on_non_null
		f.fn.branch(r.u32())
	case 0x10, 0x12: // call, return_call
		f.fn.calls++
		f.fn.call(f.typeOf(r.u32()))
	case 0x14, 0x15: // call_ref, return_call_ref
		f.fn.indirect++
		f.fn.call(f.typeAt(r.u32()))
	case 0xd2: // ref.func
		f.module.escapes(r.u32())
	case 0x07, 0x08, 0x09, 0x18, 0x25, 0x3f, 0x40:
		r.u32()
	case 0x26:
		r.u32()
		f.mutation(TableSet, at)
	case 0x0e:
		labels := r.count("labels", 10_000_000)
		f.fn.branches += uint64(labels)
		for range labels + 1 {
			f.fn.branch(r.u32())
		}
	case 0x11, 0x13: // call_indirect, return_call_indirect
		f.fn.indirect++
		f.fn.call(f.typeAt(r.u32()))
		r.u32()
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
		r.bytes(4)
	case 0x44:
		r.bytes(8)
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
		r.unsupported(Threads, "threads")
	case 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6:
		r.pos = at
		r.unsupported(StackSwitching, "continuations")
	default:
		r.pos = at
		r.fail("unknown instruction 0x%x", op)
	}
}

func (r *reader) catches() (handlers uint64) {
	n := r.count("catch clauses", 10_000_000)
	for range n {
		switch kind := r.u8(); kind {
		case 0, 1:
			r.u32()
			r.u32()
		case 2, 3:
			r.u32()
		default:
			r.fail("unknown kind of catch 0x%x", kind)
		}
		if r.err != nil {
			return 0
		}
	}
	return uint64(n)
}

// bulk passes over an instruction of prefix 0xfc.
func (r *reader) bulk(at int, f *facts) {
	switch sub := r.u32(); sub {
	case 0, 1, 2, 3, 4, 5, 6, 7: // saturating truncation
	case 19, 20, 21, 22: // wide arithmetic
	case 8:
		r.u32()
		r.u32()
		f.usesData = true
		f.mutation(MemoryInit, at)
	case 9:
		r.u32()
		f.usesData = true
		f.mutation(DataDrop, at)
	case 10:
		r.u32()
		r.u32()
	case 11, 16:
		r.u32()
	case 12:
		r.u32()
		r.u32()
		f.mutation(TableInit, at)
	case 13:
		r.u32()
		f.mutation(ElemDrop, at)
	case 14:
		r.u32()
		r.u32()
		f.mutation(TableCopy, at)
	case 15:
		f.grows(r.u32())
		f.mutation(TableGrow, at)
	case 17:
		r.u32()
		f.mutation(TableFill, at)
	default:
		r.pos = at
		r.fail("unknown instruction 0xfc %d", sub)
	}
}

// object passes over an instruction of prefix 0xfb, which is about structs,
// arrays and references.
func (r *reader) object(at int, f *facts) {
	switch sub := r.u32(); sub {
	case 0, 1: // struct.new, struct.new_default
		f.fn.values += f.fields(r.u32())
		f.flow.objects++
	case 6, 7: // array.new, array.new_default
		r.u32()
		f.flow.objects++
	case 11, 12, 13: // array.get
		r.u32()
	case 2, 3, 4: // struct.get
		r.u32()
		r.u32()
	case 8: // array.new_fixed
		r.u32()
		f.fn.values += uint64(r.u32())
		f.flow.objects++
	case 10: // array.new_elem
		r.u32()
		r.u32()
		f.flow.objects++
	case 9: // array.new_data
		r.u32()
		r.u32()
		f.flow.objects++
		f.usesData = true
	case 5:
		r.u32()
		r.u32()
		f.mutation(StructSet, at)
	case 14, 16: // array.set, array.fill
		r.u32()
		f.mutation(ArraySet, at)
	case 17, 19: // array.copy, array.init_elem
		r.u32()
		r.u32()
		f.mutation(ArraySet, at)
	case 18: // array.init_data
		r.u32()
		r.u32()
		f.usesData = true
		f.mutation(ArraySet, at)
	case 15, 26, 27, 28, 29, 30: // array.len, conversions, i31
	case 20, 21, 22, 23: // ref.test, ref.cast
		r.heapType()
	case 24, 25: // br_on_cast, br_on_cast_fail
		r.u8()
		f.fn.branch(r.u32())
		r.heapType()
		r.heapType()
	case 32, 33, 34, 35, 36, 37, 38:
		r.pos = at
		r.unsupported(CustomDescriptors, "descriptors")
	default:
		r.pos = at
		r.fail("unknown instruction 0xfb %d", sub)
	}
}

// simd passes over an instruction of prefix 0xfd.
func (r *reader) simd(at int) {
	switch sub := r.u32(); {
	case sub <= 0x0b, sub == 0x5c, sub == 0x5d:
		r.memArg()
	case sub == 0x0c, sub == 0x0d:
		r.bytes(16)
	case sub >= 0x15 && sub <= 0x22:
		r.u8()
	case sub >= 0x54 && sub <= 0x5b:
		r.memArg()
		r.u8()
	case sub <= 0x113:
	default:
		r.pos = at
		r.fail("unknown instruction 0xfd %d", sub)
	}
}
