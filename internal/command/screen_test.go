package command

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestScreenShowsControlCharacters(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"text":                      {"héllo\tworld\r\n", "héllo\tworld\r\n"},
		"an escape sequence":        {"\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		"the eight-bit form":        {"\u009b31m", `\u009b31m`},
		"backspace, delete and NUL": {"a\b\x7f\x00", `a\x08\x7f\x00`},
		"not UTF-8":                 {"\xff\xfea", `\xff\xfea`},
		"reversed text":             {"\u202egnp.exe", `\u202egnp.exe`},
		"an unfinished character":   {"a\xe2\x82", `a\xe2\x82`},
	} {
		t.Run(name, func(t *testing.T) {
			for size := 1; size <= len(tt.in); size++ {
				var out bytes.Buffer
				s := &screen{w: &out}
				for in := []byte(tt.in); len(in) > 0; {
					n, err := s.Write(in[:min(size, len(in))])
					require.NoError(t, err)
					in = in[n:]
				}
				require.NoError(t, s.Flush())
				require.Equal(t, tt.want, out.String(), "in pieces of %d", size)
			}
		})
	}
}

func TestScreenDoesNotHoldBackWholeCharacters(t *testing.T) {
	var out bytes.Buffer
	s := &screen{w: &out}
	_, err := s.Write([]byte("50 €"))
	require.NoError(t, err)
	require.Equal(t, "50 €", out.String())
}

func FuzzScreen(f *testing.F) {
	for _, seed := range []string{"text\n", "\x1b[2J", "\u009b2J", "\xc2", "\xe2\x82", "\u202e\u2066", "a\x00b"} {
		f.Add([]byte(seed), 1)
	}
	f.Fuzz(func(t *testing.T, in []byte, size int) {
		var out bytes.Buffer
		s := &screen{w: &out}
		for rest := in; len(rest) > 0; {
			n := min(max(size, 1), len(rest))
			_, err := s.Write(rest[:n])
			require.NoError(t, err)
			rest = rest[n:]
		}
		require.NoError(t, s.Flush())
		require.True(t, utf8.Valid(out.Bytes()))
		for _, r := range out.String() {
			require.False(t, r < 0x20 && r != '\n' && r != '\t' && r != '\r' || 0x7f <= r && r < 0xa0 || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069, "%U", r)
		}
	})
}
