package canon

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/fault"
)

// TrapError says that a guest broke a rule of the canonical ABI: what the
// specification writes as trap_if. The instance must not be entered again.
type TrapError struct {
	// Message says which rule, and with which value.
	Message string
}

func (e *TrapError) Error() string { return e.Message }

// The errors of package host that are made here.
type (
	LimitError = fault.LimitError
	TypeError  = fault.TypeError
)

func trapf(format string, args ...any) error {
	return &TrapError{Message: fmt.Sprintf(format, args...)}
}

func valuef(format string, args ...any) error {
	return &TypeError{Message: fmt.Sprintf(format, args...)}
}
