package component

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// reader reads a range of the binary. Its error is sticky: after the first,
// every method returns zero and loops that ask ok end.
type reader struct {
	buf []byte
	pos int
	// base is the offset of buf in the outermost binary.
	base    int
	section int
	err     error
}

func (r *reader) ok() bool     { return r.err == nil }
func (r *reader) offset() int  { return r.base + r.pos }
func (r *reader) more() bool   { return r.err == nil && r.pos < len(r.buf) }
func (r *reader) place() place { return place{r.section, r.offset()} }

func (r *reader) failAt(offset int, format string, args ...any) {
	if r.err == nil {
		r.err = &FormatError{place{r.section, offset}, fmt.Sprintf(format, args...)}
	}
}

func (r *reader) fail(format string, args ...any) { r.failAt(r.offset(), format, args...) }

// badByte reports the byte that was read last.
func (r *reader) badByte(b byte, what string) {
	r.failAt(r.offset()-1, "invalid leading byte (0x%x) for %s", b, what)
}

func (r *reader) limit(what string, max uint64) {
	if r.err == nil {
		r.err = &LoadLimitError{r.place(), what, max}
	}
}

func (r *reader) unsupported(feature, what string) {
	if r.err == nil {
		r.err = &UnsupportedError{r.place(), feature, what}
	}
}

func (r *reader) peek() byte {
	if r.err != nil {
		return 0
	}
	if r.pos >= len(r.buf) {
		r.fail("unexpected end-of-file")
		return 0
	}
	return r.buf[r.pos]
}

func (r *reader) byte() byte {
	b := r.peek()
	if r.err == nil {
		r.pos++
	}
	return b
}

func (r *reader) bytes(n uint32) []byte {
	if r.err != nil {
		return nil
	}
	if uint64(n) > uint64(len(r.buf)-r.pos) {
		r.fail("unexpected end-of-file: %d bytes wanted, %d left", n, len(r.buf)-r.pos)
		return nil
	}
	b := r.buf[r.pos : r.pos+int(n) : r.pos+int(n)]
	r.pos += int(n)
	return b
}

// sub is a reader over the next n bytes, which it steps over.
func (r *reader) sub(n uint32) reader {
	s := reader{base: r.offset(), section: r.section}
	s.buf = r.bytes(n)
	s.err = r.err
	return s
}

var (
	errLEBTooLong  = errors.New("invalid LEB128: integer representation too long")
	errLEBTooLarge = errors.New("invalid LEB128: integer too large")
)

func (r *reader) u32() uint32 { return uint32(r.unsigned(32)) }
func (r *reader) u64() uint64 { return r.unsigned(64) }

// unsigned reads an unsigned LEB128 of at most bits bits.
func (r *reader) unsigned(bits uint) uint64 {
	start := r.offset()
	var v uint64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if r.err != nil {
			return 0
		}
		if shift+7 > bits {
			if b&0x80 != 0 {
				r.failAt(start, "%v", errLEBTooLong)
				return 0
			}
			if b>>(bits-shift) != 0 {
				r.failAt(start, "%v", errLEBTooLarge)
				return 0
			}
		}
		v |= uint64(b&0x7f) << shift
		if b&0x80 == 0 {
			return v
		}
	}
}

// s33 reads a signed LEB128 of 33 bits, as type indices and block types are.
func (r *reader) s33() int64 {
	start := r.offset()
	var v int64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if r.err != nil {
			return 0
		}
		v |= int64(b&0x7f) << shift
		if shift == 28 {
			if b&0x80 != 0 {
				r.failAt(start, "%v", errLEBTooLong)
				return 0
			}
			// 5 bits are left, of which the last is the sign: the 2 above it
			// repeat it.
			if top := b & 0x70; top != 0 && top != 0x70 {
				r.failAt(start, "%v", errLEBTooLarge)
				return 0
			}
		}
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
}

// name reads core:name, and everything else that is a length and UTF-8.
func (r *reader) name() string {
	start := r.offset()
	n := r.u32()
	if n > maxStringSize {
		r.limit("string size", maxStringSize)
		return ""
	}
	b := r.bytes(n)
	if r.err != nil {
		return ""
	}
	if !utf8.Valid(b) {
		r.failAt(start, "malformed UTF-8 encoding")
		return ""
	}
	return string(b)
}

// count reads the length of a vector of at most max elements of a byte or more.
func (r *reader) count(what string, max uint64) int {
	n := uint64(r.u32())
	if n > max {
		r.limit("number of "+what, max)
		return 0
	}
	if r.err == nil && n > uint64(len(r.buf)-r.pos) {
		r.fail("unexpected end-of-file: %d %s in %d bytes", n, what, len(r.buf)-r.pos)
		return 0
	}
	return int(n)
}

// vec reads a vector.
func vec[T any](r *reader, what string, max uint64, read func(*reader) T) []T {
	n := r.count(what, max)
	if n == 0 {
		return nil
	}
	// An element takes a byte at least, but its Go value may be many times
	// that: what is reserved ahead stays small, and append doubles.
	out := make([]T, 0, min(n, 64))
	for i := 0; i < n && r.ok(); i++ {
		out = append(out, read(r))
	}
	return out
}
