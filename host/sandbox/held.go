package sandbox

import "github.com/vivarium-wasm/vivarium/host"

const (
	// heldFree is what the host keeps for a run without counting it, so that a
	// program that used up its memory and caught the MemoryError can still print.
	heldFree = 256 * kib
	// heldStep is the unit in which the rest is counted.
	heldStep = 64 * kib
)

// held counts what the host keeps for a run (its output and its workspace) with
// the memory of the run.
type held struct {
	instance       *host.Instance // nil before the call and after it: nothing is refused then
	bytes, charged int64
}

// Take counts n bytes more. It is false where the memory limit leaves less.
func (h *held) Take(n int64) bool {
	if over := h.bytes + n - heldFree - h.charged; over > 0 && h.instance != nil {
		step := (over + heldStep - 1) / heldStep * heldStep
		if !h.instance.Charge(uint64(step)) {
			return false
		}
		h.charged += step
	}
	h.bytes += n
	return true
}

// Give takes n bytes back.
func (h *held) Give(n int64) {
	h.bytes -= n
	// One step stays, so that what goes up and down about its edge is not counted
	// each time.
	if spare := (h.charged - max(h.bytes-heldFree, 0)) / heldStep * heldStep; spare > heldStep && h.instance != nil {
		h.instance.Discharge(uint64(spare - heldStep))
		h.charged -= spare - heldStep
	}
}
