package engine_test

import (
	"bytes"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

const osPage = 4096

// newPattern makes an image of which no two pages are alike, some are zero, and
// the module to use it with.
func newPattern(t testing.TB, e *engine.Engine, pages int) (*engine.Image, []byte, *engine.Module) {
	t.Helper()
	want := make([]byte, pages*page)
	for at := 0; at < len(want); at += osPage {
		if at/osPage%3 != 2 {
			want[at], want[at+1], want[at+osPage-1] = byte(at>>12), byte(at>>20)+1, 0xee
		}
	}
	image, err := engine.NewImage(bytes.NewReader(want), uint64(len(want)))
	require.NoError(t, err)
	return image, want, compile(t, e, `(module (memory (export "memory") 1 256))`)
}

// use starts an instance over image, checks that it begins as want, and spoils
// it in the way given.
func use(t testing.TB, e *engine.Engine, m *engine.Module, image *engine.Image, want []byte, spoil func(*engine.Memory)) {
	t.Helper()
	s, err := e.NewStore(engine.StoreConfig{})
	require.NoError(t, err)
	i, err := s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
	require.NoError(t, err)
	memory := export[*engine.Memory](t, i, "memory")
	require.True(t, bytes.Equal(want, memory.Bytes()), "a memory begins as its image")
	spoil(memory)
	require.NoError(t, s.Close())
}

// The bytes that one user of a memory leaves in it are gone for the next.
func TestSpareMemoriesBeginAsTheirImage(t *testing.T) {
	e := newEngine(t, engine.Config{})
	image, want, m := newPattern(t, e, 40)
	defer image.Close()
	random := rand.New(rand.NewPCG(1, 2))
	write := func(n int) func(*engine.Memory) {
		return func(m *engine.Memory) {
			b := m.Bytes()
			for range n {
				b[random.IntN(len(b))] ^= 0xff
			}
		}
	}
	grow := func(more uint64) func(*engine.Memory) {
		return func(m *engine.Memory) {
			old := len(m.Bytes())
			_, err := m.Grow(more)
			require.NoError(t, err)
			require.True(t, bytes.Equal(make([]byte, int(more)*page), m.Bytes()[old:]), "new pages are zero")
			for at := 0; at < len(m.Bytes()); at += osPage {
				m.Bytes()[at+7] ^= 0x55
			}
		}
	}
	for _, c := range []struct {
		name  string
		spoil func(*engine.Memory)
	}{
		{"nothing", func(*engine.Memory) {}},
		{"one byte", write(1)},
		{"the first byte and the last", func(m *engine.Memory) { b := m.Bytes(); b[0]++; b[len(b)-1]++ }},
		{"reading all", func(m *engine.Memory) { bytes.Count(m.Bytes(), []byte{1}) }},
		{"some pages", write(50)},
		{"every other page, too many ranges for one scan", func(m *engine.Memory) {
			for at := 0; at < len(m.Bytes()); at += 2 * osPage {
				m.Bytes()[at]++
			}
		}},
		{"zeros over everything", func(m *engine.Memory) { clear(m.Bytes()) }},
		{"more pages than are copied back", write(100000)},
		{"growth", grow(3)},
		{"more growth", grow(100)},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 3 {
				use(t, e, m, image, want, c.spoil)
				use(t, e, m, image, want, write(3))
			}
		})
	}
}

// Users of several goroutines share one image's spare memories.
func TestSpareMemoriesAreSharedSafely(t *testing.T) {
	e := newEngine(t, engine.Config{})
	image, want, m := newPattern(t, e, 8)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for range 50 {
				use(t, e, m, image, want, func(m *engine.Memory) { m.Bytes()[n*osPage]++ })
			}
		})
	}
	all.Wait()
	require.NoError(t, image.Close())
}

// Spare memories go with their image, whichever of the two ends first.
func TestSpareMemoriesEndWithTheirImage(t *testing.T) {
	e := newEngine(t, engine.Config{})
	before := engine.LiveObjects()
	image, want, m := newPattern(t, e, 8)
	use(t, e, m, image, want, func(*engine.Memory) {})
	use(t, e, m, image, want, func(*engine.Memory) { require.NoError(t, image.Close()) })
	require.NoError(t, m.Close())
	require.Equal(t, before, engine.LiveObjects())
}

func BenchmarkInstantiateSpare(b *testing.B) {
	e := newEngine(b, engine.Config{})
	image, _, m := newPattern(b, e, 24)
	defer image.Close()
	for b.Loop() {
		s, err := e.NewStore(engine.StoreConfig{})
		if err != nil {
			b.Fatal(err)
		}
		i, err := s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
		if err != nil {
			b.Fatal(err)
		}
		memory := export[*engine.Memory](b, i, "memory").Bytes()
		for at := 0; at < 10*osPage; at += osPage {
			memory[at]++
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
