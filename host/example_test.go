package host_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// component is the binary of testdata/NAME.wat.
func component(name string) []byte {
	tool := os.Getenv("VIVARIUM_WASM_TOOLS")
	if tool == "" {
		tool = filepath.Join("..", ".tools", "venv", "bin", "wasm-tools")
	}
	binary, err := exec.Command(tool, "parse", filepath.Join("testdata", name+".wat")).Output()
	if err != nil {
		log.Fatalf("%s: %v (`just setup` installs wasm-tools)", name, err)
	}
	return binary
}

// A component that imports a function of the host is loaded, linked once and
// called.
func Example() {
	ctx := context.Background()
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	greeter, err := engine.Load(ctx, component("greeter"))
	if err != nil {
		log.Fatal(err)
	}
	defer greeter.Close()

	// The component asks for demo:names/directory@1.2.0; any 1.x will do.
	names := map[value.U32]value.String{1: "Ada", 2: "Grace"}
	linker := host.NewLinker(engine)
	lookup := &types.Func{Params: []types.Param{{Name: "id", Type: types.U32}}, Result: types.String}
	linker.Instance("demo:names/directory@1.0.0").DynamicFunc("lookup", lookup,
		func(_ context.Context, args []value.Value) (value.Value, error) {
			return names[args[0].(value.U32)], nil
		})

	// Prepare compares all types and looks up all names: once for many instances.
	prepared, err := linker.Prepare(greeter)
	if err != nil {
		log.Fatal(err)
	}
	defer prepared.Close()
	greet, err := prepared.Func("greet")
	if err != nil {
		log.Fatal(err)
	}
	for _, id := range []value.U32{1, 2} {
		instance, err := prepared.Instantiate(ctx, host.InstanceConfig{Limits: host.Limits{Memory: 1 << 20}})
		if err != nil {
			log.Fatal(err)
		}
		greeting, err := instance.Call(ctx, greet, id)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(greeting)
		_ = instance.Close()
	}
	// Output:
	// "hello, Ada"
	// "hello, Grace"
}

// An engine keeps compiled code in a directory, so that the second start of a
// program compiles nothing.
func ExampleNewEngine() {
	dir, err := os.MkdirTemp("", "vivarium")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "greeter.wasm")
	if err := os.WriteFile(file, component("greeter"), 0o600); err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	// One engine serves the whole program. CacheDir may be left out.
	engine, err := host.NewEngine(host.Config{CacheDir: filepath.Join(dir, "compiled")})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	binary, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	greeter, err := engine.Load(ctx, binary)
	if err != nil {
		log.Fatal(err)
	}
	defer greeter.Close()

	fmt.Println(greeter.Type().Imports[0].Name)
	// Output: demo:names/directory@1.2.0
}

// The imports and exports of a component are known without an engine.
func ExampleInspect() {
	typ, err := host.Inspect(component("greeter"))
	if err != nil {
		log.Fatal(err)
	}
	for _, im := range typ.Imports {
		fmt.Println("import", im.Name)
		for _, e := range im.Type.(*types.Instance).Exports {
			fmt.Println("  ", e.Name, e.Type)
		}
	}
	for _, e := range typ.Exports {
		fmt.Println("export", e.Name, e.Type)
	}
	_, err = host.Inspect([]byte("\x00asm\x01\x00\x00\x00"))
	var module *host.CoreModuleError
	fmt.Println("a core module:", errors.As(err, &module))
	// Output:
	// import demo:names/directory@1.2.0
	//    lookup func(id: u32) -> string
	// export greet func(id: u32) -> string
	// a core module: true
}

