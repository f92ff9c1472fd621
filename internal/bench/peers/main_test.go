package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// Every subject does every operation, with the right result.
func TestSubjects(t *testing.T) {
	if os.Getenv("VIVARIUM_WASM_TOOLS") == "" {
		t.Setenv("VIVARIUM_WASM_TOOLS", filepath.Join("..", "..", "..", ".tools", "venv", "bin", "wasm-tools"))
	}
	subjects, err := open(context.Background())
	for _, s := range subjects {
		defer s.close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		for _, m := range operations() {
			for range 3 {
				if err := m.op(s); err != nil {
					t.Errorf("%s: %s: %v", s.name, m.name, err)
				}
			}
		}
	}
}
