package value

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Format is v in the manner of WAVE: numbers and booleans as in WIT, characters
// and strings quoted, lists in brackets, tuples in parentheses, records and maps
// in braces, cases by name with what they carry in parentheses.
//
// Two values have no text in WAVE. A record whose fields are all none is written
// with all of them, and a handle as "<own handle>" or "<borrowed handle>".
func Format(v Value) string {
	return string(appendValue(nil, v))
}

func (v Bool) String() string    { return Format(v) }
func (v S8) String() string      { return Format(v) }
func (v U8) String() string      { return Format(v) }
func (v S16) String() string     { return Format(v) }
func (v U16) String() string     { return Format(v) }
func (v S32) String() string     { return Format(v) }
func (v U32) String() string     { return Format(v) }
func (v S64) String() string     { return Format(v) }
func (v U64) String() string     { return Format(v) }
func (v F32) String() string     { return Format(v) }
func (v F64) String() string     { return Format(v) }
func (v Char) String() string    { return Format(v) }
func (v String) String() string  { return Format(v) }
func (v List) String() string    { return Format(v) }
func (v Bytes) String() string   { return Format(v) }
func (v Map) String() string     { return Format(v) }
func (v Record) String() string  { return Format(v) }
func (v Tuple) String() string   { return Format(v) }
func (v Variant) String() string { return Format(v) }
func (v Enum) String() string    { return Format(v) }
func (v Option) String() string  { return Format(v) }
func (v Result) String() string  { return Format(v) }
func (v Flags) String() string   { return Format(v) }
func (v Own) String() string     { return Format(v) }
func (v Borrow) String() string  { return Format(v) }

func appendValue(b []byte, v Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "()"...)
	case Bool:
		return strconv.AppendBool(b, bool(v))
	case S8:
		return strconv.AppendInt(b, int64(v), 10)
	case S16:
		return strconv.AppendInt(b, int64(v), 10)
	case S32:
		return strconv.AppendInt(b, int64(v), 10)
	case S64:
		return strconv.AppendInt(b, int64(v), 10)
	case U8:
		return strconv.AppendUint(b, uint64(v), 10)
	case U16:
		return strconv.AppendUint(b, uint64(v), 10)
	case U32:
		return strconv.AppendUint(b, uint64(v), 10)
	case U64:
		return strconv.AppendUint(b, uint64(v), 10)
	case F32:
		return appendFloat(b, float64(v), 32)
	case F64:
		return appendFloat(b, float64(v), 64)
	case Char:
		b = append(b, '\'')
		b = appendChar(b, rune(v), '\'')
		return append(b, '\'')
	case String:
		b = append(b, '"')
		for _, r := range string(v) {
			b = appendChar(b, r, '"')
		}
		return append(b, '"')
	case List:
		return appendSequence(b, '[', v, ']')
	case Bytes:
		b = append(b, '[')
		for i, x := range v {
			b = separate(b, i)
			b = strconv.AppendUint(b, uint64(x), 10)
		}
		return append(b, ']')
	case Tuple:
		return appendSequence(b, '(', v, ')')
	case Map:
		b = append(b, '{')
		for i, e := range v {
			b = separate(b, i)
			b = appendValue(b, e.Key)
			b = append(b, ": "...)
			b = appendValue(b, e.Value)
		}
		return append(b, '}')
	case Record:
		b = append(b, '{')
		for i, f := range v {
			b = separate(b, i)
			b = appendName(b, f.Name)
			b = append(b, ": "...)
			b = appendValue(b, f.Value)
		}
		return append(b, '}')
	case Enum:
		return appendName(b, string(v))
	case Variant:
		return appendCase(appendName(b, v.Case), v.Value)
	case Option:
		if v.Value == nil {
			return append(b, "none"...)
		}
		return appendCase(append(b, "some"...), v.Value)
	case Result:
		if v.IsErr {
			return appendCase(append(b, "err"...), v.Value)
		}
		return appendCase(append(b, "ok"...), v.Value)
	case Flags:
		b = append(b, '{')
		for i, n := range v {
			b = separate(b, i)
			b = appendName(b, n)
		}
		return append(b, '}')
	case Own:
		return append(b, "<own handle>"...)
	case Borrow:
		return append(b, "<borrowed handle>"...)
	}
	return append(b, "<?>"...)
}

func separate(b []byte, i int) []byte {
	if i == 0 {
		return b
	}
	return append(b, ", "...)
}

func appendSequence(b []byte, open byte, vs []Value, end byte) []byte {
	b = append(b, open)
	for i, v := range vs {
		b = separate(b, i)
		b = appendValue(b, v)
	}
	return append(b, end)
}

func appendCase(b []byte, v Value) []byte {
	if v == nil {
		return b
	}
	b = append(b, '(')
	b = appendValue(b, v)
	return append(b, ')')
}

// appendName writes a label; one that is also a keyword of WAVE gets the mark %.
func appendName(b []byte, name string) []byte {
	switch name {
	case "true", "false", "some", "none", "ok", "err", "inf", "nan":
		b = append(b, '%')
	}
	return append(b, name...)
}

func appendFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "nan"...)
	case math.IsInf(f, 1):
		return append(b, "inf"...)
	case math.IsInf(f, -1):
		return append(b, "-inf"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

func appendChar(b []byte, r rune, quote rune) []byte {
	switch r {
	case '\\', quote:
		return append(b, '\\', byte(r))
	case '\t':
		return append(b, `\t`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	}
	if !unicode.IsPrint(r) {
		b = append(b, `\u{`...)
		b = strconv.AppendInt(b, int64(r), 16)
		return append(b, '}')
	}
	return append(b, string(r)...)
}

// Join is the texts of vs, separated by commas: the arguments of a call.
func Join(vs []Value) string {
	parts := make([]string, len(vs))
	for i, v := range vs {
		parts[i] = Format(v)
	}
	return strings.Join(parts, ", ")
}
