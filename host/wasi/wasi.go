// Package wasi implements interfaces of WASI 0.2 in Go, over bindings that are
// generated from their WIT: clocks, polling and random numbers.
//
// Every implementation takes its source from the host's program, so that time
// and chance are what that decides: the machine's, a recorded one, or one that
// is the same in every run. The zero value of each uses the machine's. Nothing
// here blocks for longer than the context of the call.
//
// [Link] offers all of them to components. Each interface has a file that is named
// after it; an interface that is added gets one, and a line in link.go.
package wasi
