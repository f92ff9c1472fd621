package link

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Linked is a component that was linked: the plan, and what the caller binds it to.
type Linked struct {
	Plan *plan.Plan
	Root *plan.Instantiated
	// Funcs are the functions that were offered, by plan.Plan.Imports.
	Funcs []*Func
	// Resources are the host's resource types, by the index in plan.Plan.Resources.
	Resources map[int]*Resource
	// Offered are the host's resource types in the plan, by the type that the host
	// knows them by.
	Offered map[*types.Resource]*plan.Resource
	// Bound says which resource type of the host's code stands for one that a
	// component imports.
	Bound map[*types.Resource]*types.Resource
}

// Use is called by Link for each component and core module that it is about to
// use, with the place of the import: one of the two is nil. An error ends the
// linking.
type Use func(where string, c *plan.ComponentDef, m *plan.Module) error

// Link links a component with what w offers. Errors are those of use, an *Error
// that names the first import that is missing or of another type, or a
// *plan.Error.
func (w *World) Link(c *plan.ComponentDef, use Use) (*Linked, error) {
	r := &resolver{
		World: w, use: use, builder: plan.NewBuilder(),
		composed: make([]plan.Instance, len(w.Composed)),
		out: &Linked{
			Resources: map[int]*Resource{}, Offered: map[*types.Resource]*plan.Resource{}, Bound: map[*types.Resource]*types.Resource{},
		},
	}
	root, err := r.component(c, len(w.Composed), "")
	if err != nil {
		return nil, err
	}
	r.out.Root, r.out.Plan = root, r.builder.Finish()
	return r.out, nil
}

// resolver links one component and those that it draws on.
type resolver struct {
	*World
	use     Use
	builder *plan.Builder
	// matcher compares what components import of each other.
	matcher types.Matcher
	// composed are the exports of the composed components that were linked.
	composed []plan.Instance
	out      *Linked
}

// component links a component, which may draw on the composed ones before a
// number. within is in front of the place in errors.
func (r *resolver) component(c *plan.ComponentDef, before int, within string) (*plan.Instantiated, error) {
	if err := r.use(within+"component", c, nil); err != nil {
		return nil, err
	}
	args := plan.Instance{}
	for _, im := range c.Def.Type.Imports {
		it, err := r.offer(im, before, within+"import "+im.Name)
		if err != nil {
			return nil, err
		}
		args[im.Name] = it
	}
	// The types of functions are compared when every resource is known.
	cmp := types.NewMatcher(r.out.Bound, nil)
	for _, im := range c.Def.Type.Imports {
		if err := r.compare(cmp, im.Type, args[im.Name], within+"import "+im.Name); err != nil {
			return nil, err
		}
	}
	return r.builder.Instantiate(c, args)
}

// offer is what there is for an import.
func (r *resolver) offer(im types.Extern, before int, where string) (plan.Item, error) {
	s := r.source(im, before)
	if s.export != nil {
		return r.fromComponent(im, s, where)
	}
	t, isInstance := im.Type.(*types.Instance)
	if !isInstance {
		return r.export(&r.Top, "", im, where, where)
	}
	if s.host == nil {
		if err := r.nothing(t, r.Top.lacks(im.Name, "instance", where)); err != nil {
			return nil, err
		}
		s.host = &Instance{}
	}
	return r.exports(s.host, im.Name, t, where)
}

// nothing is the error of an instance that is not offered, nil where it does not
// need to be.
func (r *resolver) nothing(t *types.Instance, lacks error) error {
	if e, ok := lacks.(*Error); ok && e.Missing && (r.Unknown != nil || typesOnly(t)) {
		return nil
	}
	return lacks
}

func (r *resolver) exports(n *Instance, instance string, t *types.Instance, where string) (plan.Item, error) {
	inst := make(plan.Instance, len(t.Exports))
	for _, e := range t.Exports {
		it, err := r.export(n, instance, e, where, where+": "+kindWord(e.Type)+" "+e.Name)
		if err != nil {
			return nil, err
		}
		inst[e.Name] = it
	}
	return inst, nil
}

