package bindgen_test

import (
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/bindgen"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// A world becomes Go: interfaces for its imports, methods for its exports.
func Example() {
	model, err := wit.Parse("greeter.wit", `
		package demo:greeter;

		interface directory {
			variant missing { unknown(string), closed }
			full-name: func(user-id: string) -> result<string, missing>;
		}

		world greeter {
			import directory;
			export greet: func(user-id: string) -> string;
		}`, wit.Options{})
	if err != nil {
		log.Fatal(err)
	}
	files, err := bindgen.Generate(bindgen.Options{Model: model, Package: "greeter"})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Println(name)
	}
	for line := range strings.Lines(string(files["greeter/greeter.go"])) {
		if strings.HasPrefix(line, "type ") || strings.HasPrefix(line, "func ") || strings.Contains(line, "FullName(") {
			fmt.Print(line)
		}
	}
	// Output:
	// greeter/greeter.go
	// greeter/greeter_abi.go
	// greeter/greeter_link.go
	// greeter/greeter_methods.go
	// greeter/greeter_unimplemented.go
	// greeter/greetertest/greetertest.go
	// type Missing interface {
	// type MissingUnknown struct {
	// type MissingClosed struct{}
	// type Directory interface {
	// 	FullName(ctx context.Context, userID string) (string, error)
	// type Imports struct {
	// func Instantiate(ctx context.Context, component *host.Component, imports Imports) (*Instance, error) {
	// type Prepared struct {
	// func Prepare(l *host.Linker, component *host.Component) (*Prepared, error) {
	// func (p *Prepared) Close() error { return p.p.Close() }
	// func (p *Prepared) Host() *host.Prepared { return p.p }
	// type Instance struct {
	// func (p *Prepared) Instantiate(ctx context.Context, imports Imports, cfg host.InstanceConfig) (*Instance, error) {
	// func (i *Instance) Host() *host.Instance { return i.inst }
	// func (i *Instance) Close() error {
	// func (i *Instance) Greet(ctx context.Context, userID string) (string, error) {
}
