package host

import (
	"errors"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/types"
)

var errUnfinished = errors.New("host: not built yet")

type raw = struct{ Lo, Hi uint64 }

const maxFlat = 17

type boundary struct {
	name      string
	resources []struct {
		typ *types.Resource
		res *abi.Resource
	}
}

// Invoke calls the function, with the parameters that were set.
func (c *Call) Invoke() {}

// End ends the call: post-return runs, the instance is left. Its error is the
// first of the call.
func (c *Call) End() error { return nil }
