package run

import (
	"context"
	"errors"

	"github.com/vivarium-wasm/vivarium/host/fault"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// Errors that package host documents.
var (
	ErrClosed    = errors.New("host: closed")
	ErrReentered = errors.New("host: the instance is being called already")
)

// The errors of package host that are made here.
type (
	TypeError     = fault.TypeError
	PoisonedError = fault.PoisonedError
	SnapshotError = fault.SnapshotError
)

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
	var t *TypeError
	return errors.As(err, &t)
}
