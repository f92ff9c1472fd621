// Command othermodule is linked as a program is that takes the module engine of
// another version: see TestAnEngineModuleOfAnotherVersion.
package main

// const char vivarium_engine_module[] = "the digest of another crate";
import "C"

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

func main() {
	_, err := engine.New(engine.Config{})
	fmt.Println(err)
}