// export is what n has for one of the things that are imported from it. where is
// the place of n, and at that of the thing itself.
func (r *resolver) export(n *Instance, instance string, e types.Extern, where, at string) (plan.Item, error) {
	switch t := e.Type.(type) {
	case *types.Func:
		return r.function(n, instance, e.Name, at)
	case *types.Bound:
		return r.resource(n, e.Name, t, where+": resource "+e.Name)
	case *types.CoreModule:
		return r.module(n, e.Name, t, at)
	case *types.Component:
		return r.subComponent(n, e.Name, t, at)
	case *types.Instance:
		in := n.Instances[e.Name]
		if in == nil {
			if err := r.nothing(t, n.lacks(e.Name, "instance", at)); err != nil {
				return nil, err
			}
			in = &Instance{}
		}
		return r.exports(in, instance+"#"+e.Name, t, at)
	}
	return nil, &Error{Where: where, Message: fmt.Sprintf("%s %s cannot be offered by the host", e.Type.Kind(), e.Name)}
}

func (r *resolver) function(n *Instance, instance, name, where string) (plan.Item, error) {
	f := n.Funcs[name]
	if f == nil && r.Unknown != nil {
		f = r.Unknown(instance, name)
	}
	if f == nil {
		return nil, n.lacks(name, "function", where)
	}
	r.out.Funcs = append(r.out.Funcs, f)
	return r.builder.Import(plan.Import{Instance: instance, Name: name, Type: f.Type, Memory32: f.Memory32}), nil
}

// resource binds a type import: only resources matter.
func (r *resolver) resource(n *Instance, name string, b *types.Bound, where string) (plan.Item, error) {
	if b.Resource == nil {
		return nil, nil
	}
	bound := r.out.Bound
	offered := n.Resources[name]
	if offered == nil {
		if !b.Fresh {
			// Another name of a resource that was bound under its first one.
			if known := bound[b.Resource]; known != nil {
				return r.out.Offered[known], nil
			}
		}
		if r.Unknown == nil {
			return nil, n.lacks(name, "resource", where)
		}
		offered = &Resource{Type: &types.Resource{Name: name}}
	}
	res, added := r.builder.HostResource(offered.Type)
	if added {
		r.out.Resources[res.Index] = offered
		r.out.Offered[offered.Type] = res
	}
	if known, ok := bound[b.Resource]; ok && known != offered.Type {
		return nil, &Error{Where: where, Message: "the host offers two different resources for it"}
	}
	bound[b.Resource] = offered.Type
	return res, nil
}

func (r *resolver) module(n *Instance, name string, t *types.CoreModule, where string) (plan.Item, error) {
	m := n.Modules[name]
	if m == nil {
		return nil, n.lacks(name, "core module", where)
	}
	if err := r.use(where, nil, m); err != nil {
		return nil, err
	}
	if err := r.matcher.Extern(m.Type, t); err != nil {
		return nil, &Error{Where: where, Message: err.Error()}
	}
	return m, nil
}

func (r *resolver) subComponent(n *Instance, name string, t *types.Component, where string) (plan.Item, error) {
	c := n.Components[name]
	if c == nil {
		return nil, n.lacks(name, "component", where)
	}
	if err := r.use(where, c, nil); err != nil {
		return nil, err
	}
	if err := r.matcher.Extern(c.Def.Type, t); err != nil {
		return nil, &Error{Where: where, Message: err.Error()}
	}
	return c.Close(), nil
}

// fromComponent is what a component that was composed exports for an import. The
// component is linked when it is first drawn on.
func (r *resolver) fromComponent(im types.Extern, s source, where string) (plan.Item, error) {
	if err := r.matcher.Extern(s.export.Type, im.Type); err != nil {
		return nil, &Error{Where: where, Message: "the component that offers it differs: " + err.Error()}
	}
	if r.composed[s.by] == nil {
		in, err := r.component(r.Composed[s.by], s.by, where+": ")
		if err != nil {
			return nil, err
		}
		r.composed[s.by] = in.Exports
	}
	return r.composed[s.by][s.export.Name], nil
}

// compare compares the type of what is imported with what the host offers for
// it. Instances are no deeper than validation allows.
func (r *resolver) compare(cmp *types.Matcher, have types.ExternType, it plan.Item, where string) error {
	switch t := have.(type) {
	case *types.Func:
		f, ok := it.(*plan.Func)
		if !ok || f.Lift != nil || r.out.Funcs[f.Import].Type == nil {
			return nil
		}
		if err := cmp.Func(t, r.out.Funcs[f.Import].Type); err != nil {
			return &Error{Where: where, Message: Differs(err)}
		}
	case *types.Instance:
		inst, _ := it.(plan.Instance)
		for _, e := range t.Exports {
			if err := r.compare(cmp, e.Type, inst[e.Name], where+": "+kindWord(e.Type)+" "+e.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func kindWord(t types.ExternType) string {
	if _, ok := t.(*types.Func); ok {
		return "function"
	}
	return t.Kind()
}
