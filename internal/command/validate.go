package command

import (
	"slices"

	"github.com/urfave/cli/v2"
)

const validateExamples = `vivarium validate plugins/*.wasm
vivarium validate --json calc.wasm | jq '.files[] | select(.valid | not)'
wasm-tools parse calc.wat | vivarium validate -`

func (p *program) validateCommand() *cli.Command {
	return &cli.Command{
		Name:      "validate",
		Usage:     "check that files are valid components",
		ArgsUsage: "FILE...",
		Description: "Prints the first error of each FILE that is not a valid component, and nothing for a valid one.\n" +
			"All files are checked, also after one that is not valid. - is standard input.",
		CustomHelpTemplate: helpPage(validateExamples, fileCodes),
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "print one JSON object: for each file its name, whether it is valid, and the error", DisableDefaultText: true},
		},
		Action: p.validate,
	}
}

// validateReport is what `vivarium validate --json` prints.
type validateReport struct {
	Valid bool                 `json:"valid"` // all of them
	Files []validateFileReport `json:"files"`
}

type validateFileReport struct {
	File  string `json:"file"`
	Valid bool   `json:"valid"`
	Error string `json:"error,omitempty"`
	Hint  string `json:"hint,omitempty"`
}

func (p *program) validate(c *cli.Context) error {
	paths, err := fileOperands(c)
	if err != nil {
		return err
	}
	report := validateReport{Valid: true, Files: []validateFileReport{}}
	code := exitDone
	for _, path := range paths {
		_, err := p.inspectFile(c.Context, path)
		if c.Context.Err() != nil {
			return c.Context.Err()
		}
		file := validateFileReport{File: path, Valid: err == nil}
		if err != nil {
			report.Valid, file.Error, file.Hint = false, err.Error(), hintOf(err)
			code = max(code, exitCode(err)) // a file that is not valid counts for more than one that is not there
			if !c.Bool("json") {
				p.explain(err)
			}
		}
		report.Files = append(report.Files, file)
	}
	if c.Bool("json") {
		if err := p.printJSON(report); err != nil {
			return err
		}
	}
	if code != exitDone {
		return &exitStatus{code}
	}
	return nil
}

// fileOperands gives the files on the command line, at least one.
func fileOperands(c *cli.Context) ([]string, error) {
	paths := c.Args().Slice()
	if len(paths) == 0 {
		return nil, usagef(seeHelp(c.Command.HelpName), "%s takes one FILE at least", c.Command.HelpName)
	}
	return paths, onceStandardInput(paths)
}

// onceStandardInput refuses a list of files that has standard input in it twice.
func onceStandardInput(paths []string) error {
	first := slices.Index(paths, standardInput)
	if first >= 0 && slices.Contains(paths[first+1:], standardInput) {
		return usagef("", "%s is %s, which can be read once", standardInput, standardInputName)
	}
	return nil
}
