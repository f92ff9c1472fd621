package code

import (
	"bytes"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// The image of a memory is made in one piece, however many segments fill it.
func TestColdImagesOfManySegments(t *testing.T) {
	const segments, size, gap = 2000, 64, 4096
	placed := make([]wasm.PlacedData, segments)
	want := make([]byte, segments*gap)
	for n := range placed {
		at := n * gap
		placed[n] = wasm.PlacedData{Offset: uint64(at), Init: bytes.Repeat([]byte{byte(n + 1)}, size)}
		copy(want[at:], placed[n].Init)
	}
	placed = append(placed, wasm.PlacedData{Offset: 5, Init: []byte("over")}) // the later counts
	copy(want[5:], "over")

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	images, err := coldImages(&wasm.Module{Outline: wasm.Outline{Memories: make([]wasm.MemoryType, 2)}}, placed)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	defer CloseImages(images)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4*len(want)), "bytes allocated")
	require.Nil(t, images[1], "nothing is placed in the second memory")
	got, err := io.ReadAll(images[0].Reader())
	require.NoError(t, err)
	require.Equal(t, want, got[:len(want)])
}
