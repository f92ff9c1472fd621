package component

import "github.com/vivarium-wasm/vivarium/host/internal/wasm"

func readOptionalValType(r *reader) *ValType {
	switch b := r.Byte(); b {
	case 0x00:
	case 0x01:
		t := readValType(r)
		return &t
	default:
		r.BadByte(b, "optional component value type")
	}
	return nil
}

func readLabelValType(r *reader) LabelValType { return LabelValType{r.Name(), readValType(r)} }

// readResultList reads resultlist: nil where there is no result.
func readResultList(r *reader) *ValType {
	switch b := r.Byte(); b {
	case 0x00:
		t := readValType(r)
		return &t
	case 0x01:
		if b := r.Byte(); b != 0x00 {
			r.BadByte(b, "number of results")
		}
	default:
		r.BadByte(b, "component function results")
	}
	return nil
}

// readType reads deftype; depth is that of the component and instance types
// around it.
func readType(r *reader, depth int) *TypeNode {
	b := r.Byte()
	if p := primitive(b); p != 0 {
		return &TypeNode{PrimitiveDef(p)}
	}
	switch b {
	case 0x40, 0x43:
		return &TypeNode{&FuncDef{
			Async:  b == 0x43,
			Params: vec(r, "function parameters", maxFuncParams, readLabelValType),
			Result: readResultList(r),
		}}
	case 0x41:
		return &TypeNode{&ComponentTypeDef{readDecls(r, depth, true)}}
	case 0x42:
		return &TypeNode{&InstanceTypeDef{readDecls(r, depth, false)}}
	case 0x3f:
		t := &ResourceTypeDef{Rep: r.ValType()}
		switch b := r.Byte(); b {
		case 0x00:
		case 0x01:
			t.HasDtor, t.Dtor = true, r.U32()
		default:
			r.BadByte(b, "resource destructor")
		}
		return &TypeNode{t}
	}
	return &TypeNode{readDefValType(r, b)}
}

func readDefValType(r *reader, b byte) any {
	switch b {
	case 0x72:
		return &RecordDef{vec(r, "record fields", maxRecordFields, readLabelValType)}
	case 0x71:
		return &VariantDef{vec(r, "variant cases", maxVariantCases, func(r *reader) CaseDef {
			c := CaseDef{r.Name(), readOptionalValType(r)}
			if b := r.Byte(); b != 0x00 {
				r.BadByte(b, "zero byte required")
			}
			return c
		})}
	case 0x70:
		return &ListDef{Elem: readValType(r)}
	case 0x67:
		return &ListDef{Elem: readValType(r), Fixed: true, Len: r.U32()}
	case 0x63:
		return &MapDef{readValType(r), readValType(r)}
	case 0x6f:
		return &TupleDef{vec(r, "tuple elements", maxTupleTypes, readValType)}
	case 0x6e:
		return &FlagsDef{vec(r, "flags", maxFlagNames, (*reader).Name)}
	case 0x6d:
		return &EnumDef{vec(r, "enum cases", maxEnumCases, (*reader).Name)}
	case 0x6b:
		return &OptionDef{readValType(r)}
	case 0x6a:
		return &ResultDef{readOptionalValType(r), readOptionalValType(r)}
	case 0x69:
		return &HandleDef{Resource: r.U32()}
	case 0x68:
		return &HandleDef{Borrow: true, Resource: r.U32()}
	case 0x66:
		return &StreamDef{Elem: readOptionalValType(r)}
	case 0x65:
		return &StreamDef{Future: true, Elem: readOptionalValType(r)}
	}
	r.BadByte(b, "component defined type")
	return nil
}

// readDecls reads the declarators of a component type or instance type.
func readDecls(r *reader, depth int, isComponent bool) []Item {
	if depth >= maxTypeDepth {
		r.limit("nesting of component types", maxTypeDepth)
		return nil
	}
	return vec(r, "type declarations", maxTypeDecls, func(r *reader) Item {
		p := r.place()
		switch b := r.Byte(); {
		case b == 0x00:
			return Item{p, readCoreType(r)}
		case b == 0x01:
			return Item{p, readType(r, depth+1)}
		case b == 0x02:
			return Item{p, readAlias(r)}
		case b == 0x03 && isComponent:
			return Item{p, readImport(r)}
		case b == 0x04:
			return Item{p, &ExportDeclNode{readExternName(r), readExternDesc(r)}}
		default:
			r.BadByte(b, "component or instance type declaration")
		}
		return Item{}
	})
}

func readCoreType(r *reader) *CoreTypeNode {
	switch r.Peek() {
	case 0x00:
		r.Byte()
		if b := r.Peek(); b != 0x50 {
			r.Byte()
			r.BadByte(b, "non-final sub type")
		}
		return &CoreTypeNode{Group: readGroup(r)}
	case 0x50:
		r.Byte()
		return &CoreTypeNode{Module: &ModuleTypeDef{
			vec(r, "module type declarations", maxModuleTypeDecls, readModuleDecl),
		}}
	}
	return &CoreTypeNode{Group: readGroup(r)}
}

func readGroup(r *reader) []wasm.SubType { return wasm.ReadGroup(&r.Reader, nil) }

func readModuleDecl(r *reader) ModuleDecl {
	d := ModuleDecl{place: r.place()}
	switch b := r.Byte(); b {
	case 0x00:
		d.Import = &moduleImport{r.Name(), r.Name(), wasm.ReadExternDesc(&r.Reader)}
	case 0x01:
		d.Type = readGroup(r)
	case 0x02:
		if b := r.Byte(); b != byte(CoreSortType) {
			r.BadByte(b, "outer alias kind")
		}
		if b := r.Byte(); b != 0x01 {
			r.BadByte(b, "outer alias target")
		}
		d.IsAlias, d.Count, d.Index = true, r.U32(), r.U32()
	case 0x03:
		d.Export = &moduleExport{r.Name(), wasm.ReadExternDesc(&r.Reader)}
	default:
		r.BadByte(b, "type definition")
	}
	return d
}

