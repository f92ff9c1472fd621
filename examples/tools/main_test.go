package main

import (
	"testing"

	"github.com/vivarium-wasm/vivarium/examples/internal/exampletest"
)

func TestMain(m *testing.M) { exampletest.Main(m) }

func Example() {
	main()
	// Output:
	// price: The price of an article.
	// a melon and two apples: 4.25
	// there is no price of the moon
	// calls of tools: 3
}
