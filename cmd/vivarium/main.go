// Vivarium runs code that nobody has reviewed. See `vivarium help`.
package main

import (
	"os"

	"github.com/vivarium-wasm/vivarium/internal/command"
)

func main() {
	os.Exit(command.Main(os.Args, os.Stdin, os.Stdout, os.Stderr, os.Environ()...))
}
