package engine_test

import (
	"testing"

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
