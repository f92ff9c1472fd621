// Package engine runs core WebAssembly on libwasmtime through its C API. It is
// the only package with cgo and unsafe.
//
// An [Engine] compiles a [Module]; a [Store] holds the instances of one
// sandbox, their memories and their limits; a [HostFn] is a Go function that
// modules may import, in any store. Everything has an explicit Close, which is
// idempotent and frees at once; nothing depends on finalizers. An Engine, a
// Module, a [Pre], a HostFn and an [Image] may be used from several goroutines.
// A Store may be used by one goroutine at a time, which host functions that it
// calls share: another one gets [ErrBusy], unless somebody vouches for them all
// ([Store.Hold]). Only [Store.Interrupt] may be called at any time.
//
// A call passes values unchecked, as wasmtime's "unchecked" entry points do:
// callers hold the types, which [Module.Imports] and [Module.Exports] give.
package engine
