package component

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// ruleCommand is what `wasm-tools json-from-wast` writes for one command.
type ruleCommand struct {
	Type     string `json:"type"`
	Line     int    `json:"line"`
	Filename string `json:"filename"`
	Text     string `json:"text"`
}

// TestRules runs testdata/rules: components that are accepted, and components
// that are refused with the words that are given.
func TestRules(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "rules", "*.wast"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			dir := t.TempDir()
			script := filepath.Join(dir, "test.json")
			out, err := exec.Command(needs.WasmTools(t), "json-from-wast", file, "-o", script, "--wasm-dir", dir).CombinedOutput()
			require.NoError(t, err, string(out))
			data, err := os.ReadFile(script)
			require.NoError(t, err)
			var suite struct {
				Commands []ruleCommand `json:"commands"`
			}
			require.NoError(t, json.Unmarshal(data, &suite))
			require.NotEmpty(t, suite.Commands)
			for _, c := range suite.Commands {
				binary, err := os.ReadFile(filepath.Join(dir, c.Filename))
				require.NoError(t, err)
				_, err = Parse(binary)
				if c.Type == "assert_invalid" {
					require.ErrorContains(t, err, c.Text, "%s:%d", file, c.Line)
					continue
				}
				require.NoError(t, err, "%s:%d", file, c.Line)
			}
		})
	}
}
