// Package host runs WebAssembly components: it loads them, links what they
// import with functions and resources of the Go program, and calls what they
// export.
//
// An [Engine] loads a [Component]. A [Linker] holds the definitions that the host
// offers. [Linker.Prepare] pre-instantiates: it compares every type and looks up
// every name, and gives a [Prepared]. [Prepared.Instantiate] makes an [Instance] of
// that in microseconds. A program calls exports with values of package value, or
// with code that `vivarium bindgen` generates.
//
// A component is hostile until proven otherwise. [Limits] bound what the host copies
// for it. Its code stops when the context of the call ends. A trap is a [*Trap] and
// poisons the instance. Nothing that a component does makes the process panic.
//
// # Which components
//
// The host runs components of the released component model. It reads the binary
// format of Binary.md, checks the rules of Explainer.md and Binary.md, and passes
// values as CanonicalABI.md says. That covers nested components and instances,
// aliases, imported and exported core modules, several memories and memories of 64
// bits, every string encoding, and resources. The text of types and the names of
// packages follow WIT.md.
//
// A component that needs asynchronous functions or threads, or that passes objects
// of garbage-collected types as values, is refused with an [*UnsupportedError].
//
// # The engine
//
// Core modules are compiled and run by libwasmtime. A program that is built with
// the tag vivarium_lts is linked with the newest release of version 48, which gets
// security fixes until August 2028; Vivarium's set-up builds it. A program that is
// built without the tag is linked with the prebuilt 44.0.0 of the Go module
// wasmtime-go, which gets none any more: do not run code there that you do not
// trust. [LinkedLibrary] says which release is in, and docs/security.md how it is
// kept up to date.
//
// # Imports
//
// The linker satisfies an import with the definition that it has under the import's
// name. [Linker.Instance] defines an instance: its functions, resource types, core
// modules and further instances. [Linker.Component] defines a whole component.
// [Linker.Compose] offers the exports of another component.
//
// Versions match as in semantic versioning, in both directions. For example
// a:b/c@0.2.0 satisfies an import of @0.2.9, and @1.4.2 one of @1.0.0, but @0.3.0
// does not satisfy @0.2.0. A pre-release satisfies only itself. [Linker.Unsatisfied]
// lists the imports that nothing satisfies, with their types.
//
// # Closing
//
// Everything is closed explicitly, and nothing depends on the garbage collector.
// Close may be called more than once. A closed value returns [ErrClosed] when it is
// used. Something that is closed while others use it stays alive for them:
//
//   - A Component is freed after the last Prepared made of it is closed.
//   - A Prepared may be closed while instances of it are open: they go on, and so do
//     its Func and TypedFunc, which only look names up. It is freed after the last
//     of its instances.
//   - A Snapshot may be closed while instances that started from it are open.
//   - An Instance that Restore refuses is closed.
//   - An Instance is not closed while a call of it is in progress: Close then gives
//     [ErrReentered].
//   - An Engine is not closed while something made of it is open: Close then gives
//     [ErrInUse].
//
// # Goroutines
//
// Engine, Component, Prepared, ExportedFunc, Snapshot and CoreModule may be used from
// several goroutines. A Linker is filled by one, and may then Prepare from
// several. An Instance, with its Calls and Handles, is used by one goroutine at
// a time; Interrupt and Usage may be called beside it. A call holds an operating
// system thread for as long as it takes, calls of host functions included.
//
// # Errors
//
//   - Load and Inspect give a [*DecodeError], [*ValidationError],
//     [*UnsupportedError], [*LoadLimitError] or [*CoreModuleError].
//   - Prepare and Func give a [*LinkError].
//   - A call gives a [*TypeError] for an argument of the wrong type, before the
//     component is entered.
//   - A call gives a [*Trap] where the component or a function of the host failed.
//     errors.Is and errors.As find the trap's cause.
//   - Every later call of an instance that trapped gives a [*PoisonedError].
//
// # Inside
//
// This package holds what a program sees. The work is done in packages whose imports
// run in one direction:
//
//	host/fault           errors that the packages beneath make
//	host/abi             Call, with which generated code lifts and lowers values
//	host/internal/link   what satisfies an import, versions, comparing types
//	host/internal/plan   what instantiating does, as data: canonical definitions, shims, fusing
//	host/internal/run    instances: the call stack, canonical functions, snapshots, cancelling
//	host/internal/code   compiled modules and their cache on disk
//	host/internal/canon  the canonical ABI: layout, strings, handles, limits of lifting
//	host/internal/component  the binary format and its validation
//	host/internal/engine     core modules and memories, the only package with cgo
//
// A canonical built-in is added in plan/canon.go and run/canon.go, a string encoding
// in internal/canon/string.go, a limit of instances in Limits, an interface of WASI in
// host/wasi.
package host
