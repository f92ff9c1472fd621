package wit

// maxCopied bounds how many items, functions and types the includes of a model may
// copy in all.
const maxCopied = 2_000_000

// copier copies the items of a world for one that includes it: types of the world,
// and interfaces that it declares in place, are then the other's own, by the names
// that they have there.
type copier struct {
	r    *resolver
	from *World
	to   *World
	// names are those that the include gives.
	names  map[string]string
	types  map[*TypeDef]*TypeDef
	ifaces map[*Interface]*Interface
}

func (c *copier) item(item *WorldItem, pos Pos) *WorldItem {
	c.r.copied++
	out := *item
	out.Included, out.Pos = true, pos
	out.Name = c.name(item.Name)
	switch {
	case item.Func != nil:
		out.Func = c.fn(item.Func)
		out.Func.Name = out.Name
	case item.Type != nil:
		out.Type = c.typeDef(item.Type)
	case item.Interface.Inline:
		out.Interface = c.iface(item.Interface)
	}
	return &out
}

func (c *copier) name(name string) string {
	if as, ok := c.names[name]; ok {
		return as
	}
	return name
}

func (c *copier) iface(i *Interface) *Interface {
	if done := c.ifaces[i]; done != nil {
		return done
	}
	out := *i
	out.Name, out.Package = c.name(i.Name), c.to.Package
	c.ifaces[i] = &out
	out.Types, out.Funcs = nil, nil
	for _, t := range i.Types {
		out.Types = append(out.Types, c.typeDef(t))
	}
	for _, f := range i.Funcs {
		out.Funcs = append(out.Funcs, c.fn(f))
	}
	return &out
}

// typeDef copies a type of the world or of an interface that is copied; those of
// other interfaces stay what they are.
func (c *copier) typeDef(t *TypeDef) *TypeDef {
	if done := c.types[t]; done != nil {
		return done
	}
	if t.World != c.from && (t.Interface == nil || c.ifaces[t.Interface] == nil) {
		return t
	}
	out := *t
	c.types[t] = &out
	if t.World != nil {
		out.Name, out.World = c.name(t.Name), c.to
	} else {
		out.Interface = c.ifaces[t.Interface]
	}
	c.r.costs[&out] = c.r.costs[t]
	switch d := t.Def.(type) {
	case *Alias:
		if t.Used == nil {
			out.Def = &Alias{c.typ(d.Type)}
		}
	case *Record:
		out.Def = &Record{c.fields(d.Fields)}
	case *Variant:
		out.Def = &Variant{c.fields(d.Cases)}
	case *Resource:
		res := &Resource{}
		out.Def = res
		for _, f := range d.Funcs {
			res.Funcs = append(res.Funcs, c.fn(f))
		}
	}
	return &out
}

func (c *copier) fields(list []Field) []Field {
	out := make([]Field, len(list))
	for n, f := range list {
		out[n] = f
		out[n].Type = c.typ(f.Type)
	}
	return out
}

func (c *copier) fn(f *Func) *Func {
	c.r.copied++
	out := *f
	if f.Resource != nil {
		out.Resource = c.typeDef(f.Resource)
		if f.Kind == Constructor {
			out.Name = out.Resource.Name
		}
	}
	out.Params = make([]Param, len(f.Params))
	for n, p := range f.Params {
		out.Params[n] = Param{p.Name, c.typ(p.Type)}
	}
	out.Result = c.typ(f.Result)
	return &out
}

func (c *copier) typ(t Type) Type {
	c.r.copied++
	switch t := t.(type) {
	case *TypeDef:
		return c.typeDef(t)
	case *List:
		return &List{Elem: c.typ(t.Elem), Fixed: t.Fixed, Len: t.Len}
	case *Map:
		return &Map{c.typ(t.Key), c.typ(t.Value)}
	case *Tuple:
		out := &Tuple{Elems: make([]Type, len(t.Elems))}
		for n, e := range t.Elems {
			out.Elems[n] = c.typ(e)
		}
		return out
	case *Option:
		return &Option{c.typ(t.Elem)}
	case *Result:
		return &Result{c.typ(t.OK), c.typ(t.Err)}
	case *Own:
		return &Own{c.typeDef(t.Resource)}
	case *Borrow:
		return &Borrow{c.typeDef(t.Resource)}
	case *Stream:
		return &Stream{c.typ(t.Elem)}
	case *Future:
		return &Future{c.typ(t.Elem)}
	}
	return t
}
