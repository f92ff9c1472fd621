package host

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// CoreModule is a core module that is offered to components that import one.
// It may be used from several goroutines.
type CoreModule struct {
	engine *Engine
	module *code.Module
	closed sync.Once
}

// LoadCoreModule compiles a core module, or takes it from the cache.
func (e *Engine) LoadCoreModule(ctx context.Context, module []byte) (*CoreModule, error) {
	def, err := component.ParseModule(module)
	if err != nil {
		return nil, err
	}
	parsed, err := e.code.Read(def.Outline)
	if err != nil {
		return nil, moduleError(0, err)
	}
	m, err := e.code.Compile(ctx, parsed)
	if err != nil {
		return nil, run.Closed(moduleError(0, err))
	}
	m.Plan.Type = def.Type
	return &CoreModule{engine: e, module: m}, nil
}

// Close frees the module, after every Prepared that it was offered to is closed.
// It may be called more than once.
func (m *CoreModule) Close() error {
	m.closed.Do(m.module.Close)
	return nil
}

// moduleError is the error of a component whose core module at an offset has
// this error.
func moduleError(offset int, err error) error {
	var u *wasm.UnsupportedError
	if errors.As(err, &u) {
		return component.Unsupported(offset+u.Offset, string(u.Proposal), "a core module that has "+u.Feature)
	}
	if limit := loadLimit(offset, err); limit != err {
		return limit
	}
	return fmt.Errorf("host: core module at offset %#x: %w", offset, err)
}

// loadLimit makes the public error of a bound on compiling that core modules are
// above, and leaves others as they are.
func loadLimit(offset int, err error) error {
	var limit *engine.InstanceLimitError
	if !errors.As(err, &limit) {
		return err
	}
	switch limit.Limit {
	case "compile time":
		return component.Limit(offset, "the estimated time to compile its core modules, in milliseconds,", limit.Max/1000)
	case "compile work":
		return component.Limit(offset, "the estimated work to follow globals and objects along the branches of its functions", limit.Max)
	case "compile memory":
		return component.Limit(offset, "the estimated memory to compile its core modules, in MiB,", limit.Max>>20)
	}
	return err
}
