package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

func TestExplained(t *testing.T) {
	t.Parallel()
	_, ruleErr := egress.ParseRule("GET")
	guest := func(err error) error { return &sandbox.GuestError{Guest: "g.wasm", Err: err} }
	for name, tt := range map[string]struct {
		err     error
		code    int
		message string
	}{
		"usage":                    {usagef("", "that is wrong"), exitUsage, "that is wrong"},
		"a policy":                 {&sandbox.PolicyError{Err: ruleErr}, exitUsage, ruleErr.Error()},
		"a limit of a flag":        {&sandbox.ConfigError{Field: "Limits.Memory", Message: "too small"}, exitUsage, "--memory: too small"},
		"another field":            {&sandbox.ConfigError{Field: "Files", Message: "too many"}, exitUsage, "Files: too many"},
		"a cache that is not safe": {&sandbox.ConfigError{Field: "CacheDir", Err: &host.CacheError{Dir: "/c", Reason: "others can write to it"}}, exitUsage, "the cache of compiled code, /c: others can write to it"},
		"code":                     {&sandbox.CodeError{Offset: 3, Line: 1, Message: "a NUL byte"}, exitUsage, "the code: offset 3, line 1: a NUL byte"},
		"the end of a context":     {fmt.Errorf("run: %w", context.Canceled), exitInterrupted, "interrupted"},
		"a system without memory":  {&sandbox.HostError{Where: "starting the guest", Err: fmt.Errorf("host: %w", &host.SystemError{Message: "no addresses; raise ulimit -v"})}, exitInternal, "the system: no addresses"},
		"a function of the host":   {&sandbox.HostError{Where: "console.write", Err: errors.New("a host function panicked")}, exitInternal, "console.write: a host function panicked"},
		"output that is refused":   {&sandbox.HostError{Where: "console.write", Err: &outputError{errors.New("no space left")}}, exitInternal, "output: no space left"},
		"a trap":                   {&host.Trap{Message: "unreachable"}, exitInternal, "the guest broke: "},
		"anything else":            {errors.New("odd"), exitInternal, "odd"},
		"a guest without its file": {guest(fs.ErrNotExist), exitUsage, "guest g.wasm: no such file"},
		"a guest nobody may read":  {guest(fs.ErrPermission), exitUsage, "guest g.wasm: permission denied"},
		"a guest that is none":     {guest(&host.DecodeError{Message: "no"}), exitComponent, "guest g.wasm: "},
		"a guest that is invalid":  {guest(&host.ValidationError{Message: "no"}), exitComponent, "guest g.wasm: "},
		"a guest with async":       {guest(&host.UnsupportedError{Feature: "async"}), exitComponent, "guest g.wasm: "},
		"a core module":            {guest(&host.CoreModuleError{}), exitComponent, "guest g.wasm: "},
		"a guest that is too much": {guest(&host.LoadLimitError{What: "types"}), exitComponent, "guest g.wasm: "},
		"another world":            {guest(fmt.Errorf("prepare: %w", &host.LinkError{Where: "export run-python", Message: "missing"})), exitComponent, "guest g.wasm: "},
		"a guest that breaks":      {guest(&host.Trap{Message: "unreachable"}), exitInternal, "guest g.wasm: "},
	} {
		t.Run(name, func(t *testing.T) {
			err := explained(fmt.Errorf("outer: %w", tt.err))
			require.Equal(t, tt.code, exitCode(err))
			require.Contains(t, err.Error(), tt.message)
		})
	}
}

// No message has the name of a field of Go in it.
func TestFieldInWords(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"Limits.HostCalls":         "--host-calls",
		"LoadTimeout":              "--load-timeout",
		"HTTP":                     "--allow",
		`Program.Inputs["1x"]`:     "--input 1x",
		`Program.Inputs["a\"]b"]`:  `--input a"]b`,
		"Program.Arguments[0]":     "argument 1 of the program",
		"Program.Environment":      "--env",
		"guest name":               "--name",
		"another":                  "another",
		"Program.Arguments[other]": "Program.Arguments[other]",
	} {
		require.Equal(t, want, fieldInWords(field), field)
	}
}

func TestReportOfPythonErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		kind string
		code int
	}{
		"nothing":          {nil, "", exitDone},
		"an exception":     {&sandbox.PythonError{Kind: sandbox.Exception}, kindException, exitRaised},
		"a syntax error":   {&sandbox.PythonError{Kind: sandbox.SyntaxError}, kindSyntax, exitRaised},
		"an exit":          {&sandbox.PythonError{Kind: sandbox.Exit, Status: 130}, kindExit, exitRaised},
		"the interpreter":  {&sandbox.PythonError{Kind: sandbox.Internal}, kindInternal, exitInternal},
		"a limit":          {&sandbox.LimitError{Limit: sandbox.LimitWall}, kindLimit, exitLimit},
		"memory in Python": {&sandbox.LimitError{Limit: sandbox.LimitMemory, Python: &sandbox.PythonError{Kind: sandbox.Exception}}, kindLimit, exitLimit},
		"an interrupt":     {context.Canceled, kindInterrupted, exitInterrupted},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReport(&sandbox.Result{}, tt.err)
			require.Equal(t, tt.code, r.ExitCode)
			if tt.kind == "" {
				require.Nil(t, r.Error)
				return
			}
			require.Equal(t, tt.kind, r.Error.Kind)
			require.Equal(t, tt.code == exitLimit, r.Limit != nil)
		})
	}
}
