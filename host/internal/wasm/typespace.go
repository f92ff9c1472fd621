package wasm

import (
	"fmt"
	"slices"
)

const (
	// maxTypeDepth bounds how many groups of types refer to each other in a row: the
	// library follows them by recursion as it frees a module.
	maxTypeDepth = 1_000
	// maxSubtypingDepth bounds how many supertypes a type has in a row.
	maxSubtypingDepth = 63
)

// Form is the form of a defined type, by its code in the binary format.
type Form byte

// The forms of types.
const (
	FormFunc   Form = 0x60
	FormStruct Form = 0x5f
	FormArray  Form = 0x5e
)

// The codes that stand before the form of a type.
const (
	codeSub      = 0x50
	codeSubFinal = 0x4f
	codeRec      = 0x4e
)

// SubType is one type of a group of types that may refer to each other (core
// specification, "Recursive Types"). The indices in it are those of the [Types]
// that the group is defined in.
type SubType struct {
	Form   Form
	Final  bool     // it has no subtypes
	Func   FuncType // of a function
	Fields []Field  // of a struct; an array has one
	super  uint32   // the supertype, where hasSuper
	// group is the index of the first type of the group, and size how many it has.
	group, size uint32
	depth       uint16 // of groups that refer to each other, see maxTypeDepth
	height      uint8  // how many supertypes it has in a row
	hasSuper    bool
}

// Field is a field of a struct, or what an array has as its elements.
type Field struct {
	Type    ValType
	Mutable bool
}

// ReadGroup reads a group of types (core:rectype) and appends it to group. Nothing
// is looked up yet: see [Types.Define].
func ReadGroup(r *Reader, group []SubType) []SubType {
	c := r.Byte()
	if c != codeRec {
		return append(group, r.subType(c))
	}
	for range r.Count("types of a recursive group", maxTypes) {
		group = append(group, r.subType(r.Byte()))
		if r.err != nil {
			return group
		}
	}
	return group
}

// subType reads a type that begins with c.
func (r *Reader) subType(c byte) SubType {
	t := SubType{Final: true}
	if c == codeSub || c == codeSubFinal {
		t.Final = c == codeSubFinal
		for range r.Count("supertypes", 1) {
			t.hasSuper, t.super = true, r.U32()
		}
		c = r.Byte()
	}
	t.Form = Form(c)
	switch {
	case r.err != nil:
	case t.Form == FormFunc:
		t.Func.Params = r.valTypes("parameters")
		t.Func.Results = r.valTypes("results")
	case t.Form == FormStruct:
		for range r.Count("fields", maxFields) {
			t.Fields = append(t.Fields, r.fieldType())
			if r.err != nil {
				break
			}
		}
	case t.Form == FormArray:
		t.Fields = []Field{r.fieldType()}
	case c == 0x5d:
		r.unsupported(StackSwitching, "a continuation type")
	case c == 0x4c, c == 0x4d:
		r.unsupported(CustomDescriptors, "a custom descriptor")
	case c == codeShared:
		r.unsupported(SharedEverythingThreads, "a shared type")
	default:
		r.BadByte(c, "core type")
	}
	return t
}

// Types is an index space of types: that of a module, or of a scope of a component.
// The zero Types is empty. Its methods give errors that have no place yet.
type Types struct {
	list []SubType
	// origins has the types that are aliases of those of other spaces, by index.
	origins map[uint32]origin
	boxed   []ExternType // the function types that imports and exports share
	grouped bool         // there are types of other forms than functions, or with supertypes, or in groups
}

type origin struct {
	types *Types
	index uint32
}

// Len is how many indices are taken.
func (s *Types) Len() int { return len(s.list) }

// Define appends a group of types, and checks that all they refer to is there and
// that their supertypes fit.
func (s *Types) Define(group []SubType) error {
	base := len(s.list)
	s.list = append(s.list, group...)
	return s.defined(base)
}

// Alias appends a type of another space.
func (s *Types) Alias(from *Types, index uint32) error {
	if err := from.known(index); err != nil {
		return err
	}
	from, index = from.origin(index)
	if s.origins == nil {
		s.origins = map[uint32]origin{}
	}
	s.origins[uint32(len(s.list))] = origin{from, index}
	s.list = append(s.list, from.list[index])
	return nil
}

// Skip takes an index for what is not a type of values, as a module type is.
func (s *Types) Skip() { s.list = append(s.list, SubType{}) }

// origin is the space that a type was defined in, and its index there. The values of
// the type refer to that space.
func (s *Types) origin(index uint32) (*Types, uint32) {
	if o, ok := s.origins[index]; ok {
		return o.types, o.index
	}
	return s, index
}

// known gives an error where there is no type with this index.
func (s *Types) known(index uint32) error {
	switch {
	case uint64(index) >= uint64(len(s.list)):
		return unknownType(index)
	case s.list[index].Form == 0:
		return invalidf("type index %d is a module type, not a sub type", index)
	}
	return nil
}

