package engine_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

const growText = `(module
	(memory (export "memory") 1)
	(memory (export "second") 1)
	(data (i32.const 16) "data")
	(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
	(func (export "grow second") (param i32) (result i32) (memory.grow 1 (local.get 0)))
	(func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
	(func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))`

const (
	page   = 64 << 10
	failed = 0xffffffff
)

// The limit is on the sum of all memories of a store.
func TestMemoryLimit(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, growText)
	s := newStore(t, e, engine.StoreConfig{MemoryLimit: 10 * page})
	i := instantiate(t, s, m)
	usage := func(now, peak uint64, refused uint64) {
		t.Helper()
		gotNow, gotPeak := s.MemoryUsage()
		require.Equal(t, []uint64{now * page, peak * page, refused}, []uint64{gotNow, gotPeak, s.GrowthRefused()})
	}
	usage(2, 2, 0)

	for _, c := range []struct {
		name string
		by   uint64
		want uint64
	}{
		{"grow", 4, 1},
		{"grow second", 4, 1},
		{"grow second", 1, failed},
		{"grow", 1, failed},
		{"grow", 1 << 20, failed},
		{"grow", 0, 5},
	} {
		got, err := call(t, s, i, c.name, c.by)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%s by %d", c.name, c.by)
	}
	usage(10, 10, 2)
	require.Equal(t, uint64(6*page), s.LastRefused())

	memory := export[*engine.Memory](t, i, "memory")
	require.Equal(t, uint64(5*page), memory.Size())
	_, err := memory.Grow(1)
	var limit *engine.InstanceLimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, engine.InstanceLimitError{Limit: "memory", Max: 10 * page, Used: 11 * page}, *limit)
	_, err = memory.Grow(1 << 60)
	require.Error(t, err)

	_, err = s.Instantiate(m, nil, engine.InstantiateOptions{})
	require.ErrorAs(t, err, &limit)
	require.Equal(t, engine.InstanceLimitError{Limit: "memory", Max: 10 * page, Used: 11 * page}, *limit)
	usage(10, 10, 4)
}

func TestMemoryBytes(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	i := instantiate(t, s, compile(t, e, growText))
	memory, second := export[*engine.Memory](t, i, "memory"), export[*engine.Memory](t, i, "second")
	before := memory.Bytes()
	require.Len(t, before, page)
	require.Equal(t, "data", string(before[16:20]))
	before[100] = 7
	second.Bytes()[100] = 8
	got, err := call(t, s, i, "load", 100)
	require.NoError(t, err)
	require.Equal(t, uint64(7), got)

	previous, err := memory.Grow(3)
	require.NoError(t, err)
	require.Equal(t, uint64(1), previous)
	after := memory.Bytes()
	require.Len(t, after, 4*page)
	require.Same(t, &before[0], &after[0], "memory does not move")
	_, err = call(t, s, i, "store", 4*page-1, 9)
	require.NoError(t, err)
	require.Equal(t, byte(9), after[4*page-1])
	_, err = call(t, s, i, "load", 4*page)
	require.Error(t, err)

	require.NoError(t, s.Close())
	require.Nil(t, memory.Bytes())
	require.Zero(t, memory.Size())
	_, err = memory.Grow(1)
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = memory.Snapshot()
	require.ErrorIs(t, err, engine.ErrClosed)
}

