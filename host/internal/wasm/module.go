package wasm

import "slices"

// Module is a core module with what its code does that matters here. It is not
// changed once it was read and may be used from several goroutines.
type Module struct {
	Outline
	facts facts
}

// Parse reads a whole module: ReadOutline, then ReadCode.
func Parse(src []byte) (*Module, error) {
	o, err := ReadOutline(src)
	if err != nil {
		return nil, err
	}
	return o.ReadCode()
}

// ReadCode reads the bodies of the functions. Errors are those of [ReadOutline]; what
// the host does not run is an [*UnsupportedError].
func (o *Outline) ReadCode() (*Module, error) {
	if o.notRun != nil {
		return nil, o.notRun
	}
	m := &Module{Outline: *o}
	m.escaped = slices.Clone(o.escaped)
	m.facts.outline = &m.Outline
	m.facts.globals = len(m.Globals)
	if r := m.contents(sectionCode); r != nil {
		m.facts.readCode(r)
		if r.err != nil {
			return nil, r.err
		}
	}
	m.addTypes(&m.facts.cost, &m.facts.ns)
	m.facts.cost.Flow = m.FlowWork()
	m.facts.cost.Work, m.facts.cost.Size = m.facts.ns/1000, uint64(len(m.src))
	return m, nil
}
