// Package component reads the component binary format (Binary.md) and says what
// it means. It keeps apart
//
//   - what the bytes say: Decode gives an [AST] that mirrors the format section
//     by section, with indices as they are written;
//   - what they mean: Validate resolves index spaces, names and types into
//     package types and gives a [Component]: a list of definitions whose indices
//     are known to be good and whose types are known to fit, which is all that a
//     linking plan is made from.
//
// Both are total: any input ends in a result or in one of [FormatError],
// [ValidationError], [UnsupportedError], [LoadLimitError] and [CoreModuleError], after work and memory bounded by a
// multiple of the input's size. Core function bodies are not looked at: that is
// the engine's part.
package component
