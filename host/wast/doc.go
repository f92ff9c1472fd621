// Package wast runs WebAssembly test scripts (.wast) over package host: the
// component model's own conformance suites, and any other script.
//
// Scripts come as JSON, in the form that `wasm-tools json-from-wast` writes: a
// list of commands, with every module and component in a file of its own. A
// command passes only for the right reason. For assert_invalid the validator must
// refuse the module with the text that the script gives. For assert_trap the call
// must trap with that text. A command that this host does not support is counted as
// not run, never as passed.
package wast
