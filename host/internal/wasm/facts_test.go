package wasm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// A module with facts is the one that reading its code gives: its cost, its state,
// and what it is rewritten to.
func TestFactsStandForTheCode(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":   `(module)`,
		"globals":   `(module (global $sp (mut i32) (i32.const 9)) (global (mut i32) (i32.const 1)) (func (global.set $sp (i32.const 1))))`,
		"tables":    `(module (table 1 funcref) (table 1 funcref) (func (table.set 0 (i32.const 0) (ref.null func)) (drop (table.grow 1 (ref.null func) (i32.const 0)))))`,
		"segments":  `(module (memory 1) (data "x") (data (i32.const 0) "y") (func (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0)) (data.drop 1)))`,
		"reads":     `(module (memory 1) (data $d "x") (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0))))`,
		"reference": `(module (func $f) (func (drop (ref.func $f))) (elem declare func $f))`,
		"flow":      `(module (type $s (struct)) (func (drop (struct.new $s)) (drop (struct.new $s)) (drop (struct.new $s))))`,
	} {
		t.Run(name, func(t *testing.T) {
			read, err := wasm.Parse(assemble(t, text))
			require.NoError(t, err)
			facts, err := read.Facts()
			require.NoError(t, err)
			o, err := wasm.ReadOutline(read.Bytes())
			require.NoError(t, err)
			known, err := o.WithFacts(facts)
			require.NoError(t, err)

			require.Equal(t, read.Cost(), known.Cost())
			require.Equal(t, read.FlowWork(), known.FlowWork())
			require.Equal(t, read.MutableGlobals(), known.MutableGlobals())
			require.Equal(t, read.Mutations(), known.Mutations())
			require.Equal(t, read.Imageable(), known.Imageable())
			for i := range read.Tables {
				require.Equal(t, read.GrowsTable(uint32(i)), known.GrowsTable(uint32(i)))
			}
			for _, rewrite := range []func(*wasm.Module) (*wasm.Module, []wasm.GlobalExport, error){
				(*wasm.Module).ExportGlobals, (*wasm.Module).ImageModule,
			} {
				want, wantGlobals, wantErr := rewrite(read)
				got, gotGlobals, gotErr := rewrite(known)
				require.Equal(t, wantErr, gotErr)
				require.Equal(t, wantGlobals, gotGlobals)
				if wantErr == nil {
					require.Equal(t, want.Bytes(), got.Bytes())
				}
			}
			again, err := known.Facts()
			require.NoError(t, err)
			require.Equal(t, facts, again)
		})
	}
}

func TestFactsThatCannotBeOfTheModule(t *testing.T) {
	o, err := wasm.ReadOutline([]byte(wasm.Preamble))
	require.NoError(t, err)
	for name, facts := range map[string]string{
		"empty":            ``,
		"text":             `facts`,
		"another size":     `{"Cost":{"Size":9}}`,
		"a global":         `{"Cost":{"Size":8},"GlobalsSet":[1]}`,
		"no such mutation": `{"Cost":{"Size":8},"Mutates":[{"Kind":200,"Offset":1}]}`,
		"unknown":          `{"Cost":{"Size":8},"More":1}`,
	} {
		_, err := o.WithFacts([]byte(facts))
		require.Error(t, err, name)
	}
	_, err = o.WithFacts([]byte(`{"Cost":{"Size":8}}`))
	require.NoError(t, err)
}