func unknownType(index uint32) error {
	return invalidf("unknown type %d: type index out of bounds", index)
}

func invalidf(format string, args ...any) error {
	return &InvalidError{Reason: fmt.Sprintf(format, args...)}
}

// check gives an error where a value type refers to a type that is not there.
func (s *Types) check(t ValType) error {
	if index, ok := t.defined(); ok {
		return s.known(index)
	}
	return nil
}

// defined checks the group that begins at base and ends where the space does.
func (s *Types) defined(base int) error {
	group := s.list[base:]
	if len(s.list) > maxTypes {
		return &SizeError{What: "number of types", Max: maxTypes}
	}
	depth := uint16(0)
	refer := func(index uint32) error {
		if err := s.known(index); err != nil {
			return err
		}
		if int(index) < base {
			depth = max(depth, s.list[index].depth+1)
		}
		return nil
	}
	for i := range group {
		t := &group[i]
		t.group, t.size = uint32(base), uint32(len(group))
		if t.hasSuper {
			if err := refer(t.super); err != nil {
				return err
			}
			if err := s.checkSuper(t, base+i); err != nil {
				return err
			}
		}
		for v := range t.values {
			index, ok := v.defined()
			if !ok {
				continue
			}
			if err := refer(index); err != nil {
				return err
			}
		}
		if t.Form != FormFunc || t.hasSuper || !t.Final {
			s.grouped = true
		}
	}
	if len(group) != 1 {
		s.grouped = true
	}
	if depth > maxTypeDepth {
		return invalidf("types refer to each other more than %d deep", maxTypeDepth)
	}
	for i := range group {
		group[i].depth = depth
	}
	return nil
}

// values goes over the value types of a type.
func (t *SubType) values(yield func(ValType) bool) {
	for _, list := range [...][]ValType{t.Func.Params, t.Func.Results} {
		for _, v := range list {
			if !yield(v) {
				return
			}
		}
	}
	for _, f := range t.Fields {
		if !yield(f.Type) {
			return
		}
	}
}

// checkSuper checks the supertype that type index says it has. Whether the fields,
// parameters and results are subtypes is the engine's to check.
func (s *Types) checkSuper(t *SubType, index int) error {
	if uint64(t.super) >= uint64(index) {
		return invalidf("unknown type %d: type index out of bounds: a supertype must come before its subtypes", t.super)
	}
	super := &s.list[t.super]
	switch {
	case super.Final:
		return invalidf("sub type cannot have a final super type")
	case super.Form != t.Form,
		len(t.Fields) < len(super.Fields),
		len(t.Func.Params) != len(super.Func.Params),
		len(t.Func.Results) != len(super.Func.Results):
		return invalidf("sub type must match super type")
	}
	if t.height = super.height + 1; t.height > maxSubtypingDepth {
		return invalidf("sub type hierarchy too deep: found depth %d", t.height)
	}
	return nil
}

// readTypes reads the type section.
func (o *Outline) readTypes(r *Reader) {
	n := r.Count("types", maxTypes)
	o.Types.list = slices.Grow(o.Types.list, n)
	for range n {
		at, base := r.pos, len(o.Types.list)
		o.Types.list = ReadGroup(r, o.Types.list)
		if r.err != nil {
			return
		}
		if err := o.Types.defined(base); err != nil {
			r.stopAt(at, err)
			return
		}
	}
}

// Func is function type index, and the space that its values refer to. The error says
// that there is none.
func (s *Types) Func(index uint32) (FuncType, *Types, error) {
	if err := s.known(index); err != nil {
		return FuncType{}, nil, err
	}
	if s.list[index].Form != FormFunc {
		return FuncType{}, nil, invalidf("type index %d is not a function type", index)
	}
	in, _ := s.origin(index)
	return s.list[index].Func, in, nil
}

// box is function type index, which is there, as a type of imports and exports.
func (s *Types) box(index uint32) ExternType {
	if len(s.boxed) < len(s.list) {
		s.boxed = append(s.boxed, make([]ExternType, len(s.list)-len(s.boxed))...)
	}
	if s.boxed[index] == nil {
		s.boxed[index] = s.list[index].Func
	}
	return s.boxed[index]
}

// funcAt is function type index, or a type without values where there is none.
func (s *Types) funcAt(index uint32) FuncType {
	if uint64(index) >= uint64(len(s.list)) {
		return FuncType{}
	}
	return s.list[index].Func
}

// fieldsAt is how many fields struct type index has.
func (s *Types) fieldsAt(index uint32) uint64 {
	if uint64(index) >= uint64(len(s.list)) {
		return 0
	}
	return uint64(len(s.list[index].Fields))
}

// Form is the form of type index, which is there.
func (s *Types) Form(index uint32) Form { return s.list[index].Form }

// String gives the form as the text format writes it.
func (f Form) String() string {
	switch f {
	case FormFunc:
		return "func"
	case FormStruct:
		return "struct"
	case FormArray:
		return "array"
	}
	return fmt.Sprintf("form(0x%x)", byte(f))
}
