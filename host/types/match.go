package types

import "errors"

// ErrWork says that a comparison was given up because it took more steps than
// Matcher.Work allowed.
var ErrWork = errors.New("comparing the types takes too many steps")

// Matcher decides whether what is there fits what is asked for: subtyping
// (Explainer.md; Binary.md, "Instance Definitions"). Instances and components may
// export more and ask for less than is expected; functions and values must have
// equal types, as in every implementation of the released component model.
//
// An expected type may leave a resource open: a Bound that is Fresh. The Matcher then
// remembers the actual resource that it meets there, and expects that one in all that
// it compares later. So compare all imports of a component with one Matcher, in their
// order.
//
// The zero Matcher is ready for use. It is used by one goroutine.
type Matcher struct {
	// Work, where it is not nil, is counted down by one for each step; at zero
	// the comparison ends with ErrWork.
	Work *int

	actual, expected map[*Resource]*Resource
	learn            bool
	equal            map[[2]Type]struct{}
}

// NewMatcher gives a Matcher that compares the types of a component with those that
// the host's code expects.
//
// bound maps an actual resource to the resource of the host that it stands for.
// learned maps the other way, for resources that are not in bound: the Matcher adds
// an expected resource with the actual one that it meets first. Nil learned adds
// nothing. Several expected resources may map to one actual resource. After a
// mismatch learned may hold what was added before it.
func NewMatcher(bound, learned map[*Resource]*Resource) *Matcher {
	return &Matcher{actual: bound, expected: learned, learn: learned != nil}
}

// Bind makes the resource that is there stand for one that is expected.
func (m *Matcher) Bind(expected, actual *Resource) {
	bind(m, &m.expected, expected, resolve(m.actual, actual))
}

// Bound is the resource that stands for an expected one: itself where nothing
// was bound.
func (m *Matcher) Bound(expected *Resource) *Resource { return resolve(m.expected, expected) }

func bind(m *Matcher, side *map[*Resource]*Resource, key, value *Resource) {
	if *side == nil {
		*side = map[*Resource]*Resource{}
	}
	if old, ok := (*side)[key]; ok && old != value {
		m.equal = nil // found equal under the old binding
	}
	(*side)[key] = value
}

func resolve(side map[*Resource]*Resource, r *Resource) *Resource {
	if to, ok := side[r]; ok {
		return to
	}
	return r
}

func (m *Matcher) step() error { return m.steps(1) }

func (m *Matcher) steps(n int) error {
	if m.Work == nil {
		return nil
	}
	if *m.Work < n {
		*m.Work = 0
		return ErrWork
	}
	*m.Work -= n
	return nil
}

// Equal says whether two types are the same: resources by identity, everything
// else by structure.
func Equal(a, b Type) bool {
	var m Matcher
	return m.Type(a, b) == nil
}

// Extern says whether what is actual may be used where expected is asked for. The
// error is a *Mismatch, or ErrWork.
func (m *Matcher) Extern(actual, expected ExternType) error {
	if err := m.step(); err != nil {
		return err
	}
	switch e := expected.(type) {
	case *Func:
		if a, ok := actual.(*Func); ok {
			return m.Func(a, e)
		}
	case *Instance:
		if a, ok := actual.(*Instance); ok {
			return m.exports(a.Exports, e.Exports, InInstanceExport)
		}
	case *Component:
		if a, ok := actual.(*Component); ok {
			return m.component(a, e)
		}
	case *CoreModule:
		if a, ok := actual.(*CoreModule); ok {
			return m.module(a, e)
		}
	case *Bound:
		if a, ok := actual.(*Bound); ok {
			return m.bound(a, e)
		}
	}
	return mismatch(MismatchType, actual, expected)
}

func (m *Matcher) bound(a, e *Bound) error {
	switch {
	case e.Resource != nil && a.Resource != nil:
		if e.Fresh {
			m.Bind(e.Resource, a.Resource)
			return nil
		}
		return m.resource(a.Resource, e.Resource)
	case e.Type != nil && a.Type != nil:
		return m.Type(a.Type, e.Type)
	case e.Extern != nil && a.Extern != nil:
		return m.Extern(a.Extern, e.Extern)
	}
	return mismatch(MismatchType, a, e)
}

