package wit

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The documentation and gates of a package in binary form are JSON, after a
// version byte, in a custom section of their own.
type (
	packageDocs struct {
		Docs       docText                  `json:"docs"`
		Worlds     map[string]worldDocs     `json:"worlds"`
		Interfaces map[string]interfaceDocs `json:"interfaces"`
	}
	interfaceDocs struct {
		Docs  docText             `json:"docs"`
		Gate  gateJSON            `json:"stability"`
		Funcs map[string]funcDocs `json:"funcs"`
		Types map[string]typeDocs `json:"types"`
	}
	worldDocs struct {
		interfaceDocs
		// Interfaces and Funcs are of imports, or of exports where no import has
		// the name.
		Interfaces       map[string]interfaceDocs `json:"interfaces"`
		InterfaceExports map[string]interfaceDocs `json:"interface_exports"`
		FuncExports      map[string]funcDocs      `json:"func_exports"`
		ImportGates      map[string]gateJSON      `json:"interface_import_stability"`
		ExportGates      map[string]gateJSON      `json:"interface_export_stability"`
		ImportDocs       map[string]docText       `json:"interface_import_docs"`
		ExportDocs       map[string]docText       `json:"interface_export_docs"`
	}
	typeDocs struct {
		Docs  docText            `json:"docs"`
		Gate  gateJSON           `json:"stability"`
		Items map[string]docText `json:"items"`
	}
	funcDocs struct {
		Docs docText  `json:"docs"`
		Gate gateJSON `json:"stability"`
	}
	gateJSON struct {
		Stable struct {
			Since      string `json:"since"`
			Deprecated string `json:"deprecated"`
		} `json:"stable"`
		Unstable struct {
			Feature    string `json:"feature"`
			Deprecated string `json:"deprecated"`
		} `json:"unstable"`
	}
	// docText is documentation, without the characters that WIT text cannot hold.
	docText string
)

// UnmarshalJSON leaves out what WIT text cannot hold.
func (d *docText) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*d = docText(strings.Map(func(r rune) rune {
		if r != '\n' && forbidden(r) {
			return -1
		}
		return r
	}, s))
	return nil
}

// UnmarshalJSON takes documentation alone too, as the first version had it.
func (f *funcDocs) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &f.Docs)
	}
	type plain funcDocs
	return json.Unmarshal(b, (*plain)(f))
}

// UnmarshalJSON takes "unknown", which is not a gate.
func (g *gateJSON) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return nil
	}
	type plain gateJSON
	return json.Unmarshal(b, (*plain)(g))
}

func (g gateJSON) stability() Stability {
	s := Stability{Since: g.Stable.Since, Feature: g.Unstable.Feature, Deprecated: g.Stable.Deprecated}
	if s.Feature != "" {
		s.Deprecated = g.Unstable.Deprecated
	}
	for _, v := range []*string{&s.Since, &s.Deprecated} {
		if _, err := ParseVersion(*v); err != nil {
			*v = ""
		}
	}
	if checkLabel(s.Feature) != "" {
		s.Feature = ""
	}
	return s
}

// addDocs enters what the section says into the main package. Names of nothing
// are passed over.
func (m *Model) addDocs(section []byte) error {
	if len(section) == 0 || section[0] > 1 {
		return errors.New("its version is not known")
	}
	var docs packageDocs
	if err := json.Unmarshal(section[1:], &docs); err != nil {
		return fmt.Errorf("its JSON does not have the expected form: %w", err)
	}
	m.Main.Docs = string(docs.Docs)
	for _, i := range m.Main.Interfaces {
		docs.Interfaces[i.Name].add(i)
	}
	for _, w := range m.Main.Worlds {
		docs.Worlds[w.Name].addTo(w)
	}
	return nil
}

func (d interfaceDocs) add(i *Interface) {
	i.Docs, i.Stability = string(d.Docs), d.Gate.stability()
	for _, t := range i.Types {
		d.Types[t.Name].add(t, d.Funcs)
	}
	for _, f := range i.Funcs {
		d.Funcs[f.ID()].add(f)
	}
}

func (d funcDocs) add(f *Func) { f.Docs, f.Stability = string(d.Docs), d.Gate.stability() }

func (d typeDocs) add(t *TypeDef, funcs map[string]funcDocs) {
	t.Docs, t.Stability = string(d.Docs), d.Gate.stability()
	switch def := t.Def.(type) {
	case *Record:
		for n := range def.Fields {
			def.Fields[n].Docs = string(d.Items[def.Fields[n].Name])
		}
	case *Variant:
		for n := range def.Cases {
			def.Cases[n].Docs = string(d.Items[def.Cases[n].Name])
		}
	case *Enum:
		addLabelDocs(def.Names, d.Items)
	case *Flags:
		addLabelDocs(def.Names, d.Items)
	case *Resource:
		for _, f := range def.Funcs {
			funcs[f.ID()].add(f)
		}
	}
}

func addLabelDocs(labels []Label, items map[string]docText) {
	for n := range labels {
		labels[n].Docs = string(items[labels[n].Name])
	}
}

func (d worldDocs) addTo(w *World) {
	w.Docs, w.Stability = string(d.Docs), d.Gate.stability()
	imported := map[string]bool{}
	for _, item := range w.Imports {
		imported[item.ID()] = true
		if item.Type != nil {
			d.Types[item.Type.Name].add(item.Type, d.Funcs)
			item.Docs, item.Stability = item.Type.Docs, item.Type.Stability
			continue
		}
		addItemDocs(item, d.Interfaces[item.Name], d.Funcs[item.Name], d.ImportDocs, d.ImportGates)
	}
	for _, item := range w.Exports {
		iface, fn := d.InterfaceExports[item.Name], d.FuncExports[item.Name]
		if !imported[item.ID()] {
			if known, ok := d.Interfaces[item.Name]; ok {
				iface = known
			}
			if known, ok := d.Funcs[item.Name]; ok {
				fn = known
			}
		}
		addItemDocs(item, iface, fn, d.ExportDocs, d.ExportGates)
	}
}

func addItemDocs(item *WorldItem, iface interfaceDocs, fn funcDocs, docs map[string]docText, gates map[string]gateJSON) {
	switch {
	case item.Func != nil:
		fn.add(item.Func)
		item.Docs, item.Stability = item.Func.Docs, item.Func.Stability
	case item.Interface.Inline:
		iface.add(item.Interface)
		item.Docs, item.Stability = string(iface.Docs), iface.Gate.stability()
	default:
		item.Docs, item.Stability = string(docs[item.ID()]), gates[item.ID()].stability()
	}
}
