package host

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// shims is what a core module is to the detour by which components link modules
// that need their own memory for an import: see package wasm, Shim and Fixup.
type shims struct {
	elements []uint32 // of a shim: which element each function calls
	table    uint64   // the least size of its table

	functions []uint32 // of a fix-up: what it puts into the table
	at        uint32
	isFixup   bool
}

func shimsOf(m *wasm.Module) shims {
	var s shims
	if elements, ok := m.Shim(); ok {
		s.elements, s.table = elements, m.Tables[0].Min
		return s
	}
	s.functions, s.at, s.isFixup = m.Fixup()
	return s
}

// unshim leaves the detour out where it leads to functions of the host only:
// these find the memory in the instance, so nothing hinders linking them from
// the beginning. Three core instances become one, which imports functions of the
// host alone and is linked ahead of its instances.
//
// It is not to be told from outside: no code runs between the shim's
// instantiation and the fix-up's, the functions are of the same types, and the
// table is nobody else's.
func (w *walker) unshim() error {
	p := w.plan
	for n := range p.steps {
		if p.steps[n].module.shims.elements == nil {
			continue
		}
		fixup, ok := w.fixupOf(n)
		if !ok {
			continue
		}
		targets, ok := w.targets(n, fixup)
		if !ok || !w.redirect(n, targets) {
			continue
		}
		p.steps[n].dropped, p.steps[fixup].dropped = true, true
		if pre := p.steps[n].pre; pre != nil {
			_ = pre.Close()
		}
	}
	p.steps = slices.DeleteFunc(p.steps, func(s step) bool { return s.dropped })
	for n := range p.steps {
		if p.steps[n].pre == nil {
			if err := w.prepare(&p.steps[n]); err != nil {
				return err
			}
		}
	}
	return nil
}

// fixupOf finds the step that fills the table of a shim, where that is the only
// use of the table, the host calls no function of the shim itself, and no code
// runs before it is done.
func (w *walker) fixupOf(shim int) (fixup int, ok bool) {
	s := &w.plan.steps[shim]
	table := none
	for _, t := range s.takes {
		if t.fn != none {
			return 0, false
		}
		if _, ok := s.module.compiled.Exports()[t.export].Type.(engine.TableType); ok {
			if table != none {
				return 0, false // known by two names
			}
			table = t.slot
		}
	}
	if table == none {
		return 0, false
	}
	for n := shim + 1; n < len(w.plan.steps); n++ {
		st := &w.plan.steps[n]
		uses := slices.ContainsFunc(st.imports, func(src source) bool { return src.host == nil && src.slot == table })
		switch {
		case uses && (ok || st.dropped || !st.module.shims.isFixup):
			return 0, false
		case uses:
			fixup, ok = n, true
		case !ok && st.module.hasStart:
			return 0, false
		}
	}
	return fixup, ok
}

// targets are the functions of the host that the functions of a shim call, by
// their index in the shim.
func (w *walker) targets(shim, fixup int) ([]*engine.HostFn, bool) {
	s, f := w.plan.steps[shim].module.shims, &w.plan.steps[fixup]
	put := f.module.shims
	if uint64(put.at)+uint64(len(put.functions)) > s.table {
		return nil, false // it traps
	}
	var given []source
	for i, im := range f.module.compiled.Imports() {
		if _, ok := im.Type.(engine.FuncType); ok {
			given = append(given, f.imports[i])
		}
	}
	out := make([]*engine.HostFn, len(s.elements))
	for i, element := range s.elements {
		if element < put.at || int(element-put.at) >= len(put.functions) {
			return nil, false
		}
		out[i] = given[put.functions[element-put.at]].host
		if out[i] == nil {
			return nil, false
		}
	}
	return out, true
}

// redirect makes the imports that are functions of a shim those that it calls,
// all of them or none.
func (w *walker) redirect(shim int, targets []*engine.HostFn) bool {
	s := &w.plan.steps[shim]
	exports := s.module.compiled.Exports()
	bySlot := map[int]*engine.HostFn{}
	for _, t := range s.takes {
		if _, ok := exports[t.export].Type.(engine.FuncType); !ok {
			continue
		}
		h := targets[exports[t.export].Index]
		if !sameFunc(exports[t.export].Type, h.Type()) {
			return false
		}
		bySlot[t.slot] = h
	}
	for n := shim + 1; n < len(w.plan.steps); n++ {
		imports := w.plan.steps[n].imports
		for i := range imports {
			if h := bySlot[imports[i].slot]; imports[i].host == nil && h != nil {
				imports[i] = source{host: h}
			}
		}
	}
	return true
}

func sameFunc(t engine.ExternType, h engine.FuncType) bool {
	f, ok := t.(engine.FuncType)
	return ok && slices.Equal(f.Params, h.Params) && slices.Equal(f.Results, h.Results)
}
