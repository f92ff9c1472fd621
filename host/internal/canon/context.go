// Package canon is the canonical ABI: how the values of a component's functions
// lie in linear memory and in core parameters and results, and how they cross.
// Its words and its structure are those of CanonicalABI.md.
//
// Everything here is total over hostile memory: a wrong pointer, length,
// discriminant or handle is a *TrapError, and what the guest makes the host
// copy is bounded before it is copied.
package canon

import (
	"encoding/binary"
	"math"
)

// Encoding is a string-encoding option of a canonical definition.
type Encoding uint8

// The encodings of CanonicalABI.md, "Loading" (load_string_from_range).
const (
	UTF8 Encoding = iota
	UTF16
	Latin1UTF16
)

func (e Encoding) String() string {
	switch e {
	case UTF8:
		return "utf8"
	case UTF16:
		return "utf16"
	case Latin1UTF16:
		return "latin1+utf16"
	}
	return "unknown encoding"
}

// MaxByteLength is the greatest length in bytes of a string or list
// (MAX_STRING_BYTE_LENGTH and MAX_LIST_BYTE_LENGTH).
const MaxByteLength = 1<<28 - 1

// Options are the options of a canonical definition that concern values.
type Options struct {
	Encoding Encoding
	// Memory64 says that the memory's addresses are 64 bits wide.
	Memory64 bool
}

// width indexes what differs between memories of 32-bit and 64-bit addresses.
func (o Options) width() int {
	if o.Memory64 {
		return 1
	}
	return 0
}

// Guest is what lifting and lowering need of an instance.
type Guest interface {
	// Memory is the memory of the canonical options as it is now.
	Memory() []byte
	// Realloc calls the realloc function of the canonical options.
	Realloc(old, oldSize, align, newSize uint64) (uint64, error)
}

// Budget bounds what one call may lift.
type Budget struct {
	// Bytes are those of strings and of plain lists, as the host holds them;
	// other lists count for twice their size in the guest's memory.
	Bytes uint64
	// Elements are those of lists that move element by element.
	Elements uint64
}

// Bound is what one call may lift, and how. A number that is zero leaves the
// budget of the call as it is.
type Bound struct {
	Budget
	// Cut has what is too long arrive cut, and counts what it was: of bytes and
	// UTF-8 no more than Keep bytes stay, up to the last whole character, of a list
	// the elements that fit, of a string of another encoding nothing. Where it is
	// nil, what is too long is a *LimitError.
	Cut  *Cut
	Keep uint64
	// Share has a list<u8> arrive as a view of the component's memory in place of
	// a copy, for which it takes nothing from the budget. It must not be kept beyond
	// the call, nor used after what is lowered.
	Share bool
}

// Cut is what the values of a call that were cut would have taken from the
// budget. It is zero where none was cut.
type Cut struct {
	Bytes, Elements uint64
}

// Context is one side of one call (LiftLowerContext): the memory, the options,
// the handles of the instance and the scope of what is borrowed in the call.
//
// Its error is sticky: after the first, every method does nothing and returns
// zero values. A Context is used by one goroutine at a time and is made to be
// reused: see Enter.
type Context struct {
	// Mem is the memory as it was when guest code ran last. It is empty after
	// an error.
	Mem   []byte
	Opts  Options
	Guest Guest
	// Inst is the component instance.
	Inst *Instance
	// Scope is the call that borrows: a task where the host lowers parameters,
	// a subtask where it lifts them.
	Scope *Scope
	// Handles is for the resources in dynamic values that guests implement.
	Handles Handles

	err   error
	max   Budget
	left  Budget
	cut   *Cut
	keep  uint64
	share bool
}

// Enter makes the context ready for a call that may lift as much as max.
func (cx *Context) Enter(max Budget) {
	cx.err = nil
	cx.max, cx.left = max, max
	cx.cut, cx.keep, cx.share = nil, 0, false
}

