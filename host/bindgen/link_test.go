package bindgen

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/fetcher"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/names"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/test/other/store"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// parse makes a component of its text form.
func parse(t testing.TB, text string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.wat"), filepath.Join(dir, "out.wasm")
	require.NoError(t, os.WriteFile(in, []byte(text), 0o600))
	run(t, "parse", in, "-o", out)
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	return b
}

// safeHTTP is the text of an import of safe-http with other types in places.
func safeHTTP(name, url, headers string) string {
	return `(import "` + name + `" (instance
    (type $h (tuple string string)) (export "header" (type $header (eq $h)))
    (type $r (record (field "method" string) (field "url" ` + url + `) (field "headers" (list ` + headers + `)) (field "body" (option (list u8)))))
    (export "request" (type $request (eq $r)))
    (type $s (record (field "status" u16) (field "headers" (list $header)) (field "body" (list u8))))
    (export "response" (type $response (eq $s)))
    (type $e (variant (case "denied" string) (case "timeout") (case "too-large" u64) (case "dns") (case "connect") (case "tls") (case "protocol" string) (case "budget")))
    (export "http-error" (type $error (eq $e)))
    (export "fetch" (func (param "req" $request) (result (result $response (error $error)))))))`
}

// TestWorldIsCompared prepares components of other worlds: the first difference
// is named in words.
func TestWorldIsCompared(t *testing.T) {
	t.Parallel()
	const own = "vivarium:runner/safe-http@0.1.0"
	for _, tt := range []struct{ name, text, want string }{
		{
			"a field of another type",
			safeHTTP(own, "(list u8)", "$header"),
			`import vivarium:runner/safe-http@0.1.0: function fetch: parameter req: record field "url": want string, component has list<u8>`,
		},
		{
			"a list of something else",
			safeHTTP(own, "string", "string"),
			`import vivarium:runner/safe-http@0.1.0: function fetch: parameter req: record field "headers": list element: want tuple<string, string>, component has string`,
		},
		{
			"an interface that the world lacks",
			`(import "vivarium:runner/wishes@0.1.0" (instance (export "grant" (func))))`,
			"import vivarium:runner/wishes@0.1.0: ",
		},
		{
			"a function that the interface lacks",
			`(import "vivarium:runner/console@0.1.0" (instance (export "read" (func))))`,
			"import vivarium:runner/console@0.1.0: function read: ",
		},
		{
			"a version that is not compatible",
			safeHTTP("vivarium:runner/safe-http@0.2.0", "string", "$header"),
			"import vivarium:runner/safe-http@0.2.0: ",
		},
		{"no run-python", safeHTTP(own, "string", "$header"), "run-python"},
		{
			"another run-python",
			`(core module $m (func (export "f") (param i32))) (core instance $i (instantiate $m))
             (func (export "run-python") (param "code" u32) (canon lift (core func $i "f")))`,
			"export run-python: parameter code: want string, component has u32",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, c := load(t, parse(t, "(component "+tt.text+")"))
			_, err := runner.Prepare(host.NewLinker(e), c)
			require.ErrorContains(t, err, tt.want)
			require.ErrorAs(t, err, new(*host.LinkError))
		})
	}
}

// TestFirstDifferenceInWords instantiates a component with the wrong type in one
// place, of a world without a version: the whole error.
func TestFirstDifferenceInWords(t *testing.T) {
	t.Parallel()
	_, c := load(t, parse(t, `(component (import "vivarium:runner/safe-http" (instance
    (type $r (record (field "method" string) (field "url" (list u8)))) (export "request" (type $request (eq $r)))
    (type $s (record (field "status" u16) (field "body" (list u8)))) (export "response" (type $response (eq $s)))
    (type $e (variant (case "denied" string) (case "timeout"))) (export "http-error" (type $error (eq $e)))
    (export "fetch" (func (param "req" $request) (result (result $response (error $error))))))))`))
	_, err := fetcher.Instantiate(t.Context(), c, fetcher.Imports{SafeHTTP: fetcher.UnimplementedSafeHTTP{}})
	require.EqualError(t, err, `import vivarium:runner/safe-http: function fetch: parameter req: record field "url": want string, component has list<u8>`)
	require.ErrorAs(t, err, new(*host.LinkError))
}

