package host

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// boundary is a canonical definition of this component.
func (s *scope) boundary(name string, t *types.Func, o component.Options, d abi.Direction) (*boundary, error) {
	fn, err := s.compiler.Func(t)
	if err != nil {
		return nil, &LinkError{Where: name, Message: err.Error()}
	}
	b := &boundary{
		prepared: s.prepared, name: name, typ: t, fn: fn, inst: s.inst,
		opts:   abi.Options{Encoding: abi.Encoding(o.Encoding), Memory64: o.Memory64},
		memory: none, realloc: none, post: none, core: none,
	}
	if o.Memory != nil {
		b.memory = s.walker.memory(s.item(*o.Memory).(*coreItem))
	}
	for _, f := range []struct {
		ref *component.Ref
		to  *int
	}{{o.Realloc, &b.realloc}, {o.PostReturn, &b.post}} {
		if f.ref == nil {
			continue
		}
		if *f.to, err = s.function(s.item(*f.ref).(*coreItem)); err != nil {
			return nil, err
		}
	}
	b.flatten(d)
	for _, r := range resourcesOf(t) {
		if res := s.resources[r]; res != nil {
			b.resources = append(b.resources, resourceRef{r, &res.Resource})
		}
	}
	return b, nil
}

func (s *scope) lift(d *component.Lift) (item, error) {
	b, err := s.boundary("a lifted function", d.Type, d.Options, abi.Lift)
	if err != nil {
		return nil, err
	}
	if b.core, err = s.function(s.item(d.Core).(*coreItem)); err != nil {
		return nil, err
	}
	return &funcItem{lift: b}, nil
}

// lower makes a core function of a component function.
func (s *scope) lower(d *component.Lower) (item, error) {
	f, ok := s.item(d.Func).(*funcItem)
	if !ok {
		return nil, fmt.Errorf("host: function %d is not there", d.Func.Index)
	}
	name := "a function of another component"
	if f.host != nil {
		name = f.imported.String()
	}
	b, err := s.boundary(name, d.Type, d.Options, abi.Lower)
	if err != nil {
		return nil, err
	}
	if f.lift != nil {
		return s.hostFn(b.name, coreTypes(b.params), coreTypes(b.result), pass(b, f.lift)), nil
	}
	fn := f.host.fn
	if f.host.dynamic != nil {
		fn = dynamicFunc(f.host.dynamic)
	}
	if f.host.typ != nil {
		if err := s.prepared.hostResources(b, f.host.typ); err != nil {
			return nil, err
		}
	}
	if b.opts.Memory64 && f.host.dynamic == nil && !f.host.missing {
		return nil, &LinkError{Where: name, Message: "the component has a 64-bit memory, for which the host needs a dynamic function"}
	}
	imported := f.imported
	if imported.Type == nil {
		imported.Type = d.Type
	}
	return s.hostFn(b.name, coreTypes(b.params), coreTypes(b.result), b.lowered(s.intercept(imported, fn))), nil
}

// hostFn makes a core function that is Go code.
func (w *walker) hostFn(name string, params, results []engine.ValType, fn engine.HostFunc) *coreItem {
	h := w.engine.NewHostFunc(name, params, results, fn)
	w.plan.hostFns = append(w.plan.hostFns, h)
	return &coreItem{host: h}
}

var coreValTypes = [...]engine.ValType{abi.I32: engine.I32, abi.I64: engine.I64, abi.F32: engine.F32, abi.F64: engine.F64}

func coreTypes(cs []abi.Core) []engine.ValType {
	out := make([]engine.ValType, len(cs))
	for i, c := range cs {
		out[i] = coreValTypes[c]
	}
	return out
}

// lowered is canon lower of a function of the host.
func (b *boundary) lowered(fn HostFunc) engine.HostFunc {
	return func(s *engine.Store, args []raw) error {
		i := s.Data().(*Instance)
		if err := i.components[b.inst].Leave(); err != nil {
			return err
		}
		c := i.push(b)
		c.core = args
		var out uint64
		if b.resultSpilled {
			out = c.pointer(args[b.resultPointer].Lo)
		}
		if b.paramsSpilled && !c.cx.Check(c.pointer(args[0].Lo), b.paramSize, b.paramAlign) {
			return c.cx.Err()
		}
		fn(c)
		if b.resultSpilled {
			c.cx.Check(out, b.resultSize, b.resultAlign)
		}
		if err := c.cx.Err(); err != nil {
			return err
		}
		c.scope.DeliverResolve(&c.cx.Inst.Handles)
		i.pop(1)
		return nil
	}
}

