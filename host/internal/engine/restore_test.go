package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// eachPageWay runs a test in each way of finding written pages that the system has.
func eachPageWay(t *testing.T, test func(t *testing.T)) {
	t.Cleanup(func() { engine.LimitPages(engine.PagesWatched) })
	engine.LimitPages(engine.PagesWatched)
	for way := engine.Pages(); way >= engine.PagesUnknown; way-- {
		engine.LimitPages(way)
		t.Run(fmt.Sprintf("pages %d", way), test)
	}
}

// restorable is a module with a memory that can grow, two globals that code sets
// and a table.
const restorable = `(module
	(memory (export "memory") 1 256)
	(global (export "a") (mut i32) (i32.const 1))
	(global (export "b") (mut v128) (v128.const i64x2 2 3))
	(func (export "size") (result i32) (memory.size))
	(func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
	(func (export "loop") (loop (br 0)))
	(func $deep (export "deep") (call $deep)))`

// restored is an instance of restorable over an image, and what it is to be again.
type restored struct {
	store  *engine.Store
	inst   *engine.Instance
	memory *engine.Memory
	want   []byte
	saved  *engine.Saved
}

func newRestored(t testing.TB, config engine.StoreConfig) *restored {
	e := newEngine(t, engine.Config{})
	image, want, _ := newPattern(t, e, 40)
	t.Cleanup(func() { require.NoError(t, image.Close()) })
	r := &restored{store: newStore(t, e, config), want: want, saved: &engine.Saved{}}
	var err error
	r.inst, err = r.store.Instantiate(compile(t, e, restorable), nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
	require.NoError(t, err)
	r.memory = export[*engine.Memory](t, r.inst, "memory")
	require.NoError(t, r.saved.Save(export[engine.Global](t, r.inst, "a"), engine.Raw{Lo: 11}))
	require.NoError(t, r.saved.Save(export[engine.Global](t, r.inst, "b"), engine.Raw{Lo: 12, Hi: 13}))
	return r
}

// require restores the store and looks at all of it.
func (r *restored) require(t *testing.T) {
	t.Helper()
	_, err := r.store.Restore(r.saved)
	require.NoError(t, err)
	require.True(t, bytes.Equal(r.want, r.memory.Bytes()), "the memory is that of the image")
	for name, want := range map[string]engine.Raw{"a": {Lo: 11}, "b": {Lo: 12, Hi: 13}} {
		got, err := r.store.GlobalGet(export[engine.Global](t, r.inst, name))
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
	size, err := call(t, r.store, r.inst, "size")
	require.NoError(t, err)
	require.EqualValues(t, len(r.want)/page, size, "code sees the size of the image")
	_, err = call(t, r.store, r.inst, "load", uint64(len(r.want)))
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap, "nothing is behind it")
	require.Equal(t, engine.TrapMemoryOutOfBounds, trap.Code)
	now, peak := r.store.MemoryUsage()
	require.EqualValues(t, len(r.want), now)
	require.EqualValues(t, len(r.want), peak)
	require.Zero(t, r.store.GrowthRefused())
	require.Zero(t, r.store.LastRefused())
}

func TestRestore(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	write := func(n int) func(*testing.T, *restored) {
		return func(_ *testing.T, r *restored) {
			b := r.memory.Bytes()
			for range n {
				b[random.IntN(len(b))] ^= 0xff
			}
		}
	}
	grow := func(pages uint64) func(*testing.T, *restored) {
		return func(t *testing.T, r *restored) {
			old := len(r.memory.Bytes())
			_, err := r.memory.Grow(pages)
			require.NoError(t, err)
			require.True(t, bytes.Equal(make([]byte, int(pages)*page), r.memory.Bytes()[old:]), "new pages are zero")
			for at := 0; at < len(r.memory.Bytes()); at += osPage {
				r.memory.Bytes()[at+7] ^= 0x55
			}
		}
	}
	spoilers := []struct {
		name  string
		spoil func(*testing.T, *restored)
	}{
		{"nothing", func(*testing.T, *restored) {}},
		{"the first byte and the last", func(_ *testing.T, r *restored) { b := r.memory.Bytes(); b[0]++; b[len(b)-1]++ }},
		{"reading all", func(_ *testing.T, r *restored) { bytes.Count(r.memory.Bytes(), []byte{1}) }},
		{"some pages", write(50)},
		{"every other page", func(_ *testing.T, r *restored) {
			for at := 0; at < len(r.memory.Bytes()); at += 2 * osPage {
				r.memory.Bytes()[at]++
			}
		}},
		{"zeros over everything", func(_ *testing.T, r *restored) { clear(r.memory.Bytes()) }},
		{"everything", write(1_000_000)},
		{"growth", grow(3)},
		{"more growth", grow(100)},
		{"refused growth", func(t *testing.T, r *restored) {
			_, err := r.memory.Grow(200)
			require.Error(t, err)
			require.NotZero(t, r.store.GrowthRefused())
		}},
		{"what the host charged", func(t *testing.T, r *restored) { require.True(t, r.store.Charge(1<<20)) }},
		{"globals", func(t *testing.T, r *restored) {
			require.NoError(t, r.store.GlobalSet(export[engine.Global](t, r.inst, "a"), engine.Raw{Lo: 5}))
			require.NoError(t, r.store.GlobalSet(export[engine.Global](t, r.inst, "b"), engine.Raw{Lo: 6, Hi: 7}))
		}},
		{"an exhausted stack", func(t *testing.T, r *restored) {
			_, err := call(t, r.store, r.inst, "deep")
			require.ErrorContains(t, err, "stack")
		}},
		{"a deadline", func(t *testing.T, r *restored) {
			r.store.SetDeadline(time.Now().Add(time.Millisecond))
			_, err := call(t, r.store, r.inst, "loop")
			require.ErrorIs(t, err, engine.ErrDeadline)
		}},
		{"an interrupt", func(t *testing.T, r *restored) {
			r.store.Interrupt()
			_, err := call(t, r.store, r.inst, "loop")
			require.ErrorIs(t, err, engine.ErrInterrupted)
		}},
	}
	eachPageWay(t, func(t *testing.T) {
		r := newRestored(t, engine.StoreConfig{MemoryLimit: 10 << 20})
		for round := range 3 {
			for _, c := range spoilers {
				t.Run(fmt.Sprintf("%s %d", c.name, round), func(t *testing.T) {
					c.spoil(t, r)
					r.require(t)
				})
			}
		}
	})
}

// A memory that one store was restored in serves another store from its beginning.
func TestRestoredMemoriesAreSpares(t *testing.T) {
	eachPageWay(t, func(t *testing.T) {
		e := newEngine(t, engine.Config{})
		image, want, m := newPattern(t, e, 40)
		defer image.Close()
		for range 3 {
			s, err := e.NewStore(engine.StoreConfig{})
			require.NoError(t, err)
			i, err := s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
			require.NoError(t, err)
			memory := export[*engine.Memory](t, i, "memory")
			require.True(t, bytes.Equal(want, memory.Bytes()), "it begins as its image")
			for range 3 {
				for at := 0; at < len(want); at += 3 * osPage {
					memory.Bytes()[at]++
				}
				_, err = memory.Grow(1)
				require.NoError(t, err)
				_, err = s.Restore(&engine.Saved{})
				require.NoError(t, err)
				require.True(t, bytes.Equal(want, memory.Bytes()))
			}
			memory.Bytes()[5]++
			require.NoError(t, s.Close())
		}
	})
}

// A restored memory keeps a bounded number of the pages that it grew by, wherever
// they were written.
func TestRestoreKeepsFewPages(t *testing.T) {
	r := newRestored(t, engine.StoreConfig{})
	for grown := uint64(200); grown > 100; grown-- {
		_, err := r.memory.Grow(grown)
		require.NoError(t, err)
		b := r.memory.Bytes()
		for at := len(b) - 60*osPage; at < len(b); at += osPage {
			b[at]++
		}
		pages, err := r.store.Restore(r.saved)
		require.NoError(t, err)
		require.LessOrEqual(t, pages, 1024)
	}
	pages, err := r.store.Restore(r.saved)
	require.NoError(t, err)
	require.Less(t, pages, 1024)
	if engine.Pages() == engine.PagesWatched {
		require.Greater(t, pages, 60, "pages are kept that are behind the memory's end now")
	}
}

func TestRestoreAfterExceptions(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	i := instantiate(t, s, compile(t, e, throwText))
	_, err := s.Restore(&engine.Saved{})
	require.NoError(t, err, "none was thrown yet")
	for range 100 {
		_, err = call(t, s, i, "throw", 100)
		require.NoError(t, err)
		_, err = s.Restore(&engine.Saved{})
		if !restoresAfterExceptions {
			require.ErrorIs(t, err, engine.ErrHeapUsed)
			return
		}
		require.NoError(t, err)
		now, peak := s.MemoryUsage()
		require.Zero(t, now)
		require.Zero(t, peak)
	}
	big := instantiate(t, s, compile(t, e, `(module
		(type $a (array (mut i8)))
		(func (export "big") (drop (array.new_default $a (i32.const 200000)))))`))
	_, err = call(t, s, big, "big")
	require.NoError(t, err)
	_, err = s.Restore(&engine.Saved{})
	require.ErrorIs(t, err, engine.ErrHeapUsed, "the heap does not shrink")
}

func TestRestoreThatIsRefused(t *testing.T) {
	e := newEngine(t, engine.Config{})
	var within error
	h := e.NewHostFunc("h", nil, nil, func(s *engine.Store, _ []engine.Raw) error {
		_, within = s.Restore(&engine.Saved{})
		return nil
	})
	defer h.Close()
	s := newStore(t, e, engine.StoreConfig{})
	m := compile(t, e, `(module (import "" "h" (func $h)) (func (export "f") (call $h)) (global (export "c") i32 (i32.const 1)))`)
	i, err := s.Instantiate(m, []engine.Extern{h}, engine.InstantiateOptions{})
	require.NoError(t, err)
	_, err = call(t, s, i, "f")
	require.NoError(t, err)
	require.ErrorIs(t, within, engine.ErrBusy)

	require.Error(t, (&engine.Saved{}).Save(export[engine.Global](t, i, "c"), engine.Raw{}), "a constant")
	other := newRestored(t, engine.StoreConfig{})
	_, err = s.Restore(other.saved)
	require.ErrorIs(t, err, engine.ErrForeign)
	require.NoError(t, s.Close())
	_, err = s.Restore(&engine.Saved{})
	require.ErrorIs(t, err, engine.ErrClosed)
	require.ErrorIs(t, s.SetMemoryLimit(1), engine.ErrClosed)
}

func TestSetMemoryLimit(t *testing.T) {
	r := newRestored(t, engine.StoreConfig{MemoryLimit: 3 << 20})
	_, err := r.memory.Grow(16)
	require.Error(t, err)
	require.NoError(t, r.store.SetMemoryLimit(4<<20))
	_, err = r.memory.Grow(16)
	require.NoError(t, err)
	var limit *engine.InstanceLimitError
	err = r.store.SetMemoryLimit(3 << 20)
	require.True(t, errors.As(err, &limit), "%v", err)
	require.Equal(t, engine.InstanceLimitError{Limit: "memory", Max: 3 << 20, Used: 56 * page}, *limit)
	r.require(t)
	require.NoError(t, r.store.SetMemoryLimit(3<<20))
}

func BenchmarkRestore(b *testing.B) {
	r := newRestored(b, engine.StoreConfig{})
	for b.Loop() {
		for at := 0; at < 10*osPage; at += osPage {
			r.memory.Bytes()[at]++
		}
		if _, err := r.store.Restore(r.saved); err != nil {
			b.Fatal(err)
		}
	}
}
