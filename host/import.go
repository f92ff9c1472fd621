package host

import (
	"fmt"
	"slices"

	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// importer finds what a component imports among what a linker offers, and
// compares the types.
type importer struct {
	linker   *Linker
	prepared *Prepared
	builder  *plan.Builder
	// funcs are the functions that were offered, by plan.Plan.Imports, and
	// resources the resource types, by plan.Plan.Resources.
	funcs     []*hostFunc
	resources map[int]*hostResource
	// offeredModules are the core modules that were offered.
	offeredModules []*CoreModule
	// matcher compares what components import of each other.
	matcher types.Matcher
	// composed are the exports of components that the composition has; nil while
	// one is being linked.
	composed map[*Component]plan.Instance
}

// link makes the plan of a component and of those that it imports from. within
// is in front of the place in errors.
func (m *importer) link(c *Component, within string) (*plan.Instantiated, error) {
	if c.engine != m.linker.engine {
		return nil, &LinkError{Where: within + "component", Message: "it was loaded by another engine than the linker's"}
	}
	if err := c.use(); err != nil {
		return nil, err
	}
	m.prepared.used = append(m.prepared.used, c)
	args := plan.Instance{}
	for _, im := range c.def.Type.Imports {
		it, err := m.offer(im, within+"import "+im.Name)
		if err != nil {
			return nil, err
		}
		args[im.Name] = it
	}
	if err := m.compare(c, args, within); err != nil {
		return nil, err
	}
	return m.builder.Instantiate(c.plan, args)
}

// offer is what there is for an import. The types of the host's functions are
// compared later, when every resource is known.
func (m *importer) offer(im types.Extern, where string) (plan.Item, error) {
	l := m.linker
	switch t := im.Type.(type) {
	case *types.Func:
		if l.world.funcs[im.Name] == nil {
			if it, err := m.fromComponents(im, where); it != nil || err != nil {
				return it, err
			}
		}
		return m.offerFunc(&l.world, "", im.Name, where)
	case *types.Bound:
		return m.offerType(&l.world, im.Name, t, where)
	case *types.Instance:
		return m.offerInstance(im, t, where)
	case *types.CoreModule:
		return m.offerModule(&l.world, im.Name, t, where)
	case *types.Component:
		return m.offerComponent(&l.world, im.Name, t, where)
	}
	return nil, &LinkError{Where: where, Message: "a " + im.Type.Kind() + " cannot be offered by the host"}
}

func (m *importer) offerInstance(im types.Extern, t *types.Instance, where string) (plan.Item, error) {
	l := m.linker
	name, ok := resolve(im.Name, l.Names())
	if !ok && im.Implements != "" {
		name, ok = resolve(im.Implements, l.Names())
	}
	n := &LinkerInstance{}
	switch {
	case ok:
		n = l.instances[name]
	default:
		if it, err := m.fromComponents(im, where); it != nil || err != nil {
			return it, err
		}
		if err := m.lacks(&l.world, im.Name, "instance", where); !err.Missing || l.missing == nil && !typesOnly(t) {
			return nil, err
		}
	}
	return m.offerExports(n, im.Name, t, where)
}

func (m *importer) offerExports(n *LinkerInstance, instance string, t *types.Instance, where string) (plan.Item, error) {
	inst := make(plan.Instance, len(t.Exports))
	for _, e := range t.Exports {
		it, err := m.offerExport(n, instance, e, where)
		if err != nil {
			return nil, err
		}
		inst[e.Name] = it
	}
	return inst, nil
}

// offerExport is what the host has for an export of an instance that is imported.
func (m *importer) offerExport(n *LinkerInstance, instance string, e types.Extern, where string) (plan.Item, error) {
	switch t := e.Type.(type) {
	case *types.Func:
		return m.offerFunc(n, instance, e.Name, where+": function "+e.Name)
	case *types.Bound:
		return m.offerType(n, e.Name, t, where)
	case *types.CoreModule:
		return m.offerModule(n, e.Name, t, where+": core module "+e.Name)
	case *types.Component:
		return m.offerComponent(n, e.Name, t, where+": component "+e.Name)
	case *types.Instance:
		where += ": instance " + e.Name
		in := n.instances[e.Name]
		if in == nil {
			if err := m.lacks(n, e.Name, "instance", where); !err.Missing || m.linker.missing == nil && !typesOnly(t) {
				return nil, err
			}
			in = &LinkerInstance{}
		}
		return m.offerExports(in, instance+"#"+e.Name, t, where)
	}
	return nil, &LinkError{Where: where, Message: fmt.Sprintf("it has a %s called %s, which cannot be offered by the host", e.Type.Kind(), e.Name)}
}

// lacks is the error of an import of some kind that the host offers nothing for,
// or something of another kind.
func (m *importer) lacks(n *LinkerInstance, name, kind, where string) *LinkError {
	have := ""
	switch {
	case n.funcs[name] != nil:
		have = "function"
	case n.resources[name] != nil:
		have = "resource"
	case n.modules[name] != nil:
		have = "core module"
	case n.instances[name] != nil, n == &m.linker.world && m.linker.instances[name] != nil:
		have = "instance"
	case n.components[name] != nil:
		have = "component"
	default:
		return &LinkError{Where: where, Message: "the host offers no such " + kind, Missing: true}
	}
	return &LinkError{Where: where, Message: fmt.Sprintf("the component wants a %s, the host offers a %s of this name", kind, have)}
}

// typesOnly says whether an instance has no more than names for types.
func typesOnly(t *types.Instance) bool {
	for _, e := range t.Exports {
		if b, ok := e.Type.(*types.Bound); !ok || b.Fresh {
			return false
		}
	}
	return true
}

func (m *importer) offerFunc(n *LinkerInstance, instance, name, where string) (plan.Item, error) {
	f := n.funcs[name]
	if f == nil && m.linker.missing != nil {
		missing := m.linker.missing
		f = &hostFunc{fn: func(c *Call) { c.Fail(missing(instance, name)) }, missing: true}
	}
	if f == nil {
		return nil, m.lacks(n, name, "function", where)
	}
	m.funcs = append(m.funcs, f)
	return m.builder.Import(plan.Import{Instance: instance, Name: name, Type: f.typ, Memory32: f.dynamic == nil && !f.missing}), nil
}

// offerType binds a type import: only resources matter.
func (m *importer) offerType(n *LinkerInstance, name string, b *types.Bound, where string) (plan.Item, error) {
	if b.Resource == nil {
		return nil, nil
	}
	p := m.prepared
	r := n.resources[name]
	if r == nil {
		if !b.Fresh {
			// Another name of a resource that was bound under its first one.
			if host := p.bound[b.Resource]; host != nil {
				return p.offered[host], nil
			}
		}
		if m.linker.missing == nil {
			return nil, m.lacks(n, name, "resource", where+": resource "+name)
		}
		r = &hostResource{typ: &types.Resource{Name: name}}
	}
	res, added := m.builder.HostResource(r.typ)
	if added {
		m.resources[res.Index] = r
		p.offered[r.typ] = res
	}
	if known, ok := p.bound[b.Resource]; ok && known != r.typ {
		return nil, &LinkError{Where: where + ": resource " + name, Message: "the host offers two different resources for it"}
	}
	p.bound[b.Resource] = r.typ
	return res, nil
}

func (m *importer) offerModule(n *LinkerInstance, name string, t *types.CoreModule, where string) (plan.Item, error) {
	c := n.modules[name]
	if c == nil {
		return nil, m.lacks(n, name, "core module", where)
	}
	if c.engine != m.linker.engine {
		return nil, &LinkError{Where: where, Message: "the core module was loaded by another engine than the linker's"}
	}
	if err := m.matcher.Extern(c.module.plan.Type, t); err != nil {
		return nil, &LinkError{Where: where, Message: err.Error()}
	}
	m.offeredModules = append(m.offeredModules, c)
	return c.module.plan, nil
}

func (m *importer) offerComponent(n *LinkerInstance, name string, t *types.Component, where string) (plan.Item, error) {
	c := n.components[name]
	if c == nil {
		return nil, m.lacks(n, name, "component", where)
	}
	if c.engine != m.linker.engine {
		return nil, &LinkError{Where: where, Message: "the component was loaded by another engine than the linker's"}
	}
	if err := m.matcher.Extern(c.def.Type, t); err != nil {
		return nil, &LinkError{Where: where, Message: err.Error()}
	}
	if err := c.use(); err != nil {
		return nil, err
	}
	m.prepared.used = append(m.prepared.used, c)
	return c.plan.Close(), nil
}

// fromComponents is what a component that was composed exports for an import,
// nil where none does.
func (m *importer) fromComponents(im types.Extern, where string) (plan.Item, error) {
	for _, c := range m.linker.composed {
		exports, linked := m.composed[c]
		if linked && exports == nil {
			break // it is being linked itself: later ones are not for it
		}
		names := make([]string, len(c.def.Type.Exports))
		for i, e := range c.def.Type.Exports {
			names[i] = e.Name
		}
		name, ok := resolve(im.Name, names)
		if !ok && im.Implements != "" {
			name, ok = resolve(im.Implements, names)
		}
		if !ok {
			continue
		}
		export := c.def.Type.Exports[slices.Index(names, name)]
		if err := m.matcher.Extern(export.Type, im.Type); err != nil {
			return nil, &LinkError{Where: where, Message: "the component that offers it differs: " + err.Error()}
		}
		if !linked {
			m.composed[c] = nil
			s, err := m.link(c, where+": ")
			if err != nil {
				return nil, err
			}
			exports = s.Exports
			m.composed[c] = exports
		}
		return exports[name], nil
	}
	return nil, nil
}

// compare compares the types of all functions that are imported with those of
// the host's that are offered.
func (m *importer) compare(c *Component, args plan.Instance, within string) error {
	cmp := &comparison{host: m.prepared.bound, funcs: m.funcs}
	for _, im := range c.def.Type.Imports {
		if err := cmp.offered(im.Type, args[im.Name], within+"import "+im.Name); err != nil {
			return err
		}
	}
	return nil
}

// offered compares the type of what is imported with what the host offers for
// it. Instances are no deeper than validation allows.
func (c *comparison) offered(have types.ExternType, it plan.Item, where string) error {
	switch t := have.(type) {
	case *types.Func:
		f, ok := it.(*plan.Func)
		if !ok || f.Lift != nil || c.funcs[f.Import].typ == nil {
			return nil
		}
		if d := c.fn(t, c.funcs[f.Import].typ); d != "" {
			return &LinkError{Where: where, Message: d}
		}
	case *types.Instance:
		inst, _ := it.(plan.Instance)
		for _, e := range t.Exports {
			if err := c.offered(e.Type, inst[e.Name], where+": "+kindWord(e.Type)+" "+e.Name); err != nil {
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

// compiled are the compiled modules of all components that are linked.
func (m *importer) compiled() map[*plan.Module]*coreModule {
	out := map[*plan.Module]*coreModule{}
	for _, c := range m.prepared.used {
		for _, module := range c.modules {
			out[module.plan] = module
		}
	}
	for _, c := range m.offeredModules {
		out[c.module.plan] = c.module
	}
	return out
}
