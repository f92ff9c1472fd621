package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
)

// Handle is a resource that a component implements, in the hands of the host.
// It is used as the instance it belongs to is: from one goroutine at a time.
type Handle struct{}

// Drop ends the resource: the component's destructor runs. A Handle that was
// dropped, given back, or lent for a call that is over is no use any more.
func (h *Handle) Drop(ctx context.Context) error { return errUnfinished }

func (c *Call) newHandle(r *abi.Resource, rep abi.Rep) *Handle        { return nil }
func (c *Call) newBorrow(r *abi.Resource, rep abi.Rep) *Handle        { return nil }
func (c *Call) takeHandle(r *abi.Resource, h *Handle) (abi.Rep, bool) { return abi.Rep{}, false }
func (c *Call) lendHandle(r *abi.Resource, h *Handle) (abi.Rep, bool) { return abi.Rep{}, false }
