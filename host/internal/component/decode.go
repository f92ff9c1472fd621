package component

import (
	"bytes"
	"math"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
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
	coreModulePreamble = []byte(wasm.Preamble)
)

// Decode reads a component: the whole of binary, nested components included,
// and core modules as ranges. The AST refers to parts of binary, which must not
// be changed while it is used. Errors are *FormatError, *LoadLimitError,
// *CoreModuleError and, where it is not known how to read on, *UnsupportedError.
func Decode(binary []byte) (*AST, error) {
	if int64(len(binary)) > math.MaxUint32 {
		return nil, limited(place{Section: -1}, "component size", math.MaxUint32)
	}
	d := &decoder{}
	r := &reader{wasm.NewReader(binary, 0, len(binary)), -1}
	ast := d.component(r, 0)
	if err := r.failure(); err != nil {
		return nil, err
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
	at := r.Offset()
	head := r.Bytes(uint64(min(8, r.Left())))
	switch {
	case bytes.Equal(head, componentPreamble):
	case bytes.Equal(head, coreModulePreamble):
		if depth == 0 {
			r.Stop(&CoreModuleError{})
			return
		}
		r.FailAt(at, "expected a version header for a component")
	case len(head) < 8 && bytes.HasPrefix(componentPreamble, head[:min(4, len(head))]):
		r.FailAt(at+len(head), "unexpected end-of-file in the preamble")
	case len(head) < 4 || !bytes.Equal(head[:4], componentPreamble[:4]):
		r.FailAt(at, "magic header not detected: bad magic number")
	case head[6] == 1:
		r.FailAt(at+4, "unknown binary version of a component: 0x%x", uint16(head[4])|uint16(head[5])<<8)
	default:
		r.FailAt(at+4, "unknown binary version and encoding combination")
	}
}

// component reads a whole component from r, which ends where the component does.
func (d *decoder) component(r *reader, depth int) *AST {
	ast := &AST{Offset: r.Offset(), End: r.Offset() + r.Left()}
	d.count(r)
	d.preamble(r, depth)
	for r.Left() > 0 {
		at := r.Offset()
		r.section = -1
		id := r.Byte()
		if id > secValue && r.ok() {
			r.FailAt(at, "malformed section id: %d", id)
		}
		if !r.ok() {
			break
		}
		size := r.U32()
		r.section = int(id)
		s := r.sub(size)
		if !r.ok() {
			break
		}
		d.sectionOf(&s, id, ast, depth)
		s.End()
		if !s.ok() {
			r.Stop(s.failure())
		}
	}
	return ast
}

func (d *decoder) sectionOf(r *reader, id byte, ast *AST, depth int) {
	add := func(p place, node any) {
		if d.items++; d.items > maxItems {
			r.limit("number of definitions", maxItems)
		}
		if r.ok() {
			ast.Items = append(ast.Items, Item{p, node})
		}
	}
	start := r.place()
	switch id {
	case secCustom:
		name := r.Name()
		if data := r.rest(); r.ok() {
			ast.Customs = append(ast.Customs, Custom{name, data})
		}
	case secCoreModule:
		d.count(r)
		add(start, &ModuleNode{r.rest(), start.Offset})
	case secComponent:
		add(start, &ComponentNode{d.component(r, depth+1)})
		r.section = int(id)
	case secStart:
		r.U32()
		vec(r, "start arguments", maxInstantiationArgs, (*reader).U32)
		r.U32()
		if r.Left() > 0 {
			r.Fail("unexpected content in the component start section")
		}
		add(start, &StartNode{})
	default:
		d.vecSection(r, id, add)
	}
}

func (d *decoder) vecSection(r *reader, id byte, add func(place, any)) {
	for range r.Count("items", math.MaxUint32) {
		if !r.ok() {
			return
		}
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
			r.Bytes(uint64(r.U32()))
			add(p, &ValueNode{})
		}
	}
}

func readCoreInstance(r *reader) *CoreInstanceNode {
	n := &CoreInstanceNode{}
	switch b := r.Byte(); b {
	case 0x00:
		n.Module = r.U32()
		n.Args = vec(r, "core instantiation arguments", maxInstantiationArgs, func(r *reader) CoreInstantiateArg {
			a := CoreInstantiateArg{Name: r.Name()}
			if b := r.Byte(); b != byte(CoreSortInstance) {
				r.BadByte(b, "instantiation arg kind")
			}
			a.Instance = r.U32()
			return a
		})
	case 0x01:
		n.Inline = true
		n.Exports = vec(r, "core inline exports", maxInstantiationArgs, func(r *reader) CoreInlineExport {
			e := CoreInlineExport{Name: r.Name(), Sort: CoreSort(r.Byte())}
			if e.Sort > CoreSortTag {
				r.BadByte(byte(e.Sort), "the sort of a core inline export")
			}
			e.Index = r.U32()
			return e
		})
	default:
		r.BadByte(b, "core instance")
	}
	return n
}

func readInstance(r *reader) *InstanceNode {
	n := &InstanceNode{}
	switch b := r.Byte(); b {
	case 0x00:
		n.Component = r.U32()
		n.Args = vec(r, "instantiation arguments", maxInstantiationArgs, func(r *reader) InstantiateArg {
			return InstantiateArg{r.Name(), readSortIdx(r)}
		})
	case 0x01:
		n.Inline = true
		n.Exports = vec(r, "inline exports", maxInstantiationArgs, func(r *reader) InlineExport {
			return InlineExport{readExternName(r), readSortIdx(r)}
		})
	default:
		r.BadByte(b, "instance")
	}
	return n
}

