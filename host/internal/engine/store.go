package engine

/*
#include "engine.h"
#include <stdlib.h>

// The library's own limits; a negative one keeps its default.
static void viv_store_limits(viv_store *s, int64_t elements, int64_t instances, int64_t tables, int64_t memories) {
  wasmtime_store_limiter(s->store, -1, elements, instances, tables, memories);
}
*/
import "C"

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// Unlimited is a memory limit that nothing reaches.
const Unlimited = math.MaxUint64

// StoreConfig bounds what the code of a store may hold. Zero values mean the
// default given with each field.
type StoreConfig struct {
	// MemoryLimit bounds, in bytes, the sum of all linear memories and tables
	// of the store and of the engine's heap for exceptions and objects; 0 is
	// 64 MiB. A table that code can grow counts with all it may grow to.
	MemoryLimit uint64
	// TableElements bounds every single table; 0 is 100,000.
	TableElements uint64
	// Instances, Memories and Tables bound how many of each there may be; 0
	// is 10,000, 1,000 and 10,000.
	Instances, Memories, Tables int
	// Data is for host functions: see [Store.Data].
	Data any
}

// States of a store.
const (
	stateIdle = iota
	stateBusy
	stateHeld
	stateClosed
)

// Store holds the instances of one sandbox. One goroutine at a time may use
// it; see the package's documentation.
type Store struct {
	engine *Engine
	c      *C.viv_store
	config StoreConfig
	handle uint64

	state atomic.Uint32
	dead  atomic.Bool // a host function left by runtime.Goexit
	args  []Raw       // memory of C: the arguments of calls in progress, as a stack
	top   int
	cause error // of the trap that a host function is about to raise

	instances, memories, tables int    // how many there are
	tableBytes                  uint64 // what their tables count

	hostFns map[*HostFn]C.wasmtime_func_t
	pres    []*Pre
	links   *Links

	mu sync.Mutex // guards c against Close for the methods that may come at any time; Fuel uses the store under it
}

// NewStore makes a store.
func (e *Engine) NewStore(config StoreConfig) (*Store, error) {
	if config.MemoryLimit == 0 {
		config.MemoryLimit = 64 << 20
	}
	if config.TableElements == 0 {
		config.TableElements = 100_000
	}
	if config.TableElements > math.MaxInt64 {
		config.TableElements = math.MaxInt64
	}
	for _, n := range []struct {
		value *int
		name  string
		unset int
	}{
		{&config.Instances, "Instances", 10_000},
		{&config.Memories, "Memories", 1_000},
		{&config.Tables, "Tables", 10_000},
	} {
		if *n.value < 0 {
			return nil, &ConfigError{Field: n.name, Reason: "negative"}
		}
		if *n.value == 0 {
			*n.value = n.unset
		}
	}
	c, err := e.acquire()
	if err != nil {
		return nil, err
	}
	s := &Store{engine: e, config: config}
	handle, ok := storeHandles.add(s)
	if !ok {
		e.release()
		return nil, fmt.Errorf("engine: too many stores are open")
	}
	s.handle = handle
	s.c = C.viv_store_new(c, C.uint64_t(handle), C.uint64_t(config.MemoryLimit))
	if s.c == nil {
		storeHandles.remove(handle)
		e.release()
		return nil, fmt.Errorf("engine: the system has no memory for a store")
	}
	s.args = unsafe.Slice((*Raw)(unsafe.Pointer(s.c.args)), C.VIV_ARGS)
	s.limit(0)
	return s, nil
}

// limit sets the library's limits; more is what this package itself adds.
func (s *Store) limit(more int) {
	C.viv_store_limits(s.c, C.int64_t(s.config.TableElements), C.int64_t(s.config.Instances+more),
		C.int64_t(s.config.Tables+more), C.int64_t(s.config.Memories))
}

// Data gives the value of [StoreConfig].
func (s *Store) Data() any { return s.config.Data }

// Hold takes the store for one goroutine, or several that take turns, until
// [Store.Release] or [Store.Discard]. Their calls in between cost less than
// those of a store that nobody holds, as they need not be told from the calls
// of others; code of a held store still runs on one thread at a time. Others
// are refused by Hold and Close with [ErrBusy].
func (s *Store) Hold() error {
	if s.claim(stateHeld) {
		return nil
	}
	if s.state.Load() == stateClosed {
		return ErrClosed
	}
	if s.dead.Load() {
		return goexitTrap()
	}
	return ErrBusy
}

// claim takes a store that is not in use. [Store.Fuel] uses a store for a moment
// and holds the lock meanwhile: claim waits for it.
func (s *Store) claim(state uint32) bool {
	return s.state.CompareAndSwap(stateIdle, state) || s.claimLocked(state)
}

func (s *Store) claimLocked(state uint32) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.CompareAndSwap(stateIdle, state)
}

// Release ends what Hold began.
func (s *Store) Release() { s.state.Store(stateIdle) }

// Discard closes a store that the caller holds.
func (s *Store) Discard() {
	s.state.Store(stateClosed)
	s.free()
}

// goexitTrap is the error of a store that a host function left for ever.
func goexitTrap() *Trap {
	return &Trap{Code: TrapHost, Message: ErrGoexit.Error(), Cause: ErrGoexit}
}

