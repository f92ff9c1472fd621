package engine

import (
	"sync"
	"sync/atomic"
)

// C code holds Go objects by number: a table turns the number into the object
// without a lock and without a map, as every call to a host function needs it
// twice.
type handles[T any] struct {
	chunks [1 << 12]atomic.Pointer[chunk[T]]

	mu   sync.Mutex
	next uint64
	free []uint64
}

type chunk[T any] [1 << 10]atomic.Pointer[T]

// The two tables of the process: numbers that C code holds must be valid
// whichever engine they come from.
var (
	storeHandles handles[Store]
	hostHandles  handles[HostFn]
)

// add gives p a number; false when all numbers are in use.
func (h *handles[T]) add(p *T) (uint64, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := h.next
	if n := len(h.free); n > 0 {
		i = h.free[n-1]
		h.free = h.free[:n-1]
	} else if i < uint64(len(h.chunks))<<10 {
		h.next++
	} else {
		return 0, false
	}
	c := h.chunks[i>>10].Load()
	if c == nil {
		c = new(chunk[T])
		h.chunks[i>>10].Store(c)
	}
	c[i&1023].Store(p)
	return i, true
}

func (h *handles[T]) get(i uint64) *T { return h.chunks[i>>10].Load()[i&1023].Load() }

func (h *handles[T]) remove(i uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.chunks[i>>10].Load()[i&1023].Store(nil)
	h.free = append(h.free, i)
}