// printer is a component of the world that imports the console alone.
const printer = `(component
  (import "vivarium:runner/console@0.1.0" (instance $console
    (type $e (enum "stdout" "stderr")) (export "stream" (type $stream (eq $e)))
    (export "write" (func (param "to" $stream) (param "bytes" (list u8))))))
  (import "vivarium:runner/types@0.1.0" (instance $types
    (type $v (record (field "repr" string) (field "json" (option string)))) (export "value" (type $value (eq $v)))
    (type $d (record (field "mime" string) (field "data" (list u8)))) (export "display" (type $display (eq $d)))
    (type $o (record (field "value" (option $value)) (field "displays" (list $display)))) (export "output" (type $output (eq $o)))
    (type $s (record (field "message" string) (field "file" string) (field "line" u32) (field "column" u32) (field "text" string)))
    (export "syntax-error" (type $syntax (eq $s)))
    (type $f (record (field "file" string) (field "line" u32) (field "function" string))) (export "frame" (type $frame (eq $f)))
    (type $x (record (field "class" string) (field "message" string) (field "traceback" string) (field "frames" (list $frame))))
    (export "exception" (type $exception (eq $x)))
    (type $r (variant (case "syntax" $syntax) (case "exception" $exception) (case "out-of-memory" $exception) (case "exit" s32) (case "internal" string)))
    (export "error" (type (eq $r)))))
  (alias export $types "output" (type $output))
  (alias export $types "error" (type $error))
  (core module $memory
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096)))
  (core instance $mem (instantiate $memory))
  (core func $write (canon lower (func $console "write") (memory (core memory $mem "memory"))))
  (core module $m
    (import "mem" "memory" (memory 1))
    (import "host" "write" (func $write (param i32 i32 i32)))
    ;; Writes the code to stdout and gives no value; without code it exits with 3.
    (func (export "run") (param i32 i32) (result i32)
      (if (i32.eqz (local.get 1)) (then
        (i32.store8 (i32.const 0) (i32.const 1))
        (i32.store8 (i32.const 4) (i32.const 3))
        (i32.store (i32.const 8) (i32.const 3))
        (return (i32.const 0))))
      (call $write (i32.const 0) (local.get 0) (local.get 1))
      (memory.fill (i32.const 0) (i32.const 0) (i32.const 40))
      (i32.const 0)))
  (core instance $i (instantiate $m (with "mem" (instance $mem)) (with "host" (instance (export "write" (func $write))))))
  (func (export "run-python") (param "code" string) (result (result $output (error $error)))
    (canon lift (core func $i "run") (memory (core memory $mem "memory")) (realloc (core func $mem "realloc")))))`

type console struct{ out []byte }

func (c *console) Write(_ context.Context, to runner.Stream, b []byte) error {
	c.out = append(c.out, to.String()+":"+string(b)...)
	return nil
}

// TestImportsThatAreNotUsed runs a component that imports one interface of many,
// twice, each instance with a console of its own.
func TestImportsThatAreNotUsed(t *testing.T) {
	t.Parallel()
	e, c := load(t, parse(t, printer))
	p, err := runner.Prepare(host.NewLinker(e), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })

	_, err = p.Instantiate(t.Context(), runner.Imports{}, host.InstanceConfig{})
	require.ErrorContains(t, err, "runner: the component imports vivarium:runner/console@0.1.0, and Imports has nothing for it")

	var first, second console
	for con, code := range map[*console]string{&first: "one", &second: "two"} {
		i, err := p.Instantiate(t.Context(), runner.Imports{Console: con}, host.InstanceConfig{})
		require.NoError(t, err)
		out, err := i.RunPython(t.Context(), code)
		require.NoError(t, err)
		require.Nil(t, out.Value)
		_, err = i.RunPython(t.Context(), "")
		var exit runner.ErrorExit
		require.ErrorAs(t, err, &exit)
		require.EqualValues(t, 3, exit.Value)
		require.NoError(t, i.Close())
	}
	require.Equal(t, "stdout:one", string(first.out))
	require.Equal(t, "stdout:two", string(second.out))
}

// TestOthersUseTheLinker offers an interface that the world lacks beside it.
func TestOthersUseTheLinker(t *testing.T) {
	t.Parallel()
	e, c := load(t, parse(t, `(component (import "test:extra/more" (instance (export "f" (func))))`+printer[len("(component"):]))
	l := host.NewLinker(e)
	slot := l.StateSlot()
	called := 0
	l.Instance("test:extra/more").DynamicFunc("f", noParams, func(context.Context, []value.Value) (value.Value, error) {
		called++
		return nil, nil
	})
	p, err := runner.Prepare(l, c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	cfg := host.InstanceConfig{HostState: make([]any, slot+1)}
	i, err := p.Instantiate(t.Context(), runner.Imports{Console: &console{}}, cfg)
	require.NoError(t, err)
	require.NoError(t, i.Close())
	require.Len(t, cfg.HostState, slot+1, "the caller's data is left alone")
}

// TestDifficultNamesLink prepares a component that imports and exports functions
// and resources of the world, interfaces in place and under names of their own.
func TestDifficultNamesLink(t *testing.T) {
	t.Parallel()
	e, c := load(t, dummy(t, filepath.Join("testdata", "names"), "names"))
	p, err := names.Prepare(host.NewLinker(e), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })

	all := names.Imports{
		Names: names.UnimplementedNames{}, First: names.UnimplementedFirst{}, Error: names.UnimplementedErrorHost{},
		Second: names.UnimplementedSecond{}, Primary: store.UnimplementedHost{}, Secondary: store.UnimplementedHost{},
		InPlace: names.UnimplementedInPlace{},
	}
	i, err := p.Instantiate(t.Context(), all, host.InstanceConfig{})
	require.NoError(t, err)
	require.ErrorContains(t, i.OutOfBand().Check(t.Context(), nil), "resource ticket: nil is given")
	_, err = i.Store().Scan(t.Context())
	require.ErrorAs(t, err, new(*host.Trap), "its functions do nothing but trap")
	require.NoError(t, i.Close())

	all.Names = nil
	_, err = p.Instantiate(t.Context(), all, host.InstanceConfig{})
	require.ErrorContains(t, err, "the component imports functions of world names, and Imports has nothing for it")
	all.Names, all.Primary = names.UnimplementedNames{}, nil
	_, err = p.Instantiate(t.Context(), all, host.InstanceConfig{})
	require.ErrorContains(t, err, "the component imports primary, and Imports has nothing for it")
}
