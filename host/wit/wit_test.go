package wit_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

func parse(t testing.TB, text string) *wit.Model {
	t.Helper()
	m, err := wit.Parse("a.wit", text, wit.Options{})
	require.NoError(t, err)
	return m
}

// in is text inside an interface of a package of version 1.2.3.
func in(text string) string { return "package a:b@1.2.3;\ninterface i {\n" + text + "\n}" }

// TestErrors reads text that is not WIT. Every error says where it is and what
// is wrong there.
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		// Characters and tokens.
		{"not UTF-8", "package a:b;\n// \xff", "a.wit:2:4: the text is not UTF-8"},
		{"a control code", "package a:b;\x01", "a.wit:1:13: the character U+0001 is not allowed"},
		{"a bidirectional override", "// \u202e\npackage a:b;", "a.wit:1:4: the character U+202E"},
		{"a deprecated character", "// \u0149", "a.wit:1:4: the character U+0149"},
		{"no token", "package a:b; $", "a.wit:1:14: unexpected character '$'"},
		{"a comment without end", "/* /* */ package a:b;", "a.wit:1:1: block comment has no end"},
		{"a string without end", in(`@external-id("x`), "a.wit:3:14: string has no end"},
		{"no escape", in(`@external-id("\q")`), "a.wit:3:15: not an escape"},
		{"mixed case", in("fooBar: func();"), "a.wit:3:1: `fooBar` is not a kebab-case name: the word `fooBar` mixes upper and lower case"},
		{"an empty word", in("foo--bar: func();"), "it has an empty word"},
		{"a hyphen at the end", in("foo-: func();"), "it has an empty word"},
		{"a digit first", in("type 1a = u8;"), "a.wit:3:6: expected a type's name, found integer 1"},
		{"a keyword as a name", in("record: func();"), "a.wit:3:7: expected a type's name, found `:`"},
		{"an empty escape", in("%: func();"), "a.wit:3:1: `` is not a kebab-case name: it is empty"},

		// Packages.
		{"no package", "interface i {}", "a.wit:1:1: no `package` declaration"},
		{"half a package", "package a;", "a.wit:1:10: expected `:`, found `;`"},
		{"upper case", "package A:b;", "a.wit:1:9: `A`: a package's name is in lower case"},
		{"a version of two numbers", "package a:b@1.2;", "a.wit:1:13: `1.2` is not a version of three numbers"},
		{"a version with a zero before", "package a:b@1.02.3;", "is not a semantic version"},
		{"no version", "package a:b@;", "a.wit:1:12: expected a version"},
		{"two packages", "package a:b;\npackage c:d;", "a.wit:2:1: a package declaration comes once and first"},
		{"nested namespaces", "package a:b:c;", "a.wit:1:12: nested namespaces and packages are not supported"},
		{"braces in braces", "package a:b;\npackage c:d { package e:f {} }", "a.wit:2:15: a package in braces cannot hold another one"},
		{"packages in a circle", "package a:b;\npackage c:d { interface i { use e:f/j.{t}; type u = u8; } }\npackage e:f { interface j { type t = u8; } interface k { use c:d/i.{u}; } }", "needs package"},
		{"no such package", "package a:b; interface i { use c:d/e.{f}; }", "a.wit:1:32: there is no package c:d"},
		{"another version", "package a:b; interface i { use c:d/e@1.0.0.{f}; }\npackage c:d@1.1.0 {}", "there is no package c:d@1.0.0 (there is c:d@1.1.0)"},

		// Interfaces and types.
		{"what is not an item", "package a:b;\nfoo", "a.wit:2:1: expected `world`, `interface`, `use` or `package`, found identifier `foo`"},
		{"a function in the open", "package a:b;\nfoo: func();", "a.wit:2:1: expected `world`"},
		{"no semicolon", in("a: func()"), "a.wit:4:1: expected `;`, found `}`"},
		{"the same interface", "package a:b; interface i {} interface I {}", "has `I` already, at a.wit:1:24"},
		{"the same name", in("type t = u8;\nt: func();"), "a.wit:4:1: interface `i` has `t` already, at a.wit:3:6"},
		{"the same name but for a hyphen", in("a-b: func();\nab: func();"), "a.wit:4:1: interface `i` has `ab` already"},
		{"the same field", in("record r { a: u8, A: u8 }"), "a.wit:3:19: record `r` has a field `A` already"},
		{"the same parameter", in("f: func(a: u8, a: u8);"), "function `f` has a parameter `a` already"},
		{"the handle of a method", in("resource r { f: func(self: u8); }"), "a parameter `self` already"},
		{"an empty record", in("record r {}"), "a.wit:3:8: record `r` is empty"},
		{"an empty variant", in("variant v {}"), "variant `v` is empty"},
		{"33 flags", in("flags f { " + names(33) + " }"), "has 33 of them, more than 32"},
		{"no such type", in("type t = u;"), "a.wit:3:10: interface `i` has no type `u`"},
		{"a function as a type", in("f: func(); type t = f;"), "`f` is not a type"},
		{"a type in itself", in("record r { a: list<r> }"), "a.wit:3:20: type `r` contains itself"},
		{"types in a circle", in("type a = option<b>; type b = c; record c { a: a }"), "contains itself"},
		{"list of nothing", in("type t = list<>;"), "`list` needs 1 types between `<` and `>`"},
		{"list of length zero", in("type t = list<u8, 0>;"), "`0` is not the length of a list"},
		{"list longer than can be", in("type t = list<u8, 4294967296>;"), "is not the length of a list"},
		{"result of nothing", in("type t = result<_>;"), "`result<_>` is written `result`"},
		{"floats as keys", in("type t = map<f32, u8>;"), "the key of a map is"},
		{"lists as keys", in("type k = list<u8>; type t = map<k, u8>;"), "the key of a map is"},
		{"borrow of a record", in("record r { a: u8 } f: func(r: borrow<r>);"), "type `r` is not a resource"},
		{"borrow of no name", in("f: func(r: borrow<u8>);"), "`borrow` takes the name of a resource"},
		{"a borrow as a result", in("resource r; f: func() -> option<borrow<r>>;"), "contains a borrowed handle"},
		{"two constructors", in("resource r { constructor(); constructor(); }"), "has `r` already"},
		{"a constructor of something else", in("resource r { constructor() -> result<u8>; }"), "the constructor of `r` gives `r`"},
		{"a method of the resource's name", in("resource r { R: func(); }"), "cannot have its name"},
		{"interfaces in a circle", "package a:b; interface i { use j.{t}; } interface j { use i.{t}; }", "uses itself"},
		{"no such type to use", "package a:b; interface i { use j.{t}; } interface j {}", "interface `j` has no type `t`"},
		{"a world to use", "package a:b; interface i { use w.{t}; } world w {}", "`w` is a world, but an interface is needed here"},

		// Gates.
		{"no such attribute", in("@soon f: func();"), "a.wit:3:7: expected `(`"},
		{"another attribute", in("@soon(version = 1.0.0) f: func();"), "there is no attribute `@soon`"},
		{"both gates", in("@since(version = 1.0.0) @unstable(feature = x) f: func();"), "not by both"},
		{"deprecated alone", in("@deprecated(version = 1.0.0) f: func();"), "needs a `@since` or `@unstable`"},
		{"a version to come", in("@since(version = 1.2.4) f: func();"), "since version 1.2.4, but the package is of version 1.2.3"},
		{"a package without version", "package a:b; @since(version = 1.0.0) interface i {}", "package a:b has no version"},
		{"a feature that is off", in("@unstable(feature = x) type t = u8; f: func(a: t);"), "`t` is part of the feature `x`, which is not switched on"},

		// Worlds.
		{"imported twice", "package a:b; interface i {} world w { import i; import i; }", "has an import `a:b/i` already"},
		{"a type and a function", "package a:b; world w { type f = u8; import f: func(); }", "has an import `f` already"},
		{"a package as an import", "package a:b; world w { import a:b; }", "`a:b` names a package"},
		{"a type as an import", "package a:b; world w { import a: u8; }", "a.wit:1:34: expected `func`, `interface` or the path of an interface, found keyword `u8`"},
		{"includes in a circle", "package a:b; world w { include v; } world v { include w; }", "includes itself"},
		{"include of an interface", "package a:b; interface i {} world w { include i; }", "`i` is an interface, but a world is needed here"},
		{"a world and an interface", "package a:b; interface x-y {} world X-Y {}", "has `X-Y` already, at a.wit:1:24"},
		{"a name for nothing", "package a:b; world v {} world w { include v with { x as y } }", "world `v` has no plain name `x`"},
		{"names that meet", "package a:b; world u { import x: func(); } world v { import x: func(); } world w { include u; include v; }", "has an import `x` already"},
		{"an external name for an interface", `package a:b; interface i {} world w { @external-id("x") import i; }`, "needs a plain name"},

		// Bounds.
		{"types in types", in("type t = " + strings.Repeat("option<", 200) + "u8" + strings.Repeat(">", 200) + ";"), "types nest deeper than 100"},
		{"types in types by name", in(chain(200, "option<%s>")), "nest"},
		{"worlds that grow", growing(300, 10_000), "the includes of all worlds bring more than 2000000 items and types"},
		{"types that double", in(chain(40, "tuple<%[1]s, %[1]s>")), "is made of more than 1000000 types"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := wit.Parse("a.wit", tt.text, wit.Options{})
			require.ErrorContains(t, err, tt.want)
			var e *wit.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, "a.wit", e.Pos.File)
		})
	}
}

