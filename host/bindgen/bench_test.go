package bindgen

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/echo"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// ten is a record of scalars alone.
var ten = echo.Scalars{
	ABool: true, AnU8: 1, AnS8: 2, AnU16: 3, AnS16: 4, AnU32: 5, AnS32: 6, AnU64: 7, AnS64: 8, AnF32: 9, AnF64: 10, AChar: 'x',
}

// BenchmarkEcho sends values through the component to the host and back: each
// is lowered twice and lifted twice.
func BenchmarkEcho(b *testing.B) {
	i := echoes(b, &mirror{})
	ctx := context.Background()
	run := func(name string, call func() error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := call(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	v := i.Values()
	run("bool", func() error { _, err := v.Bools(ctx, true); return err })
	run("record of 12 scalars", func() error { _, err := v.Scalar(ctx, ten); return err })
	run("flags", func() error { _, err := v.Flagged(ctx, echo.PermissionsRead); return err })
	run("string of 16 bytes", func() error { _, err := v.Strings(ctx, "sixteen bytes..."); return err })
	run("result without error", func() error { _, err := v.MayFail(ctx, 1); return err })
	kib := make([]byte, 1<<10)
	run("list<u8> of 1 KiB", func() error { _, err := v.ListU8(ctx, kib); return err })
}

// TestScalarsAllocateNothing holds generated code to what it promises.
func TestScalarsAllocateNothing(t *testing.T) {
	i := echoes(t, &mirror{})
	ctx := t.Context()
	v := i.Values()
	for name, call := range map[string]func() error{
		"bool":                 func() error { _, err := v.Bools(ctx, true); return err },
		"record of 12 scalars": func() error { _, err := v.Scalar(ctx, ten); return err },
		"flags":                func() error { _, err := v.Flagged(ctx, echo.PermissionsRead); return err },
		"enum":                 func() error { _, err := v.Colors(ctx, echo.ColorGreen); return err },
		"tuple":                func() error { _, err := v.Words64(ctx, 1, 2); return err },
		"result":               func() error { _, err := v.MayFail(ctx, 1); return err },
		"array":                func() error { _, err := v.Fixed(ctx, [3]uint16{1, 2, 3}); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var failed error
			allocs := testing.AllocsPerRun(100, func() {
				if err := call(); err != nil {
					failed = err
				}
			})
			if failed != nil {
				t.Fatal(failed)
			}
			if allocs != 0 {
				t.Fatalf("%v allocations, want none", allocs)
			}
		})
	}
}

// BenchmarkGenerate reads and generates the whole world wasi:http/proxy.
func BenchmarkGenerate(b *testing.B) {
	path := filepath.Join(codegen(b), "wasi-http", "wit")
	for b.Loop() {
		m, err := wit.Load(path, wit.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Generate(Options{Model: m, World: "proxy", Package: "proxy"}); err != nil {
			b.Fatal(err)
		}
	}
}
