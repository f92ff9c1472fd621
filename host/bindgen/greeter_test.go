package bindgen_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/greeter"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/greeter/greetertest"
)

// directory is what the host offers: names by user ID.
type directory map[string]string

func (d directory) FullName(_ context.Context, userID string) (string, error) {
	name, ok := d[userID]
	if !ok {
		return "", greeter.MissingUnknown{Value: userID}
	}
	return name, nil
}

func greet(ctx context.Context, binary []byte, users ...string) (err error) {
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

	imports := greeter.Imports{Directory: directory{"ada": "Ada Lovelace"}}
	instance, err := greeter.Instantiate(ctx, component, imports)
	if err != nil {
		return err // a *host.LinkError says what differs from the world
	}
	defer func() { err = errors.Join(err, instance.Close()) }()
	for _, user := range users {
		line, err := instance.Greet(ctx, user)
		if unknown, ok := errors.AsType[greeter.MissingUnknown](err); ok {
			fmt.Println("nobody has the ID", unknown.Value)
			continue
		}
		if err != nil {
			return err // a trap, or a limit
		}
		fmt.Println(line)
	}
	return nil
}

// A component that calls the host and is called by it, with generated types on
// both ways.
func Example_greeter() {
	binary, err := greeterComponent()
	if err != nil {
		log.Fatal(err)
	}
	if err := greet(context.Background(), binary, "ada", "bob"); err != nil {
		log.Fatal(err)
	}
	// Output:
	// hello, Ada Lovelace
	// nobody has the ID bob
}

// greeterComponent makes a component of the core module in testdata.
func greeterComponent() (binary []byte, err error) {
	dir, err := os.MkdirTemp("", "greeter-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	tool := cmp.Or(os.Getenv("VIVARIUM_WASM_TOOLS"), filepath.Join("..", "..", ".tools", "venv", "bin", "wasm-tools"))
	embedded, out := filepath.Join(dir, "core.wasm"), filepath.Join(dir, "out.wasm")
	for _, args := range [][]string{
		{"component", "embed", "testdata/greeter/greeter.wit", "testdata/greeter/core.wat", "-o", embedded},
		{"component", "new", embedded, "-o", out},
	} {
		if msg, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("wasm-tools: run `just setup`, which installs it: %w: %s", err, msg)
		}
	}
	return os.ReadFile(out)
}

func TestGreeterAsksTheDirectory(t *testing.T) {
	t.Parallel()
	binary, err := greeterComponent()
	require.NoError(t, err)
	instance := newGreeter(t, binary)

	fake := &greetertest.Directory{
		OnFullName: func(context.Context, string) (string, error) { return "", greeter.MissingClosed{} },
	}
	i := instance(greeter.Imports{Directory: fake})
	_, err = i.Greet(t.Context(), "ada")
	require.ErrorAs(t, err, new(greeter.MissingClosed))
	require.Equal(t, []greetertest.DirectoryFullNameCall{{UserID: "ada"}}, fake.FullNameCalls())
}

func newGreeter(t *testing.T, binary []byte) func(greeter.Imports) *greeter.Instance {
	engine, err := host.NewEngine(host.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	component, err := engine.Load(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, component.Close()) })
	prepared, err := greeter.Prepare(host.NewLinker(engine), component)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, prepared.Close()) })
	return func(imports greeter.Imports) *greeter.Instance {
		i, err := prepared.Instantiate(t.Context(), imports, host.InstanceConfig{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, i.Close()) })
		return i
	}
}

// TestPage holds docs/bindings.md to what is compiled and run: each block of Go,
// WIT or Rust in it is a part of one of these files.
func TestPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "bindings.md"))
	require.NoError(t, err)
	var sources []string
	for _, name := range []string{
		"greeter_test.go", "testdata/greeter/greeter.wit", "internal/worlds/greeter/greeter.go",
		"../../examples/component/wit/pricing.wit", "../../examples/component/guest/src/lib.rs",
	} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		sources = append(sources, unindented(string(text)))
	}
	blocks := regexp.MustCompile("(?s)```(?:go|wit|rust)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.GreaterOrEqual(t, len(blocks), 5)
	for _, b := range blocks {
		found := false
		for _, s := range sources {
			found = found || strings.Contains(s, unindented(b[1]))
		}
		require.True(t, found, "this is not a part of the compiled example:\n%s", b[1])
	}
}

var indent = regexp.MustCompile(`(?m)^[\t ]+`)

func unindented(text string) string { return indent.ReplaceAllString(text, "") }
