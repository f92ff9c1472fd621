package plan

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/component"
	"github.com/vivarium-wasm/vivarium/host/types"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestPlans compares plans, and what is exported, with golden texts.
func TestPlans(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.wat"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(file, ".wat")
		t.Run(filepath.Base(name), func(t *testing.T) {
			c := parse(t, file)
			got, err := text(c, false)
			require.NoError(t, err)
			again, err := text(c, false)
			require.NoError(t, err)
			require.Equal(t, got, again, "the same component has the same plan")
			if *update {
				require.NoError(t, os.WriteFile(name+".txt", []byte(got), 0o644))
			}
			want, err := os.ReadFile(name + ".txt")
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// TestHostCodeFor32Bits has a plan for host code that takes pointers of 32 bits
// only where no memory is wider.
func TestHostCodeFor32Bits(t *testing.T) {
	_, err := text(parse(t, filepath.Join("testdata", "lift-lower.wat")), true)
	require.NoError(t, err)
	_, err = text(parse(t, filepath.Join("testdata", "memory64.wat")), true)
	var refused *Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "text", refused.Where)
}

// TestGreatestPlan has components that instantiate components, each two of the
// one before: a small text for more instances than any plan may have.
func TestGreatestPlan(t *testing.T) {
	level := `(component $c0 (core module $m) (core instance (instantiate $m)))`
	for n := 1; n <= 16; n++ {
		level = strings.ReplaceAll(`(component $cN `, "N", strconv.Itoa(n)) + level +
			strings.Repeat(" (instance (instantiate $c"+strconv.Itoa(n-1)+"))", 2) + ")"
	}
	file := filepath.Join(t.TempDir(), "deep.wat")
	require.NoError(t, os.WriteFile(file, []byte("(component "+level+" (instance (instantiate $c16)))"), 0o600))
	_, err := text(parse(t, file), false)
	require.EqualError(t, err, "component: it has more than 4096 instances of components")
}

// parse is the component of a file of text, with its core modules.
func parse(t *testing.T, file string) *ComponentDef {
	t.Helper()
	out, err := exec.Command(wasmTools(t), "parse", file).Output()
	if e, ok := err.(*exec.ExitError); ok {
		t.Fatalf("%s", e.Stderr)
	}
	require.NoError(t, err)
	def, err := component.Parse(out)
	require.NoError(t, err)
	c := &ComponentDef{Def: def, Modules: map[*component.ModuleDef]*Module{}}
	c.addModules(t, def)
	return c
}

func (c *ComponentDef) addModules(t *testing.T, def *component.Component) {
	for _, d := range def.Defs {
		switch d := d.(type) {
		case *component.ModuleDef:
			m, err := d.Outline.ReadCode()
			require.NoError(t, err)
			c.Modules[d] = NewModule(m, m.Exports)
			c.Modules[d].Type = d.Type
		case *component.ComponentDef:
			c.addModules(t, d.Component)
		}
	}
}

// text is the plan of a component that is given all that it imports.
func text(c *ComponentDef, memory32 bool) (string, error) {
	o := offers{Builder: NewBuilder(), memory32: memory32}
	args := Instance{}
	for _, im := range c.Def.Type.Imports {
		args[im.Name] = o.offer("", im)
	}
	out, err := o.Instantiate(c, args)
	if err != nil {
		return "", err
	}
	return o.Finish().String() + out.Exports.String(), nil
}

// offers offers whatever is imported.
type offers struct {
	*Builder
	memory32 bool
}

func (o *offers) offer(instance string, im types.Extern) Item {
	switch t := im.Type.(type) {
	case *types.Func:
		return o.Import(Import{Instance: instance, Name: im.Name, Memory32: o.memory32})
	case *types.Instance:
		out := Instance{}
		for _, e := range t.Exports {
			out[e.Name] = o.offer(im.Name, e)
		}
		return out
	case *types.Bound:
		if t.Resource == nil {
			return nil
		}
		r, _ := o.HostResource(&types.Resource{Name: im.Name})
		return r
	}
	return nil
}

// wasmTools finds the tool that set-up installs.
func wasmTools(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("VIVARIUM_WASM_TOOLS"); path != "" {
		return path
	}
	path, err := filepath.Abs(filepath.Join("..", "..", "..", ".tools", "venv", "bin", "wasm-tools"))
	require.NoError(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("wasm-tools is not installed: run `just setup` (or set VIVARIUM_WASM_TOOLS): %v", err)
	}
	return path
}
