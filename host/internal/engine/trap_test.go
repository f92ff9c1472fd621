package engine_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

const trapsText = `(module $m
	(memory (export "memory") 1)
	(table 4 funcref)
	(type $t (func (param i32)))
	(elem (i32.const 1) $typed)
	(tag $e)
	(func $typed (result i32) i32.const 0)
	(func $inner unreachable)
	(func (export "unreachable") call $inner)
	(func (export "memory out of bounds") (drop (i32.load (i32.const 65533))))
	(func (export "far out of bounds") (drop (i32.load offset=0xffffffff (i32.const -1))))
	(func (export "table out of bounds") i32.const 0 i32.const 9 call_indirect (type $t))
	(func (export "null element") i32.const 0 i32.const 0 call_indirect (type $t))
	(func (export "other type") i32.const 0 i32.const 1 call_indirect (type $t))
	(func (export "overflow") (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
	(func (export "divide by zero") (drop (i32.div_s (i32.const 1) (i32.const 0))))
	(func (export "conversion") (drop (i32.trunc_f32_s (f32.const nan))))
	(func $deep (export "deep") call $deep)
	(func (export "throw") throw $e)
	(func (export "fine") (result i32) i32.const 1))`

func TestTraps(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	i := instantiate(t, s, compile(t, e, trapsText))

	for _, c := range []struct {
		name string
		code engine.TrapCode
		text string
	}{
		{"unreachable", engine.TrapUnreachable, "unreachable"},
		{"memory out of bounds", engine.TrapMemoryOutOfBounds, "out of bounds memory access"},
		{"far out of bounds", engine.TrapMemoryOutOfBounds, "out of bounds memory access"},
		{"table out of bounds", engine.TrapTableOutOfBounds, "undefined element"},
		{"null element", engine.TrapIndirectCallToNull, "uninitialized element"},
		{"other type", engine.TrapBadSignature, "indirect call type mismatch"},
		{"overflow", engine.TrapIntegerOverflow, "integer overflow"},
		{"divide by zero", engine.TrapIntegerDivisionByZero, "integer divide by zero"},
		{"conversion", engine.TrapBadConversionToInteger, "invalid conversion to integer"},
		{"deep", engine.TrapStackOverflow, "call stack exhausted"},
		{"throw", engine.TrapException, "uncaught exception"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 2 {
				_, err := call(t, s, i, c.name)
				var trap *engine.Trap
				require.ErrorAs(t, err, &trap)
				require.Equal(t, c.code, trap.Code)
				require.Equal(t, c.text, trap.Code.String())
				require.EqualError(t, trap, "trap: "+c.text)
				require.NoError(t, trap.Cause)
				require.LessOrEqual(t, len(trap.Frames), 64)
				if c.code != engine.TrapException { // whose stack is unwound by then
					require.NotEmpty(t, trap.Frames)
				}
			}
			got, err := call(t, s, i, "fine")
			require.NoError(t, err)
			require.Equal(t, uint64(1), got)
		})
	}

	_, err := call(t, s, i, "unreachable")
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, "inner", trap.Frames[0].Func)
	require.Equal(t, "m", trap.Frames[0].Module)
	require.Equal(t, uint32(1), trap.Frames[0].Index)
	require.NotZero(t, trap.Frames[0].ModuleOffset)
	require.Contains(t, trap.String(), "at m!inner (0x")
}

func TestTrapInStartFunction(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	_, err := s.Instantiate(compile(t, e, `(module (func $f unreachable) (start $f))`), nil, engine.InstantiateOptions{})
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, engine.TrapUnreachable, trap.Code)
}

// A host function may call back into the store that called it; each level
// sees the failure of the level below and may go on or pass it up.
func TestNestedCalls(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	inner := instantiate(t, s, compile(t, e, `(module
		(func (export "run") (param i32) (result i32)
			(if (i32.eqz (local.get 0)) (then unreachable))
			local.get 0))`))
	run := export[engine.Func](t, inner, "run")
	swallow := false
	h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32},
		func(s *engine.Store, args []engine.Raw) error {
			mine := [1]engine.Raw{{Lo: args[0].Lo}}
			err := s.Call(&run, mine[:])
			if swallow {
				err = nil
			}
			args[0].Lo = uint64(uint32(mine[0].Lo + 1))
			return err
		})
	defer h.Close()
	outer := instantiate(t, s, compile(t, e, callbackText), h)

	got, err := call(t, s, outer, "run", 5)
	require.NoError(t, err)
	require.Equal(t, uint64(6), got)

	_, err = call(t, s, outer, "run", 0)
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, engine.TrapUnreachable, trap.Code, "the reason is that of the innermost trap")
	var cause *engine.Trap
	require.ErrorAs(t, trap.Cause, &cause)
	require.Equal(t, "f", h.Name())

	swallow = true
	got, err = call(t, s, outer, "run", 0)
	require.NoError(t, err)
	require.Equal(t, uint64(1), got)
}

