package engine_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// A memory leaves its range of addresses to the next one, which starts with
// zeros, and with as many of them as its module says.
func TestRangesAreUsedAgain(t *testing.T) {
	for _, start := range []uint64{0, 1, 3} {
		t.Run(fmt.Sprint(start, " pages"), func(t *testing.T) { testRangesAreUsedAgain(t, start) })
	}
}

func testRangesAreUsedAgain(t *testing.T, start uint64) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, fmt.Sprintf(`(module (memory (export "memory") %d 100))`, start))
	grow := func(pages uint64) {
		s, err := e.NewStore(engine.StoreConfig{})
		require.NoError(t, err)
		i, err := s.Instantiate(m, nil, engine.InstantiateOptions{})
		require.NoError(t, err)
		memory := export[*engine.Memory](t, i, "memory")
		require.Len(t, memory.Bytes(), int(start*page))
		_, err = memory.Grow(pages)
		require.NoError(t, err)
		require.Equal(t, make([]byte, (start+pages)*page), memory.Bytes())
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
