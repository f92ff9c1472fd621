// Package command is the command line of Vivarium: `vivarium run`, `guest` and
// the other commands. It reads arguments, settings and files, calls the packages
// that do the work, and reports the outcome as text, JSON and an exit code.
package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/urfave/cli/v2"
)

// program is one start of the command: its streams and its environment.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            map[string]string
	file           bool        // the first argument of `vivarium run` is the file of the program
	terminated     atomic.Bool // SIGTERM ended it, not Ctrl-C
}

// Main runs the command line args, of which args[0] is the program's name, and
// returns the exit code. env holds NAME=VALUE pairs. SIGINT (Ctrl-C) and SIGTERM end
// the command, with exit code 130 or 143; a second signal kills the process.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, env ...string) int {
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr, env: map[string]string{}}
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		p.env[name] = value
	}
	ctx, stop := p.untilSignal()
	defer stop()

	if len(args) > 1 && args[1] == completeCommand {
		return p.complete(args[2:])
	}
	err := p.run(ctx, args)
	if err != nil && !isTold(err) {
		err = p.signalled(explained(err))
		p.explain(err)
	}
	return exitCode(err)
}

// untilSignal gives a context that the first signal ends. After that, signals have
// their usual effect.
func (p *program) untilSignal() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			p.terminated.Store(s == syscall.SIGTERM)
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel()
	}
}

// signalled replaces the error of Ctrl-C by that of SIGTERM if that was the signal.
func (p *program) signalled(err error) error {
	if exitCode(err) == exitInterrupted && p.terminated.Load() {
		return &failure{code: exitTerminated, err: errTerminated}
	}
	return err
}

// run arranges the arguments and calls the command that they name.
func (p *program) run(ctx context.Context, args []string) error {
	app := p.app()
	line, err := arrange(app, args)
	if err == nil {
		p.file = line.file
		err = app.RunContext(ctx, line.words)
	}
	if err != nil && !isTold(err) && wantsReport(args) {
		if args[1] == runName {
			return p.runJSONFailed(err)
		}
		return p.printFailure(err)
	}
	return err
}

// wantsReport tells whether a command line asks for JSON, although it could not be
// parsed: `run --json` and `invoke --json` print JSON in every case.
func wantsReport(args []string) bool {
	if len(args) < 2 || args[1] != runName && args[1] != invokeName {
		return false
	}
	flags := args[2:]
	if end := slices.Index(flags, "--"); end >= 0 {
		flags = flags[:end]
	}
	return slices.ContainsFunc(flags, func(word string) bool { return word == "--json" || word == "-json" })
}

// explain prints an error and its hint. Only the first line begins with
// "vivarium:". Further lines are indented, so that a text that the error quotes
// cannot imitate a message.
func (p *program) explain(err error) {
	to := p.style(p.stderr)
	first, rest, _ := strings.Cut(printable(err.Error()), "\n")
	fmt.Fprintf(p.stderr, "%s %s\n", to.red("vivarium:"), first)
	for line := range strings.Lines(rest + "\n" + printable(hintOf(err))) {
		if line := strings.TrimSuffix(line, "\n"); line != "" {
			fmt.Fprintf(p.stderr, "  %s\n", line)
		}
	}
}

// style has colours if the stream is a terminal and neither NO_COLOR nor TERM=dumb
// is set.
func (p *program) style(stream io.Writer) style {
	return style{colour: isTerminal(stream) && p.env["NO_COLOR"] == "" && p.env["TERM"] != "dumb"}
}

const appExamples = `vivarium run -c 'print(12345*67890)'
vivarium run --timeout 2s --memory 128M program.py
vivarium inspect calc.wasm
vivarium invoke calc.wasm add 1 2`

// app describes all commands.
func (p *program) app() *cli.App {
	app := &cli.App{
		Name:  "vivarium",
		Usage: "run code that nobody has reviewed, inside a WebAssembly component",
		Description: "Untrusted Python runs in an interpreter that is itself a WebAssembly component.\n" +
			"It sees no file, no network and no process of this machine. Limits of time,\n" +
			"memory and output end it. `vivarium help COMMAND` shows the help of a command.",
		CustomAppHelpTemplate: appHelpPage(appExamples, allExitCodes),
		Commands: []*cli.Command{
			p.runCommand(),
			p.configCommand(),
			p.guestCommand(),
			p.bindgenCommand(),
			p.inspectCommand(),
			p.validateCommand(),
			p.invokeCommand(),
			p.wastCommand(),
			p.demoCommand(),
			p.versionCommand(),
			p.completionCommand(),
		},
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "version", Usage: "print the version", DisableDefaultText: true},
		},
		HideHelpCommand:           true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true,
		Writer:                    p.stdout,
		ErrWriter:                 p.stderr,
		Reader:                    p.stdin,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              usageFromParser,
		Action: func(c *cli.Context) error {
			if c.Bool("version") {
				return p.version(c)
			}
			return cli.ShowAppHelp(c)
		},
	}
	complement(app.Commands)
	return app
}

// usageFromParser is the error of what the flag parser refuses, such as
// --json=maybe. Unknown flags are refused earlier.
func usageFromParser(c *cli.Context, err error, _ bool) error {
	return usagef(seeHelp(c.Command.HelpName), "%w", err)
}

// noOperands refuses arguments where a command takes none.
func noOperands(c *cli.Context) error {
	if c.Args().Present() {
		return usagef(seeHelp(c.Command.HelpName), "%s takes no argument, %q was given", c.Command.HelpName, c.Args().First())
	}
	return nil
}
