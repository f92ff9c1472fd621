// Package link resolves the imports of a component to the definitions of the host
// and to the exports of other components, and has package plan build the plan.
//
// A [World] holds the definitions that are offered. [World.Link] resolves every
// import, compares the types, and gives a [Linked]. [World.Unsatisfied] resolves
// imports in the same way and lists those that nothing satisfies. Versions of
// interfaces are in version.go. The words for types that differ are in words.go.
//
// The package runs no code: [Func.Code] holds a function of the host as an opaque
// value, and the caller binds it.
package link
