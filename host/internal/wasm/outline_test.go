package wasm_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// A component may name the types of things that the host does not run: the outline
// has them, and reading the code says which it is.
func TestOutlinesOfModulesThatAreNotRun(t *testing.T) {
	exact := outline(t, `(module (type $f (func (param i64))) (import "" "a" (func (type $f))) (import "" "b" (func (exact (type $f)))) (func (type $f)))`)
	require.Equal(t, []bool{false, true, true}, []bool{exact.Exact(0), exact.Exact(1), exact.Exact(2)})
	shared := outline(t, `(module (import "" "m" (memory 1 2 shared)))`)
	require.Equal(t, wasm.MemoryType{Limits: wasm.Limits{Min: 1, Max: 2, HasMax: true}, Shared: true, PageSizeLog2: 16}, shared.Imports[0].Type)
	groups, err := wasm.ReadOutline([]byte(wasm.Preamble + "\x01\x04\x01\x60\x00\x00" +
		"\x02\x1a\x02\x01a\x00\x7f\x02\x01f\x00\x00\x01g\x03\x7f\x00" + // (import "a" (item "f" (func)) (item "g" (global i32)))
		"\x01b\x00\x7e\x00\x00\x02\x01h\x01i")) // (import "b" (item "h") (item "i") (func))
	require.NoError(t, err)
	var names []string
	for _, im := range groups.Imports {
		names = append(names, im.Module+"."+im.Name+" "+im.Type.String())
	}
	require.Equal(t, []string{"a.f (func)", "a.g (global i32)", "b.h (func)", "b.i (func)"}, names)
	require.Equal(t, 3, groups.ImportedFuncs)

	for _, c := range []struct {
		outline  *wasm.Outline
		proposal wasm.Proposal
	}{
		{exact, wasm.CustomDescriptors},
		{shared, wasm.Threads},
		{groups, wasm.CompactImports},
	} {
		_, err := c.outline.ReadCode()
		var unsupported *wasm.UnsupportedError
		require.ErrorAs(t, err, &unsupported)
		require.Equal(t, c.proposal, unsupported.Proposal)
	}
}

func TestCustoms(t *testing.T) {
	o, err := wasm.ReadOutline([]byte(wasm.Preamble + "\x00\x03\x01ax" + "\x01\x01\x00" + "\x00\x02\x01b" + "\x00\x04\x01ayz"))
	require.NoError(t, err)
	var got []string
	for name, data := range o.Customs() {
		got = append(got, name+"="+string(data))
	}
	require.Equal(t, []string{"a=x", "b=", "a=yz"}, got)
	for name := range o.Customs() {
		require.Equal(t, "a", name)
		break
	}
}

// An outline may be read on by several goroutines: none changes it.
func TestReadCodeLeavesTheOutline(t *testing.T) {
	o := outline(t, `(module (func $f) (func $g) (func (export "h") (drop (ref.func $g))) (elem declare func $g) (export "f" (func $f)))`)
	first, err := o.ReadCode()
	require.NoError(t, err)
	done := make(chan error)
	for range 4 {
		go func() {
			m, err := o.ReadCode()
			if err == nil {
				_, _, err = m.ImageModule()
			}
			done <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-done)
	}
	again, err := o.ReadCode()
	require.NoError(t, err)
	require.Equal(t, first.Cost(), again.Cost())
}

// The memory that reading takes is in proportion to the length of the module, however
// small its parts are.
func TestReadingIsBoundedByTheLength(t *testing.T) {
	const n = 100_000
	for name, item := range map[string][]byte{
		"structs":            {0x5f, 0},
		"functions":          {0x60, 0, 0},
		"groups":             {0x4e, 1, 0x5f, 0},
		"empty groups":       {0x4e, 0},
		"groups of two":      {0x4e, 2, 0x5f, 0, 0x5f, 0},
		"fields":             append([]byte{0x5f, 10}, bytes.Repeat([]byte{0x7f, 0}, 10)...),
		"a type and subtype": {0x50, 0, 0x5f, 0},
	} {
		t.Run(name, func(t *testing.T) {
			src := typeSection(n, func(out []byte, _ int) []byte { return append(out, item...) })
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := wasm.ReadOutline(src)
			runtime.ReadMemStats(&after)
			require.NoError(t, err)
			require.Less(t, (after.TotalAlloc-before.TotalAlloc)/uint64(len(src)), uint64(200), "bytes allocated for a byte read")
		})
	}
}
