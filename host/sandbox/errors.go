package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vivarium-wasm/vivarium/host"
)

// ErrClosed is the error of a run after Close.
var ErrClosed = errors.New("sandbox: closed")

// PythonErrorKind is how a program ended without a result.
type PythonErrorKind string

// The kinds are those of the contract's error.
const (
	// SyntaxError: the code is not a program.
	SyntaxError PythonErrorKind = "syntax"
	// Exception: an exception reached the top level.
	Exception PythonErrorKind = "exception"
	// Exit: the code asked to exit, with a status that is not 0.
	Exit PythonErrorKind = "exit"
	// Internal: the interpreter itself failed.
	Internal PythonErrorKind = "internal"
)

// Frame is one line of a traceback.
type Frame struct {
	// File is "<code>" for the code of the run.
	File string
	// Line counts from 1.
	Line int
	// Function is "<module>" at the top level.
	Function string
}

// PythonError says how the program failed, in the words of the guest. Trust them no
// further than you trust the code.
type PythonError struct {
	Kind PythonErrorKind
	// Class is the name of the exception's class, "SyntaxError" for that kind,
	// "SystemExit" for Exit.
	Class string
	// Message is what str gives for the exception.
	Message string
	// Traceback is the text of the traceback as the interpreter prints it, without the
	// frames of its own library. It is empty for kinds other than Exception.
	Traceback string
	// Frames are where the exception passed, outermost call first.
	Frames []Frame

	// File, Line and Column (from 1, 0 where it is not known) and Text are the
	// place of a SyntaxError.
	File         string
	Line, Column int
	Text         string

	// Status is what an Exit asked to exit with.
	Status int
}

// Error is the last line of the traceback.
func (e *PythonError) Error() string {
	switch e.Kind {
	case Exit:
		return fmt.Sprintf("python: exit with status %d", e.Status)
	case Internal:
		return "python: internal error of the interpreter: " + e.Message
	}
	var b strings.Builder
	b.WriteString("python: " + e.Class)
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Kind == SyntaxError && e.Line > 0 {
		fmt.Fprintf(&b, " (%s, line %d)", e.File, e.Line)
	}
	return b.String()
}

// Limit names a limit.
type Limit string

// The limits.
const (
	// LimitWall is Limits.Wall, in nanoseconds.
	LimitWall Limit = "timeout"
	// LimitMemory is Limits.Memory, in bytes. Used is the memory that was in use when
	// more was refused.
	LimitMemory Limit = "memory"
	// LimitOutput is Limits.Output, in bytes.
	LimitOutput Limit = "output"
	// LimitResult is Limits.Result, in bytes.
	LimitResult Limit = "result"
	// LimitCode is Limits.Code, in bytes. Nothing was run.
	LimitCode Limit = "code"
	// LimitInput is Limits.Input, in bytes. Nothing was run.
	LimitInput Limit = "input"
	// LimitFuel is Limits.Fuel.
	LimitFuel Limit = "fuel"
	// LimitHostCalls is Limits.HostCalls, in calls.
	LimitHostCalls Limit = "host calls"
	// LimitLoad is Config.LoadTimeout, in nanoseconds. It ends Open, not a run.
	LimitLoad Limit = "load"
	// LimitStack is the stack of the guest's code: 2 MiB, which nothing changes.
	LimitStack Limit = "stack"
	// LimitHandles is Limits.Handles.
	LimitHandles Limit = "handles"
)

// Field is the field of Config that sets the limit, "Limits.Wall" say. It is empty
// for LimitStack, which nothing sets.
func (l Limit) Field() string {
	switch l {
	case LimitWall:
		return "Limits.Wall"
	case LimitMemory:
		return "Limits.Memory"
	case LimitOutput:
		return "Limits.Output"
	case LimitResult:
		return "Limits.Result"
	case LimitCode:
		return "Limits.Code"
	case LimitInput:
		return "Limits.Input"
	case LimitFuel:
		return "Limits.Fuel"
	case LimitHostCalls:
		return "Limits.HostCalls"
	case LimitHandles:
		return "Limits.Handles"
	case LimitLoad:
		return "LoadTimeout"
	}
	return ""
}

