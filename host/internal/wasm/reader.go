package wasm

import (
	"fmt"
	"unicode/utf8"
)

// FormatError says that the bytes are not a well-formed core module.
type FormatError struct {
	Offset int    // in bytes from the start of the module
	Reason string // what was wrong
}

// Error implements error.
func (e *FormatError) Error() string {
	return fmt.Sprintf("wasm: offset 0x%x: %s", e.Offset, e.Reason)
}

// UnsupportedError says that the module uses a feature that this host does
// not run: threads, stack switching.
type UnsupportedError struct {
	Offset int // in bytes from the start of the module
	// Feature is what is used, in words, and Proposal the one that it is of.
	Feature  string
	Proposal Proposal
}

// Proposal is a proposal to WebAssembly, by the name that it has in the
// specification's repositories.
type Proposal string

// The proposals that are known and not run, or not all of them.
const (
	Threads                 Proposal = "threads"
	SharedEverythingThreads Proposal = "shared-everything-threads"
	StackSwitching          Proposal = "stack-switching"
	CustomDescriptors       Proposal = "custom-descriptors"
	CompactImports          Proposal = "compact-imports"
	GarbageCollection       Proposal = "gc"
)

// Error implements error.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("wasm: offset 0x%x: %s are not supported", e.Offset, e.Feature)
}

// reader walks over a byte slice. The first error sticks: every later read
// gives zero values, so that callers check once per item.
type reader struct {
	b   []byte
	pos int
	end int
	err error

	// While the type section is read: the depths of the types of earlier groups
	// (maxTypeDepth), and that of the group in hand.
	depths []uint16
	depth  uint16
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = &FormatError{Offset: r.pos, Reason: fmt.Sprintf(format, args...)}
	}
	r.pos = r.end
}

func (r *reader) unsupported(p Proposal, feature string) {
	if r.err == nil {
		r.err = &UnsupportedError{Offset: r.pos, Feature: feature, Proposal: p}
	}
	r.pos = r.end
}

func (r *reader) left() int { return r.end - r.pos }

func (r *reader) u8() byte {
	if r.pos >= r.end {
		r.fail("unexpected end")
		return 0
	}
	c := r.b[r.pos]
	r.pos++
	return c
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(r.left()) {
		r.fail("unexpected end: %d bytes wanted, %d left", n, r.left())
		return nil
	}
	s := r.b[r.pos : r.pos+int(n)]
	r.pos += int(n)
	return s
}

// unsigned reads an unsigned LEB128 number of at most bits bits.
func (r *reader) unsigned(bits uint) uint64 {
	var v uint64
	for shift := uint(0); ; shift += 7 {
		if r.pos >= r.end {
			r.fail("unexpected end in an integer")
			return 0
		}
		c := r.b[r.pos]
		if shift+7 > bits && c>>(bits-shift) != 0 {
			r.fail("integer of more than %d bits", bits)
			return 0
		}
		r.pos++
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
	}
}

func (r *reader) u32() uint32 {
	if r.pos < r.end && r.b[r.pos] < 0x80 {
		r.pos++
		return uint32(r.b[r.pos-1])
	}
	return uint32(r.unsigned(32))
}

// signed reads a signed LEB128 number of at most bits bits.
func (r *reader) signed(bits uint) int64 {
	var v int64
	for shift := uint(0); ; {
		if r.pos >= r.end {
			r.fail("unexpected end in an integer")
			return 0
		}
		c := r.b[r.pos]
		if left := bits - shift; left < 7 {
			// Of the last byte only sign bits may follow the payload.
			top := int8(c<<1) >> left
			if c >= 0x80 || (top != 0 && top != -1) {
				r.fail("integer of more than %d bits", bits)
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

// count reads the length of a vector whose items take at least one byte each,
// so that nothing is allocated for items that cannot be there.
func (r *reader) count(what string, limit uint32) uint32 {
	n := r.u32()
	switch {
	case n > limit:
		r.fail("%d %s, at most %d are allowed", n, what, limit)
	case uint64(n) > uint64(r.left()):
		r.fail("%d %s do not fit in %d bytes", n, what, r.left())
	default:
		return n
	}
	return 0
}

func (r *reader) name() string {
	at := r.pos
	s := r.bytes(uint64(r.u32()))
	if len(s) > maxNameBytes {
		r.pos = at
		r.fail("name of %d bytes, at most %d are allowed", len(s), maxNameBytes)
		return ""
	}
	if !utf8.Valid(s) {
		r.pos = at
		r.fail("name is not UTF-8")
		return ""
	}
	return string(s)
}

// heapType reads a heap type: an abstract one as a negative number, a defined
// one as its index.
func (r *reader) heapType() int32 {
	h := r.signed(33)
	if h >= 0 {
		if h >= maxTypes {
			r.fail("type index %d out of range", h)
			return 0
		}
		r.refersTo(uint32(h))
		return int32(h)
	}
	if h < -64 || abstractHeap[byte(h)&0x7f] == "" {
		r.fail("unknown heap type %d", h)
	}
	return int32(h)
}

func (r *reader) valType() ValType {
	at := r.pos
	c := r.u8()
	switch {
	case c >= byte(V128) && c <= byte(I32):
		return ValType(c)
	case c == codeRefNull || c == codeRef:
		h := r.heapType()
		if c == codeRefNull && h < 0 {
			return ValType(byte(h) & 0x7f)
		}
		return ValType(uint32(c) | uint32(h)<<8)
	case abstractHeap[c] != "":
		return ValType(c)
	}
	r.pos = at
	r.fail("unknown value type 0x%x", c)
	return 0
}

// fieldType reads the type of a field of a struct or of an array's elements.
func (r *reader) fieldType() {
	if r.left() > 0 && (r.b[r.pos] == 0x77 || r.b[r.pos] == 0x78) { // i16, i8
		r.pos++
	} else {
		r.valType()
	}
	if c := r.u8(); c > 1 {
		r.fail("unknown mutability 0x%x", c)
	}
}

func (r *reader) valTypes(what string) []ValType {
	n := r.count(what, maxParams)
	if n == 0 {
		return nil
	}
	types := make([]ValType, n)
	for i := range types {
		types[i] = r.valType()
	}
	return types
}

func (r *reader) refType() ValType {
	t := r.valType()
	if !t.IsRef() {
		r.fail("%s is not a reference type", t)
	}
	return t
}
