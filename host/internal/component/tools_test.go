package component

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// largeWorld is a world of the size of WASI's command and proxy worlds taken
// together: n interfaces, each of a resource with methods, records and variants,
// with the first one's used by all.
func largeWorld(n int) string {
	var b strings.Builder
	b.WriteString("package bench:large@0.1.0;\n")
	for i := range n {
		fmt.Fprintf(&b, "interface i%d {\n", i)
		if i > 0 {
			b.WriteString("  use i0.{r0, e0};\n  pass: func(h: borrow<r0>, e: e0) -> option<r0>;\n")
		}
		fmt.Fprintf(&b, "  record e%d { code: u32, message: option<string>, at: tuple<u64, u32> }\n", i)
		fmt.Fprintf(&b, "  variant v%d { none, some(e%d), many(list<e%d>) }\n", i, i, i)
		fmt.Fprintf(&b, "  resource r%d {\n    constructor(name: string);\n", i)
		for m := range 5 {
			fmt.Fprintf(&b, "    m%d: func(offset: u64, data: list<u8>) -> result<v%d, e%d>;\n", m, i, i)
		}
		b.WriteString("  }\n}\n")
	}
	b.WriteString("world large {\n")
	for i := range n {
		fmt.Fprintf(&b, "  import i%d;\n", i)
	}
	fmt.Fprintf(&b, "  export i%d;\n}\n", n-1)
	return b.String()
}

// dummyComponent makes a component of the dummy module of a world, as tools make them.
func dummyComponent(tb testing.TB, world string) []byte {
	tb.Helper()
	dir := tb.TempDir()
	wit, module := filepath.Join(dir, "world.wit"), filepath.Join(dir, "module.wasm")
	require.NoError(tb, os.WriteFile(wit, []byte(world), 0o600))
	run := func(args ...string) []byte {
		out, err := exec.Command(needs.WasmTools(tb), args...).Output()
		if e, ok := err.(*exec.ExitError); ok {
			tb.Fatalf("%s", e.Stderr)
		}
		require.NoError(tb, err)
		return out
	}
	require.NoError(tb, os.WriteFile(module, run("component", "embed", "--dummy", wit), 0o600))
	return run("component", "new", module)
}

func TestComponentsAsToolsMakeThem(t *testing.T) {
	c, err := Parse(dummyComponent(t, largeWorld(12)))
	require.NoError(t, err)
	require.Empty(t, checkComponent(c, nil))
	require.Len(t, c.Type.Exports, 1)
	require.Equal(t, "bench:large/i11@0.1.0", c.Type.Exports[0].Name)
}

// A type that one interface uses from another leads back to it.
func TestUsedTypesLeadToTheirOrigin(t *testing.T) {
	c, err := Parse(dummyComponent(t, `
		package test:using@0.1.0;
		interface vocabulary {
			resource file;
			record point { x: u32 }
			record held { file: own<file> }
		}
		interface drawing {
			use vocabulary.{point, held};
			dot: func(at: point, on: held);
		}
		world w { import drawing; }
	`))
	require.NoError(t, err)
	export := func(instance, name string) types.ExternType {
		i := types.Finder(c.Type.Imports)("test:using/" + instance + "@0.1.0").Type.(*types.Instance)
		return types.Finder(i.Exports)(name).Type
	}
	dot := export("drawing", "dot").(*types.Func)
	for i, name := range []string{"point", "held"} {
		origin, used := export("vocabulary", name).(*types.Bound), export("drawing", name).(*types.Bound)
		require.Same(t, origin.Type, used.Of)
		require.NotSame(t, origin.Type, used.Type)
		require.True(t, types.Equal(origin.Type, used.Type))
		require.Same(t, used.Type, dot.Params[i].Type)
	}
}
