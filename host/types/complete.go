package types

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

// Complete says what is missing in a type that a program has put together: the type
// of a parameter, of an element or of a field, or the resource of a handle. It gives
// nil where nothing is, and otherwise an error that leads to the place:
// "parameter key: own: there is no resource". Every type of a component is complete.
func (f *Func) Complete() error {
	if f == nil {
		return errNoType
	}
	var c completion
	for _, p := range f.Params {
		if err := c.part(part{"parameter " + p.Name, p.Type, false}); err != nil {
			return err
		}
	}
	return c.part(part{"result", f.Result, true})
}

var (
	errNoType     = errors.New("there is no type")
	errNoResource = errors.New("there is no resource")
)

// completion has the types that were looked at: a program may have put together one
// that contains itself.
type completion map[Type]struct{}

// part is a part of a type, and what leads to it.
type part struct {
	name     string
	typ      Type
	optional bool // the part may be absent
}

func (c *completion) part(p part) error {
	if p.typ == nil && p.optional {
		return nil
	}
	if err := c.complete(p.typ); err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	return nil
}

func (c *completion) complete(t Type) error {
	if v := reflect.ValueOf(t); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return errNoType
	}
	switch t := t.(type) {
	case Primitive:
		if t == 0 || int(t) >= len(primitiveNames) {
			return errNoType
		}
		return nil
	case *Own:
		return handle("own", t.Resource)
	case *Borrow:
		return handle("borrow", t.Resource)
	}
	if _, seen := (*c)[t]; seen {
		return nil
	}
	if *c == nil {
		*c = completion{}
	}
	(*c)[t] = struct{}{}
	for _, p := range parts(t) {
		if err := c.part(p); err != nil {
			return err
		}
	}
	return nil
}

func handle(kind string, r *Resource) error {
	if r == nil {
		return fmt.Errorf("%s: %w", kind, errNoResource)
	}
	return nil
}

// parts are the types that a type is made of.
func parts(t Type) (out []part) {
	switch t := t.(type) {
	case *List:
		out = []part{{"list element", t.Elem, false}}
	case *Map:
		out = []part{{"map key", t.Key, false}, {"map value", t.Value, false}}
	case *Record:
		for _, f := range t.Fields {
			out = append(out, part{"record field " + f.Name, f.Type, false})
		}
	case *Tuple:
		for i, e := range t.Elems {
			out = append(out, part{"tuple element " + strconv.Itoa(i), e, false})
		}
	case *Variant:
		for _, c := range t.Cases {
			out = append(out, part{"variant case " + c.Name, c.Type, true})
		}
	case *Option:
		out = []part{{"option", t.Elem, false}}
	case *Result:
		out = []part{{"ok", t.OK, true}, {"error", t.Err, true}}
	case *Stream:
		out = []part{{"stream element", t.Elem, true}}
	case *Future:
		out = []part{{"future value", t.Elem, true}}
	}
	return out
}
