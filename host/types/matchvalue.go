package types

import "slices"

// Type says whether two value types are the same, with resources as they are
// bound. The error is a *Mismatch, or ErrWork.
func (m *Matcher) Type(a, e Type) error {
	if err := m.step(); err != nil {
		return err
	}
	if p, ok := e.(Primitive); ok {
		q, ok := a.(Primitive)
		switch {
		case !ok:
			return mismatch("expected %s, found %s", p, word(a))
		case p != q:
			return mismatch("expected primitive `%s` found primitive `%s`", p, q)
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
			return mismatch("expected fixed-length %d, found size %d", e.Len, a.Len)
		}
		return m.Type(a.Elem, e.Elem)
	case *Map:
		if a, ok := actual.(*Map); ok {
			if err := m.Type(a.Key, e.Key); err != nil {
				return within(err, "type mismatch in map key")
			}
			return within(m.Type(a.Value, e.Value), "type mismatch in map value")
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
			return names("enum", a.Names, e.Names)
		}
	case *Flags:
		if a, ok := actual.(*Flags); ok {
			return names("flags", a.Names, e.Names)
		}
	case *Option:
		if a, ok := actual.(*Option); ok {
			return m.Type(a.Elem, e.Elem)
		}
	case *Result:
		if a, ok := actual.(*Result); ok {
			if err := m.optional("ok", a.OK, e.OK); err != nil {
				return within(err, "type mismatch in ok variant")
			}
			return within(m.optional("err", a.Err, e.Err), "type mismatch in err variant")
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
			return within(m.optional("stream", a.Elem, e.Elem), "type mismatch in stream")
		}
	case *Future:
		if a, ok := actual.(*Future); ok {
			return within(m.optional("future", a.Elem, e.Elem), "type mismatch in future")
		}
	}
	return mismatch("expected %s, found %s", word(expected), word(actual))
}

func (m *Matcher) record(a, e *Record) error {
	if len(a.Fields) != len(e.Fields) {
		return mismatch("expected %d fields, found %d", len(e.Fields), len(a.Fields))
	}
	for i := range e.Fields {
		if a.Fields[i].Name != e.Fields[i].Name {
			return mismatch("expected field name `%s`, found `%s`", e.Fields[i].Name, a.Fields[i].Name)
		}
		if err := m.Type(a.Fields[i].Type, e.Fields[i].Type); err != nil {
			return within(err, "type mismatch in record field `%s`", e.Fields[i].Name)
		}
	}
	return nil
}

func (m *Matcher) tuple(a, e *Tuple) error {
	if len(a.Elems) != len(e.Elems) {
		return mismatch("expected %d types, found %d", len(e.Elems), len(a.Elems))
	}
	for i := range e.Elems {
		if err := m.Type(a.Elems[i], e.Elems[i]); err != nil {
			return within(err, "type mismatch in tuple field %d", i)
		}
	}
	return nil
}

func (m *Matcher) variant(a, e *Variant) error {
	if len(a.Cases) != len(e.Cases) {
		return mismatch("expected %d cases, found %d", len(e.Cases), len(a.Cases))
	}
	for i := range e.Cases {
		ac, ec := a.Cases[i], e.Cases[i]
		switch {
		case ac.Name != ec.Name:
			return mismatch("expected case named `%s`, found `%s`", ec.Name, ac.Name)
		case ec.Type == nil && ac.Type == nil:
		case ec.Type == nil:
			return mismatch("expected case `%s` to have no type", ec.Name)
		case ac.Type == nil:
			return mismatch("expected case `%s` to have a type, found none", ec.Name)
		default:
			if err := m.Type(ac.Type, ec.Type); err != nil {
				return within(err, "type mismatch in variant case `%s`", ec.Name)
			}
		}
	}
	return nil
}

func (m *Matcher) optional(what string, a, e Type) error {
	switch {
	case e == nil && a == nil:
		return nil
	case e == nil:
		return mismatch("expected %s type to not be present", what)
	case a == nil:
		return mismatch("expected %s type, but found none", what)
	}
	return m.Type(a, e)
}

func names(what string, a, e []string) error {
	if !slices.Equal(a, e) {
		return mismatch("mismatch in %s elements", what)
	}
	return nil
}

// word names the kind of a type in a message.
func word(t Type) string {
	switch t := t.(type) {
	case Primitive:
		return t.String()
	case *List:
		if t.Fixed {
			return "fixed-length list"
		}
		return "list"
	case *Map:
		return "map"
	case *Record:
		return "record"
	case *Tuple:
		return "tuple"
	case *Variant:
		return "variant"
	case *Enum:
		return "enum"
	case *Flags:
		return "flags"
	case *Option:
		return "option"
	case *Result:
		return "result"
	case *Own:
		return "own"
	case *Borrow:
		return "borrow"
	case *Stream:
		return "stream"
	case *Future:
		return "future"
	}
	return "no type"
}
