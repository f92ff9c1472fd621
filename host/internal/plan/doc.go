// Package plan says what instantiating a component does, as data.
//
// A [Builder] walks the definitions of a component once, with those of the
// components that it instantiates and is composed with. The result is a [Plan]: the
// core instances to make, step by step ([Step]), where each import of a step comes from
// ([Source]), which exports are kept ([Alias]), and a descriptor of each core
// function that the host makes ([Lower], [Fuse], [ResourceNew], [ResourceDrop],
// [ResourceRep]). Every name is replaced by an index.
//
// A plan knows neither an instance nor the engine that runs it: package run binds its
// descriptors to functions. It prints as text ([Plan.String]), which the golden tests
// of this package compare.
//
// The words are those of the component model's specification: Explainer.md for
// definitions, CanonicalABI.md for canonical functions.
//
// A new canonical built-in is a descriptor in canon.go, a case in
// [scope.define], and an implementation where package run binds descriptors.
package plan
