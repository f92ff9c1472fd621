package host

import (
	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// plan is what instantiating a prepared component does: everything is looked up
// and compared, every name is an index.
type plan struct {
	steps []step
	// slots is how many exports of core instances are kept, funcs and memories
	// how many of them the host calls and reads.
	slots, funcs, memories int
	components             []componentInfo
	resources              []*resource
	hostFns                []*engine.HostFn
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

// run makes the core instances of a new instance.
func (p *plan) run(i *Instance) error {
	for n := range p.steps {
		s := &p.steps[n]
		inst, err := s.instantiate(i, n)
		if err != nil {
			return err
		}
		for _, t := range s.takes {
			x, err := inst.Export(t.export)
			if err != nil {
				return err
			}
			i.externs[t.slot] = x
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

func (s *step) instantiate(i *Instance, n int) (*engine.Instance, error) {
	var o engine.InstantiateOptions
	if s.pre != nil {
		return s.pre.Instantiate(i.store, o)
	}
	imports := i.imports[:0]
	for _, src := range s.imports {
		if src.host != nil {
			imports = append(imports, src.host)
			continue
		}
		imports = append(imports, i.externs[src.slot])
	}
	i.imports = imports
	return i.store.Instantiate(s.module.compiled, imports, o)
}