func names(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("n%d", i)
	}
	return strings.Join(out, ", ")
}

// growing declares worlds, each of which includes the one before; the first has
// items.
func growing(worlds, items int) string {
	var b strings.Builder
	b.WriteString("package a:b; world w0 {")
	for i := range items {
		fmt.Fprintf(&b, "import n%d:func();", i)
	}
	b.WriteString("}\n")
	for i := 1; i < worlds; i++ {
		fmt.Fprintf(&b, "world w%d { include w%d; }\n", i, i-1)
	}
	return b.String()
}

// chain declares types t0, t1 ... each made of the one before.
func chain(n int, form string) string {
	var b strings.Builder
	b.WriteString("type t0 = u8;\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "type t%d = %s;\n", i, fmt.Sprintf(form, fmt.Sprintf("t%d", i-1)))
	}
	return b.String()
}

// TestPrint prints what was read: in one form, and of the same meaning.
func TestPrint(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{
			"an interface",
			in(`/// Docs of r.
			/** more */ record r{a:u8,%record:list<r2>,} type r2=tuple<string,char>;
			@since(version=1.0.0)@deprecated(version=1.1.0)
			f:func(a:r,b:option<result<_,u8>>)->list<u8,4>; g:async func()->future<stream>; `),
			`package a:b@1.2.3;

interface i {
    /// Docs of r.
    /// more
    record r {
        a: u8,
        %record: list<r2>,
    }

    type r2 = tuple<string, char>;

    @since(version = 1.0.0)
    @deprecated(version = 1.1.0)
    f: func(a: r, b: option<result<_, u8>>) -> list<u8, 4>;

    g: async func() -> future<stream>;
}
`,
		},
		{
			"a resource",
			in("resource r; resource s { constructor(a: borrow<r>) -> result<s, string>; f: static func() -> s; g: func(); }"),
			`package a:b@1.2.3;

interface i {
    resource r;

    resource s {
        constructor(a: borrow<r>) -> result<s, string>;

        f: static func() -> s;

        g: func();
    }
}
`,
		},
		{
			"a world",
			`package a:b;
			use c:d/e@1.0.0 as f;
			world w { import f; use f.{t,u as v}; export x: interface { use f.{t}; } include z with { p as q }
				@external-id("a\u{22}b\01") import h: f; }
			world z { import p: func(); }
			package c:d@1.0.0 { interface e { enum t { a } flags u { b } } }`,
			`package a:b;

world w {
    include z with { p as q }

    use c:d/e@1.0.0.{t, u as v};

    import c:d/e@1.0.0;

    @external-id("a\"b\u{000001}")
    import h: c:d/e@1.0.0;

    export x: interface {
        use c:d/e@1.0.0.{t};
    }
}

world z {
    import p: func();
}

package c:d@1.0.0 {
    interface e {
        enum t {
            a,
        }

        flags u {
            b,
        }
    }
}
`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := parse(t, tt.text)
			require.Equal(t, tt.want, m.String())
			require.Equal(t, tt.want, parse(t, m.String()).String())
		})
	}
}

