package command

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/host/value/wave"
)

// invokeRun is an instance with its limits, and the calls that are made on it.
type invokeRun struct {
	table    *exportTable
	limits   invokeLimits
	start    time.Time
	instance *host.Instance
	lent     []*host.Handle // to be dropped when the outermost call is over
}

// call makes an instance and calls it, within the limits.
func (t *exportTable) call(ctx context.Context, call *invokeCall, limits invokeLimits) (value.Value, error) {
	r := &invokeRun{table: t, limits: limits, start: time.Now()}
	if limits.wall != math.MaxInt64 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limits.wall)
		defer cancel()
	}
	var err error
	r.instance, err = t.prepared.Instantiate(ctx, host.InstanceConfig{Limits: host.Limits{Memory: limits.memory, Fuel: limits.fuel}})
	if err != nil {
		return nil, r.explained(err, "the start of "+t.file)
	}
	defer r.instance.Close()
	result, err := r.do(ctx, call)
	if err != nil {
		return nil, err
	}
	for _, h := range slices.Backward(r.lent) {
		if err := h.Drop(ctx); err != nil {
			return nil, r.explained(err, "the destructor of "+h.Name())
		}
	}
	return result, nil
}

// do makes a call. It makes the calls that stand for its arguments first.
func (r *invokeRun) do(ctx context.Context, call *invokeCall) (value.Value, error) {
	args := slices.Clone(call.args)
	for i, a := range args {
		var err error
		switch a := a.(type) {
		case value.Own:
			args[i], err = r.handle(ctx, a.Rep)
		case value.Borrow:
			var own value.Own
			own, err = r.handle(ctx, a.Rep)
			args[i] = value.Borrow(own)
			if h, ofComponent := own.Rep.(*host.Handle); ofComponent {
				r.lent = append(r.lent, h)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	result, err := r.instance.Call(ctx, call.target.ref, args...)
	if err != nil {
		return nil, r.explained(err, call.target.name)
	}
	return result, nil
}

// handle makes a call that returns a handle.
func (r *invokeRun) handle(ctx context.Context, rep any) (value.Own, error) {
	inner := rep.(*wave.Call)
	target, err := r.table.find(inner.Name)
	if err != nil {
		return value.Own{}, err // it was found before
	}
	result, err := r.do(ctx, &invokeCall{target: target, args: inner.Args})
	if err != nil {
		return value.Own{}, err
	}
	if res, fallible := result.(value.Result); fallible {
		if res.IsErr {
			return value.Own{}, &failure{code: exitRaised, kind: kindReturned, err: fmt.Errorf("%s returned an error instead of a handle of %s: %s", target.name, target.gives().Name, value.Format(res))}
		}
		result = res.Value
	}
	return result.(value.Own), nil // as its type says
}

// usage is what the instance has used so far. It is zero before there is one.
func (r *invokeRun) usage() host.Usage {
	if r.instance == nil {
		return host.Usage{}
	}
	return r.instance.Usage()
}

// explained turns the error of a call into the failure of a limit or of a trap.
func (r *invokeRun) explained(err error, what string) error {
	limits, used := r.limits, r.usage()
	var trap *host.Trap
	isTrap := errors.As(err, &trap)
	var limit *host.LimitError
	stopped := func(name sandbox.Limit, most, used int64) error {
		report := &limitReport{Name: string(name), Max: most, Used: used, Unit: name.Unit()}
		message, hint := limitText(report)
		return &failure{code: exitLimit, err: errors.New(message), hint: hint, limit: report}
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return stopped(sandbox.LimitWall, int64(limits.wall), int64(time.Since(r.start)))
	case isTrap && trap.Code == host.TrapOutOfFuel:
		return stopped(sandbox.LimitFuel, int64(limits.fuel), int64(limits.fuel))
	case errors.As(err, &limit) && (limit.Limit == "memory" || limit.Limit == "tables"):
		return stopped(sandbox.LimitMemory, int64(limit.Max), int64(limit.Used))
	case errors.As(err, &limit): // no flag of this command sets it
		name := sandbox.Limit(limit.Limit)
		report := &limitReport{Name: string(name), Max: int64(limit.Max), Used: int64(limit.Used), Unit: name.Unit()}
		return &failure{code: exitLimit, err: fmt.Errorf("%s: %s", what, limit), limit: report}
	case isTrap && trap.Cause == nil && used.GrowthRefused > 0:
		// Few guests can go on where memory is refused, and none says why it did not.
		return stopped(sandbox.LimitMemory, int64(limits.memory), int64(used.Memory))
	case isTrap && trap.Cause == nil:
		return &failure{code: exitRaised, kind: kindTrap, err: fmt.Errorf("%s trapped: %s", what, trap.Message), hint: trapFrames(trap)}
	}
	return err
}

// trapFrames is the stack of a trap, one function in each line.
func trapFrames(trap *host.Trap) string {
	lines := make([]string, len(trap.Frames))
	for i, frame := range trap.Frames {
		one := &host.Trap{Frames: []host.Frame{frame}}
		_, line, _ := strings.Cut(fmt.Sprintf("%+v", one), "\n\t")
		lines[i] = oneLine(line) // the component chose the names
	}
	return strings.Join(lines, "\n")
}
