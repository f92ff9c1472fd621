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
		for _, im := range l.Unsatisfied(c) {
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
	require.Empty(t, names(l))
}

// What a composed component imports is wanted too, if it is needed itself.
func TestUnsatisfiedOfComposed(t *testing.T) {
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Compose(load(t, e, assembleText(t, `(component
		(import "deeper" (func $d (result string)))
		(instance $g (export "greet" (func $d)))
		(export "test:greet/greeter@1.1.0" (instance $g)))`)))
	l.Compose(load(t, e, assembleText(t, `(component (import "needless" (func)))`)))
	c := load(t, e, assembleText(t, greeted))
	missing := l.Unsatisfied(c)
	require.Len(t, missing, 1)
	require.Equal(t, "deeper", missing[0].Name)
}
