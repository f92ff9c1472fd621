// Package needs finds what set-up and builds leave for the tests: the tools, the
// guests, the suites. What is not there fails the test with the command that
// makes it.
package needs

import (
	"os"
	"path/filepath"
	"testing"
)

// Root is the folder of the checkout.
func Root(t testing.TB) string {
	t.Helper()
	at, err := root()
	if err != nil {
		t.Fatalf("the test does not run in a folder of a checkout: %v", err)
	}
	return at
}

func root() (string, error) {
	at, err := os.Getwd()
	for err == nil {
		if _, err = os.Stat(filepath.Join(at, "Justfile")); err == nil {
			return at, nil
		}
		if up := filepath.Dir(at); up != at {
			at, err = up, nil
		}
	}
	return "", err
}

// WasmTools is the program wasm-tools: $VIVARIUM_WASM_TOOLS, or the one that set-up
// installs.
func WasmTools(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("VIVARIUM_WASM_TOOLS"); path != "" {
		return there(t, path, "the program of $VIVARIUM_WASM_TOOLS", "just setup")
	}
	return there(t, filepath.Join(Root(t), ".tools", "venv", "bin", "wasm-tools"), "wasm-tools", "just setup")
}

// Guest is the component of a guest of the project.
func Guest(t testing.TB, name string) string {
	t.Helper()
	return there(t, guestFile(t, name), "the guest "+name, "just guests")
}

// Suites is the folder of the component model's test suites.
func Suites(t testing.TB) string {
	t.Helper()
	return there(t, filepath.Join(Root(t), "build", "suites"), "the folder of the test suites", "just suites")
}

func there(t testing.TB, path, what, command string) string {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s is missing: run `%s` (without just: `npx --yes rust-just@1.57.0 %s`): %v", what, command, command[len("just "):], err)
	}
	return path
}

// GuestNames are the guests of the project, those of guest/NAME/build.sh, sorted.
func GuestNames(t testing.TB) []string {
	t.Helper()
	scripts, err := filepath.Glob(filepath.Join(Root(t), "guest", "*", "build.sh"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no guest/NAME/build.sh below %s: %v", Root(t), err)
	}
	names := make([]string, len(scripts))
	for i, script := range scripts {
		names[i] = filepath.Base(filepath.Dir(script))
	}
	return names
}

// Guests are the names of those guests of the project that are built, at least one.
// TestEveryGuestIsBuilt of this package fails where one is missing.
func Guests(t testing.TB) []string {
	t.Helper()
	var built []string
	for _, name := range GuestNames(t) {
		if _, err := os.Stat(guestFile(t, name)); err == nil {
			built = append(built, name)
		}
	}
	if len(built) == 0 {
		Guest(t, GuestNames(t)[0]) // says what to run
	}
	return built
}

func guestFile(t testing.TB, name string) string {
	return filepath.Join(Root(t), "build", "guests", name+".wasm")
}
