package sandbox

import (
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// Unlimited switches a limit off. A limit that is left 0 is on, with its default.
const Unlimited = -1

// Limits bound what one run may use. A zero field means the default; Unlimited
// switches the limit off, where it can be; any other number below zero is an error.
type Limits struct {
	// Wall is how long a run may take, calls of the host included. Default: 5 s.
	Wall time.Duration
	// Memory is the greatest sum in bytes of the guest's linear memories and tables,
	// what the interpreter itself takes included, and of what the host keeps for the
	// run: its output and what it wrote into the workspace, beyond the first 256 KiB.
	// Exceptions that are on their way as it is met may take up to 256 KiB more.
	// Default: 128 MiB, or 64 MiB for a guest that itself takes no more than 16 MiB
	// before it runs any code, as MicroPython does.
	Memory int64
	// Output is how much a run may print, in bytes, stdout and stderr together.
	// Default: 1 MiB.
	Output int64
	// Result is the size of what a run may answer with, in bytes: its value and
	// its displays, each with 64 bytes beside its own. A run that answers with more
	// ends with a *LimitError; the texts of a *PythonError are cut instead. Default: 8 MiB.
	Result int64
	// Code is the size of a program's text in bytes. Default: 1 MiB.
	Code int64
	// Input is the size of what a run is given in bytes: inputs, arguments and
	// environment together. Default: 8 MiB.
	Input int64
	// Fuel is how much work the code may do, about one unit for each WebAssembly
	// instruction: the same on every machine. Counting it makes code some 40 %
	// slower. Default: not counted.
	Fuel int64
	// HostCalls is how many functions of the host a run may call. Default: 1,000,000.
	HostCalls int64
	// ToolCalls is how many calls of tools a run may make. Default: 256.
	ToolCalls int64
	// ToolArguments is the size of the arguments of one such call as JSON, in bytes.
	// A call with more raises an exception in the code, and the tool is not called.
	// Default: 1 MiB.
	ToolArguments int64

	// HTTPRequests is how many requests a run may make, those that are refused
	// and redirects included. Default: 16.
	HTTPRequests int64
	// HTTPTimeout is how long one request may take. Default: 2 s.
	HTTPTimeout time.Duration
	// HTTPResponse is the size of a response's decoded body in bytes. Default: 1 MiB.
	HTTPResponse int64
	// HTTPBody is the size of a request's body in bytes. Default: 1 MiB.
	HTTPBody int64

	// Files is the size of the workspace in bytes. Default: 16 MiB.
	Files int64
	// FileEntries is how many files and directories it may have. Default: 4,096.
	FileEntries int64
	// OpenFiles is how many files may be open at a time. Default: 256.
	OpenFiles int64
	// Handles is how many resources of the host a run may hold at a time: its
	// open files and the timers that it waits for. Default: 4,352.
	Handles int64
}

const (
	kib = 1 << 10
	mib = 1 << 20
)

const (
	smallMemory = 64 * mib
	largeMemory = 128 * mib
	// largeGuest is the memory of a fresh instance in bytes from which on the
	// default limit is largeMemory.
	largeGuest = 16 * mib
)

// defaultMemory is the default of Limits.Memory for a guest whose fresh instance
// takes this much memory in bytes, as the host counts it.
func defaultMemory(needs uint64) int64 {
	if needs > largeGuest {
		return largeMemory
	}
	return smallMemory
}

// DefaultLimits are the limits that a zero Limits stands for. Fuel, which is
// not counted by default, is 0 in it. Memory is the default of CPython.
func DefaultLimits() Limits {
	return Limits{
		Wall:          5 * time.Second,
		Memory:        largeMemory,
		Output:        1 * mib,
		Result:        8 * mib,
		Code:          1 * mib,
		Input:         8 * mib,
		HostCalls:     1_000_000,
		ToolCalls:     256,
		ToolArguments: 1 * mib,
		HTTPRequests:  16,
		HTTPTimeout:   2 * time.Second,
		HTTPResponse:  1 * mib,
		HTTPBody:      1 * mib,
		Files:         16 * mib,
		FileEntries:   4096,
		OpenFiles:     256,
		Handles:       4352,
	}
}

// ConfigError says which field of a configuration is wrong.
type ConfigError struct {
	// Field is the field's name, "Limits.Memory" say.
	Field string
	// Message is what is wrong with it, and what would be right.
	Message string
	// Err is the cause, where there is one: a *host.CacheError for CacheDir.
	Err error
}

func (e *ConfigError) Error() string { return "sandbox: " + e.Field + ": " + e.Message }

// Unwrap is the cause.
func (e *ConfigError) Unwrap() error { return e.Err }

// limitField is one of the limits.
type limitField struct {
	name  string
	value *int64
	fixed bool // it bounds what the host holds, and cannot be unlimited
}

func (l *Limits) fields() []limitField {
	return []limitField{
		{"Wall", (*int64)(&l.Wall), false},
		{"Memory", &l.Memory, false},
		{"Output", &l.Output, false},
		{"Result", &l.Result, false},
		{"Code", &l.Code, false},
		{"Input", &l.Input, false},
		{"Fuel", &l.Fuel, false},
		{"HostCalls", &l.HostCalls, false},
		{"ToolCalls", &l.ToolCalls, false},
		{"ToolArguments", &l.ToolArguments, false},
		{"HTTPRequests", &l.HTTPRequests, false},
		{"HTTPTimeout", (*int64)(&l.HTTPTimeout), false},
		{"HTTPResponse", &l.HTTPResponse, true},
		{"HTTPBody", &l.HTTPBody, false},
		{"Files", &l.Files, true},
		{"FileEntries", &l.FileEntries, true},
		{"OpenFiles", &l.OpenFiles, true},
		{"Handles", &l.Handles, true},
	}
}

// resolve gives the limits with defaults filled in and math.MaxInt64 for what
// is unlimited. Fuel stays 0 where it is not counted.
func (l Limits) resolve() (Limits, error) {
	unset := DefaultLimits()
	defaults := unset.fields()
	for i, f := range l.fields() {
		name := "Limits." + f.name
		switch {
		case *f.value == 0:
			*f.value = *defaults[i].value
		case *f.value == Unlimited && f.fixed:
			return Limits{}, &ConfigError{Field: name, Message: "it bounds memory of the host and cannot be unlimited: give a number"}
		case *f.value == Unlimited && f.name == "Fuel":
			*f.value = 0
		case *f.value == Unlimited:
			*f.value = math.MaxInt64
		case *f.value < 0:
			return Limits{}, &ConfigError{Field: name, Message: fmt.Sprintf("%d is less than zero: leave it out for the default, or write sandbox.Unlimited", *f.value)}
		}
	}
	return l, nil
}

func (l Limits) egress() egress.Limits {
	return egress.Limits{Requests: l.HTTPRequests, Timeout: l.HTTPTimeout, Response: l.HTTPResponse, Request: l.HTTPBody}
}

func (l Limits) workspace() workspace.Quota {
	return workspace.Quota{Bytes: uint64(l.Files), Entries: uint64(l.FileEntries), Open: uint64(l.OpenFiles)}
}

// maxConcurrency keeps clear of the 10,000 threads at which Go ends a process.
const maxConcurrency = 4096

// defaultConcurrency is how many runs go on at a time: each holds a thread, but
// some wait for the network.
func defaultConcurrency() int { return max(4, 2*runtime.GOMAXPROCS(0)) }
