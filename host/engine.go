package host

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Config configures an Engine. The zero Config is usable.
type Config struct {
	// CacheDir is the directory in which compiled modules are kept, made where
	// there is none; empty means no cache on disk. The files in it are executed, so
	// a directory that others can write to or replace is refused with a *CacheError.
	CacheDir string
	// CacheOptional goes on without a cache where CacheDir cannot be made. It is meant
	// for a default directory. A directory that is not safe is refused all the same.
	CacheOptional bool
	// Fuel compiles modules so that they use up fuel (Limits.Fuel). It costs
	// about 40 %.
	Fuel bool
	// Deterministic gives every NaN one bit pattern, so that results do not
	// depend on the processor.
	Deterministic bool
	// MaxWasmStack is the stack that guest code has, in bytes; 0 means 2 MiB, or
	// less where threads have small stacks.
	MaxWasmStack int
}

// Engine compiles and links components. It may be used from several goroutines.
type Engine struct {
	core   *engine.Engine
	config Config
	code   *code.Compiler
	// withoutCache is why there is no cache where Config.CacheOptional allows that.
	withoutCache error
}

// NewEngine makes an engine. The caller closes it, after everything made of it.
func NewEngine(cfg Config) (*Engine, error) {
	core, err := engine.New(engine.Config{Fuel: cfg.Fuel, Deterministic: cfg.Deterministic, MaxWasmStack: cfg.MaxWasmStack})
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	compiler, err := code.NewCompiler(core, cfg.CacheDir)
	var refused, withoutCache *CacheError
	if cfg.CacheOptional && errors.As(err, &refused) && refused.Err != nil {
		withoutCache = refused
		compiler, err = code.NewCompiler(core, "")
	}
	if err != nil {
		_ = core.Close()
		return nil, err
	}
	e := &Engine{core: core, config: cfg, code: compiler}
	if withoutCache != nil {
		e.withoutCache = withoutCache
	}
	return e, nil
}

// Cache tells where the engine keeps compiled modules. dir is empty where it keeps
// none. err says why a module is not kept: a *CacheError where Config.CacheOptional
// let the engine go on without a directory, or the system's error where the last module
// could not be written. The next engine compiles again what is not kept.
func (e *Engine) Cache() (dir string, err error) {
	if e.withoutCache != nil {
		return "", e.withoutCache
	}
	return e.code.CacheDir()
}

// Close frees the engine. It may be called more than once. While something made
// of it is open it does nothing and gives ErrInUse.
func (e *Engine) Close() error {
	err := e.core.Close()
	if errors.Is(err, engine.ErrInUse) {
		return fmt.Errorf("%w: close what was made of it first", ErrInUse)
	}
	return err
}

// Component is a component that was decoded, validated and compiled. It may be
// used from several goroutines.
type Component struct {
	engine  *Engine
	def     *component.Component
	plan    *plan.ComponentDef
	modules map[*component.ModuleDef]*code.Module

	mu       sync.Mutex
	forwards map[string]*code.Module // see forward
	users    int                     // what was prepared and is not closed
	closed   bool

	identity [32]byte // the hash of the binary, where there is a cache
}

// Load decodes and validates a component, and compiles its core modules or takes them
// from the cache. The binary must not be changed afterwards.
//
// Load estimates beforehand what compiling will take. It refuses with a
// *LoadLimitError a component that is estimated to take more than 2 s of one processor
// and 4 us for each byte of its core modules, or more than 128 MiB of memory and 64
// bytes for each byte. Interpreters compiled from C or Rust take a fifth to two thirds
// of that.
//
// When ctx ends Load returns the error of ctx at once. The module that is being
// compiled is finished in the background, and dropped then. All compilations of the
// process together take 1 GiB of memory at most, but for a module that needs more and
// is compiled alone: others wait.
//
// Errors are a *DecodeError, *ValidationError, *UnsupportedError, *LoadLimitError or
// *CoreModuleError, that of ctx, or an error of compiling.
func (e *Engine) Load(ctx context.Context, binary []byte) (*Component, error) {
	if err := e.core.Acquire(); err != nil {
		return nil, run.Closed(err)
	}
	def, err := component.Parse(binary)
	if err != nil {
		e.core.Release()
		return nil, err
	}
	c := &Component{
		engine: e, def: def, modules: map[*component.ModuleDef]*code.Module{}, forwards: map[string]*code.Module{},
		plan: &plan.ComponentDef{Def: def, Modules: map[*component.ModuleDef]*plan.Module{}},
	}
	var cost wasm.Cost
	parsed := map[*component.ModuleDef]*code.Source{}
	err = read(e.code, def, parsed, &cost)
	if err == nil {
		err = loadLimit(0, engine.Affordable(cost))
	}
	if err == nil {
		err = c.compile(ctx, def, parsed)
	}
	if e.code.Caches() {
		c.identity = identity(binary, parsed)
	}
	if err != nil {
		c.free()
		return nil, run.Closed(err)
	}
	return c, nil
}

