package bindgen

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// FuzzGenerate generates bindings for every world of what can be read: no panic,
// and every file is Go.
func FuzzGenerate(f *testing.F) {
	for _, name := range []string{"echo/echo.wit", "things/things.wit", "names/names.wit", "ledger/ledger.wit", "plugin/plugin.wit", "twice/twice.wit"} {
		text, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(string(text))
	}
	f.Add("package a:b; world w { import i; export i; } interface i { type t = list<u8, 4294967295>; f: func(t: t) -> t; }")
	f.Add("package a:b; interface error { resource error; } world import-s { import error; export error; type imports = u8; import host: func(x: imports); }")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 8<<10 {
			t.Skip("long text says no more")
		}
		m, err := wit.Parse("fuzz.wit", text, wit.Options{AllFeatures: true})
		if err != nil {
			return
		}
		for _, p := range m.Packages {
			for _, w := range p.Worlds {
				for _, one := range []bool{false, true} {
					name := p.Name.Interface(w.Name)
					_, err := Generate(Options{Model: m, World: name, Package: "p", ImportPath: "example.test/m", OnePackage: one})
					if err != nil {
						require.ErrorContains(t, err, "bindgen: ")
						require.NotContains(t, err.Error(), ".go:", "%s", text)
					}
				}
			}
		}
	})
}
