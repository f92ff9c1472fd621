package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

const inspectExamples = `Examples:
  vivarium inspect calc.wasm
  vivarium inspect --wit calc.wasm > calc.wit
  vivarium inspect --json calc.wasm | jq '.exports[].name'`

func (p *program) inspectCommand() *cli.Command {
	return &cli.Command{
		Name:      "inspect",
		Usage:     "print what a component imports and exports",
		ArgsUsage: "FILE",
		Description: "Prints the imports and the exports of the component in FILE, or of - for standard input, with\n" +
			"their types; a type that has a name is written by it.",
		CustomHelpTemplate: helpWithNotes(inspectExamples, fileCodes),
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "print one JSON object", DisableDefaultText: true},
			&cli.BoolFlag{Name: "wit", Usage: "print the world of the component, or the WIT package, as WIT text", DisableDefaultText: true},
		},
		Action: p.inspect,
	}
}

func (p *program) inspect(c *cli.Context) error {
	path, err := oneOperand(c, "FILE")
	if err != nil {
		return err
	}
	if c.Bool("json") && c.Bool("wit") {
		return usagef("", "--json and --wit are two ways to print; give one")
	}
	if c.Bool("wit") {
		return p.inspectWIT(c.Context, path)
	}
	component, err := p.inspectFile(c.Context, path)
	if err != nil {
		return err
	}
	report := newComponentReport(component)
	if c.Bool("json") {
		return p.printJSON(report)
	}
	w := newStream(p.stdout)
	printExterns(w, "imports", report.Imports)
	printExterns(w, "exports", report.Exports)
	return w.err
}

// inspectWIT prints the world of a component, or a WIT package in binary form, then
// the packages that it uses, as one file that can be read again.
func (p *program) inspectWIT(ctx context.Context, path string) error {
	model, err := p.binaryModel(ctx, path, "")
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

// componentReport is what `vivarium inspect --json` prints. Types are WIT text;
// a named type is written by name where it is used.
type componentReport struct {
	Imports []externReport `json:"imports"`
	Exports []externReport `json:"exports"`
}

type externReport struct {
	Name       string         `json:"name"`
	Kind       string         `json:"kind"`
	Type       string         `json:"type,omitempty"`
	Implements string         `json:"implements,omitempty"`
	Imports    []externReport `json:"imports,omitempty"` // of a component
	Exports    []externReport `json:"exports,omitempty"` // of an instance or a component
}

func newComponentReport(c *types.Component) componentReport {
	b := reportBuilder{names: nameTable{}, left: maxReport}
	b.names.externs(c.Imports)
	b.names.externs(c.Exports)
	return componentReport{Imports: b.externs(c.Imports), Exports: b.externs(c.Exports)}
}

// maxReport bounds the names and types in a report, in bytes: types that are
// shared can make a small component's report one of any size.
const maxReport = 64 << 20

// reportBuilder writes types until it has written enough.
type reportBuilder struct {
	names nameTable
	left  int
}

// nameTable is the names of types, by pointer: the first that was given.
type nameTable map[any]string

func (n nameTable) externs(list []types.Extern) {
	for _, x := range list {
		switch t := x.Type.(type) {
		case *types.Bound:
			n.bound(x.Name, t)
		case *types.Instance:
			n.externs(t.Exports)
		}
	}
}

func (n nameTable) bound(name string, b *types.Bound) {
	var key any = b.Resource
	if b.Resource == nil {
		if _, primitive := b.Type.(types.Primitive); primitive {
			return
		}
		key = b.Type
	}
	if _, known := n[key]; !known {
		n[key] = name
	}
}

// name is a types.Names.
func (n nameTable) name(t types.Type) string {
	switch t := t.(type) {
	case nil, types.Primitive:
		return ""
	case *types.Own:
		return n[t.Resource]
	case *types.Borrow:
		if name := n[t.Resource]; name != "" {
			return "borrow<" + name + ">"
		}
		return ""
	}
	return n[t]
}

func (b *reportBuilder) externs(list []types.Extern) []externReport {
	out := make([]externReport, 0, len(list))
	for _, x := range list {
		if b.left <= 0 {
			return append(out, externReport{Name: "...", Kind: "more"})
		}
		r := externReport{Name: x.Name, Kind: x.Type.Kind(), Implements: x.Implements}
		switch t := x.Type.(type) {
		case *types.Func:
			r.Type = types.Names(b.names.name).Func(t)
		case *types.Bound:
			r.Kind, r.Type = b.names.boundReport(x.Name, t)
		}
		b.left -= len(r.Name) + len(r.Type) + len(r.Implements) + 1
		switch t := x.Type.(type) {
		case *types.Instance:
			r.Exports = b.externs(t.Exports)
		case *types.Component:
			r.Imports, r.Exports = b.externs(t.Imports), b.externs(t.Exports)
		}
		out = append(out, r)
	}
	return out
}

// boundReport is the kind and the text of a type that has this name here.
func (n nameTable) boundReport(name string, b *types.Bound) (kind, text string) {
	if b.Resource != nil {
		if other := n[b.Resource]; other != name {
			return "resource", other
		}
		return "resource", ""
	}
	if other := n.name(b.Type); other != "" && other != name {
		return "type", other
	}
	return "type", types.Names(n.name).Definition(b.Type)
}

func printExterns(w io.Writer, title string, list []externReport) {
	if len(list) > 0 {
		fmt.Fprintf(w, "%s:\n", title)
		printList(w, list, "  ")
	}
}

func printList(w io.Writer, list []externReport, indent string) {
	for _, x := range list {
		fmt.Fprint(w, indent)
		switch x.Kind {
		case "func":
			fmt.Fprintf(w, "%s: %s\n", x.Name, x.Type)
		case "type":
			fmt.Fprintf(w, "type %s = %s\n", x.Name, x.Type)
		case "resource":
			fmt.Fprintf(w, "%s\n", strings.TrimSuffix("resource "+x.Name+" = "+x.Type, " = "))
		default:
			fmt.Fprintf(w, "%s: %s\n", x.Name, x.Kind)
		}
		printList(w, x.Imports, indent+"  import ")
		printList(w, x.Exports, indent+"  ")
	}
}