func TestManyArguments(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	const n = 999
	text := "(module (func (export \"last\") (param"
	for range n {
		text += " i64"
	}
	text += ") (result i64) local.get 998))"
	args := make([]uint64, n)
	args[n-1] = 7
	i := instantiate(t, s, compile(t, e, text))
	got, err := call(t, s, i, "last", args...)
	require.NoError(t, err)
	require.Equal(t, uint64(7), got)

	f := export[engine.Func](t, i, "last")
	require.Equal(t, n, f.Slots())
	require.ErrorContains(t, s.Call(&f, make([]engine.Raw, n-1)), "998 values given, the function needs 999")
}

func TestValuesOfAllTypes(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	types := []engine.ValType{engine.I32, engine.I64, engine.F32, engine.F64, engine.V128, engine.FuncRef, engine.ExternRef}
	h := e.NewHostFunc("f", types, types, func(*engine.Store, []engine.Raw) error { return nil })
	defer h.Close()
	const list = " i32 i64 f32 f64 v128 funcref externref"
	i := instantiate(t, s, compile(t, e, `(module
		(import "" "f" (func $f (param`+list+`) (result`+list+`)))
		(func (export "f") (param`+list+`) (result`+list+`)
			local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 local.get 5 local.get 6 call $f))`), h)
	f := export[engine.Func](t, i, "f")
	args := []engine.Raw{{Lo: 1}, {Lo: 1 << 40}, {Lo: 2}, {Lo: 1 << 50}, {Lo: 3, Hi: 4}, {}, {}}
	want := append([]engine.Raw(nil), args...)
	require.NoError(t, s.Call(&f, args))
	require.Equal(t, want[4], args[4])
	for n := range args {
		require.Equal(t, want[n].Lo, args[n].Lo, "%s", types[n])
	}
	require.Equal(t, types, f.Type().Params)
}

func TestHostFunctionTypesAreChecked(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, callbackText)
	nothing := func(*engine.Store, []engine.Raw) error { return nil }
	wrong := e.NewHostFunc("wrong", nil, nil, nothing)
	defer wrong.Close()
	closed := e.NewHostFunc("closed", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, nothing)
	require.NoError(t, closed.Close())
	require.NoError(t, closed.Close())
	odd := e.NewHostFunc("odd", []engine.ValType{0x6e}, nil, nothing)
	defer odd.Close()
	other := newEngine(t, engine.Config{})
	foreign := other.NewHostFunc("foreign", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, nothing)
	defer foreign.Close()
	s := newStore(t, e, engine.StoreConfig{})

	var link *engine.LinkError
	_, err := e.Prepare(m, []*engine.HostFn{wrong})
	require.ErrorAs(t, err, &link)
	require.ErrorContains(t, err, `import "host" "f": want (func (param i32) (result i32)), host function wrong is (func)`)
	_, err = s.Instantiate(m, []engine.Extern{wrong}, engine.InstantiateOptions{})
	require.ErrorAs(t, err, &link)
	_, err = e.Prepare(m, nil)
	require.ErrorAs(t, err, &link)
	_, err = e.Prepare(m, []*engine.HostFn{nil})
	require.ErrorAs(t, err, &link)
	_, err = s.Instantiate(m, []engine.Extern{nil}, engine.InstantiateOptions{})
	require.ErrorContains(t, err, "was given no value")
	_, err = s.Instantiate(m, []engine.Extern{(*engine.HostFn)(nil)}, engine.InstantiateOptions{})
	require.ErrorContains(t, err, "was given no value")
	_, err = e.Prepare(m, []*engine.HostFn{closed})
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = s.Instantiate(m, []engine.Extern{closed}, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrClosed)
	_, err = s.Instantiate(m, []engine.Extern{foreign}, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrForeign)
	_, err = s.Instantiate(m, []engine.Extern{odd}, engine.InstantiateOptions{})
	require.ErrorContains(t, err, "cannot be passed to Go")
}

// An export of a type that the library's C API does not know does no harm.
func TestExportsOfUnusualTypes(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, `(module
		(type $f (func (param i32)))
		(tag $e (export "tag") (param i64))
		(table (export "table") i64 1 2 exnref)
		(global (export "global") (ref null $f) (ref.null $f))
		(memory (export "memory") i64 1 3)
		(func (export "v") (param v128 (ref null $f) exnref) (result exnref) unreachable))`)
	s := newStore(t, e, engine.StoreConfig{})
	i := instantiate(t, s, m)
	var got []string
	for n, ex := range m.Exports() {
		got = append(got, ex.Name+" "+ex.Type.String())
		_, err := i.Export(n)
		require.NoError(t, err)
	}
	require.Equal(t, []string{
		"tag (tag (param i64))",
		"table (table i64 1 2 exnref)",
		"global (global (ref null 0))",
		"memory (memory i64 1 3)",
		"v (func (param v128 (ref null 0) exnref) (result exnref))",
	}, got)
	_, err := i.Export(5)
	require.Error(t, err)
	_, err = i.Export(-1)
	require.Error(t, err)
	_, err = s.GlobalGet(export[engine.Global](t, i, "global"))
	require.Error(t, err)
}

