package valuejson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/internal/text"
)

// Error is the error of JSON that is not a value of the type that is wanted: see
// [value.TextError].
type Error = value.TextError

// Parse reads the value of type t that s, one value of JSON, holds. Errors are
// of type *Error. Names that are given twice are an error, as are those that the
// type does not have.
func Parse(t types.Type, s string) (value.Value, error) {
	if err := text.CheckUTF8(s); err != nil {
		return nil, err
	}
	p := &parser{text: s, tokens: json.NewDecoder(strings.NewReader(s))}
	p.tokens.UseNumber()
	first, err := p.next()
	if err != nil {
		return nil, err
	}
	v, err := p.value(t, first)
	if err != nil {
		return nil, err
	}
	p.skip()
	if _, err := p.tokens.Token(); !errors.Is(err, io.EOF) {
		return nil, p.errorAt(p.start, "want the end after the value")
	}
	return v, nil
}

// parser reads JSON by its tokens. Its methods are recursive as far as types are
// deep, not as far as JSON nests.
type parser struct {
	text   string
	tokens *json.Decoder
	start  int // of the last token
}

func (p *parser) errorAt(offset int, format string, args ...any) error {
	return text.At(p.text, offset, fmt.Sprintf(format, args...))
}

// skip puts start at the next token.
func (p *parser) skip() {
	rest := p.text[p.tokens.InputOffset():]
	p.start = len(p.text) - len(strings.TrimLeft(rest, " \t\r\n,:"))
}

// next is the next token: a json.Delim, bool, json.Number, string or nil.
func (p *parser) next() (json.Token, error) {
	p.skip()
	token, err := p.tokens.Token()
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, p.errorAt(len(p.text), "the JSON ends too early")
	case errors.As(err, &syntax):
		return nil, p.errorAt(p.start, "this is not JSON: %s", syntax)
	case err != nil:
		return nil, p.errorAt(p.start, "this is not JSON: %s", err)
	}
	if _, ok := token.(string); ok && hasLoneSurrogate(p.text[p.start:p.tokens.InputOffset()]) {
		return nil, p.errorAt(p.start, "the string has half of a surrogate pair")
	}
	return token, nil
}

// hasLoneSurrogate says whether a string of JSON has an escape that is half of a
// pair, which the decoder would replace without a word.
func hasLoneSurrogate(s string) bool {
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 >= len(s) {
			return false
		}
		if s[i+1] != 'u' {
			s = s[i+2:]
			continue
		}
		high, rest := unit(s[i:])
		s = rest
		switch {
		case high>>10 == 0xd800>>10:
			low, rest := unit(s)
			if low>>10 != 0xdc00>>10 {
				return true
			}
			s = rest
		case high>>10 == 0xdc00>>10:
			return true
		}
	}
}

// unit reads the escape \uXXXX, if s begins with one.
func unit(s string) (u uint16, rest string) {
	if len(s) < 6 || s[:2] != `\u` {
		return 0, s
	}
	_, _ = fmt.Sscanf(s[2:6], "%04x", &u)
	return u, s[6:]
}

// wanted is the error that the last token is not what is wanted.
func (p *parser) wanted(what string, token json.Token) error {
	found := "null"
	switch token := token.(type) {
	case json.Delim:
		found = map[json.Delim]string{'{': "an object", '[': "an array", '}': "}", ']': "]"}[token]
	case string:
		found = "the string " + text.Clip(string(appendString(nil, token)))
	case json.Number:
		found = text.Clip(token.String())
	case bool:
		found = fmt.Sprint(token)
	}
	return p.errorAt(p.start, "want %s, found %s", what, found)
}

// value reads a value of type t that begins with a token.
func (p *parser) value(t types.Type, token json.Token) (value.Value, error) {
	switch t := t.(type) {
	case types.Primitive:
		return p.primitive(t, token)
	case *types.List:
		return p.list(t, token)
	case *types.Map:
		return p.mapping(t, token)
	case *types.Record:
		return p.record(t, token)
	case *types.Tuple:
		return p.tuple(t, token)
	case *types.Variant:
		return p.variant(t, token)
	case *types.Enum:
		if name, ok := token.(string); ok && slices.Contains(t.Names, name) {
			return value.Enum(name), nil
		}
		return nil, p.wanted(text.Type(t), token)
	case *types.Option:
		return p.option(t, token)
	case *types.Result:
		return p.result(t, token)
	case *types.Flags:
		return p.flags(t, token)
	}
	return nil, p.errorAt(p.start, "want %s, which JSON cannot hold", text.Type(t))
}

