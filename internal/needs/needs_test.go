package needs

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// failing is a test that keeps what it failed with.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper() {}

func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func saidBy(t *testing.T, need func(testing.TB)) string {
	f := &failing{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		need(f)
	}()
	<-done
	return f.said
}

func TestWhatIsMissingIsSaidWithTheCommand(t *testing.T) {
	t.Setenv("VIVARIUM_WASM_TOOLS", filepath.Join(t.TempDir(), "none"))
	require.Contains(t, saidBy(t, func(t testing.TB) { WasmTools(t) }), "run `just setup`")
	require.Contains(t, saidBy(t, func(t testing.TB) { Guest(t, "nobody") }), "the guest nobody is missing: run `just guests`")
}

func TestRoot(t *testing.T) {
	require.FileExists(t, filepath.Join(Root(t), "go.mod"))
	t.Setenv("VIVARIUM_WASM_TOOLS", filepath.Join(Root(t), "go.mod"))
	require.Equal(t, filepath.Join(Root(t), "go.mod"), WasmTools(t))
}

// The tests of the sandbox run on the guests that are built: here it is seen that
// none was left out.
func TestEveryGuestIsBuilt(t *testing.T) {
	for _, name := range GuestNames(t) {
		Guest(t, name)
	}
	require.Equal(t, GuestNames(t), Guests(t))
}

func TestCompiled(t *testing.T) {
	checkout := t.TempDir()
	guests := filepath.Join(checkout, "build", "guests")
	require.NoError(t, os.MkdirAll(guests, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(checkout, "Justfile"), nil, 0o600))
	t.Chdir(guests)

	write := func(content string) (dir string) {
		require.NoError(t, os.WriteFile("python.wasm", []byte(content), 0o600))
		dir, err := Compiled()
		require.NoError(t, err)
		require.DirExists(t, dir)
		return dir
	}
	first := write("a")
	require.NoError(t, os.WriteFile(filepath.Join(first, "code"), nil, 0o600))
	require.Equal(t, first, write("a"))
	require.FileExists(t, filepath.Join(first, "code"), "the same guests find what was compiled")
	require.NotEqual(t, first, write("b"))
	require.NoDirExists(t, first, "what was compiled of other guests is gone")
}
