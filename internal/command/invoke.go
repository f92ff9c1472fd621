package command

import (
	"fmt"
	"io"
	"math"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/valuejson"
	"github.com/vivarium-wasm/vivarium/host/value/wave"
)

// invokeCodes is the paragraph of the help.
const invokeCodes = `Exit codes:
  0    the function returned
  1    it trapped, or its result is the error case of a result, which is printed
  2    the command line, an argument, a file or a setting is wrong: nothing was called
  3    a limit stopped it; the message names it
  4    a component is not valid, or imports something that nothing satisfies
  70   Vivarium itself failed
  130  interrupted (Ctrl-C; a second one kills at once)
  143  terminated (SIGTERM)`

const invokeExamples = `vivarium invoke calc.wasm add 1 2
vivarium invoke calc.wasm 'example:calc/sums@1.0.0#add' 1 2
vivarium invoke --json calc.wasm distance '{"x": 3, "y": 4}'
vivarium invoke calc.wasm '[method]counter.add([constructor]counter(5), 1)'
vivarium invoke app.wasm run --compose logger.wasm --timeout 2s --memory 16MiB`

// waveHelp is the paragraph of the help that shows values.
const waveHelp = `Values are written as WAVE:
  true  -5  6.02e+23  nan  'x'  "text"  [1, 2]  (1, "two")  {name: "a", size: 3}
  days(30)  forever  some(1)  none  ok(1)  err("no")  {read, write}
Strings have quotes. A shell needs quotes of its own around them: '"text"'.
some(...) and ok(...) may be left out around a plain value. Arguments at the end may be left out
if they are options, and so may optional fields of a record.
With --json every argument and the result is JSON. Records are objects, variants {"case": payload}
or "case", results {"ok": ...} or {"err": ...}, options null or the value, tuples and flags arrays.
Integers beyond 2^53 are strings. A function without a result prints nothing, or null with --json.`

const invokeName = "invoke"

func (p *program) invokeCommand() *cli.Command {
	return &cli.Command{
		Name:      invokeName,
		Usage:     "call a function that a component exports",
		ArgsUsage: "FILE EXPORT [ARGUMENT...]",
		Description: "Makes an instance of the component in FILE, calls EXPORT and prints its result. A FILE of - is\n" +
			"standard input. EXPORT is the name of a function. A function of an interface is INTERFACE#NAME or\n" +
			"INTERFACE.NAME; package and version may be left out if one interface fits. The arguments follow\n" +
			"as words, or all together in one: 'NAME(ARGUMENT, ...)'. Words after -- are never flags.\n\n" +
			"A handle of a resource cannot be written as text. A call that returns the handle is written in\n" +
			"its place. It is made first, on the same instance. Borrowed handles are dropped at the end.\n\n" +
			"The imports of the component are satisfied by the exports of the --compose components, in their\n" +
			"order, and by WASI's clocks, io/poll and random. It sees nothing else of this machine.",
		CustomHelpTemplate: helpPage(invokeExamples, waveHelp, invokeJSON, invokeCodes, limitsHelp),
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "compose", Usage: "satisfy imports with what the component in this `FILE` exports (repeatable)"},
			&cli.BoolFlag{Name: "json", Usage: "read arguments and print the result as JSON", DisableDefaultText: true},
			limitNamed("timeout").flagThat("stop it after `TIME`, such as 2s or 500ms", ""),
			limitNamed("memory").flagThat("let all components together have `SIZE` of memory, such as 128M", ""),
			limitNamed("fuel").flagThat("let it do `N` units of work, about one an instruction, such as 500M", ""),
			&cli.StringFlag{Name: "config", Usage: "read settings from this `FILE`"},
		},
		Action: p.invoke,
	}
}

const invokeJSON = `With --json one JSON value is printed: the result where the function returned, else an object of
exit_code, error, which is {"kind", "message", "hint"}, and limit, which is null or
{"name", "max", "used", "unit"} of the limit that stopped it. The kinds are trap, returned (a call
that was to give a handle returned an error), limit, component, usage, interrupted and internal.`

