package host

import (
	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// plan is what instantiating a prepared component does: everything is looked up
// and compared, every name is an index.
type plan struct {
	steps []step
	// slots is how many exports of core instances have a name in the plan, funcs
	// and memories how many of them the host calls and reads.
	slots, funcs, memories int
	components             []componentInfo
	resources              []*resource
	hostFns                []*engine.HostFn
	links                  *engine.Links // of the steps, once they are known
}

// componentInfo is a component instance of the composition.
type componentInfo struct {
	parent int // none at the top
}

// resource is a resource type of the composition.
type resource struct {
	abi.Resource
	dtor int      // index into Instance.funcs, or none
	drop DropFunc // where the host implements it
}

// step makes one core instance.
type step struct {
	module *coreModule
	// pre is set where the module imports functions of the host only.
	pre     *engine.Pre
	imports []source
	takes   []take
	calls   []take // those that the host calls or reads
	dropped bool   // see walker.unshim
}

// source is where an import of a core module comes from.
type source struct {
	host *engine.HostFn
	slot int // where host is nil
}

// take keeps an export of a new core instance.
type take struct {
	export int // position among the module's exports
	slot   int
	fn     int // index into Instance.funcs, or none
	memory int // index into Instance.memories, or none
}

// run makes the core instances of a new instance: as the component says, or of
// code alone over images of memories, where code is given.
func (p *plan) run(i *Instance, code []codeStep, memories [][]*engine.Image) error {
	for n := range p.steps {
		s := &p.steps[n]
		c := codeStep{module: s.module.compiled, pre: s.pre}
		o := engine.InstantiateOptions{Images: s.module.images}
		if code != nil {
			c, o.Images = code[n], nil
		}
		if memories != nil {
			o.Images = memories[n]
		}
		inst, err := p.links.Instantiate(i.store, n, c.module, c.pre, o)
		if err != nil {
			return err
		}
		i.instances[n] = inst
		for _, t := range s.calls {
			x, err := inst.Export(t.export)
			if err != nil {
				return err
			}
			if t.fn != none {
				i.funcs[t.fn] = x.(engine.Func)
			}
			if t.memory != none {
				i.memories[t.memory] = x.(*engine.Memory)
			}
		}
	}
	return nil
}

// link makes the links of the steps: an export that nothing imports is not
// looked up when an instance is made.
func (p *plan) link(e *engine.Engine) error {
	imported := make([]bool, p.slots)
	steps := make([]engine.LinkStep, len(p.steps))
	for n := range p.steps {
		if p.steps[n].pre != nil {
			continue // linked on its own
		}
		for _, src := range p.steps[n].imports {
			if src.host == nil {
				imported[src.slot] = true
			}
			steps[n].Imports = append(steps[n].Imports, engine.LinkSource{Host: src.host, Slot: src.slot})
		}
	}
	for n := range p.steps {
		s := &p.steps[n]
		exports := s.module.compiled.Exports()
		for _, t := range s.takes {
			if imported[t.slot] {
				steps[n].Keep = append(steps[n].Keep, engine.LinkKeep{Export: exports[t.export].Name, Slot: t.slot})
			}
			if t.fn != none || t.memory != none {
				s.calls = append(s.calls, t)
			}
		}
	}
	var err error
	p.links, err = e.Link(p.slots, steps)
	return err
}

// hostFns are the imports of a step that imports functions of the host only.
func (s *step) hostFns() []*engine.HostFn {
	out := make([]*engine.HostFn, len(s.imports))
	for i, src := range s.imports {
		out[i] = src.host
	}
	return out
}
