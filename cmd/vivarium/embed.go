//go:build vivarium_embed

package main

import (
	"embed"
	"io/fs"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// guests are the guests that the command carries in itself. `just release` puts
// them there; by hand, copy build/guests/*.wasm to a folder guests beside this
// file.
//
//go:embed guests/*.wasm
var guests embed.FS

func init() {
	files, err := fs.Sub(guests, "guests")
	if err != nil {
		panic(err)
	}
	sandbox.RegisterGuests(files)
}
