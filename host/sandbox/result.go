package sandbox

import (
	"encoding/json"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// Result is what came of a run. All of it but Usage is what the guest says: trust it
// no further than you trust the code.
type Result struct {
	// Stdout and Stderr are what the program printed, which need not be UTF-8.
	Stdout, Stderr string
	// Value is the value of the last expression, nil where there is none.
	Value *Value
	// Displays are the rich values that the program handed to display.
	Displays []Display
	// Workspace has the files as the run left them. It is nil where the code touched
	// none.
	Workspace *workspace.Tree
	// Usage is what the run used.
	Usage Usage
}

// Value is a value in the two forms that a host can use.
type Value struct {
	// Repr is Python's repr of it.
	Repr string
	// JSON is its JSON text, nil where it has no JSON form.
	JSON json.RawMessage
}

// Display is one rich value that the program handed to display().
type Display struct {
	// MIME is the media type, "image/png" say.
	MIME string
	Data []byte
}

// Usage is what a run used. It is there for runs that failed as well.
type Usage struct {
	// Wait is how long the run waited for its turn; see Config.Concurrency.
	Wait time.Duration
	// Wall is how long the run took, from the start of its turn until its answer
	// was there.
	Wall time.Duration
	// CPU is the time that its thread spent, 0 where the system does not tell.
	CPU time.Duration
	// Fuel is what was used of Limits.Fuel, 0 where it is not counted.
	Fuel int64
	// PeakMemory is the most memory that counted towards Limits.Memory, in bytes.
	PeakMemory int64
	// MemoryRefused is how often more memory was asked for than the limit allows.
	MemoryRefused int64
	// OutputBytes is the size of Stdout and Stderr.
	OutputBytes int64
	// HTTPRequests is how many requests went out.
	HTTPRequests int64
	// HostCalls is how often each function of the host was called, by interface
	// and function: "console.write". Those that were not called are not in it.
	HostCalls map[string]int64
}