// A memory whose pages are of one byte ends where its size says, though the
// system's pages go on.
func TestMemoryOfBytes(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, `(module
		(memory (export "memory") 5000 9000 (pagesize 1))
		(data (i32.const 4990) "0123456789")
		(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
		(func (export "size") (result i32) (memory.size))
		(func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
		(func (export "load4") (param i32) (result i32) (i32.load (local.get 0)))
		(func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))`)
	// The second time in the range of the first.
	for range 2 {
		s := newStore(t, e, engine.StoreConfig{MemoryLimit: 8500})
		i := instantiate(t, s, m)
		do := func(name string, args ...uint64) uint64 {
			t.Helper()
			got, err := call(t, s, i, name, args...)
			require.NoError(t, err)
			return got
		}
		refused := func(name string, args ...uint64) {
			t.Helper()
			_, err := call(t, s, i, name, args...)
			var trap *engine.Trap
			require.ErrorAs(t, err, &trap)
			require.Equal(t, engine.TrapMemoryOutOfBounds, trap.Code)
		}
		bytes := func(n int) {
			t.Helper()
			require.Len(t, export[*engine.Memory](t, i, "memory").Bytes(), n)
			require.EqualValues(t, n, do("size"))
			now, _ := s.MemoryUsage()
			require.EqualValues(t, n, now)
		}
		bytes(5000)
		require.EqualValues(t, '9', do("load", 4999))
		refused("load", 5000)
		refused("load4", 4997)

		require.EqualValues(t, 5000, do("grow", 1))
		bytes(5001)
		require.Zero(t, do("load", 5000))
		refused("store", 5001, 7)
		require.EqualValues(t, 5001, do("grow", 3400))
		bytes(8401)
		require.Zero(t, do("load", 8400))
		do("store", 8400, 7)
		do("store", 5000, 7)
		refused("load", 8401)
		refused("load", 8192+4096)
		require.EqualValues(t, failed, do("grow", 100), "more than the limit")
		require.EqualValues(t, failed, do("grow", 1000), "more than its own maximum")
		require.NoError(t, s.Close())
	}
}

// A snapshot of such a memory is as long as the memory, and memories start from
// it: with nothing behind it, with growth behind it, and in the range of one
// that was written to.
func TestSnapshotOfBytes(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, `(module
		(memory (export "memory") 5000 9000 (pagesize 1))
		(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`)
	s := newStore(t, e, engine.StoreConfig{})
	i := instantiate(t, s, m)
	memory := export[*engine.Memory](t, i, "memory")
	want := bytes.Repeat([]byte{7}, 5001)
	_, err := call(t, s, i, "grow", 1)
	require.NoError(t, err)
	copy(memory.Bytes(), want)
	image, err := memory.Snapshot()
	require.NoError(t, err)
	defer image.Close()
	require.EqualValues(t, 5001, image.Size())
	for range 3 {
		s := newStore(t, e, engine.StoreConfig{})
		i, err := s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
		require.NoError(t, err)
		memory := export[*engine.Memory](t, i, "memory")
		require.Equal(t, want, memory.Bytes())
		_, err = call(t, s, i, "grow", 3900)
		require.NoError(t, err)
		require.Equal(t, append(bytes.Clone(want), make([]byte, 3900)...), memory.Bytes())
		for n := range memory.Bytes() {
			memory.Bytes()[n] = 9
		}
		require.NoError(t, s.Close())
	}

	zeros, err := export[*engine.Memory](t, instantiate(t, s, m), "memory").Snapshot()
	require.NoError(t, err)
	defer zeros.Close()
	read, err := io.ReadAll(zeros.Reader())
	require.NoError(t, err)
	require.Equal(t, make([]byte, 5000), read)

	var link *engine.LinkError
	_, err = s.Instantiate(compile(t, e, `(module (memory 1))`), nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
	require.ErrorAs(t, err, &link)
	require.ErrorContains(t, err, "no whole number of pages")
}

// The figures of a store may be read while its code runs, and never say that
// more is in use than there was at most.
func TestMemoryUsageWhileCodeRuns(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{MemoryLimit: 2000})
	i := instantiate(t, s, compile(t, e, `(module
		(memory (export "memory") 0 (pagesize 1))
		(func (export "grow") (param $n i32)
			(loop $again
				(drop (memory.grow (i32.const 1)))
				(local.set $n (i32.sub (local.get $n) (i32.const 1)))
				(br_if $again (local.get $n)))))`))
	grow := export[engine.Func](t, i, "grow")
	done := make(chan error)
	go func() { done <- s.Call(&grow, []engine.Raw{{Lo: 3000}}) }()
	var before, refusedBefore uint64
	for running := true; running; {
		select {
		case err := <-done:
			require.NoError(t, err)
			running = false
		default:
		}
		now, peak := s.MemoryUsage()
		require.LessOrEqual(t, now, peak)
		require.GreaterOrEqual(t, now, before)
		before = now
		refused := s.GrowthRefused()
		require.GreaterOrEqual(t, refused, refusedBefore)
		refusedBefore = refused
		if refused > 0 {
			require.EqualValues(t, 2001, s.LastRefused())
		}
	}
	require.EqualValues(t, 2000, before)
	require.EqualValues(t, 1000, refusedBefore)
}

