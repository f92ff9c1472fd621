package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWorldName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, path, want string }{
		{"", "calc.wasm", "root:component/calc"},
		{"", "dir/My adder-2.wasm", "root:component/my-adder2"},
		{"", "Wörter.wasm", "root:component/w-rter"},
		{"", "42.wasm", "root:component/root"},
		{"", ".wasm", "root:component/root"},
		{"sums", "calc.wasm", "root:component/sums"},
		{"a:b/c@1.0.0", "calc.wasm", "a:b/c@1.0.0"},
	} {
		require.Equal(t, c.want, worldName(c.asked, c.path), "%+v", c)
	}
}
