package component

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// BenchmarkParse decodes and validates the guests, whose core modules are large.
func BenchmarkParse(b *testing.B) {
	for _, name := range []string{"micropython", "cpython"} {
		b.Run(name, func(b *testing.B) {
			binary, err := os.ReadFile(needs.Guest(b, name))
			require.NoError(b, err)
			b.SetBytes(int64(len(binary)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(binary); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	binary := dummyComponent(b, largeWorld(40))
	b.SetBytes(int64(len(binary)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(binary); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	binary := dummyComponent(b, largeWorld(40))
	ast, err := Decode(binary)
	require.NoError(b, err)
	b.SetBytes(int64(len(binary)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Validate(ast); err != nil {
			b.Fatal(err)
		}
	}
}
