//go:build !cgo || !((linux || darwin) && (amd64 || arm64))

// Package requirement does not compile: the compiler's message says what package
// engine needs that this build does not have. Package engine imports it where
// that is so, and its own files, which would fail by the dozen, are not compiled
// then. Its files are there in such builds alone.
package requirement
