package component

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMalformed has bytes that are not a component, after a preamble, and where and
// why they are refused.
func TestMalformed(t *testing.T) {
	for _, tt := range []struct{ name, bytes, want string }{
		{"an unknown section, and no more", "\xff", "offset 0x8: malformed section id: 255"},
		{"an outer alias of no sort", "\x06\x05\x01\x06\x02\x00\x00", "section 6, offset 0xb: invalid leading byte (0x6) for component outer alias kind"},
		{"an outer alias of no core sort", "\x06\x06\x01\x00\x13\x02\x00\x00", "section 6, offset 0xc: invalid leading byte (0x13) for component outer alias kind"},
		{"an outer alias of a function", "\x06\x05\x01\x01\x02\x00\x00", "section 6, offset 0xb: invalid leading byte (0x1) for component outer alias kind"},
		{"an alias of an export of no sort", "\x06\x05\x01\x06\x00\x00\x00", "section 6, offset 0xb: invalid leading byte (0x6) for component external kind"},
		{"an alias of a core export of no sort", "\x06\x06\x01\x00\x13\x01\x00\x00", "section 6, offset 0xc: invalid leading byte (0x13) for core sort"},
		{"an alias of a core export of a component's sort", "\x06\x05\x01\x01\x01\x00\x00", "section 6, offset 0xb: invalid sort for this kind of alias"},
		{"an alias of an export that is a core function", "\x06\x06\x01\x00\x00\x00\x00\x00", "section 6, offset 0xc: invalid sort for this kind of alias"},
		{"an alias of a core function of an exact type", "\x06\x07\x01\x00\x20\x01\x00\x01f", "section 6, offset 0xc: exact type is not allowed in core export aliases"},
		{"an alias of no kind", "\x06\x05\x01\x03\x03\x00\x00", "section 6, offset 0xc: invalid leading byte (0x3) for alias"},
		{"a builtin that nobody knows", "\x08\x02\x01\x43", "section 8, offset 0xb: invalid leading byte (0x43) for canonical function"},
		{"a builtin without its operands", "\x08\x02\x01\x2e", "section 8, offset 0xb: invalid leading byte (0x2e) for canonical function: unexpected end-of-file after it"},
		{"a flag that is reserved", "\x08\x03\x01\x0c\x01", "section 8, offset 0xc: non-zero reserved byte 0x1"},
		{"a flag that is neither on nor off", "\x08\x03\x01\x0c\x02", "section 8, offset 0xc: invalid boolean value: non-zero reserved byte 0x2"},
		{"more than one start", "\x09\x04\x00\x00\x00\xff", "section 9, offset 0xd: unexpected content in the component start section"},
		{"more than the section says", "\x0b\x02\x00\x00", "section 11, offset 0xb: section size mismatch: unexpected data at the end of the section"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte("\x00asm\x0d\x00\x01\x00" + tt.bytes))
			var format *FormatError
			require.ErrorAs(t, err, &format)
			require.EqualError(t, err, "component: "+tt.want)
		})
	}
}
