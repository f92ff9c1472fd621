package engine

import "unsafe"

// Scalar is a number that linear memory holds as Go does, on the
// little-endian processors that this package supports.
type Scalar interface {
	~int8 | ~uint8 | ~int16 | ~uint16 | ~int32 | ~uint32 | ~int64 | ~uint64 | ~float32 | ~float64
}

// Scalars copies as many numbers as b holds whole, in little-endian order and
// at any alignment, into a new slice.
func Scalars[T Scalar](b []byte) []T {
	var zero T
	out := make([]T, len(b)/int(unsafe.Sizeof(zero)))
	copy(scalarBytes(out), b)
	return out
}

// PutScalars copies numbers to b in little-endian order and gives how many
// bytes it wrote: less than all when b is short.
func PutScalars[T Scalar](b []byte, numbers []T) int {
	return copy(b, scalarBytes(numbers))
}

// scalarBytes gives the memory of numbers, which has no padding.
func scalarBytes[T Scalar](numbers []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(numbers))), len(numbers)*int(unsafe.Sizeof(zero)))
}
