package host

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// life is one of everything that can be closed, made of each other.
type life struct {
	engine    *Engine
	binary    []byte
	module    *CoreModule
	component *Component
	prepared  *Prepared
	instance  *Instance
	image     *Snapshot
	u32       ExportedFunc
}

const emptyModule = "\x00asm\x01\x00\x00\x00"

func newLife(t *testing.T) *life {
	t.Helper()
	ctx := context.Background()
	l := &life{binary: assemble(t, "echo")}
	var err error
	l.engine, err = NewEngine(Config{})
	require.NoError(t, err)
	l.module, err = l.engine.LoadCoreModule(ctx, []byte(emptyModule))
	require.NoError(t, err)
	l.component, err = l.engine.Load(ctx, l.binary)
	require.NoError(t, err)
	l.prepared, err = NewLinker(l.engine).Prepare(l.component)
	require.NoError(t, err)
	l.instance, err = l.prepared.Instantiate(ctx, InstanceConfig{})
	require.NoError(t, err)
	l.image, err = l.instance.Snapshot(ctx)
	require.NoError(t, err)
	l.u32 = function(t, l.prepared, "u32")
	return l
}

func (l *life) closers() map[string]func() error {
	return map[string]func() error{
		"engine": l.engine.Close, "core module": l.module.Close, "component": l.component.Close,
		"prepared": l.prepared.Close, "instance": l.instance.Close, "image": l.image.Close,
	}
}

func (l *life) close(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		for range 2 { // Close may be called more than once
			require.NoError(t, l.closers()[name](), name)
		}
	}
}

// works calls a function of an instance.
func (l *life) works(t *testing.T, i *Instance) {
	t.Helper()
	got, err := i.Call(context.Background(), l.u32, value.U32(7))
	require.NoError(t, err)
	require.Equal(t, value.U32(7), got)
}

// TestClosing has a row for each thing that the documentation of the package says
// about closing: what is closed, what then gives ErrClosed, and what goes on.
func TestClosing(t *testing.T) {
	ctx := context.Background()
	type use func(l *life) error
	for name, tt := range map[string]struct {
		close  []string
		closed map[string]use
		goesOn func(t *testing.T, l *life)
	}{
		"an engine": {
			close: []string{"image", "instance", "prepared", "component", "core module", "engine"},
			closed: map[string]use{
				"Load":                         func(l *life) error { _, err := l.engine.Load(ctx, l.binary); return err },
				"Load of nothing to compile":   func(l *life) error { _, err := l.engine.Load(ctx, []byte("\x00asm\x0d\x00\x01\x00")); return err },
				"LoadCoreModule":               func(l *life) error { _, err := l.engine.LoadCoreModule(ctx, []byte(emptyModule)); return err },
				"Prepare of a closed thing":    func(l *life) error { _, err := NewLinker(l.engine).Prepare(l.component); return err },
				"Instantiate of a closed one":  func(l *life) error { _, err := l.prepared.Instantiate(ctx, InstanceConfig{}); return err },
				"Snapshot of a closed one":     func(l *life) error { _, err := l.instance.Snapshot(ctx); return err },
				"CoreModule of a closed thing": func(l *life) error { _, err := l.prepared.CoreModule("m"); return err },
			},
		},
		"a component": {
			close: []string{"component"},
			closed: map[string]use{
				"Prepare":               func(l *life) error { _, err := NewLinker(l.engine).Prepare(l.component); return err },
				"Prepare, composed":     func(l *life) error { return l.prepareNeedy(t, func(k *Linker) { k.Compose(l.component) }) },
				"Prepare, as an import": func(l *life) error { return l.prepareNeedy(t, func(k *Linker) { k.Component("c", l.component) }) },
			},
			goesOn: func(t *testing.T, l *life) {
				l.works(t, l.instance)
				i, err := l.prepared.Instantiate(ctx, InstanceConfig{Snapshot: l.image})
				require.NoError(t, err)
				l.works(t, i)
				require.NoError(t, i.Close())
				require.Equal(t, l.engine, l.component.Engine())
				require.NotNil(t, l.component.Type())
			},
		},
		"a prepared component": {
			close: []string{"prepared"},
			closed: map[string]use{
				"Instantiate": func(l *life) error { _, err := l.prepared.Instantiate(ctx, InstanceConfig{}); return err },
				"Instantiate from an image": func(l *life) error {
					_, err := l.prepared.Instantiate(ctx, InstanceConfig{Snapshot: l.image})
					return err
				},
				"Snapshot":   func(l *life) error { _, err := l.instance.Snapshot(ctx); return err },
				"CoreModule": func(l *life) error { _, err := l.prepared.CoreModule("m"); return err },
			},
			goesOn: func(t *testing.T, l *life) {
				l.u32 = function(t, l.prepared, "u32")
				l.works(t, l.instance)
			},
		},
		"an image": {
			close: []string{"image"},
			closed: map[string]use{
				"Instantiate": func(l *life) error {
					_, err := l.prepared.Instantiate(ctx, InstanceConfig{Snapshot: l.image})
					return err
				},
			},
			goesOn: func(t *testing.T, l *life) { l.works(t, l.instance) },
		},
		"an instance": {
			close: []string{"instance"},
			closed: map[string]use{
				"Call":     func(l *life) error { _, err := l.instance.Call(ctx, l.u32, value.U32(1)); return err },
				"Begin":    func(l *life) error { return l.instance.Begin(ctx, l.u32).End() },
				"Snapshot": func(l *life) error { _, err := l.instance.Snapshot(ctx); return err },
			},
			goesOn: func(t *testing.T, l *life) {
				l.instance.Interrupt()
				require.Zero(t, l.instance.Usage())
			},
		},
		"a core module": {
			close: []string{"core module"},
			closed: map[string]use{
				"Prepare": func(l *life) error { return l.prepareNeedy(t, func(k *Linker) { k.CoreModule("m", l.module) }) },
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			objects := engine.LiveObjects()
			l := newLife(t)
			l.close(t, tt.close...)
			for what, use := range tt.closed {
				err := use(l)
				require.ErrorIs(t, err, ErrClosed, what)
				require.False(t, errors.As(err, new(*Trap)), "%s: nothing has trapped: %v", what, err)
			}
			if tt.goesOn != nil {
				tt.goesOn(t, l)
			}
			l.close(t, "instance", "image", "prepared", "component", "core module", "engine")
			require.Equal(t, objects, engine.LiveObjects())
		})
	}
}

