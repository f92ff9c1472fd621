package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/valuejson"
	"github.com/vivarium-wasm/vivarium/host/value/wave"
)

// exported is a function that a component exports.
type exported struct {
	name string // "interface#name", or "name" for one of the world
	path []string
	typ  *types.Func
	ref  host.FuncRef
}

// exportedFuncs are the functions of the world, then those of its instances.
func exportedFuncs(exports []types.Extern, path []string) []*exported {
	var world, inner []*exported
	for _, e := range exports {
		at := append(slices.Clone(path), e.Name)
		switch t := e.Type.(type) {
		case *types.Func:
			world = append(world, &exported{name: strings.Join(at, "#"), path: at, typ: t})
		case *types.Instance:
			inner = append(inner, exportedFuncs(t.Exports, at)...)
		}
	}
	return append(world, inner...)
}

// findExport finds the function that the command line names.
func findExport(prepared *host.Prepared, v *invocation) (*exported, error) {
	name, _, _ := strings.Cut(v.export, "(")
	name = strings.TrimSpace(name)
	all := exportedFuncs(prepared.Component().Type().Exports, nil)
	found := slices.DeleteFunc(slices.Clone(all), func(e *exported) bool { return !e.is(name) })
	if exact := slices.IndexFunc(found, func(e *exported) bool { return e.name == name }); exact >= 0 {
		found = found[exact : exact+1]
	}
	if len(found) > 1 {
		return nil, usagef("say which: "+exportNames(found), "%s has %d functions %s", v.file, len(found), name)
	}
	var target *exported
	if len(found) == 1 {
		target = found[0]
	} else {
		target = otherVersion(prepared, name)
	}
	if target == nil {
		return nil, unknownExport(v.file, name, all)
	}
	var err error
	if target.ref, err = prepared.Func(target.path...); err != nil {
		return nil, explainedLink(v.file, err)
	}
	target.typ = target.ref.Type()
	return target, nil
}

// is says whether name stands for the function: its own name, with that of its
// interface before it, which may leave out package and version.
func (e *exported) is(name string) bool {
	own := e.path[len(e.path)-1]
	within, last, qualified := cutLast(name, "#")
	if !qualified {
		return name == own
	}
	if last != own || len(e.path) < 2 {
		return false
	}
	full := strings.Join(e.path[:len(e.path)-1], "#")
	short := withoutVersion(full)
	return within == full || within == short || within == short[strings.LastIndexByte(short, '/')+1:]
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(separator):], true
}

// otherVersion finds a function of an interface by a version that is compatible
// with that of the component.
func otherVersion(prepared *host.Prepared, name string) *exported {
	path := strings.Split(name, "#")
	if _, err := prepared.Func(path...); err != nil || len(path) < 2 {
		return nil
	}
	return &exported{name: name, path: path}
}

func unknownExport(file, name string, all []*exported) error {
	var names []string
	for _, e := range all {
		names = append(names, e.name)
		if own := e.path[len(e.path)-1]; own != e.name {
			names = append(names, own)
		}
	}
	hint := "see: vivarium inspect " + file
	switch near := nearest(name, names); {
	case near != "":
		hint = "did you mean " + near + "?"
	case len(all) == 0:
		hint = "it exports no function"
	case len(all) <= 10:
		hint = "it exports " + exportNames(all)
	}
	return usagef(hint, "%s exports no function %s", file, name)
}

func exportNames(list []*exported) string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.name
	}
	return strings.Join(names, ", ")
}

// arguments reads the arguments of the call.
func (e *exported) arguments(v *invocation) ([]value.Value, error) {
	const handles = "values with handles of resources, or with streams, exist within a program only"
	for _, param := range e.typ.Params {
		if !wave.Holds(param.Type) {
			return nil, usagef(handles, "%s cannot be called from here: text cannot hold its parameter %s", e.name, param.Name)
		}
	}
	if !wave.Holds(e.typ.Result) {
		return nil, usagef(handles, "%s cannot be called from here: text cannot hold its result", e.name)
	}
	if i := strings.IndexByte(v.export, '('); i >= 0 {
		return e.inOne(v, i)
	}
	params := e.typ.Params
	if len(v.arguments) > len(params) {
		return nil, e.wrongCount(len(v.arguments))
	}
	args := make([]value.Value, 0, len(params))
	for i, text := range v.arguments {
		parse := wave.Parse
		if v.json {
			parse = valuejson.Parse
		}
		a, err := parse(params[i].Type, text)
		if err != nil {
			return nil, wrongArgument(fmt.Sprintf("argument %d", i+1), params[i], text, err)
		}
		args = append(args, a)
	}
	for _, param := range params[len(args):] {
		if _, optional := param.Type.(*types.Option); !optional {
			return nil, e.wrongCount(len(v.arguments))
		}
		args = append(args, value.None())
	}
	return args, nil
}

// inOne reads arguments that stand behind the name, from ( on.
func (e *exported) inOne(v *invocation, open int) ([]value.Value, error) {
	if len(v.arguments) > 0 {
		return nil, usagef("", "arguments are given twice: in %s and as %q", v.export, v.arguments[0])
	}
	if v.json {
		return nil, usagef("", "with --json arguments stand behind the name one by one: %s ARGUMENT...", e.name)
	}
	// With spaces for the name, errors have their column in the whole.
	args, err := wave.ParseArguments(e.typ.Params, strings.Repeat(" ", open)+v.export[open:])
	if err != nil {
		return nil, usagef(e.hint(), "%w", err)
	}
	return args, nil
}

// hint shows how the function is called.
func (e *exported) hint() string { return e.name + ": " + e.typ.String() }

func (e *exported) wrongCount(n int) error {
	takes := "no argument"
	switch len(e.typ.Params) {
	case 0:
	case 1:
		takes = "1 argument"
	default:
		takes = fmt.Sprintf("%d arguments", len(e.typ.Params))
	}
	return usagef(e.hint(), "%s takes %s, %d given", e.name, takes, n)
}

// wrongArgument says what is wrong with an argument. A string that lacks its
// quotes is the usual slip.
func wrongArgument(which string, param types.Param, text string, err error) error {
	hint := ""
	if param.Type == types.String && !strings.Contains(text, `"`) {
		hint = `strings have quotes, which a shell needs quotes for: '` + value.Format(value.String(text)) + `'`
	}
	return usagef(hint, "%s, %s: %w", which, param.Name, err)
}
