package bindgen_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/committed"
)

// TestCommittedFiles compares the generated files of the repository with what
// their WIT gives now. `just generate` rewrites them.
func TestCommittedFiles(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	files, err := committed.Files(root)
	require.NoError(t, err)
	for name, want := range files {
		have, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		require.NoError(t, err, "run `just generate`")
		require.Equal(t, string(want), string(have), "%s is stale: run `just generate`", name)
	}
	stale, err := committed.Stale(root, files)
	require.NoError(t, err)
	require.Empty(t, stale, "nothing generates these files any more: run `just generate`")
}
