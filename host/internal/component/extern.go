package component

import "github.com/vivarium-wasm/vivarium/host/types"

// externDesc resolves externtype. A type bound comes with a name of its own.
func (v *validator) externDesc(s *scope, d ExternDesc) (types.ExternType, error) {
	switch d.Sort.Code {
	case sortCore:
		m := s.moduleTypes[d.Index]
		switch {
		case m != nil:
			return m, nil
		case uint64(d.Index) >= uint64(s.coreTypes.Len()):
			return nil, v.errorf("unknown type %d: type index out of bounds", d.Index)
		}
		return nil, v.errorf("core type index %d is not a module type", d.Index)
	case sortValue:
		return nil, v.unsupported(featureValues, "a value import or export")
	case sortType:
		if d.SubResource {
			return &types.Bound{Resource: &types.Resource{}, Fresh: true}, nil
		}
		e, err := v.typeAt(s, d.Index)
		if err != nil {
			return nil, err
		}
		return v.renamed(e), nil
	}
	e, err := v.typeAt(s, d.Index)
	if err != nil {
		return nil, err
	}
	switch d.Sort.Code {
	case sortFunc:
		if t, ok := e.ext.(*types.Func); ok {
			return t, nil
		}
		return nil, v.errorf("type index %d is not a function type", d.Index)
	case sortInstance:
		if t, ok := e.ext.(*types.Instance); ok {
			return t, nil
		}
		return nil, v.errorf("type index %d is not an instance type", d.Index)
	}
	if t, ok := e.ext.(*types.Component); ok {
		return t, nil
	}
	return nil, v.errorf("type index %d is not a component type", d.Index)
}

// renamed makes a type bound (eq) that gives e a new name. Uses of the new name are told
// apart from those of the old one.
func (v *validator) renamed(e typeEntry) *types.Bound {
	b := &types.Bound{Resource: e.res, Extern: e.ext}
	switch {
	case e.res != nil:
		v.lastAlias++
		v.aliases[b] = v.lastAlias
	case e.val != nil:
		b.Type, b.Of = clone(e.val), e.val
		v.info[b.Type] = v.infoOf(e.val)
		v.setAlias(b.Type, v.aliasOf(e.val))
	}
	return b
}

func (v *validator) aliasOf(t types.Type) uint32 {
	if _, ok := t.(types.Primitive); ok {
		return 0
	}
	return v.aliases[t]
}

// clone copies a type, so that it has an identity of its own.
func clone(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.List:
		c := *t
		return &c
	case *types.Map:
		c := *t
		return &c
	case *types.Record:
		c := *t
		return &c
	case *types.Tuple:
		c := *t
		return &c
	case *types.Variant:
		c := *t
		return &c
	case *types.Enum:
		c := *t
		return &c
	case *types.Flags:
		c := *t
		return &c
	case *types.Option:
		c := *t
		return &c
	case *types.Result:
		c := *t
		return &c
	case *types.Own:
		c := *t
		return &c
	case *types.Borrow:
		c := *t
		return &c
	}
	return t
}

// entryOf gives the element that a type import, export or alias appends to the type
// index space.
func (v *validator) entryOf(b *types.Bound) typeEntry {
	if b.Resource != nil {
		return typeEntry{res: b.Resource, alias: v.aliases[b]}
	}
	return typeEntry{val: b.Type, ext: b.Extern}
}

// push appends an import, export or alias to the index space of its sort.
func (v *validator) push(s *scope, t types.ExternType) (Sort, error) {
	switch t := t.(type) {
	case *types.Func:
		s.funcs = append(s.funcs, t)
		return Func, v.full(len(s.funcs)+len(s.core[CoreSortFunc])-1, maxFuncs, "functions")
	case *types.Instance:
		s.instances = append(s.instances, t)
		return Instance, v.full(len(s.instances)+len(s.coreInstances)-1, maxInstances, "instances")
	case *types.Component:
		s.components = append(s.components, t)
		return SubComponent, v.full(len(s.components)-1, maxComponents, "components")
	case *types.CoreModule:
		s.coreModules = append(s.coreModules, t)
		return CoreModule, v.full(len(s.coreModules)-1, maxModules, "core modules")
	case *types.Bound:
		s.types = append(s.types, v.entryOf(t))
		return Type, v.full(len(s.types)+s.coreTypes.Len()-1, maxTypes, "types")
	}
	return NoSort, nil
}

func (v *validator) addImport(s *scope, n *ImportNode) error {
	t, err := v.externDesc(s, n.Type)
	if err != nil {
		return err
	}
	if err := v.notExported(s, n.Type); err != nil {
		return err
	}
	def := &Import{Name: n.Name.Name}
	switch b := t.(type) {
	case *types.Instance:
		// The resources that an instance type leaves open come in with the instance.
		if t, err = v.freshInstance(b, &s.imported, &def.Binds); err != nil {
			return err
		}
	case *types.Bound:
		if b.Fresh {
			s.imported = append(s.imported, b.Resource)
			def.Binds = []Bind{{Resource: b.Resource}}
		}
	}
	if err := v.entity(s, &s.imports, n.Name.Name, t); err != nil {
		return err
	}
	if err := v.addName(&s.imports, n.Name, t, &s.info); err != nil {
		return err
	}
	if s.kind == inComponent {
		def.Type = t
		def.Sort = sortOf(t)
		if def.Sort != Type || len(def.Binds) > 0 {
			s.define(def)
		}
	}
	return nil
}

