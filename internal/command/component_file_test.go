package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIsWAT(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"(component)":                       true,
		" \n\t(module":                      true,
		";; a comment\n;; another\n(module": true,
		";; a comment":                      false,
		"":                                  false,
		"\x00asm(":                          false,
		"package a:b;":                      false,
	} {
		require.Equal(t, want, isWAT([]byte(text)), "%q", text)
	}
}

func TestIsCoreModule(t *testing.T) {
	t.Parallel()
	for binary, want := range map[string]bool{
		"\x00asm\x01\x00\x00\x00": true,
		"\x00asm\x0d\x00\x01\x00": false,
		"\x00asm":                 false,
		"no wasm at all":          false,
	} {
		require.Equal(t, want, isCoreModule([]byte(binary)), "%q", binary)
	}
}
