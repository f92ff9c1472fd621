// Package bindings is the root of the Go packages that are generated from wit/:
// runner, the world that an interpreter implements, and one package for each
// interface of WASI that it imports. `just generate` rewrites them, and a test
// compares them with what their WIT gives.
package bindings

//go:generate go run ../host/bindgen/internal/generate ..
