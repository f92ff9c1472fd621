package host

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

func params(ps ...any) []types.Param {
	var out []types.Param
	for i := 0; i < len(ps); i += 2 {
		out = append(out, types.Param{Name: ps[i].(string), Type: ps[i+1].(types.Type)})
	}
	return out
}

var (
	u32Type  = &types.Func{Params: params("v", types.U32), Result: types.U32}
	textType = &types.Func{Params: params("v", types.String), Result: types.String}
	pairType = &types.Tuple{Elems: []types.Type{types.U64, types.U64}}
	manyType = &types.Func{Params: func() []types.Param {
		var ps []types.Param
		for c := 'a'; c < 'p'; c++ {
			ps = append(ps, types.Param{Name: string(c), Type: types.U64})
		}
		return append(ps, types.Param{Name: "p", Type: types.String})
	}(), Result: pairType}
)

// callbacks offers what testdata/callback.wat imports, by straight-line code.
func callbacks(l *Linker) {
	slot := l.StateSlot()
	n := l.Instance("test:host/calls@0.2.0")
	n.Func("u32", u32Type, func(c *Call) { c.SetU32(0, c.U32(0)+1) })
	n.Func("text", textType, func(c *Call) {
		s := c.LiftString(c.U32(0), c.U32(1))
		ret := c.U32(2)
		if c.Err() != nil {
			return
		}
		suffix, _ := c.HostState(slot).(string)
		p, m := c.LowerString(s + suffix)
		c.StoreU32(ret, p)
		c.StoreU32(ret+4, m)
	})
	n.Func("many", manyType, func(c *Call) {
		p, ret := c.U32(0), c.U32(1)
		sum := uint64(0)
		for i := range uint32(15) {
			sum += c.LoadU64(p + 8*i)
		}
		s := c.LiftString(c.LoadU32(p+120), c.LoadU32(p+124))
		c.StoreU64(ret, sum)
		c.StoreU64(ret+8, uint64(len(s)))
	})
	l.Func("plain", &types.Func{Params: params("v", types.U32)}, func(*Call) {})
}

// dynamicCallbacks offers the same by dynamic values.
func dynamicCallbacks(l *Linker) {
	slot := l.StateSlot()
	_ = slot
	n := l.Instance("test:host/calls@0.2.9")
	n.DynamicFunc("u32", u32Type, func(_ context.Context, args []value.Value) (value.Value, error) {
		return args[0].(value.U32) + 1, nil
	})
	n.DynamicFunc("text", nil, func(_ context.Context, args []value.Value) (value.Value, error) {
		return args[0].(value.String) + "!", nil
	})
	n.DynamicFunc("many", manyType, func(_ context.Context, args []value.Value) (value.Value, error) {
		sum := value.U64(0)
		for _, a := range args[:15] {
			sum += a.(value.U64)
		}
		return value.Tuple{sum, value.U64(len(args[15].(value.String)))}, nil
	})
	l.DynamicFunc("plain", nil, func(context.Context, []value.Value) (value.Value, error) { return nil, nil })
}

func callbackInstance(t testing.TB, offer func(*Linker)) *Instance {
	t.Helper()
	e := newEngine(t, Config{})
	l := NewLinker(e)
	offer(l)
	p := prepare(t, l, load(t, e, assemble(t, "callback")))
	return instantiate(t, p, InstanceConfig{HostState: []any{"!"}})
}

func TestHostFunctions(t *testing.T) {
	for name, offer := range map[string]func(*Linker){"straight-line": callbacks, "dynamic": dynamicCallbacks} {
		t.Run(name, func(t *testing.T) {
			i := callbackInstance(t, offer)
			require.Equal(t, value.U32(42), call(t, i, values(value.U32(41)), "u32"))
			require.Equal(t, value.String("hé!"), call(t, i, values(value.String("hé")), "text"))
			require.Nil(t, call(t, i, values(value.U32(1)), "plain"))
			many := make([]value.Value, 16)
			for n := range 15 {
				many[n] = value.U64(n)
			}
			many[15] = value.String("four")
			require.Equal(t, value.Tuple{value.U64(105), value.U64(4)}, call(t, i, many, "many"))
		})
	}
}

