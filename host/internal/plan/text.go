package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
)

// String is the plan as text, a line for each part of it.
func (p *Plan) String() string {
	var b strings.Builder
	for n, c := range p.Components {
		fmt.Fprintf(&b, "component instance %d", n)
		if c.Parent != None {
			fmt.Fprintf(&b, " in %d", c.Parent)
		}
		b.WriteByte('\n')
	}
	for n, r := range p.Resources {
		fmt.Fprintf(&b, "resource %d %q", n, r.Name)
		if r.Impl == canon.HostImpl {
			b.WriteString(" of the host")
		} else {
			fmt.Fprintf(&b, " of component instance %d", r.Impl)
		}
		if r.Dtor != None {
			fmt.Fprintf(&b, ", destructor function %d", r.Dtor)
		}
		b.WriteByte('\n')
	}
	for n := range p.Imports {
		im := &p.Imports[n]
		fmt.Fprintf(&b, "import %d %s", n, im)
		if im.Type != nil {
			fmt.Fprintf(&b, ": %s", im.Type)
		}
		b.WriteByte('\n')
	}
	for n, f := range p.CoreFuncs {
		fmt.Fprintf(&b, "core func %d %s\n", n, f.Signature())
		fmt.Fprintf(&b, "  %s\n", f)
	}
	modules := map[*Module]int{}
	for n := range p.Steps {
		p.Steps[n].write(&b, n, modules)
	}
	return b.String()
}

func (s *Step) write(b *strings.Builder, n int, modules map[*Module]int) {
	m, ok := modules[s.Module]
	if !ok {
		m = len(modules)
		modules[s.Module] = m
	}
	fmt.Fprintf(b, "core instance %d of core module %d", n, m)
	if s.Module.Forward != nil {
		b.WriteString(", which hands a function on")
	}
	b.WriteByte('\n')
	for i, im := range s.Module.Imports {
		fmt.Fprintf(b, "  import %q %q = ", im.Module, im.Name)
		if src := s.Imports[i]; src.CoreFunc != None {
			fmt.Fprintf(b, "core func %d\n", src.CoreFunc)
		} else {
			fmt.Fprintf(b, "slot %d\n", src.Slot)
		}
	}
	for _, a := range s.Aliases {
		fmt.Fprintf(b, "  export %q -> slot %d", s.Module.Exports[a.Export].Name, a.Slot)
		if a.Function != None {
			fmt.Fprintf(b, ", function %d", a.Function)
		}
		if a.Memory != None {
			fmt.Fprintf(b, ", memory %d", a.Memory)
		}
		b.WriteByte('\n')
	}
}

func (b *Boundary) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "component instance %d", b.Instance)
	for _, f := range []struct {
		word string
		n    int
	}{{"memory", b.Memory}, {"realloc function", b.Realloc}, {"post-return function", b.PostReturn}, {"core function", b.Core}} {
		if f.n != None {
			fmt.Fprintf(&s, ", %s %d", f.word, f.n)
		}
	}
	if b.Memory != None {
		fmt.Fprintf(&s, ", %s", b.Options.Encoding)
	}
	for _, r := range b.Resources {
		fmt.Fprintf(&s, ", %s is resource %d", r.Type.Name, r.Resource.Index)
	}
	if b.Options.Memory64 {
		s.WriteString(", 64-bit")
	}
	if b.ParamsSpilled {
		fmt.Fprintf(&s, ", parameters in %d bytes", b.ParamsSize)
	}
	if b.ResultSpilled {
		fmt.Fprintf(&s, ", result in %d bytes", b.ResultSize)
	}
	return s.String()
}

func (l *Lower) String() string {
	return fmt.Sprintf("lower import %d %s: %s", l.Import, l.Boundary.Type, l.Boundary)
}

func (f *Fuse) String() string {
	return fmt.Sprintf("fuse %s: caller %s; callee %s", f.Caller.Type, f.Caller, f.Callee)
}

func (r *ResourceNew) String() string {
	return fmt.Sprintf("resource.new resource %d: component instance %d", r.Resource.Index, r.Instance)
}

func (r *ResourceDrop) String() string {
	return fmt.Sprintf("resource.drop resource %d: component instance %d", r.Resource.Index, r.Instance)
}

func (r *ResourceRep) String() string {
	return fmt.Sprintf("resource.rep resource %d: component instance %d", r.Resource.Index, r.Instance)
}

// String lists the exports of an instance, a line for each.
func (i Instance) String() string {
	var b strings.Builder
	i.write(&b, "")
	return b.String()
}

func (i Instance) write(b *strings.Builder, indent string) {
	for _, name := range slices.Sorted(maps.Keys(i)) {
		fmt.Fprintf(b, "%sexport %q ", indent, name)
		switch it := i[name].(type) {
		case *Func:
			if it.Lift == nil {
				fmt.Fprintf(b, "func: import %d\n", it.Import)
				continue
			}
			fmt.Fprintf(b, "lift %s: %s\n", it.Lift.Type, it.Lift)
		case Instance:
			b.WriteString("instance\n")
			it.write(b, indent+"  ")
		case *Resource:
			fmt.Fprintf(b, "resource %d\n", it.Index)
		case *Module:
			b.WriteString("core module\n")
		case *Closure:
			b.WriteString("component\n")
		default:
			b.WriteString("type\n")
		}
	}
}