func ids(items []*wit.WorldItem) []string {
	var out []string
	for _, i := range items {
		id := i.ID()
		if i.Implied {
			id += " (implied)"
		}
		out = append(out, id)
	}
	return out
}

// TestWorldsAreComplete adds what the interfaces of a world use to its imports.
func TestWorldsAreComplete(t *testing.T) {
	t.Parallel()
	const base = `package a:b;
		interface a { type t = u8; resource r; }
		interface b { use a.{t}; }
		interface c { use b.{t}; }
	`
	for _, tt := range []struct {
		name, world      string
		imports, exports []string
	}{
		{"an import", "import c;", []string{"a:b/a (implied)", "a:b/b (implied)", "a:b/c"}, nil},
		{"in any order", "import c; import a;", []string{"a:b/a", "a:b/b (implied)", "a:b/c"}, nil},
		{"a type", "use c.{t}; import f: func(a: t);", []string{"a:b/a (implied)", "a:b/b (implied)", "a:b/c (implied)", "t", "f"}, nil},
		{"an export", "export c;", []string{"a:b/a (implied)", "a:b/b (implied)"}, []string{"a:b/c"}},
		{"exports that use each other", "export a; export b; export c;", nil, []string{"a:b/a", "a:b/b", "a:b/c"}},
		{"in place", "export x: interface { use a.{t}; }", []string{"a:b/a (implied)"}, []string{"x"}},
		{"by a name of its own", "import x: b; import y: b;", []string{"a:b/a (implied)", "x", "y"}, nil},
		{"an include", "include v; import b;", []string{"a:b/a", "a:b/b", "f"}, []string{"f"}},
		{"an include with a name", "include v with { f as g }", []string{"a:b/a (implied)", "a:b/b", "g"}, []string{"g"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := parse(t, base+"world v { import b; import f: func(); export f: func(); } world w { "+tt.world+" }")
			w, err := m.World("w")
			require.NoError(t, err)
			want := tt.imports
			if tt.name == "an include" {
				want = []string{"a:b/a (implied)", "a:b/b", "f"}
			}
			require.Equal(t, want, ids(w.Imports))
			require.Equal(t, tt.exports, ids(w.Exports))
		})
	}
	_, err := wit.Parse("a.wit", base+"world w { export a; export c; }", wit.Options{})
	require.ErrorContains(t, err, "uses the import `a:b/b`, which uses `a:b/a`, which is exported")
}

