package host

import (
	"context"
	"maps"
	"slices"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// Linker holds what the host offers to components. Define everything first,
// from one goroutine; Prepare may then be called from several.
type Linker struct {
	engine    *Engine
	world     LinkerInstance
	instances map[string]*LinkerInstance
	composed  []*Component
	slots     int
	missing   func(instance, name string) error
	wraps     []Interceptor
}

// NewLinker makes a linker that offers nothing.
func NewLinker(e *Engine) *Linker {
	return &Linker{engine: e, instances: map[string]*LinkerInstance{}}
}

// LinkerInstance is an instance that the host offers.
type LinkerInstance struct {
	funcs     map[string]*hostFunc
	resources map[string]*hostResource
	modules   map[string]*CoreModule
	instances map[string]*LinkerInstance
	// whole components, to be instantiated by those that import them
	components map[string]*Component
}

// hostFunc is a function that the host offers; one of fn and dynamic is set.
type hostFunc struct {
	typ     *types.Func // nil fits every type
	fn      HostFunc
	dynamic DynamicFunc
	missing bool // fn looks at nothing of the call
}

// code is the function as straight-line code.
func (f *hostFunc) code() HostFunc {
	if f.dynamic != nil {
		return dynamicFunc(f.dynamic)
	}
	return f.fn
}

// hostResource is a resource type that the host implements.
type hostResource struct {
	typ  *types.Resource
	drop DropFunc
}

// DynamicFunc is a function of the host over dynamic values, for memories of 32
// and 64 bits. The result is nil where the function has none. An error traps,
// with it as the cause, and so does a result that is not of the function's type
// (a *TypeError). A function of type result<T, E> fails by returning value.Err. It
// runs on the goroutine that called the export, and must return when ctx ends.
type DynamicFunc func(ctx context.Context, args []value.Value) (value.Value, error)

// DropFunc is called when a resource that the host implements is dropped by the
// component that owned it, with the context of the call, or with a context that
// never ends when the instance is closed. An error traps, unless the instance is
// being closed. It runs on the goroutine of the call or of Close.
type DropFunc func(ctx context.Context, rep any) error

// Instance is the instance offered under name, an interface name with its
// version or a plain name; it is made at the first use. An import is satisfied
// by an instance of the same name, or of another version that is compatible:
// the newest.
func (l *Linker) Instance(name string) *LinkerInstance {
	n := l.instances[name]
	if n == nil {
		n = &LinkerInstance{}
		l.instances[name] = n
	}
	return n
}

// Names are the names of the instances that are offered, sorted.
func (l *Linker) Names() []string { return slices.Sorted(maps.Keys(l.instances)) }

// Func offers a function at the level of the world.
func (l *Linker) Func(name string, t *types.Func, fn HostFunc) { l.world.Func(name, t, fn) }

// DynamicFunc offers a function over dynamic values at the level of the world.
func (l *Linker) DynamicFunc(name string, t *types.Func, fn DynamicFunc) {
	l.world.DynamicFunc(name, t, fn)
}

// Resource offers a resource type at the level of the world.
func (l *Linker) Resource(name string, r *types.Resource, drop DropFunc) {
	l.world.Resource(name, r, drop)
}

// Compose offers what c exports: its instances and functions satisfy imports of
// the same name, or a compatible one, that the host does not offer itself. c is
// instantiated with each instance of a component that needs it, and what it
// imports is satisfied by the host and by what was composed before it.
func (l *Linker) Compose(c *Component) { l.composed = append(l.composed, c) }

// Component offers a whole component at the level of the world.
func (l *Linker) Component(name string, c *Component) { l.world.Component(name, c) }

// CoreModule offers a core module at the level of the world.
func (l *Linker) CoreModule(name string, m *CoreModule) { l.world.CoreModule(name, m) }

// Missing offers whatever is not offered: functions that trap with the error of
// fn, and resource types that nobody can make. The instance is empty for
// functions of the world.
func (l *Linker) Missing(fn func(instance, name string) error) { l.missing = fn }

// Slot reserves a place for data that each instance has its own of: an index
// into InstanceConfig.Data.
func (l *Linker) Slot() int {
	l.slots++
	return l.slots - 1
}

// Slots is the number of slots that are reserved.
func (l *Linker) Slots() int { return l.slots }

// Instance offers an instance within this one; it is made at the first use.
func (n *LinkerInstance) Instance(name string) *LinkerInstance {
	in := n.instances[name]
	if in == nil {
		in = &LinkerInstance{}
		if n.instances == nil {
			n.instances = map[string]*LinkerInstance{}
		}
		n.instances[name] = in
	}
	return in
}

// Func offers a function of this type.
func (n *LinkerInstance) Func(name string, t *types.Func, fn HostFunc) {
	n.define(name, &hostFunc{typ: t, fn: fn})
}

// DynamicFunc offers a function over dynamic values. A nil type fits whatever
// type the component imports.
func (n *LinkerInstance) DynamicFunc(name string, t *types.Func, fn DynamicFunc) {
	n.define(name, &hostFunc{typ: t, dynamic: fn})
}

func (n *LinkerInstance) define(name string, f *hostFunc) {
	if n.funcs == nil {
		n.funcs = map[string]*hostFunc{}
	}
	n.funcs[name] = f
}

// CoreModule offers a core module, to components that import one and
// instantiate it.
func (n *LinkerInstance) CoreModule(name string, m *CoreModule) {
	if n.modules == nil {
		n.modules = map[string]*CoreModule{}
	}
	n.modules[name] = m
}

// Component offers c itself, to components that import one and instantiate it, as
// often as they do. What c imports they give it.
func (n *LinkerInstance) Component(name string, c *Component) {
	if n.components == nil {
		n.components = map[string]*Component{}
	}
	n.components[name] = c
}

// Resource offers a resource type that the host implements. drop may be nil.
// The types of functions name the resource by r.
func (n *LinkerInstance) Resource(name string, r *types.Resource, drop DropFunc) {
	if n.resources == nil {
		n.resources = map[string]*hostResource{}
	}
	n.resources[name] = &hostResource{typ: r, drop: drop}
}
