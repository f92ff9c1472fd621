package run

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
)

// Snapshot is the state of an instance between two calls, from which others of the
// same Prepared start: the contents of its memories, which are shared until they
// are written, and its globals. It may be used from several goroutines.
type Snapshot struct {
	prepared *Prepared
	memories [][]*engine.Image // by step, then as the module defines them
	state    []globalValue     // every global that code can set
	globals  []globalValue     // those that do not start with the value
	closed   atomic.Bool
}

// globalValue is a global and its value.
type globalValue struct {
	step, export int
	value        Raw
}

// Size is the sum of the sizes of its memories, in bytes.
func (m *Snapshot) Size() uint64 {
	n := uint64(0)
	for _, step := range m.memories {
		for _, i := range step {
			if i != nil {
				n += i.Size()
			}
		}
	}
	return n
}

// Close frees the snapshot. Instances that started from it live on. It may be
// called more than once. To start from it then gives ErrClosed.
func (m *Snapshot) Close() error {
	if m.closed.Swap(true) {
		return nil
	}
	for _, step := range m.memories {
		code.CloseImages(step)
	}
	m.prepared.cfg.Engine.Release()
	return nil
}

// snapshotForm is what instances that start from snapshots are made of. It is made once
// for a Prepared, by the first Snapshot.
type snapshotForm struct {
	steps []codeStep
	// start are the globals of the state as code alone starts with them, by step
	// and export.
	start [][]Raw
}

// codeStep is a step of the plan over a module's code alone.
type codeStep struct {
	module *engine.Module
	pre    *engine.Pre
	// Whether this step owns module and pre. Otherwise the component or the plan does.
	ownModule, ownPre bool
}

// snapshotForm gives the form, which it makes where there is none. The caller has p
// in use.
func (p *Prepared) snapshotForm(ctx context.Context) (*snapshotForm, error) {
	p.formMu.Lock()
	defer p.formMu.Unlock()
	if f := p.form.Load(); f != nil {
		return f, nil
	}
	f := &snapshotForm{}
	err := f.make(ctx, p)
	if err != nil {
		f.close()
		return nil, err
	}
	p.form.Store(f)
	return f, nil
}

func (f *snapshotForm) make(ctx context.Context, p *Prepared) error {
	for n := range p.steps {
		if unfit := p.steps[n].module.Unfit; unfit != nil {
			return &SnapshotError{Reason: unfit.Error()}
		}
	}
	done := map[*code.Module]*engine.Module{}
	for n := range p.steps {
		st := &p.steps[n]
		if st.module.Source == nil {
			f.steps = append(f.steps, codeStep{module: st.module.Compiled, pre: st.pre})
			continue
		}
		c := codeStep{module: done[st.module]}
		if c.module == nil {
			var err error
			if c.module, err = p.cfg.Compiler.CodeAlone(ctx, st.module.Source); err != nil {
				return err
			}
			c.ownModule = true
			done[st.module] = c.module
		}
		var err error
		if st.pre != nil {
			c.pre, err = p.cfg.Engine.Prepare(c.module, st.imports)
			c.ownPre = err == nil
		}
		f.steps = append(f.steps, c)
		if err != nil {
			return err
		}
	}
	return f.readStart(p)
}

func (f *snapshotForm) close() {
	for _, c := range f.steps {
		if c.ownPre {
			_ = c.pre.Close()
		}
		if c.ownModule {
			_ = c.module.Close()
		}
	}
}

// readStart reads the globals of an instance of code alone.
func (f *snapshotForm) readStart(p *Prepared) error {
	i := &Instance{}
	err := p.init(i, InstanceConfig{Memory: engine.Unlimited, TableElements: engine.Unlimited})
	if err != nil {
		return err
	}
	defer i.Close()
	if err := i.begin(context.Background()); err != nil {
		return err
	}
	defer i.leave()
	if err := p.instantiate(i, f.steps, nil); err != nil {
		return err
	}
	f.start = make([][]Raw, len(f.steps))
	for n := range f.steps {
		if f.start[n], err = i.globals(n); err != nil {
			return err
		}
	}
	return nil
}

