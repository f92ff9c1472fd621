package main

import (
	"testing"

	"github.com/vivarium-wasm/vivarium/examples/internal/exampletest"
)

func TestMain(m *testing.M) { exampletest.Main(m) }

func Example() {
	main()
	// Output:
	// audit: GET allowed: true
	// audit: GET allowed: false
	// oslo 21
	// the rest of the server is out of reach
}
