package run

import (
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// CoreFunc is a function of the host as core code calls it, and Store what it is
// called in.
type (
	CoreFunc = engine.HostFunc
	Store    = engine.Store
)

// Enter begins the call of a function of the host that a component lowers (canon
// lower): the frame holds its parameters. Return ends it.
func Enter(s *Store, b *plan.Boundary, args []Raw) (*Frame, error) {
	i := s.Data().(*Instance)
	if err := i.components[b.Instance].Leave(); err != nil {
		return nil, err
	}
	f := i.push(b)
	f.Core = args
	if b.ResultSpilled {
		f.spilled = f.pointer(args[b.ResultPointer].Lo)
	}
	if b.ParamsSpilled && !f.Cx.Check(f.pointer(args[0].Lo), b.ParamsSize, b.ParamsAlign) {
		return nil, f.Cx.Err()
	}
	return f, nil
}

// Return ends what Enter began, once the result is set.
func (f *Frame) Return() error {
	if f.Fn.ResultSpilled {
		f.Cx.Check(f.spilled, f.Fn.ResultSize, f.Fn.ResultAlign)
	}
	if err := f.Cx.Err(); err != nil {
		return err
	}
	f.scope.DeliverResolve(&f.Cx.Inst.Handles)
	f.Inst.pop()
	return nil
}

// fuse is canon lower of a function that another component lifts: values go
// from the memory of the one to that of the other.
func fuse(caller, callee *plan.Boundary) engine.HostFunc {
	return func(s *engine.Store, args []Raw) error {
		i := s.Data().(*Instance)
		from, to := &i.components[caller.Instance], &i.components[callee.Instance]
		if err := from.Leave(); err != nil {
			return err
		}
		if err := to.EnterFrom(from); err != nil {
			return err
		}
		a, b := i.push(caller), i.push(callee)
		a.Core, b.Core = args, b.buf[:]

		var in, out [maxFlat]uint64
		for n := range caller.Params {
			in[n] = args[n].Lo
		}
		canon.TransferParams(&a.Cx, &b.Cx, caller.Func, callee.Func, in[:], out[:])
		for n := range callee.Params {
			b.Core[n].Lo = out[n]
		}
		b.Invoke()
		a.Cx.Refresh()
		a.Cx.Fail(b.Cx.Err())
		pointer := in[caller.ResultPointer]
		in[0] = b.Core[0].Lo
		canon.TransferResult(&b.Cx, &a.Cx, callee.Func, caller.Func, in[:], out[:], pointer)
		if err := a.Cx.Err(); err != nil {
			return err
		}
		if err := b.finish(); err != nil {
			return err
		}
		if len(caller.Results) > 0 {
			args[0].Lo = out[0]
		}
		to.LeaveTo(from)
		a.scope.DeliverResolve(&from.Handles)
		i.pop()
		i.pop()
		return nil
	}
}

// representation is what a core value of the type of a resource's representation
// stands for.
func representation(t types.CoreValType, v uint64) uint64 {
	if t == types.I64 {
		return v
	}
	return uint64(uint32(v))
}

// component is the state of a component instance that calls a canonical
// function.
func (i *Instance) component(inst int) (*canon.Instance, error) {
	ci := &i.components[inst]
	return ci, ci.Leave()
}

// resourceNew is canon resource.new.
func resourceNew(d *plan.ResourceNew) engine.HostFunc {
	return func(st *engine.Store, args []Raw) error {
		ci, err := st.Data().(*Instance).component(d.Instance)
		if err != nil {
			return err
		}
		h, err := ci.Handles.New(&d.Resource.Resource, representation(d.Rep, args[0].Lo))
		args[0].Lo = uint64(h)
		return err
	}
}

// resourceRep is canon resource.rep.
func resourceRep(d *plan.ResourceRep) engine.HostFunc {
	return func(st *engine.Store, args []Raw) error {
		ci := &st.Data().(*Instance).components[d.Instance]
		rep, err := ci.Handles.Rep(&d.Resource.Resource, uint32(args[0].Lo))
		args[0].Lo = rep
		return err
	}
}

// resourceDrop is canon resource.drop.
func resourceDrop(d *plan.ResourceDrop) engine.HostFunc {
	return func(st *engine.Store, args []Raw) error {
		i := st.Data().(*Instance)
		ci, err := i.component(d.Instance)
		if err != nil {
			return err
		}
		rep, own, err := ci.Handles.Drop(&d.Resource.Resource, uint32(args[0].Lo))
		if err != nil || !own {
			return err
		}
		return i.destroy(d.Resource, rep, ci)
	}
}

// destroy runs the destructor of a resource for the component instance that
// owned it, nil for the host.
func (i *Instance) destroy(res *plan.Resource, rep canon.Rep, owner *canon.Instance) error {
	if res.Impl == canon.HostImpl {
		drop := i.prepared.drops[res.Index]
		if drop == nil {
			return nil
		}
		return drop(i.ctx, rep.Host)
	}
	impl := &i.components[res.Impl]
	if err := impl.EnterFrom(owner); err != nil {
		return err
	}
	if res.Dtor != plan.None {
		args := [1]Raw{{Lo: rep.Core}}
		if err := i.store.Call(&i.funcs[res.Dtor], args[:]); err != nil {
			return err
		}
	}
	impl.LeaveTo(owner)
	return nil
}
