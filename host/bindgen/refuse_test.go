package bindgen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// TestRefusals generates what is not supported: the error says what, and where.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"an async function", "world w { import f: async func(); }", "a.wit:1:31: function f is an async function, which is not supported"},
		{"a stream", "interface i { f: func(a: list<stream<u8>>); } world w { export i; }", "a.wit:1:28: interface a:b/i: function f uses a stream, which is not supported"},
		{"a future behind a name", "interface i { type t = future; f: func() -> t; } world w { import i; }", "uses a future"},
		{
			"a stream in a type that no function has",
			"world w { import c:d/i; } package c:d { interface i { record r { a: stream } } }",
			"a.wit:1:75: type r of interface c:d/i uses a stream, which is not supported",
		},
		{"an error-context", "world w { import f: func(e: error-context); }", "uses an error-context"},
		{"an array that no memory holds", "world w { import f: func() -> list<list<u64, 100000>, 100000>; }", "bindgen: world w: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := wit.Parse("a.wit", "package a:b; "+tt.text, wit.Options{})
			require.NoError(t, err)
			_, err = Generate(Options{Model: m, Package: "p"})
			require.ErrorContains(t, err, tt.want)
		})
	}
	_, err := Generate(Options{})
	require.ErrorContains(t, err, "need a Model")
	_, err = Generate(Options{Model: &wit.Model{}, Package: "a/func"})
	require.ErrorContains(t, err, `"func" is not the name of a Go package`)
	m, err := wit.Parse("a.wit", "package a:b;", wit.Options{})
	require.NoError(t, err)
	_, err = Generate(Options{Model: m, Package: "p", World: "none"})
	require.ErrorContains(t, err, `has no world "none"`)
}

// TestDocsAreNoConstraints generates documentation that reads like a constraint on
// what the file is built for: formatting leaves it where it is.
func TestDocsAreNoConstraints(t *testing.T) {
	t.Parallel()
	m, err := wit.Parse("a.wit", "package a:b; /// +build ignore\ninterface i { ///go:build ignore\nf: func(); }\n/// +build none\nworld w { import i; }", wit.Options{})
	require.NoError(t, err)
	files, err := Generate(Options{Model: m, Package: "p"})
	require.NoError(t, err)
	for name, src := range files {
		require.NotRegexp(t, "(?m)^//go:build|^// \\+build", string(src), name)
	}
}

// TestDocsWithMarks generates documentation with a byte order mark in it, which
// source code of Go must not have.
func TestDocsWithMarks(t *testing.T) {
	t.Parallel()
	m, err := wit.Parse("a.wit", "package a:b; /// a\ufeffb\ninterface i { /// a\ufeffb\nf: func(); }\n/// a\ufeffb\nworld w { import i; }", wit.Options{})
	require.NoError(t, err)
	files, err := Generate(Options{Model: m, Package: "p"})
	require.NoError(t, err)
	require.Contains(t, string(files["p/p.go"]), "\n// ab\n")
}

// TestSameFromComponents compares the bindings of worlds whose components say less
// or in another order than their text, with those of a component.
func TestSameFromComponents(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"an import with nothing to implement that is exported too": "interface a { resource r { f: func(); } } interface b { use a.{r}; record c { r: r } }" +
			"interface d { use b.{c}; g: func(c: c); } world w { import a; export a; import b; export b; export d; }",
		"an export before one that it uses": "interface a { resource r; } interface b { use a.{r}; f: func(r: r); } world w { export b; export a; }",
		"all by other names": "world v { resource r { f: func(); } record t { a: u8 } import g: func(x: t) -> r; " +
			"import i: interface { enum e { p } h: func() -> e; } export j: interface { resource z; k: func() -> z; } } " +
			"world w { include v with { r as s, t as u, i as i2, j as j2 } }",
		"an include":                    "world v { resource r { f: func(); } record t { a: u8 } import g: func(x: t) -> r; } world w { include v; }",
		"functions by other names":      "world v { import f: func(); export g: func(); } world w { include v with { f as x, g as y } }",
		"one interface under two names": "interface a { resource r { f: func() -> r; } } world w { export x: a; export y: a; import z: a; }",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.wit")
			require.NoError(t, os.WriteFile(path, []byte("package a:b; "+text), 0o600))
			m, err := wit.Load(path, wit.Options{})
			require.NoError(t, err)
			w, err := m.World("w")
			require.NoError(t, err)
			c, err := wit.FromBinary(dummy(t, path, "w"), "a:b/w")
			require.NoError(t, err)
			requireSameBindings(t, corpusWorld{path: path, model: m, world: w}, c)
		})
	}
}

