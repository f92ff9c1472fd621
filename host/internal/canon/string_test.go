package canon

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStringsInMemory(t *testing.T) {
	const tag = 1 << 31
	for _, tt := range []struct {
		name  string
		enc   Encoding
		s     string
		bytes string
		n     uint64
		align uint64
	}{
		{"utf8", UTF8, "aé€😀", "aé€😀", 10, 1},
		{"utf8, empty", UTF8, "", "", 0, 1},
		{"utf16", UTF16, "aé€😀", "a\x00\xe9\x00\xac\x20\x3d\xd8\x00\xde", 5, 2},
		{"latin1", Latin1UTF16, "aéÿ", "a\xe9\xff", 3, 2},
		{"latin1+utf16 beyond latin1", Latin1UTF16, "é€", "\xe9\x00\xac\x20", 2 | tag, 2},
		{"latin1+utf16, empty", Latin1UTF16, "", "", 0, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := &fakeGuest{}
			cx := newContext(g, Options{Encoding: tt.enc})
			p, n := cx.LowerString(tt.s)
			require.NoError(t, cx.Err())
			require.Equal(t, tt.n, n)
			require.Equal(t, tt.bytes, string(cx.Mem[p:p+uint64(len(tt.bytes))]))
			require.Equal(t, [][4]uint64{{0, 0, tt.align, uint64(len(tt.bytes))}}, g.calls, "one allocation of the exact size")
			require.Equal(t, tt.s, cx.LiftString(p, n))
			require.NoError(t, cx.Err())
		})
	}
}

func TestStringsThatAreNone(t *testing.T) {
	const tag = 1 << 31
	for _, tt := range []struct {
		name string
		enc  Encoding
		mem  string
		p, n uint64
		want string
	}{
		{"not UTF-8", UTF8, "ab\xffc", 0, 4, "invalid utf-8 at byte 2"},
		{"surrogate in UTF-8", UTF8, "\xed\xa0\x80", 0, 3, "invalid utf-8 at byte 0"},
		{"cut short", UTF8, "a\xe2\x82", 0, 3, "incomplete utf-8 byte sequence at byte 1"},
		{"beyond memory", UTF8, "abcd", 1, 4, "string content out-of-bounds"},
		{"length of 4 GiB", UTF8, "abcd", 0, 1<<32 - 1, "longer than"},
		{"lone high surrogate", UTF16, "\x00\xd8a\x00", 0, 2, "invalid utf-16 at byte 0"},
		{"high surrogate at the end", UTF16, "a\x00\x00\xd8", 0, 2, "invalid utf-16 at byte 2"},
		{"lone low surrogate", UTF16, "\x00\xdc", 0, 1, "invalid utf-16 at byte 0"},
		{"UTF-16 not aligned", UTF16, "abcd", 1, 1, "unaligned pointer"},
		{"UTF-16 beyond memory", UTF16, "abcd", 0, 3, "string content out-of-bounds"},
		{"UTF-16, twice the length overflows", UTF16, "abcd", 0, 1 << 63, "longer than"},
		{"tagged UTF-16 beyond memory", Latin1UTF16, "abcd", 0, 3 | tag, "string content out-of-bounds"},
		{"latin1 not aligned", Latin1UTF16, "abcd", 1, 1, "unaligned pointer"},
		{"tagged, lone surrogate", Latin1UTF16, "\x00\xdc", 0, 1 | tag, "invalid utf-16"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cx := newContext(&fakeGuest{mem: []byte(tt.mem)}, Options{Encoding: tt.enc})
			require.Empty(t, cx.LiftString(tt.p, tt.n))
			require.ErrorContains(t, cx.Err(), tt.want)
			require.ErrorAs(t, cx.Err(), new(*TrapError))
		})
	}
}

func TestHostStringsThatNoGuestCanHold(t *testing.T) {
	cx := newContext(&fakeGuest{}, Options{})
	cx.LowerString("a\xff")
	require.ErrorAs(t, cx.Err(), new(*TypeError))
}

func TestTranscodingCountsWhatGoNeeds(t *testing.T) {
	cx := newContext(&fakeGuest{mem: []byte(strings.Repeat("\xff", 100))}, Options{Encoding: Latin1UTF16})
	cx.Enter(Budget{Bytes: 150})
	cx.LiftString(0, 100)
	require.ErrorContains(t, cx.Err(), "asked for 200")
}
