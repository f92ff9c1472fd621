package command

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"unicode/utf8"
)

// reportHelp is the paragraph of the help that documents --json.
const reportHelp = `With --json one object is printed, whatever comes of the run:
  exit_code  what the process exits with
  stdout, stderr
             what the program printed; bytes that are not UTF-8 are replaced, and
             stdout_base64 or stderr_base64 then has all of them
  value      null, or {"repr", "json"} of the last expression; json is left out
             where the value has no JSON form
  displays   a list of {"mime", "data_base64"}
  error      null, or {"kind", "message"} and, by kind:
             exception  class, traceback, frames of {"file", "line", "function"}
             syntax     file, line, column, text
             exit       code, the program's own
             limit      python, the exception that the limit ended as, if it did
             component, denied, usage, interrupted, internal
                        hint, what to do about it, if there is something
  limit      null, or {"name", "max", "used", "unit"} of the limit that stopped the run
  usage      null where nothing was run, or what it took: wall_ns, memory_peak_bytes,
             output_bytes, fuel (null where it is not counted), host_calls by name`

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
)

type errorReport struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`

	Class     string        `json:"class,omitempty"`
	Traceback string        `json:"traceback,omitempty"`
	Frames    []frameReport `json:"frames,omitempty"`

	File   string `json:"file,omitempty"`
	Line   uint32 `json:"line,omitempty"`
	Column uint32 `json:"column,omitempty"`
	Text   string `json:"text,omitempty"`

	Code *int32 `json:"code,omitempty"`

	Python *errorReport `json:"python,omitempty"`
}

type frameReport struct {
	File     string `json:"file"`
	Line     uint32 `json:"line"`
	Function string `json:"function"`
}

type limitReport struct {
	Name string `json:"name"`
	Max  int64  `json:"max"`
	Used int64  `json:"used"`
	Unit string `json:"unit"`
}

type usageReport struct {
	WallNS     int64            `json:"wall_ns"`
	MemoryPeak int64            `json:"memory_peak_bytes"`
	Output     int64            `json:"output_bytes"`
	Fuel       *int64           `json:"fuel"`
	HostCalls  map[string]int64 `json:"host_calls"`
}

// setOutput fills in what the program printed.
func (r *report) setOutput(stdout, stderr string) {
	r.Stdout, r.StdoutBase64 = textAndBase64(stdout)
	r.Stderr, r.StderrBase64 = textAndBase64(stderr)
}

func textAndBase64(text string) (string, string) {
	if utf8.ValidString(text) {
		return text, ""
	}
	return text, base64.StdEncoding.EncodeToString([]byte(text))
}

// setValue fills in a value. Text that only claims to be JSON is left out.
func (r *report) setValue(repr string, text string, hasJSON bool) {
	r.Value = &valueReport{Repr: repr}
	if hasJSON && json.Valid([]byte(text)) {
		r.Value.JSON = json.RawMessage(text)
	}
}

// setFailure fills in an error that is not the program's.
func (r *report) setFailure(err error) {
	r.ExitCode = exitCode(err)
	r.Error = &errorReport{Kind: failureKind(r.ExitCode), Message: err.Error(), Hint: hintOf(err)}
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
	case exitInterrupted:
		return kindInterrupted
	}
	return kindInternal
}

// print writes the report as one object.
func (r *report) print(w io.Writer) error {
	if r.Displays == nil {
		r.Displays = []displayReport{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
