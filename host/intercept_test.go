package host

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// TestInterceptSeesEveryCall has two interceptors, of which the first is the
// outer one, around functions in straight-line code and over dynamic values.
func TestInterceptSeesEveryCall(t *testing.T) {
	for name, offer := range map[string]func(*Linker){"straight-line": callbacks, "dynamic": dynamicCallbacks} {
		t.Run(name, func(t *testing.T) {
			var seen []string
			var types []string
			i := callbackInstance(t, func(l *Linker) {
				offer(l)
				for _, who := range []string{"outer ", "inner "} {
					l.Intercept(func(f ImportedFunc, next HostFunc) HostFunc {
						types = append(types, f.Type.String())
						return func(c *Call) {
							seen = append(seen, who+f.String())
							next(c)
							seen = append(seen, who+"after")
						}
					})
				}
			})
			require.Contains(t, types, u32Type.String())
			require.Equal(t, value.U32(42), call(t, i, values(value.U32(41)), "u32"))
			require.Nil(t, call(t, i, values(value.U32(1)), "plain"))
			calls := func(f string) []string { return []string{"outer " + f, "inner " + f, "inner after", "outer after"} }
			require.Equal(t, slices.Concat(calls("test:host/calls@0.2.3#u32"), calls("plain")), seen)
		})
	}
}

func TestInterceptRefusesACall(t *testing.T) {
	refused := errors.New("one call too many")
	called := false
	i := callbackInstance(t, func(l *Linker) {
		callbacks(l)
		l.Intercept(func(f ImportedFunc, next HostFunc) HostFunc {
			if f.Name != "u32" {
				return next
			}
			return func(c *Call) { c.Fail(refused) }
		})
		l.Intercept(func(f ImportedFunc, next HostFunc) HostFunc {
			return func(c *Call) { called = true; next(c) }
		})
	})
	require.Equal(t, value.String("a!"), call(t, i, values(value.String("a")), "text"))
	require.True(t, called, "the function that is left alone is called")
	called = false
	_, err := i.Call(t.Context(), function(t, i.prepared, "u32"), value.U32(1))
	require.ErrorIs(t, err, refused)
	require.ErrorAs(t, err, new(*Trap))
	require.False(t, called)
}

func TestInterceptSeesWhatIsMissing(t *testing.T) {
	var seen []string
	denied := errors.New("denied")
	i := callbackInstance(t, func(l *Linker) {
		l.TrapUnknownImports(func(string, string) error { return denied })
		l.Intercept(func(f ImportedFunc, next HostFunc) HostFunc {
			return func(c *Call) { seen = append(seen, f.String()+": "+f.Type.String()); next(c) }
		})
	})
	_, err := i.Call(t.Context(), function(t, i.prepared, "u32"), value.U32(1))
	require.ErrorIs(t, err, denied)
	require.Equal(t, []string{"test:host/calls@0.2.3#u32: func(v: u32) -> u32"}, seen)
}

// TestInterceptAllocatesNothing counts calls by data of the instance's own.
func TestInterceptAllocatesNothing(t *testing.T) {
	i, counted := countedCallbacks(t)
	f := function(t, i.prepared, "u32")
	ctx := context.Background()
	one := func() {
		c := i.Begin(ctx, f)
		c.SetU32(0, 41)
		c.Invoke()
		require.NoError(t, c.End())
	}
	one()
	before := *counted
	require.Zero(t, testing.AllocsPerRun(100, one))
	require.Equal(t, before+101, *counted)
}

// countedCallbacks is an instance whose calls of the host are counted.
func countedCallbacks(t testing.TB) (*Instance, *int) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	callbacks(l)
	slot := l.StateSlot()
	l.Intercept(func(_ ImportedFunc, next HostFunc) HostFunc {
		return func(c *Call) {
			*c.HostState(slot).(*int)++
			next(c)
		}
	})
	counted := new(int)
	p := prepare(t, l, load(t, e, assemble(t, "callback")))
	return instantiate(t, p, InstanceConfig{HostState: []any{"!", counted}}), counted
}

func BenchmarkCallBackIntercepted(b *testing.B) {
	i, _ := countedCallbacks(b)
	f := function(b, i.prepared, "u32")
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		c := i.Begin(ctx, f)
		c.SetU32(0, 42)
		c.Invoke()
		if err := c.End(); err != nil {
			b.Fatal(err)
		}
	}
}
