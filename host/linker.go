package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// Linker holds what the host offers to components. Define everything first,
// from one goroutine; Prepare may then be called from several.
type Linker struct{}

// NewLinker makes a linker that offers nothing.
func NewLinker(e *Engine) *Linker { return nil }

// LinkerInstance is an instance that the host offers.
type LinkerInstance struct{}

// DynamicFunc is a function of the host over dynamic values. The result is nil
// where the function has none. An error traps, with it as the cause.
type DynamicFunc func(ctx context.Context, args []value.Value) (value.Value, error)

// DropFunc is called when a resource that the host implements is dropped by the
// component that owned it.
type DropFunc func(ctx context.Context, rep any) error

// Instance is the instance offered under name, an interface name with its
// version or a plain name; it is made at the first use. An import is satisfied
// by an instance of the same name, or of another version that is compatible.
func (l *Linker) Instance(name string) *LinkerInstance { return nil }

// Func offers a function at the level of the world.
func (l *Linker) Func(name string, t *types.Func, fn HostFunc) {}

// DynamicFunc offers a function over dynamic values at the level of the world.
func (l *Linker) DynamicFunc(name string, t *types.Func, fn DynamicFunc) {}

// Resource offers a resource type at the level of the world.
func (l *Linker) Resource(name string, r *types.Resource, drop DropFunc) {}

// Slot reserves a place for data that each instance has its own of.
func (l *Linker) Slot() int { return 0 }

// Func offers a function of this type.
func (n *LinkerInstance) Func(name string, t *types.Func, fn HostFunc) {}

// DynamicFunc offers a function over dynamic values.
func (n *LinkerInstance) DynamicFunc(name string, t *types.Func, fn DynamicFunc) {}

// Resource offers a resource type that the host implements. drop may be nil.
// The types of functions name the resource by r.
func (n *LinkerInstance) Resource(name string, r *types.Resource, drop DropFunc) {}

// Prepared is a component that is linked: types compared, the plan made. It may
// be used from several goroutines.
type Prepared struct{}

// Prepare links c with what l offers. The error is a *LinkError that names the
// first import that is missing or of another type.
func (l *Linker) Prepare(c *Component) (*Prepared, error) { return nil, errUnfinished }

// FuncRef is a function that a prepared component exports.
type FuncRef struct{ fn *boundary }

// Type is the type of the function, with the component's own resources.
func (f FuncRef) Type() *types.Func { return nil }

// Func is the exported function at path: Func("run") or
// Func("wasi:cli/run@0.2.0", "run"). Versions match as those of imports.
func (p *Prepared) Func(path ...string) (FuncRef, error) { return FuncRef{}, errUnfinished }

// TypedFunc is Func for generated code: t is the type that the code was made
// from. It is compared with the component's own type, and the error is a
// *LinkError that names the first difference in words. The resources of t then
// stand for those of the component in Calls of the FuncRef.
func (p *Prepared) TypedFunc(t *types.Func, path ...string) (FuncRef, error) {
	return FuncRef{}, errUnfinished
}

// Resource makes r stand for the resource that the component exports at path,
// in every FuncRef made by TypedFunc after.
func (p *Prepared) Resource(r *types.Resource, path ...string) error { return errUnfinished }

// Close frees what linking made. It may be called more than once, after every
// instance is closed.
func (p *Prepared) Close() error { return nil }
