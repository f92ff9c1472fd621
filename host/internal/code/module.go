package code

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// Module is a core module of a component, compiled.
//
// A new instance starts from one of three forms: the module as it is, if no image
// of its state can be taken; the module with its state exported; or, for a module
// with much data and nothing to run at the start, its code alone over an image of
// the memories with the data in place, so that no data is copied.
type Module struct {
	Plan     *plan.Module // its exports are in the same positions in every form
	Compiled *engine.Module
	// Digest is the hash of the module as it is; zero where there is no cache.
	Digest [32]byte

	cold coldMemories

	// Memories and Globals are the exports that are the state of an instance; a
	// memory that is not exported has none.
	Memories []int
	Globals  []int
	// Unfit says why there can be no image of an instance.
	Unfit error
	// Source is what code alone is made of; nil where Compiled is that.
	Source *Source
}

// Source is a core module to be compiled.
type Source struct {
	*wasm.Module
	digest digest // where there is a cache
	known  bool   // its facts are in the cache
}

// Digest is the hash of the module's bytes; zero where there is no cache.
func (s *Source) Digest() [32]byte { return s.digest }

// The forms of modules in the cache.
const (
	plain         = "plain"
	stateExported = "state exported"
	codeAlone     = "code alone"
)

// Compiler compiles core modules, or takes them from a cache on disk. It may be
// used from several goroutines.
type Compiler struct {
	core  *engine.Engine
	cache *cache
}

// NewCompiler makes a compiler that keeps what it compiles in a directory, or
// nowhere where that is empty. The error is a *CacheError.
func NewCompiler(core *engine.Engine, cacheDir string) (*Compiler, error) {
	c := &Compiler{core: core}
	if cacheDir == "" {
		return c, nil
	}
	var err error
	c.cache, err = openCache(cacheDir, core.Fingerprint())
	return c, err
}

// Caches says whether there is a cache.
func (c *Compiler) Caches() bool { return c.cache != nil }

// CacheDir is the directory of the cache, empty where there is none. The error is
// that of an entry that could not be written to it.
func (c *Compiler) CacheDir() (string, error) {
	if c.cache == nil {
		return "", nil
	}
	if err := c.cache.unwritten.Load(); err != nil {
		return c.cache.dir, *err
	}
	return c.cache.dir, nil
}

// CodeAlone compiles the form of a module that instances which start from an
// image are made of: src is Module.Source.
func (c *Compiler) CodeAlone(ctx context.Context, src *Source) (*engine.Module, error) {
	return c.form(ctx, codeAlone, src)
}

// Forward compiles plan.Module.Forward.
func (c *Compiler) Forward(m *plan.Module) (*Module, error) {
	compiled, err := c.core.Compile(context.Background(), m.Forward)
	if err != nil {
		return nil, err
	}
	return &Module{Plan: m, Compiled: compiled}, nil // without state
}

// Read reads the code of a core module. Where the cache knows what there is to find
// in it, the bodies of its functions are not read. Errors are those of
// [wasm.Outline.ReadCode].
func (c *Compiler) Read(o *wasm.Outline) (*Source, error) {
	if c.cache != nil {
		return c.cache.read(o)
	}
	m, err := o.ReadCode()
	return &Source{Module: m}, err
}

// Compile compiles a core module in the form that its instances start with.
func (c *Compiler) Compile(ctx context.Context, src *Source) (*Module, error) {
	m := &Module{Unfit: src.Imageable(), Digest: src.digest}
	placed, known := src.PlacedData()
	var err error
	switch {
	case m.Unfit != nil:
		m.Compiled, err = c.form(ctx, plain, src)
	case !src.HasStart && known && worthwhile(placed):
		m.cold.module, m.cold.placed = src.Module, placed
		m.Compiled, err = c.form(ctx, codeAlone, src)
	default:
		m.Source = src
		m.Compiled, err = c.form(ctx, stateExported, src)
	}
	if err != nil {
		m.Close()
		return nil, err
	}
	if c.cache != nil && !src.known {
		c.cache.putFacts(src)
	}
	m.index(src.Module)
	return m, nil
}

// form compiles a form of a module, or takes it from the cache.
func (c *Compiler) form(ctx context.Context, form string, src *Source) (*engine.Module, error) {
	rewrite := func() (*wasm.Module, error) { return src.Module, nil }
	switch form {
	case stateExported:
		rewrite = func() (*wasm.Module, error) { out, _, err := src.ExportGlobals(); return out, err }
	case codeAlone:
		rewrite = func() (*wasm.Module, error) { out, _, err := src.ImageModule(); return out, err }
	}
	if c.cache != nil {
		return c.cache.module(ctx, c.core, form, src, rewrite)
	}
	out, err := rewrite()
	if err != nil {
		return nil, err
	}
	return c.core.CompileModule(ctx, out)
}

// index finds the exports that matter.
func (m *Module) index(parsed *wasm.Module) {
	m.Memories = make([]int, len(parsed.Memories)-parsed.ImportedMemories)
	for i := range m.Memories {
		m.Memories[i] = plan.None
	}
	m.Plan = plan.NewModule(parsed, m.Compiled.Exports())
	for i, x := range m.Plan.Exports {
		switch t := x.Type.(type) {
		case engine.MemoryType:
			if n := int(x.Index) - parsed.ImportedMemories; n >= 0 {
				m.Memories[n] = i
			}
		case engine.GlobalType:
			if t.Mutable && int(x.Index) >= parsed.ImportedGlobals {
				m.Globals = append(m.Globals, i)
			}
		}
	}
}

// Close frees the module.
func (m *Module) Close() {
	if m.Compiled != nil {
		_ = m.Compiled.Close()
	}
	m.cold.close()
}
