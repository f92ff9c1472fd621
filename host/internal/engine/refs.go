package engine

import "sync"

// refs counts the uses of a C object that several goroutines share, so that
// Close frees it at once when nothing uses it, and after the last use
// otherwise.
type refs struct {
	mu     sync.Mutex
	users  int
	closed bool
}

// use begins a use; false when the object is closed.
func (r *refs) use() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.users++
	return true
}

// done ends a use; true when the caller must free the object.
func (r *refs) done() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.users--
	return r.users == 0 && r.closed
}

// close closes the object; true when the caller must free it.
func (r *refs) close() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.closed = true
	return r.users == 0
}

func (r *refs) isClosed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}
