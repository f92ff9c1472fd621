// Package wast runs WebAssembly test scripts (.wast) over package host: the
// component model's own conformance suites, and any other script.
//
// Scripts come as JSON, in the form that `wasm-tools json-from-wast` writes: a
// list of commands, with every module and component in a file of its own. A
// command passes for the right reason alone: what is to be invalid is refused by
// the validator and in the words that the script gives, what is to trap traps in
// these words, and what this host does not run at all is never counted as passed.
package wast
