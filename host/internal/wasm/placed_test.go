package wasm

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// dataModule is a module with a memory of one page and active data segments
// with these expressions as their offsets.
func dataModule(exprs ...[]byte) []byte {
	out := []byte("\x00asm\x01\x00\x00\x00\x05\x03\x01\x00\x01")
	body := []byte{byte(len(exprs))}
	for _, e := range exprs {
		body = append(body, 0)
		body = append(body, e...)
		body = append(body, 0x0b, 2, 'h', 'i')
	}
	out = append(out, 11, byte(len(body)))
	return append(out, body...)
}

func TestPlacedData(t *testing.T) {
	for _, tt := range []struct {
		name string
		expr []byte
		at   uint64
		ok   bool
	}{
		{"small", []byte{0x41, 8}, 8, true},
		{"two bytes", []byte{0x41, 0x80, 0x08}, 1024, true},
		{"longer than need be", []byte{0x41, 0x88, 0x80, 0x80, 0x80, 0x00}, 8, true},
		{"the last two bytes", []byte{0x41, 0xfe, 0xff, 0x03}, 65534, true},
		{"one byte too far", []byte{0x41, 0xff, 0xff, 0x03}, 0, false},
		{"negative is far out", []byte{0x41, 0x7f}, 0, false},
		{"a global", []byte{0x23, 0}, 0, false},
		{"a sum", []byte{0x41, 1, 0x41, 1, 0x6a}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Parse(dataModule(tt.expr))
			require.NoError(t, err)
			placed, ok := m.PlacedData()
			require.Equal(t, tt.ok, ok)
			if ok {
				require.Equal(t, []PlacedData{{Memory: 0, Offset: tt.at, Init: []byte("hi")}}, placed)
			}
		})
	}
	m, err := Parse(dataModule())
	require.NoError(t, err)
	placed, ok := m.PlacedData()
	require.True(t, ok)
	require.Empty(t, placed)
}
