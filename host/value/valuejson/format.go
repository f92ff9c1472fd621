package valuejson

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// maxExact is the greatest integer up to which every float64 is exact.
const maxExact = 1 << 53

// HandleError says that a value has no JSON because it is, or holds, a handle.
type HandleError struct{}

func (*HandleError) Error() string { return "a handle has no JSON" }

// Format is v as JSON, on one line. A value that is or holds a handle has none;
// the error is a *HandleError. The result of a function without one, nil, is
// null.
func Format(v value.Value) ([]byte, error) { return appendValue(nil, v) }

func appendValue(b []byte, v value.Value) ([]byte, error) {
	switch v := v.(type) {
	case value.List:
		return appendList(b, len(v), func(b []byte, i int) ([]byte, error) { return appendValue(b, v[i]) })
	case value.Tuple:
		return appendList(b, len(v), func(b []byte, i int) ([]byte, error) { return appendValue(b, v[i]) })
	case value.Map:
		return appendList(b, len(v), func(b []byte, i int) ([]byte, error) {
			return appendValue(b, value.Tuple{v[i].Key, v[i].Value})
		})
	case value.Bytes:
		return appendList(b, len(v), func(b []byte, i int) ([]byte, error) {
			return strconv.AppendUint(b, uint64(v[i]), 10), nil
		})
	case value.Flags:
		return appendList(b, len(v), func(b []byte, i int) ([]byte, error) { return appendString(b, v[i]), nil })
	case value.Record:
		return appendRecord(b, v)
	case value.Variant:
		if v.Value == nil {
			return appendString(b, v.Case), nil
		}
		return appendCase(b, v.Case, v.Value)
	case value.Option:
		if _, nested := v.Value.(value.Option); nested {
			return appendCase(b, "some", v.Value)
		}
		return appendValue(b, v.Value)
	case value.Result:
		if v.IsErr {
			return appendCase(b, "err", v.Value)
		}
		return appendCase(b, "ok", v.Value)
	case value.Own, value.Borrow:
		return nil, &HandleError{}
	}
	return appendScalar(b, v), nil
}

func appendScalar(b []byte, v value.Value) []byte {
	switch v := v.(type) {
	case value.Bool:
		return strconv.AppendBool(b, bool(v))
	case value.S8:
		return strconv.AppendInt(b, int64(v), 10)
	case value.S16:
		return strconv.AppendInt(b, int64(v), 10)
	case value.S32:
		return strconv.AppendInt(b, int64(v), 10)
	case value.S64:
		if -maxExact <= v && v <= maxExact {
			return strconv.AppendInt(b, int64(v), 10)
		}
		return append(strconv.AppendInt(append(b, '"'), int64(v), 10), '"')
	case value.U8:
		return strconv.AppendUint(b, uint64(v), 10)
	case value.U16:
		return strconv.AppendUint(b, uint64(v), 10)
	case value.U32:
		return strconv.AppendUint(b, uint64(v), 10)
	case value.U64:
		if v <= maxExact {
			return strconv.AppendUint(b, uint64(v), 10)
		}
		return append(strconv.AppendUint(append(b, '"'), uint64(v), 10), '"')
	case value.F32:
		return appendFloat(b, float64(v), 32)
	case value.F64:
		return appendFloat(b, float64(v), 64)
	case value.Char:
		return appendString(b, string(rune(v)))
	case value.String:
		return appendString(b, string(v))
	case value.Enum:
		return appendString(b, string(v))
	}
	return append(b, "null"...)
}

func appendFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, `"nan"`...)
	case math.IsInf(f, 1):
		return append(b, `"inf"`...)
	case math.IsInf(f, -1):
		return append(b, `"-inf"`...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

// appendString writes a string as JSON. What is not UTF-8, which no value that
// crossed a boundary has, is replaced.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r < ' ':
			b = append(b, `\u00`...)
			b = append(b, hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

func appendList(b []byte, n int, item func([]byte, int) ([]byte, error)) ([]byte, error) {
	b = append(b, '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = item(b, i); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendRecord(b []byte, v value.Record) ([]byte, error) {
	b = append(b, '{')
	for i, f := range v {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(append(appendString(b, f.Name), ':'), f.Value); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendCase(b []byte, name string, v value.Value) ([]byte, error) {
	b, err := appendValue(append(appendString(append(b, '{'), name), ':'), v)
	if err != nil {
		return nil, err
	}
	return append(b, '}'), nil
}
