package canon

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// Core is a type of a core value.
type Core uint8

// The core types that values flatten to.
const (
	I32 Core = iota
	I64
	F32
	F64
)

func (c Core) String() string { return [...]string{"i32", "i64", "f32", "f64"}[c] }

// The limits of flattening (MAX_FLAT_PARAMS, MAX_FLAT_RESULTS).
const (
	MaxFlatParams  = 16
	MaxFlatResults = 1
)

// MaxSize is the greatest size of one value in memory, in bytes. Only lists of
// fixed length can come near it.
const MaxSize = MaxByteLength

// maxDepth is how deep types may nest; the validator allows less.
const maxDepth = 200

type kind uint8

const (
	kindBool kind = iota
	kindS8
	kindU8
	kindS16
	kindU16
	kindS32
	kindU32
	kindS64
	kindU64
	kindF32
	kindF64
	kindChar
	kindString
	kindList
	kindFixed
	kindMap
	kindRecord
	kindTuple
	kindVariant
	kindEnum
	kindOption
	kindResult
	kindFlags
	kindOwn
	kindBorrow
)

// shapes of memories: what layout and flattening depend on.
const (
	mem32 = iota
	mem64
	widths
)

// Type is a value type with its layout and flattening for both widths of
// memory. It is immutable.
type Type struct {
	typ   types.Type
	kind  kind
	size  [widths]uint64
	align [widths]uint64
	// flat is nil where the type flattens to more than MaxFlatParams values.
	flat   [widths][]Core
	spread bool // flattens to more than MaxFlatParams values

	elem   *Type // of a list
	length uint64
	fields []field // of a record, a tuple, a map's entry
	// A variant, and what is one when despecialized.
	cases   []variantCase
	disc    uint64 // size of the discriminant
	payload [widths]uint64

	names []string // of an enum or flags
	words int      // of flags: how many i32

	res *Resource
}

type field struct {
	name   string
	typ    *Type
	offset [widths]uint64
}

type variantCase struct {
	name string
	typ  *Type // nil where it carries nothing
}

// Size is elem_size.
func (t *Type) Size(o Options) uint64 { return t.size[o.width()] }

// Align is alignment.
func (t *Type) Align(o Options) uint64 { return t.align[o.width()] }

// Flat is flatten_type; ok is false where there are more than MaxFlatParams.
func (t *Type) Flat(o Options) (flat []Core, ok bool) { return t.flat[o.width()], !t.spread }

// Offset is where part i of a record or tuple is, in bytes from its start.
func (t *Type) Offset(i int, o Options) uint64 { return t.fields[i].offset[o.width()] }

// Payload is where the payload of a variant, option or result is, in bytes from its
// start.
func (t *Type) Payload(o Options) uint64 { return t.payload[o.width()] }

func (t *Type) String() string { return t.typ.String() }

// Compiler makes Types of a component's types. Resolve says what a resource is
// where the types are used, nil where it is not known.
type Compiler struct {
	Resolve func(*types.Resource) *Resource
	done    map[types.Type]*Type
	depth   int
}

// Type is t with its layout.
func (c *Compiler) Type(t types.Type) (*Type, error) {
	if done, ok := c.done[t]; ok {
		return done, nil
	}
	if c.depth >= maxDepth {
		return nil, fmt.Errorf("type is nested deeper than %d", maxDepth)
	}
	c.depth++
	defer func() { c.depth-- }()
	out := &Type{typ: t}
	if err := c.compile(out, t); err != nil {
		return nil, err
	}
	for w := range widths {
		if out.size[w] > MaxSize {
			return nil, fmt.Errorf("a value of type %T takes more than %d bytes", t, MaxSize)
		}
	}
	if c.done == nil {
		c.done = map[types.Type]*Type{}
	}
	c.done[t] = out
	return out, nil
}

var primitives = [...]struct {
	kind kind
	size uint64
	flat Core
}{
	types.Bool: {kindBool, 1, I32}, types.S8: {kindS8, 1, I32}, types.U8: {kindU8, 1, I32},
	types.S16: {kindS16, 2, I32}, types.U16: {kindU16, 2, I32},
	types.S32: {kindS32, 4, I32}, types.U32: {kindU32, 4, I32},
	types.S64: {kindS64, 8, I64}, types.U64: {kindU64, 8, I64},
	types.F32: {kindF32, 4, F32}, types.F64: {kindF64, 8, F64},
	types.Char: {kindChar, 4, I32},
}

