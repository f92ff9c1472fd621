package command

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

const inspectExamples = `vivarium inspect calc.wasm
vivarium inspect plugins/*.wasm world.wit
vivarium inspect --wit calc.wasm > calc.wit
vivarium inspect --json calc.wasm | jq '.exports[].name'`

const inspectJSON = `With --json one object is printed for each FILE: file and kind, which is component, core module
or wit, and imports and exports, lists of {"name", "kind", "type"}. An instance has exports of its
own; an import of a core module has its module too. WIT has worlds, a list of {"name", "imports",
"exports"}. A FILE that cannot be read has error and hint in their place.`

func (p *program) inspectCommand() *cli.Command {
	return &cli.Command{
		Name:      "inspect",
		Usage:     "print what components, core modules and WIT files import and export",
		ArgsUsage: "FILE...",
		Description: "Prints the imports and the exports of each FILE with their types. A type that has a name is\n" +
			"written by its name. A FILE is a component, a WIT package in binary form, a core module, WIT\n" +
			"text (a .wit file or a folder of them), the text of WebAssembly where wasm-tools is installed,\n" +
			"or - for standard input. All files are looked at, also where one cannot be read.",
		CustomHelpTemplate: helpPage(inspectExamples, inspectJSON, fileCodes),
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "print one JSON object for each FILE", DisableDefaultText: true},
			&cli.BoolFlag{Name: "wit", Usage: "print the world of the component, or the WIT package, as WIT text that can be read again; takes one FILE", DisableDefaultText: true},
		},
		Action: p.inspect,
	}
}

func (p *program) inspect(c *cli.Context) error {
	paths, err := fileOperands(c)
	if err != nil {
		return err
	}
	asJSON, asWIT := c.Bool("json"), c.Bool("wit")
	switch {
	case asJSON && asWIT:
		return usagef("", "--json and --wit are two ways to print: give one")
	case asWIT && len(paths) > 1:
		return usagef("", "--wit takes one FILE: WIT text has one main package")
	case asWIT:
		return p.inspectWIT(c.Context, paths[0])
	}
	out := newStream(p.stdout)
	code := exitDone
	for i, path := range paths {
		report, err := p.fileReport(c.Context, path)
		if c.Context.Err() != nil {
			return c.Context.Err()
		}
		if err != nil {
			code = max(code, exitCode(err)) // a file that is not valid counts for more than one that is not there
			report = &fileReport{File: path, Error: err.Error(), Hint: hintOf(err)}
		}
		switch {
		case asJSON:
			err = p.printJSON(report)
		case err != nil:
			p.explain(err)
			err = nil
		default:
			if i > 0 {
				fmt.Fprintln(out)
			}
			report.print(out, len(paths) > 1)
			err = out.err
		}
		if err != nil {
			return err
		}
	}
	if code != exitDone {
		return &exitStatus{code}
	}
	return nil
}

// inspectWIT prints the world of a component, or a WIT package, and the packages that
// it uses, as one file that wit.Parse reads.
func (p *program) inspectWIT(ctx context.Context, path string) error {
	model, err := p.witModel(ctx, path)
	if err != nil {
		return err
	}
	text := model.String()
	if _, err := wit.Parse("component.wit", text, wit.Options{AllFeatures: true}); err != nil {
		// The types of a component can have more to them than WIT has words for.
		return &failure{
			code: exitComponent, err: fmt.Errorf("%s: its world cannot be written as WIT: %w", fileName(path), err),
			hint: "vivarium inspect without --wit shows any component",
		}
	}
	out := newStream(p.stdout)
	_, _ = io.WriteString(out, text)
	return out.err
}

func (p *program) witModel(ctx context.Context, path string) (*wit.Model, error) {
	if isWITPath(path) {
		return loadWIT(ctx, path)
	}
	return p.binaryModel(ctx, path, "")
}

// fileReport reads a file of any kind.
func (p *program) fileReport(ctx context.Context, path string) (*fileReport, error) {
	if isWITPath(path) {
		return witReport(ctx, path)
	}
	binary, err := p.readComponent(ctx, path)
	if err == nil && isWAT(binary) {
		binary, err = assembleText(ctx, path, binary)
	}
	if err != nil {
		return nil, err
	}
	done := p.progress("reading " + fileName(path))
	defer done()
	return abandon(ctx, func() (*fileReport, error) {
		var report componentReport
		kind := kindOfComponent
		component, err := host.Inspect(binary)
		var core *host.CoreModuleError
		switch {
		case err == nil:
			report = newComponentReport(component)
		case errors.As(err, &core):
			var module *types.CoreModule
			if module, err = host.InspectModule(binary); err == nil {
				kind, report = kindOfCoreModule, newModuleReport(module)
			}
		}
		if err != nil && isInvalid(err) {
			err = explainedFile(path, err, binary)
		}
		return &fileReport{File: path, Kind: kind, componentReport: &report}, err
	})
}

// witReport reads WIT text.
func witReport(ctx context.Context, path string) (*fileReport, error) {
	model, err := loadWIT(ctx, path)
	if err != nil {
		return nil, err
	}
	report := &fileReport{File: path, Kind: kindOfWIT}
	for _, world := range model.Main.Worlds {
		name := model.Main.Name.String() + "/" + world.Name
		report.Worlds = append(report.Worlds, worldReport{name, newComponentReport(world.Component())})
	}
	if len(report.Worlds) == 0 {
		return nil, &failure{
			code: exitUsage, err: fmt.Errorf("%s has no world, and so no imports and exports", path),
			hint: "vivarium inspect --wit prints its interfaces",
		}
	}
	return report, nil
}
