package fault

import "fmt"

// LimitError says that a component asked for more than the limits of its instance
// grant. Nothing of what it asked for was copied or allocated. It is the cause of a
// trap.
type LimitError struct {
	// Limit names the limit: "lift bytes", "lift elements" or "handles" in a call;
	// "memory", "tables" and the like while an instance starts.
	Limit string
	// Max is the limit, and Used what would have been in use. Both are in the
	// limit's unit: bytes for "lift bytes" and "memory", a number of things for the
	// others.
	Max, Used uint64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("limit of %s is %d, asked for %d", e.Limit, e.Max, e.Used)
}

// TypeError is the error of a value or a resource of the host that is not of the
// type that the component wants, or that no component could hold.
type TypeError struct {
	// Message says what is wrong and leads to the place:
	// "greet: argument name: want string, have value.U32".
	Message string
}

func (e *TypeError) Error() string { return e.Message }

// PoisonedError is the error of a call into an instance in which a call has trapped:
// the state of the instance cannot be relied on any more.
type PoisonedError struct {
	// First is the error of the call that trapped, a *host.Trap.
	First error
}

func (e *PoisonedError) Error() string {
	return fmt.Sprintf("host: the instance cannot be entered after a trap: %v", e.First)
}

// Unwrap gives the error of the call that trapped.
func (e *PoisonedError) Unwrap() error { return e.First }

// SnapshotError says why an instance or a component has no snapshot, or why an
// instance cannot start from one.
type SnapshotError struct {
	// Reason says why.
	Reason string
	// Err is the cause where there is one: a *PoisonedError after a trap.
	Err error
}

func (e *SnapshotError) Error() string { return "host: no snapshot: " + e.Reason }

// Unwrap gives the cause.
func (e *SnapshotError) Unwrap() error { return e.Err }

// PanicError is the cause of a trap after a function of the host panicked.
type PanicError struct {
	// Value is what it panicked with.
	Value any
	// Stack is the text of its goroutine's stack then.
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("engine: a host function panicked: %v", e.Value)
}

// Unwrap gives the value of the panic where it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
