package command

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
)

// isTerminal tells whether f is a terminal.
func isTerminal(f any) bool {
	file, ok := f.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// style is how a stream is coloured; the zero style is plain.
type style struct{ colour bool }

func (s style) paint(code, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(text string) string  { return s.paint("1", text) }
func (s style) faint(text string) string { return s.paint("2", text) }
func (s style) red(text string) string   { return s.paint("1;31", text) }
func (s style) green(text string) string { return s.paint("32", text) }

// screen writes untrusted text to a terminal. It shows characters as escapes that the
// terminal would obey or hide: an escape sequence can change the title of the window
// or the clipboard, a carriage return can overwrite the line, and an invisible
// character can make one text look like another. Newline, tab, and a carriage return
// before a newline are written as they are. An unfinished character and a carriage
// return are held back until the next byte.
type screen struct {
	w       io.Writer
	pending []byte
}

func (s *screen) Write(p []byte) (int, error) {
	in := append(s.pending, p...)
	s.pending = nil
	out := make([]byte, 0, len(in))
	for len(in) > 0 {
		if !utf8.FullRune(in) || len(in) == 1 && in[0] == '\r' {
			s.pending = append([]byte(nil), in...)
			break
		}
		r, size := utf8.DecodeRune(in)
		if r == '\r' && in[1] == '\n' {
			out = append(out, '\r')
		} else {
			out = appendVisible(out, r, in[:size])
		}
		in = in[size:]
	}
	if _, err := s.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what was held back.
func (s *screen) Flush() error {
	out := make([]byte, 0, 4*len(s.pending))
	for i, b := range s.pending {
		r := utf8.RuneError
		if b == '\r' {
			r = '\r'
		}
		out = appendVisible(out, r, s.pending[i:i+1])
	}
	s.pending = nil
	_, err := s.w.Write(out)
	return err
}

// printable makes untrusted text of several lines safe for a terminal.
func printable(text string) string {
	var out strings.Builder
	s := screen{w: &out}
	_, _ = io.WriteString(&s, text)
	_ = s.Flush()
	return out.String()
}

// oneLine makes untrusted text safe within a line, such as a name that a component
// has chosen: newlines are shown as escapes too.
func oneLine(text string) string {
	return strings.NewReplacer("\r\n", `\r\n`, "\n", `\n`).Replace(printable(text))
}

func appendVisible(out []byte, r rune, raw []byte) []byte {
	switch {
	case r == '\n' || r == '\t':
	case r == '\r':
		return append(out, `\r`...)
	case r == utf8.RuneError && len(raw) == 1, r < 0x20, r == 0x7f:
		return fmt.Appendf(out, `\x%02x`, raw[0])
	case isInvisible(r) && r > 0xffff:
		return fmt.Appendf(out, `\U%08x`, r)
	case isInvisible(r):
		return fmt.Appendf(out, `\u%04x`, r)
	}
	return append(out, raw...)
}

const (
	zeroWidthNonJoiner = 0x200c
	zeroWidthJoiner    = 0x200d
)

// isInvisible tells whether a character is invisible and can mislead: C1 controls
// (U+009B begins an escape sequence), separators of lines and paragraphs, marks of
// text direction, tags and fillers. It is false for the two joiners, which emoji and
// several scripts need, and for the signs before numbers, which are visible.
func isInvisible(r rune) bool {
	switch {
	case 0x80 <= r && r < 0xa0, r == 0x2028, r == 0x2029:
		return true
	case r == zeroWidthNonJoiner, r == zeroWidthJoiner, unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) ||
		0xe0100 <= r && r <= 0xe01ef // selectors of variants beyond those of emoji
}
