package command

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestReadConfig(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want map[string][]string
		err  string
	}{
		"all of it": {
			text: "guest = 'micropython'\ntimeout = '2s'\nmemory = 1048576\nfuel = 'unlimited'\npackage = ['a.whl']\nallow = ['GET https://a.example/*', 'GET https://b.example/*']\n",
			want: map[string][]string{
				"guest": {"micropython"}, "timeout": {"2s"}, "memory": {"1048576"}, "fuel": {"unlimited"},
				"package": {"a.whl"},
				"allow":   {"GET https://a.example/*", "GET https://b.example/*"},
			},
		},
		"nothing":            {text: "# none\n", want: map[string][]string{}},
		"an unknown name":    {text: "memroy = '1MiB'\n", err: `unknown setting "memroy"`},
		"a table":            {text: "[timeout]\nwall = '2s'\n", err: "timeout: want a string"},
		"a number for rules": {text: "allow = 1\n", err: "allow: want a list of strings"},
		"numbers as rules":   {text: "allow = [1]\n", err: "allow: want a list of strings"},
		"a list of times":    {text: "timeout = ['1s']\n", err: "timeout: want a string"},
		"no TOML":            {text: "\ntimeout: 2s\n", err: "config.toml:2: "},
		"a name twice":       {text: "fuel = 1\nfuel = 2\n", err: "config.toml"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			require.NoError(t, os.WriteFile(path, []byte(tt.text), 0o600))
			got, err := readConfig(path)
			if tt.err != "" {
				require.ErrorContains(t, err, tt.err)
				require.Equal(t, exitUsage, exitCode(err))
				return
			}
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(tt.want, got))
		})
	}
}
