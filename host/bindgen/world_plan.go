package bindgen

import (
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// worldPlan is what the package of a world is written from.
type worldPlan struct {
	*plan
	// imports are the fields of Imports.
	imports []importPlan
	// funcs are imported functions of the world itself, behind one interface.
	funcs []*funcPlan
	// resources are those of the world itself.
	resources []*typePlan
	funcsName string
	exports   []exportPlan
	refs      scope
}

type importPlan struct {
	item  *wit.WorldItem
	iface *ifacePlan
	field string
}

// exportPlan is an exported function, or an exported interface with its own.
type exportPlan struct {
	item *wit.WorldItem
	fn   *funcPlan
	// name is the type of an interface, accessor the method that gives it.
	name, accessor string
	funcs          []*funcPlan
	types          []*typePlan
}

func newWorldPlan(p *plan) *worldPlan {
	w := &worldPlan{plan: p, refs: scope{}}
	fields := scope{}
	names := scope{}
	for _, item := range p.imports {
		switch {
		case item.Interface != nil:
			ip := p.ifaces[item.Interface]
			label := item.Interface.Name
			if item.Name != "" {
				label = item.Name
			}
			w.imports = append(w.imports, importPlan{item, ip, fields.take(exported(label))})
		case item.Func != nil:
			w.funcs = append(w.funcs, p.function(item.Func, names.take(p.funcName(nil, item.Func, exported(item.ID()))), p.main, hostSide))
		}
	}
	for _, t := range p.main.types {
		if t.key.owner == hostSide && t.resource != "" {
			w.resources = append(w.resources, t)
			w.funcs = append(w.funcs, p.resourceFuncs(t, t.key.def.Def.(*wit.Resource), names, hostSide)...)
		}
	}
	if len(w.funcs) > 0 {
		w.funcsName = p.main.names.take(exported(p.world.Name))
	}
	w.planExports()
	return w
}

func (w *worldPlan) planExports() {
	methods := scope{"Host": true, "Close": true}
	for _, item := range w.plan.exports {
		if item.Func != nil {
			f := w.function(item.Func, methods.take(w.funcName(nil, item.Func, exported(item.ID()))), w.main, item)
			f.ref = w.ref(item.ID())
			w.exports = append(w.exports, exportPlan{item: item, fn: f})
			continue
		}
		label := item.Interface.Name
		if item.Name != "" {
			label = item.Name
		}
		e := exportPlan{item: item}
		e.accessor = methods.take(exported(label))
		e.name = e.accessor
		if w.main.names[e.name] {
			e.name = "Guest" + e.name
		}
		e.name = w.main.names.take(e.name)
		names := scope{}
		for _, t := range w.reach.types(item.Interface) {
			r, ok := t.Def.(*wit.Resource)
			if !ok {
				continue
			}
			tp := w.named(t, item)
			e.types = append(e.types, tp)
			e.funcs = append(e.funcs, w.resourceFuncs(tp, r, names, item)...)
			for _, m := range tp.methods {
				m.ref = w.ref(label + "-" + t.Name + "-" + m.fn.Name)
			}
		}
		for _, f := range item.Interface.Funcs {
			e.funcs = append(e.funcs, w.function(f, names.take(w.funcName(item.Interface, f, exported(f.Name))), w.main, item))
		}
		for _, f := range e.funcs {
			f.ref = w.ref(label + "-" + unexportedID(f.fn))
		}
		w.exports = append(w.exports, e)
	}
}

func unexportedID(f *wit.Func) string {
	switch f.Kind {
	case wit.Constructor:
		return "new-" + f.Resource.Name
	case wit.Static:
		return f.Resource.Name + "-" + f.Name
	}
	return f.Name
}

func (w *worldPlan) ref(label string) string {
	name := unexported(label)
	if isReserved(name) {
		name += "_"
	}
	return w.refs.take(name)
}

// needed are the imports that the host has something to implement for.
func (w *worldPlan) needed() []importPlan {
	var out []importPlan
	for _, i := range w.imports {
		if i.iface.name != "" {
			out = append(out, i)
		}
	}
	return out
}

// allExports are the functions that the component exports.
func (w *worldPlan) allExports() []*funcPlan {
	var out []*funcPlan
	for _, e := range w.exports {
		if e.fn != nil {
			out = append(out, e.fn)
			continue
		}
		for _, t := range e.types {
			out = append(out, t.methods...)
		}
		out = append(out, e.funcs...)
	}
	return out
}
