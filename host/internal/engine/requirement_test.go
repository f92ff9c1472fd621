package engine

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	needsCgo      = "Vivarium needs cgo: set CGO_ENABLED=1 and have a C compiler"
	needsPlatform = "Vivarium runs on linux and darwin (macOS)"
)

// goTool runs the go command for another build, and gives what it printed.
func goTool(environment []string, arguments ...string) (string, error) {
	command := exec.Command("go", arguments...)
	command.Env = append(os.Environ(), append(environment, "GOFLAGS=")...)
	out, err := command.CombinedOutput()
	return string(out), err
}

// A build that lacks something it needs gives one message of the compiler, which
// names it, and no other.
func TestABuildWithoutCgoSaysSo(t *testing.T) {
	for _, command := range []string{"build", "vet"} {
		out, err := goTool([]string{"CGO_ENABLED=0"}, command, ".")
		require.Error(t, err)
		require.Contains(t, out, needsCgo)
		for line := range strings.Lines(out) {
			require.Regexp(t, `^# |requirement/\w+\.go:`, line, "whole output: %s", out)
		}
	}
}

// The same of builds whose standard library is not compiled for the test's sake:
// the package depends on the one that does not compile.
func TestABuildForAnotherPlatformSaysSo(t *testing.T) {
	for _, c := range []struct {
		name, message string
		environment   []string
	}{
		{"macOS", needsCgo, []string{"CGO_ENABLED=0", "GOOS=darwin", "GOARCH=arm64"}},
		{"windows", needsPlatform, []string{"CGO_ENABLED=0", "GOOS=windows", "GOARCH=amd64"}},
		{"windows with cgo", needsPlatform, []string{"CGO_ENABLED=1", "GOOS=windows", "GOARCH=amd64"}},
		{"32 bits", needsPlatform, []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=386"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			imports, err := goTool(c.environment, "list", "-f", "{{.Imports}}", ".")
			require.NoError(t, err, "%s", imports)
			require.Contains(t, imports, "/engine/requirement")
			out, err := goTool(c.environment, "build", "./requirement")
			require.Error(t, err)
			require.Contains(t, out, c.message)
		})
	}
	imports, err := goTool([]string{"CGO_ENABLED=1"}, "list", "-f", "{{.Imports}}", ".")
	require.NoError(t, err)
	require.NotContains(t, imports, "/engine/requirement")
}

// The prebuilt library does not link with musl: its headers say so before the linker
// names functions by the dozen.
func TestABuildWithMuslSaysSo(t *testing.T) {
	// A C library that is not glibc, as the preprocessor sees it.
	source := "#include <stdint.h>\n#undef __GLIBC__\n#include \"library.h\"\n"
	preprocess := exec.Command("cc", "-E", "-D__linux__", "-I", ".", "-x", "c", "-")
	preprocess.Stdin = strings.NewReader(source)
	out, err := preprocess.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "the prebuilt engine needs glibc")

	preprocess = exec.Command("cc", "-E", "-D__linux__", "-DVIVARIUM_LTS", "-I", ".", "-x", "c", "-")
	preprocess.Stdin = strings.NewReader(source)
	out, err = preprocess.CombinedOutput()
	require.NoError(t, err, "%s", out)
}
