package host

import (
	"errors"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
)

// The errors of loading.
type (
	// DecodeError says that bytes are not a component in the binary format
	// (Binary.md). Section is the id of the section, or -1 outside of one, Offset
	// counts bytes from the start of the binary, and Message is what is wrong, in
	// the words of the specification's suite. Its kin have Section and Offset too.
	DecodeError = component.FormatError
	// ValidationError says that a component breaks a rule of the component model
	// (Binary.md and Explainer.md), or a core module in it one of WebAssembly's.
	// Message is as in DecodeError; Gate is the feature of the specification, not
	// yet released, under which the rule would not hold, or empty.
	ValidationError = component.ValidationError
	// UnsupportedError says that a component uses what this host does not run.
	// Feature is "async", "threads", "gc" or another of the specification's names,
	// and What the construct that needs it.
	UnsupportedError = component.UnsupportedError
	// LoadLimitError says that a component is larger than any may be: What is the
	// thing that is limited, and Max the most that is accepted.
	LoadLimitError = component.LoadLimitError
	// CoreModuleError says that the bytes are a core module, not a component.
	CoreModuleError = component.CoreModuleError
)

// LimitError says that a component asked for more than Limits grant. It names
// the limit: "lift bytes", "lift elements", "handles", and for what an instance
// starts with "memory", "tables" and the like. Max is the limit and Used what there
// would have been, both in the limit's unit: bytes, or a number of things. It is
// the cause of a *Trap.
type LimitError = canon.LimitError

// CacheError says why a directory cannot be the cache of compiled code: Dir is the
// directory that was asked for, Reason what is wrong with it or with a directory
// above it, and Hint what to do about it. Err is the system's error where there is
// no such directory and it cannot be made, nil where there is one and it is not
// safe.
type CacheError = code.CacheError

// LinkError says why a component cannot be linked.
type LinkError struct {
	// Where names the import or export, outermost first:
	// "import wasi:io/poll@0.2.0: function poll".
	Where string
	// Message says in words what is missing or differs first.
	Message string
	// Missing says that nothing is offered for an import, rather than something
	// that does not fit.
	Missing bool
}

func (e *LinkError) Error() string { return e.Where + ": " + e.Message }

// SystemError is the error of NewEngine and Instantiate where the system refuses the
// process the address space or the memory that they need. Neither the component nor
// its limits are the cause of it.
type SystemError = engine.SystemError

// TypeError says that a value or a resource of the host is not of the type that
// the component wants: Message says what.
type TypeError = run.TypeError

// ErrClosed is the error of every use of something that is closed.
var ErrClosed = run.ErrClosed

// ErrInUse is the error of Engine.Close while something made of the engine is open.
var ErrInUse = errors.New("host: the engine is in use")

// ErrReentered is the error of a call into an instance that is being called.
var ErrReentered = run.ErrReentered

// ErrInterrupted is the cause of a trap after Instance.Interrupt.
var ErrInterrupted = errors.New("host: interrupted")

// PoisonedError is the error of a call into an instance in which a call has
// trapped: its state is not to be relied on any more. First is the error of the
// call that trapped.
type PoisonedError = run.PoisonedError

// SnapshotError says why an instance, or a component, has no snapshot: Reason says it,
// and Err is the cause where there is one, a *PoisonedError after a trap.
type SnapshotError = run.SnapshotError
