// Package text is what the texts of values share: errors that know their place,
// words for types, numbers.
package text

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// At is an error at an offset of a text.
func At(text string, offset int, message string) *value.TextError {
	before := text[:offset]
	line := strings.LastIndexByte(before, '\n') + 1
	return &value.TextError{
		Offset:  offset,
		Line:    1 + strings.Count(before, "\n"),
		Column:  1 + utf8.RuneCountInString(before[line:]),
		Message: message,
	}
}

// CheckUTF8 says where a text is not UTF-8; nil where all of it is.
func CheckUTF8(text string) error {
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return At(text, i, fmt.Sprintf("the text is not UTF-8: byte %#02x", text[i]))
		}
	}
	return nil
}

const maxShown = 60 // of a type or a text, in bytes

// Type is a type as WIT text, or its kind where that is long.
func Type(t types.Type) string {
	switch t := t.(type) {
	case *types.Record:
		return "a record"
	case *types.Variant:
		return "one of " + Names(CaseNames(t))
	case *types.Enum:
		return "one of " + Names(t.Names)
	case *types.Flags:
		return "flags"
	case *types.List:
		if t.Fixed {
			return fmt.Sprintf("a list of %d elements", t.Len)
		}
		return "a list"
	case *types.Map:
		return "a map"
	case *types.Tuple:
		return fmt.Sprintf("a tuple of %d values", len(t.Elems))
	case *types.Option:
		return "an option"
	case *types.Result:
		return "a result"
	case *types.Own, *types.Borrow:
		return "a handle"
	case *types.Stream:
		return "a stream"
	case *types.Future:
		return "a future"
	}
	return t.String()
}

// CaseNames are the names of a variant's cases.
func CaseNames(t *types.Variant) []string {
	names := make([]string, len(t.Cases))
	for i, c := range t.Cases {
		names[i] = c.Name
	}
	return names
}

// FieldNames are the names of a record's fields.
func FieldNames(t *types.Record) []string {
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	return names
}

// Names lists names, and of many the first.
func Names(names []string) string {
	size := 0
	for i, name := range names {
		if size += len(name); size > maxShown && i > 0 {
			return strings.Join(names[:i], ", ") + " ..."
		}
	}
	return strings.Join(names, ", ")
}

// Count is a number of things in words.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
