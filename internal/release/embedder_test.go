package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	gomodule "golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

const embedder = `package main

import (
	"context"
	"fmt"
	"os"

	_ "%s/engine"
	_ "%[1]s/guests/micropython"
	"%[1]s/host"
	"%[1]s/host/sandbox"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println(host.LinkedLibrary().Version, host.LinkedLibrary().SupportEnds)
		return
	}
	sb, err := sandbox.Open(context.Background(), sandbox.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer sb.Close()
	result, err := sb.Run(context.Background(), "print(12345*67890)")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(result.Stdout)
}
`

// A program in a module of its own, built from what is released and nothing else
// of this repository, runs whoever starts it: with no environment at all, without a
// home, with one that nothing can be written to, and as another user.
func TestAnEmbedderNeedsTheReleaseAlone(t *testing.T) {
	root := repositoryRoot(t)
	const version = "v0.0.0-test"
	// The folder has the same name every time, so that Go's build cache holds.
	out := filepath.Join(root, "build", "release-test")
	require.NoError(t, os.RemoveAll(out))
	r, err := prepare(root, out, version)
	require.NoError(t, err)
	native, err := choose(runtime.GOOS + "/" + runtime.GOARCH)
	require.NoError(t, err)
	require.NoError(t, r.modules(native))

	// The engine that is told to be in a program is the one that is in it.
	prebuilt, supported := buildEmbedder(t, r, ""), buildEmbedder(t, r, "vivarium_lts")
	manifest, err := os.ReadFile(filepath.Join(root, "host", "internal", "engine", "lts", "Cargo.toml"))
	require.NoError(t, err)
	pinned := regexp.MustCompile(`version = "=([0-9.]+)"`).FindSubmatch(manifest)
	require.NotNil(t, pinned)
	for program, says := range map[string]string{
		prebuilt:  `^\d+\.\d+\.\d+ \n$`, // without support
		supported: `^` + regexp.QuoteMeta(string(pinned[1])) + ` 20\d\d-\d\d\n$`,
	} {
		out, err := exec.Command(program, "engine").Output()
		require.NoError(t, err)
		require.Regexp(t, says, string(out))
	}
	program := supported
	const says = "838102050\n"
	cache := t.TempDir()
	for _, c := range []struct {
		name        string
		environment []string
		user        uint32
	}{
		{"a home", []string{"HOME=" + cache}, 0},
		{"no environment", nil, 0},
		{"a home that cannot be written to", []string{"HOME=/proc"}, 0},
		{"a home that is not there", []string{"HOME=/nonexistent/home"}, 0},
		{"another user without a home", nil, 65534},
		{"another user with somebody else's home", []string{"HOME=" + cache}, 65534},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := exec.Command(program)
			run.Dir, run.Env = "/", append([]string{}, c.environment...)
			if c.user != 0 {
				if os.Geteuid() != 0 {
					require.Empty(t, os.Getenv("CI"), "only root can become another user")
					t.Skip("only root can become another user")
				}
				run.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: c.user, Gid: c.user}}
			}
			var stdout, stderr bytes.Buffer
			run.Stdout, run.Stderr = &stdout, &stderr
			require.NoError(t, run.Run(), "%s", stderr.String())
			require.Equal(t, says, stdout.String())
			require.Empty(t, stderr.String())
		})
	}
	entries, err := filepath.Glob(filepath.Join(cache, ".cache", "vivarium", "compiled", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, entries, "compiled code is kept where there is a home")
}

// The command of a release has the guests in itself: by another compiler here, so
// that the test is quick.
func TestTheCommandCarriesTheGuests(t *testing.T) {
	root, work := repositoryRoot(t), t.TempDir()
	guests, err := guestFiles(root)
	require.NoError(t, err)
	overlay, err := writeOverlay(root, work, guests)
	require.NoError(t, err)
	program := filepath.Join(work, commandName)
	build := exec.Command("go", "build", "-overlay", overlay, "-tags", "vivarium_lts,vivarium_embed,urfave_cli_no_docs",
		"-ldflags", "-X github.com/vivarium-wasm/vivarium/internal/command.released=v1.2.3", "-o", program, "./cmd/"+commandName)
	build.Dir, build.Env = root, append(os.Environ(), "GOFLAGS=")
	message, err := build.CombinedOutput()
	require.NoError(t, err, "%s", message)

	for _, c := range []struct {
		arguments []string
		says      string
	}{
		{[]string{"run", "-c", "print(12345*67890)"}, "838102050\n"},
		{[]string{"run", "-c", "import sys; sys.implementation.name"}, "'cpython'\n"},
		{[]string{"run", "--guest", "micropython", "-c", "print(12345*67890)"}, "838102050\n"},
		{[]string{"guest", "list"}, "in the program itself\n"},
		{[]string{"version"}, "vivarium v1.2.3\n"},
	} {
		run := exec.Command(program, c.arguments...)
		run.Env = []string{"HOME=" + work}
		out, err := run.Output()
		require.NoError(t, err)
		require.Contains(t, string(out), c.says)
	}
}

// buildEmbedder unpacks the released modules and builds the program with them. The
// program lies where every user can run it.
func buildEmbedder(t *testing.T, r *release, tags string) string {
	t.Helper()
	unpacked := filepath.Join(r.out, "modules")
	gomod := "module example.com/embedder\n\ngo " + r.repository.goVersion + "\n"
	for _, path := range []string{r.repository.path, r.repository.path + "/guests/micropython", r.repository.path + "/engine"} {
		archive := filepath.Join(r.out, "go", "proxy", filepath.FromSlash(path), "@v", r.repository.version+".zip")
		dir := filepath.Join(unpacked, filepath.FromSlash(path))
		if path == r.repository.path {
			dir = filepath.Join(unpacked, "root")
		}
		require.NoError(t, os.RemoveAll(dir))
		require.NoError(t, zip.Unzip(dir, gomodule.Version{Path: path, Version: r.repository.version}, archive))
		gomod += fmt.Sprintf("\nrequire %s %s\n\nreplace %[1]s => %[3]s\n", path, r.repository.version, dir)
	}
	source := filepath.Join(r.out, "embedder")
	require.NoError(t, os.MkdirAll(source, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(source, "go.mod"), []byte(gomod), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(source, "main.go"), []byte(fmt.Sprintf(embedder, r.repository.path)), 0o644))

	place, err := os.MkdirTemp("", "embedder")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(place) })
	require.NoError(t, os.Chmod(place, 0o755))
	program := filepath.Join(place, "embedder")

	locations, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	require.NoError(t, err)
	gocache, modcache, _ := strings.Cut(strings.TrimSpace(string(locations)), "\n")
	build := exec.Command("go", "build", "-trimpath", "-tags", tags, "-o", program, ".")
	build.Dir = source
	build.Env = []string{
		"PATH=" + os.Getenv("PATH"), "GOCACHE=" + gocache, "GOMODCACHE=" + modcache, "GOPATH=/nonexistent",
		"GOFLAGS=-mod=mod", "GOSUMDB=off", "GOTOOLCHAIN=local",
		// Other modules were fetched at set-up.
		"GOPROXY=file://" + filepath.ToSlash(filepath.Join(modcache, "cache", "download")),
	}
	message, err := build.CombinedOutput()
	require.NoError(t, err, "%s", message)
	return program
}
