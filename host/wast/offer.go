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
			n.DynamicFunc(e.Name, t, func(ctx context.Context, args []value.Value) (value.Value, error) {
				return i.inst.Call(ctx, ref, args...)
			})
		case *types.Bound:
			if t.Resource != nil {
				n.Resource(e.Name, t.Resource, dropHandle)
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