// read reads the code of the core modules of a component and of those nested in it,
// and adds up what compiling them costs.
func read(compiler *code.Compiler, def *component.Component, parsed map[*component.ModuleDef]*code.Source, cost *wasm.Cost) error {
	for _, d := range def.Defs {
		switch d := d.(type) {
		case *component.ModuleDef:
			m, err := compiler.Read(d.Outline)
			if err != nil {
				return moduleError(d.Offset, err)
			}
			parsed[d] = m
			cost.Add(m.Cost())
		case *component.ComponentDef:
			if err := read(compiler, d.Component, parsed, cost); err != nil {
				return err
			}
		}
	}
	return nil
}

// identity is the hash of a component, in which its core modules stand by their own:
// these are most of it, and were hashed before.
func identity(binary []byte, parsed map[*component.ModuleDef]*code.Source) [32]byte {
	modules := slices.SortedFunc(maps.Keys(parsed), func(a, b *component.ModuleDef) int { return a.Offset - b.Offset })
	h := sha256.New()
	at := 0
	for _, m := range modules {
		h.Write(binary[at:m.Offset])
		digest := parsed[m].Digest()
		h.Write(digest[:])
		at = m.Offset + len(m.Outline.Bytes())
	}
	h.Write(binary[at:])
	return [32]byte(h.Sum(nil))
}

// compile compiles the modules of a component and of those nested in it; how
// deep they are nested, validation has bounded.
func (c *Component) compile(ctx context.Context, def *component.Component, parsed map[*component.ModuleDef]*code.Source) error {
	for _, d := range def.Defs {
		switch d := d.(type) {
		case *component.ModuleDef:
			m, err := c.engine.code.Compile(ctx, parsed[d])
			if err != nil {
				return moduleError(d.Offset, err)
			}
			m.Plan.Type = d.Type
			c.modules[d] = m
			c.plan.Modules[d] = m.Plan
		case *component.ComponentDef:
			if err := c.compile(ctx, d.Component, parsed); err != nil {
				return err
			}
		}
	}
	return nil
}

// Type is the type of the component: its imports and exports.
func (c *Component) Type() *types.Component { return c.def.Type }

// Engine is the engine that loaded the component.
func (c *Component) Engine() *Engine { return c.engine }

// Close frees the compiled modules, at once or when the last Prepared of the
// component is closed. It may be called more than once.
func (c *Component) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	if c.users == 0 {
		c.free()
	}
	return nil
}

func (c *Component) use() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	c.users++
	return nil
}

func (c *Component) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.users--
	if c.closed && c.users == 0 {
		c.free()
	}
}

func (c *Component) free() {
	for _, m := range c.modules {
		m.Close()
	}
	for _, m := range c.forwards {
		m.Close()
	}
	c.engine.core.Release()
}

// forward compiles a module of plan.Module.Forward, or gives the one that was
// compiled before.
func (c *Component) forward(m *plan.Module) (*code.Module, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.forwards[string(m.Forward)]; known != nil {
		return known, nil
	}
	out, err := c.engine.code.Forward(m)
	if err != nil {
		return nil, err
	}
	c.forwards[string(m.Forward)] = out
	return out, nil
}
