package engine_test

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

func BenchmarkCallU32(b *testing.B) {
	e := newEngine(b, engine.Config{})
	s := newStore(b, e, engine.StoreConfig{})
	i := instantiate(b, s, compile(b, e, `(module (func (export "f") (param i32) (result i32) local.get 0))`))
	f := export[engine.Func](b, i, "f")
	var args [1]engine.Raw
	b.ReportAllocs()
	for b.Loop() {
		args[0].Lo = 7
		if err := s.Call(&f, args[:]); err != nil {
			b.Fatal(err)
		}
	}
	require.Equal(b, uint64(7), args[0].Lo)
}

func BenchmarkCallHost(b *testing.B) {
	e := newEngine(b, engine.Config{})
	h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32},
		func(_ *engine.Store, args []engine.Raw) error { args[0].Lo++; return nil })
	defer h.Close()
	s := newStore(b, e, engine.StoreConfig{})
	defer s.Close()
	f := export[engine.Func](b, instantiate(b, s, compile(b, e, callbackText), h), "run")
	var args [1]engine.Raw
	b.ReportAllocs()
	for b.Loop() {
		args[0].Lo = 7
		if err := s.Call(&f, args[:]); err != nil {
			b.Fatal(err)
		}
	}
	require.Equal(b, uint64(8), args[0].Lo)
}

// BenchmarkCallNested measures a host function that calls wasm again.
func BenchmarkCallNested(b *testing.B) {
	e := newEngine(b, engine.Config{})
	s := newStore(b, e, engine.StoreConfig{})
	inner := export[engine.Func](b, instantiate(b, s, compile(b, e, `(module (func (export "f") (param i32) (result i32) local.get 0))`)), "f")
	h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32},
		func(s *engine.Store, args []engine.Raw) error { return s.Call(&inner, args) })
	defer h.Close()
	defer s.Close()
	f := export[engine.Func](b, instantiate(b, s, compile(b, e, callbackText), h), "run")
	var args [1]engine.Raw
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Call(&f, args[:]); err != nil {
			b.Fatal(err)
		}
	}
}

const imageText = `(module
	(import "host" "f" (func (param i32) (result i32)))
	(memory (export "memory") 16)
	(func (export "touch") (param i32)
		(loop $l
			(i32.store (local.get 0) (i32.const 1))
			(br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 4096)))))))`

// BenchmarkInstantiatePre measures the whole life of a store with one
// instance in it.
func BenchmarkInstantiatePre(b *testing.B) {
	benchmarkLife(b, nil, 0)
}

// BenchmarkInstantiateImage is the same over an image of 1 MiB, with ten
// pages written.
func BenchmarkInstantiateImage(b *testing.B) {
	image, err := engine.NewImage(bytes.NewReader(bytes.Repeat([]byte{1}, 16*page)), 16*page)
	require.NoError(b, err)
	defer image.Close()
	benchmarkLife(b, []*engine.Image{image}, 10)
}

func benchmarkLife(b *testing.B, images []*engine.Image, pages uint64) {
	e := newEngine(b, engine.Config{})
	h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, nothing)
	defer h.Close()
	m := compile(b, e, imageText)
	p, err := e.Prepare(m, []*engine.HostFn{h})
	require.NoError(b, err)
	defer p.Close()
	b.ReportAllocs()
	for b.Loop() {
		s, err := e.NewStore(engine.StoreConfig{})
		if err != nil {
			b.Fatal(err)
		}
		i, err := p.Instantiate(s, engine.InstantiateOptions{Images: images})
		if err != nil {
			b.Fatal(err)
		}
		ex, err := i.Export(1)
		if err != nil {
			b.Fatal(err)
		}
		if pages > 0 {
			f := ex.(engine.Func)
			args := [1]engine.Raw{{Lo: pages * 4096}}
			if err := s.Call(&f, args[:]); err != nil {
				b.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMemorySnapshot(b *testing.B) {
	e := newEngine(b, engine.Config{})
	s := newStore(b, e, engine.StoreConfig{})
	i := instantiate(b, s, compile(b, e, `(module (memory (export "memory") 64))`))
	m := export[*engine.Memory](b, i, "memory")
	copy(m.Bytes(), bytes.Repeat([]byte{1}, 1<<20))
	b.SetBytes(int64(m.Size()))
	for b.Loop() {
		image, err := m.Snapshot()
		if err != nil {
			b.Fatal(err)
		}
		if err := image.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExport(b *testing.B) {
	e := newEngine(b, engine.Config{})
	s := newStore(b, e, engine.StoreConfig{})
	i := instantiate(b, s, compile(b, e, trapsText))
	for _, index := range []int{0, 7, 12} {
		b.Run(strconv.Itoa(index), func(b *testing.B) {
			for b.Loop() {
				if _, err := i.Export(index); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSetDeadline(b *testing.B) {
	e := newEngine(b, engine.Config{})
	s := newStore(b, e, engine.StoreConfig{})
	for b.Loop() {
		s.SetDeadline(time.Now().Add(time.Minute))
		s.SetDeadline(time.Time{})
	}
}

func BenchmarkTrap(b *testing.B) {
	e := newEngine(b, engine.Config{})
	s := newStore(b, e, engine.StoreConfig{})
	f := export[engine.Func](b, instantiate(b, s, compile(b, e, trapsText)), "unreachable")
	for b.Loop() {
		if err := s.Call(&f, nil); err == nil {
			b.Fatal("no trap")
		}
	}
}

// BenchmarkInterrupt measures from an interrupt to the end of the loop that it
// stops, of which the code tells the host as it enters it; BenchmarkDeadline from
// the deadline on.
func BenchmarkInterrupt(b *testing.B) {
	e := newEngine(b, engine.Config{})
	began := make(chan time.Time, 1)
	running := make(chan struct{}, 1)
	h := e.NewHostFunc("running", nil, nil, func(*engine.Store, []engine.Raw) error {
		running <- struct{}{}
		return nil
	})
	defer h.Close()
	s, err := e.NewStore(engine.StoreConfig{})
	require.NoError(b, err)
	defer s.Close()
	f := export[engine.Func](b, instantiate(b, s, compile(b, e, `(module
		(import "h" "running" (func $running))
		(func (export "loop") (call $running) (loop $l br $l)))`), h), "loop")
	go func() {
		for range running {
			began <- time.Now()
			s.Interrupt()
		}
	}()
	defer close(running)
	var sum, most time.Duration
	for b.Loop() {
		s.ClearInterrupt()
		if err := s.Call(&f, nil); err == nil {
			b.Fatal("the loop ended")
		}
		took := time.Since(<-began)
		sum, most = sum+took, max(most, took)
	}
	b.ReportMetric(float64(sum.Nanoseconds())/float64(b.N), "late-ns/op")
	b.ReportMetric(float64(most.Nanoseconds()), "most-ns")
}

func BenchmarkDeadline(b *testing.B) {
	e := newEngine(b, engine.Config{})
	s := newStore(b, e, engine.StoreConfig{})
	f := export[engine.Func](b, instantiate(b, s, compile(b, e, `(module (func (export "loop") (loop $l br $l)))`)), "loop")
	var sum, most time.Duration
	for b.Loop() {
		at := time.Now().Add(2 * time.Millisecond)
		s.SetDeadline(at)
		if err := s.Call(&f, nil); err == nil {
			b.Fatal("the loop ended")
		}
		took := time.Since(at)
		sum, most = sum+took, max(most, took)
	}
	b.ReportMetric(float64(sum.Nanoseconds())/float64(b.N), "late-ns/op")
	b.ReportMetric(float64(most.Nanoseconds()), "most-ns")
}
