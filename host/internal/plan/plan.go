package plan

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// None stands for an index that is absent.
const None = -1

// Plan is what instantiating a component does. It is immutable once it is built.
type Plan struct {
	// Components are the component instances, by their index.
	Components []Component
	// Resources are the resource types, by canon.Resource.Index.
	Resources []*Resource
	// Imports are the functions of the host that components were given.
	Imports []Import
	// CoreFuncs are the core functions that the host makes.
	CoreFuncs []CoreFunc
	// Steps are the core instances, in the order in which they are made.
	Steps []Step
	// Slots is the number of exports that are kept for later steps.
	Slots int
	// Functions is the number of core functions that the host calls, Memories that of
	// the memories that it reads.
	Functions, Memories int
}

// Component is a component instance.
type Component struct {
	// Parent is the component instance that instantiated it, None if the host did.
	Parent int
}

// Resource is a resource type: one for each time that a component which defines
// it is instantiated, and one for each that the host implements.
type Resource struct {
	canon.Resource
	// Dtor is the index of its destructor among the functions that the host calls, or
	// None.
	Dtor int
}

// Import is a function of the host that a component was given.
type Import struct {
	// Instance and Name are what the component imports it by; Instance is empty
	// for a function of the world.
	Instance, Name string
	// Type is the type that it was offered with, nil where any type fits.
	Type *types.Func
	// Memory32 says that it works with memories of 32-bit addresses only.
	Memory32 bool
}

func (im *Import) String() string {
	if im.Instance == "" {
		return im.Name
	}
	return im.Instance + "#" + im.Name
}

// Step makes a core instance of a module.
type Step struct {
	Module *Module
	// Imports are those of the module, in its order.
	Imports []Source
	// Aliases are the exports that the plan uses.
	Aliases []Alias
}

// Source is where an import of a core module comes from: a core function that
// the host makes, or what an earlier step exports.
type Source struct {
	// CoreFunc is an index into Plan.CoreFuncs, or None.
	CoreFunc int
	// Slot is that of the export. It is valid if CoreFunc is None.
	Slot int
}

// Alias is the alias of an export of a core instance.
type Alias struct {
	Export   int // position among the module's exports
	Slot     int
	Function int // its index where the host calls it, or None
	Memory   int // its index where the host reads it, or None
}

// HostOnly says whether a step imports nothing but functions of the host, so that
// it can be linked ahead of its instances.
func (s *Step) HostOnly() bool {
	for _, src := range s.Imports {
		if src.CoreFunc == None {
			return false
		}
	}
	return true
}

// Error says why there is no plan for a component.
type Error struct {
	// Where names the place, outermost first.
	Where   string
	Message string
}

func (e *Error) Error() string { return e.Where + ": " + e.Message }

func tooMany(most int, what string) error {
	return &Error{Where: "component", Message: fmt.Sprintf("it has more than %d %s", most, what)}
}
