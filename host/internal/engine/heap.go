package engine

import "context"

// heapModule has a table of external references, which is all it takes for
// the library to make a store's heap: (module (table 0 externref)).
var heapModule = []byte{0, 'a', 's', 'm', 1, 0, 0, 0, 4, 4, 1, 0x6f, 0, 0}

// makeHeap has the library make the store's heap for exceptions and objects now.
func (s *Store) makeHeap() error {
	m, err := s.engine.heapStarter()
	if err != nil {
		return err
	}
	// It comes on top of what the store may hold.
	s.limit(1)
	s.instances--
	s.tables--
	_, err = s.instantiate(m, nil, m.c, nil, InstantiateOptions{})
	return err
}

func (e *Engine) heapStarter() (*Module, error) {
	e.mu.Lock()
	m := e.heap
	e.mu.Unlock()
	if m != nil {
		return m, nil
	}
	m, err := e.Compile(context.Background(), heapModule)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	if e.heap == nil {
		e.heap = m
		e.mu.Unlock()
		return m, nil
	}
	first := e.heap // another goroutine was faster
	e.mu.Unlock()
	return first, m.Close()
}
