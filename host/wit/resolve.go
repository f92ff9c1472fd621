package wit

import (
	"fmt"
	"slices"
	"strings"
)

// maxChain bounds how many interfaces or worlds may use each other in a row.
const maxChain = 1000

// resolver turns syntax trees into a Model.
type resolver struct {
	opts     Options
	features map[string]bool
	pkgs     map[PackageName]*pkgState
	order    []*pkgState
	main     *pkgState
	costs    map[*TypeDef]cost
	chain    int
	// copied counts what includes have copied.
	copied int
}

// pkgState is a package while it is resolved.
type pkgState struct {
	pkg     *Package
	sum     uint64
	pos     Pos
	scopes  []*scope
	ifaces  map[string]*ifaceState
	worlds  map[string]*worldState
	names   map[string]Pos // of interfaces and worlds, in lower case
	needs   map[*pkgState]Pos
	version *Version
}

// scope is what the top-level uses of one file, or of one package in braces, name.
type scope struct {
	pkg   *pkgState
	uses  map[string]*astTopUse
	items []astItem
}

type progress uint8

const (
	untouched progress = iota
	started
	done
)

type ifaceState struct {
	ast   *astInterface
	scope *scope
	iface *Interface
	state progress
	types map[string]*TypeDef
	// gated holds the names that a feature which is off leaves out.
	gated map[string]string
	// uses are the interfaces that it takes types from, in order.
	uses []*Interface
	// feature is why the interface itself is left out, or empty.
	feature string
}

type worldState struct {
	ast     *astWorld
	scope   *scope
	world   *World
	state   progress
	feature string
	types   map[string]*TypeDef
	gated   map[string]string
	// uses are the interfaces that types of the world come from.
	uses []*Interface
}

func newResolver(o Options) *resolver {
	r := &resolver{opts: o, pkgs: map[PackageName]*pkgState{}, costs: map[*TypeDef]cost{}, features: map[string]bool{}}
	for _, f := range o.Features {
		r.features[f] = true
	}
	return r
}

// add takes the files of one package, and the packages in braces inside them.
func (r *resolver) add(files []*astFile) (*pkgState, error) {
	var name *PackageName
	var pos Pos
	var docs string
	for _, f := range files {
		if f.pkg == nil {
			continue
		}
		if name != nil && *name != *f.pkg {
			return nil, errorf(f.pkgPos, "package %s, but %s says package %s", f.pkg, pos, name)
		}
		if name == nil {
			name, pos = f.pkg, f.pkgPos
		}
		if f.docs != "" && docs != "" {
			return nil, errorf(f.pkgPos, "package %s has documentation in two files", name)
		}
		if docs == "" {
			docs = f.docs
		}
	}
	var main *pkgState
	if name == nil {
		main = r.withoutRoot(files)
		if main == nil {
			return nil, errorf(Pos{File: files[0].name, Line: 1, Column: 1}, "no `package` declaration says what package this is")
		}
	} else {
		var sum uint64
		for _, f := range files {
			sum ^= f.sum
		}
		pkg, fresh, err := r.newPackage(*name, pos, docs, sum)
		if err != nil {
			return nil, err
		}
		main = pkg
		for _, f := range files {
			if fresh {
				pkg.scopes = append(pkg.scopes, &scope{pkg: pkg, items: f.items})
			}
		}
	}
	here := map[PackageName]Pos{}
	for _, f := range files {
		for _, n := range f.nested {
			if old, ok := here[n.pkg]; ok {
				return nil, errorf(n.pos, "package %s is at %s already", n.pkg, old)
			}
			here[n.pkg] = n.pos
			pkg, fresh, err := r.newPackage(n.pkg, n.pos, n.docs, n.sum)
			if err != nil {
				return nil, err
			}
			if fresh {
				pkg.scopes = append(pkg.scopes, &scope{pkg: pkg, items: n.items})
			}
			if main == placeholder {
				main = pkg
			}
		}
	}
	return main, nil
}

// placeholder stands for the first package in braces until it is made.
var placeholder = &pkgState{}

// withoutRoot allows files of nothing but packages in braces: the first of them
// is then the main one.
func (r *resolver) withoutRoot(files []*astFile) *pkgState {
	nested := 0
	for _, f := range files {
		nested += len(f.nested)
		if len(f.items) > 0 {
			return nil
		}
	}
	if nested == 0 {
		return nil
	}
	return placeholder
}

func (r *resolver) newPackage(name PackageName, pos Pos, docs string, sum uint64) (_ *pkgState, fresh bool, err error) {
	if old := r.pkgs[name]; old != nil {
		if old.sum != sum {
			return nil, false, errorf(pos, "package %s is at %s as well, with other contents", name, old.pos)
		}
		return old, false, nil
	}
	p := &pkgState{
		pkg: &Package{Name: name, Docs: docs}, sum: sum, pos: pos,
		ifaces: map[string]*ifaceState{}, worlds: map[string]*worldState{},
		names: map[string]Pos{}, needs: map[*pkgState]Pos{},
	}
	if name.Version != "" {
		v, err := ParseVersion(name.Version)
		if err != nil {
			return nil, false, errorf(pos, "%s", err)
		}
		p.version = &v
	}
	r.pkgs[name] = p
	r.order = append(r.order, p)
	return p, true, nil
}

