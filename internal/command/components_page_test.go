package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

var (
	pageBlock = regexp.MustCompile("(?s)```(console|go)\n(.*?)```")
	indented  = regexp.MustCompile(`(?m)^[\t ]+`)
)

// The command lines in docs/components.md print what the page shows, and its Go code
// is part of the examples of package host.
func TestComponentsPage(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	page, err := os.ReadFile(filepath.Join(root, "docs", "components.md"))
	require.NoError(t, err)
	examples, err := os.ReadFile(filepath.Join(root, "host", "example_test.go"))
	require.NoError(t, err)

	work := t.TempDir()
	bin := filepath.Join(work, "bin")
	require.NoError(t, placeProgram(bin, filepath.Join(root, "build", "guests")))
	tool := needs.WasmTools(t)
	for _, name := range []string{"greeter", "directory", "shapes"} {
		out, err := exec.Command(tool, "parse", filepath.Join(root, "host", "testdata", name+".wat"), "-o", filepath.Join(work, name+".wasm")).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}

	coverage := t.TempDir()
	blocks := pageBlock.FindAllStringSubmatch(string(page), -1)
	require.GreaterOrEqual(t, len(blocks), 6)
	for _, block := range blocks {
		if block[1] == "go" {
			require.Contains(t, indented.ReplaceAllString(string(examples), ""), indented.ReplaceAllString(block[2], ""))
			continue
		}
		for session := range strings.SplitSeq("\n"+block[2], "\n$ ") {
			command, want, found := strings.Cut(session, "\n")
			if !found {
				continue
			}
			c := exec.Command("sh", "-c", command)
			c.Dir = work
			c.Env = []string{
				"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH"),
				"HOME=" + work, "XDG_CACHE_HOME=" + filepath.Join(work, "cache"),
				"GOCOVERDIR=" + coverage, // else a program under -cover warns on stderr
			}
			out, _ := c.CombinedOutput() // exit codes are for the stories
			require.Equal(t, strings.TrimSuffix(want, "\n"), strings.TrimSuffix(string(out), "\n"), command)
		}
	}
}
