// Package link resolves the imports of a component to the definitions of the host
// and to the exports of other components, and has package plan build the plan.
//
// A [World] holds the definitions that are offered (offer.go). Imports are resolved in
// one place (resolve.go), which finds all that is missing: [World.Unsatisfied] lists
// it, and [World.Link] fails with the first of it. Link compares the types then, and
// gives a [Linked]. Versions of interfaces are in version.go. The words for types that
// differ are in words.go.
//
// The package runs no code: [Func.Code] holds a function of the host as an opaque
// value, and the caller binds it.
package link
