package wasm

// flow counts, in one function, the places that code stores to and that a compiler
// tells from each other: every global is one, and every object that is made keeps
// what is in use beside it in one more.
type flow struct {
	globalSets, objects uint64
}

// fewPlaces are not worth counting: most code sets the global that is its stack
// pointer and no other.
const fewPlaces = 2

// maxFlowWork bounds the estimate for one function, so that the sum over as many
// functions as a module may have does not overflow.
const maxFlowWork = 1 << 40

// work estimates the work to follow each place along the branches of a function of so
// many blocks. At worst every branch is followed anew for each branch before it.
func (f flow) work(blocks uint64, globals int) uint64 {
	branches := float64(blocks + 2*f.objects) // an object that is made branches where there is no room for it
	places := max(float64(min(f.globalSets, uint64(globals))+f.objects)-fewPlaces, 0)
	return uint64(min(branches*branches*places, maxFlowWork))
}

// FlowWork estimates the work of a compiler that follows the value of each global and
// object along the branches of each function. The constant expressions count as one
// function. Some 3*10^8 may be a second.
func (m *Module) FlowWork() uint64 { return m.facts.flowWork + m.constants.work(1, 0) }
