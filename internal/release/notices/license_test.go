package notices

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExpressions(t *testing.T) {
	has := func(ids ...string) func(string) bool {
		return func(id string) bool { return slices.Contains(ids, id) }
	}
	for _, c := range []struct {
		text  string
		ids   []string
		holds bool
	}{
		{"MIT", []string{"MIT"}, true},
		{"MIT", []string{"ISC"}, false},
		{"MIT OR Apache-2.0", []string{"Apache-2.0"}, true},
		{"MIT/Apache-2.0", []string{"Apache-2.0"}, true},
		{"MIT AND Zlib", []string{"MIT"}, false},
		{"MIT AND Zlib", []string{"MIT", "Zlib"}, true},
		{"MIT OR Zlib AND ISC", []string{"Zlib"}, false},
		{"(MIT OR Apache-2.0) AND Unicode-3.0", []string{"MIT", "Unicode-3.0"}, true},
		{"(MIT OR Apache-2.0) AND Unicode-3.0", []string{"MIT"}, false},
		{"Apache-2.0 WITH LLVM-exception OR MIT", []string{"Apache-2.0"}, false},
		{"Apache-2.0 WITH LLVM-exception OR MIT", []string{"Apache-2.0 WITH LLVM-exception"}, true},
	} {
		e, err := parseExpression(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.holds, e.holds(has(c.ids...)), "%s with %v", c.text, c.ids)
	}
	for _, text := range []string{"", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT ISC"} {
		_, err := parseExpression(text)
		require.Error(t, err, "%q", text)
	}
}
