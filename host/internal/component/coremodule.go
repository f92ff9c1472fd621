package component

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// moduleScope collects the type of a core module, from a module or from the declarators
// of a module type.
type moduleScope struct {
	v     *validator
	types wasm.Types // of a module type
	out   types.CoreModule

	importNames map[[2]string]struct{}
	exportNames map[string]struct{}
	size        uint64 // the effective size
}

func newModuleScope(v *validator) *moduleScope {
	return &moduleScope{v: v, importNames: map[[2]string]struct{}{}, exportNames: map[string]struct{}{}}
}

// module reads a core module and finds its type.
func (v *validator) module(n *ModuleNode, section int) (*ModuleDef, error) {
	p := place{Section: section, Offset: n.Offset}
	o, err := wasm.ReadOutline(n.Bytes)
	if err != nil {
		return nil, located(err, p)
	}
	t, err := v.moduleType(o)
	if err != nil {
		return nil, v.at(p, err)
	}
	return &ModuleDef{Outline: o, Offset: n.Offset, Type: t}, nil
}

// moduleType finds the type of a core module.
func (v *validator) moduleType(o *wasm.Outline) (*types.CoreModule, error) {
	m := newModuleScope(v)
	// Functions share the types that are the same in the module.
	type funcKey struct {
		index uint32
		exact bool
	}
	funcs := map[funcKey]types.CoreType{}
	extern := func(t wasm.ExternType, index uint32) types.CoreType {
		if _, ok := t.(wasm.FuncType); !ok {
			return v.coreExtern(&o.Types, t, false)
		}
		key := funcKey{o.Funcs[index], o.Exact(index)}
		if funcs[key] == nil {
			funcs[key] = v.coreExtern(&o.Types, t, key.exact)
		}
		return funcs[key]
	}
	function := uint32(0)
	for _, im := range o.Imports {
		if err := m.addImport(im.Module, im.Name, extern(im.Type, function)); err != nil {
			return nil, err
		}
		if _, ok := im.Type.(wasm.FuncType); ok {
			function++
		}
	}
	for _, ex := range o.Exports {
		if err := m.addExport(ex.Name, extern(ex.Type, ex.Index)); err != nil {
			return nil, err
		}
	}
	return m.finish(), nil
}

// finish records the size of the type and gives it.
func (m *moduleScope) finish() *types.CoreModule {
	m.v.info[&m.out] = info{size: uint32(1 + m.size), depth: 1}
	return &m.out
}

// declare adds a declarator of a module type other than an alias.
func (m *moduleScope) declare(d *ModuleDecl) error {
	switch {
	case d.Import != nil:
		t, err := m.resolve(d.Import.desc)
		if err != nil {
			return err
		}
		return m.addImport(d.Import.module, d.Import.name, t)
	case d.Export != nil:
		t, err := m.resolve(d.Export.desc)
		if err != nil {
			return err
		}
		return m.addExport(d.Export.name, t)
	}
	return m.types.Define(d.Type)
}

func (m *moduleScope) resolve(d wasm.ExternDesc) (types.CoreType, error) {
	t, in, err := m.types.Resolve(d)
	if err != nil {
		return nil, err
	}
	return m.v.coreExtern(in, t, d.Exact), nil
}

func (m *moduleScope) addImport(module, name string, t types.CoreType) error {
	key := [2]string{module, name}
	if _, ok := m.importNames[key]; ok {
		return fmt.Errorf("module has a duplicate import name `%s:%s` that is not allowed in components", module, name)
	}
	if len(m.out.Imports) >= maxImports {
		return &LoadLimitError{What: "number of imports", Max: maxImports}
	}
	m.importNames[key] = struct{}{}
	m.out.Imports = append(m.out.Imports, types.CoreImport{Module: module, Name: name, Type: t})
	return m.grow(t)
}

func (m *moduleScope) addExport(name string, t types.CoreType) error {
	if _, ok := m.exportNames[name]; ok {
		return fmt.Errorf("duplicate export name `%s` already defined", name)
	}
	if len(m.out.Exports) >= maxExports {
		return &LoadLimitError{What: "number of exports", Max: maxExports}
	}
	m.exportNames[name] = struct{}{}
	m.out.Exports = append(m.out.Exports, types.CoreExport{Name: name, Type: t})
	return m.grow(t)
}

// grow adds to the effective size of the module's type, which is bounded.
func (m *moduleScope) grow(t types.CoreType) error {
	m.size++
	switch t := t.(type) {
	case *types.CoreFunc:
		m.size += uint64(len(t.Params) + len(t.Results))
	case *types.CoreTag:
		m.size += uint64(len(t.Func.Params) + len(t.Func.Results))
	}
	if m.size >= maxTypeSize {
		return &LoadLimitError{What: "effective type size", Max: maxTypeSize}
	}
	return nil
}

// coreExtern converts the type of a core import or export. The references in it are to
// types of in.
func (v *validator) coreExtern(in *wasm.Types, t wasm.ExternType, exact bool) types.CoreType {
	switch t := t.(type) {
	case wasm.FuncType:
		return &types.CoreFunc{Params: v.coreVals(in, t.Params), Results: v.coreVals(in, t.Results), Exact: exact}
	case wasm.TableType:
		return &types.CoreTable{Elem: v.coreVal(in, t.Elem), Limits: coreLimits(t.Limits, t.Is64, false)}
	case wasm.MemoryType:
		return &types.CoreMemory{Limits: coreLimits(t.Limits, t.Is64, t.Shared), PageSizeLog2: t.PageSizeLog2}
	case wasm.GlobalType:
		return &types.CoreGlobal{Type: v.coreVal(in, t.Value), Mutable: t.Mutable}
	}
	return &types.CoreTag{Func: types.CoreFunc{Params: v.coreVals(in, t.(wasm.TagType).Params)}}
}

func coreLimits(l wasm.Limits, is64, shared bool) types.Limits {
	return types.Limits{Min: l.Min, Max: l.Max, HasMax: l.HasMax, Is64: is64, Shared: shared}
}

func (v *validator) coreVals(in *wasm.Types, ts []wasm.ValType) []types.CoreValType {
	if len(ts) == 0 {
		return nil
	}
	out := make([]types.CoreValType, len(ts))
	for i, t := range ts {
		out[i] = v.coreVal(in, t)
	}
	return out
}

// coreVal converts a value type. Equal types of one component have equal texts.
func (v *validator) coreVal(in *wasm.Types, t wasm.ValType) types.CoreValType {
	heap, index, null, ok := t.Heap()
	switch {
	case !ok:
		return types.CoreValType(t.String())
	case heap == "":
		heap = fmt.Sprintf("%s#%d", in.Form(index), v.identities.Of(in, index))
	case null:
		return types.CoreValType(heap + "ref")
	}
	if null {
		return types.CoreValType("(ref null " + heap + ")")
	}
	return types.CoreValType("(ref " + heap + ")")
}
