package wit

import "github.com/vivarium-wasm/vivarium/host/types"

// maxTypeSize bounds the size of a type: how many types it is made of when every
// name in it is replaced by what it stands for.
const maxTypeSize = 1_000_000

type cost struct{ size, depth int }

// typeScope is where the names of types are looked up: an interface or a world.
type typeScope struct {
	r       *resolver
	scope   *scope
	types   map[string]*TypeDef
	gated   map[string]string
	pending map[*TypeDef]*astTypeDef
	what    string
	iface   *Interface
	world   *World
	names   map[string]Pos // by fold, types and functions
	uses    *[]*Interface
}

func (ts *typeScope) declare(id ident) error {
	if old, ok := ts.names[fold(id.name)]; ok {
		return errorf(id.pos, "%s has `%s` already, at %s", ts.what, id.name, old)
	}
	ts.names[fold(id.name)] = id.pos
	return nil
}

// iface resolves an interface of a package.
func (r *resolver) iface(st *ifaceState) error {
	if st.state != untouched {
		return nil
	}
	st.state = started
	st.types, st.gated = map[string]*TypeDef{}, map[string]string{}
	ts := &typeScope{
		r: r, scope: st.scope, types: st.types, gated: st.gated, pending: map[*TypeDef]*astTypeDef{},
		what: "interface `" + st.iface.Name + "`", iface: st.iface, names: map[string]Pos{}, uses: &st.uses,
	}
	if err := ts.interfaceItems(st.ast.items); err != nil {
		return err
	}
	st.state = done
	return nil
}

func (ts *typeScope) interfaceItems(items []astInterfaceItem) error {
	var funcs []*astFunc
	var defs []*TypeDef
	for _, item := range items {
		switch it := item.(type) {
		case *astUse:
			used, err := ts.use(it)
			if err != nil {
				return err
			}
			ts.iface.Types = append(ts.iface.Types, used...)
		case *astTypeDef:
			t, err := ts.declareType(it)
			if err != nil {
				return err
			}
			if t != nil {
				ts.iface.Types = append(ts.iface.Types, t)
				defs = append(defs, t)
			}
		case *astFunc:
			if err := ts.declare(it.name); err != nil {
				return err
			}
			feature, err := ts.r.gate(ts.scope.pkg, it.gate)
			if err != nil {
				return err
			}
			if feature == "" {
				funcs = append(funcs, it)
			}
		}
	}
	if err := ts.define(defs); err != nil {
		return err
	}
	for _, f := range funcs {
		fn, err := ts.function(f, nil)
		if err != nil {
			return err
		}
		ts.iface.Funcs = append(ts.iface.Funcs, fn)
	}
	return nil
}

// define resolves the types that were declared, then the functions of resources.
func (ts *typeScope) define(defs []*TypeDef) error {
	for _, t := range defs {
		if _, err := ts.def(t, t.Pos, 0); err != nil {
			return err
		}
	}
	for _, t := range defs {
		res, ok := t.Def.(*Resource)
		if !ok {
			continue
		}
		if err := ts.resourceFuncs(t, res); err != nil {
			return err
		}
	}
	return nil
}

func (ts *typeScope) resourceFuncs(t *TypeDef, res *Resource) error {
	names := map[string]Pos{}
	for _, f := range ts.pending[t].def.(*astResource).funcs {
		key := fold(f.name.name)
		if f.kind == Constructor {
			key = "constructor of the resource"
		} else if key == fold(t.Name) {
			return errorf(f.name.pos, "a function of resource `%s` cannot have its name", t.Name)
		}
		if old, ok := names[key]; ok {
			return errorf(f.name.pos, "resource `%s` has `%s` already, at %s", t.Name, f.name.name, old)
		}
		names[key] = f.name.pos
		feature, err := ts.r.gate(ts.scope.pkg, f.gate)
		if err != nil {
			return err
		}
		if feature != "" {
			continue
		}
		fn, err := ts.function(f, t)
		if err != nil {
			return err
		}
		res.Funcs = append(res.Funcs, fn)
	}
	return nil
}

