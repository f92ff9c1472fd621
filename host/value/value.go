// Package value holds the values of the component model as Go values whose
// types are known at run time only: what dynamic calls take and give.
//
// There is one Go type for each kind of WIT type. A value does not carry its WIT
// type: a [Record] fits every record type whose fields have the same names and
// types that fit the values. [Format] writes a value as text, in the manner of WAVE,
// the WebAssembly value encoding.
package value

// Value is one of Bool, S8, U8, S16, U16, S32, U32, S64, U64, F32, F64, Char,
// String, List, Bytes, Map, Record, Tuple, Variant, Enum, Option, Result, Flags,
// Own and Borrow.
type Value interface {
	// String is the value in the manner of WAVE.
	String() string
	value()
}

// The values of WIT's primitive types, each named after its type: an S8 is a value of s8.
type (
	Bool   bool
	S8     int8
	U8     uint8
	S16    int16
	U16    uint16
	S32    int32
	U32    uint32
	S64    int64
	U64    uint64
	F32    float32
	F64    float64
	Char   rune
	String string
)

// List is a value of list<T>, of fixed length or not.
type List []Value

// Bytes is a value of list<u8>: what lifting gives for it. Lowering takes a
// List of U8 as well.
type Bytes []byte

// Map is a value of map<K, V>, in order.
type Map []Entry

// Entry is one entry of a Map.
type Entry struct {
	Key, Value Value
}

// Record is a value of a record type: its fields in the order of the type.
type Record []Field

// Field is one field of a Record.
type Field struct {
	Name  string
	Value Value
}

// Tuple is a value of tuple<...>.
type Tuple []Value

// Variant is a value of a variant type. Value is nil where the case carries
// nothing.
type Variant struct {
	Case  string
	Value Value
}

// Enum is a value of an enum type: the name of its case.
type Enum string

// Option is a value of option<T>. Value is nil for none.
type Option struct {
	Value Value
}

// Result is a value of result<T, E>. Value is nil where the case carries
// nothing.
type Result struct {
	IsErr bool
	Value Value
}

// Flags is a value of a flags type: the names of those that are set, in the
// order of the type.
type Flags []string

// Own is a value of own<R>: Rep is the host's value where the host implements
// the resource, and a *host.Handle where a guest does.
type Own struct {
	Rep any
}

// Borrow is a value of borrow<R>, with Rep as in Own.
type Borrow struct {
	Rep any
}

func (Bool) value()    {}
func (S8) value()      {}
func (U8) value()      {}
func (S16) value()     {}
func (U16) value()     {}
func (S32) value()     {}
func (U32) value()     {}
func (S64) value()     {}
func (U64) value()     {}
func (F32) value()     {}
func (F64) value()     {}
func (Char) value()    {}
func (String) value()  {}
func (List) value()    {}
func (Bytes) value()   {}
func (Map) value()     {}
func (Record) value()  {}
func (Tuple) value()   {}
func (Variant) value() {}
func (Enum) value()    {}
func (Option) value()  {}
func (Result) value()  {}
func (Flags) value()   {}
func (Own) value()     {}
func (Borrow) value()  {}

// Field is the value of the field called name, nil where there is none.
func (r Record) Field(name string) Value {
	for _, f := range r {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// Has says whether the flag called name is set.
func (f Flags) Has(name string) bool {
	for _, n := range f {
		if n == name {
			return true
		}
	}
	return false
}

// Some is the value of option<T> that holds v.
func Some(v Value) Option { return Option{Value: v} }

// None is the value of option<T> that holds nothing.
func None() Option { return Option{} }

// OK is the value of result<T, E> that holds v, which may be nil.
func OK(v Value) Result { return Result{Value: v} }

// Err is the error case of result<T, E>, with v, which may be nil.
func Err(v Value) Result { return Result{IsErr: true, Value: v} }
