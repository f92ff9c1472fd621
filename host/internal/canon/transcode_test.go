package canon

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
)

func inUTF16(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

func inLatin1(s string) string {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return string(b)
}

// A callee sees which sizes its realloc is asked for, so they are part of the
// canonical ABI. The figures are those of the specification's reference.
func TestStringsAreTranscodedByTheCallsOfTheSpecification(t *testing.T) {
	const tag = 1 << 31
	type call [3]uint64 // old size, alignment, new size
	for _, tt := range []struct {
		name     string
		from, to Encoding
		s        string
		n        uint64 // of the caller
		asked    []call
		want     uint64 // of the callee
	}{
		{"utf8", UTF8, UTF8, "aé€", 6, []call{{0, 1, 6}}, 6},

		{"utf8 to utf16, nothing", UTF8, UTF16, "", 0, []call{{0, 2, 0}}, 0},
		{"utf8 to utf16, ASCII", UTF8, UTF16, "abc", 3, []call{{0, 2, 6}}, 3},
		{"utf8 to utf16, shorter", UTF8, UTF16, "ab😀ÿ", 8, []call{{0, 2, 16}, {16, 2, 10}}, 5},

		{"utf8 to latin1, ASCII", UTF8, Latin1UTF16, "abc", 3, []call{{0, 2, 3}}, 3},
		{"utf8 to latin1, shorter", UTF8, Latin1UTF16, "aé", 3, []call{{0, 2, 3}, {3, 2, 2}}, 2},
		{"utf8 to latin1, no latin1", UTF8, Latin1UTF16, "é€", 5, []call{{0, 2, 5}, {5, 2, 10}, {10, 2, 4}}, 2 | tag},
		{"utf8 to latin1, late", UTF8, Latin1UTF16, "ab😀ÿ", 8, []call{{0, 2, 8}, {8, 2, 16}, {16, 2, 10}}, 5 | tag},

		{"utf16 to utf8, ASCII", UTF16, UTF8, "abc", 3, []call{{0, 1, 3}}, 3},
		{"utf16 to utf8, beyond", UTF16, UTF8, "aé", 2, []call{{0, 1, 2}, {2, 1, 6}, {6, 1, 3}}, 3},
		{"utf16 to utf8, the worst", UTF16, UTF8, "€€", 2, []call{{0, 1, 2}, {2, 1, 6}}, 6},
		{"utf16 to utf8, pairs", UTF16, UTF8, "ab😀ÿ", 5, []call{{0, 1, 5}, {5, 1, 15}, {15, 1, 8}}, 8},

		{"utf16", UTF16, UTF16, "a€é", 3, []call{{0, 2, 6}}, 3},

		{"utf16 to latin1", UTF16, Latin1UTF16, "aé", 2, []call{{0, 2, 2}}, 2},
		{"utf16 to latin1, no latin1", UTF16, Latin1UTF16, "a€é", 3, []call{{0, 2, 3}, {3, 2, 6}}, 3 | tag},

		{"latin1 to utf8, ASCII", Latin1UTF16, UTF8, "abc", 3, []call{{0, 1, 3}}, 3},
		{"latin1 to utf8", Latin1UTF16, UTF8, "aé", 2, []call{{0, 1, 2}, {2, 1, 4}, {4, 1, 3}}, 3},
		{"tagged to utf8", Latin1UTF16, UTF8, "é€", 2 | tag, []call{{0, 1, 2}, {2, 1, 6}, {6, 1, 5}}, 5},

		{"latin1 to utf16", Latin1UTF16, UTF16, "aé", 2, []call{{0, 2, 4}}, 2},
		{"tagged to utf16", Latin1UTF16, UTF16, "a€é", 3 | tag, []call{{0, 2, 6}}, 3},

		{"latin1", Latin1UTF16, Latin1UTF16, "aé", 2, []call{{0, 2, 2}}, 2},
		{"tagged", Latin1UTF16, Latin1UTF16, "a€é", 3 | tag, []call{{0, 2, 6}}, 3 | tag},
		{"tagged for nothing", Latin1UTF16, Latin1UTF16, "aé", 2 | tag, []call{{0, 2, 4}, {4, 1, 2}}, 2},
		{"tagged and empty", Latin1UTF16, Latin1UTF16, "", tag, []call{{0, 2, 0}, {0, 1, 0}}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.s
			if tt.from == UTF16 || tt.n&tag != 0 {
				text = inUTF16(tt.s)
			} else if tt.from == Latin1UTF16 {
				text = inLatin1(tt.s)
			}
			g := &fakeGuest{}
			src := newContext(&fakeGuest{mem: []byte("\x00\x00" + text)}, Options{Encoding: tt.from})
			dst := newContext(g, Options{Encoding: tt.to})
			p, n := transfer{src, dst}.text(2, tt.n)
			require.NoError(t, src.Err())
			require.NoError(t, dst.Err())
			var asked []call
			for _, c := range g.calls {
				asked = append(asked, call(c[1:]))
			}
			require.Equal(t, tt.asked, asked)
			require.Equal(t, tt.want, n)
			require.Equal(t, tt.s, dst.LiftString(p, n))
		})
	}
}