// globals are the values of the globals that are the state of a core instance.
func (i *Instance) globals(step int) ([]Raw, error) {
	exports := i.prepared.steps[step].module.Globals
	out := make([]Raw, len(exports))
	for n, export := range exports {
		global, err := i.global(step, export)
		if err != nil {
			return nil, err
		}
		if out[n], err = i.store.GlobalGet(global); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// global gives a global that a core instance exports.
func (i *Instance) global(step, export int) (engine.Global, error) {
	x, err := i.instances[step].Export(export)
	if err != nil {
		return engine.Global{}, err
	}
	global, ok := x.(engine.Global)
	if !ok {
		return engine.Global{}, errors.New("host: an export of a snapshot is not a global")
	}
	return global, nil
}

// Snapshot takes a snapshot of the state; see host.Instance.Snapshot.
func (i *Instance) Snapshot(ctx context.Context) (*Snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := i.begin(context.Background()); err != nil {
		var poisoned *PoisonedError
		if errors.As(err, &poisoned) {
			return nil, &SnapshotError{Reason: "a call has trapped", Err: err}
		}
		return nil, err
	}
	defer i.leave()
	if err := i.prepared.use(); err != nil {
		return nil, err
	}
	defer i.prepared.release()
	m, err := i.snapshot(ctx)
	return m, Closed(err)
}

func (i *Instance) snapshot(ctx context.Context) (*Snapshot, error) {
	if i.Handles() > 0 {
		return nil, &SnapshotError{Reason: fmt.Sprintf("the component holds %d handles", i.Handles())}
	}
	if i.handles > 0 {
		return nil, &SnapshotError{Reason: fmt.Sprintf("the host holds %d handles of the component's resources", i.handles)}
	}
	form, err := i.prepared.snapshotForm(ctx)
	if err != nil {
		return nil, err
	}
	if err := i.prepared.cfg.Engine.Acquire(); err != nil {
		return nil, err
	}
	m := &Snapshot{prepared: i.prepared, memories: make([][]*engine.Image, len(i.instances))}
	for step := range i.instances {
		if err := m.take(i, step, form.start[step]); err != nil {
			_ = m.Close()
			return nil, err
		}
	}
	return m, nil
}

// take takes the state of one core instance.
func (m *Snapshot) take(i *Instance, step int, start []Raw) error {
	module := i.prepared.steps[step].module
	m.memories[step] = make([]*engine.Image, len(module.Memories))
	for n, export := range module.Memories {
		if export == plan.None {
			return &SnapshotError{Reason: "a core module has a memory that it does not export"}
		}
		x, err := i.instances[step].Export(export)
		if err != nil {
			return err
		}
		memory := x.(*engine.Memory)
		if memory.Size() == 0 {
			continue
		}
		if m.memories[step][n], err = memory.Snapshot(); err != nil {
			return err
		}
	}
	values, err := i.globals(step)
	if err != nil {
		return err
	}
	for n, v := range values {
		g := globalValue{step: step, export: module.Globals[n], value: v}
		m.state = append(m.state, g)
		if v != start[n] {
			m.globals = append(m.globals, g)
		}
	}
	return nil
}

// resume starts the instance from a snapshot.
func (i *Instance) resume(m *Snapshot) error {
	if m.prepared != i.prepared {
		return &SnapshotError{Reason: "the snapshot is of another prepared component"}
	}
	if m.closed.Load() {
		return ErrClosed
	}
	// There is a snapshot, so there is the form that it was taken with.
	if err := i.prepared.instantiate(i, i.prepared.form.Load().steps, m.memories); err != nil {
		return err
	}
	for _, g := range m.globals {
		global, err := i.global(g.step, g.export)
		if err != nil {
			return err
		}
		if err := i.store.GlobalSet(global, g.value); err != nil {
			return err
		}
	}
	return nil
}
