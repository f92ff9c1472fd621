package command

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// teller writes what a run came to for a reader: what the program printed as it
// prints it, then its value or what stopped it.
type teller struct {
	p        *program
	out, err *stream
}

func (p *program) teller() *teller {
	t := &teller{p: p, out: newStream(p.stdout), err: newStream(p.stderr)}
	if isSameFile(p.stdout, p.stderr) {
		t.err.inLine = t.out.inLine
	}
	return t
}

// isSameFile tells whether what is written to either stream arrives in one place:
// a terminal, or a file or pipe as `2>&1` makes it.
func isSameFile(a, b io.Writer) bool {
	first, ok := a.(*os.File)
	second, both := b.(*os.File)
	if !ok || !both {
		return false
	}
	firstInfo, err := first.Stat()
	if err != nil {
		return false
	}
	secondInfo, err := second.Stat()
	return err == nil && os.SameFile(firstInfo, secondInfo)
}

// stream is where a program's text goes. On a terminal it is made printable.
type stream struct {
	w      io.Writer
	screen *screen // nil where w is no terminal
	inLine *bool   // something was written since the last newline
	err    error   // the first that writing gave
}

// outputError says that what the program printed could not be passed on.
type outputError struct{ err error }

func (e *outputError) Error() string { return "output: " + e.err.Error() }
func (e *outputError) Unwrap() error { return e.err }

func newStream(w io.Writer) *stream {
	s := &stream{w: w, inLine: new(bool)}
	if isTerminal(w) {
		s.screen = &screen{w: w}
		s.w = s.screen
	}
	return s
}

func (s *stream) Write(b []byte) (int, error) {
	if len(b) > 0 {
		*s.inLine = b[len(b)-1] != '\n'
	}
	n, err := s.w.Write(b)
	if err != nil && s.err == nil {
		s.err = &outputError{err}
	}
	return n, s.err
}

// flush writes what is kept of an unfinished character.
func (s *stream) flush() {
	if s.screen != nil && len(s.screen.pending) > 0 {
		*s.inLine = true
		_ = s.screen.Flush()
	}
}

// end ends an unfinished line.
func (s *stream) end() {
	s.flush()
	if *s.inLine {
		_, _ = s.Write([]byte("\n"))
	}
}

// line writes text as a line of its own.
func (s *stream) line(text string) {
	s.end()
	_, _ = io.WriteString(s, strings.TrimSuffix(text, "\n")+"\n")
}

// tell writes what is to be said after the program's own output.
func (t *teller) tell(r *report) {
	for _, d := range r.Displays {
		if strings.HasPrefix(d.MIME, "text/") {
			t.out.line(string(d.Data))
		} else {
			t.out.line(fmt.Sprintf("<%s, %s>", oneLine(d.MIME), formatSize(int64(len(d.Data)))))
		}
	}
	if r.Value != nil {
		t.out.line(r.Value.Repr)
	}
	if r.Error != nil {
		t.tellError(r)
	}
}

// tellError writes what stopped the program. Its own words are made visible
// wherever stderr leads: a file of them may be shown on a terminal later.
func (t *teller) tellError(r *report) {
	t.out.flush()
	e := r.Error
	switch e.Kind {
	case kindException:
		t.err.line(tracebackText(e))
	case kindSyntax:
		t.err.line(syntaxText(e))
	case kindLimit:
		if e.Python != nil {
			t.err.line(tracebackText(e.Python))
		}
		t.say(e.Message, e.Hint)
	default:
		t.say(e.Message, e.Hint)
	}
}

// say writes words of Vivarium's own, which no program can print: on a
// terminal they are coloured.
func (t *teller) say(message, hint string) {
	t.err.end()
	t.p.explain(&failure{err: fmt.Errorf("%s", message), hint: hint})
}

// tracebackText is the traceback, or, where the guest gives none, its last line.
func tracebackText(e *errorReport) string {
	text := e.Traceback
	if strings.TrimSpace(text) == "" {
		text = strings.TrimSuffix(e.Class+": "+e.Message, ": ")
	}
	return printable(collapse(text))
}

// collapse counts the lines of a traceback that say the same over and over, as
// Python does.
func collapse(traceback string) string {
	const shown = 3
	var b strings.Builder
	last, times := "", 0
	repeated := func() {
		if times > shown {
			fmt.Fprintf(&b, "  [Previous line repeated %d more times]\n", times-shown)
		}
	}
	for line := range strings.Lines(traceback) {
		if line != last {
			repeated()
			last, times = line, 0
		}
		if times++; times <= shown {
			b.WriteString(line)
		}
	}
	repeated()
	return b.String()
}

// syntaxText shows where the code ends to make sense, as Python does.
func syntaxText(e *errorReport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  File \"%s\", line %d\n", oneLine(e.File), e.Line)
	if e.Text != "" {
		text := strings.TrimLeft(e.Text, " \t")
		fmt.Fprintf(&b, "    %s\n", oneLine(text))
		if indent := len(e.Text) - len(text); e.Column > indent {
			// The column counts code points; what stands before it keeps its width.
			before := []rune(e.Text)[:min(e.Column-1, len([]rune(e.Text)))]
			fmt.Fprintf(&b, "    %s^\n", blank(oneLine(string(before[indent:]))))
		}
	}
	fmt.Fprintf(&b, "SyntaxError: %s", oneLine(e.Message))
	return b.String()
}

// blank replaces every character by a space, tabs aside.
func blank(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, text)
}