func readCanonOptions(r *reader) []CanonOption {
	return vec(r, "canonical options", maxCanonOptions, func(r *reader) CanonOption {
		o := CanonOption{Code: r.Byte()}
		switch o.Code {
		case optUTF8, optUTF16, optLatin1UTF16, optAsync, optGC:
		case optMemory, optRealloc, optPostReturn, optCallback, optCoreType:
			o.Index = r.U32()
		default:
			r.BadByte(o.Code, "canonical option")
		}
		return o
	})
}

// readCanon reads canon. It keeps only the opcode of a built-in that is refused.
func readCanon(r *reader) *CanonNode {
	c := &CanonNode{Op: r.Byte()}
	switch c.Op {
	case canonLift, canonLower:
		if b := r.Byte(); b != 0x00 {
			r.BadByte(b, map[byte]string{canonLift: "canonical function lift", canonLower: "canonical function lower"}[c.Op])
		}
		c.Func = r.U32()
		c.Options = readCanonOptions(r)
		if c.Op == canonLift {
			c.Type = r.U32()
		}
		return c
	case canonResourceNew, canonResourceDrop, canonResourceRep:
		c.Type = r.U32()
		return c
	}
	b, ok := builtins[c.Op]
	if !ok {
		r.BadByte(c.Op, "canonical function")
		return c
	}
	if b.operands != "" && r.ok() && r.Left() == 0 {
		r.FailAt(r.Offset()-1, "invalid leading byte (0x%x) for canonical function: unexpected end-of-file after it", c.Op)
	}
	for _, operand := range b.operands {
		switch operand {
		case 'i':
			r.U32()
		case 'o':
			c.Options = readCanonOptions(r)
		case 'r':
			readResultList(r)
		case 'v':
			r.ValType()
		case 'b':
			if b := r.Byte(); b > 0x01 {
				r.FailAt(r.Offset()-1, "invalid boolean value 0x%x", b)
			}
		case 'z':
			switch b := r.Byte(); b {
			case 0x00:
			case 0x01: // it was a boolean once
				r.FailAt(r.Offset()-1, "non-zero reserved byte 0x%x", b)
			default:
				r.FailAt(r.Offset()-1, "invalid boolean value: non-zero reserved byte 0x%x", b)
			}
		}
	}
	return c
}

// builtin is a canonical built-in that is read, and refused by its name.
type builtin struct {
	name, feature string
	// operands has a letter for each immediate: i an index, o options, r a
	// result list, v a core value type, b a boolean, z a zero byte.
	operands string
}

var builtins = map[byte]builtin{
	0x24: {"backpressure.inc", featureAsync, ""},
	0x25: {"backpressure.dec", featureAsync, ""},
	0x09: {"task.return", featureAsync, "ro"},
	0x05: {"task.cancel", featureAsync, ""},
	0x0a: {"context.get", featureAsync, "vi"},
	0x0b: {"context.set", featureAsync, "vi"},
	0x06: {"subtask.cancel", featureAsync, "b"},
	0x0d: {"subtask.drop", featureAsync, ""},
	0x0e: {"stream.new", featureAsync, "i"},
	0x0f: {"stream.read", featureAsync, "io"},
	0x10: {"stream.write", featureAsync, "io"},
	0x2e: {"stream.forward", featureAsync, "i"},
	0x11: {"stream.cancel-read", featureAsync, "ib"},
	0x12: {"stream.cancel-write", featureAsync, "ib"},
	0x13: {"stream.drop-readable", featureAsync, "i"},
	0x14: {"stream.drop-writable", featureAsync, "i"},
	0x15: {"future.new", featureAsync, "i"},
	0x16: {"future.read", featureAsync, "io"},
	0x17: {"future.write", featureAsync, "io"},
	0x2f: {"future.forward", featureAsync, "i"},
	0x18: {"future.cancel-read", featureAsync, "ib"},
	0x19: {"future.cancel-write", featureAsync, "ib"},
	0x1a: {"future.drop-readable", featureAsync, "i"},
	0x1b: {"future.drop-writable", featureAsync, "i"},
	0x1c: {"error-context.new", featureErrorContext, "o"},
	0x1d: {"error-context.debug-message", featureErrorContext, "o"},
	0x1e: {"error-context.drop", featureErrorContext, ""},
	0x1f: {"waitable-set.new", featureAsync, ""},
	0x20: {"waitable-set.wait", featureAsync, "zi"},
	0x21: {"waitable-set.poll", featureAsync, "zi"},
	0x22: {"waitable-set.drop", featureAsync, ""},
	0x23: {"waitable.join", featureAsync, ""},
	0x26: {"thread.index", featureThreads, ""},
	0x27: {"thread.new-indirect", featureThreads, "ii"},
	0x28: {"thread.resume-later", featureThreads, ""},
	0x29: {"thread.suspend", featureThreads, "z"},
	0x0c: {"thread.yield", featureAsync, "z"},
	0x2a: {"thread.suspend-then-resume", featureThreads, "z"},
	0x2b: {"thread.yield-then-resume", featureThreads, "z"},
	0x2c: {"thread.suspend-then-promote", featureThreads, "z"},
	0x2d: {"thread.yield-then-promote", featureThreads, "z"},
	0x40: {"thread.spawn-ref", featureSharedEverything, "i"},
	0x41: {"thread.spawn-indirect", featureSharedEverything, "ii"},
	0x42: {"thread.available-parallelism", featureSharedEverything, ""},
}