// readSort reads a sort. The caller checks whether it may stand there.
func readSort(r *reader) ASTSort {
	s := readAnySort(r)
	s.check(r, r.Offset()-1)
	return s
}

// readAnySort reads a sort without checking that it is one: see check.
func readAnySort(r *reader) ASTSort {
	s := ASTSort{Code: r.Byte()}
	if s.Code == sortCore {
		s.Core = CoreSort(r.Byte())
	}
	return s
}

// check stops r with an error if s is no sort. at is the offset of its last byte.
func (s ASTSort) check(r *reader, at int) {
	switch {
	case s.Code == sortCore && s.Core > CoreSortTag && (s.Core < CoreSortType || s.Core > CoreSortInstance):
		r.FailAt(at, "invalid leading byte (0x%x) for core sort", byte(s.Core))
	case s.Code > sortInstance:
		r.FailAt(at, "invalid leading byte (0x%x) for component external kind", s.Code)
	}
}

// exportedBy says whether instances of components have exports of this sort, or for
// AliasKindCoreExport instances of core modules.
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

// readExternSort reads the sort of an import or export of a component. Of the core
// sorts only module is one.
func readExternSort(r *reader) ASTSort {
	s := readSort(r)
	if s.Code == sortCore && s.Core != CoreSortModule {
		r.BadByte(byte(s.Core), "component external kind")
	}
	return s
}

func readSortIdx(r *reader) SortIdx {
	return SortIdx{readExternSort(r), r.U32()}
}

func readAlias(r *reader) *AliasNode {
	a := &AliasNode{Sort: readAnySort(r)}
	at := r.Offset() - 1
	a.Kind = AliasKind(r.Byte())
	switch a.Kind {
	case AliasKindExport, AliasKindCoreExport:
		if a.Sort == (ASTSort{sortCore, coreSortFuncExact}) {
			r.FailAt(at, "exact type is not allowed in core export aliases")
		}
		a.Sort.check(r, at)
		a.Instance, a.Name = r.U32(), r.Name()
		if !a.Sort.exportedBy(a.Kind) {
			r.FailAt(at, "invalid sort for this kind of alias")
		}
	case AliasKindOuter:
		switch a.Sort {
		case ASTSort{Code: sortType}, ASTSort{Code: sortComponent},
			ASTSort{sortCore, CoreSortModule}, ASTSort{sortCore, CoreSortType}:
		default:
			r.FailAt(at, "invalid leading byte (0x%x) for component outer alias kind", a.Sort.last())
		}
		a.Count, a.Index = r.U32(), r.U32()
	default:
		r.BadByte(byte(a.Kind), "alias")
	}
	return a
}

func readExternName(r *reader) ExternName {
	b := r.Byte()
	if b > 0x02 {
		r.BadByte(b, "component name")
	}
	n := ExternName{Name: r.Name()}
	if b != 0x02 {
		return n
	}
	count := r.Count("name attributes", math.MaxUint32)
	for i := 0; i < count && r.ok(); i++ {
		at := r.Offset()
		var has *bool
		var text *string
		var what string
		switch b := r.Byte(); b {
		case 0x00:
			has, text, what = &n.HasImplements, &n.Implements, "implements"
		case 0x01:
			has, text, what = &n.HasVersionSuffix, &n.VersionSuffix, "version-suffix"
		case 0x02:
			has, text, what = &n.HasExternalID, &n.ExternalID, "external-id"
		default:
			r.BadByte(b, "name option")
			return n
		}
		if *has {
			r.FailAt(at, "duplicate '%s' option in name", what)
		}
		*has, *text = true, r.Name()
	}
	return n
}

func readExternDesc(r *reader) ExternDesc {
	d := ExternDesc{Sort: readExternSort(r)}
	switch d.Sort.Code {
	case sortType:
		switch b := r.Byte(); b {
		case 0x00:
			d.Index = r.U32()
		case 0x01:
			d.SubResource = true
		default:
			r.BadByte(b, "type bound")
		}
	case sortValue:
		// Tools and the specification differ in how it goes on.
		r.unsupported(featureValues, "a value import or export")
	default:
		d.Index = r.U32()
	}
	return d
}

func readImport(r *reader) *ImportNode {
	return &ImportNode{readExternName(r), readExternDesc(r)}
}

func readExport(r *reader) *ExportNode {
	e := &ExportNode{Name: readExternName(r), Ref: readSortIdx(r)}
	switch b := r.Byte(); b {
	case 0x00:
	case 0x01:
		d := readExternDesc(r)
		e.Type = &d
	default:
		r.BadByte(b, "optional component export type")
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
	b := r.Peek()
	if p := primitive(b); p != 0 {
		r.Byte()
		return ValType{Primitive: p}
	}
	at := r.Offset()
	i := r.S33()
	if i < 0 {
		r.FailAt(at, "invalid leading byte (0x%x) for component value type", b)
		return ValType{}
	}
	return ValType{Index: uint32(i)}
}
