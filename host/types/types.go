// Package types is the component model's type model: what the types of a
// component's imports and exports are once every index and alias is resolved.
// It describes (Explainer.md, "Type Definitions"); it holds no values and no
// binary or text form. Decoding, layout, lifting, bindings and printing all work
// on it.
//
// Types are immutable once built and may be used from several goroutines.
// Equality is structural. Resources are the exception: two are equal only when they
// are the same *Resource (see Equal).
package types

// Type is the type of a value (valtype): one of the primitive kinds, or a
// pointer to one of List, Record, Tuple, Variant, Enum, Option, Result, Flags,
// Map, Own, Borrow, Stream and Future.
type Type interface {
	// String is the type as WIT text writes it, named types by structure.
	String() string
	valtype()
}

// Primitive is a type with no parts.
type Primitive uint8

// The primitive types, by the names of WIT.
const (
	Bool Primitive = iota + 1
	S8
	U8
	S16
	U16
	S32
	U32
	S64
	U64
	F32
	F64
	Char
	String
	ErrorContext
)

// List is list<Elem>, or list<Elem, Len> where Fixed is set.
type List struct {
	Elem  Type
	Fixed bool
	Len   uint32
}

// Map is map<Key, Value>.
type Map struct {
	Key, Value Type
}

// Field is one field of a record.
type Field struct {
	Name string
	Type Type
}

// Record is a record of one field at least.
type Record struct {
	Fields []Field
}

// Tuple is tuple<...> of one element at least.
type Tuple struct {
	Elems []Type
}

// Case is one case of a variant; Type is nil where it carries nothing.
type Case struct {
	Name string
	Type Type
}

// Variant is a variant of one case at least.
type Variant struct {
	Cases []Case
}

// Enum is an enum of one name at least.
type Enum struct {
	Names []string
}

// Option is option<Elem>.
type Option struct {
	Elem Type
}

// Result is result<OK, Err>; either is nil where that case carries nothing.
type Result struct {
	OK, Err Type
}

// Flags is a set of named bits.
type Flags struct {
	Names []string
}

// Resource is a resource type. Its identity is the pointer.
type Resource struct {
	// Name says what the resource was called where it was met first. It is for
	// messages only.
	Name string
}

// Own is own<Resource>.
type Own struct {
	Resource *Resource
}

// Borrow is borrow<Resource>.
type Borrow struct {
	Resource *Resource
}

// Stream is stream<Elem>; Elem is nil where it carries nothing.
type Stream struct {
	Elem Type
}

// Future is future<Elem>; Elem is nil where it carries nothing.
type Future struct {
	Elem Type
}

func (Primitive) valtype() {}
func (*List) valtype()     {}
func (*Map) valtype()      {}
func (*Record) valtype()   {}
func (*Tuple) valtype()    {}
func (*Variant) valtype()  {}
func (*Enum) valtype()     {}
func (*Option) valtype()   {}
func (*Result) valtype()   {}
func (*Flags) valtype()    {}
func (*Own) valtype()      {}
func (*Borrow) valtype()   {}
func (*Stream) valtype()   {}
func (*Future) valtype()   {}
