package command

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// reportHelp is the paragraph of the help that documents --json.
const reportHelp = `With --json one object is printed, whatever comes of the run:
  exit_code  what the process exits with
  stdout, stderr
             what the program printed; bytes that are not UTF-8 are replaced, and
             stdout_base64 or stderr_base64 then has all of them
  value      null, or {"repr", "json"} of the last expression. In json a tuple or a set is
             an array (a set of strings or of numbers is sorted), and bytes are base64.
             json is left out where the value has no JSON form, as an object or a value
             that nests more than 64 deep
  displays   a list of {"mime", "data_base64"}
  error      null, or {"kind", "message"} and, by kind:
             exception  class, traceback, frames of {"file", "line", "function"}
             syntax     file, line, column, text
             exit       code, the program's own
             limit      python, the exception that the limit ended as, if it did
             component, usage, interrupted, internal
                        hint, what to do about it, if there is something
             denied     reserved, as exit code 5 is
  limit      null, or {"name", "max", "used", "unit"} of the limit that stopped the run
  usage      null where nothing was run, or what it took: wall_ns, cpu_ns, fuel (null
             where it is not counted), memory_peak_bytes, memory_refusals, output_bytes,
             http_requests, host_calls by name`

// report is what a run came to, in the shape of --json.
type report struct {
	ExitCode     int             `json:"exit_code"`
	Stdout       string          `json:"stdout"`
	StdoutBase64 string          `json:"stdout_base64,omitempty"`
	Stderr       string          `json:"stderr"`
	StderrBase64 string          `json:"stderr_base64,omitempty"`
	Value        *valueReport    `json:"value"`
	Displays     []displayReport `json:"displays"`
	Error        *errorReport    `json:"error"`
	Limit        *limitReport    `json:"limit"`
	Usage        *usageReport    `json:"usage"`
}

type valueReport struct {
	Repr string          `json:"repr"`
	JSON json.RawMessage `json:"json,omitempty"`
}

type displayReport struct {
	MIME string `json:"mime"`
	Data []byte `json:"data_base64"`
}

// The kinds of errorReport.
const (
	kindException   = "exception"
	kindSyntax      = "syntax"
	kindExit        = "exit"
	kindLimit       = "limit"
	kindComponent   = "component"
	kindDenied      = "denied"
	kindUsage       = "usage"
	kindInterrupted = "interrupted"
	kindInternal    = "internal"
	kindTrap        = "trap"     // a component trapped
	kindReturned    = "returned" // a call that was to give a handle returned an error
)

type errorReport struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`

	Class     string        `json:"class,omitempty"`
	Traceback string        `json:"traceback,omitempty"`
	Frames    []frameReport `json:"frames,omitempty"`

	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Text   string `json:"text,omitempty"`

	Code *int `json:"code,omitempty"`

	Python *errorReport `json:"python,omitempty"`
}

type frameReport struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Function string `json:"function"`
}

type limitReport struct {
	Name string `json:"name"`
	Max  int64  `json:"max"`
	Used int64  `json:"used"`
	Unit string `json:"unit"`
}

type usageReport struct {
	WallNS        int64            `json:"wall_ns"`
	CPUNS         int64            `json:"cpu_ns"`
	Fuel          *int64           `json:"fuel"`
	MemoryPeak    int64            `json:"memory_peak_bytes"`
	MemoryRefused int64            `json:"memory_refusals"`
	Output        int64            `json:"output_bytes"`
	HTTPRequests  int64            `json:"http_requests"`
	HostCalls     map[string]int64 `json:"host_calls"`
}

// textAndBase64 gives text for JSON and, where it is not UTF-8, all its bytes.
func textAndBase64(text string) (string, string) {
	if utf8.ValidString(text) {
		return text, ""
	}
	return text, base64.StdEncoding.EncodeToString([]byte(text))
}

// setFailure fills in an error that is not the program's.
func (r *report) setFailure(err error) {
	r.ExitCode = exitCode(err)
	r.Error = newErrorReport(err)
}

func newErrorReport(err error) *errorReport {
	e := &errorReport{Kind: failureKind(exitCode(err)), Message: err.Error(), Hint: hintOf(err)}
	var known *failure
	if errors.As(err, &known) && known.kind != "" {
		e.Kind = known.kind
	}
	return e
}

// failureReport is what a command prints with --json, in place of its result,
// where it fails.
type failureReport struct {
	ExitCode int          `json:"exit_code"`
	Error    *errorReport `json:"error"`
	Limit    *limitReport `json:"limit"`
}

func newFailureReport(err error) *failureReport {
	r := &failureReport{ExitCode: exitCode(err), Error: newErrorReport(err)}
	var known *failure
	if errors.As(err, &known) {
		r.Limit = known.limit
	}
	return r
}

func failureKind(code int) string {
	switch code {
	case exitUsage:
		return kindUsage
	case exitLimit:
		return kindLimit
	case exitComponent:
		return kindComponent
	case exitDenied:
		return kindDenied
	case exitInterrupted, exitTerminated:
		return kindInterrupted
	}
	return kindInternal
}

// printReport prints the report as one object. A value whose JSON cannot be part
// of it, since it is nested too deep, is left with its repr: the rest is never
// lost.
func (p *program) printReport(r *report) error {
	if r.Displays == nil {
		r.Displays = []displayReport{} // a list, never null
	}
	text, err := encodeJSON(r)
	if err != nil && r.Value != nil {
		r.Value = &valueReport{Repr: r.Value.Repr}
		text, err = encodeJSON(r)
	}
	if err == nil {
		err = p.print(text)
	}
	if err != nil {
		return err
	}
	return ended(r)
}
