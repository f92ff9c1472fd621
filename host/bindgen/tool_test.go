package bindgen_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTool uses the generator from another module as docs/bindings.md says: as a
// tool of the module, called by go generate.
func TestTool(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	dir := t.TempDir()
	copyFile := func(from, to string) {
		t.Helper()
		text, err := os.ReadFile(from)
		require.NoError(t, err)
		write(t, filepath.Join(dir, to), string(text))
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	// The requirements of this module, so that nothing has to be resolved.
	_, requires, ok := strings.Cut(string(mod), "\nrequire ")
	require.True(t, ok)
	requires, _, _ = strings.Cut(requires, "\ntool ")
	const module = "github.com/vivarium-wasm/vivarium"
	write(t, filepath.Join(dir, "go.mod"), fmt.Sprintf(
		"module example.test/program\n\ngo 1.26\n\ntool %[1]s/cmd/vivarium\n\nrequire %[1]s v0.0.0\n\nreplace %[1]s => %[2]s\n\nrequire %[3]s\n",
		module, root, requires))
	copyFile(filepath.Join(root, "go.sum"), "go.sum")
	copyFile("testdata/greeter/greeter.wit", "wit/greeter.wit")
	write(t, filepath.Join(dir, "program.go"), `package program

//go:generate go tool vivarium bindgen --out . wit/greeter.wit

import "example.test/program/greeter"

var _ greeter.Directory = greeter.UnimplementedDirectory{}
`)
	command := func(args ...string) (string, error) {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOPROXY=off", "GOFLAGS=-mod=mod")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := command("generate", "./...")
	require.NoError(t, err, out)
	out, err = command("vet", "./...")
	require.NoError(t, err, out)

	check := []string{"tool", "vivarium", "bindgen", "--check", "--out", ".", "wit/greeter.wit"}
	out, err = command(check...)
	require.NoError(t, err, out)
	write(t, filepath.Join(dir, "greeter", "greeter.go"), "package greeter\n")
	out, err = command(check...)
	require.Error(t, err)
	require.Contains(t, out, "+type Directory interface {", "a diff")
	require.Contains(t, out, "are stale")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
}
