package wit

// worldBuilder collects the imports and exports of one world.
type worldBuilder struct {
	r  *resolver
	st *worldState
	ts *typeScope
	// imports and exports hold items by the fold of their plain name or by ID.
	imports, exports map[string]*WorldItem
}

// world resolves a world: what it declares, what it includes, and what the
// interfaces of both use (WIT.md, "Transitive imports and worlds").
func (r *resolver) world(st *worldState) error {
	if st.state != untouched {
		return nil
	}
	st.state = started
	st.types, st.gated = map[string]*TypeDef{}, map[string]string{}
	b := &worldBuilder{
		r: r, st: st, imports: map[string]*WorldItem{}, exports: map[string]*WorldItem{},
		ts: &typeScope{
			r: r, scope: st.scope, types: st.types, gated: st.gated, pending: map[*TypeDef]*astTypeDef{},
			what: "world `" + st.world.Name + "`", world: st.world, names: map[string]Pos{}, uses: &st.uses,
		},
	}
	if err := b.types(); err != nil {
		return err
	}
	if err := b.items(); err != nil {
		return err
	}
	if err := b.includes(); err != nil {
		return err
	}
	if err := b.complete(); err != nil {
		return err
	}
	st.state = done
	return nil
}

// types enters the types of the world, which are imports of it.
func (b *worldBuilder) types() error {
	var defs []*TypeDef
	for _, item := range b.st.ast.items {
		switch it := item.(type) {
		case *astUse:
			used, err := b.ts.use(it)
			if err != nil {
				return err
			}
			for _, t := range used {
				if err := b.add(&WorldItem{Name: t.Name, Type: t, Stability: t.Stability, Pos: t.Pos}, false); err != nil {
					return err
				}
			}
		case *astTypeDef:
			t, err := b.ts.declareType(it)
			if err != nil {
				return err
			}
			if t == nil {
				continue
			}
			defs = append(defs, t)
			if err := b.add(&WorldItem{Name: t.Name, Type: t, Docs: t.Docs, Stability: t.Stability, Pos: t.Pos}, false); err != nil {
				return err
			}
		}
	}
	return b.ts.define(defs)
}

func (b *worldBuilder) items() error {
	for _, item := range b.st.ast.items {
		e, ok := item.(*astExtern)
		if !ok {
			continue
		}
		feature, err := b.r.gate(b.st.scope.pkg, e.gate)
		if err != nil {
			return err
		}
		if feature != "" {
			continue
		}
		w := &WorldItem{Docs: e.docs, Stability: e.gate, ExternalID: e.ext, Pos: e.pos}
		if e.name != nil {
			w.Name, w.Pos = e.name.name, e.name.pos
		}
		switch {
		case e.fn != nil:
			w.Func, err = b.ts.function(e.fn, nil)
		case e.inline != nil:
			w.Interface, err = b.inlineInterface(e)
		default:
			var st *ifaceState
			if st, err = b.r.interfaceAt(b.st.scope, *e.target); err == nil {
				w.Interface = st.iface
			}
		}
		if err != nil {
			return err
		}
		if err := b.add(w, e.export); err != nil {
			return err
		}
	}
	return nil
}

func (b *worldBuilder) inlineInterface(e *astExtern) (*Interface, error) {
	i := &Interface{Name: e.name.name, Package: b.st.world.Package, Inline: true, Docs: e.docs, Stability: e.gate, Pos: e.name.pos}
	var uses []*Interface
	ts := &typeScope{
		r: b.r, scope: b.st.scope, types: map[string]*TypeDef{}, gated: map[string]string{},
		pending: map[*TypeDef]*astTypeDef{}, what: "interface `" + i.Name + "`", iface: i,
		names: map[string]Pos{}, uses: &uses,
	}
	return i, ts.interfaceItems(e.inline)
}

// key is what must be unique among the imports or the exports of a world.
func (w *WorldItem) key() string {
	if w.Name != "" {
		return fold(w.Name)
	}
	return w.Interface.ID()
}

func (b *worldBuilder) add(w *WorldItem, export bool) error {
	into, list, word := b.imports, &b.st.world.Imports, "import"
	if export {
		into, list, word = b.exports, &b.st.world.Exports, "export"
	}
	if old := into[w.key()]; old != nil {
		if w.Included && w.Name == "" {
			return nil
		}
		return errorf(w.Pos, "world `%s` has an %s `%s` already, at %s", b.st.world.Name, word, w.ID(), old.Pos)
	}
	into[w.key()] = w
	*list = append(*list, w)
	return nil
}

func (b *worldBuilder) includes() error {
	for _, item := range b.st.ast.items {
		in, ok := item.(*astInclude)
		if !ok {
			continue
		}
		feature, err := b.r.gate(b.st.scope.pkg, in.gate)
		if err != nil {
			return err
		}
		if feature != "" {
			continue
		}
		if err := b.include(in); err != nil {
			return err
		}
	}
	return nil
}