// pass is canon lower of a function that another component lifts: values go
// from the memory of the one to that of the other.
func pass(caller, callee *boundary) engine.HostFunc {
	return func(s *engine.Store, args []raw) error {
		i := s.Data().(*Instance)
		from, to := &i.components[caller.inst], &i.components[callee.inst]
		if err := from.Leave(); err != nil {
			return err
		}
		if err := to.EnterFrom(from); err != nil {
			return err
		}
		a, b := i.push(caller), i.push(callee)
		a.core, b.core = args, b.buf[:]

		var in, out [maxFlat]uint64
		for n := range caller.params {
			in[n] = args[n].Lo
		}
		abi.TransferParams(&a.cx, &b.cx, caller.fn, callee.fn, in[:], out[:])
		for n := range callee.params {
			b.core[n].Lo = out[n]
		}
		b.Invoke()
		a.cx.Refresh()
		a.cx.Fail(b.cx.Err())
		pointer := in[caller.resultPointer]
		in[0] = b.core[0].Lo
		abi.TransferResult(&b.cx, &a.cx, callee.fn, caller.fn, in[:], out[:], pointer)
		if err := a.cx.Err(); err != nil {
			return err
		}
		if err := b.finish(); err != nil {
			return err
		}
		if caller.flatResults > 0 {
			args[0].Lo = out[0]
		}
		to.LeaveTo(from)
		a.scope.DeliverResolve(&from.Handles)
		i.pop(2)
		return nil
	}
}

func (s *scope) resourceDef(d *component.ResourceDef) error {
	res := &resource{Resource: abi.Resource{Name: d.Resource.Name, Impl: s.inst, Index: len(s.plan.resources)}, dtor: none}
	if d.Dtor != nil {
		dtor, err := s.function(s.item(*d.Dtor).(*coreItem))
		if err != nil {
			return err
		}
		res.dtor = dtor
	}
	s.plan.resources = append(s.plan.resources, res)
	s.resources[d.Resource] = res
	return nil
}

var (
	i32     = []engine.ValType{engine.I32}
	nothing = []engine.ValType{}
)

// repType is the core type of a resource's representation, and representation
// what a core value of it stands for.
func repType(t types.CoreValType) []engine.ValType {
	if t == types.I64 {
		return []engine.ValType{engine.I64}
	}
	return i32
}

func representation(t types.CoreValType, v uint64) uint64 {
	if t == types.I64 {
		return v
	}
	return uint64(uint32(v))
}

// component is the state of a component instance that calls a canonical
// function.
func (i *Instance) component(inst int) (*abi.Instance, error) {
	ci := &i.components[inst]
	return ci, ci.Leave()
}

func (s *scope) resourceNew(d *component.ResourceNew) (item, error) {
	inst, res := s.inst, s.resources[d.Resource]
	return s.hostFn("resource.new "+res.Name, repType(d.Rep), i32, func(st *engine.Store, args []raw) error {
		ci, err := st.Data().(*Instance).component(inst)
		if err != nil {
			return err
		}
		h, err := ci.Handles.New(&res.Resource, representation(d.Rep, args[0].Lo))
		args[0].Lo = uint64(h)
		return err
	}), nil
}

func (s *scope) resourceRep(d *component.ResourceRep) (item, error) {
	inst, res := s.inst, s.resources[d.Resource]
	return s.hostFn("resource.rep "+res.Name, i32, repType(d.Rep), func(st *engine.Store, args []raw) error {
		ci := &st.Data().(*Instance).components[inst]
		rep, err := ci.Handles.Rep(&res.Resource, uint32(args[0].Lo))
		args[0].Lo = rep
		return err
	}), nil
}

func (s *scope) resourceDrop(d *component.ResourceDrop) (item, error) {
	inst, res := s.inst, s.resources[d.Resource]
	return s.hostFn("resource.drop "+res.Name, i32, nothing, func(st *engine.Store, args []raw) error {
		i := st.Data().(*Instance)
		ci, err := i.component(inst)
		if err != nil {
			return err
		}
		rep, own, err := ci.Handles.Drop(&res.Resource, uint32(args[0].Lo))
		if err != nil || !own {
			return err
		}
		return i.destroy(res, rep, ci)
	}), nil
}

// destroy runs the destructor of a resource for the component instance that
// owned it, nil for the host.
func (i *Instance) destroy(res *resource, rep abi.Rep, owner *abi.Instance) error {
	if res.Impl == abi.HostImpl {
		if res.drop == nil {
			return nil
		}
		return res.drop(i.ctx, rep.Host)
	}
	impl := &i.components[res.Impl]
	if err := impl.EnterFrom(owner); err != nil {
		return err
	}
	if res.dtor != none {
		args := [1]raw{{Lo: rep.Core}}
		if err := i.store.Call(&i.funcs[res.dtor], args[:]); err != nil {
			return err
		}
	}
	impl.LeaveTo(owner)
	return nil
}
