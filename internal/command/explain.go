package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

var (
	errInterrupted = errors.New("interrupted")
	errTerminated  = errors.New("terminated")
)

// fieldInWords translates the name of a Go field, of sandbox.Config or
// sandbox.Program, to the flag that sets it.
func fieldInWords(field string) string {
	for i := range limits {
		if limits[i].field == field {
			return "--" + limits[i].name
		}
	}
	switch name, key, _ := strings.Cut(strings.TrimSuffix(field, "]"), "["); name {
	case "Program.Inputs":
		if input, err := strconv.Unquote(key); err == nil {
			key = input
		}
		return "--input " + key
	case "Program.Arguments":
		if n, err := strconv.Atoi(key); err == nil {
			return fmt.Sprintf("argument %d of the program", n+1)
		}
	case "Program.Environment":
		return "--env"
	case "Guest":
		return "--guest"
	case "HTTP":
		return "--allow"
	case "Packages":
		return "--package"
	case "guest name":
		return "--name"
	}
	return field
}

// explained turns an error of the packages below into a failure: with an exit code,
// a message for a person, and a hint.
func explained(err error) error {
	var known *failure
	var guest *sandbox.GuestError
	var config *sandbox.ConfigError
	var policy *sandbox.PolicyError
	var unpacked *sandbox.PackageError
	var code *sandbox.CodeError
	var trap *host.Trap
	var output *outputError
	var cache *host.CacheError
	var system *host.SystemError
	var ours *sandbox.HostError
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &cache):
		return &failure{code: exitUsage, err: fmt.Errorf("the cache of compiled code, %s: %s", cache.Dir, cache.Reason), hint: cache.Hint}
	case errors.As(err, &output):
		return &failure{code: exitInternal, err: output}
	case errors.Is(err, context.Canceled):
		return &failure{code: exitInterrupted, err: errInterrupted}
	case errors.As(err, &policy):
		return &failure{code: exitUsage, err: policy.Err}
	case errors.As(err, &guest):
		return explainedGuest(guest)
	case errors.As(err, &unpacked):
		return &failure{code: exitUsage, err: fmt.Errorf("%s: %w", fieldInWords("Packages"), unpacked)}
	case errors.As(err, &config):
		return &failure{code: exitUsage, err: fmt.Errorf("%s: %s", fieldInWords(config.Field), config.Message)}
	case errors.As(err, &code):
		return &failure{code: exitUsage, err: fmt.Errorf("the code: offset %d, line %d: %s", code.Offset, code.Line, code.Message)}
	case errors.As(err, &system):
		message, hint, _ := strings.Cut(system.Message, "; ")
		return &failure{code: exitInternal, err: fmt.Errorf("the system: %s", message), hint: hint}
	case errors.As(err, &ours):
		return &failure{code: exitInternal, err: fmt.Errorf("%s: %w", ours.Where, ours.Err)}
	case errors.As(err, &trap):
		return &failure{code: exitInternal, err: fmt.Errorf("the guest broke: %w", trap)}
	}
	return &failure{code: exitInternal, err: err}
}

// explainedGuest tells apart a guest that is missing, a file that is not a guest,
// and a guest that failed as it started.
func explainedGuest(guest *sandbox.GuestError) error {
	f := &failure{code: exitUsage, err: fmt.Errorf("guest %s: %w", guest.Guest, guest.Err), hint: guest.Hint}
	var link *host.LinkError
	var trap *host.Trap
	switch {
	case errors.Is(guest, fs.ErrNotExist) && len(guest.Looked) > 0:
		f = noGuest(guest.Guest, guest.Known)
		if _, err := os.Stat(guest.Guest); err == nil {
			f.hint = "for the file of that name write ./" + guest.Guest
		}
	case errors.Is(guest, fs.ErrNotExist):
		f.err = fmt.Errorf("guest %s: no such file", guest.Guest)
	case isInvalid(guest.Err):
		return explainedComponent("guest "+guest.Guest, guest.Err)
	case errors.As(guest, &link):
		f.code, f.hint = exitComponent, "a guest is a component of the world vivarium:runner/python-runner"
	case errors.As(guest, &trap):
		f.code = exitInternal
	}
	return f
}

// noGuest is the error of a name that no guest has. It lists the guests there are.
func noGuest(name string, known []string) *failure {
	f := &failure{code: exitUsage, hint: "install it with: vivarium guest install FILE"}
	switch {
	case name == sandbox.DefaultGuest:
		f.err = fmt.Errorf("there is no guest to run the code: %s is not installed", name)
		f.hint += "\nin a checkout, `just build` makes build/guests/" + name + ".wasm"
	case len(known) == 0:
		f.err = fmt.Errorf("no guest is called %s, and none is installed", name)
	default:
		f.err = fmt.Errorf("no guest is called %s", name)
	}
	if near := nearest(name, known); near != "" {
		f.hint = "did you mean " + near + "?"
	}
	if len(known) > 0 {
		f.hint += "\nthere are: " + oneLine(strings.Join(known, ", "))
	}
	return f
}

// isInvalid tells whether an error means that a file is not a valid component.
func isInvalid(err error) bool {
	var decode *host.DecodeError
	var invalid *host.ValidationError
	var core *host.CoreModuleError
	var unsupported *host.UnsupportedError
	var large *host.LoadLimitError
	return errors.As(err, &decode) || errors.As(err, &invalid) || errors.As(err, &core) ||
		errors.As(err, &unsupported) || errors.As(err, &large)
}

// explainedComponent is the failure of a file that is not a valid component.
func explainedComponent(name string, err error) error {
	f := &failure{code: exitComponent, err: fmt.Errorf("%s: %w", name, err)}
	var decode *host.DecodeError
	if errors.As(err, &decode) {
		f.hint = "the file is not a WebAssembly component, or a damaged one"
	}
	return f
}
