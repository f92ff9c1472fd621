package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

func TestScalars(t *testing.T) {
	b := []byte{9, 1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 7}
	require.Equal(t, []int32{1, -2}, engine.Scalars[int32](b[1:]), "any alignment, whole numbers only")
	require.Equal(t, []uint16{1, 0, 0xfffe, 0xffff}, engine.Scalars[uint16](b[1:9]))
	require.Equal(t, []float32{0}, engine.Scalars[float32](make([]byte, 4)))
	require.Empty(t, engine.Scalars[uint64](b[:7]))
	out := make([]byte, 9)
	require.Equal(t, 8, engine.PutScalars(out[1:], []int32{1, -2}))
	require.Equal(t, append([]byte{0}, b[1:9]...), out)
	require.Equal(t, 1, engine.PutScalars(out[:1], []float64{1}))
	require.Zero(t, engine.PutScalars[int64](out, nil))
}