func TestPointersToSpilledValuesAreChecked(t *testing.T) {
	for _, tt := range []struct {
		fn   string
		ptr  uint32
		want string
	}{
		{"many-at", 1<<32 - 8, "out of bounds of memory"},
		{"many-at", 4, "unaligned pointer"},
		{"text-to", 2, "unaligned pointer"},
		{"text-to", 1 << 16, "out of bounds of memory"},
	} {
		for name, offer := range map[string]func(*Linker){"straight-line": callbacks, "dynamic": dynamicCallbacks} {
			t.Run(name+" "+tt.fn+" "+tt.want, func(t *testing.T) {
				i := callbackInstance(t, offer)
				_, err := i.Call(context.Background(), function(t, i.prepared, tt.fn), value.U32(tt.ptr))
				requireTrap(t, err, TrapABI, tt.want)
			})
		}
	}
	i := echo(t, InstanceConfig{})
	_, err := i.Call(context.Background(), function(t, i.prepared, "bad-pointer"))
	requireTrap(t, err, TrapABI, "unaligned pointer: 0x3 is not a multiple of 4")
	i = echo(t, InstanceConfig{})
	_, err = i.Call(context.Background(), function(t, i.prepared, "far-pointer"))
	requireTrap(t, err, TrapABI, "out of bounds of memory")
}

func requireTrap(t testing.TB, err error, code TrapCode, message string) *Trap {
	t.Helper()
	var trap *Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, code, trap.Code, "%+v", trap)
	require.Contains(t, trap.Message, message)
	return trap
}

func TestWhatIsMissingOrOfAnotherType(t *testing.T) {
	e := newEngine(t, Config{})
	c := load(t, e, assemble(t, "callback"))
	for _, tt := range []struct {
		name  string
		offer func(*Linker)
		want  string
	}{
		{"nothing", func(*Linker) {}, "import test:host/calls@0.2.3: the host offers no such instance"},
		{"another line", func(l *Linker) { l.Instance("test:host/calls@0.3.0") }, "import test:host/calls@0.2.3: the host offers no such instance"},
		{"an empty instance", func(l *Linker) { l.Instance("test:host/calls@0.2.3") }, "import test:host/calls@0.2.3: function u32: the host offers no such function"},
		{"no function of the world", func(l *Linker) { callbacks(l); l.world.Top.Funcs = nil }, "import plain: the host offers no such function"},
		{"another type", func(l *Linker) {
			callbacks(l)
			l.Instance("test:host/calls@0.2.0").Func("text", &types.Func{Params: params("v", types.String), Result: types.U32}, func(*Call) {})
		}, "import test:host/calls@0.2.3: function text: result: want u32, component has string"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := NewLinker(e)
			tt.offer(l)
			_, err := l.Prepare(c)
			var link *LinkError
			require.ErrorAs(t, err, &link)
			require.Equal(t, tt.want, err.Error())
		})
	}
}

func TestMissingFunctionsThatTrap(t *testing.T) {
	i := callbackInstance(t, func(l *Linker) {
		l.TrapUnknownImports(func(instance, name string) error { return errors.New("denied: " + instance + " " + name) })
	})
	_, err := i.Call(context.Background(), function(t, i.prepared, "u32"), value.U32(1))
	trap := requireTrap(t, err, TrapHost, "denied: test:host/calls@0.2.3 u32")
	require.NotEmpty(t, trap.Frames)
}

