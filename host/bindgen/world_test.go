package bindgen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// describe is the type of a component as text, each import and export by name.
// Resources are told apart by where they come from.
func describe(c *types.Component) map[string]string {
	out := map[string]string{}
	origin := map[*types.Resource]string{}
	var extern func(where string, t types.ExternType)
	extern = func(where string, t types.ExternType) {
		switch t := t.(type) {
		case *types.Func:
			out[where] = t.String()
			for _, p := range t.Params {
				if b, ok := p.Type.(*types.Borrow); ok {
					out[where+" borrows"] = origin[b.Resource]
				}
			}
			if o, ok := t.Result.(*types.Own); ok {
				out[where+" gives"] = origin[o.Resource]
			}
		case *types.Bound:
			if t.Resource != nil {
				if t.Fresh {
					origin[t.Resource] = where
				}
				out[where] = "resource of " + origin[t.Resource]
				return
			}
			out[where] = t.Type.String()
		case *types.Instance:
			for _, e := range t.Exports {
				extern(where+" "+e.Name, e.Type)
			}
		}
	}
	for _, e := range c.Imports {
		extern("import "+e.Name, e.Type)
	}
	for _, e := range c.Exports {
		extern("export "+e.Name, e.Type)
	}
	return out
}

// TestTypesOfAWorld compares what package wit makes of a world with the types of
// a component that wasm-tools made for it.
func TestTypesOfAWorld(t *testing.T) {
	core, err := os.ReadFile("testdata/things/core.wat")
	require.NoError(t, err)
	model, err := wit.Load(filepath.Join("testdata", "echo"), wit.Options{})
	require.NoError(t, err)
	for name, text := range map[string]string{
		"things": string(core),
		"echo":   echoModule(model.Main.Interfaces[0], nil),
	} {
		model, err := wit.Load(filepath.Join("testdata", name), wit.Options{})
		require.NoError(t, err)
		w, err := model.World("")
		require.NoError(t, err)
		_, c := load(t, component(t, name, text))
		have, want := describe(c.Type()), describe(w.Component())
		for where := range have {
			require.Equal(t, want[where], have[where], "%s: %s", name, where)
		}
		require.Len(t, have, len(want))
	}
}

// TestCorpusWorlds makes a component of every synchronous world of the corpus,
// with wasm-tools alone, and compares its types with those that package wit reads
// from the same text; and the other way: the world that package wit finds in the
// component has these types, as printed text as well, and gives the same bindings.
func TestCorpusWorlds(t *testing.T) {
	e, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	compared := 0
	worlds, _ := corpusWorlds(t)
	for _, w := range worlds {
		if _, err := Generate(Options{Model: w.model, World: w.world.Name, Package: "p"}); err != nil {
			require.ErrorContains(t, err, "which is not supported")
			continue
		}
		compared++
		t.Run(w.entry+" "+w.world.Name, func(t *testing.T) {
			c, err := e.Load(t.Context(), dummy(t, w.path, w.world.Name))
			require.NoError(t, err)
			have, want := describe(c.Type()), describe(w.world.Component())
			defer func() { require.NoError(t, c.Close()) }()
			for where := range have {
				require.Equal(t, want[where], have[where], where)
			}
			m, err := wit.FromComponent(c.Type(), w.world.Package.Name.Interface(w.world.Name))
			require.NoError(t, err)
			contains(t, describe(m.Main.Worlds[0].Component()), have)
			text := m.String()
			again, err := wit.Parse("component.wit", text, wit.Options{})
			require.NoError(t, err, "%s", text)
			contains(t, describe(again.Main.Worlds[0].Component()), have)
			requireSameBindings(t, w, m)
		})
	}
	t.Logf("%d worlds compared; the bindings of each are the same from the component, to the byte", compared)
}

// dummy is a component of a world whose functions do nothing.
func dummy(t *testing.T, path, world string) []byte {
	t.Helper()
	dir := t.TempDir()
	core, out := filepath.Join(dir, "core.wasm"), filepath.Join(dir, "out.wasm")
	run(t, "component", "embed", "--dummy", "--world", "%"+world, path, "-o", core)
	run(t, "component", "new", core, "-o", out)
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	return b
}

// contains checks that a description holds another. Where a component imports
// less of an interface than it exports, the interface is that of both.
func contains(t *testing.T, have, want map[string]string) {
	t.Helper()
	for where := range want {
		require.Equal(t, want[where], have[where], where)
	}
}

// requireSameBindings compares the bindings of a world from its text, without
// documentation, with those from a component, to the byte.
func requireSameBindings(t *testing.T, w corpusWorld, component *wit.Model) {
	t.Helper()
	generate := func(m *wit.Model) map[string]string {
		o := Options{Model: m, World: w.world.Name, Package: "p", ImportPath: "example.test/m"}
		for _, p := range w.model.Packages {
			o.OmitDocs = append(o.OmitDocs, p.Name.Namespace)
		}
		files, err := Generate(o)
		require.NoError(t, err)
		texts := map[string]string{}
		for name, src := range files {
			texts[name] = string(src)
		}
		return texts
	}
	require.Equal(t, generate(w.model), generate(component))
}
