package wast

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// call is what an action came to.
type call struct {
	result types.Type
	got    value.Value
	err    error
}

// invoke calls the export that an action names. A status other than Passed says
// that there was no call.
func (r *runner) invoke(ctx context.Context, a *Action) (call, outcome) {
	if a == nil {
		return call{}, failed("the command has no action")
	}
	i, o := r.find(a.Module)
	if o.status != Passed {
		return call{}, o
	}
	if a.Type != "invoke" {
		return call{}, notRun(ClassCore, "the action %q is for core modules", a.Type)
	}
	ref, err := i.prepared.Func(a.Field)
	if err != nil {
		return call{}, failed("%v", err)
	}
	args := make([]value.Value, len(a.Args))
	for n, c := range a.Args {
		v, err := c.value(0)
		if err != nil {
			return call{}, failed("argument %d: %v", n+1, err)
		}
		if n < len(ref.Type().Params) {
			v = fit(v, ref.Type().Params[n].Type)
		}
		args[n] = v
	}
	got, err := i.inst.Call(ctx, ref, args...)
	return call{ref.Type().Result, got, err}, passed
}

func (r *runner) action(ctx context.Context, c *Command) outcome {
	done, o := r.invoke(ctx, c.Action)
	if o.status == Passed && done.err != nil {
		return failed("%v", done.err)
	}
	return o
}

func (r *runner) assertReturn(ctx context.Context, c *Command) outcome {
	done, o := r.invoke(ctx, c.Action)
	if o.status != Passed {
		return o
	}
	if done.err != nil {
		return failed("%v", done.err)
	}
	results := 0
	if done.got != nil {
		results = 1
	}
	if results != len(c.Expected) {
		return failed("%d results are expected, it has %d", len(c.Expected), results)
	}
	if results == 0 {
		return passed
	}
	want, err := c.Expected[0].value(0)
	if err != nil {
		return failed("the expected result: %v", err)
	}
	if want = fit(want, done.result); !value.Equal(want, done.got) {
		return failed("%s is expected, the result is %s", shown(want), shown(done.got))
	}
	return passed
}

// maxShown is how much of a value messages have, in bytes.
const maxShown = 500

// shown is a value with its type: "s32 1".
func shown(v value.Value) string {
	kind := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", v), "value."))
	text := v.String()
	if len(text) > maxShown {
		text = fmt.Sprintf("%s... (%d bytes)", strings.ToValidUTF8(text[:maxShown], ""), len(text))
	}
	return kind + " " + text
}

func (r *runner) assertTrap(ctx context.Context, c *Command) outcome {
	done, o := r.invoke(ctx, c.Action)
	if o.status != Passed {
		return o
	}
	if done.err == nil {
		if done.got == nil {
			return failed("a trap is expected (%s), it returned", c.Text)
		}
		return failed("a trap is expected (%s), the result is %s", c.Text, shown(done.got))
	}
	return judgeTrap(done.err, c.Text)
}

func (r *runner) assertException(ctx context.Context, c *Command) outcome {
	done, o := r.invoke(ctx, c.Action)
	if o.status != Passed {
		return o
	}
	var trap *host.Trap
	if errors.As(done.err, &trap) && trap.Code == host.TrapException {
		return passed
	}
	return failed("an exception is expected, the outcome is: %v", done.err)
}

// assertUninstantiable expects a valid component, whose imports are there, to
// trap as it is instantiated.
func (r *runner) assertUninstantiable(ctx context.Context, c *Command) outcome {
	return r.unusable(ctx, c, func(p *host.Prepared) outcome {
		inst, err := p.Instantiate(ctx, host.InstanceConfig{Limits: r.config.Limits})
		if err == nil {
			_ = inst.Close()
			return failed("a trap is expected (%s), it was instantiated", c.Text)
		}
		return judgeTrap(err, c.Text)
	}, func(err error) outcome { return failed("it cannot be linked: %v", err) })
}

// assertUnlinkable expects a valid component whose imports are not there.
func (r *runner) assertUnlinkable(ctx context.Context, c *Command) outcome {
	return r.unusable(ctx, c, func(*host.Prepared) outcome {
		return failed("a refusal to link is expected (%s), it was linked", c.Text)
	}, func(err error) outcome {
		var link *host.LinkError
		if !errors.As(err, &link) {
			return failed("a refusal to link is expected (%s), the outcome is: %v", c.Text, err)
		}
		if !saysWhy(link, c.Text) {
			return failed("%q is expected, it is not linked for another reason: %v", c.Text, err)
		}
		return passed
	})
}

// unusable loads and links the component of a command, and judges what is linked,
// or why it is not.
func (r *runner) unusable(ctx context.Context, c *Command, linked func(*host.Prepared) outcome, refused func(error) outcome) outcome {
	d := r.definition(ctx, c)
	defer d.close()
	switch {
	case d.outcome.status != Passed:
		return d.outcome
	case d.component == nil:
		return notRun(ClassCore, "a core module is not run by itself")
	}
	p, err := r.link(ctx, d)
	if err != nil {
		return refused(err)
	}
	defer p.Close()
	return linked(p)
}

// assertRefused expects bytes that are malformed, or a component that is not
// valid.
func (r *runner) assertRefused(ctx context.Context, c *Command) outcome {
	component, err := r.load(ctx, c)
	if component != nil {
		_ = component.Close()
	}
	var file *fileError
	switch {
	case errors.Is(err, errText):
		return notRun(ClassText, "%v", err)
	case errors.As(err, &file):
		return failed("%v", err)
	}
	return judgeRefusal(err, c.Type == "assert_malformed", c.Text)
}
