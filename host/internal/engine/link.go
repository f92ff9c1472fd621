package engine

/*
#include "link.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

// LinkStep is one core instance of a plan: where its imports come from, and
// which of its exports later steps import.
type LinkStep struct {
	Imports []LinkSource
	Keep    []LinkKeep
}

// LinkSource is where an import comes from: a host function, or an export that
// an earlier step keeps in Slot.
type LinkSource struct {
	Host *HostFn
	Slot int
}

// LinkKeep keeps an export in a slot.
type LinkKeep struct {
	Export string
	Slot   int
}

// Links is how the core instances of a plan are linked to each other, with all
// that needs a name or a type looked up ahead. It is of use to any number of
// stores, and to several goroutines.
type Links struct {
	engine  *Engine
	hostFns []*HostFn
	steps   []linkStep
	slots   int
	most    int // imports of one step

	refs    refs // stores that are linked by it
	sources *C.viv_link_source
	keeps   *C.viv_link_kept
	names   unsafe.Pointer
}

// linkStep is a part of what Links holds in C's memory.
type linkStep struct {
	sources  *C.viv_link_source
	nSources int
	keeps    *C.viv_link_kept
	nKeeps   int
}

// Link prepares the steps of a plan that keeps exports in slots.
func (e *Engine) Link(slots int, steps []LinkStep) (*Links, error) {
	if _, err := e.acquire(); err != nil {
		return nil, err
	}
	l := &Links{engine: e, slots: slots, steps: make([]linkStep, len(steps))}
	if err := l.fill(steps); err != nil {
		l.release()
		return nil, err
	}
	C.viv_count(1)
	return l, nil
}

func (l *Links) fill(steps []LinkStep) error {
	var names []byte
	sources, keeps := 0, 0
	for _, st := range steps {
		sources += len(st.Imports)
		keeps += len(st.Keep)
		l.most = max(l.most, len(st.Imports))
		for _, k := range st.Keep {
			names = append(names, k.Export...)
		}
	}
	l.sources = (*C.viv_link_source)(C.calloc(C.size_t(sources+1), C.sizeof_viv_link_source))
	l.keeps = (*C.viv_link_kept)(C.calloc(C.size_t(keeps+1), C.sizeof_viv_link_kept))
	l.names = C.CBytes(names)
	if l.sources == nil || l.keeps == nil {
		return errors.New("engine: the system has no memory for the links of a plan")
	}
	cSources, cKeeps := unsafe.Slice(l.sources, sources+1), unsafe.Slice(l.keeps, keeps+1)
	name := l.names
	kept := make([]bool, l.slots)
	hosts := map[*HostFn]int{}
	for n, st := range steps {
		to := &l.steps[n]
		to.sources, to.nSources = &cSources[0], len(st.Imports)
		to.keeps, to.nKeeps = &cKeeps[0], len(st.Keep)
		for i, src := range st.Imports {
			if src.Host == nil {
				if src.Slot < 0 || src.Slot >= len(kept) || !kept[src.Slot] {
					return &LinkError{Message: fmt.Sprintf("import %d of step %d: nothing is kept in slot %d before", i, n, src.Slot)}
				}
				cSources[i].slot = C.uint32_t(src.Slot)
				continue
			}
			slot, err := l.host(hosts, src.Host)
			if err != nil {
				return err
			}
			cSources[i] = C.viv_link_source{_type: src.Host.c, host_func: C.uint64_t(src.Host.handle), slot: C.uint32_t(slot)}
		}
		for i, k := range st.Keep {
			if k.Slot < 0 || k.Slot >= len(kept) {
				return &LinkError{Message: fmt.Sprintf("export %q of step %d: there is no slot %d", k.Export, n, k.Slot)}
			}
			kept[k.Slot] = true
			cKeeps[i] = C.viv_link_kept{name: (*C.char)(name), len: C.uint32_t(len(k.Export)), slot: C.uint32_t(k.Slot)}
			name = unsafe.Add(name, len(k.Export))
		}
		cSources, cKeeps = cSources[len(st.Imports):], cKeeps[len(st.Keep):]
	}
	return nil
}

// host is the slot of a host function, behind those of exports: a store makes
// its own function of it once.
func (l *Links) host(known map[*HostFn]int, h *HostFn) (int, error) {
	if slot, ok := known[h]; ok {
		return slot, nil
	}
	if err := h.use(l.engine); err != nil {
		return 0, err
	}
	l.hostFns = append(l.hostFns, h)
	slot := l.slots
	l.slots++
	known[h] = slot
	return slot, nil
}

// Close gives the links up. Stores that are linked by them live on.
func (l *Links) Close() error {
	if l.refs.close() {
		l.free()
	}
	return nil
}

func (l *Links) done() {
	if l.refs.done() {
		l.free()
	}
}

func (l *Links) free() {
	l.release()
	C.viv_count(-1)
}

func (l *Links) release() {
	C.free(unsafe.Pointer(l.sources))
	C.free(unsafe.Pointer(l.keeps))
	C.free(l.names)
	for _, h := range l.hostFns {
		h.done()
	}
	l.engine.release()
}

// Instantiate makes the instance of a step: of m with what the step imports or,
// where pre is given, of that. Steps are made in their order, in a store that is
// linked by nothing else.
func (l *Links) Instantiate(s *Store, step int, m *Module, pre *Pre, o InstantiateOptions) (*Instance, error) {
	if s.engine != l.engine {
		return nil, fmt.Errorf("store: %w", ErrForeign)
	}
	outermost, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer s.leave(outermost)
	if err := s.linkBy(l); err != nil {
		return nil, err
	}
	st := &l.steps[step]
	var i *Instance
	if pre != nil {
		i, err = pre.instantiate(s, o)
	} else {
		i, err = st.instantiate(s, m, o)
	}
	if err != nil {
		return nil, err
	}
	if st.nKeeps > 0 && !bool(C.viv_link_keep(s.c, i.c.store_id, i.c.__private, st.keeps, C.size_t(st.nKeeps))) {
		return nil, &LinkError{Message: fmt.Sprintf("step %d: an export to keep is missing", step)}
	}
	return i, nil
}

func (st *linkStep) instantiate(s *Store, m *Module, o InstantiateOptions) (*Instance, error) {
	if err := m.use(s.engine); err != nil {
		return nil, err
	}
	defer m.done()
	if len(m.Imports()) != st.nSources {
		return nil, &LinkError{Message: fmt.Sprintf("%d values for %d imports", st.nSources, len(m.Imports()))}
	}
	if !bool(C.viv_link_imports(s.c, st.sources, C.size_t(st.nSources))) {
		return nil, &LinkError{Message: "an earlier step is missing"}
	}
	return s.instantiate(m, nil, m.c, unsafe.Slice(s.c.scratch, st.nSources), o)
}

// linkBy makes room in the store for what the links keep, and keeps them, and
// so their host functions, until the store is closed.
func (s *Store) linkBy(l *Links) error {
	switch {
	case s.links == l:
		return nil
	case s.links != nil:
		return &LinkError{Message: "the store is linked by other links"}
	case !l.refs.use():
		return fmt.Errorf("links: %w", ErrClosed)
	}
	if !bool(C.viv_link_begin(s.c, C.size_t(l.slots), C.size_t(l.most))) {
		l.done()
		return errors.New("engine: the system has no memory for the links of a plan")
	}
	s.links = l
	return nil
}