func TestMemory64(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{MemoryLimit: 1 << 40})
	i := instantiate(t, s, compile(t, e, `(module
		(memory (export "memory") i64 1)
		(func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))
		(func (export "store") (param i64) (i64.store (local.get 0) (i64.const 1)))
		(func (export "far") (i64.store offset=0xffffffffffff (i64.const 0) (i64.const 1))))`))
	got, err := call(t, s, i, "grow", 9)
	require.NoError(t, err)
	require.Equal(t, uint64(1), got)
	_, err = call(t, s, i, "store", 10*page-8)
	require.NoError(t, err)
	for _, address := range []uint64{10*page - 7, 10 * page, 4<<30 - 8, 4 << 30, 5 << 30, 1 << 48, 1<<64 - 8} {
		_, err = call(t, s, i, "store", address)
		var trap *engine.Trap
		require.ErrorAs(t, err, &trap, "%x", address)
		require.Equal(t, engine.TrapMemoryOutOfBounds, trap.Code)
	}
	_, err = call(t, s, i, "far")
	require.Error(t, err)
	got, err = call(t, s, i, "grow", 4<<30/page)
	require.NoError(t, err)
	require.Equal(t, uint64(1<<64-1), got, "memory stays within what is reserved for it")
	got, err = call(t, s, i, "grow", 1<<50)
	require.NoError(t, err)
	require.Equal(t, uint64(1<<64-1), got)
}

