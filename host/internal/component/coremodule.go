package component

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// moduleScope is the type of a core module in the making: of a module's binary
// or of a module type's declarators.
type moduleScope struct {
	in    *coreInterner
	types []*coreDef
	out   types.CoreModule

	funcs    []*types.CoreFunc
	tables   []*types.CoreTable
	memories []*types.CoreMemory
	globals  []*types.CoreGlobal
	tags     []*types.CoreTag

	importNames map[[2]string]struct{}
	exportNames map[string]struct{}
	size        uint64
}

func newModuleScope(in *coreInterner) *moduleScope {
	return &moduleScope{in: in, importNames: map[[2]string]struct{}{}, exportNames: map[string]struct{}{}}
}

func (m *moduleScope) typeAt(index uint32) (*coreDef, error) {
	if uint64(index) >= uint64(len(m.types)) {
		return nil, fmt.Errorf("unknown type %d: type index out of bounds", index)
	}
	return m.types[index], nil
}

func (m *moduleScope) funcType(index uint32, exact bool) (*types.CoreFunc, error) {
	d, err := m.typeAt(index)
	if err != nil {
		return nil, err
	}
	if d.fn == nil {
		return nil, fmt.Errorf("type index %d is not a function type", index)
	}
	if exact {
		return d.exact, nil
	}
	return d.fn, nil
}

func (m *moduleScope) define(g *recGroup) error {
	if len(m.types)+len(g.types) > maxTypes {
		return &LoadLimitError{What: "number of types", Max: maxTypes}
	}
	defs, err := m.in.define(g, uint32(len(m.types)), m.typeAt)
	m.types = append(m.types, defs...)
	return err
}

func (m *moduleScope) value(v coreVal) (types.CoreValType, error) {
	text, _, err := coreText(v, func(index uint32) (*coreDef, string, error) {
		d, err := m.typeAt(index)
		return d, "", err
	})
	return types.CoreValType(text), err
}

func tableLimits(l limits) types.Limits {
	return types.Limits{Min: l.min, Max: l.max, HasMax: l.hasMax, Is64: l.is64, Shared: l.shared}
}

func (m *moduleScope) resolve(d coreDesc) (types.CoreType, error) {
	if d.limits.hasMax && d.limits.min > d.limits.max {
		return nil, fmt.Errorf("size minimum must not be greater than maximum")
	}
	switch d.kind {
	case coreFunc, coreFuncExact:
		f, err := m.funcType(d.index, d.kind == coreFuncExact)
		return f, err
	case coreTable:
		elem, err := m.value(d.val)
		if err == nil && d.limits.shared {
			err = &unsupported{featureSharedEverything, "a shared table"}
		}
		if err == nil && !d.limits.is64 && (d.limits.min > 1<<32-1 || d.limits.max > 1<<32-1) {
			err = fmt.Errorf("table size must be at most 0xffffffff entries")
		}
		return &types.CoreTable{Elem: elem, Limits: tableLimits(d.limits)}, err
	case coreMemory:
		return &types.CoreMemory{Limits: tableLimits(d.limits), PageSizeLog2: uint8(d.limits.pageSizeLog2)}, checkMemory(d.limits)
	case coreGlobal:
		t, err := m.value(d.val)
		if err == nil && d.shared {
			err = &unsupported{featureSharedEverything, "a shared global"}
		}
		return &types.CoreGlobal{Type: t, Mutable: d.mutable}, err
	}
	f, err := m.funcType(d.index, false)
	if err != nil {
		return nil, err
	}
	return &types.CoreTag{Func: *f}, nil
}

func checkMemory(l limits) error {
	if l.pageSizeLog2 != 0 && l.pageSizeLog2 != 16 {
		return fmt.Errorf("invalid custom page size")
	}
	bits := 32 - l.pageSizeLog2
	if l.is64 {
		bits = 64 - l.pageSizeLog2
	}
	if bits < 64 && (l.min > 1<<bits || l.max > 1<<bits) {
		return fmt.Errorf("memory size must be at most 0x%x %d-byte pages", uint64(1)<<bits, 1<<l.pageSizeLog2)
	}
	if l.shared && !l.hasMax {
		return fmt.Errorf("shared memory must have maximum size")
	}
	return nil
}