func TestEveryPointerOfATranscodedStringIsChecked(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to Encoding
		mem      string
		n        uint64
		answers  []byte // times four, as hostileGuest has it
		want     string
	}{
		{"utf8 to utf16, the first", UTF8, UTF16, "éé", 4, []byte{200}, "string content out-of-bounds"},
		{"utf8 to utf16, the shorter", UTF8, UTF16, "éé", 4, []byte{0, 200}, "string content out-of-bounds"},
		{"utf16 to utf8, the longer", UTF16, UTF8, "\xe9\x00\xe9\x00", 2, []byte{0, 200}, "string content out-of-bounds"},
		{"utf16 to utf8, the shorter", UTF16, UTF8, "\xe9\x00\xe9\x00", 2, []byte{0, 0, 200}, "string content out-of-bounds"},
		{"utf8 to latin1, the longer", UTF8, Latin1UTF16, "é€", 5, []byte{0, 200}, "string content out-of-bounds"},
		{"utf8 to latin1, the last", UTF8, Latin1UTF16, "é€", 5, []byte{0, 0, 200}, "string content out-of-bounds"},
		{"not UTF-16", UTF16, UTF8, "\x00\xd8", 1, nil, "invalid utf-16 at byte 0"},
		{"not UTF-8", UTF8, UTF16, "a\xff", 2, nil, "invalid utf-8 at byte 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := newContext(&fakeGuest{mem: []byte(tt.mem)}, Options{Encoding: tt.from})
			dst := newContext(&hostileGuest{mem: make([]byte, 64), answers: tt.answers}, Options{Encoding: tt.to})
			x := transfer{src, dst}
			x.text(0, tt.n)
			x.settle()
			require.ErrorContains(t, dst.Err(), tt.want)
			require.ErrorAs(t, dst.Err(), new(*TrapError))
		})
	}
}

// A component may call itself with another encoding on either side: realloc
// then changes the very memory that the string comes from.
func TestAStringOfTheSameMemory(t *testing.T) {
	g := &hostileGuest{mem: []byte(strings.Repeat("é", 32)), answers: []byte{0, 2, 4}, grow: 0xff}
	src, dst := newContext(g, Options{}), newContext(g, Options{Encoding: UTF16})
	dst.Inst = src.Inst
	p, n := transfer{src, dst}.text(0, 8)
	require.NoError(t, dst.Err())
	require.Equal(t, uint64(4), n)
	require.Equal(t, uint64(8), p)
}

// crossGuest is a memory whose realloc writes to another one of the component.
type crossGuest struct {
	hostileGuest
	other []byte
	fill  string
}

func (g *crossGuest) Realloc(old, oldSize, align, newSize uint64) (uint64, error) {
	for i := range g.other {
		g.other[i] = g.fill[i%len(g.fill)]
	}
	return g.hostileGuest.Realloc(old, oldSize, align, newSize)
}

// A component may have several memories, and call itself from one to the other:
// its realloc can write to the one that the string comes from.
func TestAStringOfTheSameComponent(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to Encoding
		s, fill  string
	}{
		{"utf8", UTF8, UTF8, "plain", "\xff"},
		{"utf8 to utf16", UTF8, UTF16, "né", "\xff"},
		{"utf8 to latin1", UTF8, Latin1UTF16, "né", "\xff"},
		{"utf16 to utf8", UTF16, UTF8, "plain", "\x00\xd8"},
		{"utf16 to utf8, twice", UTF16, UTF8, "né€", "\x00\xd8"},
		{"utf16 to latin1", UTF16, Latin1UTF16, "n€", "\x00\xd8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, n := tt.s, len(tt.s)
			if tt.from == UTF16 {
				text = inUTF16(tt.s)
				n = len(text) / 2
			}
			mem := []byte(text)
			src := newContext(&fakeGuest{mem: mem}, Options{Encoding: tt.from})
			dst := newContext(&crossGuest{
				hostileGuest: hostileGuest{mem: make([]byte, 64), answers: []byte{0, 0, 0}},
				other:        mem, fill: tt.fill,
			}, Options{Encoding: tt.to})
			dst.Inst = src.Inst
			p, length := transfer{src, dst}.text(0, uint64(n))
			require.NoError(t, dst.Err())
			require.Equal(t, tt.s, dst.LiftString(p, length))
		})
	}
}

func BenchmarkTranscode(b *testing.B) {
	text := strings.Repeat("plain text, ", 1000)
	src := newContext(&fakeGuest{mem: []byte(text)}, Options{})
	for _, to := range []Encoding{UTF8, UTF16, Latin1UTF16} {
		b.Run(to.String(), func(b *testing.B) {
			dst := newContext(&fixedGuest{mem: make([]byte, 1<<16)}, Options{Encoding: to})
			f, err := compiler().Func(fn([]types.Type{types.String}, nil))
			require.NoError(b, err)
			in, out := []uint64{0, uint64(len(text))}, make([]uint64, 2)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				TransferParams(src, dst, f, f, in, out)
			}
			require.NoError(b, dst.Err())
		})
	}
}
