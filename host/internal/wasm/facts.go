package wasm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// FactsVersion changes with what Facts writes, and with what ReadCode finds out.
const FactsVersion = 1

// keptFacts is what is kept of facts.
type keptFacts struct {
	Cost       Cost
	GlobalsSet []uint64
	Mutates    []Mutation
	GrowsTable []uint32
	UsesData   bool
	FlowWork   uint64
}

// Facts gives what ReadCode found out, for [Outline.WithFacts].
func (m *Module) Facts() ([]byte, error) {
	f := &m.facts
	return json.Marshal(keptFacts{
		Cost: f.cost, GlobalsSet: f.globalsSet, Mutates: f.mutates,
		GrowsTable: slices.Sorted(maps.Keys(f.growsTable)), UsesData: f.usesData, FlowWork: f.flowWork,
	})
}

var errFacts = errors.New("wasm: these are not facts of this module")

// WithFacts gives the module that ReadCode gives, without reading the bodies of the
// functions. The facts must be those of a module of the same bytes: this looks only at
// their form. Errors are an [*UnsupportedError] as ReadCode gives it, and that of
// facts which cannot be of this module.
func (o *Outline) WithFacts(kept []byte) (*Module, error) {
	if o.notRun != nil {
		return nil, o.notRun
	}
	var k keptFacts
	d := json.NewDecoder(bytes.NewReader(kept))
	d.DisallowUnknownFields()
	if err := d.Decode(&k); err != nil {
		return nil, fmt.Errorf("%w: %w", errFacts, err)
	}
	if k.Cost.Size != uint64(len(o.src)) || len(k.GrowsTable) > maxTables ||
		k.GlobalsSet != nil && len(k.GlobalsSet) != (len(o.Globals)+63)/64 {
		return nil, errFacts
	}
	m := &Module{Outline: *o}
	m.facts = facts{
		cost: k.Cost, outline: &m.Outline, globals: len(m.Globals),
		globalsSet: k.GlobalsSet, usesData: k.UsesData, flowWork: k.FlowWork,
	}
	for _, mu := range k.Mutates {
		if int(mu.Kind) >= len(mutationNames) {
			return nil, errFacts
		}
		m.facts.mutation(mu.Kind, mu.Offset)
	}
	for _, table := range k.GrowsTable {
		m.facts.grows(table)
	}
	return m, nil
}
