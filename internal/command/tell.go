package command

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// teller prints a run for a person: the program's output as it comes, and then its
// value, or the error that stopped it.
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

// isSameFile tells whether two streams are one terminal, file or pipe, as after
// `2>&1`.
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

// stream is stdout or stderr. If it is a terminal, text is made printable.
type stream struct {
	w      io.Writer
	screen *screen // nil where w is not a terminal
	inLine *bool   // something was written since the last newline
	err    error   // the first that writing gave
}

// outputError is the error of a write to stdout or stderr.
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

// flush writes the bytes of an unfinished character that were held back.
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

// tell prints the displays, the value and the error of a run, after its output.
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
	t.out.flush()
	t.err.flush()
}

// tellError prints the error that stopped the program. Text of the program in it is
// made printable even if stderr is a file, which may be shown on a terminal later.
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

// say prints a message of Vivarium. On a terminal it is coloured, which no program
// can imitate, since its escape sequences are not obeyed.
func (t *teller) say(message, hint string) {
	t.err.end()
	t.p.explain(&failure{err: fmt.Errorf("%s", message), hint: hint})
}

// tracebackText is the traceback. If the guest gives none, it is the class and the
// message of the exception.
func tracebackText(e *errorReport) string {
	text := e.Traceback
	if strings.TrimSpace(text) == "" {
		text = strings.TrimSuffix(e.Class+": "+e.Message, ": ")
	}
	return printable(collapse(text))
}

// collapse replaces repeated lines of a traceback by their number, as Python does.
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

// syntaxText shows the place of a syntax error, as Python does.
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
