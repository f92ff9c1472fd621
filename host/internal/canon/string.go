package canon

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// tag marks a latin1+utf16 string that is UTF-16 (utf16_tag).
func (o Options) tag() uint64 {
	if o.Memory64 {
		return 1 << 63
	}
	return 1 << 31
}

// LiftString reads a string (load_string_from_range). n counts code units and
// carries the tag of latin1+utf16.
func (cx *Context) LiftString(p, n uint64) string {
	if cx.err != nil {
		return ""
	}
	b, ok := cx.stringAt(p, n)
	if !ok {
		return ""
	}
	switch b.enc {
	case UTF8:
		size, ok := cx.grant(n)
		if !ok {
			return ""
		}
		whole := b.bytes[:size]
		if size < n {
			whole = wholeUTF8(whole)
		}
		if !cx.checkUTF8(whole) {
			return ""
		}
		return string(whole)
	case UTF16:
		return cx.liftUTF16(b.bytes)
	}
	return cx.liftLatin1(b.bytes)
}

// wholeUTF8 is what was cut without the character that was cut in two.
func wholeUTF8(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if start := len(b) - i; utf8.RuneStart(b[start]) {
			if !utf8.FullRune(b[start:]) {
				return b[:start]
			}
			break
		}
	}
	return b
}

// checkUTF8 traps unless b is UTF-8.
func (cx *Context) checkUTF8(b []byte) bool {
	i := invalidUTF8(b)
	if i < 0 {
		return true
	}
	if !utf8.FullRune(b[i:]) {
		cx.Fail(trapf("incomplete utf-8 byte sequence at byte %d of a string", i))
		return false
	}
	cx.Fail(trapf("invalid utf-8 at byte %d of a string", i))
	return false
}

// invalidUTF8 is the index of the first byte that is not UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	i := 0
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return -1
}

func (cx *Context) liftUTF16(b []byte) string {
	size := uint64(0)
	for i := 0; i < len(b); {
		r, n := decodeUTF16(b[i:])
		if n == 0 {
			cx.Fail(trapf("invalid utf-16 at byte %d of a string", i))
			return ""
		}
		size += uint64(utf8.RuneLen(r))
		i += n
	}
	if !cx.chargeBytes(size) {
		return ""
	}
	out := make([]byte, 0, size)
	for i := 0; i < len(b); {
		r, n := decodeUTF16(b[i:])
		out = utf8.AppendRune(out, r)
		i += n
	}
	return string(out)
}

// decodeUTF16 reads one character; n is 0 where there is none. b is not empty
// and of an even length.
func decodeUTF16(b []byte) (r rune, n int) {
	u := rune(binary.LittleEndian.Uint16(b))
	if !utf16.IsSurrogate(u) {
		return u, 2
	}
	if len(b) < 4 {
		return 0, 0
	}
	r = utf16.DecodeRune(u, rune(binary.LittleEndian.Uint16(b[2:])))
	if r == utf8.RuneError {
		return 0, 0
	}
	return r, 4
}

func (cx *Context) liftLatin1(b []byte) string {
	size := uint64(len(b))
	for _, c := range b {
		size += uint64(c >> 7)
	}
	if !cx.chargeBytes(size) {
		return ""
	}
	out := make([]byte, 0, size)
	for _, c := range b {
		out = utf8.AppendRune(out, rune(c))
	}
	return string(out)
}

// LowerString writes a string (store_string_into_range). The host's strings
// count as being of the encoding that the guest wants, so that one allocation
// of the exact size suffices.
func (cx *Context) LowerString(s string) (ptr, n uint64) {
	if cx.err != nil {
		return 0, 0
	}
	if !utf8.ValidString(s) {
		cx.Fail(valuef("string is not valid UTF-8"))
		return 0, 0
	}
	if cx.Opts.Encoding == UTF8 {
		p := cx.lowerList("string", len(s), 1, 1)
		if cx.err != nil {
			return 0, 0
		}
		copy(cx.Mem[p:], s)
		return p, uint64(len(s))
	}
	units, wide := 0, false
	for _, r := range s {
		units += utf16.RuneLen(r)
		wide = wide || r > 0xff
	}
	if cx.Opts.Encoding == Latin1UTF16 && !wide {
		return cx.lowerLatin1(s, units)
	}
	p := cx.lowerList("string", units, 2, 2)
	if cx.err != nil {
		return 0, 0
	}
	at := cx.Mem[p : p+uint64(2*units)]
	for _, r := range s {
		if r <= 0xffff {
			binary.LittleEndian.PutUint16(at, uint16(r))
			at = at[2:]
			continue
		}
		hi, lo := utf16.EncodeRune(r)
		binary.LittleEndian.PutUint16(at, uint16(hi))
		binary.LittleEndian.PutUint16(at[2:], uint16(lo))
		at = at[4:]
	}
	n = uint64(units)
	if cx.Opts.Encoding == Latin1UTF16 {
		n |= cx.Opts.tag()
	}
	return p, n
}

func (cx *Context) lowerLatin1(s string, units int) (ptr, n uint64) {
	p := cx.lowerList("string", units, 1, 2)
	if cx.err != nil {
		return 0, 0
	}
	i := p
	for _, r := range s {
		cx.Mem[i] = byte(r)
		i++
	}
	return p, uint64(units)
}
