package component

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file, or rewrites it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// assemble makes a component of text.
func assemble(t testing.TB, text string) []byte {
	t.Helper()
	cmd := exec.Command(needs.WasmTools(t), "parse", "-")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if e, ok := err.(*exec.ExitError); ok {
		t.Fatalf("%s", e.Stderr)
	}
	require.NoError(t, err)
	return out
}

// TestModel compares the validated form of components with golden texts.
func TestModel(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "model", "*.wat"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".wat")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			c, err := Parse(assemble(t, string(text)))
			require.NoError(t, err)
			require.Empty(t, checkComponent(c, nil))
			d := describer{resources: map[*types.Resource]string{}}
			d.component(c, "")
			golden(t, strings.TrimSuffix(file, ".wat")+".txt", d.String())
		})
	}
}

// describer writes a validated component as text: a line for each definition,
// with the index that it is known by later and resources by number.
type describer struct {
	strings.Builder
	resources map[*types.Resource]string
}

var sortNames = [...]string{
	NoSort: "", CoreFunc: "core func", CoreTable: "core table", CoreMemory: "core memory",
	CoreGlobal: "core global", CoreTag: "core tag", CoreModule: "core module",
	CoreInstance: "core instance", Func: "func", Instance: "instance",
	SubComponent: "component", Type: "type",
}

func (d *describer) line(indent, format string, args ...any) {
	fmt.Fprintf(d, indent+format+"\n", args...)
}

// resource numbers resources in the order in which they are met.
func (d *describer) resource(r *types.Resource) string {
	if _, ok := d.resources[r]; !ok {
		d.resources[r] = fmt.Sprintf("%s#%d", r.Name, len(d.resources))
	}
	return d.resources[r]
}

func (d *describer) ref(r Ref) string {
	if r.Sort != Type {
		return fmt.Sprintf("%s %d", sortNames[r.Sort], r.Index)
	}
	if r.Resource == nil {
		return "type"
	}
	return "type " + d.resource(r.Resource)
}

func (d *describer) optional(name string, r *Ref) string {
	if r == nil {
		return ""
	}
	return " " + name + "=" + d.ref(*r)
}

func (d *describer) options(o Options) string {
	s := [...]string{"utf8", "utf16", "latin1+utf16"}[o.Encoding] +
		d.optional("memory", o.Memory) + d.optional("realloc", o.Realloc) + d.optional("post-return", o.PostReturn)
	if o.Memory64 {
		s += " memory64"
	}
	return s
}

func (d *describer) binds(list []Bind) string {
	s := ""
	for _, b := range list {
		s += fmt.Sprintf(" bind %s=.%s", d.resource(b.Resource), strings.Join(b.Path, "."))
	}
	return s
}

func (d *describer) named(list []NamedRef) string {
	s := ""
	for _, n := range list {
		s += fmt.Sprintf(" %s=%s", n.Name, d.ref(n.Ref))
	}
	return s
}

func (d *describer) component(c *Component, indent string) {
	for _, e := range c.Type.Imports {
		d.line(indent, "takes %s: %s", d.externName(e), d.extern(e.Type))
	}
	for _, e := range c.Type.Exports {
		d.line(indent, "gives %s: %s", d.externName(e), d.extern(e.Type))
	}
	var next [Sorts]int
	for _, def := range c.Defs {
		sort := def.Defines()
		name := "-"
		if sort != NoSort {
			name = fmt.Sprintf("%s %d", sortNames[sort], next[sort])
			next[sort]++
		}
		d.line(indent, "%s: %s", name, d.def(def))
		if n, ok := def.(*ComponentDef); ok {
			d.component(n.Component, indent+"    ")
		}
	}
}

func (d *describer) externName(e types.Extern) string {
	s := e.FullName()
	if e.Implements != "" {
		s += " (" + e.Implements + ")"
	}
	return s
}

func (d *describer) def(def Def) string {
	switch def := def.(type) {
	case *Import:
		return "import " + def.Name + d.binds(def.Binds)
	case *Export:
		return "export " + def.Name + " = " + d.ref(def.Ref)
	case *ModuleDef:
		return "module " + d.extern(def.Type)
	case *CoreInstantiate:
		s := "instantiate " + d.ref(def.Module)
		for _, a := range def.Args {
			s += " " + a.Name + "=" + d.ref(a.Instance)
		}
		return s
	case *CoreBundle:
		return "bundle" + d.named(def.Exports)
	case *ComponentDef:
		return "component"
	case *Instantiate:
		return "instantiate " + d.ref(def.Component) + d.named(def.Args) + d.binds(def.Binds)
	case *Bundle:
		return "bundle" + d.named(def.Exports)
	case *AliasExport:
		return "alias " + d.ref(def.Instance) + " " + def.Name
	case *AliasCoreExport:
		return "alias " + d.ref(def.Instance) + " " + def.Name
	case *AliasOuter:
		return fmt.Sprintf("outer %d %s", def.Count, d.ref(def.Ref))
	case *Lift:
		return fmt.Sprintf("lift %s %s (%s) of %s", d.ref(def.Core), d.options(def.Options), def.CoreType, def.Type)
	case *Lower:
		return fmt.Sprintf("lower %s %s (%s) of %s", d.ref(def.Func), d.options(def.Options), def.CoreType, def.Type)
	case *ResourceDef:
		return "resource " + d.resource(def.Resource) + " " + string(def.Rep) + d.optional("dtor", def.Dtor)
	case *ResourceNew:
		return "resource.new " + d.resource(def.Resource)
	case *ResourceDrop:
		return "resource.drop " + d.resource(def.Resource)
	case *ResourceRep:
		return "resource.rep " + d.resource(def.Resource)
	}
	return fmt.Sprintf("%T", def)
}

func (d *describer) extern(t types.ExternType) string {
	switch t := t.(type) {
	case *types.Func:
		return t.String()
	case *types.Bound:
		switch {
		case t.Fresh:
			return "fresh " + d.resource(t.Resource)
		case t.Resource != nil:
			return "type " + d.resource(t.Resource)
		case t.Extern != nil:
			return "type " + d.extern(t.Extern)
		}
		return "type " + t.Type.String()
	case *types.Instance:
		return "instance {" + d.externs("", t.Exports) + " }"
	case *types.Component:
		return "component {" + d.externs("import ", t.Imports) + d.externs("export ", t.Exports) + " }"
	case *types.CoreModule:
		s := "{"
		for _, i := range t.Imports {
			s += fmt.Sprintf(" %s.%s: %s;", i.Module, i.Name, i.Type)
		}
		for _, e := range t.Exports {
			s += fmt.Sprintf(" %s: %s;", e.Name, e.Type)
		}
		return s + " }"
	}
	return fmt.Sprintf("%T", t)
}

func (d *describer) externs(word string, list []types.Extern) string {
	s := ""
	for _, e := range list {
		s += " " + word + e.Name + ": " + d.extern(e.Type) + ";"
	}
	return s
}
