package engine_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLayout compiles the declarations of this package together with the headers
// of the library that is linked and compares every function, struct and constant,
// so that another version of the library cannot drift from what is declared.
func TestLayout(t *testing.T) {
	include, defines, own := libraryHeaders(t)
	text := ""
	for _, name := range []string{"library.h", own} {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		text += string(b)
	}
	declared := parseDeclarations(t, text)

	compile := func(asserts string) ([]byte, error) {
		source := filepath.Join(t.TempDir(), "layout.c")
		here, err := filepath.Abs("library.h")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(source, []byte(fmt.Sprintf(`
#include <wasm.h>
#include <wasmtime.h>
#define VIV_CHECK_LAYOUT
#define VIV_FN(name) declared_##name
#define VIV_TYPE(name) declared_##name
#define VIV_CONST(name, value) _Static_assert(name == value, #name);
#include %q
%s`, here, asserts)), 0o600))
		args := append([]string{"-std=gnu11", "-fsyntax-only", "-Werror", "-I", include}, defines...)
		return exec.Command(cCompiler(), append(args, source)...).CombinedOutput()
	}
	report, err := compile(declared.asserts())
	require.NoError(t, err, "%s", report)

	// The check must be able to fail.
	for _, wrong := range []string{
		`_Static_assert(__builtin_types_compatible_p(__typeof__(wasmtime_store_delete), __typeof__(declared_wasm_trap_delete)), "");`,
		`_Static_assert(sizeof(wasmtime_extern_t) == sizeof(declared_wasmtime_func_t), "");`,
	} {
		_, err := compile(wrong)
		require.Error(t, err)
	}
}

// The functions of the crate in lts/ are declared for C by hand: each of them is,
// with as many parameters as it has.
func TestOwnLibraryFunctions(t *testing.T) {
	count := func(file, pattern string) map[string]int {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		found := map[string]int{}
		for _, f := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(b), -1) {
			params := strings.FieldsFunc(f[2], func(r rune) bool { return r == ',' })
			n := 0
			for _, p := range params {
				if strings.TrimSpace(p) != "" {
					n++
				}
			}
			found[f[1]] = n
		}
		require.NotEmpty(t, found)
		return found
	}
	require.Equal(t,
		count("lts/lib.rs", `(?s)extern "C" fn (\w+)\((.*?)\) ->`),
		count("library_lts.h", `(?s)\b(vivarium_\w+)\((.*?)\);`))
}

// requirePage fails where a page of the documentation does not have these words,
// however its lines are broken.
func requirePage(t *testing.T, file, words string) {
	t.Helper()
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	text := strings.Join(strings.Fields(strings.ReplaceAll(string(page), "\n//", "\n")), " ")
	require.True(t, strings.Contains(text, words), "%s does not say %q", file, words)
}

func cCompiler() string {
	if cc := os.Getenv("CC"); cc != "" {
		return cc
	}
	return "cc"
}

// declarations are what library.h and the header of one library declare.
type declarations struct {
	functions, pointers []string
	types               []declaredType
}

type declaredType struct {
	name   string
	fields []string
}

var (
	declaredFunction = regexp.MustCompile(`(?s)[\w *]+\bVIV_FN\((\w+)\)\(.*?\);`)
	declaredConstant = regexp.MustCompile(`VIV_CONST\(\w+, \d+\)`)
	declaredStruct   = regexp.MustCompile(`(?s)typedef (?:struct|union) VIV_TYPE\(\w+\) \{(.*?)\n\} VIV_TYPE\((\w+)\);`)
	declaredPointer  = regexp.MustCompile(`(?s)typedef [\w *]+\(\*VIV_TYPE\((\w+)\)\)\(.*?\);`)
	declaredField    = regexp.MustCompile(`(?m)^ +[^{}]*?(\w+)(?:\[\d+\])?(?:\)\(.*\))?;$`)
	opaqueType       = regexp.MustCompile(`typedef struct \w+ \w+;`)
	ownFunction      = regexp.MustCompile(`(?s)[\w *]+\bvivarium_\w+\(.*?\);`)
	anonymousStruct  = regexp.MustCompile(`struct \{\s*\};`)
	notDeclaration   = regexp.MustCompile(`(?m)//.*$|^#.*$`)
)

// parseDeclarations finds what is declared, and fails for what it does not
// understand: that would be left unchecked.
func parseDeclarations(t *testing.T, text string) declarations {
	var d declarations
	rest := notDeclaration.ReplaceAllString(text, "")
	take := func(from string, pattern *regexp.Regexp, found func(groups []string)) string {
		for _, groups := range pattern.FindAllStringSubmatch(from, -1) {
			found(groups)
		}
		return pattern.ReplaceAllString(from, "")
	}
	ignore := func([]string) {}
	rest = take(rest, declaredStruct, func(g []string) {
		typ := declaredType{name: g[2]}
		left := take(g[1], declaredField, func(f []string) { typ.fields = append(typ.fields, f[1]) })
		left = anonymousStruct.ReplaceAllString(left, "")
		require.Empty(t, strings.TrimSpace(left), "fields of %s that are not checked", typ.name)
		require.NotEmpty(t, typ.fields)
		d.types = append(d.types, typ)
	})
	rest = take(rest, declaredPointer, func(g []string) { d.pointers = append(d.pointers, g[1]) })
	rest = take(rest, declaredFunction, func(g []string) { d.functions = append(d.functions, g[1]) })
	rest = take(rest, declaredConstant, ignore) // they assert for themselves
	rest = take(rest, opaqueType, ignore)
	rest = take(rest, ownFunction, ignore) // see TestOwnLibraryFunctions
	require.Empty(t, strings.TrimSpace(rest), "declarations that are not checked")
	return d
}

// asserts writes what must hold between the declarations and the headers.
func (d declarations) asserts() string {
	var b strings.Builder
	for _, f := range d.functions {
		fmt.Fprintf(&b, "_Static_assert(__builtin_types_compatible_p(__typeof__(%[1]s), __typeof__(declared_%[1]s)), %[1]q);\n", f)
	}
	for _, p := range d.pointers {
		fmt.Fprintf(&b, "_Static_assert(__builtin_types_compatible_p(%[1]s, declared_%[1]s), %[1]q);\n", p)
	}
	for _, typ := range d.types {
		fmt.Fprintf(&b, "_Static_assert(sizeof(%[1]s) == sizeof(declared_%[1]s), %[1]q);\n", typ.name)
		fmt.Fprintf(&b, "_Static_assert(_Alignof(%[1]s) == _Alignof(declared_%[1]s), %[1]q);\n", typ.name)
		for _, field := range typ.fields {
			fmt.Fprintf(&b, "_Static_assert(offsetof(%[1]s, %[2]s) == offsetof(declared_%[1]s, %[2]s), \"%[1]s.%[2]s\");\n", typ.name, field)
			fmt.Fprintf(&b, "_Static_assert(sizeof(((%[1]s *)0)->%[2]s) == sizeof(((declared_%[1]s *)0)->%[2]s), \"%[1]s.%[2]s\");\n", typ.name, field)
		}
	}
	return b.String()
}
