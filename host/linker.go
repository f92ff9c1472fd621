package host

import (
	"context"
	"maps"
	"slices"

	"github.com/vivarium-wasm/vivarium/host/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/link"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Linker holds what the host offers to components. Define everything first,
// from one goroutine; Prepare may then be called from several.
type Linker struct {
	engine *Engine
	world  link.World
	slots  int
	wraps  []Interceptor
	misuse *LinkError // the first thing that was offered and is nil, or lacks a part
	// Components and core modules that are offered: a plan names them without their
	// compiled code.
	components map[*plan.ComponentDef]*Component
	modules    map[*plan.Module]*CoreModule
}

// NewLinker makes a linker that offers nothing.
func NewLinker(e *Engine) *Linker {
	return &Linker{engine: e, components: map[*plan.ComponentDef]*Component{}, modules: map[*plan.Module]*CoreModule{}}
}

// LinkerInstance is one of the instances of a Linker: what it is given is offered to
// components that import the instance. A component that imports
// "wasi:clocks/wall-clock@0.2.0" finds the functions of
//
//	l.Instance("wasi:clocks/wall-clock@0.2.0")
type LinkerInstance struct {
	linker *Linker
	offers *link.Instance
	name   string // for messages: empty for the world
}

// refuse has Prepare fail, as what offers things gives no error.
func (n *LinkerInstance) refuse(kind, name, message string) {
	where := "host " + kind + " " + name
	if n.name != "" {
		where = "host instance " + n.name + ": " + kind + " " + name
	}
	n.linker.refuse(where, message)
}

func (l *Linker) refuse(where, message string) {
	if l.misuse == nil {
		l.misuse = &LinkError{Where: where, Message: message}
	}
}

// DropFunc is called when the component that owns a resource of the host drops it,
// and for every resource that it still owns when its instance is closed. ctx is the
// context of the call, or one that never ends where the instance is being closed. An
// error traps in a call, and is ignored while an instance is being closed. It runs on
// the goroutine of the call or of Close.
type DropFunc func(ctx context.Context, rep any) error

// Instance is the instance offered under name, an interface name with its
// version or a plain name; it is made at the first use. An import is satisfied
// by an instance of the same name, or of another version that is compatible:
// the newest.
func (l *Linker) Instance(name string) *LinkerInstance { return l.top().Instance(name) }

// top is what is offered at the level of the world.
func (l *Linker) top() *LinkerInstance { return &LinkerInstance{linker: l, offers: &l.world.Top} }

// Names are the names of the instances that are offered, sorted.
func (l *Linker) Names() []string { return slices.Sorted(maps.Keys(l.world.Top.Instances)) }

// Func offers a function at the level of the world.
func (l *Linker) Func(name string, t *types.Func, fn HostFunc) { l.top().Func(name, t, fn) }

// DynamicFunc offers a function over dynamic values at the level of the world.
func (l *Linker) DynamicFunc(name string, t *types.Func, fn DynamicFunc) {
	l.top().DynamicFunc(name, t, fn)
}

// Resource offers a resource type at the level of the world.
func (l *Linker) Resource(name string, r *types.Resource, drop DropFunc) {
	l.top().Resource(name, r, drop)
}

// Compose offers the exports of c to other components. An import is satisfied by what
// the host offers under its name, and otherwise by an export of that name, or of a
// compatible version of it. The imports of c itself are satisfied by the host and by
// components that were composed before it. Each instance of a component that needs c
// gets an instance of c of its own:
//
//	l.Compose(logger)                 // exports "acme:log/sink"
//	prepared, err := l.Prepare(shop)  // imports "acme:log/sink"
func (l *Linker) Compose(c *Component) {
	if c == nil {
		l.refuse("Compose", "the component is nil")
		return
	}
	l.components[c.plan] = c
	l.world.Composed = append(l.world.Composed, c.plan)
}

// Component offers a whole component at the level of the world.
func (l *Linker) Component(name string, c *Component) { l.top().Component(name, c) }

// CoreModule offers a core module at the level of the world.
func (l *Linker) CoreModule(name string, m *CoreModule) { l.top().CoreModule(name, m) }

// TrapUnknownImports lets components link although nothing satisfies some of their
// imports. In place of a missing function they get one that traps, with the error of
// fn as the cause. In place of a missing resource type they get one without values. The
// argument instance is empty for functions of the world. After a nil fn such imports
// are errors of Prepare again.
func (l *Linker) TrapUnknownImports(fn func(instance, name string) error) {
	if fn == nil {
		l.world.Unknown = nil
		return
	}
	l.world.Unknown = func(instance, name string) *link.Func {
		return &link.Func{Code: HostFunc(func(c *Call) { c.Fail(fn(instance, name)) })}
	}
}

// Unsatisfied lists the imports of a component of type t that neither the host offers
// nor a composed component exports, with their types. Of an instance that is offered in
// part it lists the missing exports. The imports of composed components that it needs
// follow. Prepare fails with the first of these. Types are not compared.
//
// t is Component.Type, or of a component that is not compiled yet what [Inspect] gives.
func (l *Linker) Unsatisfied(t *types.Component) []types.Extern {
	if t == nil {
		return nil
	}
	return l.world.Unsatisfied(t)
}

// StateSlot reserves a slot in the host state of each instance: an index into
// InstanceConfig.HostState, which Call.HostState takes.
func (l *Linker) StateSlot() int {
	l.slots++
	return l.slots - 1
}

// Instance offers an instance within this one; it is made at the first use.
func (n *LinkerInstance) Instance(name string) *LinkerInstance {
	in := n.offers.Instances[name]
	if in == nil {
		in = &link.Instance{}
		put(&n.offers.Instances, name, in)
	}
	path := name
	if n.name != "" {
		path = n.name + ": " + name
	}
	return &LinkerInstance{linker: n.linker, offers: in, name: path}
}

// Func offers a function of this type.
func (n *LinkerInstance) Func(name string, t *types.Func, fn HostFunc) {
	switch err := t.Complete(); {
	case err != nil:
		n.refuse("function", name, "its type is not complete: "+err.Error())
	case fn == nil:
		n.refuse("function", name, "its code is nil")
	}
	put(&n.offers.Funcs, name, &link.Func{Type: t, Memory32: true, Code: fn})
}

// DynamicFunc offers a function over dynamic values. A nil type fits whatever
// type the component imports.
func (n *LinkerInstance) DynamicFunc(name string, t *types.Func, fn DynamicFunc) {
	if t != nil {
		if err := t.Complete(); err != nil {
			n.refuse("function", name, "its type is not complete: "+err.Error())
		}
	}
	if fn == nil {
		n.refuse("function", name, "its code is nil")
	}
	put(&n.offers.Funcs, name, &link.Func{Type: t, Code: abi.Dynamic(fn)})
}

// CoreModule offers a core module, to components that import one and
// instantiate it.
func (n *LinkerInstance) CoreModule(name string, m *CoreModule) {
	if m == nil {
		n.refuse("core module", name, "it is nil")
		return
	}
	n.linker.modules[m.module.Plan] = m
	put(&n.offers.Modules, name, m.module.Plan)
}

// Component offers c itself to components that import a component. They instantiate
// it as often as they like, and supply its imports.
func (n *LinkerInstance) Component(name string, c *Component) {
	if c == nil {
		n.refuse("component", name, "it is nil")
		return
	}
	n.linker.components[c.plan] = c
	put(&n.offers.Components, name, c.plan)
}

// Resource offers a resource type that the host implements. drop may be nil.
// The types of functions name the resource by r.
func (n *LinkerInstance) Resource(name string, r *types.Resource, drop DropFunc) {
	if r == nil {
		n.refuse("resource", name, "its type is nil")
		return
	}
	put(&n.offers.Resources, name, &link.Resource{Type: r, Drop: drop})
}

func put[T any](to *map[string]T, name string, v T) {
	if *to == nil {
		*to = map[string]T{}
	}
	(*to)[name] = v
}
