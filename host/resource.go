package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
)

// Handle is a resource that a component implements, in the hands of the host.
// It is used as the instance it belongs to is: from one goroutine at a time.
type Handle struct {
	inst *Instance
	res  *abi.Resource
	rep  abi.Rep
	// own says that the host owns the resource; otherwise it is lent for the
	// crossing that has this serial number in call.
	own    bool
	gone   bool
	call   *Call
	serial uint64
}

// Name is what the resource type is called, for messages.
func (h *Handle) Name() string { return h.res.Name }

// Drop ends the resource: the component's destructor runs (CanonicalABI.md,
// canon_resource_drop). A Handle that was dropped or given back is no use any more,
// and to drop it again does nothing; nor does to drop one that was lent to the
// host. Errors are those of Instance.Call. While a call is in progress nothing is
// dropped and the error is ErrReentered. An instance that is closed runs no
// destructors of its own resources.
func (h *Handle) Drop(ctx context.Context) error {
	if h.gone || !h.own {
		return nil
	}
	i := h.inst
	if err := i.begin(ctx); err != nil {
		return err
	}
	defer i.leave()
	h.gone = true
	i.handles--
	res := i.prepared.plan.Resources[h.res.Index]
	if err := i.destroy(res, h.rep, nil); err != nil {
		err = trapOf(ctx, err)
		i.poison = err
		return err
	}
	return nil
}

// newHandle makes the host the owner of rep.
func (c *Call) newHandle(r *abi.Resource, rep abi.Rep) *Handle {
	if c.cx.Err() != nil {
		return nil
	}
	c.inst.handles++
	return &Handle{inst: c.inst, res: r, rep: rep, own: true}
}

// newBorrow lends rep to the host for the crossing.
func (c *Call) newBorrow(r *abi.Resource, rep abi.Rep) *Handle {
	if c.cx.Err() != nil {
		return nil
	}
	return &Handle{inst: c.inst, res: r, rep: rep, call: c, serial: c.serial}
}

// usable says whether h is good for resource r of the call's instance.
func (c *Call) usable(r *abi.Resource, h *Handle) error {
	switch {
	case h == nil:
		return &TypeError{Message: "resource " + r.Name + ": no handle is given"}
	case h.inst != c.inst || h.res != r:
		return &TypeError{Message: "resource " + r.Name + ": the handle is of another resource or instance"}
	case h.gone:
		return &TypeError{Message: "resource " + r.Name + ": the handle was dropped or given away"}
	case !h.own && (h.call.serial != h.serial || h.call.inst.depth == 0):
		return &TypeError{Message: "resource " + r.Name + ": the call that the handle was lent for is over"}
	}
	return nil
}

// takeHandle takes the resource from the host.
func (c *Call) takeHandle(r *abi.Resource, h *Handle) (abi.Rep, error) {
	if err := c.usable(r, h); err != nil {
		return abi.Rep{}, err
	}
	if !h.own {
		return abi.Rep{}, borrowed(r)
	}
	h.gone = true
	c.inst.handles--
	return h.rep, nil
}

// lendHandle lends what the host owns, or was lent itself.
func (c *Call) lendHandle(r *abi.Resource, h *Handle) (abi.Rep, error) {
	if err := c.usable(r, h); err != nil {
		return abi.Rep{}, err
	}
	return h.rep, nil
}

// handles is a Call as dynamic values see it.
type handles Call

// Lift implements abi.Handles.
func (h *handles) Lift(r *abi.Resource, rep abi.Rep, own bool) any {
	c := (*Call)(h)
	if own {
		return c.newHandle(r, rep)
	}
	return c.newBorrow(r, rep)
}

// Lower implements abi.Handles.
func (h *handles) Lower(r *abi.Resource, v any, own bool) (abi.Rep, error) {
	c := (*Call)(h)
	handle, _ := v.(*Handle)
	if own {
		return c.takeHandle(r, handle)
	}
	return c.lendHandle(r, handle)
}
