package types

import (
	"fmt"
	"strconv"
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

// maxText bounds the text of one type, in bytes: a type of a few parts that are
// shared can have a text of any length.
const maxText = 1 << 16

// printer writes types until it has written enough.
type printer struct {
	strings.Builder
	full  bool
	names Names
}

func (p *printer) text(parts ...string) {
	for _, s := range parts {
		if p.full {
			return
		}
		if p.Len()+len(s) > maxText {
			p.full = true
			s = "..."
		}
		p.WriteString(s)
	}
}

// list writes n parts between two words.
func (p *printer) list(before, after string, n int, part func(int)) {
	p.text(before)
	for i := 0; i < n && !p.full; i++ {
		if i > 0 {
			p.text(", ")
		}
		part(i)
	}
	p.text(after)
}

func (p *printer) typ(t Type) {
	if p.full {
		return
	}
	if p.names != nil {
		if name := p.names(t); name != "" {
			p.text(name)
			return
		}
	}
	p.structure(t)
}

func (p *printer) structure(t Type) {
	switch t := t.(type) {
	case *List:
		p.text("list<")
		p.typ(t.Elem)
		if t.Fixed {
			p.text(", ", strconv.FormatUint(uint64(t.Len), 10))
		}
		p.text(">")
	case *Map:
		p.text("map<")
		p.typ(t.Key)
		p.text(", ")
		p.typ(t.Value)
		p.text(">")
	case *Record:
		p.list("record { ", " }", len(t.Fields), func(i int) {
			p.text(t.Fields[i].Name, ": ")
			p.typ(t.Fields[i].Type)
		})
	case *Tuple:
		p.list("tuple<", ">", len(t.Elems), func(i int) { p.typ(t.Elems[i]) })
	case *Variant:
		p.list("variant { ", " }", len(t.Cases), func(i int) { p.variantCase(t.Cases[i]) })
	case *Enum:
		p.list("enum { ", " }", len(t.Names), func(i int) { p.text(t.Names[i]) })
	case *Flags:
		p.list("flags { ", " }", len(t.Names), func(i int) { p.text(t.Names[i]) })
	case *Option:
		p.parametric("option", t.Elem)
	case *Result:
		p.result(t)
	case *Own:
		p.text("own<", t.Resource.Name, ">")
	case *Borrow:
		p.text("borrow<", t.Resource.Name, ">")
	case *Stream:
		p.parametric("stream", t.Elem)
	case *Future:
		p.parametric("future", t.Elem)
	case nil:
		p.text("_")
	default:
		p.text(t.String())
	}
}

// Names gives the names of types that have one, "" for others. Two types of one
// structure can have names of their own: it is the pointer that counts.
type Names func(Type) string

// Type is the type as WIT text writes it, named types by name.
func (n Names) Type(t Type) string {
	p := printer{names: n}
	p.typ(t)
	return p.Builder.String()
}

// Definition is the structure of a type; inside of it named types are written by
// name.
func (n Names) Definition(t Type) string {
	p := printer{names: n}
	p.structure(t)
	return p.Builder.String()
}

// Func is the type of a function as WIT text writes it, named types by name.
func (n Names) Func(f *Func) string {
	p := printer{names: n}
	p.function(f)
	return p.Builder.String()
}

func (p *printer) variantCase(c Case) {
	p.text(c.Name)
	if c.Type != nil {
		p.text("(")
		p.typ(c.Type)
		p.text(")")
	}
}

func (p *printer) parametric(word string, elem Type) {
	p.text(word)
	if elem != nil {
		p.text("<")
		p.typ(elem)
		p.text(">")
	}
}

func (p *printer) result(r *Result) {
	p.text("result")
	if r.OK == nil && r.Err == nil {
		return
	}
	p.text("<")
	p.typ(r.OK)
	if r.Err != nil {
		p.text(", ")
		p.typ(r.Err)
	}
	p.text(">")
}

func written(t Type) string {
	var p printer
	p.typ(t)
	return p.Builder.String()
}

func (l *List) String() string    { return written(l) }
func (m *Map) String() string     { return written(m) }
func (r *Record) String() string  { return written(r) }
func (t *Tuple) String() string   { return written(t) }
func (v *Variant) String() string { return written(v) }
func (e *Enum) String() string    { return written(e) }
func (f *Flags) String() string   { return written(f) }
func (o *Option) String() string  { return written(o) }
func (r *Result) String() string  { return written(r) }
func (o *Own) String() string     { return written(o) }
func (b *Borrow) String() string  { return written(b) }
func (s *Stream) String() string  { return written(s) }
func (f *Future) String() string  { return written(f) }

func (f *Func) String() string { return Names(nil).Func(f) }

func (p *printer) function(f *Func) {
	if f.Async {
		p.text("async ")
	}
	p.list("func(", ")", len(f.Params), func(i int) {
		p.text(f.Params[i].Name, ": ")
		p.typ(f.Params[i].Type)
	})
	if f.Result != nil {
		p.text(" -> ")
		p.typ(f.Result)
	}
}
