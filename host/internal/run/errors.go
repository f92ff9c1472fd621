package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// Errors that package host documents.
var (
	ErrClosed    = errors.New("host: closed")
	ErrReentered = errors.New("host: the instance is being called already")
)

// TypeError is documented in package host.
type TypeError struct {
	Message string
}

func (e *TypeError) Error() string { return e.Message }

// PoisonedError is documented in package host.
type PoisonedError struct {
	// First is the error of the call that trapped.
	First error
}

func (e *PoisonedError) Error() string {
	return fmt.Sprintf("host: the instance cannot be entered after a trap: %v", e.First)
}

// Unwrap gives the first trap.
func (e *PoisonedError) Unwrap() error { return e.First }

// SnapshotError is documented in package host.
type SnapshotError struct {
	Reason string
	// Err is the cause where there is one: a *PoisonedError after a trap.
	Err error
}

func (e *SnapshotError) Error() string { return "host: no snapshot: " + e.Reason }

// Unwrap gives the cause.
func (e *SnapshotError) Unwrap() error { return e.Err }

// Trap makes the public error of what ended a call or an instantiation.
type Trap func(ctx context.Context, err error) error

// Closed makes the engine's error of something that is closed ErrClosed, and
// leaves others as they are.
func Closed(err error) error {
	if errors.Is(err, engine.ErrClosed) {
		return ErrClosed
	}
	return err
}

// hostsOwn says whether an error is one of the host's own values.
func hostsOwn(err error) bool {
	var v *canon.ValueError
	var t *TypeError
	return errors.As(err, &v) || errors.As(err, &t)
}
