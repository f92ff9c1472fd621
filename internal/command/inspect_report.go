package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// The kinds of files.
const (
	kindOfComponent  = "component"
	kindOfCoreModule = "core module"
	kindOfWIT        = "wit"
)

// fileReport is what `vivarium inspect --json` prints for a file. Types are WIT text,
// or for core modules the text of WebAssembly. Where a named type is used, it is
// written by its name.
type fileReport struct {
	File string `json:"file"`
	Kind string `json:"kind,omitempty"`
	*componentReport
	Worlds []worldReport `json:"worlds,omitempty"`
	Error  string        `json:"error,omitempty"`
	Hint   string        `json:"hint,omitempty"`
}

type worldReport struct {
	Name string `json:"name"`
	componentReport
}

type componentReport struct {
	Imports []externReport `json:"imports"`
	Exports []externReport `json:"exports"`
}

type externReport struct {
	Module     string         `json:"module,omitempty"` // of an import of a core module
	Name       string         `json:"name"`
	Kind       string         `json:"kind"`
	Type       string         `json:"type,omitempty"`
	Implements string         `json:"implements,omitempty"`
	Imports    []externReport `json:"imports,omitempty"` // of a component
	Exports    []externReport `json:"exports,omitempty"` // of an instance or a component
}

// print writes the report as text. named adds the name and the kind of the file.
func (r *fileReport) print(w io.Writer, named bool) {
	switch {
	case named:
		fmt.Fprintf(w, "%s: %s\n", oneLine(fileName(r.File)), r.Kind)
	case r.Kind == kindOfCoreModule:
		fmt.Fprintln(w, r.Kind)
	}
	if r.componentReport != nil {
		r.componentReport.print(w)
	}
	for _, world := range r.Worlds {
		fmt.Fprintf(w, "world %s\n", world.Name)
		world.print(w)
	}
}

func (r *componentReport) print(w io.Writer) {
	printExterns(w, "imports", r.Imports)
	printExterns(w, "exports", r.Exports)
}

func newComponentReport(c *types.Component) componentReport {
	b := reportBuilder{names: nameTable{}, left: maxReport}
	b.names.externs(c.Imports)
	b.names.externs(c.Exports)
	return componentReport{Imports: b.externs(c.Imports), Exports: b.externs(c.Exports)}
}

// newModuleReport is the report of a core module. Its names may be any text.
func newModuleReport(m *types.CoreModule) componentReport {
	var report componentReport
	for _, x := range m.Imports {
		report.Imports = append(report.Imports, coreReport(x.Module, x.Name, x.Type))
	}
	for _, x := range m.Exports {
		report.Exports = append(report.Exports, coreReport("", x.Name, x.Type))
	}
	return report
}

func coreReport(module, name string, t types.CoreType) externReport {
	return externReport{Module: module, Name: name, Kind: "core " + coreKind(t), Type: t.String()}
}

func coreKind(t types.CoreType) string {
	switch t.(type) {
	case *types.CoreFunc:
		return "func"
	case *types.CoreTable:
		return "table"
	case *types.CoreMemory:
		return "memory"
	case *types.CoreGlobal:
		return "global"
	}
	return "tag"
}

// maxReport bounds the names and types in a report, in bytes. Since types are shared,
// the report of a small component could otherwise have any size.
const maxReport = 64 << 20

// reportBuilder writes types until maxReport is reached.
type reportBuilder struct {
	names nameTable
	left  int
}

// nameTable has the name of each type, by its pointer. Of several names it has the
// first.
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

// boundReport gives the kind and the text of a type import or export.
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
		x.Name, x.Type = oneLine(x.Name), oneLine(x.Type) // a name such as url=<...> may hold any text
		fmt.Fprint(w, indent)
		switch x.Kind {
		case "func":
			fmt.Fprintf(w, "%s: %s\n", x.Name, x.Type)
		case "core func", "core table", "core memory", "core global", "core tag":
			if x.Module != "" {
				fmt.Fprintf(w, "%s ", quoted(x.Module))
			}
			fmt.Fprintf(w, "%s: %s\n", quoted(x.Name), x.Type)
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

// quoted writes a name of a core module, which may be any text, in quotes.
func quoted(name string) string { return `"` + strings.ReplaceAll(oneLine(name), `"`, `\"`) + `"` }