// Bind sets what the rest of the call may lift.
func (cx *Context) Bind(b Bound) {
	if b.Bytes > 0 {
		cx.max.Bytes, cx.left.Bytes = b.Bytes, b.Bytes
	}
	if b.Elements > 0 {
		cx.max.Elements, cx.left.Elements = b.Elements, b.Elements
	}
	cx.cut, cx.keep, cx.share = b.Cut, b.Keep, b.Share
}

// Refresh reads the memory's extent again. It must follow everything that runs
// guest code.
func (cx *Context) Refresh() {
	if cx.err == nil && cx.Guest != nil {
		cx.Mem = cx.Guest.Memory()
	}
}

// Err is the first error of the call.
func (cx *Context) Err() error { return cx.err }

// Fail records err unless there is one already.
func (cx *Context) Fail(err error) {
	if cx.err == nil && err != nil {
		cx.err = err
		cx.Mem = nil
	}
}

func (cx *Context) fault(p uint64, n int) {
	cx.Fail(trapf("%d bytes at %#x are out of bounds of memory", n, p))
}

// in says whether [p, p+n) is inside memory of the given length.
func in(p, n, length uint64) bool { return p <= length && n <= length-p }

// Check traps unless p is aligned and [p, p+size) inside memory: what every
// pointer to spilled parameters or results is checked for.
func (cx *Context) Check(p, size, align uint64) bool {
	if cx.err != nil {
		return false
	}
	if p&(align-1) != 0 {
		cx.Fail(trapf("unaligned pointer: %#x is not a multiple of %d", p, align))
		return false
	}
	if !in(p, size, uint64(len(cx.Mem))) {
		cx.fault(p, int(size)) // sizes of types are below 1<<28
		return false
	}
	return true
}

// Load8 reads a byte.
func (cx *Context) Load8(p uint64) uint8 {
	if p >= uint64(len(cx.Mem)) {
		cx.fault(p, 1)
		return 0
	}
	return cx.Mem[p]
}

// Load16 reads two bytes.
func (cx *Context) Load16(p uint64) uint16 {
	if !in(p, 2, uint64(len(cx.Mem))) {
		cx.fault(p, 2)
		return 0
	}
	return binary.LittleEndian.Uint16(cx.Mem[p:])
}

// Load32 reads four bytes.
func (cx *Context) Load32(p uint64) uint32 {
	if !in(p, 4, uint64(len(cx.Mem))) {
		cx.fault(p, 4)
		return 0
	}
	return binary.LittleEndian.Uint32(cx.Mem[p:])
}

// Load64 reads eight bytes.
func (cx *Context) Load64(p uint64) uint64 {
	if !in(p, 8, uint64(len(cx.Mem))) {
		cx.fault(p, 8)
		return 0
	}
	return binary.LittleEndian.Uint64(cx.Mem[p:])
}

// Store8 writes a byte.
func (cx *Context) Store8(p uint64, v uint8) {
	if p >= uint64(len(cx.Mem)) {
		cx.fault(p, 1)
		return
	}
	cx.Mem[p] = v
}

// Store16 writes two bytes.
func (cx *Context) Store16(p uint64, v uint16) {
	if !in(p, 2, uint64(len(cx.Mem))) {
		cx.fault(p, 2)
		return
	}
	binary.LittleEndian.PutUint16(cx.Mem[p:], v)
}

// Store32 writes four bytes.
func (cx *Context) Store32(p uint64, v uint32) {
	if !in(p, 4, uint64(len(cx.Mem))) {
		cx.fault(p, 4)
		return
	}
	binary.LittleEndian.PutUint32(cx.Mem[p:], v)
}

// Store64 writes eight bytes.
func (cx *Context) Store64(p uint64, v uint64) {
	if !in(p, 8, uint64(len(cx.Mem))) {
		cx.fault(p, 8)
		return
	}
	binary.LittleEndian.PutUint64(cx.Mem[p:], v)
}

// loadPtr reads a pointer or length of the memory's width.
func (cx *Context) loadPtr(p uint64) uint64 {
	if cx.Opts.Memory64 {
		return cx.Load64(p)
	}
	return uint64(cx.Load32(p))
}

