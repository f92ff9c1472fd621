//go:build !vivarium_lts

package engine_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// libraryHeaders gives the folder of the library's own headers, the compiler's
// flags that go with them, and the header of this package that declares what is
// special to the library.
func libraryHeaders(t *testing.T) (include string, defines []string, own string) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}} {{.Dir}}", "github.com/bytecodealliance/wasmtime-go/v44").Output()
	require.NoError(t, err, "the module with the library's headers")
	version, dir, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	require.Equal(t, "v"+engine.LinkedLibrary().Version, version)
	return filepath.Join(dir, "build", "include"), nil, "library_44.h"
}

func TestLinkedLibrary(t *testing.T) {
	require.Equal(t, engine.Library{Version: "44.0.0"}, engine.LinkedLibrary())
	requirePage(t, "../../../docs/security.md", "44.0.0, prebuilt by the Go module wasmtime-go | none any more")
}

// Exceptions are not freed while the store lives. When they have used up the
// limit the trap says that it was them, and what they took is counted.
func TestExceptionsFillTheirHeap(t *testing.T) {
	e := newEngine(t, engine.Config{})
	const limit = 1 << 20
	s := newStore(t, e, engine.StoreConfig{MemoryLimit: limit})
	i := instantiate(t, s, compile(t, e, throwText))
	_, err := call(t, s, i, "throw", 100)
	require.NoError(t, err)
	_, err = call(t, s, i, "throw", 1<<20)
	var trap *engine.Trap
	require.ErrorAs(t, err, &trap)
	require.Equal(t, engine.TrapExceptionHeap, trap.Code)
	_, peak := s.MemoryUsage()
	require.Greater(t, peak, uint64(limit/4))
	require.NotZero(t, s.GrowthRefused())
}

const (
	// restoresAfterExceptions: a store whose code threw can be restored.
	restoresAfterExceptions = false
	// refusesConstantObjects: a module whose constant expressions make objects is
	// refused.
	refusesConstantObjects = true
	// boundsFlow: what [wasm.Module.FlowWork] counts takes no long time.
	boundsFlow = false
)
