package wave

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/internal/text"
)

// Error is the error of text that is not a value of the type that is wanted: see
// [value.TextError].
type Error = value.TextError

// HandleError says that a value has no text because it is, or holds, a handle.
type HandleError struct{}

func (*HandleError) Error() string { return "a handle has no text" }

// errorAt is an error at an offset of the text.
func (p *parser) errorAt(offset int, format string, args ...any) error {
	return text.At(p.text, offset, fmt.Sprintf(format, args...))
}

// wanted is the error that something else is where a value of this type is
// wanted. Of a large type its kind is told.
func (p *parser) wanted(t types.Type) error {
	return p.expected(text.Type(t))
}

// expected is the error that something else stands at the current place.
func (p *parser) expected(what string) error {
	return p.errorAt(p.pos, "want %s, found %s", what, p.found())
}

// found is a word or so of the text at the current place.
func (p *parser) found() string {
	rest := p.text[p.pos:]
	if rest == "" {
		return "the end"
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return strings.ContainsRune(" \t\r\n,:()[]{}", r) })
	switch {
	case end == 0:
		_, end = utf8.DecodeRuneInString(rest)
	case end < 0:
		end = len(rest)
	}
	return text.Clip(rest[:end])
}
