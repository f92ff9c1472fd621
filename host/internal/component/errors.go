package component

import "fmt"

// place is where in the binary an error is.
type place struct {
	// Section is the id of the section (Binary.md, "section"), or -1 outside
	// of one.
	Section int
	// Offset is in bytes from the start of the outermost binary.
	Offset int
}

func (p place) String() string {
	if p.Section < 0 {
		return fmt.Sprintf("offset 0x%x", p.Offset)
	}
	return fmt.Sprintf("section %d, offset 0x%x", p.Section, p.Offset)
}

// FormatError says that the bytes are not of the component binary format.
type FormatError struct {
	place
	Message string
}

func (e *FormatError) Error() string { return fmt.Sprintf("component: %s: %s", e.place, e.Message) }

// ValidationError says that the binary is well formed and breaks a rule.
type ValidationError struct {
	place
	Message string
	// Gate is the feature of the specification, not yet released, under which
	// the rule would not hold: "nested-names", or empty.
	Gate string
}

func (e *ValidationError) Error() string {
	return fmt.Sprintf("component: %s: %s", e.place, e.Message)
}

// UnsupportedError says that the component uses a feature that the released,
// synchronous component model does not have, or that one of its core modules
// uses one that the host does not run.
type UnsupportedError struct {
	place
	// Feature is one of "async", "threads", "gc", "values", "error-context",
	// "shared-everything-threads", "custom-descriptors",
	// "compact-imports" and "stack-switching".
	Feature string
	// What names the construct that needs it: "a shared table".
	What string
}

// Unsupported makes the error of a construct, at an offset in bytes from the
// start of the outermost binary, that needs a feature.
func Unsupported(offset int, feature, what string) *UnsupportedError {
	return &UnsupportedError{place{Section: -1, Offset: offset}, feature, what}
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("component: %s: %s needs the %s feature, which is not supported", e.place, e.What, e.Feature)
}

// LoadLimitError says that a size or nesting depth is above what is accepted.
type LoadLimitError struct {
	place
	// What names the thing that is limited: "number of types". Max is the most that is
	// accepted.
	What string
	Max  uint64
}

// Limit makes the error of what is limited, at an offset in bytes from the start of
// the outermost binary.
func Limit(offset int, what string, max uint64) *LoadLimitError {
	return &LoadLimitError{place{Section: -1, Offset: offset}, what, max}
}

func (e *LoadLimitError) Error() string {
	return fmt.Sprintf("component: %s: %s exceeds the limit of %d", e.place, e.What, e.Max)
}

// CoreModuleError says that the binary is a core module, not a component.
type CoreModuleError struct{}

func (*CoreModuleError) Error() string {
	return "component: the binary is a core module, not a component; `wasm-tools component new` makes one of a module"
}

// The features that are refused by name.
const (
	featureAsync            = "async"
	featureThreads          = "threads"
	featureGC               = "gc"
	featureValues           = "values"
	featureErrorContext     = "error-context"
	featureSharedEverything = "shared-everything-threads"
)
