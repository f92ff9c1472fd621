package command

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

func TestTell(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		printed        string
		report         report
		stdout, stderr string
	}{
		"a value": {
			report: report{Value: &valueReport{Repr: "[1, 2]"}},
			stdout: "[1, 2]\n",
		},
		"a value after an unfinished line": {
			printed: "a", report: report{Value: &valueReport{Repr: "1"}},
			stdout: "a\n1\n",
		},
		"rich values": {
			report: report{Displays: []displayReport{{"text/plain", []byte("table")}, {"image/png", make([]byte, 2048)}}},
			stdout: "table\n<image/png, 2 KiB>\n",
		},
		"an exception": {
			report: report{Error: &errorReport{Kind: kindException, Traceback: "Traceback:\nValueError: no\n"}},
			stderr: "Traceback:\nValueError: no\n",
		},
		"a syntax error": {
			report: report{Error: &errorReport{Kind: kindSyntax, File: "<code>", Line: 3, Column: 9, Text: "    def (", Message: "invalid syntax"}},
			stderr: "  File \"<code>\", line 3\n    def (\n        ^\nSyntaxError: invalid syntax\n",
		},
		"a syntax error of which the place is not known": {
			report: report{Error: &errorReport{Kind: kindSyntax, File: "<code>", Line: 3, Message: "invalid syntax"}},
			stderr: "  File \"<code>\", line 3\nSyntaxError: invalid syntax\n",
		},
		"a syntax error whose column is past its text": {
			report: report{Error: &errorReport{Kind: kindSyntax, File: "<code>", Line: 1, Column: 90, Text: "é(", Message: "no"}},
			stderr: "  File \"<code>\", line 1\n    é(\n      ^\nSyntaxError: no\n",
		},
		"an exception without a traceback": {
			report: report{Error: &errorReport{Kind: kindException, Class: "ValueError", Message: "no"}},
			stderr: "ValueError: no\n",
		},
		"an exception that hides its own line": {
			report: report{Error: &errorReport{Kind: kindException, Traceback: "Traceback:\nKeyError: x\rvivarium: all is well\u202e\x1b[2K\n"}},
			stderr: "Traceback:\nKeyError: x\\rvivarium: all is well\\u202e\\x1b[2K\n",
		},
		"a syntax error that hides its own line": {
			report: report{Error: &errorReport{Kind: kindSyntax, File: "a\r\nb", Line: 1, Column: 2, Text: "\r(", Message: "no\nvivarium: all is well"}},
			stderr: "  File \"a\\r\\nb\", line 1\n    \\r(\n      ^\nSyntaxError: no\\nvivarium: all is well\n",
		},
		"a kind of display that hides its own line": {
			report: report{Displays: []displayReport{{"image/x\r\x1b[A", nil}}},
			stdout: "<image/x\\r\\x1b[A, 0 bytes>\n",
		},
		"words that quote a text of several lines": {
			report: report{Error: &errorReport{Kind: kindInternal, Message: "it said: x\nvivarium: all is well\r!", Hint: "first\nsecond"}},
			stderr: "vivarium: it said: x\n  vivarium: all is well\\r!\n  first\n  second\n",
		},
		"an exit": {
			report: report{Error: newPythonReport(&sandbox.PythonError{Kind: sandbox.Exit, Status: 3})},
			stderr: "vivarium: the program exited with code 3\n",
		},
		"a limit that Python met first": {
			printed: "half a line",
			report:  report{Error: &errorReport{Kind: kindLimit, Message: "memory: too much", Hint: "ask for less", Python: &errorReport{Traceback: "MemoryError\n"}}},
			stdout:  "half a line",
			stderr:  "MemoryError\nvivarium: memory: too much\n  ask for less\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			p := &program{stdout: &stdout, stderr: &stderr}
			told := p.teller()
			_, err := told.out.Write([]byte(tt.printed))
			require.NoError(t, err)
			told.tell(&tt.report)
			require.Equal(t, tt.stdout, stdout.String())
			require.Equal(t, tt.stderr, stderr.String())
		})
	}
}

func TestCollapse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                      "",
		"a\nb\n":                "a\nb\n",
		"a\nb\nb\nb\nc":         "a\nb\nb\nb\nc",
		"a\nb\nb\nb\nb\nb\nc\n": "a\nb\nb\nb\n  [Previous line repeated 2 more times]\nc\n",
		"b\nb\nb\nb\n":          "b\nb\nb\n  [Previous line repeated 1 more times]\n",
	} {
		require.Equal(t, want, collapse(in))
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestStreamKeepsItsFirstError(t *testing.T) {
	t.Parallel()
	s := newStream(fullDisk{})
	s.line("42")
	require.EqualError(t, s.err, "output: no space left")
	require.EqualError(t, explained(fmt.Errorf("trap: %w", s.err)), "output: no space left")
	require.Equal(t, exitInternal, exitCode(explained(s.err)))
}

func TestLimitText(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]limitReport{
		"timeout: stopped after 101.25ms; the limit is 100ms\n--timeout sets this limit":                               {"timeout", 100e6, 101_250_000, "ns"},
		"memory: the limit is 64 MiB; 63.94 MiB was in use when more was refused\n--memory sets this limit":            {"memory", 64 << 20, 67043328, "bytes"},
		"output: the limit is 10 bytes, and the program wrote more\n--output sets this limit":                          {"output", 10, 10, "bytes"},
		"fuel: the limit is 100000, and it is used up\n--fuel sets this limit":                                         {"fuel", 100000, 100000, "fuel"},
		"load: the guest was not ready after 1s\n--load-timeout sets this limit":                                       {"load", 1e9, 1e9, "ns"},
		"host calls: the limit is 10 calls, and the program made more calls\n--host-calls sets this limit":             {"host calls", 10, 11, "calls"},
		"handles: the limit is 5 handles, and the program holds more open files and timers\n--handles sets this limit": {"handles", 5, 6, "handles"},
		"new: the limit is 1 KiB, and 2 KiB was used\n":                                                                {"new", 1024, 2048, "bytes"},
	} {
		message, hint := limitText(&l)
		require.Equal(t, want, message+"\n"+hint)
	}
}
