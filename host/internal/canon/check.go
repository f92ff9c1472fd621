package canon

import (
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// CheckParams says whether vs can be the arguments of f. The error is a
// *TypeError that leads to the place in words.
func (f *Func) CheckParams(vs []value.Value) error {
	if len(vs) != len(f.Params) {
		return valuef("want %d arguments, have %d", len(f.Params), len(vs))
	}
	for i, t := range f.Params {
		if err := t.Check(vs[i]); err != nil {
			return valuef("argument %s: %s", f.Names[i], err)
		}
	}
	return nil
}

// CheckResult says whether v can be the result of f.
func (f *Func) CheckResult(v value.Value) error {
	if f.Result == nil {
		if v != nil {
			return valuef("result: want none, have %T", v)
		}
		return nil
	}
	if err := f.Result.Check(v); err != nil {
		return valuef("result: %s", err)
	}
	return nil
}

// Check says whether v is of type t.
func (t *Type) Check(v value.Value) error {
	switch v := v.(type) {
	case value.Char:
		if t.kind == kindChar && !utf8.ValidRune(rune(v)) {
			return valuef("%#x is not a character", uint32(v))
		}
	case value.String:
		if t.kind == kindString && !utf8.ValidString(string(v)) {
			return valuef("string is not valid UTF-8")
		}
	case value.Bytes:
		if (t.kind == kindList || t.kind == kindFixed) && t.elem.kind == kindU8 {
			return t.checkLength(len(v))
		}
	case value.List:
		if t.kind == kindList || t.kind == kindFixed {
			return t.checkList(v)
		}
	case value.Map:
		if t.kind == kindMap {
			return t.checkMap(v)
		}
	case value.Record:
		if t.kind == kindRecord {
			return t.checkRecord(v)
		}
	case value.Tuple:
		if t.kind == kindTuple {
			return t.checkTuple(v)
		}
	case value.Variant, value.Enum, value.Option, value.Result:
		if t.kind == sumKind(v) {
			return t.checkSum(v)
		}
	case value.Flags:
		if t.kind == kindFlags {
			return t.checkFlags(v)
		}
	}
	if !t.isKind(v) {
		return valuef("want %s, have %s", t, kindName(v))
	}
	return nil
}

// isKind says whether a value without parts is of the type's kind.
func (t *Type) isKind(v value.Value) bool {
	switch v.(type) {
	case value.Bool:
		return t.kind == kindBool
	case value.S8:
		return t.kind == kindS8
	case value.U8:
		return t.kind == kindU8
	case value.S16:
		return t.kind == kindS16
	case value.U16:
		return t.kind == kindU16
	case value.S32:
		return t.kind == kindS32
	case value.U32:
		return t.kind == kindU32
	case value.S64:
		return t.kind == kindS64
	case value.U64:
		return t.kind == kindU64
	case value.F32:
		return t.kind == kindF32
	case value.F64:
		return t.kind == kindF64
	case value.Char:
		return t.kind == kindChar
	case value.String:
		return t.kind == kindString
	case value.Own:
		return t.kind == kindOwn
	case value.Borrow:
		return t.kind == kindBorrow
	}
	return false
}

func sumKind(v value.Value) kind {
	switch v.(type) {
	case value.Variant:
		return kindVariant
	case value.Enum:
		return kindEnum
	case value.Option:
		return kindOption
	}
	return kindResult
}

func kindName(v value.Value) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case value.Bool:
		return "bool"
	case value.S8:
		return "s8"
	case value.U8:
		return "u8"
	case value.S16:
		return "s16"
	case value.U16:
		return "u16"
	case value.S32:
		return "s32"
	case value.U32:
		return "u32"
	case value.S64:
		return "s64"
	case value.U64:
		return "u64"
	case value.F32:
		return "f32"
	case value.F64:
		return "f64"
	case value.Char:
		return "char"
	case value.String:
		return "string"
	case value.List:
		return "list"
	case value.Bytes:
		return "list<u8>"
	case value.Map:
		return "map"
	case value.Record:
		return "record"
	case value.Tuple:
		return "tuple"
	case value.Variant:
		return "variant"
	case value.Enum:
		return "enum"
	case value.Option:
		return "option"
	case value.Result:
		return "result"
	case value.Flags:
		return "flags"
	case value.Own:
		return "own"
	}
	return "borrow"
}

func (t *Type) checkLength(n int) error {
	if t.kind == kindFixed && uint64(n) != t.length {
		return valuef("want %d elements, have %d", t.length, n)
	}
	return nil
}

func (t *Type) checkList(v value.List) error {
	if err := t.checkLength(len(v)); err != nil {
		return err
	}
	for i, e := range v {
		if err := t.elem.Check(e); err != nil {
			return valuef("element %d: %s", i, err)
		}
	}
	return nil
}

func (t *Type) checkMap(v value.Map) error {
	for i, e := range v {
		if err := t.elem.fields[0].typ.Check(e.Key); err != nil {
			return valuef("key %d: %s", i, err)
		}
		if err := t.elem.fields[1].typ.Check(e.Value); err != nil {
			return valuef("value %d: %s", i, err)
		}
	}
	return nil
}

func (t *Type) checkRecord(v value.Record) error {
	if len(v) != len(t.fields) {
		return valuef("want a record of %d fields, have %d", len(t.fields), len(v))
	}
	for i, f := range t.fields {
		fv := t.fieldOf(v, i)
		if fv == nil {
			return valuef("field %q is missing", f.name)
		}
		if err := f.typ.Check(fv); err != nil {
			return valuef("field %q: %s", f.name, err)
		}
	}
	return nil
}

func (t *Type) checkTuple(v value.Tuple) error {
	if len(v) != len(t.fields) {
		return valuef("want a tuple of %d elements, have %d", len(t.fields), len(v))
	}
	for i, f := range t.fields {
		if err := f.typ.Check(v[i]); err != nil {
			return valuef("element %d: %s", i, err)
		}
	}
	return nil
}

func (t *Type) checkSum(v value.Value) error {
	i, payload := t.match(v)
	switch v := v.(type) {
	case value.Variant:
		if t.cases[i].name != v.Case {
			return valuef("there is no case %q in %s", v.Case, t)
		}
	case value.Enum:
		if t.names[i] != string(v) {
			return valuef("there is no case %q in %s", string(v), t)
		}
	}
	c := t.cases[i].typ
	switch {
	case c == nil && payload == nil:
		return nil
	case c == nil:
		return valuef("case %q carries nothing, have %s", t.cases[i].name, kindName(payload))
	}
	if err := c.Check(payload); err != nil {
		return valuef("case %q: %s", t.cases[i].name, err)
	}
	return nil
}

func (t *Type) checkFlags(v value.Flags) error {
	known := value.Flags(t.names)
	for _, n := range v {
		if !known.Has(n) {
			return valuef("there is no flag %q in %s", n, t)
		}
	}
	return nil
}
