package command

import (
	"errors"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// newReport makes the report of a run. result is nil if nothing was run.
func newReport(result *sandbox.Result, err error) *report {
	r := &report{}
	if result != nil {
		r.setResult(result)
	}
	var limit *sandbox.LimitError
	var python *sandbox.PythonError
	switch {
	case err == nil:
	case errors.As(err, &limit):
		r.setLimit(limit)
	case errors.As(err, &python):
		r.Error = newPythonReport(python)
		r.ExitCode = exitRaised
		if python.Kind == sandbox.Internal {
			r.ExitCode = exitInternal
		}
	default:
		r.setFailure(explained(err))
	}
	return r
}

func (r *report) setResult(result *sandbox.Result) {
	r.Stdout, r.StdoutBase64 = textAndBase64(result.Stdout)
	r.Stderr, r.StderrBase64 = textAndBase64(result.Stderr)
	if v := result.Value; v != nil {
		r.Value = &valueReport{Repr: v.Repr, JSON: v.JSON}
	}
	for _, d := range result.Displays {
		r.Displays = append(r.Displays, displayReport{MIME: d.MIME, Data: d.Data})
	}
	u := result.Usage
	r.Usage = &usageReport{
		WallNS: int64(u.Wall), CPUNS: int64(u.CPU), MemoryPeak: u.PeakMemory, MemoryRefused: u.MemoryRefused,
		Output: u.OutputBytes, HTTPRequests: u.HTTPRequests, HostCalls: u.HostCalls,
	}
	if u.Fuel > 0 {
		r.Usage.Fuel = &u.Fuel
	}
}

func (r *report) setLimit(err *sandbox.LimitError) {
	r.ExitCode = exitLimit
	r.Limit = &limitReport{Name: string(err.Limit), Max: err.Max, Used: err.Used, Unit: err.Limit.Unit()}
	message, hint := limitText(r.Limit)
	if err.Step != "" {
		message += ", still " + string(err.Step)
	}
	r.Error = &errorReport{Kind: kindLimit, Message: message, Hint: hint}
	if err.Python != nil {
		r.Error.Python = newPythonReport(err.Python)
	}
}

// newPythonReport reports a Python error as the guest worded it.
func newPythonReport(err *sandbox.PythonError) *errorReport {
	e := &errorReport{Message: err.Message, Class: err.Class, Traceback: err.Traceback}
	for _, f := range err.Frames {
		e.Frames = append(e.Frames, frameReport{File: f.File, Line: f.Line, Function: f.Function})
	}
	switch err.Kind {
	case sandbox.SyntaxError:
		e.Kind, e.File, e.Line, e.Column, e.Text = kindSyntax, err.File, err.Line, err.Column, err.Text
	case sandbox.Exit:
		e.Kind, e.Code = kindExit, &err.Status
		e.Message = fmt.Sprintf("the program exited with code %d", err.Status)
	case sandbox.Exception:
		e.Kind = kindException
	default:
		e.Kind = kindInternal
	}
	return e
}
