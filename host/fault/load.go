package fault

import "fmt"

// Place is where in a binary an error is.
type Place struct {
	// Section is the id of the section (Binary.md, "section"), or -1 outside of
	// one.
	Section int
	// Offset is in bytes from the start of the outermost binary.
	Offset int
}

func (p Place) String() string {
	if p.Section < 0 {
		return fmt.Sprintf("offset 0x%x", p.Offset)
	}
	return fmt.Sprintf("section %d, offset 0x%x", p.Section, p.Offset)
}

// DecodeError is the error of bytes that are not a component in the binary format
// (Binary.md).
type DecodeError struct {
	Place
	// Message says what is wrong, in the words of the specification's test suite.
	Message string
}

func (e *DecodeError) Error() string { return fmt.Sprintf("component: %s: %s", e.Place, e.Message) }

// ValidationError is the error of a component that breaks a rule of the component
// model (Binary.md and Explainer.md), or whose core modules break one of
// WebAssembly's.
type ValidationError struct {
	Place
	// Message says what is wrong, in the words of the specification's test suite.
	Message string
	// Gate is the feature of the specification, not yet released, under which the
	// rule would not hold: "nested-names". It is empty for a rule that always holds.
	Gate string
}

func (e *ValidationError) Error() string {
	return fmt.Sprintf("component: %s: %s", e.Place, e.Message)
}

// UnsupportedError is the error of a component that uses a feature that this host
// does not run: one that the released, synchronous component model does not have, or
// one of core WebAssembly.
type UnsupportedError struct {
	Place
	// Feature is the specification's name for it: "async", "threads", "gc",
	// "values", "error-context", "shared-everything-threads",
	// "custom-descriptors", "compact-imports" or "stack-switching".
	Feature string
	// What names the construct that needs the feature: "a shared table".
	What string
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("component: %s: %s needs the %s feature, which is not supported", e.Place, e.What, e.Feature)
}

// LoadLimitError is the error of a component of which a size, a number or a nesting
// depth is above what is accepted.
type LoadLimitError struct {
	Place
	// What names the thing that is limited: "number of types".
	What string
	// Max is the most that is accepted, in the unit of What.
	Max uint64
}

func (e *LoadLimitError) Error() string {
	return fmt.Sprintf("component: %s: %s exceeds the limit of %d", e.Place, e.What, e.Max)
}

// CoreModuleError is the error of bytes that are a core module, not a component.
type CoreModuleError struct{}

func (*CoreModuleError) Error() string {
	return "component: the binary is a core module, not a component; `wasm-tools component new` makes one of a module"
}

// CacheError is the error of a directory that cannot be the cache of compiled code.
type CacheError struct {
	// Dir is the directory that was asked for.
	Dir string
	// Reason says what is wrong with it, or with a directory above it.
	Reason string
	// Hint says what to do.
	Hint string
	// Err is the system's error where the directory does not exist and cannot be
	// made. It is nil where the directory exists and is not safe.
	Err error
}

func (e *CacheError) Error() string {
	return fmt.Sprintf("host: cache directory %s: %s: %s", e.Dir, e.Reason, e.Hint)
}

// Unwrap gives the system's error.
func (e *CacheError) Unwrap() error { return e.Err }

// SystemError is the error of NewEngine and Instantiate where the system refuses the
// process the address space or the memory that they need. Neither the component nor
// its limits are the cause.
type SystemError struct {
	// Message says what the system refused, and what to do.
	Message string
}

func (e *SystemError) Error() string { return "engine: the system: " + e.Message }