func (cx *Context) storePtr(p, v uint64) {
	if cx.Opts.Memory64 {
		cx.Store64(p, v)
		return
	}
	cx.Store32(p, uint32(v))
}

// CanonicalNaN32 gives every NaN the one form that crosses (canonicalize_nan32).
func CanonicalNaN32(f float32) float32 {
	if f != f {
		return math.Float32frombits(0x7fc00000)
	}
	return f
}

// CanonicalNaN64 gives every NaN the one form that crosses (canonicalize_nan64).
func CanonicalNaN64(f float64) float64 {
	if f != f {
		return math.Float64frombits(0x7ff8000000000000)
	}
	return f
}

// Char is convert_i32_to_char.
func (cx *Context) Char(v uint32) rune {
	if v >= 0x110000 || v-0xD800 < 0x800 {
		cx.Fail(trapf("invalid `char` bit pattern %#x", v))
		return 0
	}
	return rune(v)
}

// LowerChar is char_to_i32.
func (cx *Context) LowerChar(r rune) uint32 {
	if v := uint32(r); v < 0xD800 || v-0xE000 < 0x110000-0xE000 {
		return v
	}
	cx.Fail(valuef("%#x is not a character (Unicode scalar value)", uint32(r)))
	return 0
}

// LiftDiscriminant checks a discriminant of a type of n cases.
func (cx *Context) LiftDiscriminant(v, n uint32) uint32 {
	if v >= n {
		cx.Fail(trapf("invalid variant discriminant %d: discriminant %d out of range [0..%d)", v, v, n))
		return 0
	}
	return v
}

// LowerDiscriminant checks the discriminant of one of the host's values.
func (cx *Context) LowerDiscriminant(v, n uint32) uint32 {
	if v >= n {
		cx.Fail(valuef("there is no case %d in a type of %d cases", v, n))
		return 0
	}
	return v
}

// Realloc allocates, and checks what the guest returns.
func (cx *Context) Realloc(old, oldSize, align, newSize uint64) uint64 {
	return cx.allocate("value", old, oldSize, align, newSize)
}

// allocate is Realloc for what messages call what: "string", "list" or "value".
func (cx *Context) allocate(what string, old, oldSize, align, newSize uint64) uint64 {
	if cx.err != nil {
		return 0
	}
	if cx.Guest == nil {
		cx.Fail(trapf("no realloc function to allocate %d bytes with", newSize))
		return 0
	}
	p, err := cx.Guest.Realloc(old, oldSize, align, newSize)
	if err != nil {
		cx.Fail(err)
		return 0
	}
	cx.Refresh()
	if p&(align-1) != 0 {
		cx.Fail(trapf("realloc return: result not aligned: unaligned pointer %#x, want a multiple of %d", p, align))
		return 0
	}
	if !in(p, newSize, uint64(len(cx.Mem))) {
		cx.Fail(trapf("realloc return: beyond end of memory: %s content out-of-bounds (%d bytes at %#x)", what, newSize, p))
		return 0
	}
	return p
}

// chargeBytes takes n bytes from the budget.
func (cx *Context) chargeBytes(n uint64) bool {
	if n <= cx.left.Bytes {
		cx.left.Bytes -= n
		return true
	}
	cx.exceeded(Budget{Bytes: n})
	return false
}

// chargeElements takes n elements from the budget.
func (cx *Context) chargeElements(n uint64) bool {
	if n <= cx.left.Elements {
		cx.left.Elements -= n
		return true
	}
	cx.exceeded(Budget{Elements: n})
	return false
}

// exceeded fails for a value that is too long by the bytes or the elements
// that it would take, or notes them where it is cut.
func (cx *Context) exceeded(by Budget) {
	used := Budget{Bytes: cx.max.Bytes - cx.left.Bytes + by.Bytes, Elements: cx.max.Elements - cx.left.Elements + by.Elements}
	switch {
	case cx.cut != nil && by.Bytes > 0:
		cx.cut.Bytes = max(cx.cut.Bytes, used.Bytes)
	case cx.cut != nil:
		cx.cut.Elements = max(cx.cut.Elements, used.Elements)
	case by.Bytes > 0:
		cx.Fail(&LimitError{Limit: "lift bytes", Max: cx.max.Bytes, Used: used.Bytes})
	default:
		cx.Fail(&LimitError{Limit: "lift elements", Max: cx.max.Elements, Used: used.Elements})
	}
}

