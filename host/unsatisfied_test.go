package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

func TestUnsatisfied(t *testing.T) {
	e := newEngine(t, Config{})
	none := func(context.Context, []value.Value) (value.Value, error) { return nil, nil }
	c := load(t, e, assembleText(t, `(component
		(import "log" (func (param "s" string)))
		(import "a:b/types" (instance (type $p (record (field "x" u8))) (export "point" (type (eq $p)))))
		(import "a:b/files@1.0.0" (instance
			(export "file" (type $f (sub resource)))
			(export "open" (func (result (own $f))))
			(export "count" (func (result u32)))))
		(import "test:greet/greeter@1.0.0" (instance (export "greet" (func (result string)))))
		(import "m" (core module))
		(import "c" (component)))`))
	names := func(l *Linker) (out []string) {
		for _, im := range l.Unsatisfied(c.Type()) {
			out = append(out, im.Name)
			if inst, ok := im.Type.(*types.Instance); ok {
				for _, e := range inst.Exports {
					out = append(out, im.Name+"#"+e.Name)
				}
			}
		}
		return out
	}

	l := NewLinker(e)
	require.Equal(t, []string{
		"log", "a:b/files@1.0.0", "a:b/files@1.0.0#file", "a:b/files@1.0.0#open", "a:b/files@1.0.0#count",
		"test:greet/greeter@1.0.0", "test:greet/greeter@1.0.0#greet", "m", "c",
	}, names(l))

	l.DynamicFunc("log", nil, none)
	l.Component("c", c)
	l.Instance("a:b/files@1.0.3").DynamicFunc("count", nil, none)
	l.Compose(load(t, e, assembleText(t, greeter)))
	require.Equal(t, []string{"a:b/files@1.0.0", "a:b/files@1.0.0#file", "a:b/files@1.0.0#open", "m"}, names(l))
	_, err := l.Prepare(c)
	var link *LinkError
	require.ErrorAs(t, err, &link)
	require.True(t, link.Missing)

	l.TrapUnknownImports(func(string, string) error { return ErrClosed })
	require.Equal(t, []string{"m"}, names(l), "nothing stands in for a core module")
	_, err = l.Prepare(c)
	require.ErrorContains(t, err, "import m: the host offers no such core module")
}

// The imports of a composed component are listed too, if it is needed itself.
func TestUnsatisfiedOfComposed(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Compose(load(t, e, assembleText(t, `(component
		(import "deeper" (func $d (result string)))
		(instance $g (export "greet" (func $d)))
		(export "test:greet/greeter@1.1.0" (instance $g)))`)))
	l.Compose(load(t, e, assembleText(t, `(component (import "needless" (func)))`)))
	c := load(t, e, assembleText(t, greeted))
	missing := l.Unsatisfied(c.Type())
	require.Len(t, missing, 1)
	require.Equal(t, "deeper", missing[0].Name)
}

// A resource that is missing is listed once, not by each name that it goes by.
func TestUnsatisfiedResource(t *testing.T) {
	e := newEngine(t, Config{})
	c := load(t, e, assembleText(t, `(component
		(import "a:b/files@1.0.0" (instance $files (export "file" (type (sub resource)))))
		(alias export $files "file" (type $f))
		(import "a:b/types@1.0.0" (instance (export "file" (type (eq $f))) (export "f" (func (param "f" (borrow $f)))))))`))
	l := NewLinker(e)
	l.Instance("a:b/types@1.0.0").DynamicFunc("f", nil, func(context.Context, []value.Value) (value.Value, error) { return nil, nil })
	missing := l.Unsatisfied(c.Type())
	require.Len(t, missing, 1)
	require.Equal(t, "a:b/files@1.0.0", missing[0].Name)
	_, err := l.Prepare(c)
	require.EqualError(t, err, "import a:b/files@1.0.0: the host offers no such instance")

	l.Instance("a:b/files@1.0.0").Resource("file", &types.Resource{Name: "file"}, nil)
	require.Empty(t, l.Unsatisfied(c.Type()))
	p, err := l.Prepare(c)
	require.NoError(t, err)
	require.NoError(t, p.Close())
}

// The type of a component is enough: one that is large need not be compiled to be told
// what it lacks.
func TestUnsatisfiedBeforeCompiling(t *testing.T) {
	e := newEngine(t, Config{})
	typ, err := Inspect(assembleText(t, greeted))
	require.NoError(t, err)
	l := NewLinker(e)
	require.Len(t, l.Unsatisfied(typ), 1)
	l.Compose(load(t, e, assembleText(t, greeter)))
	require.Empty(t, l.Unsatisfied(typ))
}