func (p *parser) primitive(t types.Primitive, token json.Token) (value.Value, error) {
	s, isString := token.(string)
	number, isNumber := token.(json.Number)
	switch t {
	case types.Bool:
		if b, ok := token.(bool); ok {
			return value.Bool(b), nil
		}
		return nil, p.wanted("true or false", token)
	case types.String:
		if isString {
			return value.String(s), nil
		}
		return nil, p.wanted("a string", token)
	case types.Char:
		if r, size := utf8.DecodeRuneInString(s); isString && size > 0 && size == len(s) {
			return value.Char(r), nil
		}
		return nil, p.wanted("a string of one character", token)
	case types.F32, types.F64:
		if isNumber || isString && slices.Contains([]string{"nan", "inf", "-inf"}, s) {
			if v, err := text.Float(t, s+number.String()); err == nil {
				return v, nil
			}
		}
		return nil, p.wanted(t.String(), token)
	case types.ErrorContext:
		return nil, p.errorAt(p.start, "want an error-context, which JSON cannot hold")
	}
	digits := s + number.String()
	if !isString && !isNumber || !text.IsInteger(digits) {
		return nil, p.wanted(t.String(), token)
	}
	v, err := text.Integer(t, digits)
	if err != nil {
		return nil, p.errorAt(p.start, "%s", err)
	}
	return v, nil
}

// elements reads the elements of an array, whose [ has been read.
func (p *parser) elements(element func(json.Token) error) error {
	for {
		token, err := p.next()
		if err != nil || token == json.Delim(']') {
			return err
		}
		if err := element(token); err != nil {
			return err
		}
	}
}

// fields reads the fields of an object, whose { has been read.
func (p *parser) fields(field func(name string, at int) error) error {
	for {
		token, err := p.next()
		if err != nil || token == json.Delim('}') {
			return err
		}
		name, _ := token.(string) // or the decoder had refused it
		if err := field(name, p.start); err != nil {
			return err
		}
	}
}

// inner reads a whole value of type t.
func (p *parser) inner(t types.Type) (value.Value, error) {
	token, err := p.next()
	if err != nil {
		return nil, err
	}
	return p.value(t, token)
}

