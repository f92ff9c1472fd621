package types

import (
	"fmt"
	"strings"
)

var primitiveNames = [...]string{
	Bool: "bool", S8: "s8", U8: "u8", S16: "s16", U16: "u16", S32: "s32", U32: "u32",
	S64: "s64", U64: "u64", F32: "f32", F64: "f64", Char: "char", String: "string",
	ErrorContext: "error-context",
}

func (p Primitive) String() string {
	if int(p) < len(primitiveNames) && p != 0 {
		return primitiveNames[p]
	}
	return fmt.Sprintf("primitive(%d)", uint8(p))
}

func (l *List) String() string {
	if l.Fixed {
		return fmt.Sprintf("list<%s, %d>", l.Elem, l.Len)
	}
	return "list<" + l.Elem.String() + ">"
}

func (m *Map) String() string { return "map<" + m.Key.String() + ", " + m.Value.String() + ">" }

func (r *Record) String() string {
	parts := make([]string, len(r.Fields))
	for i, f := range r.Fields {
		parts[i] = f.Name + ": " + f.Type.String()
	}
	return "record { " + strings.Join(parts, ", ") + " }"
}

func (t *Tuple) String() string {
	parts := make([]string, len(t.Elems))
	for i, e := range t.Elems {
		parts[i] = e.String()
	}
	return "tuple<" + strings.Join(parts, ", ") + ">"
}

func (v *Variant) String() string {
	parts := make([]string, len(v.Cases))
	for i, c := range v.Cases {
		parts[i] = c.Name
		if c.Type != nil {
			parts[i] += "(" + c.Type.String() + ")"
		}
	}
	return "variant { " + strings.Join(parts, ", ") + " }"
}

func (e *Enum) String() string   { return "enum { " + strings.Join(e.Names, ", ") + " }" }
func (f *Flags) String() string  { return "flags { " + strings.Join(f.Names, ", ") + " }" }
func (o *Option) String() string { return "option<" + o.Elem.String() + ">" }

func (r *Result) String() string {
	switch {
	case r.OK == nil && r.Err == nil:
		return "result"
	case r.Err == nil:
		return "result<" + r.OK.String() + ">"
	case r.OK == nil:
		return "result<_, " + r.Err.String() + ">"
	}
	return "result<" + r.OK.String() + ", " + r.Err.String() + ">"
}

func (o *Own) String() string    { return "own<" + o.Resource.Name + ">" }
func (b *Borrow) String() string { return "borrow<" + b.Resource.Name + ">" }
func (s *Stream) String() string { return parametric("stream", s.Elem) }
func (f *Future) String() string { return parametric("future", f.Elem) }

func parametric(word string, elem Type) string {
	if elem == nil {
		return word
	}
	return word + "<" + elem.String() + ">"
}

func (f *Func) String() string {
	parts := make([]string, len(f.Params))
	for i, p := range f.Params {
		parts[i] = p.Name + ": " + p.Type.String()
	}
	s := "func(" + strings.Join(parts, ", ") + ")"
	if f.Async {
		s = "async " + s
	}
	if f.Result != nil {
		s += " -> " + f.Result.String()
	}
	return s
}
