// Package abi is the contract between package host and the code that `vivarium
// bindgen` generates: a [Call], with which straight-line code lifts and lowers the
// values of one call.
//
// Programs use it through generated code, and by package host's names for it
// (host.Call, host.HostFunc). It changes together with the generator: code that
// was generated names the version that it needs ([RunsBindings2]).
//
// The words are those of CanonicalABI.md: to lift is to take a value out of the
// component, to lower is to give it one.
package abi
