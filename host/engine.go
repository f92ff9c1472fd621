package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// Config configures an Engine. The zero Config is usable.
type Config struct {
	// CacheDir is the directory in which compiled modules are kept, made where
	// there is none; empty means no cache on disk. A directory that others can
	// write to is refused.
	CacheDir string
	// Fuel compiles modules so that they use up fuel (Limits.Fuel).
	Fuel bool
	// MaxWasmStack is the stack that guest code has, in bytes; 0 means 2 MiB.
	MaxWasmStack int
}

// Engine compiles and links components. It may be used from several goroutines.
type Engine struct{}

// NewEngine makes an engine. The caller closes it, after everything made of it.
func NewEngine(cfg Config) (*Engine, error) { return nil, errUnfinished }

// Close frees the engine. It may be called more than once.
func (e *Engine) Close() error { return nil }

// Component is a component that was decoded, validated and compiled. It may be
// used from several goroutines.
type Component struct{}

// Load decodes and validates a component, and compiles its core modules or takes
// them from the cache. Errors are a *DecodeError, a *ValidationError, or an
// error of compiling. The binary is not to be changed after.
func (e *Engine) Load(ctx context.Context, binary []byte) (*Component, error) {
	return nil, errUnfinished
}

// Type is the type of the component: its imports and exports.
func (c *Component) Type() *types.Component { return nil }

// Close frees the compiled modules. It may be called more than once.
func (c *Component) Close() error { return nil }
