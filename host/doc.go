// Package host runs WebAssembly components: it loads them, links what they
// import with functions and resources of the Go program, and calls what they
// export.
//
// An [Engine] loads a [Component]; a [Linker] holds what the host offers, and
// its Prepare makes a [Prepared] of the two, with every type compared and every
// name looked up; Instantiate makes an [Instance] of that in microseconds.
// Exports are called with values of package value, or by code that `vivarium
// bindgen` generates, which works on a [Call].
//
// A component is hostile until proven otherwise. What it makes the host copy is
// bounded ([Limits]); a context that ends stops its code; a trap is a [*Trap] and
// poisons the instance; nothing it does makes the process panic.
package host
