package link

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// Comparison compares types and says in words where they differ first. What a
// component has is compared with what the other side wants or offers; resources
// are the same where they were bound to each other.
type Comparison struct {
	// Host is the resource of the other side that an imported resource of the
	// component stands for.
	Host map[*types.Resource]*types.Resource
	// Exported is the resource of the component that one of the other side
	// stands for, where it is not imported: several may stand for the same one.
	// Those that are not known yet are learned; nil where nothing is.
	Exported map[*types.Resource]*types.Resource
}

// differ is a difference: where, innermost first, and what.
func differ(component, other fmt.Stringer) string {
	return fmt.Sprintf("want %s, component has %s", short(other), short(component))
}

// short is the text of a type, cut where it would fill the page.
func short(t fmt.Stringer) string {
	s := "nothing"
	if t != nil {
		s = t.String()
	}
	if len(s) > 120 {
		return s[:117] + "..."
	}
	return s
}

// Func compares function types. It gives "" where there is no difference.
func (c *Comparison) Func(have, other *types.Func) string {
	if len(have.Params) != len(other.Params) {
		return fmt.Sprintf("want %d parameters, component has %d", len(other.Params), len(have.Params))
	}
	if have.Async != other.Async {
		return "one is async, the other is not"
	}
	for i, p := range have.Params {
		o := other.Params[i]
		if p.Name != o.Name {
			return fmt.Sprintf("parameter %d: component calls it %q, host %q", i+1, p.Name, o.Name)
		}
		if d := c.value(p.Type, o.Type); d != "" {
			return "parameter " + p.Name + ": " + d
		}
	}
	if d := c.maybe(have.Result, other.Result); d != "" {
		return "result: " + d
	}
	return ""
}

// maybe compares types that may be absent.
func (c *Comparison) maybe(have, other types.Type) string {
	switch {
	case have == nil && other == nil:
		return ""
	case have == nil:
		return differ(nil, other)
	case other == nil:
		return differ(have, nil)
	}
	return c.value(have, other)
}

func (c *Comparison) value(have, other types.Type) string {
	switch h := have.(type) {
	case types.Primitive:
		if have == other {
			return ""
		}
	case *types.List:
		if o, ok := other.(*types.List); ok && h.Fixed == o.Fixed && h.Len == o.Len {
			return prefix("list element", c.value(h.Elem, o.Elem))
		}
	case *types.Map:
		if o, ok := other.(*types.Map); ok {
			if d := c.value(h.Key, o.Key); d != "" {
				return "map key: " + d
			}
			return prefix("map value", c.value(h.Value, o.Value))
		}
	case *types.Record:
		if o, ok := other.(*types.Record); ok {
			return c.record(h, o)
		}
	case *types.Tuple:
		if o, ok := other.(*types.Tuple); ok && len(h.Elems) == len(o.Elems) {
			for i := range h.Elems {
				if d := c.value(h.Elems[i], o.Elems[i]); d != "" {
					return fmt.Sprintf("tuple element %d: %s", i, d)
				}
			}
			return ""
		}
	case *types.Variant:
		if o, ok := other.(*types.Variant); ok {
			return c.variant(h, o)
		}
	case *types.Enum:
		if o, ok := other.(*types.Enum); ok {
			return labels("enum case", h.Names, o.Names)
		}
	case *types.Flags:
		if o, ok := other.(*types.Flags); ok {
			return labels("flag", h.Names, o.Names)
		}
	case *types.Option:
		if o, ok := other.(*types.Option); ok {
			return prefix("option", c.value(h.Elem, o.Elem))
		}
	case *types.Result:
		if o, ok := other.(*types.Result); ok {
			if d := c.maybe(h.OK, o.OK); d != "" {
				return "ok: " + d
			}
			return prefix("error", c.maybe(h.Err, o.Err))
		}
	case *types.Own:
		if o, ok := other.(*types.Own); ok {
			return c.resource(h.Resource, o.Resource)
		}
	case *types.Borrow:
		if o, ok := other.(*types.Borrow); ok {
			return c.resource(h.Resource, o.Resource)
		}
	}
	return differ(have, other)
}

func prefix(word, difference string) string {
	if difference == "" {
		return ""
	}
	return word + ": " + difference
}

func (c *Comparison) record(h, o *types.Record) string {
	for i, f := range h.Fields {
		if i >= len(o.Fields) {
			return fmt.Sprintf("record field %q: host has no such field", f.Name)
		}
		if g := o.Fields[i]; f.Name != g.Name {
			return fmt.Sprintf("record field %d: component calls it %q, host %q", i+1, f.Name, g.Name)
		}
		if d := c.value(f.Type, o.Fields[i].Type); d != "" {
			return fmt.Sprintf("record field %q: %s", f.Name, d)
		}
	}
	if len(o.Fields) > len(h.Fields) {
		return fmt.Sprintf("record field %q: component has no such field", o.Fields[len(h.Fields)].Name)
	}
	return ""
}

func (c *Comparison) variant(h, o *types.Variant) string {
	for i, k := range h.Cases {
		if i >= len(o.Cases) {
			return fmt.Sprintf("variant case %q: host has no such case", k.Name)
		}
		if l := o.Cases[i]; k.Name != l.Name {
			return fmt.Sprintf("variant case %d: component calls it %q, host %q", i+1, k.Name, l.Name)
		}
		if d := c.maybe(k.Type, o.Cases[i].Type); d != "" {
			return fmt.Sprintf("variant case %q: %s", k.Name, d)
		}
	}
	if len(o.Cases) > len(h.Cases) {
		return fmt.Sprintf("variant case %q: component has no such case", o.Cases[len(h.Cases)].Name)
	}
	return ""
}

func labels(word string, have, other []string) string {
	for i, n := range have {
		if i >= len(other) {
			return fmt.Sprintf("%s %q: host has no such name", word, n)
		}
		if n != other[i] {
			return fmt.Sprintf("%s %d: component calls it %q, host %q", word, i+1, n, other[i])
		}
	}
	if len(other) > len(have) {
		return fmt.Sprintf("%s %q: component has no such name", word, other[len(have)])
	}
	return ""
}

func (c *Comparison) resource(have, other *types.Resource) string {
	if bound, imported := c.Host[have]; imported || c.Exported == nil {
		if bound == other {
			return ""
		}
	} else if known, ok := c.Exported[other]; !ok || known == have {
		c.Exported[other] = have
		return ""
	}
	return fmt.Sprintf("want a handle of another resource %s, component has one of %s", other.Name, have.Name)
}
