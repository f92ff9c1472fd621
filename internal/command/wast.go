package command

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/wast"
)

const wastExamples = `wasm-tools json-from-wast values.wast -o build/values.json --wasm-dir build
vivarium wast build/values.json
vivarium wast --json build/*.json | jq '.files[].remaining[]'`

// wastCodes is the paragraph of the help.
const wastCodes = `Exit codes:
  0    nothing failed
  1    something failed
  2    the command line is wrong, or a file is not a test script
  130  interrupted (Ctrl-C)
  143  terminated (SIGTERM)`

func (p *program) wastCommand() *cli.Command {
	return &cli.Command{
		Name:      "wast",
		Usage:     "run WebAssembly test scripts over the component host",
		ArgsUsage: "FILE.json...",
		Description: "Runs test scripts that `wasm-tools json-from-wast SCRIPT.wast -o FILE.json --wasm-dir DIR` has\n" +
			"written; DIR must be the folder of FILE. Prints each command that fails, with its line in the\n" +
			"script, and a summary by kind of command. Commands that need a feature that Vivarium does not\n" +
			"have are not run. They are counted by feature.",
		CustomHelpTemplate: helpPage(wastExamples, wastCodes),
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "print one JSON object", DisableDefaultText: true},
			&cli.BoolFlag{Name: "all", Usage: "print the commands that are not run as well", DisableDefaultText: true},
			&cli.StringFlag{Name: "timeout", Usage: "stop a command of a script after `TIME`, such as 2s or 500ms", Value: "10s", DefaultText: "10s"},
			&cli.StringFlag{Name: "memory", Usage: "let each instance have `SIZE` of memory, such as 64MiB", Value: "8GiB", DefaultText: "8GiB"},
		},
		Action: p.wast,
	}
}

// wastReport is what `vivarium wast --json` prints.
type wastReport struct {
	wast.Summary
	Files []wastFileReport `json:"files"`
}

type wastFileReport struct {
	File   string `json:"file"`
	Source string `json:"source"`
	wast.Summary
	// Remaining are the commands that did not pass.
	Remaining []wastResult `json:"remaining"`
}

type wastResult struct {
	Line    int    `json:"line"`
	Kind    string `json:"kind"`
	Status  string `json:"status"`
	Class   string `json:"class,omitempty"`
	Message string `json:"message"`
}

func (p *program) wast(c *cli.Context) error {
	if !c.Args().Present() {
		return usagef(seeHelp(c.Command.HelpName), "%s takes one FILE at least", c.Command.HelpName)
	}
	config, err := wastConfig(c)
	if err != nil {
		return err
	}
	if config.Engine, err = host.NewEngine(host.Config{}); err != nil {
		return err
	}
	defer config.Engine.Close()

	report := wastReport{Files: []wastFileReport{}}
	out := newStream(p.stdout)
	for _, path := range c.Args().Slice() {
		done := p.progress("running " + path)
		file, err := runWast(c, config, path)
		done()
		if err != nil {
			return err
		}
		for _, r := range file.Remaining {
			if !c.Bool("json") && (r.Status == wast.Failed.String() || c.Bool("all")) {
				fmt.Fprintf(out, "%s:%d: %s: %s: %s\n", oneLine(file.Source), r.Line, oneLine(r.Kind), r.Status, oneLine(r.Message))
			}
		}
		report.add(file)
	}
	if c.Bool("json") {
		err = p.printJSON(report)
	} else {
		printSummary(out, &report.Summary)
		err = out.err
	}
	if err == nil && report.Failed > 0 {
		err = &exitStatus{exitRaised}
	}
	return err
}

func wastConfig(c *cli.Context) (wast.Config, error) {
	timeout, err := parseTimeout(c.String("timeout"))
	if err != nil {
		return wast.Config{}, usagef("", "--timeout: %w", err)
	}
	memory, err := parseSize(c.String("memory"))
	if err != nil {
		return wast.Config{}, usagef("", "--memory: %w", err)
	}
	return wast.Config{Timeout: timeout, Limits: host.Limits{Memory: uint64(memory)}}, nil
}

// runWast runs one script. It reads nothing outside of the script's folder.
func runWast(c *cli.Context, config wast.Config, path string) (wastFileReport, error) {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return wastFileReport{}, usagef("", "%w", pathError(err))
	}
	defer folder.Close()
	script, results, err := wast.RunFile(c.Context, config, folder.FS(), filepath.Base(path))
	if script == nil {
		var outside *fs.PathError
		if errors.As(err, &outside) {
			return wastFileReport{}, usagef("", "%w", &fileError{path, outside.Err})
		}
		script := "SCRIPT.wast"
		if filepath.Ext(path) == ".wast" {
			script = path
		}
		return wastFileReport{}, usagef("make one with: wasm-tools json-from-wast "+script+" -o DIR/FILE.json --wasm-dir DIR", "%s: %w", path, err)
	}
	if err != nil {
		return wastFileReport{}, err
	}
	report := wastFileReport{File: path, Source: script.Source, Remaining: []wastResult{}}
	if report.Source == "" {
		report.Source = path
	}
	for _, r := range results {
		report.Add(r)
		if r.Status != wast.Passed {
			report.Remaining = append(report.Remaining, wastResult{r.Line, r.Kind, r.Status.String(), r.Class, r.Message})
		}
	}
	return report, nil
}

func (r *wastReport) add(file wastFileReport) {
	r.Files = append(r.Files, file)
	r.Summary.Merge(&file.Summary)
}

func printSummary(out *stream, s *wast.Summary) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, kind := range slices.Sorted(maps.Keys(s.Kinds)) {
		fmt.Fprintf(table, "%s\t%v\n", oneLine(kind), s.Kinds[kind])
	}
	fmt.Fprintf(table, "all\t%v\n", &s.Tally)
	_ = table.Flush()
}
