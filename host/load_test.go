package host

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// The cost of compiling a component is bounded in proportion to its length, also
// if each of its modules is within the bound.
func TestComponentsThatCostTooMuchToCompile(t *testing.T) {
	loops := "(core module (func " + strings.Repeat("loop end ", 2_000) + "))\n"
	e := newEngine(t, Config{})
	load(t, e, assembleText(t, "(component "+loops+")"))
	for name, text := range map[string]string{
		"many modules":         strings.Repeat(loops, 30),
		"nested in components": strings.Repeat("(component "+loops+")", 30),
		"one module":           "(core module " + strings.Repeat("(func)", 100_000) + ")",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.Load(context.Background(), assembleText(t, "(component "+text+")"))
			var limit *LoadLimitError
			require.ErrorAs(t, err, &limit)
			require.Contains(t, limit.What, "to compile its core modules")
		})
	}
}

// The context of Load ends it while a module is compiled.
func TestAContextEndsLoad(t *testing.T) {
	text := "(component (core module (func (param i32) (result i32) local.get 0 " + strings.Repeat("i32.const 3 i32.mul local.get 0 i32.div_s ", 20_000) + ")))"
	binary := assembleText(t, text)
	e, err := NewEngine(Config{})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err = e.Load(ctx, binary)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, e.Close(), "what is finished in the background does not keep the engine")
}

// The guest that the project builds takes less than half of what it may.
func TestTheGuestIsAffordable(t *testing.T) {
	binary, err := os.ReadFile(needs.Guest(t, "micropython"))
	require.NoError(t, err)
	def, err := component.Parse(binary)
	require.NoError(t, err)
	var cost wasm.Cost
	require.NoError(t, read(&code.Compiler{}, def, map[*component.ModuleDef]*code.Source{}, &cost))
	size := cost.Size
	cost.Add(cost)
	cost.Size = size
	require.NoError(t, engine.Affordable(cost))
}

// BenchmarkRead does all that Load does before it compiles: it decodes and
// validates the component, reads its core modules and estimates their cost.
func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"micropython", "cpython"} {
		b.Run(name, func(b *testing.B) {
			binary, err := os.ReadFile(needs.Guest(b, name))
			require.NoError(b, err)
			b.SetBytes(int64(len(binary)))
			b.ReportAllocs()
			for b.Loop() {
				def, err := component.Parse(binary)
				require.NoError(b, err)
				var cost wasm.Cost
				require.NoError(b, read(&code.Compiler{}, def, map[*component.ModuleDef]*code.Source{}, &cost))
			}
		})
	}
}