// Unit is what the limit counts: "ns", "bytes", "calls", "fuel" or "handles".
func (l Limit) Unit() string {
	switch l {
	case LimitWall, LimitLoad:
		return "ns"
	case LimitFuel:
		return "fuel"
	case LimitHostCalls:
		return "calls"
	case LimitHandles:
		return "handles"
	}
	return "bytes"
}

// LimitError says which limit of the host ended a run, or Open. Only the host makes
// one: nothing that the code prints, raises or returns can become one.
type LimitError struct {
	Limit Limit
	// Max is the limit, Used what was used as it was met, in Limit.Unit.
	Max, Used int64
	// Step is what Open was doing as LimitLoad ended it, and empty otherwise.
	Step LoadStep
	// Python is the uncaught exception that a memory limit ended as.
	Python *PythonError
	// Cause is what stopped the guest's code, a *host.Trap mostly; it may be nil.
	Cause error
}

func (e *LimitError) Error() string {
	switch e.Limit {
	case LimitWall:
		return fmt.Sprintf("sandbox: timeout: stopped after %s, the limit is %s (Config.Limits.Wall)", time.Duration(e.Used), time.Duration(e.Max))
	case LimitLoad:
		return fmt.Sprintf("sandbox: load: the guest was not ready after %s, still %s; Config.LoadTimeout sets this limit", time.Duration(e.Max), e.Step)
	case LimitMemory:
		return fmt.Sprintf("sandbox: memory: the limit is %d bytes (Config.Limits.Memory), %d were in use, and more were asked for", e.Max, e.Used)
	case LimitStack:
		return fmt.Sprintf("sandbox: stack: calls are nested deeper than the %d bytes of the stack allow", e.Max)
	}
	return fmt.Sprintf("sandbox: %s: the limit is %d %s (Config.%s), and %d were used", e.Limit, e.Max, e.Limit.Unit(), e.Limit.Field(), e.Used)
}

// Unwrap gives Python, and Cause.
func (e *LimitError) Unwrap() []error {
	var errs []error
	if e.Python != nil {
		errs = append(errs, e.Python)
	}
	if e.Cause != nil {
		errs = append(errs, e.Cause)
	}
	return errs
}

// HostError says that a part of the host's program, not the code and not the guest,
// ended a run: a tool that panicked, a writer that failed, or a system that has no
// memory or no addresses for the guest.
type HostError struct {
	// Where names the part: `tool "search"`, "starting the guest", or the function of
	// the host that was called, by its name in Usage.HostCalls.
	Where string
	// Err is the cause. After a panic it is a *host.PanicError, with the value and the
	// stack.
	Err error
}

func (e *HostError) Error() string {
	return "sandbox: the host's program: " + e.Where + ": " + e.Err.Error()
}

// Unwrap is the cause.
func (e *HostError) Unwrap() error { return e.Err }

// startingGuest is the Where of an instance that could not be made.
const startingGuest = "starting the guest"

// hostFailure makes a trap that the host caused a *HostError, and leaves other
// errors as they are. Limits and the end of a context are not failures.
func hostFailure(where string, err error) error {
	var system *host.SystemError
	if errors.As(err, &system) {
		return &HostError{Where: where, Err: system}
	}
	var trap *host.Trap
	if !errors.As(err, &trap) || trap.Code != host.TrapHost || trap.Cause == nil {
		return err
	}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(trap.Cause, known) {
			return err
		}
	}
	if errors.As(trap.Cause, new(*host.LimitError)) || errors.As(trap.Cause, new(*LimitError)) {
		return err
	}
	return &HostError{Where: where, Err: trap.Cause}
}

// BusyError says that all turns were taken as a run with Program.NoWait came.
type BusyError struct {
	// Turns is how many runs go on at a time: Config.Concurrency.
	Turns int
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("busy: all %d turns are taken; try again later, or raise Config.Concurrency", e.Turns)
}

// CodeError says why a text was not given to the interpreter: it is not UTF-8, or has
// a NUL byte in it.
type CodeError struct {
	// Offset is the place of the first wrong byte, counted from 0, and Line its line,
	// counted from 1.
	Offset, Line int
	// Message is what is wrong there.
	Message string
}

func (e *CodeError) Error() string {
	return fmt.Sprintf("sandbox: code: offset %d, line %d: %s", e.Offset, e.Line, e.Message)
}
