package component

import "github.com/vivarium-wasm/vivarium/host/types"

// coreItems are the index spaces of core functions, tables, memories, globals and tags,
// by sort.
type coreItems [CoreSortTag + 1][]types.CoreType

// coreSorts has the names of the sorts of coreItems, and the Sort that each is in a
// validated component.
var coreSorts = [...]struct {
	word, plural string
	sort         Sort
}{
	CoreSortFunc:   {"function", "functions", CoreFunc},
	CoreSortTable:  {"table", "tables", CoreTable},
	CoreSortMemory: {"memory", "memories", CoreMemory},
	CoreSortGlobal: {"global", "globals", CoreGlobal},
	CoreSortTag:    {"tag", "tags", CoreTag},
}

func coreSortOf(t types.CoreType) CoreSort {
	switch t.(type) {
	case *types.CoreFunc:
		return CoreSortFunc
	case *types.CoreTable:
		return CoreSortTable
	case *types.CoreMemory:
		return CoreSortMemory
	case *types.CoreGlobal:
		return CoreSortGlobal
	}
	return CoreSortTag
}

// addCore appends to the index space that t belongs to.
func (v *validator) addCore(s *scope, t types.CoreType) error {
	sort, others := coreSortOf(t), 0
	if sort == CoreSortFunc {
		others = len(s.funcs)
	}
	if err := v.full(len(s.core[sort])+others, maxFuncs, coreSorts[sort].plural); err != nil {
		return err
	}
	s.core[sort] = append(s.core[sort], t)
	return nil
}

// coreItem gives element index of the index space of a sort.
func (v *validator) coreItem(s *scope, sort CoreSort, index uint32) (types.CoreType, error) {
	return element(v, s.core[sort], index, coreSorts[sort].word)
}

func (v *validator) coreFunc(s *scope, index uint32) (*types.CoreFunc, error) {
	t, err := v.coreItem(s, CoreSortFunc, index)
	if err != nil {
		return nil, err
	}
	return t.(*types.CoreFunc), nil
}
