package wast

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/vivarium-wasm/vivarium/host"
)

// Config says how scripts are run.
type Config struct {
	// Engine runs the components. One engine may serve several scripts at once.
	Engine *host.Engine
	// Limits bound each instance. The default for memories is 8 GiB, more than
	// the host's: there are scripts about memories that 32 bits do not address.
	Limits host.Limits
	// Timeout bounds each command; 0 means 10 seconds.
	Timeout time.Duration
}

const (
	defaultTimeout = 10 * time.Second
	defaultMemory  = 8 << 30
)

// Run runs the commands of a script one after another and gives one result for
// each, those of threads included. files has the modules that the script names.
// The error is that of ctx, which ends the run.
func Run(ctx context.Context, cfg Config, s *Script, files fs.FS) ([]Result, error) {
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Limits.Memory == 0 {
		cfg.Limits.Memory = defaultMemory
	}
	r := &runner{config: cfg, files: files, definitions: map[string]*definition{}, named: map[string]*instance{}}
	r.offers = newOffers()
	defer r.close()
	for _, c := range s.Commands {
		if err := ctx.Err(); err != nil {
			return r.results, err
		}
		r.command(ctx, &c)
	}
	return r.results, ctx.Err()
}

// runner is the state of a run.
type runner struct {
	config      Config
	files       fs.FS
	offers      *offers
	definitions map[string]*definition
	named       map[string]*instance
	current     *instance
	opened      []*instance // what is open, oldest first
	results     []Result
}

func (r *runner) close() {
	for i := len(r.opened) - 1; i >= 0; i-- {
		r.opened[i].close()
	}
	for _, d := range r.definitions {
		d.close()
	}
	r.offers.close()
}

// outcome is what came of a command or of a part of it.
type outcome struct {
	status  Status
	class   string
	message string
	late    bool // it failed for want of time
}

var passed = outcome{status: Passed}

func failed(format string, args ...any) outcome {
	o := outcome{status: Failed, message: fmt.Sprintf(format, args...)}
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			o.late = errors.Is(err, context.DeadlineExceeded) && !errors.As(err, new(*host.PoisonedError))
		}
	}
	return o
}

func notRun(class, format string, args ...any) outcome {
	return outcome{status: NotRun, class: class, message: fmt.Sprintf(format, args...)}
}

// command runs one command within its time.
func (r *runner) command(ctx context.Context, c *Command) {
	within, cancel := context.WithTimeout(ctx, r.config.Timeout)
	o := r.run(within, c)
	if o.late && ctx.Err() == nil {
		o = failed("it did not end within %v", r.config.Timeout)
	}
	cancel()
	r.results = append(r.results, Result{Line: c.Line, Kind: c.Type, Status: o.status, Class: o.class, Message: o.message})
	if c.Type == "thread" {
		r.thread(c.Commands)
	}
}

// thread tells of the commands of a thread, none of which are run.
func (r *runner) thread(commands []Command) {
	for _, c := range commands {
		r.results = append(r.results, Result{Line: c.Line, Kind: c.Type, Status: NotRun, Class: ClassThreads, Message: "a command of a thread"})
		r.thread(c.Commands)
	}
}

func (r *runner) run(ctx context.Context, c *Command) outcome {
	switch c.Type {
	case "module":
		return r.module(ctx, c)
	case "module_definition":
		return r.define(ctx, c).outcome
	case "module_instance":
		return r.instance(ctx, c)
	case "register":
		return r.register(c)
	case "action":
		return r.action(ctx, c)
	case "assert_return":
		return r.assertReturn(ctx, c)
	case "assert_trap", "assert_exhaustion":
		return r.assertTrap(ctx, c)
	case "assert_exception":
		return r.assertException(ctx, c)
	case "assert_invalid", "assert_malformed":
		return r.assertRefused(ctx, c)
	case "assert_unlinkable":
		return r.assertUnlinkable(ctx, c)
	case "assert_uninstantiable":
		return r.assertUninstantiable(ctx, c)
	case "thread", "wait":
		return notRun(ClassThreads, "scripts run on one thread")
	case "assert_suspension":
		return notRun(ClassStackSwitching, "continuations are not supported")
	case "assert_malformed_custom", "assert_invalid_custom":
		return notRun(ClassCustom, "custom sections are not looked at")
	}
	return failed("there is no command of this name")
}

// unsupported is the outcome of an error that says that a component uses what
// the host does not have.
func unsupported(err error) (outcome, bool) {
	var u *host.UnsupportedError
	if errors.As(err, &u) {
		return notRun(u.Feature, "%v", err), true
	}
	return outcome{}, false
}
