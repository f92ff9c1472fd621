package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// notSet are the fields of a sandbox's configuration that the command has no flag
// for, and why.
var notSet = map[string]string{
	"Limits.ToolCalls":     "the command offers no tools",
	"Limits.ToolArguments": "the command offers no tools",
	"Tools":                "the command offers no tools",
	"Component":            "--guest names a file",
	"CacheDir":             "XDG_CACHE_HOME says where the cache is",
	"Files":                "the command offers no files",
	"Environment":          "--env gives the program its environment",
	"Concurrency":          "the command runs one program",
	"Warmup":               "the command runs one program",
}

// setOtherwise are the fields that a flag other than that of a limit sets.
var setOtherwise = map[string]string{"Guest": "guest", "HTTP": "allow", "Packages": "package"}

// fieldsOf are the names of a configuration's fields, and of its limits.
func fieldsOf(config reflect.Type, prefix string) []string {
	var names []string
	for i := range config.NumField() {
		if field := config.Field(i); field.Name == "Limits" {
			names = append(names, fieldsOf(field.Type, "Limits.")...)
		} else {
			names = append(names, prefix+field.Name)
		}
	}
	return names
}

// Every field of the configuration is set by a flag that is in the help and in the
// README, by an environment variable and by the configuration file, or there is a
// reason why not.
func TestEveryLimitHasAFlag(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	p := &program{env: map[string]string{}}
	flags := map[string]cli.DocGenerationFlag{}
	for _, flag := range p.runCommand().Flags {
		flags[flag.Names()[0]] = flag.(cli.DocGenerationFlag)
	}
	for _, field := range fieldsOf(reflect.TypeFor[sandbox.Config](), "") {
		t.Run(field, func(t *testing.T) {
			if reason := notSet[field]; reason != "" {
				if strings.HasPrefix(field, "Limits.") {
					requireRow(t, string(readme), "`"+field+"`")
				}
				require.NotContains(t, fieldInWords(field), "--", "it has a flag: take it out of notSet")
				return
			}
			name := setOtherwise[field]
			if l := limitOf(field); l != nil {
				name = l.name
				require.Contains(t, flags[name].GetUsage(), "(default: "+l.defaultText())
				requireRow(t, string(readme), "`--"+name+"`", "`"+field+"`", "| "+l.defaultText()+" |")
			}
			require.NotEmpty(t, name, "give it a row in limits, or a reason in notSet")
			require.Equal(t, "--"+name, fieldInWords(field))
			require.Contains(t, flags, name)
			require.Contains(t, settingNames(), name)
		})
	}
}

func limitOf(field string) *limit {
	for i := range limits {
		if limits[i].field == field {
			return &limits[i]
		}
	}
	return nil
}

// requireRow looks for a row of a table in the README that has both texts.
func requireRow(t *testing.T, readme string, texts ...string) {
	t.Helper()
	for line := range strings.Lines(readme) {
		found := strings.HasPrefix(line, "|")
		for _, text := range texts {
			found = found && strings.Contains(line, text)
		}
		if found {
			return
		}
	}
	require.Fail(t, "the README's table of limits has no such row", "%q", texts)
}

// Each row of the table sets the field that it names.
func TestLimitsSetTheirFields(t *testing.T) {
	t.Parallel()
	for i := range limits {
		l := &limits[i]
		var config sandbox.Config
		*l.value(&config) = 42
		field := reflect.ValueOf(&config).Elem()
		for name := range strings.SplitSeq(l.field, ".") {
			field = field.FieldByName(name)
		}
		require.EqualValues(t, 42, field.Int(), l.name)

		value, err := l.parse(l.text(*l.value(&config)))
		require.NoError(t, err, l.name)
		require.EqualValues(t, 42, value, l.name)
	}
}

func TestUnlimited(t *testing.T) {
	t.Parallel()
	for i := range limits {
		l := &limits[i]
		value, err := l.parse(unlimited)
		_, zero := l.parse("0")
		if l.unit == unitTime {
			_, zero = l.parse("0s")
		}
		require.ErrorContains(t, zero, "must be more than zero")
		if l.fixed {
			require.NotContains(t, zero.Error(), unlimited)
			require.ErrorContains(t, err, "cannot be unlimited: give a number, such as the default, "+l.defaultText())
			require.NotContains(t, l.flag().(cli.DocGenerationFlag).GetUsage(), unlimited)
			continue
		}
		require.ErrorContains(t, zero, "; to switch the limit off write unlimited")
		require.NoError(t, err)
		require.EqualValues(t, sandbox.Unlimited, value)
	}
}

// Every limit that a run can end by has words of its own: those that a flag sets
// name it, the others say that nothing does.
func TestEveryLimitOfTheSandboxHasWords(t *testing.T) {
	t.Parallel()
	names := limitConstants(t)
	require.GreaterOrEqual(t, len(names), 10)
	for _, name := range names {
		message, hint := limitText(&limitReport{Name: name, Max: 10, Used: 11, Unit: sandbox.Limit(name).Unit()})
		require.True(t, strings.HasPrefix(message, name+": "), message)
		require.NotEmpty(t, hint, "the limit %q is neither in limits nor in fixedLimits", name)
	}
}

// limitConstants reads the names of limits from the source of package sandbox.
func limitConstants(t *testing.T) []string {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "host", "sandbox", "errors.go"), nil, 0)
	require.NoError(t, err)
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Limit" {
			name, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			names = append(names, name)
		}
		return true
	})
	return names
}
