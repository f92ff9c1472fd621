package component

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// checker walks a validated component as a plan maker does, and complains of
// what that may rely on and does not find.
type checker struct {
	outer *checker
	lists [Sorts]int
	bound map[*types.Resource]bool
	errs  []error
}

// checkComponent says what breaks the promises that Component makes.
func checkComponent(c *Component, outer *checker) []error {
	k := &checker{outer: outer, bound: map[*types.Resource]bool{}}
	for i, def := range c.Defs {
		before := len(k.errs)
		k.def(def)
		for n := before; n < len(k.errs); n++ {
			k.errs[n] = fmt.Errorf("definition %d, %T: %w", i, def, k.errs[n])
		}
		if s := def.Defines(); s != NoSort {
			k.lists[s]++
		}
	}
	return k.errs
}

func (k *checker) fail(format string, args ...any) {
	k.errs = append(k.errs, fmt.Errorf(format, args...))
}

func (k *checker) ref(r Ref, want Sort) {
	switch {
	case want != NoSort && r.Sort != want:
		k.fail("a reference to sort %d where %d is due", r.Sort, want)
	case r.Sort == Type:
		if r.Resource != nil {
			k.resource(r.Resource)
		}
	case int(r.Index) >= k.lists[r.Sort]:
		k.fail("element %d of sort %d, of which there are %d", r.Index, r.Sort, k.lists[r.Sort])
	}
}

func (k *checker) resource(r *types.Resource) {
	if !k.bound[r] {
		k.fail("resource %q is not bound", r.Name)
	}
}

func (k *checker) bind(list []Bind) {
	for _, b := range list {
		k.bound[b.Resource] = true
	}
}

func (k *checker) options(o Options) {
	for ref, sort := range map[*Ref]Sort{o.Memory: CoreMemory, o.Realloc: CoreFunc, o.PostReturn: CoreFunc} {
		if ref != nil {
			k.ref(*ref, sort)
		}
	}
}

func (k *checker) def(def Def) {
	switch d := def.(type) {
	case *Import:
		k.bind(d.Binds)
	case *Export:
		k.ref(d.Ref, NoSort)
	case *CoreInstantiate:
		k.ref(d.Module, CoreModule)
		for _, a := range d.Args {
			k.ref(a.Instance, CoreInstance)
		}
	case *CoreBundle:
		for _, e := range d.Exports {
			k.ref(e.Ref, NoSort)
		}
	case *ComponentDef:
		k.errs = append(k.errs, checkComponent(d.Component, k)...)
	case *Instantiate:
		k.ref(d.Component, SubComponent)
		for _, a := range d.Args {
			k.ref(a.Ref, NoSort)
		}
		k.bind(d.Binds)
		k.extern(d.Type, map[any]bool{})
	case *Bundle:
		for _, e := range d.Exports {
			k.ref(e.Ref, NoSort)
		}
	case *AliasExport:
		k.ref(d.Instance, Instance)
	case *AliasCoreExport:
		k.ref(d.Instance, CoreInstance)
	case *AliasOuter:
		o := k
		for i := uint32(0); i < d.Count && o != nil; i++ {
			o = o.outer
		}
		if o == nil {
			k.fail("no component %d levels out", d.Count)
		} else if int(d.Ref.Index) >= o.lists[d.Ref.Sort] {
			k.fail("outer element %d of sort %d", d.Ref.Index, d.Ref.Sort)
		}
	case *Lift:
		k.ref(d.Core, CoreFunc)
		k.options(d.Options)
		k.extern(d.Type, map[any]bool{})
	case *Lower:
		k.ref(d.Func, Func)
		k.options(d.Options)
		k.extern(d.Type, map[any]bool{})
	case *ResourceDef:
		k.bound[d.Resource] = true
		if d.Dtor != nil {
			k.ref(*d.Dtor, CoreFunc)
		}
	case *ResourceNew:
		k.resource(d.Resource)
	case *ResourceDrop:
		k.resource(d.Resource)
	case *ResourceRep:
		k.resource(d.Resource)
	}
}

// extern checks that the resources of a function's or instance's type are bound.
func (k *checker) extern(t types.ExternType, seen map[any]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Func:
		for _, p := range t.Params {
			k.typ(p.Type, seen)
		}
		k.typ(t.Result, seen)
	case *types.Instance:
		for _, e := range t.Exports {
			k.extern(e.Type, seen)
		}
	case *types.Bound:
		if t.Resource != nil {
			k.resource(t.Resource)
		}
	}
}

func (k *checker) typ(t types.Type, seen map[any]bool) {
	if _, primitive := t.(types.Primitive); t == nil || primitive || seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Own:
		k.resource(t.Resource)
	case *types.Borrow:
		k.resource(t.Resource)
	case *types.List:
		k.typ(t.Elem, seen)
	case *types.Map:
		k.typ(t.Value, seen)
	case *types.Option:
		k.typ(t.Elem, seen)
	case *types.Result:
		k.typ(t.OK, seen)
		k.typ(t.Err, seen)
	case *types.Tuple:
		for _, e := range t.Elems {
			k.typ(e, seen)
		}
	case *types.Record:
		for _, f := range t.Fields {
			k.typ(f.Type, seen)
		}
	case *types.Variant:
		for _, c := range t.Cases {
			k.typ(c.Type, seen)
		}
	}
}