// A memory that starts from an image holds its bytes, shares nothing with
// other memories, and may be larger than its module asks for.
func TestImages(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	i := instantiate(t, s, compile(t, e, growText))
	memory := export[*engine.Memory](t, i, "memory")
	_, err := memory.Grow(2)
	require.NoError(t, err)
	b := memory.Bytes()
	b[0], b[page+5], b[3*page-1] = 1, 2, 3
	image, err := memory.Snapshot()
	require.NoError(t, err)
	defer image.Close()
	require.Equal(t, uint64(3*page), image.Size())
	var saved bytes.Buffer
	_, err = saved.ReadFrom(image.Reader())
	require.NoError(t, err)
	require.True(t, bytes.Equal(b, saved.Bytes()))
	again, err := engine.NewImage(&saved, 3*page)
	require.NoError(t, err)

	codeOnly := compile(t, e, `(module
		(memory (export "memory") 1 4)
		(memory (export "second") 1)
		(func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
		(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`)
	for _, image := range []*engine.Image{image, again} {
		want := bytes.Clone(b)
		for range 2 {
			s := newStore(t, e, engine.StoreConfig{MemoryLimit: 5 * page})
			i, err := s.Instantiate(codeOnly, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
			require.NoError(t, err)
			m := export[*engine.Memory](t, i, "memory")
			require.True(t, bytes.Equal(want, m.Bytes()))
			require.Equal(t, make([]byte, page), export[*engine.Memory](t, i, "second").Bytes())
			got, err := call(t, s, i, "load", page+5)
			require.NoError(t, err)
			require.Equal(t, uint64(2), got)
			m.Bytes()[page+5] = 77
			now, _ := s.MemoryUsage()
			require.Equal(t, uint64(4*page), now, "an image counts")
			got, err = call(t, s, i, "grow", 1)
			require.NoError(t, err)
			require.Equal(t, uint64(3), got)
			require.Equal(t, make([]byte, page), m.Bytes()[3*page:])
			got, err = call(t, s, i, "grow", 1)
			require.NoError(t, err)
			require.Equal(t, uint64(failed), got)
		}
	}

	require.NoError(t, again.Close())
	require.NoError(t, again.Close())
	_, err = s.Instantiate(codeOnly, nil, engine.InstantiateOptions{Images: []*engine.Image{again}})
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = io.ReadAll(again.Reader())
	require.ErrorIs(t, err, engine.ErrClosed)
	var link *engine.LinkError
	_, err = s.Instantiate(codeOnly, nil, engine.InstantiateOptions{Images: make([]*engine.Image, 3)})
	require.ErrorAs(t, err, &link)
	small := compile(t, e, `(module (memory 1 2))`)
	_, err = s.Instantiate(small, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
	require.ErrorAs(t, err, &link)
	require.ErrorContains(t, err, "larger than the memory may be")
	tight := newStore(t, e, engine.StoreConfig{MemoryLimit: 2 * page})
	var limit *engine.InstanceLimitError
	_, err = tight.Instantiate(codeOnly, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
	require.ErrorAs(t, err, &limit)
}

func TestNewImageRefuses(t *testing.T) {
	_, err := engine.NewImage(bytes.NewReader(make([]byte, 2*page)), page)
	var limit *engine.InstanceLimitError
	require.ErrorAs(t, err, &limit)
	empty, err := engine.NewImage(bytes.NewReader(nil), 0)
	require.NoError(t, err)
	require.NoError(t, empty.Close())
}

// Images land on the memories they are meant for, whether or not the engine
// makes its own heap for exceptions in the same instantiation.
func TestImagesAndTheHeapForExceptions(t *testing.T) {
	image, err := engine.NewImage(bytes.NewReader(bytes.Repeat([]byte{5}, page)), page)
	require.NoError(t, err)
	defer image.Close()
	const throw = `(tag $e (param i32))
		(func (export "throw") (param i32) (result i32)
			(block $caught (result i32)
				(try_table (catch $e $caught) (throw $e (local.get 0)))
				unreachable))`
	for _, c := range []struct {
		name, text string
		heap       bool
	}{
		{"no heap, a page", `(module (memory (export "memory") 1))`, false},
		{"no heap, no page", `(module (memory (export "memory") 0))`, false},
		{"no heap, no page, a maximum", `(module (memory (export "memory") 0 65536))`, false},
		{"heap, a page", `(module (memory (export "memory") 1) ` + throw + `)`, true},
		{"heap, no page", `(module (memory (export "memory") 0) ` + throw + `)`, true},
		{"heap, no page, a maximum", `(module (memory (export "memory") 0 65536) ` + throw + `)`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEngine(t, engine.Config{})
			m := compile(t, e, c.text)
			s := newStore(t, e, engine.StoreConfig{Instances: 2, Tables: 1})
			for n := range 2 {
				i, err := s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
				require.NoError(t, err)
				require.Equal(t, bytes.Repeat([]byte{5}, page), export[*engine.Memory](t, i, "memory").Bytes())
				if c.heap {
					got, err := call(t, s, i, "throw", 42)
					require.NoError(t, err)
					require.Equal(t, uint64(42), got)
				}
				now, _ := s.MemoryUsage()
				require.Equal(t, uint64(n+1)*page, now, "the first 64 KiB of the heap are not counted")
			}
			_, err := s.Instantiate(m, nil, engine.InstantiateOptions{})
			require.Equal(t, &engine.InstanceLimitError{Limit: "instances", Max: 2, Used: 3}, err)
		})
	}
}

// Exceptions that are never dropped fill the heap up to the memory limit and
// not beyond.
func TestExceptionsCountAsMemory(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{MemoryLimit: 4 << 20, TableElements: 1 << 16})
	i := instantiate(t, s, compile(t, e, `(module
		(tag $e (param i64 i64 i64 i64))
		(table $kept 65536 exnref)
		(func (export "keep") (param $n i32)
			(local $i i32)
			(loop $next
				(table.set $kept (local.get $i)
					(block $caught (result exnref)
						(try_table (catch_all_ref $caught)
							(throw $e (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)))
						unreachable))
				(local.set $i (i32.add (local.get $i) (i32.const 1)))
				(br_if $next (i32.lt_u (local.get $i) (local.get $n))))))`))
	_, err := call(t, s, i, "keep", 100)
	require.NoError(t, err)
	_, err = call(t, s, i, "keep", 65536)
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	_, peak := s.MemoryUsage()
	require.LessOrEqual(t, peak, uint64(4<<20))
	require.NotZero(t, s.GrowthRefused())
	_, err = call(t, s, i, "keep", 1)
	if err != nil {
		require.ErrorAs(t, err, &trap)
	}
}

// Tables count with what they start with, and with what they may grow to
// where code grows them.
func TestTablesCountAsMemory(t *testing.T) {
	e := newEngine(t, engine.Config{})
	const grow = `(func (export "grow") (param i32) (result i32) (table.grow 0 (ref.null func) (local.get 0)))`
	owner := compile(t, e, `(module (table (export "table") 10 funcref))`)
	for _, c := range []struct {
		name, text string
		want       uint64
	}{
		{"fixed", `(module (table 1000 funcref))`, 8000},
		{"two", `(module (table 1000 funcref) (table 10 externref))`, 8080},
		{"grows", `(module (table 10 funcref) ` + grow + `)`, 40000},
		{"grows to its maximum", `(module (table 10 100 funcref) ` + grow + `)`, 800},
		{"imported", `(module (import "" "" (table 10 funcref)))`, 0},
		{"imported and grown", `(module (import "" "" (table 10 funcref)) ` + grow + `)`, 40000},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := compile(t, e, c.text)
			s := newStore(t, e, engine.StoreConfig{MemoryLimit: 100_000, TableElements: 5000})
			var imports []engine.Extern
			if len(m.Imports()) > 0 {
				imports = append(imports, export[engine.Table](t, instantiate(t, s, owner), "table"))
			}
			before, _ := s.MemoryUsage()
			i := instantiate(t, s, m, imports...)
			now, _ := s.MemoryUsage()
			require.Equal(t, c.want, now-before)
			if c.name == "grows" {
				got, err := call(t, s, i, "grow", 4990)
				require.NoError(t, err)
				require.Equal(t, uint64(10), got)
				got, err = call(t, s, i, "grow", 1)
				require.NoError(t, err)
				require.Equal(t, uint64(failed), got)
			}
		})
	}

	s := newStore(t, e, engine.StoreConfig{MemoryLimit: 79, TableElements: 5000})
	_, err := s.Instantiate(owner, nil, engine.InstantiateOptions{})
	var limit *engine.InstanceLimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, engine.InstanceLimitError{Limit: "memory", Max: 79, Used: 80}, *limit)
	big := compile(t, e, `(module (table 5001 funcref))`)
	s = newStore(t, e, engine.StoreConfig{TableElements: 5000})
	_, err = s.Instantiate(big, nil, engine.InstantiateOptions{})
	require.Equal(t, &engine.InstanceLimitError{Limit: "table elements", Max: 5000, Used: 5001}, err)
}

func TestCountsAreLimited(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, `(module (memory 1) (memory 1) (table 1 funcref) (table 1 funcref))`)
	for _, c := range []struct {
		config engine.StoreConfig
		want   engine.InstanceLimitError
	}{
		{engine.StoreConfig{Instances: 1}, engine.InstanceLimitError{Limit: "instances", Max: 1, Used: 2}},
		{engine.StoreConfig{Memories: 3}, engine.InstanceLimitError{Limit: "memories", Max: 3, Used: 4}},
		{engine.StoreConfig{Tables: 3}, engine.InstanceLimitError{Limit: "tables", Max: 3, Used: 4}},
	} {
		s := newStore(t, e, c.config)
		instantiate(t, s, m)
		_, err := s.Instantiate(m, nil, engine.InstantiateOptions{})
		require.Equal(t, &c.want, err)
	}
	_, err := e.NewStore(engine.StoreConfig{Instances: -1})
	var config *engine.ConfigError
	require.ErrorAs(t, err, &config)
}
