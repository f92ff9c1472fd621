package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
)

// maxWasmStack is the stack of guest code in bytes.
const maxWasmStack = 2 * mib

// explain gives the error of a run, nil where the run succeeded. err is what the call
// of the guest ended with, and ctx is the caller's context with the limit of the wall
// clock. The order matters: facts that the host recorded are looked at before anything
// that the guest says.
func (r *run) explain(caller, ctx context.Context, err error, used host.Usage, result *Result) error {
	if r.limit != nil {
		limit := *r.limit // which is the trap's cause, and must not lead back to it
		limit.Cause = err
		return &limit
	}
	if python, ok := asPythonError(err); ok {
		python.clip(r.sandbox.limits.Result)
		var outOfMemory runner.ErrorOutOfMemory
		if errors.As(err, &outOfMemory) && used.GrowthRefused > 0 {
			return &LimitError{Limit: LimitMemory, Max: r.sandbox.limits.Memory, Used: int64(used.MemoryPeak), Python: python}
		}
		// A program may exit with status 0 as well as end.
		if python.Kind == Exit && python.Status == 0 {
			return nil
		}
		return python
	}
	var trap *host.Trap
	if errors.As(err, &trap) {
		return r.explainTrap(caller, ctx, trap, used, result.Usage)
	}
	if ended := ctx.Err(); ended != nil && errors.Is(err, ended) { // before any code ran
		return r.outOfTime(caller, err, result.Usage)
	}
	if failed := hostFailure(startingGuest, err); failed != err {
		return failed
	}
	return fmt.Errorf("sandbox: run: %w", err)
}

// outOfTime is the error of a run that ended early: with the caller's context, or at
// the limit of the wall clock.
func (r *run) outOfTime(caller context.Context, cause error, usage Usage) error {
	if ended := r.callerEnded(caller); ended != nil {
		return fmt.Errorf("sandbox: run: %w", ended)
	}
	return &LimitError{Limit: LimitWall, Max: int64(r.sandbox.limits.Wall), Used: int64(usage.Wall), Cause: cause}
}

// explainTrap gives the error of a run that trapped: a limit, or a failure of the
// guest.
//
// Code compiled from Rust or C aborts when it gets no memory, which is the trap
// `unreachable`. So this trap is the memory limit where the host refused memory
// before. A guest gains nothing by aborting on purpose: the host did refuse it memory,
// and the trap is the cause of the error.
func (r *run) explainTrap(caller, ctx context.Context, trap *host.Trap, used host.Usage, usage Usage) error {
	limits := r.sandbox.limits
	var lift *host.LimitError
	switch {
	case trap.Code == host.TrapInterrupt, trap.Code == host.TrapHost && ctx.Err() != nil:
		return r.outOfTime(caller, trap, usage)
	case trap.Code == host.TrapOutOfFuel:
		return &LimitError{Limit: LimitFuel, Max: limits.Fuel, Used: limits.Fuel, Cause: trap}
	case trap.Code == host.TrapExceptionHeap, trap.Code == host.TrapUnreachable && used.GrowthRefused > 0:
		return &LimitError{Limit: LimitMemory, Max: limits.Memory, Used: usage.PeakMemory, Cause: trap}
	case trap.Code == host.TrapStackOverflow:
		return &LimitError{Limit: LimitStack, Max: maxWasmStack, Used: maxWasmStack, Cause: trap}
	case errors.As(trap, &lift):
		return limitOf(lift, trap)
	}
	return hostFailure(r.where(), trap)
}

// where names the part of the host's program that ran last: a tool, a function of the
// host, or the start of the guest.
func (r *run) where() string {
	switch {
	case r.tool != "":
		return fmt.Sprintf("tool %q", r.tool)
	case r.function >= 0:
		return r.sandbox.world.calls.names[r.function]
	}
	return startingGuest
}

// limitOf gives a limit of package host the name that it has in this package. Values
// are bounded by boundOf and cut, so every limit but the memory is that of handles.
func limitOf(l *host.LimitError, trap *host.Trap) *LimitError {
	e := &LimitError{Limit: LimitHandles, Max: int64(l.Max), Used: int64(l.Used), Cause: trap}
	if l.Limit == "memory" {
		e.Limit = LimitMemory
	}
	return e
}

// callerEnded is the error of the caller's context where that context ended the run.
// It is nil where the limit of the wall clock did.
func (r *run) callerEnded(caller context.Context) error {
	if err := caller.Err(); err != nil {
		return err
	}
	// The engine's clock may be ahead of the context's timer.
	if deadline, ok := caller.Deadline(); ok && deadline.Before(r.started.Add(r.sandbox.limits.Wall)) {
		return context.DeadlineExceeded
	}
	return nil
}

// asPythonError turns an error of the guest's contract into one of this package.
func asPythonError(err error) (*PythonError, bool) {
	var answer runner.Error
	if !errors.As(err, &answer) {
		return nil, false
	}
	switch answer := answer.(type) {
	case runner.ErrorSyntax:
		e := answer.Value
		return &PythonError{
			Kind: SyntaxError, Class: "SyntaxError", Message: e.Message,
			File: e.File, Line: int(e.Line), Column: int(e.Column), Text: e.Text,
		}, true
	case runner.ErrorException:
		return asException(answer.Value), true
	case runner.ErrorOutOfMemory:
		return asException(answer.Value), true
	case runner.ErrorExit:
		return &PythonError{Kind: Exit, Class: "SystemExit", Status: int(answer.Value)}, true
	case runner.ErrorInternal:
		return &PythonError{Kind: Internal, Message: answer.Value}, true
	}
	return nil, false
}

func asException(e runner.Exception) *PythonError {
	python := &PythonError{Kind: Exception, Class: e.Class, Message: e.Message, Traceback: e.Traceback}
	for _, f := range e.Frames {
		python.Frames = append(python.Frames, Frame{File: f.File, Line: int(f.Line), Function: f.Function})
	}
	return python
}

// maxFrames is how many frames of a traceback are kept.
const maxFrames = 1000

// clip cuts the texts of an error down to about most bytes together, each to an equal
// share. Of more than maxFrames frames it keeps the outermost and the innermost.
func (e *PythonError) clip(most int64) {
	texts := []*string{&e.Class, &e.Message, &e.Traceback, &e.File, &e.Text}
	if n := len(e.Frames); n > maxFrames {
		e.Frames = slices.Concat(e.Frames[:maxFrames/2], e.Frames[n-maxFrames/2:])
	}
	for i := range e.Frames {
		texts = append(texts, &e.Frames[i].File, &e.Frames[i].Function)
	}
	total := int64(0)
	for _, text := range texts {
		total += int64(len(*text))
	}
	if total <= most {
		return
	}
	share := max(int(most)/len(texts), 1)
	for _, text := range texts {
		if len(*text) > share {
			*text = (*text)[:cut(*text, share)] + "..."
		}
	}
}
