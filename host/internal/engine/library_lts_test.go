//go:build vivarium_lts

package engine_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// rustTargets are the targets for which the library is linked.
var rustTargets = map[string]string{
	"linux/amd64":  "x86_64-unknown-linux-gnu",
	"linux/arm64":  "aarch64-unknown-linux-gnu",
	"darwin/amd64": "x86_64-apple-darwin",
	"darwin/arm64": "aarch64-apple-darwin",
}

// libraryHeaders gives the folder of the library's own headers, the compiler's
// flags that go with them, and the header of this package that declares what is
// special to the library.
func libraryHeaders(t *testing.T) (include string, defines []string, own string) {
	dir, err := filepath.Abs(filepath.Join("../../../.tools/engine", rustTargets[runtime.GOOS+"/"+runtime.GOARCH], "include"))
	require.NoError(t, err)
	_, err = os.Stat(filepath.Join(dir, "wasmtime.h"))
	require.NoError(t, err, "the library's headers: run host/internal/engine/lts/build.sh")
	return dir, []string{"-DVIVARIUM_LTS"}, "library_lts.h"
}

// The version that the crate pins is the one that was built.
func TestLinkedLibrary(t *testing.T) {
	library := engine.LinkedLibrary()
	include, _, _ := libraryHeaders(t)
	header, err := os.ReadFile(filepath.Join(include, "wasmtime.h"))
	require.NoError(t, err)
	require.Contains(t, string(header), `#define WASMTIME_VERSION "`+library.Version+`"`)
	ends, err := time.Parse("2006-01", library.SupportEnds)
	require.NoError(t, err)
	// The pages name the line: a release of it changes no page.
	line, _, _ := strings.Cut(library.Version, ".")
	month := ends.Format("January 2006")
	requirePage(t, "../../../docs/security.md", "| "+line+", long-term support | until "+month)
	requirePage(t, "../../doc.go", "the newest release of version "+line+", which gets security fixes until "+month)
	requirePage(t, "doc.go", "it is version "+line+", which gets security fixes until "+month)
}

// Exceptions that were caught are freed: a million of them take no more memory
// than some thousand do.
func TestExceptionsAreFreed(t *testing.T) {
	e := newEngine(t, engine.Config{})
	s := newStore(t, e, engine.StoreConfig{MemoryLimit: 1 << 20})
	i := instantiate(t, s, compile(t, e, throwText))
	_, err := call(t, s, i, "throw", 50_000)
	require.NoError(t, err)
	_, first := s.MemoryUsage()
	_, err = call(t, s, i, "throw", 1_000_000)
	require.NoError(t, err)
	_, peak := s.MemoryUsage()
	require.Equal(t, first, peak)
}

const (
	restoresAfterExceptions = true

	refusesConstantObjects = false
	boundsFlow             = true
)

// TestAnEngineModuleOfAnotherVersion runs a program that is linked with the library
// that another version of the module engine brings.
func TestAnEngineModuleOfAnotherVersion(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the module engine is released for Linux alone")
	}
	program := filepath.Join(t.TempDir(), "program")
	out, err := exec.Command("go", "build", "-tags", "vivarium_lts", "-o", program, "./testdata/othermodule").CombinedOutput()
	require.NoError(t, err, "%s", out)
	out, err = exec.Command(program).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "the module github.com/vivarium-wasm/vivarium/engine is of another version")
}
