package link

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestResolve(t *testing.T) {
	for _, tt := range []struct {
		name  string
		among []string
		want  string
	}{
		{"run", []string{"run"}, "run"},
		{"a:b/c", []string{"a:b/c@1.0.0"}, ""},
		{"a:b/c@1.0.0", []string{"a:b/c"}, ""},
		{"a:b/c@0.2.9", []string{"a:b/c@0.2.0"}, "a:b/c@0.2.0"},
		{"a:b/c@0.2.0", []string{"a:b/c@0.2.9"}, "a:b/c@0.2.9"},
		{"a:b/c@0.2.0", []string{"a:b/c@0.2.9", "a:b/c@0.2.10", "a:b/c@0.2.3"}, "a:b/c@0.2.10"},
		{"a:b/c@0.2.3", []string{"a:b/c@0.2.9", "a:b/c@0.2.3"}, "a:b/c@0.2.3"},
		{"a:b/c@0.2.0", []string{"a:b/c@0.3.0"}, ""},
		{"a:b/c@1.9.0", []string{"a:b/c@1.2.5"}, "a:b/c@1.2.5"},
		{"a:b/c@1.0.0", []string{"a:b/c@2.0.0"}, ""},
		{"a:b/c@0.0.1", []string{"a:b/c@0.0.2"}, ""},
		{"a:b/c@0.0.1", []string{"a:b/c@0.0.1"}, "a:b/c@0.0.1"},
		{"a:b/c@1.0.0-rc.1", []string{"a:b/c@1.0.0"}, ""},
		{"a:b/c@1.0.0-rc.1", []string{"a:b/c@1.0.0-rc.1"}, "a:b/c@1.0.0-rc.1"},
		{"a:b/c@1.0.0-rc.1", []string{"a:b/c@1.0.0-rc.2", "a:b/c@1.0.0-rc"}, ""},
		{"a:b/c@1.0.0+one", []string{"a:b/c@1.0.0"}, "a:b/c@1.0.0"},
		{"a:b/c@1.0.0", []string{"a:b/c@1.0.0+two-2", "a:b/c@1.0.0+one"}, "a:b/c@1.0.0+one"},
		{"a:b/c@1.0.0+one", []string{"a:b/c@1.0.0-one"}, ""},
		{"a:b/c@0.0.1+one", []string{"a:b/c@0.0.1+two"}, "a:b/c@0.0.1+two"},
		{"a:b/c@1.0.0", []string{"a:b/d@1.0.0"}, ""},
		{"a:b/c@1.x", []string{"a:b/c@1.0.0"}, ""},
	} {
		got, ok := Resolve(tt.name, tt.among)
		require.Equal(t, tt.want != "", ok, "%s among %v", tt.name, tt.among)
		require.Equal(t, tt.want, got, "%s among %v", tt.name, tt.among)
	}
}
