package link

import (
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Unsatisfied lists the imports of c that nothing satisfies, with their types: of
// an instance that is offered in part, what it lacks. Those of the composed
// components that c draws on follow. Types are not compared.
func (w *World) Unsatisfied(c *plan.ComponentDef) []types.Extern {
	if w.Unknown != nil {
		return nil
	}
	var out []types.Extern
	drawnOn := make([]bool, len(w.Composed))
	for at := len(w.Composed); ; c = w.Composed[at] {
		for _, im := range c.Def.Type.Imports {
			s := w.source(im, at)
			if s.export != nil {
				drawnOn[s.by] = true
				continue
			}
			if lacks := s.lacks(im); lacks != nil {
				out = append(out, types.Extern{Name: im.Name, Implements: im.Implements, Type: lacks})
			}
		}
		for at--; at >= 0 && !drawnOn[at]; at-- {
		}
		if at < 0 {
			return out
		}
	}
}

// lacks is the part of an import that its source has not, or nil.
func (s source) lacks(im types.Extern) types.ExternType {
	n := s.host
	if n == nil {
		n = &Instance{}
	}
	if t, ok := im.Type.(*types.Instance); ok {
		return n.lacksOf(t)
	}
	return n.lacksOne(im)
}

func (n *Instance) lacksOf(t *types.Instance) types.ExternType {
	var missing []types.Extern
	for _, e := range t.Exports {
		if lacks := n.lacksOne(e); lacks != nil {
			missing = append(missing, types.Extern{Name: e.Name, Type: lacks})
		}
	}
	if missing == nil {
		return nil
	}
	return &types.Instance{Exports: missing}
}

func (n *Instance) lacksOne(e types.Extern) types.ExternType {
	missing := true
	switch t := e.Type.(type) {
	case *types.Func:
		missing = n.Funcs[e.Name] == nil
	case *types.Bound:
		missing = t.Fresh && n.Resources[e.Name] == nil
	case *types.CoreModule:
		missing = n.Modules[e.Name] == nil
	case *types.Component:
		missing = n.Components[e.Name] == nil
	case *types.Instance:
		in := n.Instances[e.Name]
		if in == nil {
			in = &Instance{}
		}
		return in.lacksOf(t)
	}
	if missing {
		return e.Type
	}
	return nil
}
