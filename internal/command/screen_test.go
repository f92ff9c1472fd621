package command

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestScreenShowsControlCharacters(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want string }{
		"text":                        {"héllo\tworld\r\n", "héllo\tworld\r\n"},
		"an escape sequence":          {"\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		"the eight-bit form":          {"\u009b31m", `\u009b31m`},
		"backspace, delete and NUL":   {"a\b\x7f\x00", `a\x08\x7f\x00`},
		"not UTF-8":                   {"\xff\xfea", `\xff\xfea`},
		"reversed text":               {"\u202egnp.exe", `\u202egnp.exe`},
		"an unfinished character":     {"a\xe2\x82", `a\xe2\x82`},
		"a line that is written over": {"KeyError: x\rvivarium: done\n", `KeyError: x\rvivarium: done` + "\n"},
		"carriage returns":            {"a\r\r\n\rb\r", `a\r` + "\r\n" + `\rb\r`},
		"marks of direction":          {"a\u200eb\u200fc\u061cd", `a\u200eb\u200fc\u061cd`},
		"separators":                  {"a\u2028b\u2029", `a\u2028b\u2029`},
		"tags":                        {"a\U000e0041\U000e007f", `a\U000e0041\U000e007f`},
		"letters without a shape":     {"a\u3164\u115f\u00ad\ufeff\u200b\u2060", `a\u3164\u115f\u00ad\ufeff\u200b\u2060`},
		"selectors":                   {"a\U000e0101", `a\U000e0101`},
		"what scripts and emoji need": {"\u0645\u06cc\u200c\u062e 👩\u200d💻 ❤\ufe0f \u0601 é e\u0301", "\u0645\u06cc\u200c\u062e 👩\u200d💻 ❤\ufe0f \u0601 é e\u0301"},
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
	t.Parallel()
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
		text := strings.ReplaceAll(out.String(), "\r\n", "\n")
		for _, r := range text {
			require.True(t, r == '\n' || r == '\t' || r == ' ' || unicode.IsGraphic(r) || !isInvisible(r) && !unicode.IsControl(r), "%U", r)
		}
	})
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"name":                   "name",
		"a\nvivarium: done":      `a\nvivarium: done`,
		"a\r\nb\tc\x1b[2J\u202e": `a\r\nb` + "\tc" + `\x1b[2J\u202e`,
	} {
		require.Equal(t, want, oneLine(in))
	}
}
