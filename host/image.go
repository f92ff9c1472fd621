package host

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// Image is the state of an instance between two calls, from which others of the
// same Prepared start: the contents of its memories, which are shared until they
// are written, and its globals. It may be used from several goroutines.
type Image struct {
	prepared *Prepared
	memories [][]*engine.Image // by step, then as the module defines them
	globals  []globalValue
	once     sync.Once
}

// globalValue is a global whose value is not what it starts with.
type globalValue struct {
	step, export int
	value        raw
}

// Size is the sum of the sizes of its memories, in bytes.
func (m *Image) Size() uint64 {
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

// Close frees the image. Instances that started from it live on. It may be
// called more than once.
func (m *Image) Close() error {
	m.once.Do(func() {
		for _, step := range m.memories {
			closeImages(step)
		}
	})
	return nil
}

// codeStep is a step of the plan over a module's code alone, as an instance that
// starts from an image needs it.
type codeStep struct {
	module *engine.Module
	pre    *engine.Pre
	// What is this step's own, and not the component's or the plan's.
	ownModule, ownPre bool
}

// code makes the code-only form of every step, once.
func (p *Prepared) code() ([]codeStep, error) {
	p.codeOnce.Do(func() { p.codeSteps, p.codeErr = p.makeCode() })
	return p.codeSteps, p.codeErr
}

func (p *Prepared) makeCode() (steps []codeStep, err error) {
	defer func() {
		if err != nil {
			closeCode(steps)
			steps = nil
		}
	}()
	done := map[*coreModule]*engine.Module{}
	for n := range p.plan.steps {
		st := &p.plan.steps[n]
		if st.module.unfit != nil {
			return steps, &SnapshotError{Reason: st.module.unfit.Error()}
		}
		if st.module.source == nil {
			steps = append(steps, codeStep{module: st.module.compiled, pre: st.pre})
			continue
		}
		c := codeStep{module: done[st.module]}
		if c.module == nil {
			if c.module, err = p.component.engine.form(context.Background(), formCode, st.module.source); err != nil {
				return steps, err
			}
			c.ownModule = true
			done[st.module] = c.module
		}
		if st.pre != nil {
			c.pre, err = p.component.engine.core.Prepare(c.module, st.hostFns())
			c.ownPre = err == nil
		}
		steps = append(steps, c)
		if err != nil {
			return steps, err
		}
	}
	return steps, nil
}

func closeCode(steps []codeStep) {
	for _, c := range steps {
		if c.ownPre {
			_ = c.pre.Close()
		}
		if c.ownModule {
			_ = c.module.Close()
		}
	}
}

// start are the globals of the state as code alone starts with them, by step
// and export. It is made once.
func (p *Prepared) start() ([][]raw, error) {
	p.startOnce.Do(func() { p.startGlobals, p.startErr = p.makeStart() })
	return p.startGlobals, p.startErr
}

func (p *Prepared) makeStart() ([][]raw, error) {
	i, err := p.instance(InstanceConfig{Limits: Limits{Memory: Unlimited}})
	if err != nil {
		return nil, err
	}
	defer i.Close()
	if err := i.begin(context.Background()); err != nil {
		return nil, err
	}
	defer i.leave()
	steps, err := p.code()
	if err != nil {
		return nil, err
	}
	if err := p.plan.run(i, steps, nil); err != nil {
		return nil, err
	}
	out := make([][]raw, len(steps))
	for n := range steps {
		if out[n], err = i.globals(n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// globals are the values of the globals that are the state of a core instance.
func (i *Instance) globals(step int) ([]raw, error) {
	exports := i.prepared.plan.steps[step].module.globals
	out := make([]raw, len(exports))
	for n, export := range exports {
		x, err := i.instances[step].Export(export)
		if err != nil {
			return nil, err
		}
		if out[n], err = i.store.GlobalGet(x.(engine.Global)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Snapshot takes an image of the state. It is refused with a *SnapshotError
// where the state is more than an image holds: a handle is open, on either
// side; a call has trapped; or the code of the component can change its tables
// or segments, or has a memory that it does not export.
//
// What the host keeps for the instance, such as InstanceConfig.Data, is no part
// of it.
func (i *Instance) Snapshot() (*Image, error) {
	if err := i.begin(context.Background()); err != nil {
		return nil, err
	}
	defer i.leave()
	if i.Handles() > 0 {
		return nil, &SnapshotError{Reason: fmt.Sprintf("the component holds %d handles", i.Handles())}
	}
	if i.handles > 0 {
		return nil, &SnapshotError{Reason: fmt.Sprintf("the host holds %d handles of the component's resources", i.handles)}
	}
	if _, err := i.prepared.code(); err != nil {
		return nil, err
	}
	start, err := i.prepared.start()
	if err != nil {
		return nil, err
	}
	m := &Image{prepared: i.prepared, memories: make([][]*engine.Image, len(i.instances))}
	for step := range i.instances {
		if err := m.take(i, step, start[step]); err != nil {
			_ = m.Close()
			return nil, err
		}
	}
	return m, nil
}

// take takes the state of one core instance.
func (m *Image) take(i *Instance, step int, start []raw) error {
	module := i.prepared.plan.steps[step].module
	m.memories[step] = make([]*engine.Image, len(module.memories))
	for n, export := range module.memories {
		if export == none {
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
		if v != start[n] {
			m.globals = append(m.globals, globalValue{step: step, export: module.globals[n], value: v})
		}
	}
	return nil
}

// resume starts the instance from an image.
func (i *Instance) resume(m *Image) error {
	if m.prepared != i.prepared {
		return &SnapshotError{Reason: "the image is of another prepared component"}
	}
	steps, err := i.prepared.code()
	if err != nil {
		return err
	}
	if err := i.prepared.plan.run(i, steps, m.memories); err != nil {
		return err
	}
	for _, g := range m.globals {
		x, err := i.instances[g.step].Export(g.export)
		if err != nil {
			return err
		}
		global, ok := x.(engine.Global)
		if !ok {
			return errors.New("host: an export of an image is no global")
		}
		if err := i.store.GlobalSet(global, g.value); err != nil {
			return err
		}
	}
	return nil
}
