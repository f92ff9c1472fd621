package engine

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

var someMeta = meta{
	imports: []ImportType{
		{Module: "a", Name: "f", Type: FuncType{Params: []ValType{I32, V128}, Results: []ValType{ExternRef}}},
		{Module: "a", Name: "t", Type: TableType{Elem: FuncRef, Is64: true, Limits: wasm.Limits{Min: 1, Max: 1 << 40, HasMax: true}}},
		{Module: "", Name: "m", Type: MemoryType{Is64: true, PageSizeLog2: 16, Limits: wasm.Limits{Min: 3}}},
	},
	exports: []ExportType{
		{Name: "g", Index: 7, Type: GlobalType{Value: 0x63 | 5<<8, Mutable: true}},
		{Name: "e", Type: TagType{Params: []ValType{F32}}},
	},
	memories: []MemoryType{{PageSizeLog2: 16, Limits: wasm.Limits{Min: 1, Max: 2, HasMax: true}}},
	tables:   []tableUse{{typ: TableType{Elem: ExternRef}, defined: true, grows: true}},
}

func TestMetaIsDecodedAsItWasEncoded(t *testing.T) {
	for _, want := range []meta{{}, someMeta} {
		encoded := want.encode()
		got, err := decodeMeta(encoded)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, got, cmp.AllowUnexported(meta{}, tableUse{})))
		for n := range encoded {
			_, err := decodeMeta(encoded[:n])
			require.ErrorIs(t, err, errMeta)
		}
		_, err = decodeMeta(append(encoded, 0))
		require.ErrorIs(t, err, errMeta)
	}
}

// FuzzDecodeMeta: any bytes give a description or an error, and a description
// encodes to one that is decoded to the same.
func FuzzDecodeMeta(f *testing.F) {
	f.Add(someMeta.encode())
	f.Add((&meta{}).encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeMeta(b)
		if err != nil {
			require.ErrorIs(t, err, errMeta)
			return
		}
		again, err := decodeMeta(m.encode())
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(m, again, cmp.AllowUnexported(meta{}, tableUse{})))
		m.tableBytes(1 << 63)
	})
}
