package wasm

import "fmt"

// FormatError says that the bytes are not of the binary format.
type FormatError struct {
	Offset int    // in bytes from the start of the binary
	Reason string // what was wrong
}

// Error implements error.
func (e *FormatError) Error() string {
	return fmt.Sprintf("wasm: offset 0x%x: %s", e.Offset, e.Reason)
}

// InvalidError says that the bytes are of the binary format and break a rule.
type InvalidError struct {
	Offset int    // in bytes from the start of the binary
	Reason string // the rule, and what breaks it
}

// Error implements error.
func (e *InvalidError) Error() string {
	return fmt.Sprintf("wasm: offset 0x%x: %s", e.Offset, e.Reason)
}

// SizeError says that there is more of something than is accepted.
type SizeError struct {
	Offset int    // in bytes from the start of the binary
	What   string // the thing that is counted: "number of types"
	Max    uint64 // the most that is accepted
}

// Error implements error.
func (e *SizeError) Error() string {
	return fmt.Sprintf("wasm: offset 0x%x: %s exceeds the limit of %d", e.Offset, e.What, e.Max)
}

// UnsupportedError says that a feature is used that this host does not run, such
// as threads.
type UnsupportedError struct {
	Offset int // in bytes from the start of the binary
	// Feature is the construct, with its article: "a shared table".
	Feature  string
	Proposal Proposal
}

// Error implements error.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("wasm: offset 0x%x: %s is of the %s proposal, which is not supported", e.Offset, e.Feature, e.Proposal)
}

// Proposal is a proposal to WebAssembly, by the name that it has in the
// specification's repositories.
type Proposal string

// The proposals that are known, and of which some or all is not run.
const (
	Threads                 Proposal = "threads"
	SharedEverythingThreads Proposal = "shared-everything-threads"
	StackSwitching          Proposal = "stack-switching"
	CustomDescriptors       Proposal = "custom-descriptors"
	CompactImports          Proposal = "compact-imports"
	GarbageCollection       Proposal = "gc"
)