func (r *resolver) resolve() (*Model, error) {
	for _, p := range r.order {
		if err := r.declare(p); err != nil {
			return nil, err
		}
	}
	for _, p := range r.order {
		for _, s := range p.scopes {
			if err := r.package_(p, s); err != nil {
				return nil, err
			}
		}
	}
	m := &Model{Main: r.main.pkg}
	if err := r.sortPackages(m); err != nil {
		return nil, err
	}
	return m, nil
}

// declare enters the names of a package and of its files.
func (r *resolver) declare(p *pkgState) error {
	for _, s := range p.scopes {
		s.uses = map[string]*astTopUse{}
		for _, item := range s.items {
			var err error
			switch it := item.(type) {
			case *astTopUse:
				name := it.target.name
				if it.as != nil {
					name = *it.as
				}
				if old := s.uses[name.name]; old != nil {
					return errorf(name.pos, "`%s` is the name of another use, at %s", name.name, old.pos)
				}
				s.uses[name.name] = it
			case *astInterface:
				err = p.declare(it.name)
				st := &ifaceState{ast: it, scope: s}
				st.iface = &Interface{Name: it.name.name, Package: p.pkg, Docs: it.docs, Stability: it.gate, Pos: it.name.pos}
				if err == nil {
					st.feature, err = r.gate(p, it.gate)
				}
				p.ifaces[it.name.name] = st
				if st.feature == "" {
					p.pkg.Interfaces = append(p.pkg.Interfaces, st.iface)
				}
			case *astWorld:
				err = p.declare(it.name)
				st := &worldState{ast: it, scope: s}
				st.world = &World{Name: it.name.name, Package: p.pkg, Docs: it.docs, Stability: it.gate, Pos: it.name.pos}
				if err == nil {
					st.feature, err = r.gate(p, it.gate)
				}
				p.worlds[it.name.name] = st
				if st.feature == "" {
					p.pkg.Worlds = append(p.pkg.Worlds, st.world)
				}
			}
			if err != nil {
				return err
			}
		}
	}
	for _, s := range p.scopes {
		for name, u := range s.uses {
			if st := p.ifaces[name]; st != nil && st.scope == s && !(u.target.pkg == nil && u.target.name.name == name) {
				return errorf(u.pos, "`%s` is the name of an interface of this file, at %s", name, st.iface.Pos)
			}
		}
	}
	return nil
}

// declare enters the name of an interface or world. Names of a package differ by
// more than case (WIT.md, "WIT Packages"); hyphens tell them apart, unlike those
// of what becomes identifiers of one type or function.
func (p *pkgState) declare(id ident) error {
	key := strings.ToLower(id.name)
	if old, ok := p.names[key]; ok {
		return errorf(id.pos, "package %s has `%s` already, at %s", p.pkg.Name, id.name, old)
	}
	p.names[key] = id.pos
	return nil
}

// gate tells the feature that leaves an item out, or "".
func (r *resolver) gate(p *pkgState, s Stability) (feature string, err error) {
	for _, version := range []string{s.Since, s.Deprecated} {
		if version == "" {
			continue
		}
		if p.version == nil {
			return "", errorf(s.pos, "package %s has no version, so nothing in it can be gated by one", p.pkg.Name)
		}
		v, err := ParseVersion(version)
		if err != nil {
			return "", errorf(s.pos, "%s", err)
		}
		if version == s.Since && v.Compare(*p.version) > 0 {
			return "", errorf(s.pos, "since version %s, but the package is of version %s", version, p.pkg.Name.Version)
		}
	}
	if s.Feature != "" && !r.opts.AllFeatures && !r.features[s.Feature] {
		return s.Feature, nil
	}
	return "", nil
}

// gatedItems checks an interface that is left out: what is in it must be left
// out as well by its own gate.
func (r *resolver) gatedItems(st *ifaceState) error {
	for _, item := range st.ast.items {
		var gate Stability
		var pos Pos
		switch it := item.(type) {
		case *astUse:
			gate, pos = it.gate, it.pos
		case *astTypeDef:
			gate, pos = it.gate, it.name.pos
		case *astFunc:
			gate, pos = it.gate, it.name.pos
		}
		if err := r.gatedWithin(st.scope.pkg, gate, pos, "interface `"+st.iface.Name+"`", st.feature); err != nil {
			return err
		}
	}
	return nil
}

// gatedWithin checks the gate of an item in something that a feature leaves out.
func (r *resolver) gatedWithin(p *pkgState, gate Stability, pos Pos, what, feature string) error {
	f, err := r.gate(p, gate)
	if err == nil && f == "" {
		err = errorf(pos, "%s is part of the feature `%s`, which is not switched on, but this item of it is not gated", what, feature)
	}
	return err
}