// resource compares two resources as they are bound.
func (m *Matcher) resource(a, e *Resource) error {
	same := resolve(m.actual, a) == resolve(m.expected, e)
	if m.learn {
		if to, ok := m.actual[a]; ok {
			same = to == e
		} else {
			known, ok := m.expected[e]
			if !ok {
				m.expected[e] = a
			}
			same = !ok || known == a
		}
	}
	if !same {
		return mismatch(MismatchResource, a, e)
	}
	return nil
}

func (m *Matcher) exports(actual, expected []Extern, place Place) error {
	if err := m.steps(len(actual)); err != nil {
		return err
	}
	find := Finder(actual)
	for i := range expected {
		e := &expected[i]
		a := find(e.Name)
		if a == nil {
			return within(mismatch(MismatchMissing, nil, e.Type), Step{Place: place, Name: e.FullName()})
		}
		if err := m.Extern(a.Type, e.Type); err != nil {
			return within(err, Step{Place: place, Name: e.FullName()})
		}
	}
	return nil
}

// Finder gives a function that finds an import or export by its name, nil where
// there is none. Names are those of one component or instance, so each is there
// once.
func Finder(list []Extern) func(name string) *Extern {
	if len(list) <= 8 {
		return func(name string) *Extern {
			for i := range list {
				if list[i].Name == name {
					return &list[i]
				}
			}
			return nil
		}
	}
	index := make(map[string]*Extern, len(list))
	for i := range list {
		index[list[i].Name] = &list[i]
	}
	return func(name string) *Extern { return index[name] }
}

// component compares as if somebody who expects e supplied e's imports to a and
// used a's exports as e's. The resources that e imports and a defines are then
// unknown ones.
func (m *Matcher) component(a, e *Component) error {
	if err := m.unknown(&m.expected, e.Imports); err != nil {
		return err
	}
	if err := m.unknown(&m.actual, a.Exports); err != nil {
		return err
	}
	m.swap()
	err := m.imports(e.Imports, a.Imports)
	m.swap()
	if err != nil {
		return err
	}
	return m.exports(a.Exports, e.Exports, InComponentExport)
}

func (m *Matcher) swap() {
	m.actual, m.expected = m.expected, m.actual
	m.equal = nil
}

func (m *Matcher) imports(given, asked []Extern) error {
	if err := m.steps(len(given)); err != nil {
		return err
	}
	find := Finder(given)
	for i := range asked {
		e := &asked[i]
		a := find(e.Name)
		if a == nil {
			return within(mismatch(MismatchMissing, nil, e.Type), Step{Place: InImport, Name: e.FullName()})
		}
		if err := m.Extern(a.Type, e.Type); err != nil {
			return within(err, Step{Place: InImport, Name: e.FullName()})
		}
	}
	return nil
}

// unknown gives each resource that list leaves open an identity that nothing
// else has.
func (m *Matcher) unknown(side *map[*Resource]*Resource, list []Extern) error {
	for i := range list {
		if err := m.step(); err != nil {
			return err
		}
		switch t := list[i].Type.(type) {
		case *Bound:
			if t.Fresh {
				bind(m, side, t.Resource, &Resource{Name: t.Resource.Name})
			}
		case *Instance:
			if err := m.unknown(side, t.Exports); err != nil {
				return err
			}
		}
	}
	return nil
}

// Func says whether two functions have the same type.
func (m *Matcher) Func(a, e *Func) error {
	if err := m.step(); err != nil {
		return err
	}
	if a.Async != e.Async {
		return mismatch(MismatchAsync, a, e)
	}
	if len(a.Params) != len(e.Params) {
		return mismatch(MismatchCount, a, e)
	}
	for i := range e.Params {
		step := Step{Place: InParam, Name: e.Params[i].Name, Index: i}
		if a.Params[i].Name != e.Params[i].Name {
			return within(mismatch(MismatchName, a.Params[i].Name, e.Params[i].Name), step)
		}
		if err := m.Type(a.Params[i].Type, e.Params[i].Type); err != nil {
			return within(err, step)
		}
	}
	return within(m.optional(a.Result, e.Result), Step{Place: InResult})
}