// TestNamesOfAPackage reads names that differ by a hyphen alone.
func TestNamesOfAPackage(t *testing.T) {
	t.Parallel()
	m := parse(t, "package a:b; interface blobstore {} world blob-store { import blobstore; }")
	w, err := m.World("blob-store")
	require.NoError(t, err)
	require.Equal(t, []string{"a:b/blobstore"}, ids(w.Imports))
}

// TestIncludedNames gives items of an included world other names: they are called
// so here, with what they are made of, and as before there.
func TestIncludedNames(t *testing.T) {
	t.Parallel()
	m := parse(t, `package a:b;
		world v {
			record t { a: list<u8> }
			resource r { constructor(t: t); f: func() -> option<r>; }
			import f: func(a: tuple<t, r>);
			import g: interface { enum e { x } h: func() -> e; }
			export i: func() -> result<t, borrow-free>;
			variant borrow-free { no, yes(r) }
		}
		world w { include v with { f as f2, t as t2, r as r2, g as g2, i as i2 } }`)
	shape := func(world string) []string {
		w, err := m.World(world)
		require.NoError(t, err)
		var out []string
		for _, item := range append(append([]*wit.WorldItem{}, w.Imports...), w.Exports...) {
			switch {
			case item.Func != nil:
				out = append(out, item.ID()+" = "+item.Func.String())
			case item.Type != nil:
				require.Same(t, w, item.Type.World)
				out = append(out, item.ID()+" = "+item.Type.Name)
				if r, ok := item.Type.Def.(*wit.Resource); ok {
					out = append(out, r.Funcs[0].ID()+" "+r.Funcs[0].String(), r.Funcs[1].ID()+" "+r.Funcs[1].String())
				}
			default:
				require.Same(t, item.Interface, item.Interface.Types[0].Interface)
				out = append(out, item.ID()+" = "+item.Interface.ID()+" "+item.Interface.Funcs[0].String())
			}
		}
		return out
	}
	require.Equal(t, []string{
		"t = t", "r = r", "[constructor]r constructor(t: t)", "[method]r.f f: func() -> option<r>", "borrow-free = borrow-free",
		"f = f: func(a: tuple<t, r>)", "g = g h: func() -> e", "i = i: func() -> result<t, borrow-free>",
	}, shape("v"))
	require.Equal(t, []string{
		"t2 = t2", "r2 = r2", "[constructor]r2 constructor(t: t2)", "[method]r2.f f: func() -> option<r2>", "borrow-free = borrow-free",
		"f2 = f2: func(a: tuple<t2, r2>)", "g2 = g2 h: func() -> e", "i2 = i2: func() -> result<t2, borrow-free>",
	}, shape("w"))
}