// prepareNeedy prepares a component that imports a core module m, a component c
// and a function u32, of which offer offers one.
func (l *life) prepareNeedy(t *testing.T, offer func(*Linker)) error {
	linker := NewLinker(l.engine)
	offer(linker)
	text := map[bool]string{
		len(linker.world.Top.Modules) > 0:    `(component (import "m" (core module $m)) (core instance (instantiate $m)))`,
		len(linker.world.Top.Components) > 0: `(component (import "c" (component $c (export "u32" (func (param "v" u32) (result u32))))) (instance (instantiate $c)))`,
		len(linker.world.Composed) > 0:       `(component (import "u32" (func (param "v" u32) (result u32))))`,
	}[true]
	c, err := l.engine.Load(context.Background(), assembleText(t, text))
	require.NoError(t, err)
	defer c.Close()
	p, err := linker.Prepare(c)
	if err == nil {
		_ = p.Close()
	}
	return err
}

// An engine is closed after everything made of it, whatever of that is left.
func TestAnEngineInUseIsNotClosed(t *testing.T) {
	for _, last := range []string{"core module", "component", "prepared", "instance", "image"} {
		t.Run(last, func(t *testing.T) {
			l := newLife(t)
			for _, name := range []string{"instance", "image", "prepared", "component", "core module"} {
				if name != last {
					l.close(t, name)
				}
			}
			require.ErrorIs(t, l.engine.Close(), ErrInUse)
			l.close(t, last, "engine")
		})
	}
	t.Run("a component that has nothing to compile", func(t *testing.T) {
		e, err := NewEngine(Config{})
		require.NoError(t, err)
		c, err := e.Load(context.Background(), []byte("\x00asm\x0d\x00\x01\x00"))
		require.NoError(t, err)
		require.ErrorIs(t, e.Close(), ErrInUse)
		p, err := NewLinker(e).Prepare(c)
		require.NoError(t, err)
		require.NoError(t, p.Close())
		_, err = p.Instantiate(context.Background(), InstanceConfig{})
		require.ErrorIs(t, err, ErrClosed)
		require.NoError(t, c.Close())
		require.NoError(t, e.Close())
	})
	t.Run("a component that does not load", func(t *testing.T) {
		e, err := NewEngine(Config{})
		require.NoError(t, err)
		for _, binary := range []string{"", "\x00asm\x0d\x00\x01\x00\x01\x09" + emptyModule + "x"} {
			_, err = e.Load(context.Background(), []byte(binary))
			require.Error(t, err)
		}
		require.NoError(t, e.Close())
	})
}

// An instance that a call is in progress in is not closed, and gives no image.
func TestAnInstanceInACallIsNotClosed(t *testing.T) {
	var i *Instance
	var closed, snapshot error
	e := newEngine(t, Config{})
	l := NewLinker(e)
	l.Func("f", &types.Func{}, func(*Call) {
		closed = i.Close()
		_, snapshot = i.Snapshot(context.Background())
	})
	i = instantiate(t, prepare(t, l, load(t, e, assembleText(t, `(component
		(import "f" (func $f))
		(core func $f' (canon lower (func $f)))
		(core module $m (import "" "f" (func $f)) (func (export "run") (call $f)))
		(core instance $i (instantiate $m (with "" (instance (export "f" (func $f'))))))
		(func (export "run") (canon lift (core func $i "run"))))`))), InstanceConfig{})
	call(t, i, nil, "run")
	require.ErrorIs(t, closed, ErrReentered)
	require.ErrorIs(t, snapshot, ErrReentered)
	call(t, i, nil, "run")
}

// Snapshot beside Close gives an image or ErrClosed, and leaves nothing behind.
func TestSnapshotBesideClose(t *testing.T) {
	ctx := context.Background()
	objects := engine.LiveObjects()
	binary := assembleText(t, `(component
		(core module $m (memory (export "memory") 1) (func $start) (start $start))
		(core instance (instantiate $m)))`)
	e, err := NewEngine(Config{})
	require.NoError(t, err)
	for range 20 {
		c, err := e.Load(ctx, binary)
		require.NoError(t, err)
		p, err := NewLinker(e).Prepare(c)
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 2 {
			i, err := p.Instantiate(ctx, InstanceConfig{})
			require.NoError(t, err)
			wg.Go(func() {
				defer i.Close()
				image, err := i.Snapshot(ctx)
				if err != nil {
					if !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
					return
				}
				_ = image.Close()
			})
		}
		wg.Go(func() { _, _ = c.Close(), p.Close() })
		wg.Wait()
	}
	require.NoError(t, e.Close())
	require.Equal(t, objects, engine.LiveObjects())
}

// A context that has ended ends a Snapshot, and the next one is not hurt by it.
func TestSnapshotOfAnEndedContext(t *testing.T) {
	i := echo(t, InstanceConfig{})
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := i.Snapshot(ended)
	require.ErrorIs(t, err, context.Canceled)
	image, err := i.Snapshot(context.Background())
	require.NoError(t, err)
	require.NoError(t, image.Close())
}
