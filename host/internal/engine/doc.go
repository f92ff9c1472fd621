// Package engine runs core WebAssembly on libwasmtime through its C API. It is the
// only package with cgo and unsafe.
//
// An [Engine] compiles a [Module]. A [Store] holds the instances of one sandbox,
// their memories and their limits. A [HostFn] is a Go function that modules may
// import, in any store.
//
// # The library
//
// Which libwasmtime a program is linked with is decided by a build tag:
//
//   - With vivarium_lts it is version 48, which gets security fixes until August 2028.
//     The crate in lts/ pins the release, and lts/build.sh builds it into .tools/engine.
//   - Without a tag it is 44.0.0, prebuilt by the Go module wasmtime-go, so that
//     go get and go build are enough. It gets no security fixes any more.
//
// [LinkedLibrary] says which one is in. What both declare alike is in library.h,
// what each declares in its own way in library_44.h and library_lts.h, and what
// they do in different ways in versions.c. docs/security.md says how the version is
// changed.
//
// # Closing and goroutines
//
// Everything has a Close, which may be called more than once and frees at once.
// Nothing depends on finalizers. An Engine, a Module, a [Pre], a HostFn and an
// [Image] may be used from several goroutines. A Store may be used by one goroutine
// at a time, together with the host functions that it calls. Another goroutine gets
// [ErrBusy], unless the goroutine that took the store with [Store.Hold] lets it in.
// [Store.Interrupt], [Store.MemoryUsage], [Store.GrowthRefused] and
// [Store.LastRefused] may be called at any time.
//
// # Types
//
// A call passes values unchecked, as wasmtime's "unchecked" entry points do. The
// caller knows the types: [Module.Imports] and [Module.Exports] give them.
package engine
