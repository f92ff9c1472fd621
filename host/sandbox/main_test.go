package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// TestMain gives all tests the cache of compiled guests and one user's data
// directory, and makes the project's own guest the default.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sandbox-test")
	compiled, noCache := needs.Compiled()
	if err := errors.Join(err, noCache); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Setenv("XDG_CACHE_HOME", compiled)
	os.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	os.Setenv(GuestVariable, guestPath())
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func guestPath() string {
	path, err := filepath.Abs(filepath.Join("..", "..", "build", "guests", DefaultGuest+guestSuffix))
	if err != nil {
		panic(err)
	}
	return path
}

// onEachGuest runs a test on every guest of the project that is built.
func onEachGuest(t *testing.T, test func(t *testing.T, guest string)) {
	t.Helper()
	for _, guest := range needs.Guests(t) {
		t.Run(guest, func(t *testing.T) { test(t, guest) })
	}
}

// openPython opens a sandbox with a guest of the project.
func openPython(t testing.TB, guest string, cfg Config) *Sandbox {
	t.Helper()
	cfg.Guest = needs.Guest(t, guest)
	return open(t, cfg)
}

// withRoom is the memory that a run of this guest begins with, and so many bytes
// more.
func withRoom(t testing.TB, guest string, more int64) int64 {
	t.Helper()
	return int64(openPython(t, guest, Config{}).needs) + more
}

// openText opens a sandbox with a guest of testdata.
func openText(t testing.TB, name string, cfg Config) *Sandbox {
	t.Helper()
	cfg.Component = assemble(t, name)
	return open(t, cfg)
}

func open(t testing.TB, cfg Config) *Sandbox {
	t.Helper()
	sb, err := Open(context.Background(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sb.Close()) })
	return sb
}

// assemble makes a component of the core module testdata/NAME.wat.
func assemble(t testing.TB, name string) []byte {
	t.Helper()
	wit, world := filepath.Join("..", "..", "wit"), "python-runner"
	if name == "other" || name == "needy" {
		wit, world = filepath.Join("testdata", "other.wit"), name
	}
	core, component := filepath.Join(t.TempDir(), "core.wasm"), filepath.Join(t.TempDir(), "component.wasm")
	wasmTools(t, "component", "embed", wit, "--world", world, filepath.Join("testdata", name+".wat"), "-o", core)
	wasmTools(t, "component", "new", core, "-o", component)
	binary, err := os.ReadFile(component)
	require.NoError(t, err)
	return binary
}

func wasmTools(t testing.TB, args ...string) {
	t.Helper()
	out, err := exec.Command(needs.WasmTools(t), args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}
