package engine_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// For goroutines that are not the test's own, which must not be ended.
var (
	assertNoError = assert.NoError
	assertEqual   = assert.Equal
	assertErrorIs = func(t assert.TestingT, err, target error) bool { return assert.ErrorIs(t, err, target) }
)

func TestUseAfterClose(t *testing.T) {
	e, err := engine.New(engine.Config{})
	require.NoError(t, err)
	src, err := engine.AssembleText(callbackText)
	require.NoError(t, err)
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, nothing)
	p, err := e.Prepare(m, []*engine.HostFn{h})
	require.NoError(t, err)
	s, err := e.NewStore(engine.StoreConfig{Data: "data"})
	require.NoError(t, err)
	require.Equal(t, "data", s.Data())
	i, err := p.Instantiate(s, engine.InstantiateOptions{})
	require.NoError(t, err)
	f := export[engine.Func](t, i, "run")
	var args [1]engine.Raw

	// A thing that is closed while a store still uses it works on in that store,
	// and only there.
	require.ErrorIs(t, e.Close(), engine.ErrInUse)
	for range 2 {
		require.NoError(t, m.Close())
		require.NoError(t, p.Close())
		require.NoError(t, h.Close())
	}
	require.NoError(t, s.Call(&f, args[:]))
	_, err = p.Instantiate(s, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = s.Instantiate(m, []engine.Extern{h}, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = m.Serialize("key")
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = e.Prepare(m, []*engine.HostFn{h})
	require.ErrorIs(t, err, engine.ErrClosed)

	require.ErrorIs(t, e.Close(), engine.ErrInUse)
	for range 2 {
		require.NoError(t, s.Close())
	}
	require.ErrorIs(t, s.Call(&f, args[:]), engine.ErrClosed)
	_, err = i.Export(0)
	require.ErrorIs(t, err, engine.ErrClosed)
	require.ErrorIs(t, s.SetFuel(1), engine.ErrClosed)
	s.Interrupt()
	s.ClearInterrupt()
	now, peak := s.MemoryUsage()
	require.Zero(t, now+peak+s.GrowthRefused()+s.LastRefused())

	for range 2 {
		require.NoError(t, e.Close())
	}
	_, err = e.NewStore(engine.StoreConfig{})
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = e.Compile(context.Background(), src)
	require.ErrorIs(t, err, engine.ErrClosed)
}

func TestSerialize(t *testing.T) {
	e := newEngine(t, engine.Config{})
	const text = `(module
		(import "a" "f" (func (param i32 i64 f32 f64 v128 funcref externref) (result i32)))
		(import "a" "g" (global (mut i64)))
		(import "a" "t" (table 3 9 funcref))
		(import "a" "e" (tag (param i32)))
		(memory (export "memory") 2 5)
		(table (export "table") 7 funcref)
		(export "f" (func 0)) (export "g" (global 0)) (export "e" (tag 0))
		(data (i32.const 0) "hello"))`
	m := compile(t, e, text)
	data, err := m.Serialize("key")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "module")
	require.NoError(t, os.WriteFile(path, data, 0o600))

	same := newEngine(t, engine.Config{})
	require.Equal(t, e.Fingerprint(), same.Fingerprint())
	again, err := same.DeserializeFile(path, "key")
	require.NoError(t, err)
	defer again.Close()
	require.Equal(t, m.Imports(), again.Imports())
	require.Equal(t, m.Exports(), again.Exports())
	require.Equal(t, m.Memories(), again.Memories())
	damaged := func(t *testing.T, data []byte) {
		t.Helper()
		damaged := filepath.Join(t.TempDir(), "damaged")
		require.NoError(t, os.WriteFile(damaged, data, 0o600))
		_, err := same.DeserializeFile(damaged, "key")
		var serialized *engine.SerializedError
		require.ErrorAs(t, err, &serialized)
	}
	for n := 0; n < len(data); n += 1 + len(data)/100 {
		damaged(t, data[:n])
		other := bytes.Clone(data)
		other[n] ^= 0x10
		damaged(t, other)
	}
	for _, key := range []string{"", "ke", "key2"} {
		_, err := same.DeserializeFile(path, key)
		require.EqualError(t, err, "engine: serialized module: it was kept under another key")
	}
	_, err = same.DeserializeFile(filepath.Join(t.TempDir(), "none"), "key")
	require.ErrorIs(t, err, os.ErrNotExist)

	fuel := newEngine(t, engine.Config{Fuel: true})
	require.NotEqual(t, e.Fingerprint(), fuel.Fingerprint())
	var serialized *engine.SerializedError
	_, err = fuel.DeserializeFile(path, "key")
	require.ErrorAs(t, err, &serialized)
	deterministic := newEngine(t, engine.Config{Deterministic: true})
	require.NotEqual(t, e.Fingerprint(), deterministic.Fingerprint())
}

