//go:build !cgo || !((linux || darwin) && (amd64 || arm64))

// Package requirement does not compile on purpose. The compiler's message says what
// package engine needs and this build lacks: cgo, or a supported platform. Package
// engine imports it only in such a build, and excludes its own files, which would
// fail with dozens of messages.
package requirement
