package wasm_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// typeSection is a module of n types, or groups, that each makes.
func typeSection(n int, each func(out []byte, i int) []byte) []byte {
	body := binary.AppendUvarint(nil, uint64(n))
	for i := range n {
		body = each(body, i)
	}
	out := append([]byte("\x00asm\x01\x00\x00\x00"), 1)
	out = binary.AppendUvarint(out, uint64(len(body)))
	return append(out, body...)
}

// s33 is a type index as references have it.
func s33(out []byte, i int) []byte {
	for ; i >= 64; i >>= 7 {
		out = append(out, byte(i)|0x80)
	}
	return append(out, byte(i))
}

// The library frees types that refer to each other by recursion: ten thousands in
// a row would overflow its stack.
func TestTypesThatReferToEachOther(t *testing.T) {
	for _, tt := range []struct {
		name string
		// link is a type that refers to type i.
		link func(out []byte, i int) []byte
	}{
		{"structs", func(out []byte, i int) []byte {
			return append(s33(append(out, 0x5f, 1, 0x63), i), 0)
		}},
		{"arrays", func(out []byte, i int) []byte {
			return append(s33(append(out, 0x5e, 0x64), i), 1)
		}},
		{"parameters", func(out []byte, i int) []byte {
			return append(s33(append(out, 0x60, 1, 0x63), i), 0)
		}},
		{"results", func(out []byte, i int) []byte {
			return s33(append(out, 0x60, 0, 1, 0x63), i)
		}},
		{"groups", func(out []byte, i int) []byte {
			return append(s33(append(out, 0x4e, 1, 0x5f, 1, 0x63), i), 0)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chain := func(n int) error {
				_, err := wasm.Parse(typeSection(n, func(out []byte, i int) []byte {
					if i == 0 {
						return append(out, 0x5f, 0)
					}
					return tt.link(out, i-1)
				}))
				return err
			}
			require.NoError(t, chain(1001))
			for _, n := range []int{1002, 20_000} {
				require.ErrorContains(t, chain(n), "types refer to each other more than 1000 deep")
			}
		})
	}
	t.Run("supertypes", func(t *testing.T) {
		chain := func(n int) error {
			_, err := wasm.Parse(typeSection(n, func(out []byte, i int) []byte {
				if i == 0 {
					return append(out, 0x50, 0, 0x5f, 0)
				}
				return append(binary.AppendUvarint(append(out, 0x50, 1), uint64(i-1)), 0x5f, 0)
			}))
			return err
		}
		require.NoError(t, chain(64))
		require.ErrorContains(t, chain(65), "sub type hierarchy too deep")
	})
	t.Run("many that refer to one", func(t *testing.T) {
		_, err := wasm.Parse(typeSection(20_000, func(out []byte, _ int) []byte {
			return append(out, 0x5f, 1, 0x63, 0, 0)
		}))
		require.NoError(t, err)
	})
}
