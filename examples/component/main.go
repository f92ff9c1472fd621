// Component loads a plug-in of a world of the program's own. The world is
// wit/pricing.wit, the plug-in the Rust crate in guest/, and package pricing what
// bindgen wrote for the world: no pointer, length or handle is in this program.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/vivarium-wasm/vivarium/examples/component/pricing"
	"github.com/vivarium-wasm/vivarium/host"
)

//go:generate go run ../../cmd/vivarium bindgen --package pricing --omit-fakes wit

// stock is what the program offers to the plug-in.
type stock map[string]uint32

// Available returns when ctx ends, where it takes long: the plug-in waits for it.
func (s stock) Available(_ context.Context, article string) (uint32, error) {
	return s[article], nil
}

// panicError is a panic of the plug-in, as its panic hook tells it.
type panicError struct {
	Message string
	// Place is the file, line and column in the plug-in's source.
	Place string
}

func (e *panicError) Error() string {
	return fmt.Sprintf("the plug-in panicked at %s: %s", e.Place, e.Message)
}

// panics is what the program offers to the plug-in's panic hook.
type panics struct{}

// Panicked ends the call with a *host.Trap that has the *panicError as its cause.
func (panics) Panicked(_ context.Context, message, place string) error {
	return &panicError{Message: message, Place: place}
}

func main() {
	file := flag.String("plugin", "build/examples/pricing.wasm", "the plug-in, as build.sh makes it")
	flag.Parse()
	if err := run(context.Background(), *file, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, file string, out io.Writer) (err error) {
	binary, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%w: examples/component/build.sh makes it", err)
	}
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	component, err := engine.Load(ctx, binary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, component.Close()) }()

	plugin, err := pricing.Instantiate(ctx, component, pricing.Imports{
		Stock:  stock{"apple": 100, "melon": 3},
		Plugin: panics{},
	})
	if err != nil {
		return err // a *host.LinkError says what differs from the world
	}
	defer func() { err = errors.Join(err, plugin.Close()) }()

	for _, order := range [][]pricing.Line{
		{{Article: "apple", Pieces: 2, Cents: 50}, {Article: "melon", Pieces: 1, Cents: 325}},
		{{Article: "apple", Pieces: 20, Cents: 50}},
		{{Article: "melon", Pieces: 4, Cents: 325}},
		nil,
	} {
		cents, err := plugin.Price(ctx, order)
		var missing pricing.ProblemOutOfStock
		switch {
		case errors.As(err, &missing):
			fmt.Fprintln(out, "there is too little of:", missing.Value)
		case errors.Is(err, pricing.ProblemEmpty{}):
			fmt.Fprintln(out, "nothing was ordered")
		case err != nil:
			return err // a trap, or a limit
		default:
			fmt.Fprintf(out, "%d.%02d\n", cents/100, cents%100)
		}
	}
	return nil
}
