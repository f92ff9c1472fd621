package component

import "github.com/vivarium-wasm/vivarium/host/fault"

// The errors of loading, which package host has under the same names but for the
// first two.
type (
	place            = fault.Place
	FormatError      = fault.DecodeError
	ValidationError  = fault.ValidationError
	UnsupportedError = fault.UnsupportedError
	LoadLimitError   = fault.LoadLimitError
	CoreModuleError  = fault.CoreModuleError
)

// Unsupported makes the error of a construct, at an offset in bytes from the
// start of the outermost binary, that needs a feature.
func Unsupported(offset int, feature, what string) *UnsupportedError {
	return unsupported(place{Section: -1, Offset: offset}, feature, what)
}

func unsupported(p place, feature, what string) *UnsupportedError {
	return &UnsupportedError{Place: p, Feature: feature, What: what}
}

// Limit makes the error of what is limited, at an offset in bytes from the start of
// the outermost binary.
func Limit(offset int, what string, max uint64) *LoadLimitError {
	return limited(place{Section: -1, Offset: offset}, what, max)
}

func limited(p place, what string, max uint64) *LoadLimitError {
	return &LoadLimitError{Place: p, What: what, Max: max}
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
