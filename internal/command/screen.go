package command

import (
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/term"
)

// isTerminal tells whether what is written to (or read from) f meets a person.
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

// screen passes on what an unreviewed program prints to a terminal, with
// control characters made visible: a terminal obeys them, so a program could
// otherwise retitle it, move its cursor over what others wrote, or set its
// clipboard. Newline, tab and carriage return pass. It keeps an unfinished
// character until the rest of it comes.
type screen struct {
	w       io.Writer
	pending []byte
}

func (s *screen) Write(p []byte) (int, error) {
	in := append(s.pending, p...)
	s.pending = nil
	out := make([]byte, 0, len(in))
	for len(in) > 0 {
		if !utf8.FullRune(in) {
			s.pending = append([]byte(nil), in...)
			break
		}
		r, size := utf8.DecodeRune(in)
		out = appendVisible(out, r, in[:size])
		in = in[size:]
	}
	if _, err := s.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes a character that was left unfinished.
func (s *screen) Flush() error {
	out := make([]byte, 0, 4*len(s.pending))
	for i := range s.pending {
		out = appendVisible(out, utf8.RuneError, s.pending[i:i+1])
	}
	s.pending = nil
	_, err := s.w.Write(out)
	return err
}

func appendVisible(out []byte, r rune, raw []byte) []byte {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
	case r == utf8.RuneError && len(raw) == 1, r < 0x20, r == 0x7f:
		return fmt.Appendf(out, `\x%02x`, raw[0])
	case 0x80 <= r && r < 0xa0, // the C1 controls: U+009B is an escape sequence's start
		0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069: // text that runs the other way
		return fmt.Appendf(out, `\u%04x`, r)
	}
	return append(out, raw...)
}
