package component

import "github.com/vivarium-wasm/vivarium/host/types"

// alias validates alias.
func (v *validator) alias(s *scope, n *AliasNode) error {
	switch n.Kind {
	case AliasKindExport:
		return v.aliasExport(s, n)
	case AliasKindCoreExport:
		return v.aliasCoreExport(s, n)
	}
	return v.aliasOuter(s, n)
}

func (v *validator) aliasExport(s *scope, n *AliasNode) error {
	if n.Sort.Code == sortValue {
		return v.unsupported(featureValues, "an alias of a value")
	}
	i, err := element(v, s.instances, n.Instance, "instance")
	if err != nil {
		return err
	}
	e := v.exportOf(i, n.Name)
	if e == nil {
		return v.errorf("instance %d has no export named `%s`", n.Instance, n.Name)
	}
	if sortOf(e.Type) != sortFromAST(n.Sort) {
		return v.errorf("export `%s` for instance %d is not a %s", e.FullName(), n.Instance, sortWord(n.Sort))
	}
	sort, err := v.push(s, e.Type)
	if err != nil {
		return err
	}
	if sort != Type && s.kind == inComponent {
		s.define(&AliasExport{
			Instance: Ref{Sort: Instance, Index: n.Instance},
			Name:     n.Name,
			Sort:     sort,
			Type:     e.Type,
		})
	}
	return nil
}

// exportOf finds an export of an instance. Large instances are indexed at their
// first alias: most of their exports are aliased one by one.
func (v *validator) exportOf(i *types.Instance, name string) *types.Extern {
	find, ok := v.finders[i]
	if !ok {
		find = types.Finder(i.Exports)
		v.finders[i] = find
	}
	return find(name)
}

func sortFromAST(s ASTSort) Sort {
	switch s.Code {
	case sortFunc:
		return Func
	case sortComponent:
		return SubComponent
	case sortInstance:
		return Instance
	case sortType:
		return Type
	}
	return CoreModule
}

func sortWord(s ASTSort) string {
	switch s.Code {
	case sortFunc:
		return "func"
	case sortComponent:
		return "component"
	case sortInstance:
		return "instance"
	case sortType:
		return "type"
	}
	return "module"
}

func (v *validator) aliasCoreExport(s *scope, n *AliasNode) error {
	i, err := element(v, s.coreInstances, n.Instance, "instance")
	if err != nil {
		return err
	}
	t, ok := i[n.Name]
	if !ok {
		return v.errorf("core instance %d has no export named `%s`", n.Instance, n.Name)
	}
	sort := coreSorts[n.Sort.Core]
	if coreSortOf(t) != n.Sort.Core {
		return v.errorf("export `%s` for core instance %d is not a %s", n.Name, n.Instance, sort.word)
	}
	if err := v.addCore(s, t); err != nil {
		return err
	}
	s.define(&AliasCoreExport{Instance: Ref{Sort: CoreInstance, Index: n.Instance}, Name: n.Name, Sort: sort.sort})
	return nil
}

// outer gives the scope that is count levels out; 0 is the innermost.
func (v *validator) outer(count uint32) (*scope, error) {
	if uint64(count) >= uint64(len(v.scopes)) {
		return nil, v.errorf("invalid outer alias count of %d", count)
	}
	return v.scopes[len(v.scopes)-1-int(count)], nil
}

func (v *validator) aliasOuter(s *scope, n *AliasNode) error {
	outer, err := v.outer(n.Count)
	if err != nil {
		return err
	}
	switch n.Sort.Code {
	case sortType:
		return v.aliasOuterType(s, outer, n)
	case sortComponent:
		c, err := element(v, outer.components, n.Index, "component")
		if err != nil {
			return err
		}
		if err := v.full(len(s.components), maxComponents, "components"); err != nil {
			return err
		}
		s.components = append(s.components, c)
		s.define(&AliasOuter{Count: n.Count, Ref: Ref{Sort: SubComponent, Index: n.Index}})
		return nil
	}
	if n.Sort.Core == CoreSortModule {
		m, err := element(v, outer.coreModules, n.Index, "module")
		if err != nil {
			return err
		}
		if err := v.full(len(s.coreModules), maxModules, "core modules"); err != nil {
			return err
		}
		s.coreModules = append(s.coreModules, m)
		s.define(&AliasOuter{Count: n.Count, Ref: Ref{Sort: CoreModule, Index: n.Index}})
		return nil
	}
	if m := outer.moduleTypes[n.Index]; m != nil {
		s.addModuleType(m)
	} else if err := s.coreTypes.Alias(&outer.coreTypes, n.Index); err != nil {
		return err
	}
	return v.full(len(s.types)+s.coreTypes.Len()-1, maxTypes, "types")
}

// aliasOuterType aliases a type of an outer scope. A type that crosses the boundary of a
// component may not refer to a resource, because a component can be taken out of the
// one that it is written in.
func (v *validator) aliasOuterType(s, outer *scope, n *AliasNode) error {
	e, err := v.typeAt(outer, n.Index)
	if err != nil {
		return err
	}
	if n.Count > 0 {
		crossed := v.scopes[len(v.scopes)-int(n.Count)]
		if crossed.kind == inComponent {
			if crossed.outerAliasSize += uint64(v.entryInfo(e).size); crossed.outerAliasSize >= maxTypeSize {
				return v.errorf("effective type size exceeds the limit of %d", maxTypeSize)
			}
			free := v.freeVariables()
			if err := free.entry(e); err != nil {
				return err
			}
			if len(free.found) > 0 {
				return v.errorf("cannot alias outer type which transitively refers to resources not defined in the current component")
			}
		}
	}
	s.types = append(s.types, e)
	return v.full(len(s.types)+s.coreTypes.Len()-1, maxTypes, "types")
}

func (v *validator) entryInfo(e typeEntry) info {
	switch {
	case e.res != nil:
		return newInfo()
	case e.ext != nil:
		return v.externInfo(e.ext)
	}
	return v.infoOf(e.val)
}
