package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/valuejson"
	"github.com/vivarium-wasm/vivarium/host/value/wave"
)

// invokeCall is a call that is ready to be made. In place of a handle among its
// arguments stands the *wave.Call that returns the handle.
type invokeCall struct {
	target *exported
	args   []value.Value
}

// read finds the function that the command line names and reads its arguments.
func (t *exportTable) read(v *invocation) (*invokeCall, error) {
	name, _, inOne := strings.Cut(v.export, "(")
	target, err := t.find(strings.TrimSpace(name))
	if err != nil {
		return nil, err
	}
	if err := target.callable(); err != nil {
		return nil, err
	}
	if !wave.Holds(target.typ.Result) {
		return nil, usagef(
			"write '"+strings.TrimSpace(name)+"(...)' as an argument of a function that takes the handle",
			"%s cannot be called by itself: its result, %s, cannot be written as text", target.name, target.typ.Result)
	}
	call := &invokeCall{target: target}
	if inOne {
		call.args, err = t.inOne(v, target)
	} else {
		call.args, err = t.oneByOne(v, target)
	}
	return call, err
}

// callable refuses a function with a parameter whose values cannot be written as
// text. Handles are accepted: a call is written in their place.
func (e *exported) callable() error {
	for _, param := range e.typ.Params {
		switch param.Type.(type) {
		case *types.Own, *types.Borrow:
			continue
		}
		if !wave.Holds(param.Type) {
			return usagef("", "%s cannot be called from the command line: its parameter %s, %s, cannot be written as text", e.name, param.Name, param.Type)
		}
	}
	return nil
}

// params gives a function that finds the parameters of a call by its name. want is
// the type of the handle that the call must return. It is nil for the outermost
// call, which is the target.
func (t *exportTable) params(target *exported) func(name string, want types.Type) ([]types.Param, error) {
	return func(name string, want types.Type) ([]types.Param, error) {
		if want == nil {
			return target.typ.Params, nil
		}
		giver, err := t.find(name)
		if err == nil {
			err = giver.callable()
		}
		if err != nil {
			return nil, err
		}
		if given := giver.gives(); given == nil || given != resourceOf(want) {
			return nil, fmt.Errorf("%s does not return a handle of %s: %s", giver.name, resourceOf(want).Name, giver.typ)
		}
		return giver.typ.Params, nil
	}
}

func resourceOf(handle types.Type) *types.Resource {
	switch h := handle.(type) {
	case *types.Own:
		return h.Resource
	case *types.Borrow:
		return h.Resource
	}
	return nil
}

// gives is the resource of which the function returns a handle, by itself or as the
// ok case of a result. It is nil if the function returns no handle.
func (e *exported) gives() *types.Resource {
	result := e.typ.Result
	if r, ok := result.(*types.Result); ok {
		result = r.OK
	}
	if own, ok := result.(*types.Own); ok {
		return own.Resource
	}
	return nil
}

// oneByOne reads arguments that are words of their own: add 1 2.
func (t *exportTable) oneByOne(v *invocation, e *exported) ([]value.Value, error) {
	params := e.typ.Params
	if len(v.arguments) > len(params) {
		return nil, e.wrongCount(len(v.arguments))
	}
	args := make([]value.Value, 0, len(params))
	for i, text := range v.arguments {
		a, err := t.argument(v, e, params[i], text)
		if err != nil {
			return nil, e.wrongArgument(i, text, err)
		}
		args = append(args, a)
	}
	for _, param := range params[len(args):] {
		if _, optional := param.Type.(*types.Option); !optional {
			return nil, e.wrongCount(len(v.arguments))
		}
		args = append(args, value.None())
	}
	return args, nil
}

func (t *exportTable) argument(v *invocation, e *exported, param types.Param, text string) (value.Value, error) {
	switch {
	case resourceOf(param.Type) != nil:
		return wave.ParseHandle(param.Type, text, t.params(e))
	case v.json:
		return valuejson.Parse(param.Type, text)
	}
	return wave.Parse(param.Type, text)
}

// inOne reads arguments in parentheses, which are one word with the name: add(1, 2).
func (t *exportTable) inOne(v *invocation, e *exported) ([]value.Value, error) {
	if len(v.arguments) > 0 {
		return nil, usagef("", "arguments are given twice: in %s and as %q", v.export, v.arguments[0])
	}
	if v.json {
		return nil, usagef("", "with --json each argument is a word of its own: %s ARGUMENT...", e.name)
	}
	call, err := wave.ParseCall(v.export, t.params(e))
	if err != nil {
		return nil, usagef(e.signature(), "%w", err)
	}
	return call.Args, nil
}

// signature shows how the function is called.
func (e *exported) signature() string { return e.name + ": " + e.typ.String() }

func (e *exported) wrongCount(n int) error {
	takes := "no argument"
	switch len(e.typ.Params) {
	case 0:
	case 1:
		takes = "1 argument"
	default:
		takes = fmt.Sprintf("%d arguments", len(e.typ.Params))
	}
	missing := ""
	if n < len(e.typ.Params) {
		missing = fmt.Sprintf("; %s: %s is missing", e.typ.Params[n].Name, e.typ.Params[n].Type)
	}
	return usagef(e.signature(), "%s takes %s, %d given%s", e.name, takes, n, missing)
}

// wrongArgument is the error of an argument that cannot be read. The most frequent
// reason is a string without quotes.
func (e *exported) wrongArgument(i int, text string, err error) error {
	param := e.typ.Params[i]
	hint := e.signature()
	switch {
	case param.Type == types.String && !strings.Contains(text, `"`):
		hint = `strings have quotes, and the shell needs quotes around them: '` + value.Format(value.String(text)) + `'`
	case resourceOf(param.Type) != nil:
		hint += "\nwrite a call that returns the handle, such as '[constructor]" + resourceOf(param.Type).Name + "(...)'"
	}
	var at *wave.Error
	if errors.As(err, &at) && at.Line == 1 && at.Column == 1 {
		return usagef(hint, "argument %d, %s: %s", i+1, param.Name, at.Message)
	}
	return usagef(hint, "argument %d, %s: %w", i+1, param.Name, err)
}
