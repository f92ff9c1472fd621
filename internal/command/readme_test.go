package command

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// The commands of the README do what it says. A line ends with the exit
// code that is not 0, in a comment.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)

	var story strings.Builder
	exitCode := regexp.MustCompile(` # .*exit code (\d+)$`)
	for line := range strings.Lines(string(text)) {
		command := strings.TrimRight(strings.TrimPrefix(line, "    "), "\n")
		if !strings.HasPrefix(line, "    ") || !strings.Contains(command, "bin/vivarium ") {
			continue
		}
		code := "0"
		if found := exitCode.FindStringSubmatch(command); found != nil {
			code = found[1]
		}
		fmt.Fprintf(&story, "exits %s sh -c '%s'\n", code, strings.ReplaceAll(command, "'", "''"))
	}
	require.NotEmpty(t, story.String())
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "readme.txtar"), []byte(story.String()), 0o600))

	cache := compileFor(t, needs.Guest(t, sandbox.DefaultGuest))
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CACHE_HOME", cache)
			env.Setenv("GORACE", "atexit_sleep_ms=0") // as in TestScript
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			// The guest is found beside the program, as `just build` leaves it.
			if err := os.Symlink(filepath.Join(root, "build"), filepath.Join(env.WorkDir, "build")); err != nil {
				return err
			}
			return placeProgram(filepath.Join(env.WorkDir, "bin"), filepath.Join(root, "build", "guests"))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": scriptExits},
	})
}

// placeProgram makes a folder with the program and the guests in it.
func placeProgram(bin, guests string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.Mkdir(bin, 0o700); err != nil {
		return err
	}
	if err := os.Symlink(guests, filepath.Join(bin, "guests")); err != nil {
		return err
	}
	if os.Link(self, filepath.Join(bin, "vivarium")) == nil {
		return nil
	}
	binary, err := os.ReadFile(self) // it is on another file system
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(bin, "vivarium"), binary, 0o700)
}
