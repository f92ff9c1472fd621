package types

import "slices"

// Type says whether two value types are the same, with resources as they are
// bound. The error is a *Mismatch, or ErrWork.
func (m *Matcher) Type(a, e Type) error {
	if err := m.step(); err != nil {
		return err
	}
	if p, ok := e.(Primitive); ok {
		if q, ok := a.(Primitive); !ok || p != q {
			return mismatch(MismatchType, a, e)
		}
		return nil
	}
	pair := [2]Type{a, e}
	if _, ok := m.equal[pair]; ok {
		return nil
	}
	if err := m.compound(a, e); err != nil {
		return err
	}
	if m.equal == nil {
		m.equal = map[[2]Type]struct{}{}
	}
	m.equal[pair] = struct{}{}
	return nil
}

func (m *Matcher) compound(actual, expected Type) error {
	switch e := expected.(type) {
	case *List:
		a, ok := actual.(*List)
		if !ok || a.Fixed != e.Fixed {
			break
		}
		if a.Len != e.Len {
			return mismatch(MismatchLength, a, e)
		}
		return within(m.Type(a.Elem, e.Elem), Step{Place: InList})
	case *Map:
		if a, ok := actual.(*Map); ok {
			if err := m.Type(a.Key, e.Key); err != nil {
				return within(err, Step{Place: InMapKey})
			}
			return within(m.Type(a.Value, e.Value), Step{Place: InMapValue})
		}
	case *Record:
		if a, ok := actual.(*Record); ok {
			return m.record(a, e)
		}
	case *Tuple:
		if a, ok := actual.(*Tuple); ok {
			return m.tuple(a, e)
		}
	case *Variant:
		if a, ok := actual.(*Variant); ok {
			return m.variant(a, e)
		}
	case *Enum:
		if a, ok := actual.(*Enum); ok {
			return labels(a, e, a.Names, e.Names)
		}
	case *Flags:
		if a, ok := actual.(*Flags); ok {
			return labels(a, e, a.Names, e.Names)
		}
	case *Option:
		if a, ok := actual.(*Option); ok {
			return within(m.Type(a.Elem, e.Elem), Step{Place: InOption})
		}
	case *Result:
		if a, ok := actual.(*Result); ok {
			if err := m.optional(a.OK, e.OK); err != nil {
				return within(err, Step{Place: InOK})
			}
			return within(m.optional(a.Err, e.Err), Step{Place: InErr})
		}
	case *Own:
		if a, ok := actual.(*Own); ok {
			return m.resource(a.Resource, e.Resource)
		}
	case *Borrow:
		if a, ok := actual.(*Borrow); ok {
			return m.resource(a.Resource, e.Resource)
		}
	case *Stream:
		if a, ok := actual.(*Stream); ok {
			return within(m.optional(a.Elem, e.Elem), Step{Place: InStream})
		}
	case *Future:
		if a, ok := actual.(*Future); ok {
			return within(m.optional(a.Elem, e.Elem), Step{Place: InFuture})
		}
	}
	return mismatch(MismatchType, actual, expected)
}

func (m *Matcher) record(a, e *Record) error {
	if len(a.Fields) != len(e.Fields) {
		return mismatch(MismatchCount, a, e)
	}
	for i := range e.Fields {
		step := Step{Place: InField, Name: e.Fields[i].Name, Index: i}
		if a.Fields[i].Name != e.Fields[i].Name {
			return within(mismatch(MismatchName, a.Fields[i].Name, e.Fields[i].Name), step)
		}
		if err := m.Type(a.Fields[i].Type, e.Fields[i].Type); err != nil {
			return within(err, step)
		}
	}
	return nil
}

func (m *Matcher) tuple(a, e *Tuple) error {
	if len(a.Elems) != len(e.Elems) {
		return mismatch(MismatchCount, a, e)
	}
	for i := range e.Elems {
		if err := m.Type(a.Elems[i], e.Elems[i]); err != nil {
			return within(err, Step{Place: InTuple, Index: i})
		}
	}
	return nil
}

func (m *Matcher) variant(a, e *Variant) error {
	if len(a.Cases) != len(e.Cases) {
		return mismatch(MismatchCount, a, e)
	}
	for i := range e.Cases {
		step := Step{Place: InCase, Name: e.Cases[i].Name, Index: i}
		if a.Cases[i].Name != e.Cases[i].Name {
			return within(mismatch(MismatchName, a.Cases[i].Name, e.Cases[i].Name), step)
		}
		if err := m.optional(a.Cases[i].Type, e.Cases[i].Type); err != nil {
			return within(err, step)
		}
	}
	return nil
}

// optional compares types that may be absent.
func (m *Matcher) optional(a, e Type) error {
	switch {
	case e == nil && a == nil:
		return nil
	case e == nil || a == nil:
		return mismatch(MismatchPresence, a, e)
	}
	return m.Type(a, e)
}

func labels(a, e Type, actual, expected []string) error {
	if !slices.Equal(actual, expected) {
		return mismatch(MismatchLabels, a, e)
	}
	return nil
}