// TestRename gives names of the caller's to an interface and a type.
func TestRename(t *testing.T) {
	t.Parallel()
	m, err := wit.Parse("a.wit", "package a:b@1.0.0; interface i { enum e { x } f: func(v: e); } world w { import i; }", wit.Options{})
	require.NoError(t, err)
	files, err := Generate(Options{Model: m, Package: "p", Rename: map[string]string{
		"a:b/i@1.0.0": "Teller", "a:b/i@1.0.0#e": "Letter",
	}})
	require.NoError(t, err)
	src := string(files["p/p.go"])
	require.Contains(t, src, "type Teller interface {")
	require.Contains(t, src, "F(ctx context.Context, v Letter) error")
	require.Contains(t, src, "LetterX Letter = iota")
}

// TestRenameParts gives names to functions, fields and cases on both sides.
func TestRenameParts(t *testing.T) {
	t.Parallel()
	m, err := wit.Parse("a.wit", "package a:b; interface i { resource r { constructor(); get: func(); } record d { x: u8 } "+
		"variant v { one, two } f: func(d: d, v: v); } world w { import i; export i; export g: func(); import h: func(); }", wit.Options{})
	require.NoError(t, err)
	files, err := Generate(Options{Model: m, Package: "p", Rename: map[string]string{
		"a:b/i#f": "Fetch", "a:b/i#[method]r.get": "Take", "a:b/i#[constructor]r": "MakeR", "a:b/i#d.x": "Across",
		"a:b/i#v.two": "Second", "a:b/w#g": "Go", "a:b/w#h": "Help",
	}})
	require.NoError(t, err)
	src := string(files["p/p.go"])
	for _, want := range []string{
		"Fetch(ctx context.Context, d D, v V) error", "func (e exportOfGuestI) Fetch(", "Take(ctx context.Context) error",
		"func (r *handleOfGuestR) Take(", "MakeR(ctx context.Context) (R, error)", "func (e exportOfGuestI) MakeR(", "\tAcross uint8",
		"type Second struct{}", "func (i *Instance) Go(", "Help(ctx context.Context) error",
	} {
		require.Contains(t, src, want)
	}
	for _, tt := range []struct{ id, name, want string }{
		{"a:b/i#none", "Small", "rename a:b/i#none: the world has nothing of this name"},
		{"a:b/i#f", "small", `rename a:b/i#f: "small" is not an exported name of Go`},
		{"a:b/i#d", "Two Words", `rename a:b/i#d: "Two Words" is not an exported name of Go`},
	} {
		_, err := Generate(Options{Model: m, Package: "p", Rename: map[string]string{tt.id: tt.name}})
		require.ErrorContains(t, err, tt.want)
	}
}

// TestPrebuilt imports packages of interfaces that exist, and does not write them.
func TestPrebuilt(t *testing.T) {
	t.Parallel()
	m, err := wit.Parse("a.wit", "package a:b; world w { import c:d/eggs; } package c:d { interface eggs { f: func(); } }", wit.Options{})
	require.NoError(t, err)
	files, err := Generate(Options{Model: m, Package: "p", Prebuilt: map[string]string{"c:d": "example.test/made"}})
	require.NoError(t, err)
	require.Contains(t, string(files["p/p.go"]), `"example.test/made/eggs"`)
	for name := range files {
		require.Regexp(t, "^p/p", name)
	}
}
