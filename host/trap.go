package host

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/fault"
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// TrapCode says why a component trapped.
type TrapCode uint8

// String gives the reason in the words of WebAssembly's test suites: "unreachable".
func (c TrapCode) String() string { return engine.TrapCode(c).String() }

// The reasons for a trap.
const (
	TrapStackOverflow          = TrapCode(engine.TrapStackOverflow)
	TrapMemoryOutOfBounds      = TrapCode(engine.TrapMemoryOutOfBounds)
	TrapTableOutOfBounds       = TrapCode(engine.TrapTableOutOfBounds)
	TrapIndirectCallToNull     = TrapCode(engine.TrapIndirectCallToNull)
	TrapBadSignature           = TrapCode(engine.TrapBadSignature)
	TrapIntegerOverflow        = TrapCode(engine.TrapIntegerOverflow)
	TrapIntegerDivisionByZero  = TrapCode(engine.TrapIntegerDivisionByZero)
	TrapBadConversionToInteger = TrapCode(engine.TrapBadConversionToInteger)
	TrapUnreachable            = TrapCode(engine.TrapUnreachable)
	TrapNullReference          = TrapCode(engine.TrapNullReference)
	TrapArrayOutOfBounds       = TrapCode(engine.TrapArrayOutOfBounds)
	TrapAllocationTooLarge     = TrapCode(engine.TrapAllocationTooLarge)
	TrapCastFailure            = TrapCode(engine.TrapCastFailure)
	TrapOutOfFuel              = TrapCode(engine.TrapOutOfFuel)
	// TrapInterrupt: the context ended, or Interrupt was called. The cause is
	// the context's error.
	TrapInterrupt = TrapCode(engine.TrapInterrupt)
	// TrapHost: a function of the host failed, or a limit was met. The cause is
	// its error.
	TrapHost = TrapCode(engine.TrapHost)
	// TrapException: an exception was not caught.
	TrapException = TrapCode(engine.TrapException)
	// TrapABI: a rule of the canonical ABI was broken.
	TrapABI = TrapCode(engine.TrapABI)
	// TrapExceptionHeap: there was no memory for an exception that was thrown, or
	// for an object of core code's garbage-collected types.
	TrapExceptionHeap = TrapCode(engine.TrapExceptionHeap)
)

// Frame is a function on the stack of a component that trapped.
type Frame struct {
	// Module and Func are the names that the module's name section has, or empty.
	Module, Func string
	// Index is that of the function in its module.
	Index uint32
	// FuncOffset and ModuleOffset say where in the function it was: in bytes from
	// the start of the function's body and of the module. They are math.MaxUint64
	// where they are not known.
	FuncOffset, ModuleOffset uint64
}

// PanicError is the cause of a trap after a function of the host panicked: see
// [fault.PanicError].
type PanicError = fault.PanicError

// Trap is the error of a call in which the component could not go on. %v is one
// line; %+v has the stack as well.
type Trap struct {
	Code    TrapCode
	Message string
	// Frames is the stack of the component, innermost first, cut where it is long.
	Frames []Frame
	// Cause is what errors.Is and errors.As look at: the error of a function of
	// the host, a *LimitError, or the error of the context. It is nil where the
	// component failed by itself.
	Cause error
}

func (t *Trap) Error() string { return "trap: " + t.Message }

// Unwrap gives the cause.
func (t *Trap) Unwrap() error { return t.Cause }

// Format implements fmt.Formatter.
func (t *Trap) Format(s fmt.State, verb rune) {
	text := t.Error()
	if verb == 'v' && s.Flag('+') {
		var b strings.Builder
		b.WriteString(text)
		for _, f := range t.Frames {
			name := f.Func
			if name == "" {
				name = fmt.Sprintf("function %d", f.Index)
			}
			if f.Module != "" {
				name = f.Module + "!" + name
			}
			fmt.Fprintf(&b, "\n\tat %s", name)
			if f.ModuleOffset != math.MaxUint64 {
				fmt.Fprintf(&b, " (0x%x)", f.ModuleOffset)
			}
		}
		text = b.String()
	}
	switch verb {
	case 'q':
		fmt.Fprintf(s, "%q", text)
	default:
		fmt.Fprint(s, text)
	}
}

// trapOf makes the public error of what ended a call or an instantiation.
func trapOf(ctx context.Context, err error) error {
	t := &Trap{Code: TrapHost, Message: err.Error(), Cause: err}
	var core *engine.Trap
	if errors.As(err, &core) {
		t.Code, t.Message, t.Frames, t.Cause = TrapCode(core.Code), core.Message, frames(core.Frames), core.Cause
		if t.Code == TrapInterrupt {
			t.Cause = interruption(ctx, core.Cause)
			t.Message += ": " + t.Cause.Error()
			return t
		}
		if t.Cause == nil {
			return t
		}
		// Frames that the trap went through on its way are not worth keeping
		// apart: the innermost has the whole stack.
		var inner *engine.Trap
		if errors.As(t.Cause, &inner) {
			return trapOf(ctx, t.Cause)
		}
		t.Message = t.Cause.Error()
	}
	var limit *engine.InstanceLimitError
	if errors.As(err, &limit) {
		t.Cause = &LimitError{Limit: limit.Limit, Max: limit.Max, Used: limit.Used}
		t.Message = t.Cause.Error()
	}
	var rule *canon.TrapError
	if errors.As(err, &rule) {
		t.Code, t.Message, t.Cause = TrapABI, rule.Message, nil
	}
	return t
}

func frames(of []engine.Frame) []Frame {
	out := make([]Frame, len(of))
	for i, f := range of {
		out[i] = Frame(f)
	}
	return out
}

// interruption is the cause of a trap by which the host stopped guest code.
func interruption(ctx context.Context, cause error) error {
	if ctx != nil {
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if errors.Is(cause, engine.ErrDeadline) {
		// The engine's clock was faster than the context's.
		return context.DeadlineExceeded
	}
	return ErrInterrupted
}
