package wave

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/internal/text"
)

func (p *parser) record(t *types.Record) (value.Value, error) {
	at := p.pos
	if !p.eat('{') {
		return nil, p.wanted(t)
	}
	record := make(value.Record, len(t.Fields))
	fields := 0
	if p.eat(':') {
		if err := p.expect('}', "}"); err != nil {
			return nil, err
		}
	} else {
		err := p.items('}', func() error {
			fields++
			return p.field(t, record)
		})
		if err != nil {
			return nil, err
		}
		if fields == 0 {
			return nil, p.errorAt(at, "want a record; one without fields is written {:}")
		}
	}
	for i, f := range t.Fields {
		if record[i].Value != nil {
			continue
		}
		if _, optional := f.Type.(*types.Option); !optional {
			return nil, p.errorAt(at, "the record has no field %s: %s", f.Name, text.Type(f.Type))
		}
		record[i] = value.Field{Name: f.Name, Value: value.None()}
	}
	return record, nil
}

// field reads one field into its place.
func (p *parser) field(t *types.Record, record value.Record) error {
	at := p.pos
	name, _ := p.word()
	if name == "" {
		return p.expected("the name of a field")
	}
	i := slices.IndexFunc(t.Fields, func(f types.Field) bool { return f.Name == name })
	switch {
	case i < 0:
		return p.errorAt(at, "there is no field %s; fields are %s", text.Clip(name),
			text.Names(text.FieldNames(t)))
	case record[i].Value != nil:
		return p.errorAt(at, "the field %s is there twice", name)
	}
	if err := p.expect(':', ": and the value of "+name); err != nil {
		return err
	}
	v, err := p.value(t.Fields[i].Type)
	record[i] = value.Field{Name: name, Value: v}
	return err
}

func (p *parser) flags(t *types.Flags) (value.Value, error) {
	if !p.eat('{') {
		return nil, p.wanted(t)
	}
	set := make([]bool, len(t.Names))
	err := p.items('}', func() error {
		at := p.pos
		name, _ := p.word()
		if name == "" {
			return p.expected("the name of a flag")
		}
		i := slices.Index(t.Names, name)
		switch {
		case i < 0:
			return p.errorAt(at, "there is no flag %s; flags are %s", text.Clip(name), text.Names(t.Names))
		case set[i]:
			return p.errorAt(at, "the flag %s is there twice", name)
		}
		set[i] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	flags := value.Flags{}
	for i, name := range t.Names {
		if set[i] {
			flags = append(flags, name)
		}
	}
	return flags, nil
}

var keywords = []string{"true", "false", "some", "none", "ok", "err", "inf", "nan"}

// caseOf reads the name of a case, and gives its index.
func (p *parser) caseOf(t types.Type, names []string) (int, error) {
	at := p.pos
	word, plain := p.word()
	i := slices.Index(names, word)
	switch {
	case i < 0:
		p.pos = at
		return 0, p.wanted(t)
	case plain && slices.Contains(keywords, word):
		return 0, p.errorAt(at, "%s is a word of WAVE's own: the case is written %%%s", word, word)
	}
	return i, nil
}

func (p *parser) enum(t *types.Enum) (value.Value, error) {
	i, err := p.caseOf(t, t.Names)
	if err != nil {
		return nil, err
	}
	return value.Enum(t.Names[i]), nil
}

func (p *parser) variant(t *types.Variant) (value.Value, error) {
	i, err := p.caseOf(t, text.CaseNames(t))
	if err != nil {
		return nil, err
	}
	v, err := p.payload(t.Cases[i].Name, t.Cases[i].Type)
	return value.Variant{Case: t.Cases[i].Name, Value: v}, err
}

// payload reads what the case just read carries: nothing where t is nil.
func (p *parser) payload(name string, t types.Type) (value.Value, error) {
	if t == nil {
		at := p.pos
		if p.eat('(') {
			return nil, p.errorAt(p.pos-1, "%s carries no value", name)
		}
		p.pos = at
		return nil, nil
	}
	if err := p.expect('(', "( and "+text.Type(t)+", which "+name+" carries"); err != nil {
		return nil, err
	}
	v, err := p.value(t)
	if err != nil {
		return nil, err
	}
	return v, p.expect(')', ")")
}

// keyword takes one of the words if it is next and not written with %.
func (p *parser) keyword(words ...string) (string, bool) {
	at := p.pos
	if name, plain := p.word(); plain && slices.Contains(words, name) {
		return name, true
	}
	p.pos = at
	return "", false
}

// isFlat says whether a value of type t may stand for some or ok of it.
func isFlat(t types.Type) bool {
	switch t.(type) {
	case nil, *types.Option, *types.Result:
		return false
	}
	return true
}

func (p *parser) option(t *types.Option) (value.Value, error) {
	word, ok := p.keyword("some", "none")
	var v value.Value
	var err error
	switch {
	case word == "some":
		v, err = p.payload("some", t.Elem)
	case word == "none":
		_, err = p.payload("none", nil)
	case !ok && isFlat(t.Elem):
		v, err = p.value(t.Elem)
	default:
		return nil, p.expected("some(...) or none")
	}
	return value.Option{Value: v}, err
}

func (p *parser) result(t *types.Result) (value.Value, error) {
	word, ok := p.keyword("ok", "err")
	var v value.Value
	var err error
	switch {
	case word == "ok":
		v, err = p.payload("ok", t.OK)
	case word == "err":
		v, err = p.payload("err", t.Err)
	case !ok && isFlat(t.OK):
		v, err = p.value(t.OK)
	default:
		return nil, p.expected("ok or err")
	}
	return value.Result{IsErr: word == "err", Value: v}, err
}
