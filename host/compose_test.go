package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

func TestComponentCallsComponent(t *testing.T) {
	e := newEngine(t, Config{})
	p := prepare(t, NewLinker(e), load(t, e, assemble(t, "compose")))
	i := instantiate(t, p, InstanceConfig{})
	for range 3 {
		require.Equal(t, value.String("häßlich 😀"), call(t, i, values(value.String("häßlich 😀")), "text"))
		require.Equal(t, value.U32(21), call(t, i, values(value.U32(21)), "thing"))
		require.Zero(t, i.Handles())
	}
	_, err := i.Call(context.Background(), function(t, p, "unreachable"))
	trap := requireTrap(t, err, TrapUnreachable, "unreachable")
	require.NotEmpty(t, trap.Frames)
}

// A component may lift, or allocate with, what it lowered before.
func TestCanonicalFunctionsLiftedAgain(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.DynamicFunc("double", nil, func(_ context.Context, args []value.Value) (value.Value, error) {
		return args[0].(value.U32) * 2, nil
	})
	binary := assembleText(t, `(component
		(import "double" (func $double (param "v" u32) (result u32)))
		(core func $lowered (canon lower (func $double)))
		(func $lifted (param "v" u32) (result u32) (canon lift (core func $lowered)))
		(core func $again (canon lower (func $lifted)))
		(func (export "double") (param "v" u32) (result u32) (canon lift (core func $again))))`)
	i := instantiate(t, prepare(t, l, load(t, e, binary)), InstanceConfig{})
	require.Equal(t, value.U32(42), call(t, i, values(value.U32(21)), "double"))
}

const greeter = `(component
	(core module $m
		(memory (export "memory") 1)
		(data (i32.const 32) "hello")
		(func (export "greet") (result i32) (i32.store (i32.const 0) (i32.const 32)) (i32.store (i32.const 4) (i32.const 5)) (i32.const 0)))
	(core instance $i (instantiate $m))
	(func $greet (result string) (canon lift (core func $i "greet") (memory (core memory $i "memory"))))
	(instance $g (export "greet" (func $greet)))
	(export "test:greet/greeter@1.1.0" (instance $g)))`

const greeted = `(component
	(import "test:greet/greeter@1.0.0" (instance $g (export "greet" (func (result string)))))
	(core module $libc
		(memory (export "memory") 1)
		(func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 128)))
	(core instance $libc (instantiate $libc))
	(core func $greet (canon lower (func $g "greet") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
	(core module $m
		(import "" "greet" (func $greet (param i32)))
		(func (export "run") (result i32) (call $greet (i32.const 64)) (i32.const 64)))
	(core instance $i (instantiate $m (with "" (instance (export "greet" (func $greet))))))
	(func (export "run") (result string) (canon lift (core func $i "run") (memory (core memory $libc "memory")))))`

func TestCompose(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Compose(load(t, e, assembleText(t, greeter)))
	i := instantiate(t, prepare(t, l, load(t, e, assembleText(t, greeted))), InstanceConfig{})
	require.Equal(t, value.String("hello"), call(t, i, nil, "run"))
	require.Equal(t, value.String("hello"), call(t, i, nil, "run"), "each call enters and leaves both")
}

func TestComposeComparesTypes(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Compose(load(t, e, assembleText(t, `(component
		(instance $g)
		(export "test:greet/greeter@1.0.7" (instance $g)))`)))
	_, err := l.Prepare(load(t, e, assembleText(t, greeted)))
	require.ErrorContains(t, err, "import test:greet/greeter@1.0.0: the component that offers it differs: missing expected export `greet`")
}

