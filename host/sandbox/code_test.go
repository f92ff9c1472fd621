package sandbox

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckCode(t *testing.T) {
	for _, code := range []string{"", "print(1)", "# ä€😀\n", "\ufeffx", "\ufffd"} {
		require.NoError(t, checkCode(code, 100), "%q", code)
	}
	for _, c := range []struct {
		code    string
		message string
	}{
		{"a\x00b", "sandbox: code: offset 1, line 1: a NUL byte"},
		{"a\nb\n\x00", "sandbox: code: offset 4, line 3: a NUL byte"},
		{"a\n'caf\xe9'", "sandbox: code: offset 6, line 2: byte 0xe9 is not UTF-8"},
		{"\xed\xa0\x80", "sandbox: code: offset 0, line 1: byte 0xed is not UTF-8"},
		{"ä\xc3", "sandbox: code: offset 2, line 1: byte 0xc3 is not UTF-8"},
	} {
		err := checkCode(c.code, 100)
		var bad *CodeError
		require.ErrorAs(t, err, &bad)
		require.EqualError(t, err, c.message)
	}

	require.NoError(t, checkCode(strings.Repeat("a", 100), 100))
	var limit *LimitError
	require.ErrorAs(t, checkCode(strings.Repeat("\x00", 101), 100), &limit)
	require.Equal(t, LimitError{Limit: LimitCode, Max: 100, Used: 101}, *limit)
	require.EqualError(t, limit, "sandbox: code: the limit is 100 bytes (Config.Limits.Code), and 101 were used")
}
