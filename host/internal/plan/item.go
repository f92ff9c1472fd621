package plan

import "github.com/vivarium-wasm/vivarium/host/internal/component"

// Item is the value of a definition while a plan is built. Arguments and exports of a
// component are a *Func, Instance, *Module, *Closure or *Resource, or nil for a type
// that is not a resource.
type Item any

// Func is a component function: one that a component lifts, or one of the host.
type Func struct {
	// Lift is nil for a function of the host.
	Lift *Boundary
	// Import is an index into Plan.Imports where Lift is nil.
	Import int
}

// Instance is a component instance as others see it: its exports by name.
type Instance map[string]Item

// Closure is a component and the instantiation that it closes over.
type Closure struct {
	def   *component.Component
	owner *ComponentDef
	outer *scope // nil at the top
}

// Close makes an item of a component that closes over nothing.
func (c *ComponentDef) Close() *Closure { return &Closure{def: c.Def, owner: c} }

// coreItem is a core function, table, memory, global or tag.
type coreItem struct {
	host  int // an index into Plan.CoreFuncs, or None and then:
	step  int // what the core instance of this step exports
	alias int // an index into the step's aliases
}

// coreInstance is a core instance: one that a step makes, or a bundle.
type coreInstance struct {
	module  *Module // nil for a bundle
	step    int
	exports map[string]*coreItem
}
