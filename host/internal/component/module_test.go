package component

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
)

func TestParseModule(t *testing.T) {
	header := "\x00asm\x01\x00\x00\x00"
	m, err := ParseModule([]byte(header +
		"\x01\x05\x01\x60\x01\x7f\x00" + // type 0: func (param i32)
		"\x02\x07\x01\x01m\x01f\x00\x00" + // import m.f, of type 0
		"\x05\x03\x01\x00\x01" + // a memory of one page
		"\x07\x09\x02\x01g\x00\x00\x01h\x02\x00")) // exports g, h
	require.NoError(t, err)
	got := m.Type
	f := &types.CoreFunc{Params: []types.CoreValType{types.I32}}
	require.Equal(t, []types.CoreImport{{Module: "m", Name: "f", Type: f}}, got.Imports)
	require.Equal(t, []types.CoreExport{
		{Name: "g", Type: f},
		{Name: "h", Type: &types.CoreMemory{Limits: types.Limits{Min: 1}, PageSizeLog2: 16}},
	}, got.Exports)

	for binary, says := range map[string]string{
		"":                        "component: offset 0x0: unexpected end-of-file",
		"\x00asm\x0d\x00\x01\x00": "expected a version header for a module",
		"no wasm at all":          "magic header not detected",
		"\x00asm\x02\x00\x00\x00": "unknown binary version",
		header + "\xff":           "component: offset 0x8: malformed section id: 255",
		header + "\x02\x07\x01\x01m\x01f\x00\x00": "type index out of bounds",
		header + "\x01\x7f":                       "unexpected end",
	} {
		_, err := ParseModule([]byte(binary))
		require.ErrorContains(t, err, says, "%q", binary)
	}
}