// notExported refuses an import whose type has its name from an export alone.
func (v *validator) notExported(s *scope, d ExternDesc) error {
	if d.Sort.Code != sortType || d.SubResource {
		return nil
	}
	e := s.types[d.Index]
	if _, ok := e.val.(types.Primitive); ok {
		return nil
	}
	_, exported := s.exportable[e.key()]
	if _, imported := s.importable[e.key()]; exported && !imported {
		return v.errorf("type not valid to be used as import")
	}
	return nil
}

func sortOf(t types.ExternType) Sort {
	switch t.(type) {
	case *types.Func:
		return Func
	case *types.Instance:
		return Instance
	case *types.Component:
		return SubComponent
	case *types.CoreModule:
		return CoreModule
	}
	return Type
}

// entity appends an import or export to its index space. It checks that the type is made
// of types that have a name outside.
func (v *validator) entity(s *scope, l *nameList, name string, t types.ExternType) error {
	if _, err := v.push(s, t); err != nil {
		return err
	}
	if b, ok := t.(*types.Bound); ok && b.Resource != nil {
		if b.Resource.Name == "" {
			b.Resource.Name = name
		}
		l.resources[name] = struct{}{}
		l.resourceOf[v.entryOf(b).key()] = name
	}
	ok, err := v.visible(s, l == &s.imports, t)
	if err == nil && !ok {
		err = v.errorf("%s not valid to be used as %s", shortKind(t), l.kind)
	}
	return err
}

func shortKind(t types.ExternType) string {
	if _, ok := t.(*types.CoreModule); ok {
		return "module"
	}
	return t.Kind()
}

func (v *validator) addExportDecl(s *scope, n *ExportDeclNode) error {
	t, err := v.externDesc(s, n.Type)
	if err != nil {
		return err
	}
	switch b := t.(type) {
	case *types.Instance:
		if t, err = v.freshInstance(b, &s.defined, nil); err != nil {
			return err
		}
	case *types.Bound:
		if b.Fresh {
			s.defined = append(s.defined, b.Resource)
		}
	}
	return v.exported(s, n.Name, t)
}

func (v *validator) exported(s *scope, name ExternName, t types.ExternType) error {
	if err := v.full(len(s.exports.list), maxExports, "exports"); err != nil {
		return err
	}
	if err := v.entity(s, &s.exports, name.Name, t); err != nil {
		return err
	}
	return v.addName(&s.exports, name, t, &s.info)
}

// refer resolves sortidx to a reference and its type. If renamed is set, a type gets a
// name of its own.
func (v *validator) refer(s *scope, r SortIdx, renamed bool) (Ref, types.ExternType, error) {
	switch r.Sort.Code {
	case sortCore:
		t, err := element(v, s.coreModules, r.Index, "module")
		return Ref{Sort: CoreModule, Index: r.Index}, t, err
	case sortFunc:
		t, err := element(v, s.funcs, r.Index, "function")
		return Ref{Sort: Func, Index: r.Index}, t, err
	case sortComponent:
		t, err := element(v, s.components, r.Index, "component")
		return Ref{Sort: SubComponent, Index: r.Index}, t, err
	case sortInstance:
		t, err := element(v, s.instances, r.Index, "instance")
		return Ref{Sort: Instance, Index: r.Index}, t, err
	case sortValue:
		return Ref{}, nil, v.unsupported(featureValues, "a value")
	}
	e, err := v.typeAt(s, r.Index)
	if err != nil {
		return Ref{}, nil, err
	}
	ref := Ref{Sort: Type, Index: r.Index, Resource: e.res}
	if renamed {
		return ref, v.renamed(e), nil
	}
	b := &types.Bound{Type: e.val, Resource: e.res, Extern: e.ext}
	if e.res != nil {
		v.setAlias(b, e.alias)
	}
	return ref, b, nil
}

func (v *validator) addExport(s *scope, n *ExportNode) error {
	ref, t, err := v.refer(s, n.Ref, true)
	if err != nil {
		return err
	}
	if n.Type != nil {
		ascribed, err := v.externDesc(s, *n.Type)
		if err != nil {
			return err
		}
		m := types.Matcher{Work: &v.work}
		if b, ok := ascribed.(*types.Bound); ok && b.Fresh {
			return v.errorf("ascribed type of export is not compatible with item's type: resource types are not the same")
		}
		if err := m.Extern(t, ascribed); err != nil {
			if err == types.ErrWork {
				return err
			}
			return v.errorf("ascribed type of export is not compatible with item's type: %v", err)
		}
		// An ascribed instance type that leaves resources open is given those of
		// the instance.
		if t, err = v.ascribe(ascribed, &m); err != nil {
			return err
		}
	}
	if err := v.exported(s, n.Name, t); err != nil {
		return err
	}
	s.define(&Export{Name: n.Name.Name, Ref: ref, Type: t})
	return nil
}

// ascribe replaces the resources that an ascribed type leaves open by those that m bound
// to them.
func (v *validator) ascribe(t types.ExternType, m *types.Matcher) (types.ExternType, error) {
	i, ok := t.(*types.Instance)
	if !ok || len(v.open[i]) == 0 {
		return t, nil
	}
	sub := v.substitution()
	for _, r := range v.open[i] {
		sub.resources[r] = m.Bound(r)
	}
	return sub.extern(t)
}
