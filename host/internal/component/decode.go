package component

import (
	"bytes"
	"math"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// The ids of the sections (Binary.md, "section").
const (
	secCustom       = 0
	secCoreModule   = 1
	secCoreInstance = 2
	secCoreType     = 3
	secComponent    = 4
	secInstance     = 5
	secAlias        = 6
	secType         = 7
	secCanon        = 8
	secStart        = 9
	secImport       = 10
	secExport       = 11
	secValue        = 12
)

var (
	componentPreamble  = []byte("\x00asm\x0d\x00\x01\x00")
	coreModulePreamble = []byte("\x00asm\x01\x00\x00\x00")
)

// Decode reads a component: the whole of binary, nested components included,
// and core modules as ranges. The AST refers to parts of binary, which must not
// be changed while it is used. Errors are *FormatError, *LoadLimitError,
// *CoreModuleError and, where nothing says how to read on, *UnsupportedError.
func Decode(binary []byte) (*AST, error) {
	if int64(len(binary)) > math.MaxUint32 {
		return nil, &LoadLimitError{place{-1, 0}, "component size", math.MaxUint32}
	}
	d := &decoder{}
	r := &reader{buf: binary, section: -1}
	ast := d.component(r, 0)
	if r.err != nil {
		return nil, r.err
	}
	return ast, nil
}

// decoder counts what is bounded for the binary as a whole.
type decoder struct {
	modulesAndComponents int
	items                int
}

func (d *decoder) count(r *reader) {
	if d.modulesAndComponents++; d.modulesAndComponents > maxModulesAndComponents {
		r.limit("number of modules and components", maxModulesAndComponents)
	}
}

func (d *decoder) preamble(r *reader, depth int) {
	at := r.offset()
	head := r.bytes(uint32(min(8, len(r.buf))))
	switch {
	case r.err != nil || bytes.Equal(head, componentPreamble):
	case bytes.Equal(head, coreModulePreamble):
		if depth == 0 {
			r.err = &CoreModuleError{}
			return
		}
		r.failAt(at, "expected a version header for a component")
	case len(head) < 8 && bytes.HasPrefix(componentPreamble, head[:min(4, len(head))]):
		r.failAt(at+len(head), "unexpected end-of-file in the preamble")
	case len(head) < 4 || !bytes.Equal(head[:4], componentPreamble[:4]):
		r.failAt(at, "magic header not detected: bad magic number")
	case head[6] == 1:
		r.failAt(at+4, "unknown binary version of a component: 0x%x", uint16(head[4])|uint16(head[5])<<8)
	default:
		r.failAt(at+4, "unknown binary version and encoding combination")
	}
}

// component reads a whole component from r, whose buffer ends where the
// component does.
func (d *decoder) component(r *reader, depth int) *AST {
	ast := &AST{Offset: r.offset(), End: r.offset() + len(r.buf) - r.pos}
	d.count(r)
	d.preamble(r, depth)
	for r.more() {
		at := r.offset()
		r.section = -1
		id := r.byte()
		if id > secValue && r.ok() {
			r.failAt(at, "malformed section id: %d", id)
		}
		size := r.u32()
		r.section = int(id)
		s := r.sub(size)
		if r.err != nil {
			break
		}
		d.sectionOf(&s, id, ast, depth)
		if s.err == nil && s.pos != len(s.buf) {
			s.fail("section size mismatch: unexpected data at the end of the section")
		}
		r.err = s.err
	}
	return ast
}

func (d *decoder) sectionOf(r *reader, id byte, ast *AST, depth int) {
	add := func(p place, node any) {
		if d.items++; d.items > maxItems {
			r.limit("number of definitions", maxItems)
		}
		if r.err == nil {
			ast.Items = append(ast.Items, Item{p, node})
		}
	}
	start := r.place()
	switch id {
	case secCustom:
		name := r.name()
		if r.err == nil {
			ast.Customs = append(ast.Customs, Custom{name, r.buf[r.pos:]})
			r.pos = len(r.buf)
		}
	case secCoreModule:
		d.count(r)
		d.modulePreamble(r)
		add(start, &ModuleNode{r.buf, r.base})
		r.pos = len(r.buf)
	case secComponent:
		add(start, &ComponentNode{d.component(r, depth+1)})
		r.section = int(id)
	case secStart:
		r.u32()
		vec(r, "start arguments", maxInstantiationArgs, (*reader).u32)
		r.u32()
		if r.more() {
			r.fail("unexpected content in the component start section")
		}
		add(start, &StartNode{})
	default:
		d.vecSection(r, id, add)
	}
}

func (d *decoder) modulePreamble(r *reader) {
	switch {
	case r.err != nil || bytes.HasPrefix(r.buf, coreModulePreamble):
	case bytes.HasPrefix(r.buf, componentPreamble):
		r.fail("expected a version header for a module")
	case len(r.buf) < 8:
		r.fail("unexpected end-of-file in the module's preamble")
	case !bytes.Equal(r.buf[:4], coreModulePreamble[:4]):
		r.fail("magic header not detected: bad magic number in core module")
	default:
		r.fail("unknown binary version of core module")
	}
}

func (d *decoder) vecSection(r *reader, id byte, add func(place, any)) {
	n := r.count("items", math.MaxUint32)
	for i := 0; i < n && r.ok(); i++ {
		p := r.place()
		switch id {
		case secCoreInstance:
			add(p, readCoreInstance(r))
		case secCoreType:
			add(p, readCoreType(r))
		case secInstance:
			add(p, readInstance(r))
		case secAlias:
			add(p, readAlias(r))
		case secType:
			add(p, readType(r, 0))
		case secCanon:
			add(p, readCanon(r))
		case secImport:
			add(p, readImport(r))
		case secExport:
			add(p, readExport(r))
		case secValue:
			readValType(r)
			r.bytes(r.u32())
			add(p, &ValueNode{})
		}
	}
}

func readCoreInstance(r *reader) *CoreInstanceNode {
	n := &CoreInstanceNode{}
	switch b := r.byte(); b {
	case 0x00:
		n.Module = r.u32()
		n.Args = vec(r, "core instantiation arguments", maxInstantiationArgs, func(r *reader) CoreInstantiateArg {
			a := CoreInstantiateArg{Name: r.name()}
			if b := r.byte(); b != byte(CoreSortInstance) {
				r.badByte(b, "instantiation arg kind")
			}
			a.Instance = r.u32()
			return a
		})
	case 0x01:
		n.Inline = true
		n.Exports = vec(r, "core inline exports", maxInstantiationArgs, func(r *reader) CoreInlineExport {
			e := CoreInlineExport{Name: r.name(), Sort: CoreSort(r.byte())}
			if e.Sort > CoreSortTag {
				r.badByte(byte(e.Sort), "the sort of a core inline export")
			}
			e.Index = r.u32()
			return e
		})
	default:
		r.badByte(b, "core instance")
	}
	return n
}

func readInstance(r *reader) *InstanceNode {
	n := &InstanceNode{}
	switch b := r.byte(); b {
	case 0x00:
		n.Component = r.u32()
		n.Args = vec(r, "instantiation arguments", maxInstantiationArgs, func(r *reader) InstantiateArg {
			return InstantiateArg{r.name(), readSortIdx(r)}
		})
	case 0x01:
		n.Inline = true
		n.Exports = vec(r, "inline exports", maxInstantiationArgs, func(r *reader) InlineExport {
			return InlineExport{readExternName(r), readSortIdx(r)}
		})
	default:
		r.badByte(b, "instance")
	}
	return n
}

// readSort reads a sort; which of them a place admits is checked by it.
func readSort(r *reader) ASTSort {
	s := readAnySort(r)
	s.check(r, r.offset()-1)
	return s
}

// readAnySort reads a sort, or what stands where one should.
func readAnySort(r *reader) ASTSort {
	s := ASTSort{Code: r.byte()}
	if s.Code == sortCore {
		s.Core = CoreSort(r.byte())
	}
	return s
}

// check makes it an error of r that s, whose last byte is at this offset, is no
// sort.
func (s ASTSort) check(r *reader, at int) {
	switch {
	case s.Code == sortCore && s.Core > CoreSortTag && (s.Core < CoreSortType || s.Core > CoreSortInstance):
		r.failAt(at, "invalid leading byte (0x%x) for core sort", byte(s.Core))
	case s.Code > sortInstance:
		r.failAt(at, "invalid leading byte (0x%x) for component external kind", s.Code)
	}
}

// exportedBy says whether instances export what is of this sort: those of
// components, or for AliasKindCoreExport those of core modules.
func (s ASTSort) exportedBy(k AliasKind) bool {
	if k == AliasKindCoreExport {
		return s.Code == sortCore && s.Core <= CoreSortTag
	}
	return s.Code != sortCore || s.Core == CoreSortModule
}

// last is the last byte of the sort.
func (s ASTSort) last() byte {
	if s.Code == sortCore {
		return byte(s.Core)
	}
	return s.Code
}

// readExternSort reads a sort of what components import and export: no core
// sort but module.
func readExternSort(r *reader) ASTSort {
	s := readSort(r)
	if s.Code == sortCore && s.Core != CoreSortModule {
		r.badByte(byte(s.Core), "component external kind")
	}
	return s
}

func readSortIdx(r *reader) SortIdx {
	return SortIdx{readExternSort(r), r.u32()}
}

func readAlias(r *reader) *AliasNode {
	a := &AliasNode{Sort: readAnySort(r)}
	at := r.offset() - 1
	a.Kind = AliasKind(r.byte())
	switch a.Kind {
	case AliasKindExport, AliasKindCoreExport:
		if a.Sort == (ASTSort{sortCore, coreFuncExact}) {
			r.failAt(at, "exact type is not allowed in core export aliases")
		}
		a.Sort.check(r, at)
		a.Instance, a.Name = r.u32(), r.name()
		if !a.Sort.exportedBy(a.Kind) {
			r.failAt(at, "invalid sort for this kind of alias")
		}
	case AliasKindOuter:
		switch a.Sort {
		case ASTSort{Code: sortType}, ASTSort{Code: sortComponent},
			ASTSort{sortCore, CoreSortModule}, ASTSort{sortCore, CoreSortType}:
		default:
			r.failAt(at, "invalid leading byte (0x%x) for component outer alias kind", a.Sort.last())
		}
		a.Count, a.Index = r.u32(), r.u32()
	default:
		r.badByte(byte(a.Kind), "alias")
	}
	return a
}

func readExternName(r *reader) ExternName {
	b := r.byte()
	if b > 0x02 {
		r.badByte(b, "component name")
	}
	n := ExternName{Name: r.name()}
	if b != 0x02 {
		return n
	}
	count := r.count("name attributes", math.MaxUint32)
	for i := 0; i < count && r.ok(); i++ {
		at := r.offset()
		var has *bool
		var text *string
		var what string
		switch b := r.byte(); b {
		case 0x00:
			has, text, what = &n.HasImplements, &n.Implements, "implements"
		case 0x01:
			has, text, what = &n.HasVersionSuffix, &n.VersionSuffix, "version-suffix"
		case 0x02:
			has, text, what = &n.HasExternalID, &n.ExternalID, "external-id"
		default:
			r.badByte(b, "name option")
			return n
		}
		if *has {
			r.failAt(at, "duplicate '%s' option in name", what)
		}
		*has, *text = true, r.name()
	}
	return n
}

func readExternDesc(r *reader) ExternDesc {
	d := ExternDesc{Sort: readExternSort(r)}
	switch d.Sort.Code {
	case sortType:
		switch b := r.byte(); b {
		case 0x00:
			d.Index = r.u32()
		case 0x01:
			d.SubResource = true
		default:
			r.badByte(b, "type bound")
		}
	case sortValue:
		// Tools and the specification differ in how it goes on.
		r.unsupported(featureValues, "a value import or export")
	default:
		d.Index = r.u32()
	}
	return d
}

func readImport(r *reader) *ImportNode {
	return &ImportNode{readExternName(r), readExternDesc(r)}
}

func readExport(r *reader) *ExportNode {
	e := &ExportNode{Name: readExternName(r), Ref: readSortIdx(r)}
	switch b := r.byte(); b {
	case 0x00:
	case 0x01:
		d := readExternDesc(r)
		e.Type = &d
	default:
		r.badByte(b, "optional component export type")
	}
	return e
}

var primitives = [...]types.Primitive{
	0x7f: types.Bool, 0x7e: types.S8, 0x7d: types.U8, 0x7c: types.S16, 0x7b: types.U16,
	0x7a: types.S32, 0x79: types.U32, 0x78: types.S64, 0x77: types.U64, 0x76: types.F32,
	0x75: types.F64, 0x74: types.Char, 0x73: types.String, 0x64: types.ErrorContext,
}

func primitive(b byte) types.Primitive {
	if int(b) < len(primitives) {
		return primitives[b]
	}
	return 0
}

func readValType(r *reader) ValType {
	b := r.peek()
	if p := primitive(b); p != 0 {
		r.byte()
		return ValType{Primitive: p}
	}
	at := r.offset()
	i := r.s33()
	if i < 0 {
		r.failAt(at, "invalid leading byte (0x%x) for component value type", b)
		return ValType{}
	}
	return ValType{Index: uint32(i)}
}
