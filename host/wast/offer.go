package wast

import (
	"context"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// offers are what components of a script may import: the instances and
// functions that runners of component scripts agree on, and the instances that
// the script gave names to.
type offers struct {
	instances map[string]*instance
	suite     *suiteHost
}

func newOffers() *offers {
	return &offers{instances: map[string]*instance{}, suite: newSuiteHost()}
}

func (o *offers) close() { o.suite.close() }

// instance offers the exports of i under a name. An instance that is not there
// hides an earlier one all the same.
func (o *offers) instance(name string, i *instance) { o.instances[name] = i }

// uses says whether i is offered.
func (o *offers) uses(i *instance) bool {
	for _, other := range o.instances {
		if other == i {
			return true
		}
	}
	return false
}

// linker makes a linker that offers all this.
func (o *offers) linker(ctx context.Context, e *host.Engine) (*host.Linker, error) {
	l := host.NewLinker(e)
	if err := o.suite.offer(ctx, e, l); err != nil {
		return nil, fmt.Errorf("the suite's own host: %w", err)
	}
	for name, i := range o.instances {
		if i.inst != nil {
			i.offer(l.Instance(name), i.prepared.Component().Type().Exports, nil)
		}
	}
	return l, nil
}

// offer offers what the instance exports at path: functions by calls of it,
// resources that it implements as resources of the host.
func (i *instance) offer(n *host.LinkerInstance, exports []types.Extern, path []string) {
	for _, e := range exports {
		at := append(path[:len(path):len(path)], e.Name)
		switch t := e.Type.(type) {
		case *types.Func:
			ref, err := i.prepared.Func(at...)
			if err != nil {
				continue // a function of the host that it hands on
			}
			n.DynamicFunc(e.Name, i.resources.function(t), func(ctx context.Context, args []value.Value) (value.Value, error) {
				return i.inst.Call(ctx, ref, args...)
			})
		case *types.Bound:
			if t.Resource != nil {
				n.Resource(e.Name, i.resources.of(t.Resource), dropHandle)
			}
		case *types.CoreModule:
			if m, err := i.prepared.CoreModule(at...); err == nil {
				n.CoreModule(e.Name, m)
			}
		case *types.Instance:
			i.offer(n.Instance(e.Name), t.Exports, at)
		}
	}
}

// dropHandle drops a resource of another instance.
func dropHandle(ctx context.Context, rep any) error {
	if h, ok := rep.(*host.Handle); ok {
		return h.Drop(ctx)
	}
	return nil
}

// resources are the resource types of one instance, by those of its component,
// which all instances of it share.
type resources struct {
	own    map[*types.Resource]*types.Resource
	values map[types.Type]types.Type // what was made before: types share parts
}

func newResources() resources {
	return resources{map[*types.Resource]*types.Resource{}, map[types.Type]types.Type{}}
}

// of is the instance's type for one of the component.
func (r resources) of(res *types.Resource) *types.Resource {
	if r.own[res] == nil {
		r.own[res] = &types.Resource{Name: res.Name}
	}
	return r.own[res]
}

// function is a function's type with the instance's resources.
func (r resources) function(t *types.Func) *types.Func {
	out := &types.Func{Async: t.Async, Params: make([]types.Param, len(t.Params)), Result: r.value(t.Result)}
	for i, p := range t.Params {
		out.Params[i] = types.Param{Name: p.Name, Type: r.value(p.Type)}
	}
	return out
}

// value is a type with the instance's resources.
func (r resources) value(t types.Type) types.Type {
	if _, primitive := t.(types.Primitive); t == nil || primitive {
		return t
	}
	if r.values[t] == nil {
		r.values[t] = r.replace(t)
	}
	return r.values[t]
}

// replace makes a type anew. Types are no deeper than validation allows.
func (r resources) replace(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Own:
		return &types.Own{Resource: r.of(t.Resource)}
	case *types.Borrow:
		return &types.Borrow{Resource: r.of(t.Resource)}
	case *types.List:
		return &types.List{Elem: r.value(t.Elem), Fixed: t.Fixed, Len: t.Len}
	case *types.Map:
		return &types.Map{Key: r.value(t.Key), Value: r.value(t.Value)}
	case *types.Option:
		return &types.Option{Elem: r.value(t.Elem)}
	case *types.Result:
		return &types.Result{OK: r.value(t.OK), Err: r.value(t.Err)}
	case *types.Tuple:
		out := &types.Tuple{Elems: make([]types.Type, len(t.Elems))}
		for i, e := range t.Elems {
			out.Elems[i] = r.value(e)
		}
		return out
	case *types.Record:
		out := &types.Record{Fields: make([]types.Field, len(t.Fields))}
		for i, f := range t.Fields {
			out.Fields[i] = types.Field{Name: f.Name, Type: r.value(f.Type)}
		}
		return out
	case *types.Variant:
		out := &types.Variant{Cases: make([]types.Case, len(t.Cases))}
		for i, c := range t.Cases {
			out.Cases[i] = types.Case{Name: c.Name, Type: r.value(c.Type)}
		}
		return out
	}
	return t
}
