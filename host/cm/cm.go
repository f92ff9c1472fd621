// Package cm holds the types that generated bindings use where Go has none of
// its own for a type of the component model: tuples, results inside other types,
// and errors whose WIT type has no name.
//
// None of them overlays its payloads, so that the garbage collector sees every
// pointer in them.
package cm

import (
	"cmp"
	"fmt"
	"slices"
)

// Result is result<OK, Err> anywhere but as the result of a function, where Go
// has an error. OK holds the payload where IsErr is false, Err where it is true;
// the other is the zero value. A case that carries nothing is a struct{}.
type Result[OK, Err any] struct {
	IsErr bool
	OK    OK
	Err   Err
}

// OK is the result of something that succeeded.
func OK[Err, T any](v T) Result[T, Err] { return Result[T, Err]{OK: v} }

// Failed is the result of something that failed.
func Failed[T, Err any](e Err) Result[T, Err] { return Result[T, Err]{IsErr: true, Err: e} }

// Error is the error of a function whose result is result<_, T> where T is no
// type that implements error itself: a string, a list, or nothing (struct{}).
// errors.As finds it.
type Error[T any] struct {
	Value T
}

func (e Error[T]) Error() string {
	switch v := any(e.Value).(type) {
	case string:
		return v
	case struct{}:
		return "failed"
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(e.Value)
}

// SortedKeys are the keys of m in order, which is the order in which a map is
// given to a component.
func SortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
