package value

import (
	"math"
	"reflect"
)

// Equal says whether a and b are the same value. Every NaN is one value, as it
// is when it crosses a component's boundary, and zero and minus zero are two. A
// List of U8 equals the Bytes with the same elements, and flags are compared as
// sets. Handles are equal where their Rep is.
func Equal(a, b Value) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case F32:
		b, ok := b.(F32)
		return ok && (math.Float32bits(float32(a)) == math.Float32bits(float32(b)) || a != a && b != b)
	case F64:
		b, ok := b.(F64)
		return ok && (math.Float64bits(float64(a)) == math.Float64bits(float64(b)) || a != a && b != b)
	case Bytes:
		switch b := b.(type) {
		case Bytes:
			return string(a) == string(b)
		case List:
			return equalBytes(b, a)
		}
		return false
	case List:
		switch b := b.(type) {
		case Bytes:
			return equalBytes(a, b)
		case List:
			return equalAll(a, b)
		}
		return false
	case Tuple:
		b, ok := b.(Tuple)
		return ok && equalAll(a, b)
	case Map:
		b, ok := b.(Map)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !Equal(a[i].Key, b[i].Key) || !Equal(a[i].Value, b[i].Value) {
				return false
			}
		}
		return true
	case Record:
		b, ok := b.(Record)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i].Name != b[i].Name || !Equal(a[i].Value, b[i].Value) {
				return false
			}
		}
		return true
	case Variant:
		b, ok := b.(Variant)
		return ok && a.Case == b.Case && Equal(a.Value, b.Value)
	case Option:
		b, ok := b.(Option)
		return ok && Equal(a.Value, b.Value)
	case Result:
		b, ok := b.(Result)
		return ok && a.IsErr == b.IsErr && Equal(a.Value, b.Value)
	case Flags:
		b, ok := b.(Flags)
		if !ok {
			return false
		}
		return subset(a, b) && subset(b, a)
	case Own:
		b, ok := b.(Own)
		return ok && equalRep(a.Rep, b.Rep)
	case Borrow:
		b, ok := b.(Borrow)
		return ok && equalRep(a.Rep, b.Rep)
	}
	return a == b
}

func equalRep(a, b any) bool {
	return (a == nil || reflect.TypeOf(a).Comparable()) && a == b
}

func subset(a, b Flags) bool {
	for _, n := range a {
		if !b.Has(n) {
			return false
		}
	}
	return true
}

func equalAll(a, b []Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalBytes(l List, b Bytes) bool {
	if len(l) != len(b) {
		return false
	}
	for i, v := range l {
		if u, ok := v.(U8); !ok || byte(u) != b[i] {
			return false
		}
	}
	return true
}
