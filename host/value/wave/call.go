package wave

import (
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/internal/text"
)

// maxCallDepth is how deep calls stand in arguments of calls.
const maxCallDepth = 64

// Call is the text of a call: `name(argument, ...)`. Where a parameter is a
// handle, which has no text, the argument is a call that gives one; it is in
// Args as a value.Own or value.Borrow whose Rep is its *Call. Elsewhere than in
// a parameter of its own a handle is refused.
type Call struct {
	Name string
	Args []value.Value
}

// ParseCall reads a call. params gives the parameters of the function that has a
// name; want is the type of the handle that the call is to give, nil for the
// outermost. Options at the end may be left out. Errors are of type *Error,
// those of params included.
func ParseCall(s string, params func(name string, want types.Type) ([]types.Param, error)) (*Call, error) {
	return parseCall(s, nil, params)
}

// ParseHandle reads a call that gives a handle of type t, which is an own or a
// borrow, as Call has it in an argument.
func ParseHandle(t types.Type, s string, params func(name string, want types.Type) ([]types.Param, error)) (value.Value, error) {
	call, err := parseCall(s, t, params)
	if err != nil {
		return nil, err
	}
	return handleOf(t, call), nil
}

func parseCall(s string, want types.Type, params func(name string, want types.Type) ([]types.Param, error)) (*Call, error) {
	if err := text.CheckUTF8(s); err != nil {
		return nil, err
	}
	p := &parser{text: s, params: params}
	call, err := p.call(want)
	if err != nil {
		return nil, err
	}
	return call, p.end()
}

func handleOf(t types.Type, call *Call) value.Value {
	if _, borrow := t.(*types.Borrow); borrow {
		return value.Borrow{Rep: call}
	}
	return value.Own{Rep: call}
}

// call reads a call, and the space before it.
func (p *parser) call(want types.Type) (*Call, error) {
	if p.calls++; p.calls > maxCallDepth {
		return nil, p.errorAt(p.pos, "calls stand in each other more than %d deep", maxCallDepth)
	}
	defer func() { p.calls-- }()
	p.space()
	at := p.pos
	size := strings.IndexAny(p.text[at:], "(,)\"'{}\n")
	if size <= 0 || p.text[at+size] != '(' {
		return nil, p.errorAt(at, "want a call, NAME(ARGUMENT, ...), found %s", p.found())
	}
	name := strings.TrimSpace(p.text[at : at+size])
	params, err := p.params(name, want)
	if err != nil {
		return nil, p.errorAt(at, "%s", err)
	}
	p.pos = at + size
	args, err := p.arguments(params)
	return &Call{Name: name, Args: args}, err
}

// arguments reads the arguments of a call, in their parentheses.
func (p *parser) arguments(params []types.Param) ([]value.Value, error) {
	if err := p.expect('(', "( and the arguments"); err != nil {
		return nil, err
	}
	args := make([]value.Value, 0, len(params))
	err := p.items(')', func() error {
		if len(args) == len(params) {
			return p.errorAt(p.pos, "the function takes %s", text.Count(len(params), "argument"))
		}
		v, err := p.argument(params[len(args)].Type)
		args = append(args, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	given := len(args)
	for _, param := range params[given:] {
		if _, optional := param.Type.(*types.Option); !optional {
			return nil, p.errorAt(p.pos-1, "the argument %s: %s is missing: the function takes %s, found %d",
				param.Name, text.Type(param.Type), text.Count(len(params), "argument"), given)
		}
		args = append(args, value.None())
	}
	return args, nil
}

func (p *parser) argument(t types.Type) (value.Value, error) {
	switch t.(type) {
	case *types.Own, *types.Borrow:
		if p.params == nil {
			break // no value of it has text
		}
		call, err := p.call(t)
		if err != nil {
			return nil, err
		}
		return handleOf(t, call), nil
	}
	return p.value(t)
}