func (c *Compiler) compile(out *Type, t types.Type) error {
	switch t := t.(type) {
	case types.Primitive:
		if t == types.String {
			out.kind = kindString
			out.pointer()
			return nil
		}
		if t == 0 || int(t) >= len(primitives) {
			return fmt.Errorf("type %s is not supported", t)
		}
		p := primitives[t]
		out.kind = p.kind
		out.scalar(p.size, p.flat)
		return nil
	case *types.List:
		return c.list(out, t)
	case *types.Map:
		elem, err := c.Type(&types.Tuple{Elems: []types.Type{t.Key, t.Value}})
		if err != nil {
			return err
		}
		out.kind, out.elem = kindMap, elem
		out.pointer()
		return nil
	case *types.Record:
		out.kind = kindRecord
		for _, f := range t.Fields {
			if err := c.field(out, f.Name, f.Type); err != nil {
				return err
			}
		}
		out.record()
		return nil
	case *types.Tuple:
		out.kind = kindTuple
		for _, e := range t.Elems {
			if err := c.field(out, "", e); err != nil {
				return err
			}
		}
		out.record()
		return nil
	case *types.Own:
		out.kind = kindOwn
		return c.handle(out, t.Resource)
	case *types.Borrow:
		out.kind = kindBorrow
		return c.handle(out, t.Resource)
	case *types.Flags:
		out.kind, out.names = kindFlags, t.Names
		out.flags()
		return nil
	}
	return c.variant(out, t)
}

// variant compiles what despecializes to a variant.
func (c *Compiler) variant(out *Type, t types.Type) error {
	var cases []types.Case
	switch t := t.(type) {
	case *types.Variant:
		out.kind, cases = kindVariant, t.Cases
	case *types.Enum:
		out.kind, out.names = kindEnum, t.Names
		cases = make([]types.Case, len(t.Names))
	case *types.Option:
		out.kind, cases = kindOption, []types.Case{{Name: "none"}, {Name: "some", Type: t.Elem}}
	case *types.Result:
		out.kind, cases = kindResult, []types.Case{{Name: "ok", Type: t.OK}, {Name: "error", Type: t.Err}}
	default:
		return fmt.Errorf("type %s is not supported", t)
	}
	out.cases = make([]variantCase, len(cases))
	for i, k := range cases {
		out.cases[i].name = k.Name
		if k.Type == nil {
			continue
		}
		typ, err := c.Type(k.Type)
		if err != nil {
			return err
		}
		out.cases[i].typ = typ
	}
	out.variant()
	return nil
}

func (c *Compiler) list(out *Type, t *types.List) error {
	elem, err := c.Type(t.Elem)
	if err != nil {
		return err
	}
	out.kind, out.elem = kindList, elem
	if !t.Fixed {
		out.pointer()
		return nil
	}
	out.kind, out.length = kindFixed, uint64(t.Len)
	for w := range widths {
		out.align[w] = elem.align[w]
		out.size[w] = elem.size[w] * out.length // both below 1<<32
		if elem.spread || uint64(len(elem.flat[w]))*out.length > MaxFlatParams {
			out.spread = true
		}
	}
	if out.spread {
		return nil
	}
	for w := range widths {
		for range out.length {
			out.flat[w] = append(out.flat[w], elem.flat[w]...)
		}
	}
	return nil
}

func (c *Compiler) field(out *Type, name string, t types.Type) error {
	typ, err := c.Type(t)
	if err != nil {
		return err
	}
	out.fields = append(out.fields, field{name: name, typ: typ})
	return nil
}

func (c *Compiler) handle(out *Type, r *types.Resource) error {
	out.scalar(4, I32)
	if c.Resolve == nil {
		return fmt.Errorf("resource %s is not known here", r.Name)
	}
	if out.res = c.Resolve(r); out.res == nil {
		return fmt.Errorf("resource %s is not known here", r.Name)
	}
	return nil
}
