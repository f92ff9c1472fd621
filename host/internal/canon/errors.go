package canon

import "fmt"

// TrapError says that a guest broke a rule of the canonical ABI: what the
// specification writes as trap_if. The instance must not be entered again.
type TrapError struct {
	// Message says which rule, and with which value.
	Message string
}

func (e *TrapError) Error() string { return e.Message }

// LimitError says that a guest asked for more than the host grants: nothing of
// what it asked for was copied or allocated.
type LimitError struct {
	// Limit names the limit: "lift bytes", "lift elements" or "handles".
	Limit string
	// Max is the limit, Used what there would have been in use.
	Max, Used uint64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("limit of %s is %d, asked for %d", e.Limit, e.Max, e.Used)
}

// ValueError says that the host's own value cannot be lowered: it is not of the
// type, or no guest could hold it.
type ValueError struct {
	// Message says what is wrong with it.
	Message string
}

func (e *ValueError) Error() string { return e.Message }

func trapf(format string, args ...any) error {
	return &TrapError{Message: fmt.Sprintf(format, args...)}
}

func valuef(format string, args ...any) error {
	return &ValueError{Message: fmt.Sprintf(format, args...)}
}
