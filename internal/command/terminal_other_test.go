//go:build !linux

package command

import "github.com/rogpeppe/go-internal/testscript"

func scriptTerminal(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("terminal is for Linux: write [linux] before it")
}
