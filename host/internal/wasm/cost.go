package wasm

// Cost is an upper estimate of the time and memory that compiling a module takes. These
// are not in proportion to the length of a module. The estimate is made of counts that
// are taken while the module is read.
type Cost struct {
	// Size is the length of the module, in bytes.
	Size uint64
	// Work is time of one processor core, in microseconds.
	Work uint64
	// Kept is memory for all functions together until the module is whole, in bytes.
	Kept uint64
	// Largest is memory for the largest function while it is compiled, and Code for
	// all of them were they compiled at once, in bytes.
	Largest, Code uint64
	// Flow is Module.FlowWork, which takes time with some versions of the library.
	Flow uint64
}

// Add adds the cost of another module that is compiled after this one, and kept
// with it.
func (c *Cost) Add(other Cost) {
	c.Size += other.Size
	c.Work += other.Work
	c.Kept += other.Kept
	c.Largest = max(c.Largest, other.Largest)
	c.Code += other.Code
	c.Flow += other.Flow
}

// Memory gives the memory that compiling takes with so many threads, in bytes.
func (c Cost) Memory(threads int) uint64 {
	return c.Kept + min(uint64(threads)*c.Largest, c.Code)
}

// The weights, in nanoseconds and bytes. Each was measured with the library on
// modules that have one thing in great number, and rounded up. Things that cost more
// than in proportion to their number are in function.cost.
const (
	nsOp, bytesOp             = 3_000, 400      // an instruction
	nsCall, bytesCall         = 5_000, 3_000    // a call of a known function
	nsIndirect, bytesIndirect = 120_000, 26_000 // a call through a table or a reference
	nsValue, bytesValue       = 6_000, 1_200    // a parameter or result of a call, a field of a new object
	nsBranch, bytesBranch     = 4_000, 1_000    // an entry of br_table, a value that a branch carries
	nsBlock, bytesBlock       = 8_000, 3_600
	nsLoop, bytesLoop         = 40_000, 13_000
	nsLocal, bytesLocal       = 120, 16       // a local
	nsPhi, bytesPhi           = 1_200, 150    // a local at an edge between blocks
	nsLanding, bytesLanding   = 10_000, 1_200 // a handler around a call, for each call

	nsFunc, bytesFunc     = 40_000, 7_000 // a function, and a wrapper for calls from outside
	nsParam, bytesParam   = 12_000, 400   // a value that a wrapper passes on
	nsType, bytesType     = 60_000, 8_000 // a type of functions: it has a wrapper
	nsStruct, bytesStruct = 15_000, 1_400
	nsImport, bytesImport = 20_000, 1_500

	bytesKept = 40 // of what is kept of a function, for each byte of it
)

// function has the counts of one function.
type function struct {
	ops, calls, indirect, values, branches, blocks, loops, edges, landings uint64
	locals                                                                 uint64 // parameters included
	handlers                                                               uint64 // around the instruction at hand
	frames                                                                 []frame
}

// frame is a block that is open.
type frame struct {
	arity    uint64 // values that a branch to it carries
	results  uint64
	handlers uint64 // its own
}

func (f *function) reset(locals uint64, results int) {
	*f = function{locals: locals, blocks: 1, frames: append(f.frames[:0], frame{arity: uint64(results), results: uint64(results)})}
}

// cost gives the time and memory of compiling the function.
func (f *function) cost() (ns, bytes uint64) {
	ns = nsOp*f.ops + nsCall*f.calls + nsIndirect*f.indirect + nsValue*f.values + nsBranch*f.branches +
		nsBlock*f.blocks + nsLoop*f.loops + nsLocal*f.locals + nsPhi*f.edges*f.locals + nsLanding*f.landings
	bytes = bytesOp*f.ops + bytesCall*f.calls + bytesIndirect*f.indirect + bytesValue*f.values + bytesBranch*f.branches +
		bytesBlock*f.blocks + bytesLoop*f.loops + bytesLocal*f.locals + bytesPhi*f.edges*f.locals + bytesLanding*f.landings
	// The library takes time in the square of these: 11 s for 30,000 loops, and for
	// 170,000 handlers.
	square := 110*f.loops + 20*f.landings
	return ns + square*square/1000, bytes
}

// open notes a block with these parameters and results; handlers are those of a
// try_table.
func (f *function) open(op byte, params, results, handlers uint64) {
	f.blocks++
	f.edges++ // into a loop, or out of a block
	f.values += (params + results) / 4
	fr := frame{arity: results, results: results, handlers: handlers}
	switch op {
	case 0x03: // loop
		f.loops++
		fr.arity = params
	}
	f.handlers += handlers
	f.frames = append(f.frames, fr)
}

// close notes the end of the innermost block.
func (f *function) close() {
	if n := len(f.frames) - 1; n >= 0 {
		f.handlers -= f.frames[n].handlers
		f.frames = f.frames[:n]
	}
}

// branch notes a branch to a label.
func (f *function) branch(label uint32) {
	f.edges++
	if n := len(f.frames) - 1 - int(label); n >= 0 && n < len(f.frames) {
		f.branches += f.frames[n].arity
	}
}

// call notes a call of a function of type t.
func (f *function) call(t FuncType) {
	f.values += uint64(len(t.Params) + len(t.Results))
	f.landings += f.handlers
	f.edges += f.handlers
}

// Cost estimates what compiling the module takes.
func (m *Module) Cost() Cost { return m.facts.cost }

// add counts a function that was read, of so many bytes.
func (c *Cost) add(f *function, size int, ns *uint64) {
	work, bytes := f.cost()
	*ns += work + nsFunc
	c.Kept += bytesFunc + bytesKept*uint64(size) + bytes/32
	c.Largest = max(c.Largest, bytes)
	c.Code += bytes
}

// addTypes adds the cost of types, wrappers, imports and exports.
func (m *Module) addTypes(c *Cost, ns *uint64) {
	for i := range m.Types.list {
		t := &m.Types.list[i]
		if t.Form != FormFunc {
			*ns += nsStruct + nsOp*uint64(len(t.Fields))
			c.Kept += bytesStruct + 40*uint64(len(t.Fields))
			continue
		}
		values := uint64(len(t.Func.Params) + len(t.Func.Results))
		*ns += nsType + nsParam*values
		c.Kept += bytesType + bytesParam*values
	}
	for i, fn := range m.Funcs {
		if m.isEscaped(i) {
			t := m.Types.funcAt(fn)
			values := uint64(len(t.Params) + len(t.Results))
			*ns += nsFunc + nsParam*values
			c.Kept += bytesFunc + bytesParam*values
		}
	}
	*ns += nsImport * uint64(len(m.Imports)+len(m.Exports)+len(m.Globals))
	c.Kept += bytesImport * uint64(len(m.Imports)+len(m.Exports)+len(m.Globals))
}
