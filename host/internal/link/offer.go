package link

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// World holds the definitions that are offered to components. The zero World offers
// nothing.
type World struct {
	// Top is offered at the level of the world. Its Instances are by interface
	// name with version, or by a plain name.
	Top Instance
	// Composed are components whose exports are offered. Each draws on what the
	// host offers and on those before it.
	Composed []*plan.ComponentDef
	// Unknown makes the function that is offered where nothing else is, nil for none.
	// If it is set, resource types that nobody can make are offered as well.
	Unknown func(instance, name string) *Func
}

// Instance is an instance that the host offers.
type Instance struct {
	Funcs     map[string]*Func
	Resources map[string]*Resource
	Modules   map[string]*plan.Module
	Instances map[string]*Instance
	// Components are whole components, for those that import and instantiate them.
	Components map[string]*plan.ComponentDef
}

// Func is a function that the host offers.
type Func struct {
	Type *types.Func // nil fits every type
	// Memory32 says that it works with memories of 32-bit addresses only.
	Memory32 bool
	// Code is the function of the caller, which this package does not look into.
	Code any
}

// Resource is a resource type that the host implements.
type Resource struct {
	Type *types.Resource
	// Drop is the caller's way to drop one, which this package does not look into.
	Drop any
}

// names are the names of the instances that are offered, sorted.
func (n *Instance) names() []string { return slices.Sorted(maps.Keys(n.Instances)) }

// Error says why a component cannot be linked.
type Error struct {
	// Where names the import, outermost first.
	Where   string
	Message string
	// Missing says that nothing is offered, rather than something that does not fit.
	Missing bool
}

func (e *Error) Error() string { return e.Where + ": " + e.Message }

// lacks gives the error of an import of some kind for which n has nothing, or has
// something of another kind.
func (n *Instance) lacks(name, kind, where string) *Error {
	have := ""
	switch {
	case n.Funcs[name] != nil:
		have = "function"
	case n.Resources[name] != nil:
		have = "resource"
	case n.Modules[name] != nil:
		have = "core module"
	case n.Instances[name] != nil:
		have = "instance"
	case n.Components[name] != nil:
		have = "component"
	default:
		return &Error{Where: where, Message: "the host offers no such " + kind, Missing: true}
	}
	return &Error{Where: where, Message: fmt.Sprintf("the component wants a %s, the host offers a %s of this name", kind, have)}
}