// TestFeatures leaves out what is gated by a feature that is off.
func TestFeatures(t *testing.T) {
	t.Parallel()
	const text = `package a:b@1.0.0;
		interface i {
			@unstable(feature = x) type t = u8;
			@unstable(feature = x) f: func(a: t);
			resource r { @unstable(feature = y) g: func(); h: func(); }
		}
		world w { import i; @unstable(feature = x) export i; }`
	count := func(o wit.Options) (types, funcs, methods, exports int) {
		m, err := wit.Parse("a.wit", text, o)
		require.NoError(t, err)
		i := m.Main.Interfaces[0]
		for _, t := range i.Types {
			if r, ok := t.Def.(*wit.Resource); ok {
				methods = len(r.Funcs)
			}
		}
		return len(i.Types), len(i.Funcs), methods, len(m.Main.Worlds[0].Exports)
	}
	require.Equal(t, []int{1, 0, 1, 0}, list(count(wit.Options{})))
	require.Equal(t, []int{2, 1, 1, 1}, list(count(wit.Options{Features: []string{"x"}})))
	require.Equal(t, []int{2, 1, 2, 1}, list(count(wit.Options{AllFeatures: true})))
}

func list(n ...int) []int { return n }

// TestWorldIsFound selects a world by the rules of WIT.md, "Specifying a World".
func TestWorldIsFound(t *testing.T) {
	t.Parallel()
	m := parse(t, `package a:b; world one {} world two {}
		package c:d@1.0.0 { world one {} }
		package e:f@1.0.0 { world one {} }
		package e:f@1.1.0 { world one {} }`)
	for _, tt := range []struct{ name, want, err string }{
		{"one", "a:b/one", ""},
		{"", "", "has several worlds, name one: one, two"},
		{"three", "", `has no world "three", it has: one, two`},
		{"a:b/two", "a:b/two", ""},
		{"c:d/one", "c:d/one@1.0.0", ""},
		{"c:d/one@2.0.0", "", "there is no world"},
		{"e:f/one", "", "add a version"},
		{"e:f/one@1.1.0", "e:f/one@1.1.0", ""},
	} {
		w, err := m.World(tt.name)
		if tt.err != "" {
			require.ErrorContains(t, err, tt.err)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, tt.want, w.Package.Name.Interface(w.Name))
	}
	_, err := parse(t, "package a:b;").World("")
	require.ErrorContains(t, err, "has no world")
}