func TestErrorsOfHostFunctionsAreTheCauseOfTheTrap(t *testing.T) {
	cause := errors.New("no more")
	for name, offer := range map[string]func(*Linker){
		"straight-line": func(l *Linker) {
			callbacks(l)
			l.Instance("test:host/calls@0.2.0").Func("u32", u32Type, func(c *Call) { c.Fail(cause) })
		},
		"dynamic": func(l *Linker) {
			dynamicCallbacks(l)
			l.Instance("test:host/calls@0.2.9").DynamicFunc("u32", u32Type, func(context.Context, []value.Value) (value.Value, error) {
				return nil, cause
			})
		},
		"panic": func(l *Linker) {
			callbacks(l)
			l.Instance("test:host/calls@0.2.0").Func("u32", u32Type, func(*Call) { panic(cause) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			i := callbackInstance(t, offer)
			ref := function(t, i.prepared, "u32")
			_, err := i.Call(context.Background(), ref, value.U32(1))
			require.ErrorIs(t, err, cause)
			requireTrap(t, err, TrapHost, "no more")

			_, again := i.Call(context.Background(), ref, value.U32(1))
			var poisoned *PoisonedError
			require.ErrorAs(t, again, &poisoned)
			require.Equal(t, err, poisoned.First)
		})
	}
}

func TestResultsOfTheWrongTypeTrap(t *testing.T) {
	i := callbackInstance(t, func(l *Linker) {
		dynamicCallbacks(l)
		l.Instance("test:host/calls@0.2.9").DynamicFunc("u32", u32Type, func(context.Context, []value.Value) (value.Value, error) {
			return value.String("one"), nil
		})
	})
	_, err := i.Call(context.Background(), function(t, i.prepared, "u32"), value.U32(1))
	require.ErrorAs(t, err, new(*TypeError))
	requireTrap(t, err, TrapHost, "result: want u32, have string")
}

func TestHostFunctionsCannotCallTheirCaller(t *testing.T) {
	var i *Instance
	i = callbackInstance(t, func(l *Linker) {
		callbacks(l)
		l.Instance("test:host/calls@0.2.0").Func("u32", u32Type, func(c *Call) {
			_, err := i.Call(c.Context(), function(t, i.prepared, "u32"), value.U32(1))
			require.ErrorIs(t, err, ErrReentered)
			require.ErrorIs(t, i.Close(), ErrReentered)
			c.SetU32(0, 7)
		})
	})
	require.Equal(t, value.U32(7), call(t, i, values(value.U32(1)), "u32"))
}

func TestShimAndFixup(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	var logged []string
	l.Func("log", &types.Func{Params: params("s", types.String)}, func(c *Call) {
		logged = append(logged, c.LiftString(c.U32(0), c.U32(1)))
	})
	i := instantiate(t, prepare(t, l, load(t, e, assemble(t, "shim"))), InstanceConfig{})
	call(t, i, nil, "test:guest/run@0.2.0", "run")
	call(t, i, nil, "test:guest/run@0.2.9", "run")
	require.Equal(t, []string{"hello", "hello"}, logged)
}

func TestInstancesWithinInstances(t *testing.T) {
	e := newEngine(t, Config{})
	c := load(t, e, assembleText(t, `(component
		(import "outer" (instance $o (export "inner" (instance (export "one" (func (result u32)))))))
		(alias export $o "inner" (instance $i))
		(core func $one (canon lower (func $i "one")))
		(func (export "one") (result u32) (canon lift (core func $one))))`))
	l := NewLinker(e)
	outer := l.Instance("outer")
	_, err := l.Prepare(c)
	require.EqualError(t, err, "import outer: instance inner: the host offers no such instance")
	one := func(typ types.Type) *types.Func { return &types.Func{Result: typ} }
	outer.Instance("inner").Func("one", one(types.U64), func(c *Call) { c.SetU32(0, 1) })
	_, err = l.Prepare(c)
	require.EqualError(t, err, "import outer: instance inner: function one: result: want u64, component has u32")
	outer.Instance("inner").Func("one", one(types.U32), func(c *Call) { c.SetU32(0, 1) })
	require.Equal(t, value.U32(1), call(t, instantiate(t, prepare(t, l, c), InstanceConfig{}), nil, "one"))
}
