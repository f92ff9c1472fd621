//go:build race

package sandbox

// slack is how much resident memory in KiB the race detector may take for its
// own books while a test runs.
const slack = 64 << 10
