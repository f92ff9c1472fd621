package wit_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// tool runs wasm-tools.
func tool(t testing.TB, args ...string) {
	t.Helper()
	out, err := exec.Command(needs.WasmTools(t), args...).CombinedOutput()
	require.NoError(t, err, "wasm-tools %s: %s", strings.Join(args, " "), out)
}

// readBinary compares a package of wit-component's corpus in binary form with its
// text, and prints it: the text reads back and prints as the same.
func readBinary(t *testing.T, path string) error {
	wasm := filepath.Join(t.TempDir(), "package.wasm")
	tool(t, "parse", strings.TrimSuffix(path, ".wit")+".wat", "-o", wasm)
	b, err := os.ReadFile(wasm)
	require.NoError(t, err)
	have, err := wit.FromBinary(b, "")
	if err != nil {
		return err
	}
	want, err := wit.Load(path, wit.Options{AllFeatures: true})
	if err != nil {
		return err
	}
	if diff := cmp.Diff(shape(want), shape(have)); diff != "" {
		return fmt.Errorf("the binary differs from the text (-text +binary):\n%s", diff)
	}
	printed, err := wit.Parse("printed.wit", have.String(), wit.Options{AllFeatures: true})
	if err != nil {
		return fmt.Errorf("what was printed does not read: %w\n%s", err, have)
	}
	if printed.String() != have.String() {
		return errors.New("printed again it differs")
	}
	return nil
}

// shape is what a model says of its main package: types of functions by name.
func shape(m *wit.Model) map[string]string {
	out := map[string]string{}
	resources := map[*wit.TypeDef]*types.Resource{}
	convert := &wit.Types{Resource: func(d *wit.TypeDef) *types.Resource {
		if resources[d] == nil {
			resources[d] = &types.Resource{Name: d.Name}
		}
		return resources[d]
	}}
	for _, i := range m.Main.Interfaces {
		out[i.ID()] = fmt.Sprint(len(i.Types), " types")
		for _, f := range i.Funcs {
			out[i.ID()+" "+f.ID()] = convert.Func(f).String()
		}
		for _, d := range i.Types {
			r, ok := d.Root().Def.(*wit.Resource)
			if !ok {
				out[i.ID()+" type "+d.Name] = convert.Type(d).String()
				continue
			}
			for _, f := range r.Funcs {
				out[i.ID()+" "+f.ID()] = convert.Func(f).String()
			}
		}
	}
	for _, w := range m.Main.Worlds {
		c := w.Component()
		for n, externs := range [][]types.Extern{c.Imports, c.Exports} {
			for _, e := range externs {
				name := w.Name + [...]string{" import ", " export "}[n] + e.Name
				switch et := e.Type.(type) {
				case *types.Func:
					out[name] = et.String()
				case *types.Instance:
					for _, x := range et.Exports {
						out[name+" "+x.Name] = x.Type.Kind()
					}
				default:
					out[name] = e.Type.Kind()
				}
			}
		}
	}
	return out
}

// annotated has documentation and gates on every kind of item.
const annotated = `/// The package.
package a:b@1.2.0;

/// An interface.
@since(version = 1.0.0)
interface i {
    /// A record.
    record r {
        /// A field.
        x: u8,
    }

    /// A variant.
    variant v {
        /// A case.
        one,
    }

    /// Flags.
    flags f {
        /// A flag.
        on,
    }

    /// A resource.
    @since(version = 1.1.0)
    resource s {
        /// A constructor.
        constructor();

        /// A method.
        @since(version = 1.1.0)
        @deprecated(version = 1.2.0)
        m: func();
    }

    /// A function.
    g: func(a: r, b: v, c: f) -> s;
}

/// A world.
world w {
    /// A type.
    enum e {
        /// A name.
        first,
    }

    /// An import.
    @since(version = 1.0.0)
    import i;

    /// An imported function.
    import h: func(a: e);

    /// Exported functions
    /// of the same name.
    export h: func();

    /// An export.
    export i;

    /// In place.
    export x: interface {
        /// In the place.
        k: func();
    }
}
`

// TestBinaryKeepsDocs reads a package in binary form: it is as the text, with
// documentation and gates.
func TestBinaryKeepsDocs(t *testing.T) {
	t.Parallel()
	m, err := wit.FromBinary(encode(t, annotated), "")
	require.NoError(t, err)
	require.Equal(t, annotated, parse(t, annotated).String())
	require.Equal(t, annotated, m.String())
}

