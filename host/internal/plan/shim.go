package plan

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// shim says whether a core module is a shim or the fix-up of one, by which components
// link modules that need their own memory for an import: see package wasm, Shim and
// Fixup.
type shim struct {
	elements []uint32 // of a shim: which element of its table each function calls
	table    uint64   // the least size of its table

	functions []uint32 // of a fix-up: what it puts into the table
	at        uint32
	isFixup   bool
}

func shimOf(m *wasm.Module) shim {
	var s shim
	if elements, ok := m.Shim(); ok {
		s.elements, s.table = elements, m.Tables[0].Min
		return s
	}
	s.functions, s.at, s.isFixup = m.Fixup()
	return s
}

// unshim leaves out a shim and its fix-up if the shim calls functions of the host only.
// Such functions find the memory through the instance when they are called, so they can
// be linked before there is one. Three core instances become one, which imports
// functions of the host alone and is linked ahead of its instances.
//
// The component cannot tell the difference: no code runs between the
// instantiation of the shim and that of the fix-up, the functions have the same
// types, and nothing else uses the table.
func (p *Plan) unshim() {
	dropped := make([]bool, len(p.Steps))
	for n := range p.Steps {
		if p.Steps[n].Module.shim.elements == nil {
			continue
		}
		fixup, ok := p.fixupOf(n, dropped)
		if !ok {
			continue
		}
		targets, ok := p.targets(n, fixup)
		if !ok || !p.redirect(n, targets) {
			continue
		}
		dropped[n], dropped[fixup] = true, true
	}
	n := -1
	p.Steps = slices.DeleteFunc(p.Steps, func(Step) bool { n++; return dropped[n] })
}

// fixupOf finds the step that fills the table of a shim. ok is false if the table has
// another use, if the host calls a function of the shim itself, or if code runs before
// the table is filled.
func (p *Plan) fixupOf(shim int, dropped []bool) (fixup int, ok bool) {
	s := &p.Steps[shim]
	table := None
	for _, a := range s.Aliases {
		if a.Function != None {
			return 0, false
		}
		if _, ok := s.Module.Exports[a.Export].Type.(wasm.TableType); ok {
			if table != None {
				return 0, false // known by two names
			}
			table = a.Slot
		}
	}
	if table == None {
		return 0, false
	}
	for n := shim + 1; n < len(p.Steps); n++ {
		st := &p.Steps[n]
		uses := slices.ContainsFunc(st.Imports, func(src Source) bool { return src.CoreFunc == None && src.Slot == table })
		switch {
		case uses && (ok || dropped[n] || !st.Module.shim.isFixup):
			return 0, false
		case uses:
			fixup, ok = n, true
		case !ok && st.Module.hasStart:
			return 0, false
		}
	}
	return fixup, ok
}

// targets are the core functions of the host that the functions of a shim call, by
// their index in the shim.
func (p *Plan) targets(shim, fixup int) ([]int, bool) {
	s, f := p.Steps[shim].Module.shim, &p.Steps[fixup]
	put := f.Module.shim
	if uint64(put.at)+uint64(len(put.functions)) > s.table {
		return nil, false // it traps
	}
	var given []Source
	for i, im := range f.Module.Imports {
		if _, ok := im.Type.(wasm.FuncType); ok {
			given = append(given, f.Imports[i])
		}
	}
	out := make([]int, len(s.elements))
	for i, element := range s.elements {
		if element < put.at || int(element-put.at) >= len(put.functions) {
			return nil, false
		}
		out[i] = given[put.functions[element-put.at]].CoreFunc
		if out[i] == None {
			return nil, false
		}
	}
	return out, true
}

// redirect replaces the imports that are functions of a shim by the functions that the
// shim calls: all of them or none.
func (p *Plan) redirect(shim int, targets []int) bool {
	s := &p.Steps[shim]
	bySlot := map[int]int{}
	for _, a := range s.Aliases {
		export := s.Module.Exports[a.Export]
		t, ok := export.Type.(wasm.FuncType)
		if !ok {
			continue
		}
		if !sameFunc(t, p.CoreFuncs[targets[export.Index]].Signature()) {
			return false
		}
		bySlot[a.Slot] = targets[export.Index]
	}
	for n := shim + 1; n < len(p.Steps); n++ {
		imports := p.Steps[n].Imports
		for i, src := range imports {
			if f, ok := bySlot[src.Slot]; ok && src.CoreFunc == None {
				imports[i] = Source{CoreFunc: f}
			}
		}
	}
	return true
}

func sameFunc(a, b wasm.FuncType) bool {
	return slices.Equal(a.Params, b.Params) && slices.Equal(a.Results, b.Results)
}
