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

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// TestLayout compiles library.h together with the library's own headers and
// compares every function, struct and constant in it, so that another version
// of the library cannot drift from what this package declares.
func TestLayout(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}} {{.Dir}}", "github.com/bytecodealliance/wasmtime-go/v44").Output()
	require.NoError(t, err, "the module with the library's headers")
	version, dir, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	require.Equal(t, "v"+engine.LibraryVersion(), version)
	include := filepath.Join(dir, "build", "include")

	text, err := os.ReadFile("library.h")
	require.NoError(t, err)
	asserts, counts := layoutAsserts(string(text))
	require.Equal(t, map[string]int{"function": 93, "type": 17, "pointer": 2, "field": 59, "constant": 33}, counts,
		"what this test finds in library.h: change the figures with it")

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
		return exec.Command(cCompiler(), "-std=gnu11", "-fsyntax-only", "-Werror", "-I", include, source).CombinedOutput()
	}
	report, err := compile(asserts)
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

func cCompiler() string {
	if cc := os.Getenv("CC"); cc != "" {
		return cc
	}
	return "cc"
}

var (
	declaredFunction = regexp.MustCompile(`VIV_FN\((\w+)\)`)
	declaredConstant = regexp.MustCompile(`(?m)^VIV_CONST\(`)
	declaredType     = regexp.MustCompile(`(?s)typedef (?:struct|union) VIV_TYPE\(\w+\) \{(.*?)\n\} VIV_TYPE\((\w+)\);`)
	declaredPointer  = regexp.MustCompile(`\(\*VIV_TYPE\((\w+)\)\)`)
	declaredField    = regexp.MustCompile(`(?m)^ +[^{}]*?(\w+)(?:\[\d+\])?(?:\)\(.*\))?;$`)
)

// layoutAsserts writes what must hold between the declarations in text and
// the headers: the constants assert for themselves.
func layoutAsserts(text string) (string, map[string]int) {
	var b strings.Builder
	counts := map[string]int{"constant": len(declaredConstant.FindAllString(text, -1))}
	for _, f := range declaredFunction.FindAllStringSubmatch(text, -1) {
		if f[1] == "name" {
			continue
		}
		counts["function"]++
		fmt.Fprintf(&b, "_Static_assert(__builtin_types_compatible_p(__typeof__(%[1]s), __typeof__(declared_%[1]s)), %[1]q);\n", f[1])
	}
	for _, p := range declaredPointer.FindAllStringSubmatch(text, -1) {
		counts["pointer"]++
		fmt.Fprintf(&b, "_Static_assert(__builtin_types_compatible_p(%[1]s, declared_%[1]s), %[1]q);\n", p[1])
	}
	for _, typ := range declaredType.FindAllStringSubmatch(text, -1) {
		body, name := typ[1], typ[2]
		counts["type"]++
		fmt.Fprintf(&b, "_Static_assert(sizeof(%[1]s) == sizeof(declared_%[1]s), %[1]q);\n", name)
		fmt.Fprintf(&b, "_Static_assert(_Alignof(%[1]s) == _Alignof(declared_%[1]s), %[1]q);\n", name)
		for _, field := range declaredField.FindAllStringSubmatch(body, -1) {
			counts["field"]++
			fmt.Fprintf(&b, "_Static_assert(offsetof(%[1]s, %[2]s) == offsetof(declared_%[1]s, %[2]s), \"%[1]s.%[2]s\");\n", name, field[1])
			fmt.Fprintf(&b, "_Static_assert(sizeof(((%[1]s *)0)->%[2]s) == sizeof(((declared_%[1]s *)0)->%[2]s), \"%[1]s.%[2]s\");\n", name, field[1])
		}
	}
	return b.String(), counts
}
