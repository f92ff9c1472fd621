package command

import (
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// exported is a function that a component exports.
type exported struct {
	name string // "interface#name", or "name" for one of the world
	path []string
	typ  *types.Func
	ref  host.ExportedFunc
}

// exportTable finds the exports of a component by the names that people type.
type exportTable struct {
	file     string
	prepared *host.Prepared
	all      []*exported
	found    map[string]*exported
}

func newExportTable(file string, prepared *host.Prepared) *exportTable {
	return &exportTable{
		file: file, prepared: prepared, found: map[string]*exported{},
		all: exportedFuncs(prepared.Component().Type().Exports, nil),
	}
}

// exportedFuncs gives the functions of the world, and after them those of its
// instances.
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

// find finds the function that a name stands for.
func (t *exportTable) find(name string) (*exported, error) {
	if known := t.found[name]; known != nil {
		return known, nil
	}
	fits := slices.DeleteFunc(slices.Clone(t.all), func(e *exported) bool { return !e.is(name) })
	if exact := slices.IndexFunc(fits, func(e *exported) bool { return e.name == name }); exact >= 0 {
		fits = fits[exact : exact+1]
	}
	if len(fits) > 1 {
		return nil, usagef("say which: "+exportNames(fits), "%s has %d functions %s", t.file, len(fits), name)
	}
	var target *exported
	if len(fits) == 1 {
		target = fits[0]
	} else if target = t.otherVersion(name); target == nil {
		return nil, t.unknown(name)
	}
	var err error
	if target.ref, err = t.prepared.Func(target.path...); err != nil {
		return nil, explainedLink(t.file, err)
	}
	target.typ = target.ref.Type()
	t.found[name] = target
	return target, nil
}

// is tells whether name means the function: its own name, or that of its interface,
// # or ., and its own name. Package and version of the interface may be left out,
// and so may the brackets of [method] and the like.
func (e *exported) is(name string) bool {
	own := e.path[len(e.path)-1]
	local, found := strings.CutSuffix(name, own)
	if _, plain, ofResource := strings.Cut(own, "]"); !found && ofResource {
		local, found = strings.CutSuffix(name, plain)
	}
	if !found || local == "" {
		return found
	}
	within, separator := local[:len(local)-1], local[len(local)-1]
	if separator != '#' && separator != '.' {
		return false
	}
	full := strings.Join(e.path[:len(e.path)-1], "#")
	short := withoutVersion(full)
	return within != "" && (within == full || within == short || within == short[strings.LastIndexByte(short, '/')+1:])
}

// otherVersion finds a function of an interface by a version that is compatible
// with that of the component.
func (t *exportTable) otherVersion(name string) *exported {
	path := strings.Split(name, "#")
	if _, err := t.prepared.Func(path...); err != nil || len(path) < 2 {
		return nil
	}
	return &exported{name: name, path: path}
}

func (t *exportTable) unknown(name string) error {
	var names []string
	for _, e := range t.all {
		names = append(names, e.name)
		if own := e.path[len(e.path)-1]; own != e.name {
			names = append(names, own)
		}
	}
	hint := "see: vivarium inspect " + t.file
	switch near := nearest(name, names); {
	case near != "":
		hint = "did you mean " + near + "?"
	case len(t.all) == 0:
		hint = "it exports no function"
	case len(t.all) <= 10:
		hint = "it exports " + exportNames(t.all)
	}
	return usagef(hint, "%s exports no function %s", t.file, name)
}

func exportNames(list []*exported) string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.name
	}
	return strings.Join(names, ", ")
}
