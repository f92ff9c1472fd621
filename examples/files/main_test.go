package main

import (
	"testing"

	"github.com/vivarium-wasm/vivarium/examples/internal/exampletest"
)

func TestMain(m *testing.M) { exampletest.Main(m) }

func Example() {
	main()
	// Output:
	// counting apple
	// counting pear
	// report.txt: "sold: 8\n"
	// sales.csv: "apple,3\nmelon,4\npear,5\n"
}
