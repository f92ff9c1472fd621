package link

import (
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

// Unsatisfied lists the imports of a component of this type that nothing satisfies, with
// their types. Of an instance that is offered in part it lists the missing exports. The
// imports of the composed components that it needs follow. Types are not compared.
func (w *World) Unsatisfied(c *types.Component) []types.Extern { return w.resolve(c).missing }

// Link links a component with what w offers. Errors are those of use, an *Error, or a
// *plan.Error. An *Error names the first of [World.Unsatisfied], or where that is empty
// the first import that is of another type.
func (w *World) Link(c *plan.ComponentDef, use Use) (*Linked, error) {
	if err := use("component", c, nil); err != nil {
		return nil, err
	}
	r := w.resolve(c.Def.Type)
	if r.first != nil {
		return nil, r.first
	}
	l := &linker{
		resolution: r, use: use, builder: plan.NewBuilder(),
		composed: make([]plan.Instance, len(w.Composed)),
		out: &Linked{
			Resources: map[int]*Resource{}, Offered: map[*types.Resource]*plan.Resource{}, Bound: map[*types.Resource]*types.Resource{},
		},
	}
	root, err := l.component(c, len(w.Composed))
	if err != nil {
		return nil, err
	}
	l.out.Root, l.out.Plan = root, l.builder.Finish()
	return l.out, nil
}

// linker makes the plan of a component whose imports are resolved.
type linker struct {
	*resolution
	use     Use
	builder *plan.Builder
	// matcher compares the imports of components with the exports of others.
	matcher types.Matcher
	// composed are the exports of the composed components that were linked.
	composed []plan.Instance
	out      *Linked
}

// component instantiates a component with the answers to its imports. at is the number
// of its part.
func (l *linker) component(c *plan.ComponentDef, at int) (*plan.Instantiated, error) {
	p := l.parts[at]
	args := plan.Instance{}
	for i, im := range p.imports {
		it, err := l.item(&p.answers[i], im, "", p.within+"import "+im.Name)
		if err != nil {
			return nil, err
		}
		args[im.Name] = it
	}
	// The types of functions are compared when every resource is known.
	cmp := types.NewMatcher(l.out.Bound, nil)
	for _, im := range p.imports {
		if err := l.compare(cmp, im, args[im.Name], p.within+"import "+im.Name); err != nil {
			return nil, err
		}
	}
	return l.builder.Instantiate(c, args)
}

// item gives the item of the plan for an import, or for an export of an imported
// instance, which is known by path.
func (l *linker) item(a *answer, e types.Extern, path, where string) (plan.Item, error) {
	switch {
	case a.composed != nil:
		return l.fromComponent(a, e, where)
	case a.function != nil:
		l.out.Funcs = append(l.out.Funcs, a.function)
		return l.builder.Import(plan.Import{Instance: path, Name: e.Name, Type: a.function.Type, Memory32: a.function.Memory32}), nil
	case a.resource != nil:
		return l.resource(a.resource, e.Type.(*types.Bound).Resource, where)
	case a.module != nil:
		if err := l.fits(where, nil, a.module, a.module.Type, e.Type); err != nil {
			return nil, err
		}
		return a.module, nil
	case a.component != nil:
		if err := l.fits(where, a.component, nil, a.component.Def.Type, e.Type); err != nil {
			return nil, err
		}
		return a.component.Close(), nil
	}
	t, ok := e.Type.(*types.Instance)
	if !ok {
		return nil, nil // a name for a type
	}
	inst := make(plan.Instance, len(t.Exports))
	for i, export := range t.Exports {
		it, err := l.item(&a.exports[i], export, join(path, e.Name), inside(where, export))
		if err != nil {
			return nil, err
		}
		inst[export.Name] = it
	}
	return inst, nil
}

// resource binds a resource type that a component imports.
func (l *linker) resource(offered *Resource, imported *types.Resource, where string) (plan.Item, error) {
	res, added := l.builder.HostResource(offered.Type)
	if added {
		l.out.Resources[res.Index] = offered
		l.out.Offered[offered.Type] = res
	}
	if known, ok := l.out.Bound[imported]; ok && known != offered.Type {
		return nil, &Error{Where: where, Message: "the host offers two different resources for it"}
	}
	l.out.Bound[imported] = offered.Type
	return res, nil
}

// fits compares a component or core module that is offered with the import that it is
// for.
func (l *linker) fits(where string, c *plan.ComponentDef, m *plan.Module, offered, imported types.ExternType) error {
	if err := l.use(where, c, m); err != nil {
		return err
	}
	if err := l.matcher.Extern(offered, imported); err != nil {
		return &Error{Where: where, Message: err.Error()}
	}
	return nil
}

// fromComponent gives the export of a composed component that satisfies an import. The
// component is linked when it is first needed.
func (l *linker) fromComponent(a *answer, im types.Extern, where string) (plan.Item, error) {
	if err := l.matcher.Extern(a.composed.Type, im.Type); err != nil {
		return nil, &Error{Where: where, Message: "the component that offers it differs: " + err.Error()}
	}
	if l.composed[a.by] == nil {
		c := l.Composed[a.by]
		if err := l.use(where+": component", c, nil); err != nil {
			return nil, err
		}
		in, err := l.component(c, a.by)
		if err != nil {
			return nil, err
		}
		l.composed[a.by] = in.Exports
	}
	return l.composed[a.by][a.composed.Name], nil
}

// compare compares the type of an import with that of the host's definition. It recurses
// as deep as instances nest, which validation bounds.
func (l *linker) compare(cmp *types.Matcher, e types.Extern, it plan.Item, where string) error {
	switch t := e.Type.(type) {
	case *types.Func:
		f, ok := it.(*plan.Func)
		if !ok || f.Lift != nil || l.out.Funcs[f.Import].Type == nil {
			return nil
		}
		if err := cmp.Func(t, l.out.Funcs[f.Import].Type); err != nil {
			return &Error{Where: where, Message: Differs(err)}
		}
	case *types.Instance:
		inst, _ := it.(plan.Instance)
		for _, export := range t.Exports {
			if err := l.compare(cmp, export, inst[export.Name], inside(where, export)); err != nil {
				return err
			}
		}
	}
	return nil
}
