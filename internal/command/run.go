package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

const runName = "run"

const runExamples = `vivarium run -c 'print(12345*67890)'
vivarium run program.py one two
echo 'sum(range(100))' | vivarium run --timeout 2s --memory 128M
vivarium run --json --input 'limit=10' -c 'limit * 2'
vivarium run --allow 'GET https://api.example.com/*' program.py
vivarium run --package attrs-25.3.0-py3-none-any.whl -c 'import attr; attr.__version__'`

func (p *program) runCommand() *cli.Command {
	return &cli.Command{
		Name:      runName,
		Usage:     "run Python code in a fresh sandbox",
		ArgsUsage: "-c CODE | FILE | - [ARGUMENTS...]",
		Description: "Runs the code given with -c, in FILE, or on standard input. Flags stand before FILE; the words\n" +
			"behind it are the program's own arguments (sys.argv). A -- in front of them passes on words\n" +
			"that are flags of vivarium run too.\n\n" +
			"What the program prints is passed on as it prints it. The value of a last expression is\n" +
			"shown after that. On a terminal, control characters and invisible ones are shown as escapes\n" +
			"such as \\x1b and \\r; into a file or a pipe everything goes byte for byte.\n\n" +
			"The code sees no file, no network and no process of this machine, unless a flag says so.",
		CustomHelpTemplate: helpPage(runExamples, exitCodes, configHelp, reportHelp),
		Flags: slices.Concat(
			[]cli.Flag{
				&cli.StringFlag{Name: "c", Usage: "run `CODE`"},
				&cli.StringSliceFlag{Name: "input", Usage: "give the code a global: `NAME=JSON` (repeatable)"},
				&cli.StringSliceFlag{Name: "env", Usage: "give the code an environment variable: `NAME=VALUE` (repeatable); it sees no other"},
				&cli.BoolFlag{Name: "json", Usage: "print one JSON object in place of all else", DisableDefaultText: true},
			},
			sandboxFlags(),
		),
		Action: func(c *cli.Context) error {
			if c.Bool("json") {
				return p.runJSON(c)
			}
			return p.runText(c)
		},
	}
}

// sandboxFlags are the flags that say what the sandbox is.
func sandboxFlags() []cli.Flag {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "guest", Usage: "run it in this interpreter: the `NAME` of a guest, or the file of one (default: " + sandbox.DefaultGuest + ")"},
		&cli.StringSliceFlag{Name: "allow", Usage: "allow HTTP requests that this `RULE` fits, such as 'GET https://api.example.com/*' (repeatable)"},
		&cli.StringSliceFlag{Name: "package", Usage: "let the code import a package of pure Python: the `FILE` of a wheel, or a folder of modules (repeatable)"},
	}
	for i := range limits {
		flags = append(flags, limits[i].flag())
	}
	return append(flags, &cli.StringFlag{Name: "config", Usage: "read settings from this `FILE`"})
}

// ended is the error of a run whose end has been told already.
func ended(r *report) error {
	if r.ExitCode == exitDone {
		return nil
	}
	return &exitStatus{r.ExitCode}
}

// runText streams what the program prints and tells the rest in words.
func (p *program) runText(c *cli.Context) error {
	t := p.teller()
	r := p.runReport(c, t)
	t.tell(r)
	if t.out.err != nil && r.ExitCode == exitDone {
		return explained(t.out.err)
	}
	return ended(r)
}

// runJSON prints one object, whatever comes of the run.
func (p *program) runJSON(c *cli.Context) error { return p.printReport(p.runReport(c, nil)) }

// runJSONFailed is runJSON where the command line itself is wrong.
func (p *program) runJSONFailed(err error) error { return p.printReport(newReport(nil, err)) }

// runReport does what the command line says. What the program prints goes to t
// as it comes, where there is one.
func (p *program) runReport(c *cli.Context, t *teller) *report {
	r := p.runProgram(c, t)
	if r.ExitCode == exitInterrupted && p.terminated.Load() {
		r.setFailure(&failure{code: exitTerminated, err: errTerminated})
	}
	return r
}

func (p *program) runProgram(c *cli.Context, t *teller) *report {
	s, err := p.settings(c)
	if err != nil {
		return newReport(nil, err)
	}
	config, err := s.sandboxConfig()
	if err != nil {
		return newReport(nil, err)
	}
	source, err := p.readSource(c, maxCode(config))
	if err != nil {
		return newReport(nil, err)
	}
	program, err := p.programOf(c, source)
	if err != nil {
		return newReport(nil, err)
	}
	if t != nil {
		program.Stdout, program.Stderr = t.out, t.err
	}
	p.moveGuests(t != nil)
	sb, err := p.open(c.Context, config)
	if err != nil {
		return newReport(nil, guestNamedBy(err, s.list("guest")))
	}
	defer sb.Close()
	if t != nil { // with --json nothing is printed but the object
		p.tellStartup(sb.Startup())
	}
	result, err := sb.RunProgram(c.Context, program)
	return newReport(result, err)
}

// guestNamedBy says of an error of a guest that a variable or a file, not the
// command line, names that guest.
func guestNamedBy(err error, guest setting) error {
	if guest.place != placeEnv && guest.place != placeFile || !errors.As(err, new(*sandbox.GuestError)) {
		return err
	}
	err = explained(err)
	var f *failure
	if errors.As(err, &f) {
		named := *f
		named.hint = strings.TrimPrefix(named.hint+"\n"+guest.origin+" names this guest", "\n")
		return &named
	}
	return err
}

// open opens the sandbox; the first time it compiles the guest.
func (p *program) open(ctx context.Context, config sandbox.Config) (*sandbox.Sandbox, error) {
	done := p.progress("loading the guest: it is compiled once and kept for the next time")
	defer done()
	return abandon(ctx, func() (*sandbox.Sandbox, error) { return sandbox.Open(ctx, config) })
}

// tellStartup says what it costs that compiled code cannot be kept.
func (p *program) tellStartup(s sandbox.Startup) {
	if s.NoCache == nil {
		return
	}
	reason := s.NoCache.Error()
	var refused *host.CacheError
	if errors.As(s.NoCache, &refused) {
		reason = refused.Dir + ": " + refused.Reason
	}
	p.explain(&failure{
		err:  fmt.Errorf("compiled code cannot be kept (%s), so that every start compiles the guest again, which took %s", reason, s.Compile.Round(10*time.Millisecond)),
		hint: "set XDG_CACHE_HOME to a directory of your own",
	})
}

// maxCode is the limit of the code in bytes.
func maxCode(config sandbox.Config) int64 {
	switch config.Limits.Code {
	case 0:
		return sandbox.DefaultLimits().Code
	case sandbox.Unlimited:
		return math.MaxInt64 - 1
	}
	return config.Limits.Code
}

// programOf is the program of a run with all that it is given.
func (p *program) programOf(c *cli.Context, s source) (sandbox.Program, error) {
	program := sandbox.Program{Code: s.code, Arguments: s.arguments, Inputs: map[string]any{}, Environment: map[string]string{}}
	for _, text := range c.StringSlice("input") {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" || !json.Valid([]byte(value)) {
			return program, usagef("", `--input %q is not NAME=JSON, such as 'limit=10' or 'name="Ada"'`, text)
		}
		program.Inputs[name] = json.RawMessage(value)
	}
	for _, text := range c.StringSlice("env") {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return program, usagef("", "--env %q is not NAME=VALUE", text)
		}
		program.Environment[name] = value
	}
	if !s.fromStdin {
		program.Stdin = p.stdin
	}
	return program, nil
}
