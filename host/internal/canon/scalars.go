package canon

import (
	"encoding/binary"
	"math"
)

// Scalar is a type whose lists move by copy: no element of them can be wrong.
type Scalar interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int8 | ~int16 | ~int32 | ~int64 | ~float32 | ~float64
}

// shape is the size of T in bytes, and whether it is a float.
func shape[T Scalar]() (size uint64, float bool) {
	if T(1)/2 != 0 {
		n := uint32(1<<24 + 1) // which no float32 can hold
		if uint32(T(n)) == n {
			return 8, true
		}
		return 4, true
	}
	for size = 1; size < 8; size *= 2 {
		n := uint64(1) << (8 * size)
		if T(n) == 0 {
			return size, false
		}
	}
	return 8, false
}

// LiftScalars copies a list of numbers, NaN in its canonical form.
func LiftScalars[T Scalar](cx *Context, p, n uint64) []T {
	size, float := shape[T]()
	bytes, ok := cx.list(p, n, size, size)
	if !ok {
		return nil
	}
	if bytes, ok = cx.grant(bytes); !ok {
		return nil
	}
	n = bytes / size
	bytes = n * size
	src := cx.Mem[p : p+bytes]
	out := make([]T, n)
	switch {
	case size == 4 && float:
		for i := range out {
			out[i] = T(CanonicalNaN32(math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))))
		}
	case float:
		for i := range out {
			out[i] = T(CanonicalNaN64(math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:]))))
		}
	case size == 1:
		for i := range out {
			out[i] = T(src[i])
		}
	case size == 2:
		for i := range out {
			out[i] = T(binary.LittleEndian.Uint16(src[2*i:]))
		}
	case size == 4:
		for i := range out {
			out[i] = T(binary.LittleEndian.Uint32(src[4*i:]))
		}
	default:
		for i := range out {
			out[i] = T(binary.LittleEndian.Uint64(src[8*i:]))
		}
	}
	return out
}

// LowerScalars writes a list of numbers, NaN in its canonical form.
func LowerScalars[T Scalar](cx *Context, s []T) (ptr, n uint64) {
	size, float := shape[T]()
	p := cx.LowerList(len(s), size, size)
	if cx.err != nil {
		return 0, 0
	}
	dst := cx.Mem[p : p+uint64(len(s))*size]
	switch {
	case size == 4 && float:
		for i, v := range s {
			binary.LittleEndian.PutUint32(dst[4*i:], math.Float32bits(CanonicalNaN32(float32(v))))
		}
	case float:
		for i, v := range s {
			binary.LittleEndian.PutUint64(dst[8*i:], math.Float64bits(CanonicalNaN64(float64(v))))
		}
	case size == 1:
		for i, v := range s {
			dst[i] = byte(v)
		}
	case size == 2:
		for i, v := range s {
			binary.LittleEndian.PutUint16(dst[2*i:], uint16(v))
		}
	case size == 4:
		for i, v := range s {
			binary.LittleEndian.PutUint32(dst[4*i:], uint32(v))
		}
	default:
		for i, v := range s {
			binary.LittleEndian.PutUint64(dst[8*i:], uint64(v))
		}
	}
	return p, uint64(len(s))
}
