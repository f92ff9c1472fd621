package host

import (
	"errors"

	"github.com/vivarium-wasm/vivarium/host/fault"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
)

// Errors that packages beneath this one make. Package fault has their fields.
type (
	// DecodeError is the error of bytes that are not a component in the binary
	// format: see [fault.DecodeError].
	DecodeError = fault.DecodeError
	// ValidationError is the error of a component that breaks a rule of the
	// component model or of WebAssembly: see [fault.ValidationError].
	ValidationError = fault.ValidationError
	// UnsupportedError is the error of a component that uses a feature that this
	// host does not run: see [fault.UnsupportedError].
	UnsupportedError = fault.UnsupportedError
	// LoadLimitError is the error of a component of which a size, a number or a
	// nesting depth is above what is accepted: see [fault.LoadLimitError].
	LoadLimitError = fault.LoadLimitError
	// CoreModuleError is the error of bytes that are a core module, not a component:
	// see [fault.CoreModuleError].
	CoreModuleError = fault.CoreModuleError
	// CacheError is the error of a directory that cannot be the cache of compiled
	// code: see [fault.CacheError].
	CacheError = fault.CacheError
	// SystemError is the error of NewEngine and Instantiate where the system has no
	// address space or memory left: see [fault.SystemError].
	SystemError = fault.SystemError

	// LimitError says that a component asked for more than Limits grant. It is the
	// cause of a *Trap: see [fault.LimitError].
	LimitError = fault.LimitError
	// TypeError is the error of a value or a resource of the host that is not of the
	// type that the component wants: see [fault.TypeError].
	TypeError = fault.TypeError
	// PoisonedError is the error of a call into an instance in which a call has
	// trapped: see [fault.PoisonedError].
	PoisonedError = fault.PoisonedError
	// SnapshotError says why an instance or a component has no snapshot: see
	// [fault.SnapshotError].
	SnapshotError = fault.SnapshotError
)

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

// ErrClosed is the error of every use of something that is closed.
var ErrClosed = run.ErrClosed

// ErrInUse is the error of Engine.Close while something made of the engine is open.
var ErrInUse = errors.New("host: the engine is in use")

// ErrReentered is the error of a call into an instance that is being called.
var ErrReentered = run.ErrReentered

// ErrInterrupted is the cause of a trap after Instance.Interrupt.
var ErrInterrupted = errors.New("host: interrupted")