// TestBinaryDocsAreText leaves out of documentation what WIT text cannot hold, so
// that what is printed reads back.
func TestBinaryDocsAreText(t *testing.T) {
	t.Parallel()
	b := encode(t, "/// Marks: 123456 and 654321.\npackage a:b; interface i {}")
	hostile := strings.NewReplacer("123456", `\u0000`, "654321", `\u202e`).Replace(string(b))
	m, err := wit.FromBinary([]byte(hostile), "")
	require.NoError(t, err)
	require.Equal(t, "Marks:  and .", m.Main.Docs)
	require.Equal(t, m.String(), parse(t, m.String()).String())
}

func encode(t testing.TB, text string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.wit"), filepath.Join(dir, "out.wasm")
	require.NoError(t, os.WriteFile(in, []byte(text), 0o600))
	tool(t, "component", "wit", "--wasm", in, "-o", out)
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	return b
}

// TestBinaryDependencies reads a package that uses one in binary form.
func TestBinaryDependencies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "deps"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "deps", "c.wasm"), encode(t, "package c:d@1.0.0; interface i { enum e { x } }"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.wit"), []byte("package a:b; world w { use c:d/i@1.0.0.{e}; export f: func() -> e; }"), 0o600))
	m, err := wit.Load(dir, wit.Options{})
	require.NoError(t, err)
	require.Contains(t, m.String(), "package c:d@1.0.0 {\n    interface i {\n        enum e {")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "deps", "c.wasm"), []byte("no package"), 0o600))
	_, err = wit.Load(dir, wit.Options{})
	require.ErrorContains(t, err, "c.wasm: component: ")
}

// TestBinaryInModule reads the world that a core module carries.
func TestBinaryInModule(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.wit"), filepath.Join(dir, "out.wasm")
	require.NoError(t, os.WriteFile(in, []byte("package a:b@1.0.0; interface i { f: func() -> u8; } world w { import i; export g: func(s: string); }"), 0o600))
	tool(t, "component", "embed", "--dummy", in, "-o", out)
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	m, err := wit.FromBinary(b, "")
	require.NoError(t, err)
	w, err := m.World("w")
	require.NoError(t, err)
	require.Equal(t, "a:b/w@1.0.0", w.Package.Name.Interface(w.Name))
	require.Equal(t, []string{"a:b/i@1.0.0"}, ids(w.Imports))
	require.Equal(t, []string{"g"}, ids(w.Exports))
}

// TestBinaryErrors refuses what is neither a package nor a component.
func TestBinaryErrors(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]string{
		"nothing":            "",
		"a module":           "\x00asm\x01\x00\x00\x00",
		"a cut module":       "\x00asm\x01\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
		"a cut section":      "\x00asm\x01\x00\x00\x00\x00\x20\x03abc",
		"a carried nonsense": "\x00asm\x01\x00\x00\x00\x00\x0f\x0ecomponent-type",
	} {
		_, err := wit.FromBinary([]byte(b), "")
		require.Error(t, err, name)
	}
	b := encode(t, "package a:b; interface i {}")
	_, err := wit.FromBinary([]byte(strings.Replace(string(b), "package-docs\x01{", "package-docs\x01[", 1)), "")
	require.ErrorContains(t, err, "section package-docs: its JSON does not have the expected form")
	_, err = wit.FromBinary([]byte(strings.Replace(string(b), "package-docs\x01{", "package-docs\x07{", 1)), "")
	require.ErrorContains(t, err, "its version is not known")
}

// FuzzBinary reads anything: no panic, and what is read prints and reads again.
func FuzzBinary(f *testing.F) {
	for _, text := range []string{
		annotated,
		"package a:b; interface i { resource r { f: func(x: borrow<r>); } } world w { import i; export i; export x: interface { use i.{r}; g: func() -> r; } }",
		"package a:b; world w { import a: interface { type t = list<u8, 4>; f: func() -> map<u8, t>; } use i.{e}; export f: func() -> e; } interface i { enum e { x } }",
	} {
		f.Add(encode(f, text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := wit.FromBinary(b, "")
		if err != nil {
			return
		}
		printed := m.String()
		again, err := wit.Parse("printed.wit", printed, wit.Options{AllFeatures: true})
		if err != nil {
			// A component may have what WIT text cannot say.
			return
		}
		if s := again.String(); s != printed {
			t.Fatalf("printed %q, then %q", printed, s)
		}
	})
}
