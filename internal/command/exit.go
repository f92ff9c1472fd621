package command

import (
	"errors"
	"fmt"
)

// The exit codes, as the help documents them.
const (
	exitDone        = 0   // the program ran to its end
	exitRaised      = 1   // the Python code raised or exited non-zero
	exitUsage       = 2   // the command line, a file or a setting is wrong
	exitLimit       = 3   // a limit stopped the run
	exitComponent   = 4   // the component is not valid, or not of the world
	exitDenied      = 5   // the static check refused it before it ran; nothing gives it yet
	exitInternal    = 70  // Vivarium or the guest itself failed
	exitInterrupted = 130 // SIGINT, which is Ctrl-C: 128 and the number of the signal
	exitTerminated  = 143 // SIGTERM
)

// exitCodes is the paragraph of the help.
const exitCodes = `Exit codes:
  0    the program ran to its end
  1    the Python code raised an exception or exited with a code other than 0
  2    the command line, a file or a setting is wrong: nothing was run
  3    a limit stopped the run; the message names it
  4    the component is not valid, or not of the world python-runner
  5    reserved for a check of the code before it runs: nothing gives it yet
  70   Vivarium or the guest itself failed
  130  interrupted (Ctrl-C; a second one kills at once)
  143  terminated (SIGTERM)`

// allExitCodes is the paragraph of the help of vivarium itself.
const allExitCodes = `Exit codes:
  0    done
  1    the code that was run failed, or what was compared or tested is not as it should be
  2    the command line, a file or a setting is wrong: nothing was run
  3    a limit stopped it; the message names it
  4    a component is not valid, or does not fit
  70   Vivarium or the guest itself failed
  130  interrupted (Ctrl-C; a second one kills at once)
  143  terminated (SIGTERM)`

// failure is an error with an exit code and a hint.
type failure struct {
	code  int
	err   error
	hint  string       // what to do next; may be empty
	kind  string       // of --json, where it is not that of the code
	limit *limitReport // the limit that it was, if it was one
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// usagef is the failure of a wrong command line, file or setting.
func usagef(hint, format string, args ...any) error {
	return &failure{code: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// hintOf is the hint of an error, "" if it has none.
func hintOf(err error) string {
	var known *failure
	if errors.As(err, &known) {
		return known.hint
	}
	return ""
}

// exitCode is the code that an error ends the process with.
func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	var quiet *exitStatus
	if errors.As(err, &quiet) {
		return quiet.code
	}
	var known *failure
	if errors.As(err, &known) {
		return known.code
	}
	return exitInternal
}

// exitStatus ends the process with a code. The message has been printed already.
type exitStatus struct{ code int }

func (e *exitStatus) Error() string { return fmt.Sprintf("exit status %d", e.code) }

func isTold(err error) bool {
	var told *exitStatus
	return errors.As(err, &told)
}
