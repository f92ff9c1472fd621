// Package exampletest runs the tests of the examples with the guest of this
// checkout.
package exampletest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// Main is the TestMain of an example that needs the interpreter. The test runs in
// the example's folder, two below the root of the repository.
func Main(m *testing.M) {
	guest, err := filepath.Abs("../../build/guests/" + sandbox.DefaultGuest + ".wasm")
	if err == nil {
		_, err = os.Stat(guest)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "the guest is missing: run `just guests`: %v\n", err)
		os.Exit(1)
	}
	os.Setenv(sandbox.GuestVariable, guest)
	os.Exit(m.Run())
}