func TestConfigIsChecked(t *testing.T) {
	for _, c := range []engine.Config{{MaxWasmStack: -1}, {MaxWasmStack: 1}, {MaxWasmStack: 1 << 40}} {
		_, err := engine.New(c)
		var config *engine.ConfigError
		require.ErrorAs(t, err, &config)
		require.Equal(t, "MaxWasmStack", config.Field)
	}
	require.LessOrEqual(t, newEngine(t, engine.Config{}).MaxWasmStack(), 2<<20)
	require.Equal(t, 128<<10, newEngine(t, engine.Config{MaxWasmStack: 128 << 10, SingleThreaded: true}).MaxWasmStack())
}

// A smaller stack holds fewer frames.
func TestMaxWasmStack(t *testing.T) {
	const text = `(module (global $n (export "n") (mut i32) (i32.const 0))
		(func $f (export "f") (global.set $n (i32.add (global.get $n) (i32.const 1))) call $f))`
	depth := func(bytes int) uint64 {
		e := newEngine(t, engine.Config{MaxWasmStack: bytes})
		s := newStore(t, e, engine.StoreConfig{})
		i := instantiate(t, s, compile(t, e, text))
		_, err := call(t, s, i, "f")
		var trap *engine.Trap
		require.ErrorAs(t, err, &trap)
		require.Equal(t, engine.TrapStackOverflow, trap.Code)
		n, err := s.GlobalGet(export[engine.Global](t, i, "n"))
		require.NoError(t, err)
		return n.Lo
	}
	small, large := depth(64<<10), depth(1<<20)
	require.Greater(t, small, uint64(100))
	require.Greater(t, large, 10*small)
}

// Ten thousand stores leave nothing behind.
func TestNoLeaks(t *testing.T) {
	objects := engine.LiveObjects()
	e, err := engine.New(engine.Config{})
	require.NoError(t, err)
	src, err := engine.AssembleText(`(module
		(import "host" "f" (func $f (param i32) (result i32)))
		(memory (export "memory") 4)
		(tag $e)
		(data (i32.const 0) "x")
		(func (export "run") (param i32) (result i32) (i32.store8 (local.get 0) (i32.const 1)) local.get 0 call $f)
		(func (export "throw") throw $e)
		(func (export "trap") unreachable))`)
	require.NoError(t, err)
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, func(_ *engine.Store, args []engine.Raw) error {
		if uint32(args[0].Lo) == 0 {
			return os.ErrInvalid
		}
		return nil
	})
	p, err := e.Prepare(m, []*engine.HostFn{h})
	require.NoError(t, err)
	image, err := engine.NewImage(bytes.NewReader(make([]byte, 4*page)), 4*page)
	require.NoError(t, err)

	life := func(n int) {
		s, err := e.NewStore(engine.StoreConfig{})
		require.NoError(t, err)
		var i *engine.Instance
		if n%2 == 0 {
			i, err = p.Instantiate(s, engine.InstantiateOptions{Images: []*engine.Image{image}})
		} else {
			i, err = s.Instantiate(m, []engine.Extern{h}, engine.InstantiateOptions{})
		}
		require.NoError(t, err)
		for index, ex := range m.Exports() {
			e, err := i.Export(index)
			require.NoError(t, err)
			f, ok := e.(engine.Func)
			if !ok {
				continue
			}
			var args [1]engine.Raw
			args[0].Lo = uint64(n % 3)
			err = s.Call(&f, args[:])
			require.Equal(t, ex.Name == "run" && n%3 != 0, err == nil)
		}
		require.NoError(t, s.Close())
	}
	for n := range 100 {
		life(n)
	}
	resident, goroutines := residentBytes(t), runtime.NumGoroutine()
	for n := range 10_000 {
		life(n)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), goroutines)
	if resident > 0 {
		require.Less(t, residentBytes(t), resident+16<<20)
	}
	for _, c := range []interface{ Close() error }{p, h, m, image, e} {
		require.NoError(t, c.Close())
	}
	require.Equal(t, objects, engine.LiveObjects())
}

// residentBytes gives the process's resident memory; 0 where /proc is not.
func residentBytes(t *testing.T) uint64 {
	runtime.GC()
	b, err := os.ReadFile("/proc/self/statm")
	if runtime.GOOS != "linux" {
		return 0
	}
	require.NoError(t, err)
	pages, err := strconv.ParseUint(strings.Fields(string(b))[1], 10, 64)
	require.NoError(t, err)
	return pages * uint64(os.Getpagesize())
}
