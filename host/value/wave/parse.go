package wave

import (
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/internal/text"
)

// Parse reads the value of type t that s holds, white space and comments
// around it aside. Errors are of type *Error. Memory and time are in proportion
// to s, and to the number of fields that it leaves out.
func Parse(t types.Type, s string) (value.Value, error) {
	if err := text.CheckUTF8(s); err != nil {
		return nil, err
	}
	p := &parser{text: s}
	v, err := p.value(t)
	if err != nil {
		return nil, err
	}
	return v, p.end()
}

// end says whether there is nothing more.
func (p *parser) end() error {
	p.space()
	if p.pos < len(p.text) {
		return p.expected("the end")
	}
	return nil
}

// value reads a value of type t, and the space before it.
func (p *parser) value(t types.Type) (value.Value, error) {
	p.space()
	switch t := t.(type) {
	case types.Primitive:
		return p.primitive(t)
	case *types.List:
		return p.list(t)
	case *types.Map:
		return p.mapping(t)
	case *types.Record:
		return p.record(t)
	case *types.Tuple:
		return p.tuple(t)
	case *types.Variant:
		return p.variant(t)
	case *types.Enum:
		return p.enum(t)
	case *types.Option:
		return p.option(t)
	case *types.Result:
		return p.result(t)
	case *types.Flags:
		return p.flags(t)
	}
	return nil, p.errorAt(p.pos, "want %s, which text cannot hold", text.Type(t))
}

func (p *parser) primitive(t types.Primitive) (value.Value, error) {
	switch t {
	case types.Bool:
		return p.bool()
	case types.Char:
		if !p.peek('\'') {
			return nil, p.expected("a character in quotes")
		}
		r, err := p.char()
		return value.Char(r), err
	case types.String:
		if !p.peek('"') {
			return nil, p.expected(`a string in quotes "`)
		}
		s, err := p.quoted()
		return value.String(s), err
	case types.F32, types.F64:
		return p.float(t)
	case types.ErrorContext:
		return nil, p.errorAt(p.pos, "want an error-context, which text cannot hold")
	}
	return p.integer(t)
}

func (p *parser) bool() (value.Value, error) {
	at := p.pos
	if name, plain := p.word(); plain {
		switch name {
		case "true":
			return value.Bool(true), nil
		case "false":
			return value.Bool(false), nil
		}
	}
	p.pos = at
	return nil, p.expected("true or false")
}

func (p *parser) integer(t types.Primitive) (value.Value, error) {
	at := p.pos
	digits := p.run(inNumber)
	if !text.IsInteger(digits) {
		p.pos = at
		return nil, p.wanted(t)
	}
	v, err := text.Integer(t, digits)
	if err != nil {
		return nil, p.errorAt(at, "%s", err)
	}
	return v, nil
}

func (p *parser) float(t types.Primitive) (value.Value, error) {
	at := p.pos
	v, err := text.Float(t, p.run(inNumber))
	if err != nil {
		p.pos = at
		return nil, p.wanted(t)
	}
	return v, nil
}

func (p *parser) list(t *types.List) (value.Value, error) {
	at := p.pos
	if !p.eat('[') {
		return nil, p.wanted(t)
	}
	n := 0
	one := func(item func() error) func() error {
		return func() error {
			if t.Fixed && n == int(t.Len) {
				return p.errorAt(p.pos, "the list has more than %s", text.Count(int(t.Len), "element"))
			}
			n++
			return item()
		}
	}
	var v value.Value
	var err error
	if t.Elem == types.U8 {
		bytes := value.Bytes{}
		err = p.items(']', one(func() error {
			b, err := p.value(types.U8)
			if err == nil {
				bytes = append(bytes, byte(b.(value.U8)))
			}
			return err
		}))
		v = bytes
	} else {
		list := value.List{}
		err = p.items(']', one(func() error {
			e, err := p.value(t.Elem)
			list = append(list, e)
			return err
		}))
		v = list
	}
	if err == nil && t.Fixed && n != int(t.Len) {
		err = p.errorAt(at, "want a list of %s, found %d", text.Count(int(t.Len), "element"), n)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (p *parser) mapping(t *types.Map) (value.Value, error) {
	if !p.eat('{') {
		return nil, p.wanted(t)
	}
	m := value.Map{}
	err := p.items('}', func() error {
		k, err := p.value(t.Key)
		if err != nil {
			return err
		}
		if err := p.expect(':', ": and the value"); err != nil {
			return err
		}
		v, err := p.value(t.Value)
		m = append(m, value.Entry{Key: k, Value: v})
		return err
	})
	return m, err
}

func (p *parser) tuple(t *types.Tuple) (value.Value, error) {
	at := p.pos
	if !p.eat('(') {
		return nil, p.wanted(t)
	}
	tuple := make(value.Tuple, 0, len(t.Elems))
	err := p.items(')', func() error {
		if len(tuple) == len(t.Elems) {
			return p.errorAt(p.pos, "the tuple has more than %s", text.Count(len(t.Elems), "value"))
		}
		v, err := p.value(t.Elems[len(tuple)])
		tuple = append(tuple, v)
		return err
	})
	if err == nil && len(tuple) < len(t.Elems) {
		err = p.errorAt(at, "want a tuple of %s, found %d", text.Count(len(t.Elems), "value"), len(tuple))
	}
	return tuple, err
}
