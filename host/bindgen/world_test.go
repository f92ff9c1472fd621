package bindgen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

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
	t.Parallel()
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
