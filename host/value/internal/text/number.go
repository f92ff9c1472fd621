package text

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// IsInteger says whether text is a decimal number with no needless digit.
func IsInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits == "0" || digits != "" && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// IsNumber says whether text is a number as JSON has them.
func IsNumber(text string) bool {
	mantissa, exponent, found := text, "", false
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent, found = text[:i], text[i+1:], true
	}
	if found {
		if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
			exponent = exponent[1:]
		}
		if !isDigits(exponent) {
			return false
		}
	}
	whole, fraction, found := strings.Cut(mantissa, ".")
	return IsInteger(whole) && (!found || isDigits(fraction))
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// Integer is decimal text as a value of an integer type.
func Integer(t types.Primitive, text string) (value.Value, error) {
	var s int64
	var u uint64
	var err error
	switch t {
	case types.S8:
		s, err = strconv.ParseInt(text, 10, 8)
	case types.S16:
		s, err = strconv.ParseInt(text, 10, 16)
	case types.S32:
		s, err = strconv.ParseInt(text, 10, 32)
	case types.S64:
		s, err = strconv.ParseInt(text, 10, 64)
	case types.U8:
		u, err = strconv.ParseUint(text, 10, 8)
	case types.U16:
		u, err = strconv.ParseUint(text, 10, 16)
	case types.U32:
		u, err = strconv.ParseUint(text, 10, 32)
	case types.U64:
		u, err = strconv.ParseUint(text, 10, 64)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is out of the range of %s", Clip(text), t)
	}
	switch t {
	case types.S8:
		return value.S8(s), nil
	case types.S16:
		return value.S16(s), nil
	case types.S32:
		return value.S32(s), nil
	case types.S64:
		return value.S64(s), nil
	case types.U8:
		return value.U8(u), nil
	case types.U16:
		return value.U16(u), nil
	case types.U32:
		return value.U32(u), nil
	}
	return value.U64(u), nil
}

// Clip is the beginning of a text, for messages.
func Clip(text string) string {
	if len(text) > maxShown {
		end := maxShown
		for !utf8.RuneStart(text[end]) {
			end--
		}
		return text[:end] + "..."
	}
	return text
}

// Float is a number, or nan, inf or -inf, as a value of a float type; one that
// is beyond the greatest is infinite.
func Float(t types.Primitive, text string) (value.Value, error) {
	if !slices.Contains([]string{"nan", "inf", "-inf"}, text) && !IsNumber(text) {
		return nil, fmt.Errorf("%s is not a number of type %s", Clip(text), t)
	}
	bits := 64
	if t == types.F32 {
		bits = 32
	}
	f, err := strconv.ParseFloat(text, bits)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return nil, fmt.Errorf("%s is not a number of type %s", Clip(text), t)
	}
	if t == types.F32 {
		return value.F32(f), nil
	}
	return value.F64(f), nil
}