// package_ resolves what one file of a package declares.
func (r *resolver) package_(p *pkgState, s *scope) error {
	for _, item := range s.items {
		switch it := item.(type) {
		case *astTopUse:
			_, w, err := r.lookup(s, it.target)
			if err != nil {
				return err
			}
			if w != nil {
				return errorf(it.target.pos, "`%s` is a world, but an interface is needed here", it.target.name.name)
			}
		case *astInterface:
			st := p.ifaces[it.name.name]
			if st.feature != "" {
				if err := r.gatedItems(st); err != nil {
					return err
				}
				continue
			}
			if err := r.iface(st); err != nil {
				return err
			}
		case *astWorld:
			if st := p.worlds[it.name.name]; st.feature == "" {
				if err := r.world(st); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// lookup finds what a path names: an interface or a world.
func (r *resolver) lookup(s *scope, to usePath) (*ifaceState, *worldState, error) {
	for range maxChain {
		name := to.name.name
		if to.pkg == nil {
			if u := s.uses[name]; u != nil && !(u.target.pkg == nil && u.target.name.name == name) {
				to = usePath{pkg: u.target.pkg, name: u.target.name, pos: to.pos}
				continue
			}
			if st := s.pkg.ifaces[name]; st != nil {
				return st, nil, gatedError(to.pos, name, st.feature)
			}
			if st := s.pkg.worlds[name]; st != nil {
				return nil, st, gatedError(to.pos, name, st.feature)
			}
			return nil, nil, errorf(to.pos, "there is no interface or world `%s` in package %s, nor does a use of this file name one", name, s.pkg.pkg.Name)
		}
		p := r.pkgs[*to.pkg]
		if p == nil {
			return nil, nil, errorf(to.pos, "there is no package %s%s", to.pkg, r.hint(*to.pkg))
		}
		if p != s.pkg {
			if _, ok := s.pkg.needs[p]; !ok {
				s.pkg.needs[p] = to.pos
			}
		}
		if st := p.ifaces[name]; st != nil {
			return st, nil, gatedError(to.pos, name, st.feature)
		}
		if st := p.worlds[name]; st != nil {
			return nil, st, gatedError(to.pos, name, st.feature)
		}
		return nil, nil, errorf(to.pos, "package %s has no interface or world `%s`", to.pkg, name)
	}
	return nil, nil, errorf(to.pos, "the uses of this file form a cycle")
}

func gatedError(pos Pos, name, feature string) error {
	if feature == "" {
		return nil
	}
	return errorf(pos, "`%s` is part of the feature `%s`, which is not switched on", name, feature)
}

// hint names packages that differ from the wanted one by version alone.
func (r *resolver) hint(want PackageName) string {
	for _, p := range r.order {
		if n := p.pkg.Name; n.Namespace == want.Namespace && n.Name == want.Name {
			return fmt.Sprintf(" (there is %s)", n)
		}
	}
	return ""
}

func (r *resolver) interfaceAt(s *scope, to usePath) (*ifaceState, error) {
	st, w, err := r.lookup(s, to)
	if err != nil {
		return nil, err
	}
	if w != nil {
		return nil, errorf(to.pos, "`%s` is a world, but an interface is needed here", to.name.name)
	}
	return st, r.ifaceFrom(st, to.pos)
}

// ifaceFrom resolves an interface that pos refers to.
func (r *resolver) ifaceFrom(st *ifaceState, pos Pos) error {
	if st.state == started {
		return errorf(pos, "interface `%s` uses itself, directly or through other interfaces", st.iface.Name)
	}
	if r.chain++; r.chain > maxChain {
		return errorf(pos, "more than %d interfaces use each other in a row", maxChain)
	}
	defer func() { r.chain-- }()
	return r.iface(st)
}

// sortPackages puts every package after those that it needs.
func (r *resolver) sortPackages(m *Model) error {
	waiting := map[*pkgState]int{}
	users := map[*pkgState][]*pkgState{}
	var ready []*pkgState
	for _, p := range r.order {
		waiting[p] = len(p.needs)
		for n := range p.needs {
			users[n] = append(users[n], p)
		}
		if len(p.needs) == 0 {
			ready = append(ready, p)
		}
	}
	place := func(p *pkgState) int { return slices.Index(r.order, p) }
	for len(ready) > 0 {
		// The main package last of those that could come, the others as added.
		slices.SortFunc(ready, func(a, b *pkgState) int {
			if (a == r.main) != (b == r.main) {
				if a == r.main {
					return 1
				}
				return -1
			}
			return place(a) - place(b)
		})
		p := ready[0]
		ready = ready[1:]
		m.Packages = append(m.Packages, p.pkg)
		for _, u := range users[p] {
			if waiting[u]--; waiting[u] == 0 {
				ready = append(ready, u)
			}
		}
	}
	if len(m.Packages) == len(r.order) {
		return nil
	}
	for _, p := range r.order {
		if waiting[p] == 0 {
			continue
		}
		for n, pos := range p.needs {
			if waiting[n] > 0 {
				return errorf(pos, "package %s needs package %s, which needs it in turn", p.pkg.Name, n.pkg.Name)
			}
		}
	}
	return fmt.Errorf("wit: packages depend on each other in a cycle")
}
