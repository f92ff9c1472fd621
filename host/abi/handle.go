package abi

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/run"
)

// Handle is a resource that a component implements, in the hands of the host. It is
// used as its instance is: from one goroutine at a time.
type Handle run.Handle

// Name is the name of the resource type, for messages. It is empty for a nil Handle.
func (h *Handle) Name() string {
	if h == nil {
		return ""
	}
	return (*run.Handle)(h).Name()
}

// Drop ends the resource: the component's destructor runs (CanonicalABI.md,
// canon_resource_drop), and the Handle cannot be used any more.
//
// Drop does nothing for a Handle that was dropped or given back before, that was
// lent to the host, or that is nil. An instance that is closed runs no destructors.
// The errors are those of Instance.Call. While a call is in progress nothing is
// dropped, and the error is ErrReentered.
func (h *Handle) Drop(ctx context.Context) error {
	if h == nil {
		return nil
	}
	return (*run.Handle)(h).Drop(ctx)
}

// PublicHandle is a Handle as dynamic values have it. It is for package host alone.
func PublicHandle(h *run.Handle) any { return (*Handle)(h) }

// HandleOf is the reverse of PublicHandle: nil for a value that is no Handle. It is for
// package host alone.
func HandleOf(v any) *run.Handle {
	h, _ := v.(*Handle)
	return (*run.Handle)(h)
}