// enter begins the use of a store, by its holder where it has one. It says
// whether this is the outermost use, which leave must end.
func (s *Store) enter() (outermost bool, err error) {
	if s.state.Load() == stateHeld && !s.dead.Load() {
		return false, nil
	}
	if s.state.CompareAndSwap(stateIdle, stateBusy) {
		return true, nil
	}
	return s.enterInUse()
}

// unheld says why this goroutine may not use a store as its holder.
func (s *Store) unheld() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.c == nil || s.state.Load() == stateClosed:
		return ErrClosed
	case s.dead.Load():
		return goexitTrap()
	}
	return ErrBusy
}

func (s *Store) enterInUse() (outermost bool, err error) {
	s.mu.Lock() // against Fuel and Close
	defer s.mu.Unlock()
	if s.state.CompareAndSwap(stateIdle, stateBusy) {
		return true, nil
	}
	return false, s.again()
}

// again says why this goroutine may not use a store that is in use, or gives
// nil: a host function of the store may use it again. The lock is held.
func (s *Store) again() error {
	switch {
	case s.c == nil || s.state.Load() == stateClosed:
		return ErrClosed
	case s.dead.Load():
		return goexitTrap()
	case !bool(C.viv_on_this_thread(s.c)):
		return ErrBusy
	}
	return nil
}

func (s *Store) leave(outermost bool) {
	if outermost {
		s.state.Store(stateIdle)
	}
}

// Close frees the store with all its instances and memories at once. It gives
// [ErrBusy] while code of the store runs, or somebody holds the store.
func (s *Store) Close() error {
	if !s.claim(stateClosed) {
		if s.state.Load() == stateClosed {
			return nil
		}
		if !s.dead.Load() {
			return ErrBusy
		}
		s.state.Store(stateClosed)
	}
	s.free()
	return nil
}

func (s *Store) free() {
	s.mu.Lock()
	c := s.c
	s.c, s.args = nil, nil
	s.mu.Unlock()
	if c == nil {
		return
	}
	C.viv_store_delete(c)
	storeHandles.remove(s.handle)
	for h := range s.hostFns {
		h.done()
	}
	for _, p := range s.pres {
		p.done()
	}
	if s.links != nil {
		s.links.done()
	}
	s.engine.release()
}

// SetDeadline makes code of the store trap once t has passed, within
// milliseconds; the zero time takes the deadline away. It replaces the
// deadline before, passed or not.
func (s *Store) SetDeadline(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c == nil {
		return
	}
	if t.IsZero() {
		C.viv_set_deadline(s.c, false, 0)
		return
	}
	C.viv_set_deadline(s.c, true, C.int64_t(time.Until(t)))
}

// Interrupt makes code of the store trap, within milliseconds, and refuses
// calls, until [Store.ClearInterrupt]. It may be called from any goroutine at
// any time.
func (s *Store) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c != nil {
		C.viv_interrupt(s.c)
	}
}

// ClearInterrupt lets code run again after [Store.Interrupt].
func (s *Store) ClearInterrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c != nil {
		C.viv_clear_interrupt(s.c)
	}
}

// SetFuel sets how much fuel the code of the store may use from now on, about one
// unit an instruction. It is an error where [Config.Fuel] is not set.
func (s *Store) SetFuel(fuel uint64) error {
	outermost, err := s.enter()
	if err != nil {
		return err
	}
	defer s.leave(outermost)
	if fail := C.wasmtime_context_set_fuel(s.c.ctx, C.uint64_t(fuel)); fail != nil {
		return fmt.Errorf("engine: fuel: %s", takeMessage(fail))
	}
	return nil
}

// Fuel gives what is left of the fuel. It may be called from any goroutine, and
// gives [ErrBusy] where the store is in use by another one.
func (s *Store) Fuel() (uint64, error) {
	s.mu.Lock() // so that others wait, and Close does not free what this reads
	defer s.mu.Unlock()
	if s.state.CompareAndSwap(stateIdle, stateBusy) {
		defer s.leave(true)
	} else if err := s.again(); err != nil {
		return 0, err
	}
	var fuel C.uint64_t
	if fail := C.wasmtime_context_get_fuel(s.c.ctx, &fuel); fail != nil {
		return 0, fmt.Errorf("engine: fuel: %s", takeMessage(fail))
	}
	return uint64(fuel), nil
}

// MemoryUsage gives the bytes of memory in use now and at most so far.
func (s *Store) MemoryUsage() (now, peak uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c == nil {
		return 0, 0
	}
	now = published(&s.c.used) // before the peak, which is never less
	return now, published(&s.c.peak)
}

// Charge counts n bytes that Go holds for the store with its memory, under the
// same limit; it is false where the limit leaves less. It is called by whoever
// uses the store.
func (s *Store) Charge(n uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.c != nil && bool(C.viv_charge(s.c, C.size_t(n)))
}

// Discharge gives back what Charge counted.
func (s *Store) Discharge(n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c != nil {
		C.viv_discharge(s.c, C.size_t(n))
	}
}

// GrowthRefused counts how often the memory limit refused memory.
func (s *Store) GrowthRefused() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c == nil {
		return 0
	}
	return published(&s.c.refused)
}

// LastRefused gives the size in bytes that the memory last refused would have
// had.
func (s *Store) LastRefused() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c == nil {
		return 0
	}
	return published(&s.c.last_refused)
}

// published reads a number that code of the store changes on another thread: see
// viv_publish.
func published(n *C.uint64_t) uint64 {
	return atomic.LoadUint64((*uint64)(unsafe.Pointer(n)))
}
