package wasm

import (
	"fmt"
	"unicode/utf8"
)

// Reader reads a range of a binary: bytes, integers, names and the lengths of
// vectors, which core modules and components write alike. The first error sticks:
// every later read gives a zero value, and nothing is left to read. So callers check
// once per item.
type Reader struct {
	b        []byte
	pos, end int
	err      error
}

// NewReader makes a reader of b[at:end]. Offsets in errors count from the start of b.
func NewReader(b []byte, at, end int) Reader { return Reader{b: b, pos: at, end: end} }

// Err is the first error, nil where there was none.
func (r *Reader) Err() error { return r.err }

// Offset is the place of the next byte, in bytes from the start of the binary.
func (r *Reader) Offset() int { return r.pos }

// Left is how many bytes are left, 0 after an error.
func (r *Reader) Left() int { return r.end - r.pos }

// Stop makes err the error of the reader, unless it has one.
func (r *Reader) Stop(err error) {
	if r.err == nil {
		r.err = err
	}
	r.pos = r.end
}

// Fail stops with a *FormatError at the next byte.
func (r *Reader) Fail(format string, args ...any) { r.FailAt(r.pos, format, args...) }

// FailAt stops with a *FormatError at an offset.
func (r *Reader) FailAt(offset int, format string, args ...any) {
	r.Stop(&FormatError{Offset: offset, Reason: fmt.Sprintf(format, args...)})
}

// BadByte stops with a *FormatError: the byte that was read last begins nothing
// that may stand there.
func (r *Reader) BadByte(b byte, what string) {
	r.FailAt(r.pos-1, "invalid leading byte (0x%x) for %s", b, what)
}

func (r *Reader) invalid(offset int, format string, args ...any) {
	r.Stop(&InvalidError{Offset: offset, Reason: fmt.Sprintf(format, args...)})
}

func (r *Reader) unsupported(p Proposal, feature string) {
	r.Stop(&UnsupportedError{Offset: r.pos, Feature: feature, Proposal: p})
}

// stopAt stops with an error of a type, which has no place yet.
func (r *Reader) stopAt(offset int, err error) {
	switch err := err.(type) {
	case *InvalidError:
		err.Offset = offset
	case *UnsupportedError:
		err.Offset = offset
	case *SizeError:
		err.Offset = offset
	}
	if err != nil {
		r.Stop(err)
	}
}

// End stops with a *FormatError unless all of a section was read.
func (r *Reader) End() {
	if r.pos != r.end {
		r.Fail("section size mismatch: unexpected data at the end of the section")
	}
}

// ended stops where a byte is wanted and none is left. It is not inlined, so that
// Byte is.
//
//go:noinline
func (r *Reader) ended() {
	if r.err == nil {
		r.Fail("unexpected end-of-file")
	}
}

// Peek is the next byte, which stays to be read.
func (r *Reader) Peek() byte {
	if r.pos >= r.end {
		r.ended()
		return 0
	}
	return r.b[r.pos]
}

// Byte reads a byte.
func (r *Reader) Byte() byte {
	if r.pos < r.end {
		r.pos++
		return r.b[r.pos-1]
	}
	r.ended()
	return 0
}

// Bytes reads n bytes. They are a part of the binary, not a copy.
func (r *Reader) Bytes(n uint64) []byte {
	if n > uint64(r.Left()) {
		r.Fail("unexpected end-of-file: %d bytes wanted, %d left", n, r.Left())
		return nil
	}
	s := r.b[r.pos : r.pos+int(n) : r.pos+int(n)]
	r.pos += int(n)
	return s
}

// Sub is a reader of the next n bytes, which r passes over.
func (r *Reader) Sub(n uint32) Reader {
	at := r.pos
	r.Bytes(uint64(n))
	if r.err != nil {
		return Reader{b: r.b, pos: r.end, end: r.end, err: r.err}
	}
	return Reader{b: r.b, pos: at, end: r.pos}
}

const (
	tooLong  = "invalid LEB128: integer representation too long"
	tooLarge = "invalid LEB128: integer too large"
)

// unsigned reads an unsigned LEB128 number of at most bits bits.
func (r *Reader) unsigned(bits uint) uint64 {
	start := r.pos
	var v uint64
	for shift := uint(0); ; shift += 7 {
		if r.pos >= r.end {
			r.ended()
			return 0
		}
		c := r.b[r.pos]
		if shift+7 > bits && c>>(bits-shift) != 0 {
			r.outOfRange(start, c)
			return 0
		}
		r.pos++
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
	}
}

// outOfRange fails for a number whose last byte may not be c.
func (r *Reader) outOfRange(start int, c byte) {
	if c >= 0x80 {
		r.FailAt(start, tooLong)
		return
	}
	r.FailAt(start, tooLarge)
}

// U32 reads an unsigned number of 32 bits.
func (r *Reader) U32() uint32 {
	if r.pos < r.end && r.b[r.pos] < 0x80 {
		r.pos++
		return uint32(r.b[r.pos-1])
	}
	return uint32(r.unsigned(32))
}

// S33 reads a signed number of 33 bits, which type indices are where a type may
// stand too.
func (r *Reader) S33() int64 { return r.signed(33) }

// signed reads a signed LEB128 number of at most bits bits.
func (r *Reader) signed(bits uint) int64 {
	start := r.pos
	var v int64
	for shift := uint(0); ; {
		if r.pos >= r.end {
			r.ended()
			return 0
		}
		c := r.b[r.pos]
		if left := bits - shift; left < 7 {
			// Of the last byte only sign bits may follow the payload.
			top := int8(c<<1) >> left
			if c >= 0x80 || (top != 0 && top != -1) {
				r.outOfRange(start, c)
				return 0
			}
		}
		r.pos++
		v |= int64(c&0x7f) << shift
		shift += 7
		if c < 0x80 {
			if shift < 64 && c&0x40 != 0 {
				v |= -1 << shift
			}
			return v
		}
	}
}

// Count reads the length of a vector whose items take at least one byte each,
// so that nothing is allocated for items that cannot be there. More than limit is a
// *SizeError.
func (r *Reader) Count(what string, limit uint64) int {
	at := r.pos
	n := uint64(r.U32())
	switch {
	case n > limit:
		r.Stop(&SizeError{Offset: at, What: "number of " + what, Max: limit})
	case n > uint64(r.Left()):
		r.Fail("unexpected end-of-file: %d %s in %d bytes", n, what, r.Left())
	default:
		return int(n)
	}
	return 0
}

// MaxNameBytes is the greatest length of a name, in bytes.
const MaxNameBytes = 100_000

// Name reads a name, or anything else that is a length and as many bytes of UTF-8.
func (r *Reader) Name() string {
	at := r.pos
	n := r.U32()
	if n > MaxNameBytes {
		r.Stop(&SizeError{Offset: at, What: "string size", Max: MaxNameBytes})
		return ""
	}
	s := r.Bytes(uint64(n))
	if !utf8.Valid(s) {
		r.FailAt(at, "malformed UTF-8 encoding")
		return ""
	}
	return string(s)
}