func (ts *typeScope) use(u *astUse) ([]*TypeDef, error) {
	feature, err := ts.r.gate(ts.scope.pkg, u.gate)
	if err != nil {
		return nil, err
	}
	if feature != "" {
		for _, n := range u.names {
			id := n.name
			if n.as != nil {
				id = *n.as
			}
			ts.gated[id.name] = feature
		}
		return nil, nil
	}
	from, err := ts.r.interfaceAt(ts.scope, u.from)
	if err != nil {
		return nil, err
	}
	known := false
	for _, i := range *ts.uses {
		known = known || i == from.iface
	}
	if !known {
		*ts.uses = append(*ts.uses, from.iface)
	}
	var out []*TypeDef
	for _, n := range u.names {
		src := from.types[n.name.name]
		if src == nil {
			if f := from.gated[n.name.name]; f != "" {
				return nil, gatedError(n.name.pos, n.name.name, f)
			}
			return nil, errorf(n.name.pos, "interface `%s` has no type `%s`", from.iface.Name, n.name.name)
		}
		id := n.name
		if n.as != nil {
			id = *n.as
		}
		if err := ts.declare(id); err != nil {
			return nil, err
		}
		t := &TypeDef{
			Name: id.name, Pos: id.pos, Stability: u.gate, Interface: ts.iface, World: ts.world,
			Used: src, Def: &Alias{Type: src},
		}
		ts.types[id.name] = t
		ts.r.costs[t] = ts.r.costs[src]
		out = append(out, t)
	}
	return out, nil
}

func (ts *typeScope) declareType(a *astTypeDef) (*TypeDef, error) {
	if err := ts.declare(a.name); err != nil {
		return nil, err
	}
	feature, err := ts.r.gate(ts.scope.pkg, a.gate)
	if err != nil {
		return nil, err
	}
	if feature != "" {
		ts.gated[a.name.name] = feature
		if res, ok := a.def.(*astResource); ok {
			for _, f := range res.funcs {
				if err := ts.r.gatedWithin(ts.scope.pkg, f.gate, f.name.pos, "resource `"+a.name.name+"`", feature); err != nil {
					return nil, err
				}
			}
		}
		return nil, nil
	}
	t := &TypeDef{
		Name: a.name.name, Docs: a.docs, Stability: a.gate, ExternalID: a.ext, Pos: a.name.pos,
		Interface: ts.iface, World: ts.world,
	}
	ts.types[t.Name] = t
	ts.pending[t] = a
	if _, ok := a.def.(*astResource); ok {
		t.Def = &Resource{}
		ts.r.costs[t] = cost{1, 1}
	}
	return t, nil
}

// inProgress marks a type whose definition is being resolved.
var inProgress = &Alias{}

// def resolves the definition of t, which pos refers to.
func (ts *typeScope) def(t *TypeDef, pos Pos, depth int) (cost, error) {
	if t.Def == inProgress {
		return cost{}, errorf(pos, "type `%s` contains itself", t.Name)
	}
	if t.Def != nil {
		return ts.r.costs[t], nil
	}
	if depth > maxDepth {
		return cost{}, errorf(pos, "types nest deeper than %d", maxDepth)
	}
	t.Def = inProgress
	d, c, err := ts.definition(t, ts.pending[t].def, depth+1)
	if err != nil {
		return c, err
	}
	t.Def = d
	c.depth++
	c.size++
	if c.depth > maxDepth {
		return c, errorf(t.Pos, "type `%s` nests deeper than %d", t.Name, maxDepth)
	}
	if c.size > maxTypeSize {
		return c, errorf(t.Pos, "type `%s` is made of more than %d types", t.Name, maxTypeSize)
	}
	ts.r.costs[t] = c
	return c, nil
}

func (ts *typeScope) definition(t *TypeDef, d astDef, depth int) (Def, cost, error) {
	switch d := d.(type) {
	case *astRecord:
		f, c, err := ts.fields(t, "record", "field", d.fields, depth)
		return &Record{f}, c, err
	case *astVariant:
		f, c, err := ts.fields(t, "variant", "case", d.cases, depth)
		return &Variant{f}, c, err
	case *astEnum:
		l, err := labels(t, "enum", d.names)
		return &Enum{l}, cost{1, 1}, err
	case *astFlags:
		l, err := labels(t, "set of flags", d.names)
		if err == nil && len(l) > 32 {
			err = errorf(t.Pos, "set of flags `%s` has %d of them, more than 32", t.Name, len(l))
		}
		return &Flags{l}, cost{1, 1}, err
	case *astAlias:
		// Another name for a resource is a name, not a handle.
		if d.typ.word == "" {
			ref, c, err := ts.named(d.typ.name, depth)
			return &Alias{ref}, c, err
		}
		typ, c, err := ts.typ(d.typ, depth)
		return &Alias{typ}, c, err
	}
	return &Resource{}, cost{1, 1}, nil
}

func (ts *typeScope) fields(t *TypeDef, what, part string, in []astField, depth int) ([]Field, cost, error) {
	var total cost
	if len(in) == 0 {
		return nil, total, errorf(t.Pos, "%s `%s` is empty", what, t.Name)
	}
	names := map[string]Pos{}
	out := make([]Field, len(in))
	for i, f := range in {
		if old, ok := names[fold(f.name.name)]; ok {
			return nil, total, errorf(f.name.pos, "%s `%s` has a %s `%s` already, at %s", what, t.Name, part, f.name.name, old)
		}
		names[fold(f.name.name)] = f.name.pos
		out[i] = Field{Name: f.name.name, Docs: f.docs}
		total.size++
		if f.typ == nil {
			continue
		}
		typ, c, err := ts.typ(f.typ, depth)
		if err != nil {
			return nil, total, err
		}
		out[i].Type = typ
		total.add(c)
	}
	return out, total, nil
}

