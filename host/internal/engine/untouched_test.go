package engine_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// A memory of no pages that nobody grew leaves its range of addresses to the
// next; one that was grown does not, so that the next starts with nothing.
func TestRangesAreUsedAgain(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, `(module (memory (export "memory") 0 100))`)
	grow := func(pages uint64) {
		s, err := e.NewStore(engine.StoreConfig{})
		require.NoError(t, err)
		i, err := s.Instantiate(m, nil, engine.InstantiateOptions{})
		require.NoError(t, err)
		memory := export[*engine.Memory](t, i, "memory")
		require.Empty(t, memory.Bytes())
		_, err = memory.Grow(pages)
		require.NoError(t, err)
		require.Equal(t, make([]byte, pages*page), memory.Bytes())
		for n := range memory.Bytes() {
			memory.Bytes()[n] = 0xff
		}
		require.NoError(t, s.Close())
	}
	for range 3 {
		grow(0)
		grow(2)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				s, err := e.NewStore(engine.StoreConfig{})
				assertNoError(t, err)
				_, err = s.Instantiate(m, nil, engine.InstantiateOptions{})
				assertNoError(t, err)
				assertNoError(t, s.Close())
			}
		})
	}
	all.Wait()
}
