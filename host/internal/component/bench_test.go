package component

import (
	"testing"

	"github.com/stretchr/testify/require"
)

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
