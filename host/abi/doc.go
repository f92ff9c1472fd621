// Package abi is the contract between package host and the code that `vivarium
// bindgen` generates: a [Call], with which straight-line code lifts and lowers the
// values of one call.
//
// Programs use it through generated code, and as host.Call and host.HostFunc. It
// changes together with the generator: generated code names the version of the
// contract that it needs ([RunsBindings2]).
//
// The words are those of CanonicalABI.md: to lift is to read a value out of the
// component, and to lower is to write one into it.
package abi
