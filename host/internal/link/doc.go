// Package link finds what satisfies the imports of a component, among what the
// host offers and what other components export, and has the plan of the whole
// built.
//
// A [World] is what is offered. [World.Link] resolves every import, compares the
// types, and gives a [Linked]; [World.Unsatisfied] resolves imports in the same
// way and lists those that nothing satisfies. Versions of interfaces are in
// version.go, the comparison of a component's types with the host's in compare.go.
//
// It knows no code: a function of the host is what [Func.Code] holds, which the
// caller binds.
package link
