package plan

import (
	"errors"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/component"
)

func (s *scope) coreInstantiate(d *component.CoreInstantiate) (Item, error) {
	module, ok := s.item(d.Module).(*Module)
	if !ok {
		return nil, fmt.Errorf("plan: core module %d is not there", d.Module.Index)
	}
	if len(s.plan.Steps) >= MaxCoreInstances {
		return nil, tooMany(MaxCoreInstances, "core instances")
	}
	args := make(map[string]*coreInstance, len(d.Args))
	for _, a := range d.Args {
		args[a.Name], _ = s.item(a.Instance).(*coreInstance)
	}
	st := Step{Module: module}
	for _, im := range module.Imports {
		it, err := s.coreExport(args[im.Module], im.Name)
		if err != nil {
			return nil, fmt.Errorf("import %q of a core module: %w", im.Module, err)
		}
		st.Imports = append(st.Imports, s.source(it))
	}
	return s.step(st), nil
}

// step adds a step and gives its core instance.
func (b *Builder) step(st Step) *coreInstance {
	b.plan.Steps = append(b.plan.Steps, st)
	return &coreInstance{module: st.Module, step: len(b.plan.Steps) - 1, exports: map[string]*coreItem{}}
}

func (b *Builder) source(it *coreItem) Source {
	if it.host != None {
		return Source{CoreFunc: it.host}
	}
	return Source{CoreFunc: None, Slot: b.alias(it).Slot}
}

func (b *Builder) alias(it *coreItem) *Alias { return &b.plan.Steps[it.step].Aliases[it.alias] }

func (s *scope) coreBundle(d *component.CoreBundle) Item {
	inst := &coreInstance{exports: make(map[string]*coreItem, len(d.Exports))}
	for _, e := range d.Exports {
		inst.exports[e.Name], _ = s.item(e.Ref).(*coreItem)
	}
	return inst
}

// coreExport gives an export of a core instance. At its first use it adds an alias of it
// to the plan.
func (b *Builder) coreExport(inst *coreInstance, name string) (*coreItem, error) {
	if inst != nil {
		if it := inst.exports[name]; it != nil {
			return it, nil
		}
		if inst.module != nil {
			if at, ok := inst.module.exports[name]; ok {
				st := &b.plan.Steps[inst.step]
				it := &coreItem{host: None, step: inst.step, alias: len(st.Aliases)}
				st.Aliases = append(st.Aliases, Alias{Export: at, Slot: b.plan.Slots, Function: None, Memory: None})
				b.plan.Slots++
				inst.exports[name] = it
				return it, nil
			}
		}
	}
	return nil, fmt.Errorf("plan: core export %q is not there", name)
}

// coreFunc adds a core function that the host makes.
func (b *Builder) coreFunc(f CoreFunc) *coreItem {
	b.plan.CoreFuncs = append(b.plan.CoreFuncs, f)
	return &coreItem{host: len(b.plan.CoreFuncs) - 1}
}

// function is the index of a core function that the host calls.
func (b *Builder) function(it *coreItem) (int, error) {
	if it == nil {
		return None, errors.New("plan: core function is not there")
	}
	if it.host != None {
		var err error
		if it, err = b.forward(it); err != nil {
			return None, err
		}
	}
	a := b.alias(it)
	if a.Function == None {
		a.Function = b.plan.Functions
		b.plan.Functions++
	}
	return a.Function, nil
}

// memory is the index of a memory that the host reads.
func (b *Builder) memory(it *coreItem) int {
	a := b.alias(it)
	if a.Memory == None {
		a.Memory = b.plan.Memories
		b.plan.Memories++
	}
	return a.Memory
}

// forward turns a core function that the host makes into an export of a core instance:
// see newForward.
func (b *Builder) forward(it *coreItem) (*coreItem, error) {
	m := newForward(b.plan.CoreFuncs[it.host].Signature())
	if known := b.forwards[string(m.Forward)]; known != nil {
		m = known
	}
	b.forwards[string(m.Forward)] = m
	if len(b.plan.Steps) >= MaxCoreInstances {
		return nil, tooMany(MaxCoreInstances, "core instances")
	}
	return b.coreExport(b.step(Step{Module: m, Imports: []Source{b.source(it)}}), "")
}