// TestLoad reads folders: the package from its files, what it uses from deps.
func TestLoad(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"wit/a.wit":            {Data: []byte("package a:b;\nworld w { import i; import c:d/j@1.0.0; }")},
		"wit/b.wit":            {Data: []byte("interface i { use e:f/k.{t}; }")},
		"wit/notes.txt":        {Data: []byte("not WIT")},
		"wit/deps/c/one.wit":   {Data: []byte("package c:d@1.0.0;")},
		"wit/deps/c/two.wit":   {Data: []byte("interface j {}")},
		"wit/deps/e.wit":       {Data: []byte("package e:f; interface k { type t = u8; } package g:h { interface l {} }")},
		"wit/deps/same.wit":    {Data: []byte("package i:j; package g:h { /* the same but for space */ interface l { } }")},
		"wit/deps/c/deps/x.md": {Data: []byte("deps of deps are not read")},
	}
	m, err := wit.LoadFS(files, "wit", wit.Options{})
	require.NoError(t, err)
	var names []string
	for _, p := range m.Packages {
		names = append(names, p.Name.String())
	}
	require.ElementsMatch(t, []string{"c:d@1.0.0", "g:h", "e:f", "i:j", "a:b"}, names)
	require.Equal(t, "a:b", m.Packages[len(m.Packages)-1].Name.String(), "the main package comes last")

	files["wit/deps/other.wit"] = &fstest.MapFile{Data: []byte("package c:d@1.0.0; interface j {}")}
	_, err = wit.LoadFS(files, "wit", wit.Options{})
	require.ErrorContains(t, err, "wit/deps/other.wit:1:1: package c:d@1.0.0 is at wit/deps/c/one.wit:1:1 as well, with other contents")

	_, err = wit.LoadFS(fstest.MapFS{"wit/a.txt": {}}, "wit", wit.Options{})
	require.ErrorContains(t, err, "no file in wit ends in .wit")
	_, err = wit.Load("testdata/none.wit", wit.Options{})
	require.Error(t, err)
}

// TestVersions orders versions by precedence (semver.org, 11).
func TestVersions(t *testing.T) {
	t.Parallel()
	order := []string{
		"0.2.9", "0.2.10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
		"1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "2.0.0",
	}
	for i, a := range order {
		v, err := wit.ParseVersion(a)
		require.NoError(t, err)
		require.Equal(t, a, v.String())
		for j, b := range order {
			w, err := wit.ParseVersion(b)
			require.NoError(t, err)
			require.Equal(t, sign(i-j), sign(v.Compare(w)), "%s and %s", a, b)
		}
	}
	for _, bad := range []string{"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-a..b", "1.2.3-01", "1.2.3+", "1.2.3+ä", "a.b.c", "99999999999999999999.0.0"} {
		_, err := wit.ParseVersion(bad)
		require.Error(t, err, bad)
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// FuzzParse reads anything: no panic, and what is read prints and reads again as
// the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "package a:b;", in("record r { a: u8 }"), in("resource r { constructor(); f: static func() -> r; }"),
		"package a:b@1.0.0-rc.1+x; world w { import i; export f: func(a: list<u8, 3>) -> result<_, map<string, u8>>; } interface i {}",
		"package a:b; use c:d/e as f; world w { include c:d/g with { h as i } } package c:d { interface e {} world g { import h: func(); } }",
		in("@since(version = 1.0.0) @external-id(\"\\u{1F600}\") f: async func() -> stream<u8>;"),
		in("/** docs\n * of t */ type t = option<result>; /// more\n enum e { %enum }"),
		in(chain(30, "tuple<%[1]s, %[1]s>")),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := wit.Parse("fuzz.wit", text, wit.Options{AllFeatures: true})
		if err != nil {
			return
		}
		printed := m.String()
		again, err := wit.Parse("printed.wit", printed, wit.Options{AllFeatures: true})
		if err != nil {
			t.Fatalf("what was printed does not read: %v\n%s", err, printed)
		}
		if s := again.String(); s != printed {
			t.Fatalf("printed %q, then %q", printed, s)
		}
	})
}