func labels(t *TypeDef, what string, in []astName) ([]Label, error) {
	if len(in) == 0 {
		return nil, errorf(t.Pos, "%s `%s` is empty", what, t.Name)
	}
	names := map[string]Pos{}
	out := make([]Label, len(in))
	for i, n := range in {
		if old, ok := names[fold(n.name.name)]; ok {
			return nil, errorf(n.name.pos, "%s `%s` has `%s` already, at %s", what, t.Name, n.name.name, old)
		}
		names[fold(n.name.name)] = n.name.pos
		out[i] = Label{n.name.name, n.docs}
	}
	return out, nil
}

func (c *cost) add(d cost) {
	c.size = min(c.size+d.size, maxTypeSize+1)
	c.depth = max(c.depth, d.depth)
}

// named finds a type of the scope by its name.
func (ts *typeScope) named(id ident, depth int) (*TypeDef, cost, error) {
	t := ts.types[id.name]
	if t == nil {
		if f := ts.gated[id.name]; f != "" {
			return nil, cost{}, gatedError(id.pos, id.name, f)
		}
		if ts.names[fold(id.name)] != (Pos{}) {
			return nil, cost{}, errorf(id.pos, "`%s` is not a type", id.name)
		}
		return nil, cost{}, errorf(id.pos, "%s has no type `%s`", ts.what, id.name)
	}
	c, err := ts.def(t, id.pos, depth)
	return t, c, err
}

func primitive(word string) (Primitive, bool) {
	for p := types.Bool; p <= types.ErrorContext; p++ {
		if p.String() == word {
			return Primitive(p), true
		}
	}
	return 0, false
}

// typ resolves a type in the place of a value's type.
func (ts *typeScope) typ(a astType, depth int) (Type, cost, error) {
	if a.word == "" {
		t, c, err := ts.named(a.name, depth)
		if err != nil {
			return nil, c, err
		}
		if _, ok := t.Root().Def.(*Resource); ok {
			return &Own{t}, c, nil
		}
		return t, c, nil
	}
	if p, ok := primitive(a.word); ok {
		return p, cost{1, 1}, nil
	}
	if a.word == "own" || a.word == "borrow" {
		return ts.handle(a, depth)
	}
	args := make([]Type, len(a.args))
	total := cost{size: 1}
	for i, arg := range a.args {
		if arg == nil {
			continue
		}
		t, c, err := ts.typ(arg, depth)
		if err != nil {
			return nil, c, err
		}
		args[i] = t
		total.add(c)
	}
	total.depth++
	return compound(a, args, total)
}

func compound(a astType, args []Type, total cost) (Type, cost, error) {
	arg := func(i int) Type {
		if i < len(args) {
			return args[i]
		}
		return nil
	}
	switch a.word {
	case "list":
		return &List{Elem: arg(0), Fixed: a.size > 0, Len: a.size}, total, nil
	case "map":
		if !isKey(arg(0)) {
			return nil, total, errorf(a.args[0].pos, "the key of a map is a bool, an integer, a char or a string")
		}
		return &Map{arg(0), arg(1)}, total, nil
	case "option":
		return &Option{arg(0)}, total, nil
	case "result":
		return &Result{arg(0), arg(1)}, total, nil
	case "tuple":
		return &Tuple{args}, total, nil
	case "stream":
		return &Stream{arg(0)}, total, nil
	case "future":
		return &Future{arg(0)}, total, nil
	}
	return nil, total, errorf(a.pos, "`%s` is not a type", a.word)
}

func isKey(t Type) bool {
	if d, ok := t.(*TypeDef); ok {
		a, ok := d.Root().Def.(*Alias)
		if !ok {
			return false
		}
		t = a.Type
	}
	p, ok := t.(Primitive)
	return ok && types.Primitive(p) != types.F32 && types.Primitive(p) != types.F64 && types.Primitive(p) != types.ErrorContext
}

func (ts *typeScope) handle(a astType, depth int) (Type, cost, error) {
	if a.args[0].word != "" {
		return nil, cost{}, errorf(a.args[0].pos, "`%s` takes the name of a resource", a.word)
	}
	t, c, err := ts.named(a.args[0].name, depth)
	if err != nil {
		return nil, c, err
	}
	if _, ok := t.Root().Def.(*Resource); !ok {
		return nil, c, errorf(a.args[0].pos, "type `%s` is not a resource", t.Name)
	}
	if a.word == "own" {
		return &Own{t}, c, nil
	}
	return &Borrow{t}, c, nil
}
