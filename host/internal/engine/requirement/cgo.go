//go:build !cgo && (linux || darwin) && (amd64 || arm64)

package requirement

const unmet int = "Vivarium needs cgo: set CGO_ENABLED=1 and have a C compiler, gcc or clang, in PATH or in CC"
