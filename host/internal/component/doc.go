// Package component decodes and validates the component binary format (Binary.md),
// in two steps:
//
//   - Decode gives an [AST] that mirrors the format section by section, with the
//     indices as the bytes have them. Core modules are byte ranges.
//   - Validate resolves index spaces, names and types into package types. It gives a
//     [Component]: a list of definitions with valid indices and matching types. The
//     instantiation plan is built from this list alone.
//
// Both steps are total. Any input ends in a result or in one of [FormatError],
// [ValidationError], [UnsupportedError], [LoadLimitError] and [CoreModuleError].
// Work and memory are bounded by a multiple of the input's size. The bodies of core
// functions are validated by the engine, not here. Core modules, and the types that
// components write as core modules do, are read by package wasm.
package component
