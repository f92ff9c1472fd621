//go:build !vivarium_lts

package sandbox

// endlessThrowing is the limit that stops code which throws and catches without
// end: this engine frees no exception while a run lasts.
const endlessThrowing = LimitMemory

// restoresAfterExceptions: an instance in which an exception of WebAssembly was thrown
// can be restored.
const restoresAfterExceptions = false
