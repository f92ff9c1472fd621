package wave

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// Format is the text of v, which Parse reads as the same value: that of
// value.Format. A value that is or holds a handle has none; the error is a
// *HandleError. The result of a function without one, nil, is ().
func Format(v value.Value) (string, error) {
	if holdsHandle(v) {
		return "", &HandleError{}
	}
	return value.Format(v), nil
}

// holdsHandle is recursive as far as the value is deep.
func holdsHandle(v value.Value) bool {
	switch v := v.(type) {
	case value.Own, value.Borrow:
		return true
	case value.List:
		return slices.ContainsFunc(v, holdsHandle)
	case value.Tuple:
		return slices.ContainsFunc(v, holdsHandle)
	case value.Map:
		return slices.ContainsFunc(v, func(e value.Entry) bool { return holdsHandle(e.Key) || holdsHandle(e.Value) })
	case value.Record:
		return slices.ContainsFunc(v, func(f value.Field) bool { return holdsHandle(f.Value) })
	case value.Variant:
		return holdsHandle(v.Value)
	case value.Option:
		return holdsHandle(v.Value)
	case value.Result:
		return holdsHandle(v.Value)
	}
	return false
}
