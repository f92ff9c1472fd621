package code

import (
	"bytes"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// Data is put into an image where there is at least MinImageData bytes of it: for less
// it is faster to copy it. An image is no larger than the data asks for, within
// maxColdFactor and coldRoom; one that would be is left to the engine.
const (
	MinImageData  = 32 << 10
	maxColdFactor = 4
	coldRoom      = 1 << 20
	wasmPage      = 64 << 10
)

// worthwhile says whether an image of this data is better than copying it.
func worthwhile(placed []wasm.PlacedData) bool {
	size, end := uint64(0), uint64(0)
	for _, d := range placed {
		size += uint64(len(d.Init))
		end = max(end, d.Offset+uint64(len(d.Init)))
	}
	return size >= MinImageData && end <= maxColdFactor*size+coldRoom
}

// coldImages makes images of the memories of a module with the data in place.
func coldImages(m *wasm.Module, placed []wasm.PlacedData) ([]*engine.Image, error) {
	ends := make([]uint64, len(m.Memories)-m.ImportedMemories)
	for _, d := range placed {
		ends[d.Memory] = max(ends[d.Memory], d.Offset+uint64(len(d.Init)))
	}
	contents := make([][]byte, len(ends))
	for i, end := range ends {
		if end > 0 {
			contents[i] = make([]byte, (end+wasmPage-1)/wasmPage*wasmPage)
		}
	}
	for _, d := range placed {
		copy(contents[d.Memory][d.Offset:], d.Init)
	}
	images := make([]*engine.Image, len(contents))
	for i, b := range contents {
		if b == nil {
			continue
		}
		image, err := engine.NewImage(bytes.NewReader(b), uint64(len(b)))
		if err != nil {
			CloseImages(images)
			return nil, err
		}
		images[i] = image
	}
	return images, nil
}

// coldMemories are the images of the memories of a module with its data in place, made
// when the first instance is instantiated anew: where all start from a snapshot that
// was kept, there is no need of them.
type coldMemories struct {
	module *wasm.Module // nil where instances copy the data
	placed []wasm.PlacedData

	mu     sync.Mutex
	made   bool
	closed bool
	images []*engine.Image
}

// Images gives the contents of the memories that the module defines, nil for zeros.
func (m *Module) Images() ([]*engine.Image, error) {
	c := &m.cold
	if c.module == nil {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, engine.ErrClosed
	}
	if c.made {
		return c.images, nil
	}
	var err error
	c.images, err = coldImages(c.module, c.placed)
	c.made = err == nil
	return c.images, err
}

func (c *coldMemories) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	CloseImages(c.images)
}

// CloseImages frees images, of which some may be nil.
func CloseImages(images []*engine.Image) {
	for _, i := range images {
		if i != nil {
			_ = i.Close()
		}
	}
}