func (m *moduleScope) push(t types.CoreType) {
	switch t := t.(type) {
	case *types.CoreFunc:
		m.funcs = append(m.funcs, t)
	case *types.CoreTable:
		m.tables = append(m.tables, t)
	case *types.CoreMemory:
		m.memories = append(m.memories, t)
	case *types.CoreGlobal:
		m.globals = append(m.globals, t)
	case *types.CoreTag:
		m.tags = append(m.tags, t)
	}
}

func (m *moduleScope) addImport(i *moduleImport) error {
	t, err := m.resolve(i.desc)
	if err != nil {
		return err
	}
	key := [2]string{i.module, i.name}
	if _, ok := m.importNames[key]; ok {
		return fmt.Errorf("module has a duplicate import name `%s:%s` that is not allowed in components", i.module, i.name)
	}
	if len(m.out.Imports) >= maxImports {
		return &LoadLimitError{What: "number of imports", Max: maxImports}
	}
	m.importNames[key] = struct{}{}
	m.push(t)
	m.out.Imports = append(m.out.Imports, types.CoreImport{Module: i.module, Name: i.name, Type: t})
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

// grow keeps the effective size of the module's type.
func (m *moduleScope) grow(t types.CoreType) error {
	if m.size += coreSize(t); m.size >= maxTypeSize {
		return &LoadLimitError{What: "effective type size", Max: maxTypeSize}
	}
	return nil
}

func coreSize(t types.CoreType) uint64 {
	switch t := t.(type) {
	case *types.CoreFunc:
		return 1 + uint64(len(t.Params)+len(t.Results))
	case *types.CoreTag:
		return 1 + uint64(len(t.Func.Params)+len(t.Func.Results))
	}
	return 1
}

// The ids of a core module's sections that say what it imports and exports.
const (
	coreSecCustom = 0
	coreSecType   = 1
	coreSecImport = 2
	coreSecFunc   = 3
	coreSecTable  = 4
	coreSecMemory = 5
	coreSecGlobal = 6
	coreSecExport = 7
	coreSecTag    = 13
)

// coreSectionOrder is the place of each section in a module, by id.
var coreSectionOrder = [...]uint8{
	coreSecType: 1, coreSecImport: 2, coreSecFunc: 3, coreSecTable: 4, coreSecMemory: 5,
	coreSecTag: 6, coreSecGlobal: 7, coreSecExport: 8,
	8: 9, 9: 10, 12: 11, 10: 12, 11: 13, // start, element, data count, code, data
}

// moduleType reads what a core module imports and exports. The rest, function
// bodies above all, is stepped over.
func (v *validator) moduleType(n *ModuleNode) (*types.CoreModule, error) {
	return v.moduleTypeOf(&reader{buf: n.Bytes, pos: len(coreModulePreamble), base: n.Offset, section: secCoreModule})
}

func (v *validator) moduleTypeOf(r *reader) (*types.CoreModule, error) {
	m := newModuleScope(&v.core)
	last := uint8(0)
	for r.more() {
		at := r.offset()
		id := r.byte()
		if int(id) >= len(coreSectionOrder) {
			r.failAt(at, "malformed section id: %d", id)
			break
		}
		if id != coreSecCustom {
			if coreSectionOrder[id] <= last {
				r.failAt(at, "section out of order")
				break
			}
			last = coreSectionOrder[id]
		}
		s := r.sub(r.u32())
		if r.err != nil {
			break
		}
		handled, err := m.section(&s, id)
		if err == nil && handled && s.pos != len(s.buf) {
			s.fail("section size mismatch: unexpected data at the end of the section")
		}
		if s.err != nil {
			return nil, s.err
		}
		if err != nil {
			return nil, v.at(s.place(), err)
		}
	}
	v.info[&m.out] = m.info()
	return &m.out, r.err
}

// info is the information about the module's type.
func (m *moduleScope) info() info { return info{size: uint32(1 + m.size), depth: 1} }

// section reads a section, if it is one that matters.
func (m *moduleScope) section(r *reader, id byte) (matters bool, err error) {
	if id < coreSecType || id > coreSecExport && id != coreSecTag {
		return false, nil
	}
	n := r.count("items", maxTypes)
	for i := 0; i < n; i++ {
		err := m.item(r, id)
		if r.err != nil || err != nil {
			return true, err
		}
	}
	return true, nil
}

// item reads one item of a section. Where reading failed, the reader has the
// error.
func (m *moduleScope) item(r *reader, id byte) error {
	switch id {
	case coreSecType:
		if g := readRecGroup(r); r.ok() {
			return m.define(g)
		}
	case coreSecImport:
		return m.imports(r)
	case coreSecFunc:
		index := r.u32()
		if r.err != nil {
			return nil
		}
		f, err := m.funcType(index, true)
		if err == nil {
			m.push(f)
		}
		return err
	case coreSecTable:
		return m.table(r)
	case coreSecMemory:
		d := coreDesc{kind: coreMemory, limits: readMemoryLimits(r)}
		return m.defined(r, d)
	case coreSecGlobal:
		d := coreDesc{kind: coreGlobal}
		d.readGlobal(r)
		skipConstExpr(r)
		return m.defined(r, d)
	case coreSecExport:
		return m.export(r)
	case coreSecTag:
		d := coreDesc{kind: coreTag}
		d.readTag(r)
		return m.defined(r, d)
	}
	return nil
}

// defined adds what the module itself defines, unless reading it failed.
func (m *moduleScope) defined(r *reader, d coreDesc) error {
	if r.err != nil {
		return nil
	}
	t, err := m.resolve(d)
	if err == nil {
		m.push(t)
	}
	return err
}

// imports reads one entry of the import section, which is more than one import
// where the compact-imports encoding is used.
func (m *moduleScope) imports(r *reader) error {
	i := moduleImport{module: r.name(), name: r.name()}
	if i.name == "" && r.ok() {
		switch r.peek() {
		case 0x7f:
			r.byte()
			return m.compact(r, i.module, func() (string, coreDesc) { return r.name(), readCoreDesc(r) })
		case 0x7e:
			r.byte()
			d := readCoreDesc(r)
			return m.compact(r, i.module, func() (string, coreDesc) { return r.name(), d })
		}
	}
	if i.desc = readCoreDesc(r); r.err != nil {
		return nil
	}
	return m.addImport(&i)
}

func (m *moduleScope) compact(r *reader, module string, read func() (string, coreDesc)) error {
	for n := r.count("imports", maxImports); n > 0; n-- {
		name, d := read()
		if r.err != nil {
			return nil
		}
		if err := m.addImport(&moduleImport{module, name, d}); err != nil {
			return err
		}
	}
	return nil
}

func (m *moduleScope) table(r *reader) error {
	d := coreDesc{kind: coreTable}
	hasInit := r.peek() == 0x40
	if hasInit {
		r.byte()
		if b := r.byte(); b != 0 {
			r.badByte(b, "table initialiser")
		}
	}
	d.readTable(r)
	if hasInit {
		skipConstExpr(r)
	}
	return m.defined(r, d)
}

func (m *moduleScope) export(r *reader) error {
	name, kind, index := r.name(), r.byte(), r.u32()
	if r.err != nil {
		return nil
	}
	var t types.CoreType
	switch kind {
	case coreFunc, coreFuncExact:
		t = pick(m.funcs, index)
	case coreTable:
		t = pick(m.tables, index)
	case coreMemory:
		t = pick(m.memories, index)
	case coreGlobal:
		t = pick(m.globals, index)
	case coreTag:
		t = pick(m.tags, index)
	default:
		r.badByte(kind, "external kind")
		return nil
	}
	if t == nil {
		return fmt.Errorf("export `%s`: index %d out of bounds", name, index)
	}
	return m.addExport(name, t)
}

// pick is element index as an interface, nil where there is none.
func pick[T any, P interface {
	*T
	types.CoreType
}](list []P, index uint32,
) types.CoreType {
	if uint64(index) >= uint64(len(list)) {
		return nil
	}
	return list[index]
}
