package bindgen

import (
	"fmt"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// plan is everything that is to be written, with every name decided.
type plan struct {
	opts  Options
	world *wit.World
	main  *goPackage
	// packages are those of interfaces, in the order of the world, and main last.
	packages []*goPackage
	ifaces   map[*wit.Interface]*ifacePlan
	types    map[typeKey]*typePlan
	// exported are the interfaces that the world exports as what they are, not
	// under a name of its own.
	exported map[*wit.Interface]bool
	// byID owns the resources of these.
	byID side
	// hostUsed are types of exports that hold no resource of the component.
	hostUsed map[*wit.TypeDef]bool
	layout   *layouts
	reach    *reach
	// imports and exports are what there is to write of the world's.
	imports, exports []*wit.WorldItem
	errs             map[*wit.TypeDef]bool
	// aliases are what packages are called where they are imported.
	aliases scope
	// used are the keys of Options.Rename that name something.
	used map[string]bool
	// digests are those of the packages' types.
	digests map[*goPackage]string
}

// goPackage is one Go package.
type goPackage struct {
	path, name string
	// alias is what files of other packages call it.
	alias string
	// dir is where it is below the output folder.
	dir    string
	ifaces []*ifacePlan
	// types are those of the world itself, and those of exported interfaces that
	// differ from the imported ones.
	types []*typePlan
	// names are the identifiers of the package.
	names scope
	// imports are the names of other generated packages.
	imports scope
	// prebuilt says that the package exists and is not written.
	prebuilt bool
}

// ifacePlan is an interface as the host implements it.
type ifacePlan struct {
	iface *wit.Interface
	pkg   *goPackage
	// name is the Go interface to implement, empty where there is nothing to.
	name string
	// link is the function that registers it.
	link  string
	types []*typePlan
	// methods are its functions but for the methods of resources.
	methods []*funcPlan
}

// typeKey is a definition; owner is set for the form that it has in exports where
// handles in it are of resources that the component implements.
type typeKey struct {
	def   *wit.TypeDef
	owner side
}

// typePlan is a named type.
type typePlan struct {
	key   typeKey
	pkg   *goPackage
	iface *wit.Interface // nil for a type of the world
	name  string
	// parts are the Go names of fields, cases, or constants.
	parts []string
	// methods are those of a resource.
	methods []*funcPlan
	// resource is the Go variable that identifies a resource.
	resource string
	// isError says that functions of its WIT package have it as their error.
	isError bool
}

// funcPlan is a function.
type funcPlan struct {
	fn   *wit.Func
	name string
	// params are the names of its parameters.
	params []string
	// side is that of the export which it is or is part of.
	side side
	// ref is the field of Prepared that an export is found by.
	ref string
}

// fixedNames are what every package of a world declares.
var fixedNames = []string{"Imports", "Instantiate", "Prepare", "Prepared", "Instance", "World"}

func newPlan(o Options, world *wit.World) (*plan, error) {
	p := &plan{
		opts: o, world: world, ifaces: map[*wit.Interface]*ifacePlan{}, types: map[typeKey]*typePlan{},
		exported: map[*wit.Interface]bool{}, layout: newLayouts(), aliases: scope{}, digests: map[*goPackage]string{}, used: map[string]bool{}, byID: &wit.WorldItem{},
	}
	p.errs = errorTypes(world)
	p.reach = reached(world, o.InterfacesOnly)
	p.imports, p.exports = p.reach.imports(world), p.reach.exports(world)
	p.main = &goPackage{path: path.Join(o.ImportPath, o.Package), dir: o.Package, name: path.Base(o.Package), names: scope{}, imports: scope{}}
	for _, n := range fixedNames {
		p.main.names[n] = true
	}
	if err := p.refuseAsync(); err != nil {
		return nil, err
	}
	for _, item := range p.exports {
		if item.Interface != nil && item.Name == "" {
			p.exported[item.Interface] = true
		}
	}
	for _, items := range [][]*wit.WorldItem{p.imports, p.exports} {
		for _, item := range items {
			if item.Interface != nil {
				p.addInterface(item.Interface)
			}
		}
	}
	for _, pkg := range p.packages {
		p.nameTypes(pkg)
	}
	if !o.InterfacesOnly {
		p.main.alias = p.aliases.take(p.main.name)
		p.packages = append(p.packages, p.main)
		p.addWorldTypes()
		p.nameTypes(p.main)
	}
	for _, pkg := range p.packages {
		p.nameFuncs(pkg)
	}
	return p, nil
}

// addInterface places an interface in a Go package: that of the world where both
// are of one WIT package, else one of its own.
func (p *plan) addInterface(i *wit.Interface) {
	if p.ifaces[i] != nil {
		return
	}
	ip := &ifacePlan{iface: i}
	p.ifaces[i] = ip
	if !p.opts.InterfacesOnly && (i.Inline || i.Package == p.world.Package || p.opts.OnePackage) {
		ip.pkg = p.main
		p.main.ifaces = append(p.main.ifaces, ip)
		return
	}
	name := i.Package.Name
	pkg := &goPackage{name: packageName(name.Name, i.Name), names: scope{}, imports: scope{}}
	pkg.dir = path.Join(name.Namespace, name.Name, pkg.name)
	for n := 2; p.dirTaken(pkg.dir); n++ {
		pkg.dir = path.Join(name.Namespace, name.Name, "v"+strings.NewReplacer(".", "_", "+", "_").Replace(name.Version), pkg.name)
	}
	pkg.path = path.Join(p.opts.ImportPath, pkg.dir)
	if base, ok := p.opts.Prebuilt[name.Namespace+":"+name.Name]; ok {
		pkg.path, pkg.prebuilt = path.Join(base, pkg.name), true
	}
	pkg.alias = p.aliases.take(pkg.name)
	for _, n := range []string{"ID", "Host", "Link", "LinkAs"} {
		pkg.names[n] = true
	}
	ip.pkg = pkg
	pkg.ifaces = []*ifacePlan{ip}
	p.packages = append(p.packages, pkg)
}

func (p *plan) dirTaken(dir string) bool {
	for _, pkg := range p.packages {
		if pkg.dir == dir {
			return true
		}
	}
	return false
}

// addWorldTypes enters types of the world itself, and those that exports have in
// a form of their own.
func (p *plan) addWorldTypes() {
	for _, t := range p.reach.world {
		p.main.types = append(p.main.types, p.addType(typeKey{def: t}, p.main))
	}
	for _, item := range p.exports {
		if item.Interface == nil {
			continue
		}
		for _, t := range p.reach.types(item.Interface) {
			k := typeKey{t, p.ownerOf(t, item)}
			if k.owner != hostSide && p.types[k] == nil {
				p.main.types = append(p.main.types, p.addType(k, p.main))
			}
		}
	}
}

func (p *plan) addType(k typeKey, pkg *goPackage) *typePlan {
	t := &typePlan{key: k, pkg: pkg, iface: k.def.Interface, isError: p.errs[k.def]}
	p.types[k] = t
	return t
}

// implemented tells whether the host's side of an interface is written: always
// where it has a package of its own, so that this does not depend on the world.
func (p *plan) implemented(ip *ifacePlan) bool { return ip.pkg != p.main || p.imported(ip.iface) }

// imported tells whether an interface is one of the world's imports.
func (p *plan) imported(i *wit.Interface) bool {
	for _, item := range p.imports {
		if item.Interface == i {
			return true
		}
	}
	return false
}

// nameTypes names the Go interfaces, types and constants of a package.
func (p *plan) nameTypes(pkg *goPackage) {
	isMain := pkg == p.main
	for _, ip := range pkg.ifaces {
		// The name that an interface shares with one of its types is the type's.
		ownTypes := map[string]bool{}
		for _, t := range p.reach.types(ip.iface) {
			// A type that only the component uses needs no form for the host.
			if ip.pkg == p.main && p.guestAlone(t) {
				continue
			}
			ip.types = append(ip.types, p.addType(typeKey{def: t}, pkg))
			ownTypes[exported(t.Name)] = true
		}
		ip.link = "LinkAs"
		if isMain {
			ip.link = pkg.names.take("link" + exported(ip.iface.Name))
		}
		if !p.implementable(ip) {
			continue
		}
		ip.name = "Host"
		if isMain {
			name := exported(ip.iface.Name)
			if ownTypes[name] {
				name += "Host"
			}
			ip.name = pkg.names.take(p.renamed(ip.iface.ID(), name))
		}
	}
	var all []*typePlan
	for _, ip := range pkg.ifaces {
		all = append(all, ip.types...)
	}
	if isMain {
		all = append(all, pkg.types...)
	}
	count := map[string]int{}
	for _, t := range all {
		if p.hostForm(t) == nil {
			count[exported(t.key.def.Name)]++
		}
	}
	guests := map[*wit.TypeDef]int{}
	for _, t := range all {
		if t.key.owner != hostSide {
			guests[t.key.def]++
		}
	}
	for _, t := range all {
		name := exported(t.key.def.Name)
		if h := p.hostForm(t); h != nil && guests[t.key.def] > 1 && t.key.owner != p.byID {
			name = p.owner(t) + h.name
		} else if h != nil {
			name = "Guest" + h.name
		} else if count[name] > 1 || pkg.names[name] {
			name = p.owner(t) + name
		}
		t.name = pkg.names.take(p.renamed(typeID(t.key.def), name))
	}
	for _, t := range all {
		p.nameParts(t)
	}
}

// hostForm is the form that the type of an export has in the same package as the
// type of an import, nil where there is none.
func (p *plan) hostForm(t *typePlan) *typePlan {
	if h := p.types[typeKey{def: t.key.def}]; t.key.owner != hostSide && h != nil && h.pkg == t.pkg {
		return h
	}
	return nil
}

// renamed is the name that the caller asked for, or the one that is given.
func (p *plan) renamed(id, name string) string {
	if r := p.opts.Rename[id]; r != "" {
		p.used[id] = true
		return r
	}
	return name
}

// funcName is the Go name of a function of an interface, or of the world itself.
func (p *plan) funcName(i *wit.Interface, f *wit.Func, name string) string {
	id := p.world.Package.Name.Interface(p.world.Name)
	if i != nil {
		id = i.ID()
	}
	return p.renamed(id+"#"+f.ID(), name)
}

// checkRename refuses new names that are none.
func (o Options) checkRename() error {
	for _, id := range slices.Sorted(maps.Keys(o.Rename)) {
		if name := o.Rename[id]; !token.IsIdentifier(name) || !token.IsExported(name) {
			return fmt.Errorf("bindgen: rename %s: %q is not an exported name of Go", id, name)
		}
	}
	return nil
}

// checkRenamed refuses new names for nothing.
func (p *plan) checkRenamed() error {
	for _, id := range slices.Sorted(maps.Keys(p.opts.Rename)) {
		if !p.used[id] {
			return fmt.Errorf("bindgen: rename %s: the world has nothing of this name", id)
		}
	}
	return nil
}

// typeID names a type in Options.Rename: "wasi:io/streams@0.2.12#stream-error".
func typeID(t *wit.TypeDef) string {
	if t.Interface == nil {
		return t.World.Package.Name.Interface(t.World.Name) + "#" + t.Name
	}
	return t.Interface.ID() + "#" + t.Name
}

// owner is the name of what a type is of.
func (p *plan) owner(t *typePlan) string {
	if o := t.key.owner; o != hostSide && o != p.byID {
		return exported(o.Name)
	}
	if t.iface != nil {
		return exported(t.iface.Name)
	}
	return exported(t.key.def.World.Name)
}

// implementable tells whether an interface has anything for the host to implement.
func (p *plan) implementable(ip *ifacePlan) bool {
	if !p.implemented(ip) {
		return false
	}
	for _, t := range ip.iface.Types {
		if r, ok := t.Def.(*wit.Resource); ok {
			for _, f := range r.Funcs {
				if f.Kind != wit.Method {
					return true
				}
			}
		}
	}
	return len(ip.iface.Funcs) > 0
}

// nameParts names fields, cases and constants.
func (p *plan) nameParts(t *typePlan) {
	part := func(label string) {
		name := t.name + exported(label)
		if t.pkg.names[name] {
			name = t.name + "Case" + exported(label)
		}
		name = p.renamed(typeID(t.key.def)+"."+label, name)
		t.parts = append(t.parts, t.pkg.names.take(name))
	}
	switch d := t.key.def.Def.(type) {
	case *wit.Record:
		fields := scope{}
		if t.isError {
			fields["Error"] = true
		}
		for _, f := range d.Fields {
			name := exported(f.Name)
			if fields[name] {
				name += "Field"
			}
			t.parts = append(t.parts, fields.take(p.renamed(typeID(t.key.def)+"."+f.Name, name)))
		}
	case *wit.Variant:
		for _, c := range d.Cases {
			part(c.Name)
		}
	case *wit.Enum:
		for _, n := range d.Names {
			part(n.Name)
		}
	case *wit.Flags:
		for _, n := range d.Names {
			part(n.Name)
		}
	case *wit.Resource:
		t.resource = t.pkg.names.take(t.name + "Type")
	}
}

// nameFuncs names functions and their parameters. It comes after the imports of
// a package are known.
func (p *plan) nameFuncs(pkg *goPackage) {
	for _, other := range p.packages {
		if other != pkg && other != p.main {
			pkg.imports[other.alias] = true
		}
	}
	for _, ip := range pkg.ifaces {
		names := scope{}
		for _, t := range ip.types {
			r, ok := t.key.def.Def.(*wit.Resource)
			if !ok {
				continue
			}
			ip.methods = append(ip.methods, p.resourceFuncs(t, r, names, hostSide)...)
		}
		for _, f := range ip.iface.Funcs {
			ip.methods = append(ip.methods, p.function(f, names.take(p.funcName(ip.iface, f, exported(f.Name))), pkg, hostSide))
		}
	}
}

// resourceFuncs names the functions of a resource: methods go with it, the
// others are given back.
func (p *plan) resourceFuncs(t *typePlan, r *wit.Resource, names scope, s side) []*funcPlan {
	own := scope{"Close": true}
	resource := exported(t.key.def.Name)
	var out []*funcPlan
	for _, f := range r.Funcs {
		switch f.Kind {
		case wit.Method:
			name := exported(f.Name)
			if own[name] {
				name += "Func"
			}
			t.methods = append(t.methods, p.function(f, own.take(p.funcName(t.iface, f, name)), t.pkg, s))
		case wit.Constructor:
			out = append(out, p.function(f, names.take(p.funcName(t.iface, f, "New"+resource)), t.pkg, s))
		default:
			out = append(out, p.function(f, names.take(p.funcName(t.iface, f, resource+exported(f.Name))), t.pkg, s))
		}
	}
	return out
}

func (p *plan) function(f *wit.Func, name string, pkg *goPackage, s side) *funcPlan {
	fp := &funcPlan{fn: f, name: name, side: s}
	names := scope{}
	for _, param := range f.Params {
		fp.params = append(fp.params, names.local(param.Name, pkg.imports))
	}
	return fp
}

// refuseAsync refuses what needs the asynchronous part of the component model.
func (p *plan) refuseAsync() error {
	check := func(where string, f *wit.Func) error {
		if f.Async {
			return fmt.Errorf("bindgen: %s: %s is an async function, which is not supported", f.Pos, where)
		}
		for _, t := range funcTypes(f) {
			if what := asyncType(t, map[*wit.TypeDef]bool{}); what != "" {
				return fmt.Errorf("bindgen: %s: %s uses %s, which is not supported", f.Pos, where, what)
			}
		}
		return nil
	}
	for _, items := range [][]*wit.WorldItem{p.world.Imports, p.world.Exports} {
		for _, item := range items {
			if item.Func != nil {
				if err := check("function "+item.ID(), item.Func); err != nil {
					return err
				}
			}
			if item.Interface == nil {
				continue
			}
			for _, f := range allFuncs(item.Interface) {
				if err := check("interface "+item.ID()+": function "+f.ID(), f); err != nil {
					return err
				}
			}
		}
	}
	return p.refuseAsyncTypes()
}

// refuseAsyncTypes refuses types that are written though no function has them.
func (p *plan) refuseAsyncTypes() error {
	ifaces, _ := contents(p.world)
	for _, i := range ifaces {
		for _, t := range p.reach.types(i) {
			if what := asyncType(t, map[*wit.TypeDef]bool{}); what != "" {
				return fmt.Errorf("bindgen: %s: type %s of interface %s uses %s, which is not supported", t.Pos, t.Name, i.ID(), what)
			}
		}
	}
	return nil
}

func funcTypes(f *wit.Func) []wit.Type {
	var ts []wit.Type
	for _, p := range f.Params {
		ts = append(ts, p.Type)
	}
	if f.Result != nil {
		ts = append(ts, f.Result)
	}
	return ts
}

// allFuncs are the functions of an interface, those of its resources first.
func allFuncs(i *wit.Interface) []*wit.Func {
	var fs []*wit.Func
	for _, t := range i.Types {
		if r, ok := t.Def.(*wit.Resource); ok {
			fs = append(fs, r.Funcs...)
		}
	}
	return append(fs, i.Funcs...)
}