// One component satisfies what another imports: they are instantiated together,
// and calls between them go from memory to memory.
func ExampleLinker_Compose() {
	ctx := context.Background()
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	greeter, err := engine.Load(ctx, component("greeter"))
	if err != nil {
		log.Fatal(err)
	}
	defer greeter.Close()
	directory, err := engine.Load(ctx, component("directory"))
	if err != nil {
		log.Fatal(err)
	}
	defer directory.Close()

	linker := host.NewLinker(engine)
	for _, missing := range linker.Unsatisfied(greeter.Type()) {
		fmt.Println("missing:", missing.Name)
	}
	linker.Compose(directory)
	fmt.Println("missing:", len(linker.Unsatisfied(greeter.Type())))
	prepared, err := linker.Prepare(greeter)
	if err != nil {
		log.Fatal(err)
	}
	defer prepared.Close()
	greet, err := prepared.Func("greet")
	if err != nil {
		log.Fatal(err)
	}
	instance, err := prepared.Instantiate(ctx, host.InstanceConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer instance.Close()
	fmt.Println(instance.Call(ctx, greet, value.U32(1)))
	// Output:
	// missing: demo:names/directory@1.2.0
	// missing: 0
	// "hello, Augusta A" <nil>
}

// Arguments are values of package value, for any type; those that do not fit are
// refused before the component is entered.
func ExampleInstance_Call() {
	ctx := context.Background()
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	shapes, err := engine.Load(ctx, component("shapes"))
	if err != nil {
		log.Fatal(err)
	}
	defer shapes.Close()
	prepared, err := host.NewLinker(engine).Prepare(shapes)
	if err != nil {
		log.Fatal(err)
	}
	defer prepared.Close()
	instance, err := prepared.Instantiate(ctx, host.InstanceConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer instance.Close()
	bounds, err := prepared.Func("bounds")
	if err != nil {
		log.Fatal(err)
	}

	point := func(x, y value.S32) value.Record {
		return value.Record{{Name: "x", Value: x}, {Name: "y", Value: y}}
	}
	box, err := instance.Call(ctx, bounds, point(3, -1), point(0, 5))
	fmt.Println(box, err)
	fmt.Println(box.(value.Option).Value.(value.Record).Field("high"))
	box, err = instance.Call(ctx, bounds, point(3, 3), point(3, 3))
	fmt.Println(box, err)

	_, err = instance.Call(ctx, bounds, point(3, 3), value.String("here"))
	var wrong *host.TypeError
	fmt.Println(errors.As(err, &wrong), err)
	// Output:
	// some({low: {x: 0, y: -1}, high: {x: 3, y: 5}}) <nil>
	// {x: 3, y: 5}
	// none <nil>
	// true bounds: argument b: want record { x: s32, y: s32 }, have string
}

// A resource of the host is a Go value that components hold by handles; one of a
// component is a *host.Handle that the Go program drops.
func ExampleLinker_Resource() {
	ctx := context.Background()
	engine, err := host.NewEngine(host.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	binary, err := engine.Load(ctx, component("resources"))
	if err != nil {
		log.Fatal(err)
	}
	defer binary.Close()

	type file struct{ size value.U32 }
	linker := host.NewLinker(engine)
	files := linker.Instance("test:host/files@1.0.0")
	resource := &types.Resource{Name: "file"}
	files.Resource("file", resource, func(_ context.Context, rep any) error {
		fmt.Println("dropped a file of", rep.(*file).size)
		return nil
	})
	files.DynamicFunc("open", &types.Func{
		Params: []types.Param{{Name: "name", Type: types.U32}}, Result: &types.Own{Resource: resource},
	}, func(_ context.Context, args []value.Value) (value.Value, error) {
		return value.Own{Rep: &file{size: args[0].(value.U32) * 100}}, nil
	})
	files.DynamicFunc("[method]file.read", &types.Func{
		Params: []types.Param{{Name: "self", Type: &types.Borrow{Resource: resource}}}, Result: types.U32,
	}, func(_ context.Context, args []value.Value) (value.Value, error) {
		return args[0].(value.Borrow).Rep.(*file).size, nil
	})
	prepared, err := linker.Prepare(binary)
	if err != nil {
		log.Fatal(err)
	}
	defer prepared.Close()
	instance, err := prepared.Instantiate(ctx, host.InstanceConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer instance.Close()
	call := func(args []value.Value, path ...string) value.Value {
		f, err := prepared.Func(path...)
		if err != nil {
			log.Fatal(err)
		}
		result, err := instance.Call(ctx, f, args...)
		if err != nil {
			log.Fatal(err)
		}
		return result
	}

	fmt.Println("read", call([]value.Value{value.U32(7)}, "once"))
	counter := call([]value.Value{value.U32(5)}, "test:guest/counters@0.1.0", "make").(value.Own)
	fmt.Println("counts", call([]value.Value{value.Borrow(counter)}, "test:guest/counters@0.1.0", "[method]counter.value"))
	fmt.Println(counter.Rep.(*host.Handle).Drop(ctx))
	// Output:
	// dropped a file of 700
	// read 700
	// counts 5
	// <nil>
}