// limitsHelp is the paragraph of the help.
const limitsHelp = `The limits can also be set by VIVARIUM_TIMEOUT, VIVARIUM_MEMORY and VIVARIUM_FUEL, and in the
configuration file; see vivarium run --help. Time counts from the start of the instance.`

// invokeLimits are the limits of one call. A fuel of 0 is not counted.
type invokeLimits struct {
	wall   time.Duration
	memory uint64
	fuel   uint64
}

func (p *program) invokeLimits(c *cli.Context) (invokeLimits, error) {
	var l invokeLimits
	s, err := p.settings(c)
	if err != nil {
		return l, err
	}
	base := defaults()
	for _, set := range []struct {
		name       string
		unset, off int64
		to         func(int64)
	}{
		{"timeout", int64(base.Limits.Wall), math.MaxInt64, func(n int64) { l.wall = time.Duration(n) }},
		{"memory", base.Limits.Memory, math.MaxInt64, func(n int64) { l.memory = uint64(n) }},
		{"fuel", 0, 0, func(n int64) { l.fuel = uint64(n) }},
	} {
		value, err := s.limit(limitNamed(set.name))
		switch {
		case err != nil:
			return l, err
		case value == 0:
			value = set.unset
		case value == sandbox.Unlimited:
			value = set.off
		}
		set.to(value)
	}
	return l, nil
}

// invocation is a parsed command line of invoke.
type invocation struct {
	file, export string
	arguments    []string
	compose      []string
	json         bool
	limits       invokeLimits
}

func (p *program) invocation(c *cli.Context) (*invocation, error) {
	words := c.Args().Slice()
	if len(words) < 2 {
		return nil, usagef(seeHelp(c.Command.HelpName), "%s takes a FILE, the name of an EXPORT, and its arguments", c.Command.HelpName)
	}
	v := &invocation{file: words[0], export: words[1], arguments: words[2:], compose: c.StringSlice("compose"), json: c.Bool("json")}
	var err error
	v.limits, err = p.invokeLimits(c)
	return v, err
}

// invoke calls a function. With --json it prints one JSON value in every case: the
// result, or a report of the failure.
func (p *program) invoke(c *cli.Context) error {
	err := p.invokeExport(c)
	if err != nil && !isTold(err) && c.Bool("json") {
		return p.printFailure(err)
	}
	return err
}

// printFailure prints the JSON report of a failure.
func (p *program) printFailure(err error) error {
	report := newFailureReport(p.signalled(explained(err)))
	if err := p.printJSON(report); err != nil {
		return err
	}
	return &exitStatus{report.ExitCode}
}

func (p *program) invokeExport(c *cli.Context) error {
	v, err := p.invocation(c)
	if err != nil {
		return err
	}
	binaries, err := p.readComponents(c.Context, v)
	if err != nil {
		return err
	}
	engine, err := host.NewEngine(host.Config{CacheDir: sandbox.DefaultCacheDir(), CacheOptional: true, Fuel: v.limits.fuel > 0})
	if err != nil {
		return err
	}
	prepared, free, err := p.prepare(c.Context, engine, v, binaries)
	defer func() {
		if c.Context.Err() == nil { // else a compilation that was abandoned may be at work yet
			free()
			_ = engine.Close()
		}
	}()
	if err != nil {
		return err
	}
	table := newExportTable(fileName(v.file), prepared)
	call, err := table.read(v)
	if err != nil {
		return err
	}
	result, err := table.call(c.Context, call, v.limits)
	if err != nil {
		return err
	}
	return p.printResult(v, call.target, result)
}

func (p *program) printResult(v *invocation, target *exported, result value.Value) error {
	text := ""
	var err error
	switch {
	case v.json:
		var b []byte
		b, err = valuejson.Format(result)
		text = string(b)
	case result != nil:
		text, err = wave.Format(result)
	}
	if err != nil {
		return fmt.Errorf("%s: the result: %w", target.name, err) // of a type that was looked at before
	}
	out := newStream(p.stdout)
	if text != "" {
		_, _ = io.WriteString(out, text+"\n")
	}
	if out.err != nil {
		return out.err
	}
	if r, ok := result.(value.Result); ok && r.IsErr {
		return &exitStatus{exitRaised}
	}
	return nil
}
