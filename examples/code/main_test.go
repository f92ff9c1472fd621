package main

import (
	"testing"

	"github.com/vivarium-wasm/vivarium/examples/internal/exampletest"
)

func TestMain(m *testing.M) { exampletest.Main(m) }

func Example() {
	main()
	// Output:
	// print(12345*67890)             -> printed "838102050\n"
	// sum(n * n for n in range(10))  -> value 285
	// {}["key"]                      -> raised KeyError
	// def broken(:                   -> raised SyntaxError
	// while True: pass               -> stopped by the limit "timeout"
	// open("/etc/passwd")            -> raised FileNotFoundError
}