func TestComponentsAndModulesThatAreImported(t *testing.T) {
	e := newEngine(t, Config{})
	ctx := context.Background()
	module, err := e.LoadCoreModule(ctx, assembleText(t, `(module (func (export "seven") (result i32) (i32.const 7)))`))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, module.Close()) })
	text := `(component
		(import "m" (core module $m (export "seven" (func (result i32)))))
		(import "c" (component $c (export "test:greet/greeter@1.1.0" (instance (export "greet" (func (result string)))))))
		(core instance $i (instantiate $m))
		(instance $g (instantiate $c))
		(func (export "seven") (result u32) (canon lift (core func $i "seven")))
		(export "greet" (func $g "test:greet/greeter@1.1.0" "greet")))`

	l := NewLinker(e)
	c := load(t, e, assembleText(t, text))
	_, err = l.Prepare(c)
	require.ErrorContains(t, err, "import m: the host offers no such core module")
	l.CoreModule("m", module)
	_, err = l.Prepare(c)
	require.ErrorContains(t, err, "import c: the host offers no such component")
	l.Component("c", load(t, e, assembleText(t, greeter)))
	i := instantiate(t, prepare(t, l, c), InstanceConfig{})
	require.Equal(t, value.U32(7), call(t, i, nil, "seven"))
	require.Equal(t, value.String("hello"), call(t, i, nil, "greet"))

	other, err := e.LoadCoreModule(ctx, assembleText(t, `(module (func (export "seven") (result i64) (i64.const 7)))`))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, other.Close()) })
	l.CoreModule("m", other)
	_, err = l.Prepare(c)
	require.ErrorContains(t, err, "import m: type mismatch in export `seven`")
}

// An instance can have whole components in it, as it can have core modules.
func TestComponentsInInstances(t *testing.T) {
	e := newEngine(t, Config{})
	c := load(t, e, assembleText(t, `(component
		(import "test:parts/all@1.0.0" (instance $parts
			(export "greeter" (component (export "test:greet/greeter@1.1.0" (instance (export "greet" (func (result string)))))))))
		(alias export $parts "greeter" (component $greeter))
		(instance $a (instantiate $greeter))
		(instance $b (instantiate $greeter))
		(export "a" (func $a "test:greet/greeter@1.1.0" "greet"))
		(export "b" (func $b "test:greet/greeter@1.1.0" "greet")))`))
	l := NewLinker(e)
	require.Len(t, l.Unsatisfied(c.Type()), 1)
	parts := l.Instance("test:parts/all@1.2.0")
	require.Len(t, l.Unsatisfied(c.Type()), 1)
	_, err := l.Prepare(c)
	require.ErrorContains(t, err, "import test:parts/all@1.0.0: component greeter: the host offers no such component")
	parts.Component("greeter", c)
	_, err = l.Prepare(c)
	require.ErrorContains(t, err, "component greeter: ")
	parts.Component("greeter", load(t, e, assembleText(t, greeter)))
	require.Empty(t, l.Unsatisfied(c.Type()))
	i := instantiate(t, prepare(t, l, c), InstanceConfig{})
	require.Equal(t, value.String("hello"), call(t, i, nil, "a"))
	require.Equal(t, value.String("hello"), call(t, i, nil, "b"))
}

// A component that another engine has loaded does not fit, and is not run.
func TestOffersOfAnotherEngine(t *testing.T) {
	e, other := newEngine(t, Config{}), newEngine(t, Config{})
	wantsComponent := load(t, e, assembleText(t, `(component (import "x" (component $c (export "test:greet/greeter@1.1.0" (instance (export "greet" (func (result string)))))))
		(instance $i (instantiate $c)) (export "i" (instance $i)))`))
	wantsModule := load(t, e, assembleText(t, `(component (import "x" (core module $m (export "f" (func)))) (core instance $i (instantiate $m))
		(func (export "f") (canon lift (core func $i "f"))))`))
	module, err := other.LoadCoreModule(context.Background(), assembleText(t, `(module (func (export "f")))`))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, module.Close()) })

	l := NewLinker(e)
	l.Component("x", load(t, other, assembleText(t, greeter)))
	_, err = l.Prepare(wantsComponent)
	require.ErrorContains(t, err, "another engine")
	l = NewLinker(e)
	l.CoreModule("x", module)
	_, err = l.Prepare(wantsModule)
	var link *LinkError
	require.ErrorAs(t, err, &link, "%v", err)
	require.ErrorContains(t, err, "another engine")
	l = NewLinker(e)
	l.Compose(load(t, other, assembleText(t, greeter)))
	_, err = l.Prepare(load(t, e, assembleText(t, greeted)))
	require.ErrorContains(t, err, "another engine")
}
