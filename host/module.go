package host

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// coreModule is a core module of a component, compiled.
//
// What a new instance starts with is one of three: the module as it is, where no
// image of its state can be taken; the module with its state exported; or, where
// it has much data and nothing to run at the start, its code alone over an image
// of the memories with the data in place, so that no data is copied.
type coreModule struct {
	plan     *plan.Module // its exports are in the same positions in every form
	compiled *engine.Module
	images   []*engine.Image // of the memories that it defines, nil for zeros

	// memories and globals are the exports that are the state of an instance; a
	// memory that is not exported has none.
	memories []int
	globals  []int
	// unfit says why there can be no image of an instance.
	unfit error
	// source is what code alone is made of; nil where compiled is that.
	source []byte
}

// Data is put into an image where there is at least minColdData of it: for less
// it is faster to copy it. An image is no larger than the data asks for, within
// maxColdFactor and coldRoom; one that would be is left to the engine.
const (
	minColdData   = 32 << 10
	maxColdFactor = 4
	coldRoom      = 1 << 20
	wasmPage      = 64 << 10
)

// The forms of modules in the cache.
const (
	formPlain = "plain"
	formState = "state exported"
	formCode  = "code alone"
)

func (e *Engine) compile(ctx context.Context, src []byte) (*coreModule, error) {
	parsed, err := wasm.Parse(src)
	if err != nil {
		return nil, err
	}
	m := &coreModule{unfit: parsed.Imageable()}
	placed, known := parsed.PlacedData()
	switch {
	case m.unfit != nil:
		m.compiled, err = e.form(ctx, formPlain, src)
	case !parsed.HasStart && known && worthwhile(placed):
		if m.images, err = coldImages(parsed, placed); err == nil {
			m.compiled, err = e.form(ctx, formCode, src)
		}
	default:
		m.source = src
		m.compiled, err = e.form(ctx, formState, src)
	}
	if err != nil {
		m.close()
		return nil, err
	}
	m.index(parsed)
	return m, nil
}

// moduleError is the error of a component whose core module at an offset has
// this error.
func moduleError(offset int, err error) error {
	var u *wasm.UnsupportedError
	if errors.As(err, &u) {
		return component.Unsupported(offset+u.Offset, string(u.Proposal), "a core module that has "+u.Feature)
	}
	return fmt.Errorf("host: core module at offset %#x: %w", offset, err)
}

// form compiles a form of a module, or takes it from the cache.
func (e *Engine) form(ctx context.Context, form string, src []byte) (*engine.Module, error) {
	rewrite := func() ([]byte, error) { return src, nil }
	switch form {
	case formState:
		rewrite = func() ([]byte, error) { out, _, err := wasm.ExportGlobals(src); return out, err }
	case formCode:
		rewrite = func() ([]byte, error) { out, _, err := wasm.ImageModule(src); return out, err }
	}
	if e.cache != nil {
		return e.cache.module(ctx, e.core, form, src, rewrite)
	}
	out, err := rewrite()
	if err != nil {
		return nil, err
	}
	return e.core.Compile(ctx, out)
}

// index finds the exports that matter.
func (m *coreModule) index(parsed *wasm.Module) {
	m.memories = make([]int, len(parsed.Memories)-parsed.ImportedMemories)
	for i := range m.memories {
		m.memories[i] = plan.None
	}
	m.plan = plan.NewModule(parsed, m.compiled.Exports())
	for i, x := range m.plan.Exports {
		switch t := x.Type.(type) {
		case engine.MemoryType:
			if n := int(x.Index) - parsed.ImportedMemories; n >= 0 {
				m.memories[n] = i
			}
		case engine.GlobalType:
			if t.Mutable && int(x.Index) >= parsed.ImportedGlobals {
				m.globals = append(m.globals, i)
			}
		}
	}
}

// worthwhile says whether an image of this data is better than copying it.
func worthwhile(placed []wasm.PlacedData) bool {
	size, end := uint64(0), uint64(0)
	for _, d := range placed {
		size += uint64(len(d.Init))
		end = max(end, d.Offset+uint64(len(d.Init)))
	}
	return size >= minColdData && end <= maxColdFactor*size+coldRoom
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
			closeImages(images)
			return nil, err
		}
		images[i] = image
	}
	return images, nil
}

func closeImages(images []*engine.Image) {
	for _, i := range images {
		if i != nil {
			_ = i.Close()
		}
	}
}

func (m *coreModule) close() {
	if m.compiled != nil {
		_ = m.compiled.Close()
	}
	closeImages(m.images)
}

// CoreModule is a core module by itself, to offer to components that import one.
// It may be used from several goroutines.
type CoreModule struct {
	engine *Engine
	module *coreModule
	closed sync.Once
}

// LoadCoreModule compiles a core module, or takes it from the cache.
func (e *Engine) LoadCoreModule(ctx context.Context, module []byte) (*CoreModule, error) {
	// Its type is that of the module in a component that has nothing else.
	wrapped := append([]byte("\x00asm\x0d\x00\x01\x00\x01"), binary.AppendUvarint(nil, uint64(len(module)))...)
	def, err := component.Parse(append(wrapped, module...))
	if err != nil {
		return nil, err
	}
	typ := def.Defs[0].(*component.ModuleDef).Type
	m, err := e.compile(ctx, module)
	if err != nil {
		return nil, closedError(moduleError(0, err))
	}
	m.plan.Type = typ
	return &CoreModule{engine: e, module: m}, nil
}

// Close frees the module, after every Prepared that it was offered to is closed.
// It may be called more than once.
func (m *CoreModule) Close() error {
	m.closed.Do(m.module.close)
	return nil
}
