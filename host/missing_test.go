package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// A missing definition is told from one of another kind. Unsatisfied lists both.
func TestKindsOfImports(t *testing.T) {
	e := newEngine(t, Config{})
	core, err := e.LoadCoreModule(context.Background(), []byte("\x00asm\x01\x00\x00\x00"))
	require.NoError(t, err)
	defer core.Close()
	imports := map[string]*Component{}
	for kind, text := range map[string]string{
		"function":    `(component (import "x" (func)))`,
		"resource":    `(component (import "x" (type (sub resource))))`,
		"instance":    `(component (import "x" (instance)))`,
		"core module": `(component (import "x" (core module)))`,
		"component":   `(component (import "x" (component)))`,
	} {
		imports[kind] = load(t, e, assembleText(t, text))
	}
	offers := map[string]func(*Linker){
		"nothing": func(*Linker) {},
		"function": func(l *Linker) {
			l.DynamicFunc("x", nil, func(context.Context, []value.Value) (value.Value, error) { return nil, nil })
		},
		"resource":    func(l *Linker) { l.Resource("x", &types.Resource{}, nil) },
		"instance":    func(l *Linker) { l.Instance("x") },
		"core module": func(l *Linker) { l.CoreModule("x", core) },
		"component":   func(l *Linker) { l.Component("x", imports["instance"]) },
	}
	for want, c := range imports {
		for have, offer := range offers {
			t.Run(want+", offered "+have, func(t *testing.T) {
				l := NewLinker(e)
				offer(l)
				p, err := l.Prepare(c)
				satisfied := have == want || have == "nothing" && want == "instance"
				require.Equal(t, satisfied, len(l.Unsatisfied(c.Type())) == 0)
				if satisfied && want != "component" {
					require.NoError(t, err, "an instance of nothing is there in any case")
					require.NoError(t, p.Close())
					return
				}
				var link *LinkError
				require.ErrorAs(t, err, &link)
				require.Equal(t, have == "nothing", link.Missing)
				if have != "nothing" && have != want {
					require.Equal(t, "the component wants a "+want+", the host offers a "+have+" of this name", link.Message)
				}
			})
		}
	}
}

// A component may export a core module, which others import.
func TestExportedCoreModules(t *testing.T) {
	e := newEngine(t, Config{})
	from := prepare(t, NewLinker(e), load(t, e, assembleText(t, `(component
		(core module $m (func (export "seven") (result i32) (i32.const 7)))
		(instance $i (export "m" (core module $m)))
		(export "i" (instance $i)))`)))
	_, err := from.CoreModule("i")
	require.ErrorAs(t, err, new(*LinkError))
	m, err := from.CoreModule("i", "m")
	require.NoError(t, err)
	require.NoError(t, m.Close())

	c := load(t, e, assembleText(t, `(component
		(import "m" (core module $m (export "seven" (func (result i32)))))
		(core instance $i (instantiate $m))
		(func (export "seven") (result u32) (canon lift (core func $i "seven"))))`))
	l := NewLinker(e)
	l.CoreModule("m", m)
	i := instantiate(t, prepare(t, l, c), InstanceConfig{})
	require.EqualValues(t, 7, call(t, i, nil, "seven"))
}

// A feature that a core module uses and the host does not run is named.
func TestFeaturesOfCoreModules(t *testing.T) {
	e := newEngine(t, Config{})
	for feature, module := range map[string]string{
		"threads":                   `(memory 1 1 shared)`,
		"stack-switching":           `(type $f (func)) (type (cont $f))`,
		"custom-descriptors":        `(type $f (func)) (import "" "f" (func (exact (type $f))))`,
		"shared-everything-threads": `(global (shared i32) (i32.const 0))`,
	} {
		t.Run(feature, func(t *testing.T) {
			_, err := e.Load(context.Background(), assembleText(t, "(component (core module "+module+"))"))
			var unsupported *UnsupportedError
			require.ErrorAs(t, err, &unsupported)
			require.Equal(t, feature, unsupported.Feature)
		})
	}
}