func TestGlobals(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	i := instantiate(t, s, compile(t, e, `(module
		(global (export "i32") (mut i32) (i32.const -1))
		(global (export "i64") (mut i64) (i64.const -1))
		(global (export "f32") (mut f32) (f32.const 1))
		(global (export "f64") (mut f64) (f64.const 1))
		(global (export "v128") (mut v128) (v128.const i64x2 1 2))
		(global (export "const") i32 (i32.const 3)))`))
	for _, c := range []struct {
		name string
		want engine.Raw
	}{
		{"i32", engine.Raw{Lo: 0xffffffff}},
		{"i64", engine.Raw{Lo: 0xffffffffffffffff}},
		{"f32", engine.Raw{Lo: 0x3f800000}},
		{"f64", engine.Raw{Lo: 0x3ff0000000000000}},
		{"v128", engine.Raw{Lo: 1, Hi: 2}},
		{"const", engine.Raw{Lo: 3}},
	} {
		g := export[engine.Global](t, i, c.name)
		got, err := s.GlobalGet(g)
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.name)
		if c.name == "const" {
			require.Error(t, s.GlobalSet(g, engine.Raw{}))
			continue
		}
		require.NoError(t, s.GlobalSet(g, engine.Raw{Lo: 9}))
		got, err = s.GlobalGet(g)
		require.NoError(t, err)
		require.Equal(t, engine.Raw{Lo: 9}, got, c.name)
	}
	other := newStore(t, e, engine.StoreConfig{})
	_, err := other.GlobalGet(export[engine.Global](t, i, "i32"))
	require.ErrorIs(t, err, engine.ErrForeign)
}

func TestModulesLinkWithEachOther(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	a := instantiate(t, s, compile(t, e, `(module
		(memory (export "memory") 1) (table (export "table") 1 funcref)
		(global (export "global") (mut i32) (i32.const 5)) (tag (export "tag"))
		(func (export "f") (result i32) i32.const 37))`))
	m := compile(t, e, `(module
		(import "a" "f" (func $f (result i32))) (import "a" "memory" (memory 1)) (import "a" "table" (table 1 funcref))
		(import "a" "global" (global (mut i32))) (import "a" "tag" (tag))
		(export "memory" (memory 0))
		(func (export "run") (result i32) (i32.store (i32.const 8) (i32.const 99)) call $f global.get 0 i32.add))`)
	imports := []engine.Extern{
		export[engine.Func](t, a, "f"), export[*engine.Memory](t, a, "memory"), export[engine.Table](t, a, "table"),
		export[engine.Global](t, a, "global"), export[engine.Tag](t, a, "tag"),
	}
	i := instantiate(t, s, m, imports...)
	got, err := call(t, s, i, "run")
	require.NoError(t, err)
	require.Equal(t, uint64(42), got)
	require.Equal(t, byte(99), export[*engine.Memory](t, a, "memory").Bytes()[8])
	require.Equal(t, byte(99), export[*engine.Memory](t, i, "memory").Bytes()[8], "a memory exported again is the same")

	var link *engine.LinkError
	_, err = s.Instantiate(m, imports[:4], engine.InstantiateOptions{})
	require.ErrorAs(t, err, &link)
	imports[0], imports[1] = imports[1], imports[0]
	_, err = s.Instantiate(m, imports, engine.InstantiateOptions{})
	require.ErrorAs(t, err, &link)

	imports[0], imports[1] = imports[1], imports[0]
	other := newStore(t, e, engine.StoreConfig{})
	_, err = other.Instantiate(m, imports, engine.InstantiateOptions{})
	require.ErrorIs(t, err, engine.ErrForeign)
	f := imports[0].(engine.Func)
	require.ErrorIs(t, other.Call(&f, make([]engine.Raw, 1)), engine.ErrForeign)
}

func TestCompileRefuses(t *testing.T) {
	e := newEngine(t, engine.Config{})
	for _, c := range []struct{ name, text, want string }{
		{"threads", `(module (memory 1 2 shared))`, "threads"},
		{"shared tables and the like", `(module (func (result i32) i64.const 1))`, "type mismatch"},
		{"stack switching", `(module (type $f (func)) (type (cont $f)))`, "a continuation type is of the stack-switching proposal"},
		{"wide arithmetic", `(module (func (param i64 i64) (result i64 i64) local.get 0 local.get 1 i64.mul_wide_u))`, "wide arithmetic"},
		{"a large memory", `(module (memory 65537))`, "memory size"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src, err := engine.AssembleText(c.text)
			require.NoError(t, err)
			_, err = e.Compile(context.Background(), src)
			require.ErrorContains(t, err, c.want)
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := e.Compile(ctx, nil)
	require.ErrorIs(t, err, context.Canceled)
	_, err = e.Compile(context.Background(), nil)
	require.Error(t, err)
	var ce *engine.CompileError
	_, err = e.Compile(context.Background(), []byte("\x00asm\x01\x00\x00\x00\x01\x05\x01\x60\x00\x01\x7f\x03\x02\x01\x00\x0a\x04\x01\x02\x00\x0b"))
	require.ErrorAs(t, err, &ce)
}
