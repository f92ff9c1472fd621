package engine_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// newEngine makes an engine that the test closes, and that must be closable
// by then.
func newEngine(t testing.TB, c engine.Config) *engine.Engine {
	t.Helper()
	e, err := engine.New(c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

func compile(t testing.TB, e *engine.Engine, text string) *engine.Module {
	t.Helper()
	src, err := engine.AssembleText(text)
	require.NoError(t, err)
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	return m
}

func newStore(t testing.TB, e *engine.Engine, c engine.StoreConfig) *engine.Store {
	t.Helper()
	s, err := e.NewStore(c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func instantiate(t testing.TB, s *engine.Store, m *engine.Module, imports ...engine.Extern) *engine.Instance {
	t.Helper()
	i, err := s.Instantiate(m, imports, engine.InstantiateOptions{})
	require.NoError(t, err)
	return i
}

// export finds an export by name.
func export[T engine.Extern](t testing.TB, i *engine.Instance, name string) T {
	t.Helper()
	for n, ex := range i.Module().Exports() {
		if ex.Name == name {
			e, err := i.Export(n)
			require.NoError(t, err)
			require.IsType(t, *new(T), e)
			return e.(T)
		}
	}
	t.Fatalf("no export %q", name)
	panic("unreachable")
}

// call calls an export with numbers and gives the first result.
func call(t testing.TB, s *engine.Store, i *engine.Instance, name string, args ...uint64) (uint64, error) {
	t.Helper()
	f := export[engine.Func](t, i, name)
	raw := make([]engine.Raw, max(f.Slots(), len(args), 1))
	for n, a := range args {
		raw[n].Lo = a
	}
	err := s.Call(&f, raw)
	return raw[0].Lo, err
}

const addText = `(module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))`

func TestCallAddsNumbers(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{})
	got, err := call(t, s, instantiate(t, s, compile(t, e, addText)), "add", 40, 2)
	require.NoError(t, err)
	require.Equal(t, uint64(42), got)
}

const callbackText = `(module
	(import "host" "f" (func $f (param i32) (result i32)))
	(func (export "run") (param i32) (result i32) local.get 0 call $f))`

func TestHostFunctions(t *testing.T) {
	e := newEngine(t, engine.Config{})
	m := compile(t, e, callbackText)
	cause := errors.New("no such luck")

	for _, c := range []struct {
		name  string
		fn    engine.HostFunc
		want  uint64
		check func(*testing.T, error)
	}{
		{
			name: "results replace arguments",
			fn: func(_ *engine.Store, args []engine.Raw) error {
				args[0].Lo = uint64(uint32(args[0].Lo) * 2)
				return nil
			},
			want: 14,
		},
		{
			name: "an error is the trap's cause, by identity",
			fn:   func(*engine.Store, []engine.Raw) error { return cause },
			check: func(t *testing.T, err error) {
				require.ErrorIs(t, err, cause)
				var trap *engine.Trap
				require.ErrorAs(t, err, &trap)
				require.Equal(t, engine.TrapHost, trap.Code)
				require.NotEmpty(t, trap.Frames)
			},
		},
		{
			name: "a panic becomes a trap",
			fn:   func(*engine.Store, []engine.Raw) error { panic(cause) },
			check: func(t *testing.T, err error) {
				require.ErrorIs(t, err, cause)
				var p *engine.PanicError
				require.ErrorAs(t, err, &p)
				require.Contains(t, string(p.Stack), "TestHostFunctions")
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := e.NewHostFunc("f", []engine.ValType{engine.I32}, []engine.ValType{engine.I32}, c.fn)
			defer h.Close()
			p, err := e.Prepare(m, []*engine.HostFn{h})
			require.NoError(t, err)
			defer p.Close()
			s := newStore(t, e, engine.StoreConfig{})
			defer s.Close()

			prepared, err := p.Instantiate(s, engine.InstantiateOptions{})
			require.NoError(t, err)
			for _, i := range []*engine.Instance{prepared, instantiate(t, s, m, h)} {
				got, err := call(t, s, i, "run", 7)
				if c.check != nil {
					require.Error(t, err)
					c.check(t, err)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, c.want, got)
			}
		})
	}
}
