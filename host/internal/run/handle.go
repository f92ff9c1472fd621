package run

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
)

// Handle is what package abi's Handle is made of.
type Handle struct {
	inst *Instance
	res  *canon.Resource
	rep  canon.Rep
	// own says that the host owns the resource; otherwise it is lent for the
	// crossing that has this serial number in frame.
	own    bool
	gone   bool
	life   uint64 // of the instance: its Restore ends all handles
	frame  *Frame
	serial uint64
}

// Name is what the resource type is called, for messages.
func (h *Handle) Name() string { return h.res.Name }

// Drop ends the resource: the component's destructor runs (CanonicalABI.md,
// canon_resource_drop).
func (h *Handle) Drop(ctx context.Context) error {
	if h.gone || !h.own {
		return nil
	}
	i := h.inst
	if err := i.begin(ctx); err != nil {
		return err
	}
	defer i.leave()
	if h.life != i.life {
		return nil
	}
	h.gone = true
	i.handles--
	res := i.prepared.Resources[h.res.Index]
	if err := i.destroy(res, h.rep, nil); err != nil {
		err = i.trap(ctx, err)
		i.poison = err
		return err
	}
	return nil
}

// NewHandle makes the host the owner of rep.
func (f *Frame) NewHandle(r *canon.Resource, rep canon.Rep) *Handle {
	if f.Cx.Err() != nil {
		return nil
	}
	f.Inst.handles++
	return &Handle{inst: f.Inst, res: r, rep: rep, own: true, life: f.Inst.life}
}

// NewBorrow lends rep to the host for the crossing.
func (f *Frame) NewBorrow(r *canon.Resource, rep canon.Rep) *Handle {
	if f.Cx.Err() != nil {
		return nil
	}
	return &Handle{inst: f.Inst, res: r, rep: rep, frame: f, serial: f.serial, life: f.Inst.life}
}

// usable says whether h is good for resource r of the call's instance.
func (f *Frame) usable(r *canon.Resource, h *Handle) error {
	switch {
	case h == nil:
		return &TypeError{Message: "resource " + r.Name + ": no handle is given"}
	case h.inst != f.Inst || h.res != r:
		return &TypeError{Message: "resource " + r.Name + ": the handle belongs to another resource or instance"}
	case h.gone, h.life != f.Inst.life:
		return &TypeError{Message: "resource " + r.Name + ": the handle was dropped or given away"}
	case !h.own && (h.frame.serial != h.serial || h.frame.Inst.depth == 0):
		return &TypeError{Message: "resource " + r.Name + ": the call that the handle was lent for is over"}
	}
	return nil
}

// TakeHandle takes the resource from the host.
func (f *Frame) TakeHandle(r *canon.Resource, h *Handle) (canon.Rep, error) {
	if err := f.usable(r, h); err != nil {
		return canon.Rep{}, err
	}
	if !h.own {
		return canon.Rep{}, borrowed(r)
	}
	h.gone = true
	f.Inst.handles--
	return h.rep, nil
}

// LendHandle lends what the host owns, or was lent itself.
func (f *Frame) LendHandle(r *canon.Resource, h *Handle) (canon.Rep, error) {
	if err := f.usable(r, h); err != nil {
		return canon.Rep{}, err
	}
	return h.rep, nil
}

// handles is a frame as dynamic values see it.
type handles Frame

// Lift implements canon.Handles.
func (h *handles) Lift(r *canon.Resource, rep canon.Rep, own bool) any {
	f := (*Frame)(h)
	lifted := f.NewBorrow
	if own {
		lifted = f.NewHandle
	}
	return f.Inst.prepared.cfg.Handle(lifted(r, rep))
}

// Lower implements canon.Handles.
func (h *handles) Lower(r *canon.Resource, v any, own bool) (canon.Rep, error) {
	f := (*Frame)(h)
	handle := f.Inst.prepared.cfg.HandleOf(v)
	if own {
		return f.TakeHandle(r, handle)
	}
	return f.LendHandle(r, handle)
}