// grant takes up to n bytes from the budget and gives how many: all of them,
// or what stays of a value that is cut.
func (cx *Context) grant(n uint64) (uint64, bool) {
	if n > cx.left.Bytes {
		cx.exceeded(Budget{Bytes: n})
		if cx.err != nil {
			return 0, false
		}
		n = min(cx.keep, cx.left.Bytes)
	}
	cx.left.Bytes -= n
	return n, true
}

// grantElements is grant for up to n elements of cost bytes each.
func (cx *Context) grantElements(n, cost uint64) (uint64, bool) {
	if n > cx.left.Elements {
		cx.exceeded(Budget{Elements: n})
		n = cx.left.Elements
	}
	if cost > 0 && n > cx.left.Bytes/cost && cx.err == nil {
		cx.exceeded(Budget{Bytes: n * cost})
		n = cx.left.Bytes / cost
	}
	if cx.err != nil {
		return 0, false
	}
	cx.left.Elements -= n
	cx.left.Bytes -= n * cost
	return n, true
}

// list checks the range of a list (load_list_from_range) and gives its length in bytes.
func (cx *Context) list(p, n, size, align uint64) (uint64, bool) {
	if cx.err != nil {
		return 0, false
	}
	if n > MaxByteLength/size {
		cx.Fail(trapf("list of %d elements of %d bytes is longer than %d bytes", n, size, uint64(MaxByteLength)))
		return 0, false
	}
	if p&(align-1) != 0 {
		cx.Fail(trapf("unaligned pointer: list at %#x, which is not a multiple of %d", p, align))
		return 0, false
	}
	if !in(p, n*size, uint64(len(cx.Mem))) {
		cx.Fail(trapf("list pointer/length out of bounds of memory: list content out-of-bounds (%d bytes at %#x)", n*size, p))
		return 0, false
	}
	return n * size, true
}

// LiftList checks a list that the caller then reads element by element, and
// gives its length: 0 after an error.
func (cx *Context) LiftList(p, n, size, align uint64) int {
	if _, ok := cx.list(p, n, size, align); !ok {
		return 0
	}
	n, _ = cx.grantElements(n, 2*size)
	return int(n)
}

// LowerList allocates a list of n elements that the caller then writes.
func (cx *Context) LowerList(n int, size, align uint64) uint64 {
	return cx.lowerList("list", n, size, align)
}

func (cx *Context) lowerList(what string, n int, size, align uint64) uint64 {
	if uint64(n) > MaxByteLength/size {
		cx.Fail(valuef("%s of %d elements of %d bytes is longer than %d bytes", what, n, size, uint64(MaxByteLength)))
		return 0
	}
	return cx.allocate(what, 0, 0, align, uint64(n)*size)
}

// LiftBytes copies a list<u8>, or gives a view of it where the call shares them.
func (cx *Context) LiftBytes(p, n uint64) []byte {
	size, ok := cx.list(p, n, 1, 1)
	if !ok {
		return nil
	}
	if cx.share {
		return cx.Mem[p : p+size : p+size]
	}
	if size, ok = cx.grant(size); !ok {
		return nil
	}
	src := cx.Mem[p : p+size]
	b := make([]byte, len(src)) // in this form memory is not cleared first
	copy(b, src)
	return b
}

// LowerBytes writes a list<u8>.
func (cx *Context) LowerBytes(b []byte) (ptr, n uint64) {
	p := cx.LowerList(len(b), 1, 1)
	if cx.err != nil {
		return 0, 0
	}
	copy(cx.Mem[p:], b)
	return p, uint64(len(b))
}