func (p *parser) list(t *types.List, token json.Token) (value.Value, error) {
	at, n := p.start, 0
	if token != json.Delim('[') {
		return nil, p.wanted(text.Type(t), token)
	}
	list, bytes := value.List{}, value.Bytes{}
	err := p.elements(func(token json.Token) error {
		if t.Fixed && n == int(t.Len) {
			return p.errorAt(p.start, "the list has more than %s", text.Count(n, "element"))
		}
		n++
		e, err := p.value(t.Elem, token)
		if b, ok := e.(value.U8); ok {
			bytes = append(bytes, byte(b))
		} else {
			list = append(list, e)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case t.Fixed && n != int(t.Len):
		return nil, p.errorAt(at, "want a list of %s, found %d", text.Count(int(t.Len), "element"), n)
	case t.Elem == types.U8:
		return bytes, nil
	}
	return list, nil
}

func (p *parser) tuple(t *types.Tuple, token json.Token) (value.Value, error) {
	at := p.start
	if token != json.Delim('[') {
		return nil, p.wanted(text.Type(t), token)
	}
	tuple := make(value.Tuple, 0, len(t.Elems))
	err := p.elements(func(token json.Token) error {
		if len(tuple) == len(t.Elems) {
			return p.errorAt(p.start, "the tuple has more than %s", text.Count(len(t.Elems), "value"))
		}
		v, err := p.value(t.Elems[len(tuple)], token)
		tuple = append(tuple, v)
		return err
	})
	if err == nil && len(tuple) < len(t.Elems) {
		err = p.errorAt(at, "want a tuple of %s, found %d", text.Count(len(t.Elems), "value"), len(tuple))
	}
	return tuple, err
}

func (p *parser) mapping(t *types.Map, token json.Token) (value.Value, error) {
	if token != json.Delim('[') {
		return nil, p.wanted("an array of [key, value]", token)
	}
	entry := &types.Tuple{Elems: []types.Type{t.Key, t.Value}}
	m := value.Map{}
	err := p.elements(func(token json.Token) error {
		v, err := p.tuple(entry, token)
		if err == nil {
			kv := v.(value.Tuple)
			m = append(m, value.Entry{Key: kv[0], Value: kv[1]})
		}
		return err
	})
	return m, err
}

func (p *parser) record(t *types.Record, token json.Token) (value.Value, error) {
	at := p.start
	if token != json.Delim('{') {
		return nil, p.wanted(text.Type(t), token)
	}
	record := make(value.Record, len(t.Fields))
	err := p.fields(func(name string, at int) error {
		i := slices.IndexFunc(t.Fields, func(f types.Field) bool { return f.Name == name })
		switch {
		case i < 0:
			return p.errorAt(at, "there is no field %s; fields are %s", text.Clip(name), text.Names(text.FieldNames(t)))
		case record[i].Value != nil:
			return p.errorAt(at, "the field %s is there twice", name)
		}
		v, err := p.inner(t.Fields[i].Type)
		record[i] = value.Field{Name: name, Value: v}
		return err
	})
	if err != nil {
		return nil, err
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

func (p *parser) flags(t *types.Flags, token json.Token) (value.Value, error) {
	if token != json.Delim('[') {
		return nil, p.wanted("an array of flags", token)
	}
	set := make([]bool, len(t.Names))
	err := p.elements(func(token json.Token) error {
		name, _ := token.(string)
		i := slices.Index(t.Names, name)
		switch {
		case i < 0:
			return p.wanted("a flag of "+text.Names(t.Names), token)
		case set[i]:
			return p.errorAt(p.start, "the flag %s is there twice", name)
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

func (p *parser) variant(t *types.Variant, token json.Token) (value.Value, error) {
	if name, ok := token.(string); ok {
		i := slices.IndexFunc(t.Cases, func(c types.Case) bool { return c.Name == name })
		switch {
		case i < 0:
			return nil, p.wanted(text.Type(t), token)
		case t.Cases[i].Type != nil:
			return nil, p.errorAt(p.start, `%s carries %s: want {"%s": ...}`, name, text.Type(t.Cases[i].Type), name)
		}
		return value.Variant{Case: name}, nil
	}
	name, v, err := p.oneOf(t.Cases, token)
	return value.Variant{Case: name, Value: v}, err
}

func (p *parser) option(t *types.Option, token json.Token) (value.Value, error) {
	if token == nil {
		return value.None(), nil
	}
	var v value.Value
	var err error
	if _, nested := t.Elem.(*types.Option); nested {
		_, v, err = p.oneOf([]types.Case{{Name: "some", Type: t.Elem}}, token)
	} else {
		v, err = p.value(t.Elem, token)
	}
	return value.Option{Value: v}, err
}

func (p *parser) result(t *types.Result, token json.Token) (value.Value, error) {
	name, v, err := p.oneOf([]types.Case{{Name: "ok", Type: t.OK}, {Name: "err", Type: t.Err}}, token)
	return value.Result{IsErr: name == "err", Value: v}, err
}

// oneOf reads an object of one field, which names a case. A case that carries
// nothing has the value null.
func (p *parser) oneOf(cases []types.Case, token json.Token) (name string, v value.Value, err error) {
	start, n := p.start, 0
	if token != json.Delim('{') {
		return "", nil, p.wanted(fmt.Sprintf("an object with %s", caseWords(cases)), token)
	}
	err = p.fields(func(field string, at int) error {
		i := slices.IndexFunc(cases, func(c types.Case) bool { return c.Name == field })
		switch {
		case i < 0:
			return p.errorAt(at, "there is no case %s; want %s", text.Clip(field), caseWords(cases))
		case n > 0:
			return p.errorAt(at, "want an object with one field")
		}
		n++
		name = field
		if cases[i].Type != nil {
			v, err = p.inner(cases[i].Type)
			return err
		}
		token, err := p.next()
		if err == nil && token != nil {
			err = p.wanted("null, as "+name+" carries nothing", token)
		}
		return err
	})
	if err == nil && n == 0 {
		err = p.errorAt(start, "want an object with %s", caseWords(cases))
	}
	return name, v, err
}

func caseWords(cases []types.Case) string {
	if len(cases) == 1 {
		return cases[0].Name
	}
	return "one of " + text.Names(text.CaseNames(&types.Variant{Cases: cases}))
}