func (b *worldBuilder) include(in *astInclude) error {
	i, st, err := b.r.lookup(b.st.scope, in.target)
	if err != nil {
		return err
	}
	if i != nil {
		return errorf(in.target.pos, "`%s` is an interface, but a world is needed here", in.target.name.name)
	}
	if st.state == started {
		return errorf(in.target.pos, "world `%s` includes itself, directly or through other worlds", st.world.Name)
	}
	if b.r.chain++; b.r.chain > maxChain {
		return errorf(in.target.pos, "more than %d worlds include each other in a row", maxChain)
	}
	err = b.r.world(st)
	b.r.chain--
	if err != nil {
		return err
	}
	rename := map[string]string{}
	used := map[string]bool{}
	var with [][2]string
	for _, n := range in.with {
		if _, ok := rename[n.name.name]; ok {
			return errorf(n.name.pos, "`%s` is renamed twice", n.name.name)
		}
		rename[n.name.name] = n.as.name
		with = append(with, [2]string{n.name.name, n.as.name})
	}
	b.st.world.Includes = append(b.st.world.Includes, Include{st.world, with})
	c := &copier{
		r: b.r, from: st.world, to: b.st.world, names: rename,
		types: map[*TypeDef]*TypeDef{}, ifaces: map[*Interface]*Interface{},
	}
	copyItems := func(items []*WorldItem, export bool) error {
		for _, w := range items {
			if w.Implied {
				continue
			}
			if _, ok := rename[w.Name]; ok && w.Name != "" {
				used[w.Name] = true
			}
			if err := b.add(c.item(w, in.pos), export); err != nil {
				return err
			}
			if b.r.copied > maxCopied {
				return errorf(in.pos, "the includes of all worlds bring more than %d items and types", maxCopied)
			}
		}
		return nil
	}
	if err := copyItems(st.world.Imports, false); err != nil {
		return err
	}
	if err := copyItems(st.world.Exports, true); err != nil {
		return err
	}
	for _, n := range in.with {
		if !used[n.name.name] {
			return errorf(n.name.pos, "world `%s` has no plain name `%s` to rename", st.world.Name, n.name.name)
		}
	}
	return nil
}

// usesOf is what an interface takes types from, in order.
func usesOf(i *Interface) []*Interface {
	var out []*Interface
	for _, t := range i.Types {
		out = appendUse(out, t)
	}
	return out
}

func appendUse(out []*Interface, t *TypeDef) []*Interface {
	if t.Used == nil || t.Used.Interface == nil {
		return out
	}
	for _, o := range out {
		if o == t.Used.Interface {
			return out
		}
	}
	return append(out, t.Used.Interface)
}

// complete adds the imports that interfaces of the world need.
func (b *worldBuilder) complete() error {
	w := b.st.world
	listed := w.Imports
	w.Imports = nil
	placed := map[*WorldItem]bool{}
	place := func(item *WorldItem) {
		if !placed[item] {
			placed[item] = true
			w.Imports = append(w.Imports, item)
		}
	}
	seen := map[*Interface]bool{}
	var need func(i *Interface, pos Pos)
	need = func(i *Interface, pos Pos) {
		if seen[i] {
			return
		}
		seen[i] = true
		for _, u := range usesOf(i) {
			need(u, pos)
		}
		item := b.imports[i.ID()]
		if item == nil {
			item = &WorldItem{Interface: i, Stability: i.Stability, Implied: true, Pos: pos}
			b.imports[i.ID()] = item
		}
		place(item)
	}
	for _, item := range listed {
		switch {
		case item.Type != nil:
			for _, i := range appendUse(nil, item.Type) {
				need(i, item.Pos)
			}
		case item.Interface != nil && item.Name == "":
			need(item.Interface, item.Pos)
		case item.Interface != nil:
			for _, u := range usesOf(item.Interface) {
				need(u, item.Pos)
			}
		}
		place(item)
	}
	for _, item := range w.Exports {
		if item.Interface == nil {
			continue
		}
		for _, u := range usesOf(item.Interface) {
			if err := b.exportUses(item, u, need); err != nil {
				return err
			}
		}
	}
	return nil
}

// exportUses makes an import of what an exported interface uses and the world
// does not export. Such an import must not rest on an export in turn.
func (b *worldBuilder) exportUses(item *WorldItem, u *Interface, need func(*Interface, Pos)) error {
	if b.exports[u.ID()] != nil {
		return nil
	}
	seen := map[*Interface]bool{}
	work := []*Interface{u}
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		if b.exports[i.ID()] != nil {
			return errorf(item.Pos, "export `%s` uses the import `%s`, which uses `%s`, which is exported: export `%s` as well", item.ID(), u.ID(), i.ID(), u.ID())
		}
		work = append(work, usesOf(i)...)
	}
	need(u, item.Pos)
	return nil
}
