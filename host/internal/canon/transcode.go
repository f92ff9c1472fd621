package canon

import (
	"encoding/binary"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// latin1 is what a string of latin1+utf16 is that has no tag.
const latin1 = Latin1UTF16 + 1

// stored is a string in memory that was checked.
type stored struct {
	bytes []byte
	enc   Encoding // utf8, utf16 or latin1
	units uint64
}

// stringAt checks a string of n code units at p, but not that its bytes are of
// its encoding (load_string_from_range).
func (cx *Context) stringAt(p, n uint64) (s stored, ok bool) {
	if cx.err != nil {
		return s, false
	}
	s.enc, s.units = cx.Opts.Encoding, n
	if s.enc == Latin1UTF16 {
		s.enc = latin1
		if n&cx.Opts.tag() != 0 {
			s.enc, s.units = UTF16, n^cx.Opts.tag()
		}
	}
	size, align := s.units, uint64(2)
	switch s.enc {
	case UTF8:
		align = 1
	case UTF16:
		size = 2 * min(s.units, MaxByteLength)
	}
	switch {
	case size > MaxByteLength:
		cx.Fail(trapf("string of %d code units is longer than %d bytes", s.units, uint64(MaxByteLength)))
	case p&(align-1) != 0:
		cx.Fail(trapf("unaligned pointer: string pointer not aligned to %d: %#x", align, p))
	case !in(p, size, uint64(len(cx.Mem))):
		cx.Fail(trapf("string pointer/length out of bounds of memory: string content out-of-bounds (%d bytes at %#x)", size, p))
	default:
		s.bytes = cx.Mem[p : p+size]
		return s, true
	}
	return s, false
}

// next decodes the character that b starts with. b is not empty, and valid.
func (s stored) next(b []byte) (r rune, n int) {
	switch {
	case s.enc == UTF16:
		return decodeUTF16(b)
	case s.enc == latin1 || b[0] < utf8.RuneSelf:
		return rune(b[0]), 1
	}
	return utf8.DecodeRune(b)
}

// transcode moves a string to the other side's encoding, with the very calls of
// realloc that the specification makes (store_string_into_range).
func (x transfer) transcode(p, n uint64) (ptr, length uint64) {
	s, ok := x.src.stringAt(p, n)
	if !ok || !x.src.checkString(s) {
		return 0, 0
	}
	if !x.keep(&s) {
		return 0, 0
	}
	switch x.dst.Opts.Encoding {
	case UTF8:
		ptr, length = x.dst.storeUTF8(s)
	case UTF16:
		ptr, length = x.dst.storeUTF16(s)
	default:
		switch {
		case s.enc == latin1:
			ptr, length = x.dst.storeCopy(s.bytes, 2), s.units
		case x.src.Opts.Encoding == Latin1UTF16:
			ptr, length = x.dst.storeProbablyUTF16(s)
		default:
			ptr, length = x.dst.storeLatin1OrUTF16(s)
		}
	}
	x.src.Refresh()
	return ptr, length
}

// keep makes s, which was checked, independent of memory where a component calls
// itself: its realloc can write to all its memories, so to where s is too.
func (x transfer) keep(s *stored) bool {
	if x.src.Inst != x.dst.Inst {
		return true
	}
	if !x.src.chargeBytes(uint64(len(s.bytes))) {
		return false
	}
	s.bytes = slices.Clone(s.bytes)
	return true
}

// checkString traps unless the bytes of s are of its encoding.
func (cx *Context) checkString(s stored) bool {
	switch s.enc {
	case UTF8:
		return cx.checkUTF8(s.bytes)
	case UTF16:
		for i := 0; i < len(s.bytes); {
			_, n := decodeUTF16(s.bytes[i:])
			if n == 0 {
				cx.Fail(trapf("invalid utf-16 at byte %d of a string", i))
				return false
			}
			i += n
		}
	}
	return true
}

// storeCopy is store_string_copy.
func (cx *Context) storeCopy(b []byte, align uint64) uint64 {
	p := cx.allocate("string", 0, 0, align, uint64(len(b)))
	if cx.err == nil {
		copy(cx.Mem[p:], b)
	}
	return p
}

// shrink gives back what a string of used bytes does not need of size.
func (cx *Context) shrink(p, size, align, used uint64) uint64 {
	if cx.err == nil && used < size {
		return cx.allocate("string", p, size, align, used)
	}
	return p
}

// storeUTF8 is store_string_to_utf8 for a string of another encoding.
func (cx *Context) storeUTF8(s stored) (ptr, n uint64) {
	p := cx.allocate("string", 0, 0, 1, s.units)
	if cx.err != nil {
		return 0, 0
	}
	src, at := s.bytes, p
	for len(src) > 0 {
		r, size := s.next(src)
		if r >= utf8.RuneSelf {
			break
		}
		cx.Mem[at] = byte(r)
		at, src = at+1, src[size:]
	}
	if len(src) == 0 {
		return p, s.units
	}
	worst := 3 * s.units
	if s.enc == latin1 {
		worst = 2 * s.units
	}
	done := at - p
	p = cx.allocate("string", p, s.units, 1, worst)
	if cx.err != nil {
		return 0, 0
	}
	at = p + done
	for len(src) > 0 {
		r, size := s.next(src)
		at += uint64(utf8.EncodeRune(cx.Mem[at:p+worst], r))
		src = src[size:]
	}
	return cx.shrink(p, worst, 1, at-p), at - p
}

// storeUTF16 is store_utf8_to_utf16, and store_string_copy for the others.
func (cx *Context) storeUTF16(s stored) (ptr, n uint64) {
	if s.enc == UTF16 {
		return cx.storeCopy(s.bytes, 2), s.units
	}
	worst := 2 * s.units
	p := cx.allocate("string", 0, 0, 2, worst)
	if cx.err != nil {
		return 0, 0
	}
	used := cx.putUTF16(p, s, s.bytes) - p
	return cx.shrink(p, worst, 2, used), used / 2
}

// ascii is how many bytes b has before the first that is not ASCII.
func ascii(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// putUTF16 writes src, which is of s, at p, and gives where it ends.
func (cx *Context) putUTF16(p uint64, s stored, src []byte) uint64 {
	out := cx.Mem[p:]
	for len(src) > 0 {
		if s.enc == UTF8 && src[0] < utf8.RuneSelf {
			n := ascii(src)
			for i, c := range src[:n] {
				binary.LittleEndian.PutUint16(out[2*i:], uint16(c))
			}
			src, out = src[n:], out[2*n:]
			continue
		}
		r, size := s.next(src)
		src = src[size:]
		if r > 0xffff {
			hi, lo := utf16.EncodeRune(r)
			binary.LittleEndian.PutUint16(out, uint16(hi))
			out, r = out[2:], lo
		}
		binary.LittleEndian.PutUint16(out, uint16(r))
		out = out[2:]
	}
	return uint64(len(cx.Mem) - len(out))
}

// storeLatin1OrUTF16 is store_string_to_latin1_or_utf16.
func (cx *Context) storeLatin1OrUTF16(s stored) (ptr, n uint64) {
	p := cx.allocate("string", 0, 0, 2, s.units)
	if cx.err != nil {
		return 0, 0
	}
	src, chars, out := s.bytes, uint64(0), cx.Mem[p:p+s.units]
	for len(src) > 0 {
		if s.enc == UTF8 && src[0] < utf8.RuneSelf {
			n := ascii(src)
			copy(out[chars:], src[:n])
			chars, src = chars+uint64(n), src[n:]
			continue
		}
		r, size := s.next(src)
		if r > 0xff {
			return cx.widen(p, chars, s, src)
		}
		out[chars] = byte(r)
		chars, src = chars+1, src[size:]
	}
	return cx.shrink(p, s.units, 2, chars), chars
}

// widen goes on in UTF-16 with a string of which chars characters lie at p as
// Latin-1, and of which rest is still to come.
func (cx *Context) widen(p, chars uint64, s stored, rest []byte) (ptr, n uint64) {
	worst := 2 * s.units
	p = cx.allocate("string", p, s.units, 2, worst)
	if cx.err != nil {
		return 0, 0
	}
	for i := int(chars) - 1; i >= 0; i-- {
		at := p + uint64(i)
		binary.LittleEndian.PutUint16(cx.Mem[at+uint64(i):], uint16(cx.Mem[at]))
	}
	used := cx.putUTF16(p+2*chars, s, rest) - p
	return cx.shrink(p, worst, 2, used), used/2 | cx.Opts.tag()
}

// storeProbablyUTF16 is store_probably_utf16_to_latin1_or_utf16.
func (cx *Context) storeProbablyUTF16(s stored) (ptr, n uint64) {
	p := cx.storeCopy(s.bytes, 2)
	if cx.err != nil {
		return 0, 0
	}
	size := uint64(len(s.bytes))
	text := cx.Mem[p : p+size]
	for i := 1; i < len(text); i += 2 {
		if text[i] != 0 {
			return p, s.units | cx.Opts.tag()
		}
	}
	for i := range s.units {
		text[i] = text[2*i]
	}
	return cx.allocate("string", p, size, 1, s.units), s.units
}
