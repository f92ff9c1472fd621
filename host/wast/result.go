package wast

// Status is how a command ended.
type Status uint8

// How commands end.
const (
	Passed Status = iota + 1
	Failed
	// NotRun is the status of a command that asks for what this host does not do
	// at all: see Result.Class.
	NotRun
)

// String is "passed", "failed" or "not run".
func (s Status) String() string {
	switch s {
	case Passed:
		return "passed"
	case Failed:
		return "failed"
	case NotRun:
		return "not run"
	}
	return "unknown"
}

// The classes of commands that are not run, beside those that
// host.UnsupportedError names ("async", "gc", "threads" and so on).
const (
	// ClassText: a module in the text format, of which nothing here reads any.
	ClassText = "text"
	// ClassCore: an instance of a core module by itself.
	ClassCore = "core"
	// ClassGate: an assertion that a feature is switched off that is always on.
	ClassGate = "gate"
	// ClassThreads: commands of threads.
	ClassThreads = "threads"
	// ClassStackSwitching: assertions about continuations.
	ClassStackSwitching = "stack-switching"
	// ClassCustom: assertions about custom sections.
	ClassCustom = "custom"
)

// Result is what came of one command.
type Result struct {
	// Line is where the command is in the .wast file.
	Line int
	// Kind is the type of the command: "assert_return" and so on.
	Kind   string
	Status Status
	// Class says for a command that was not run what it asks for.
	Class string
	// Message says why a command failed or was not run, or what is to be known
	// of one that passed.
	Message string
}
