package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// Run runs code in a fresh instance and waits for its end.
//
// The Result is never nil: what was printed and used is in it whatever the error.
// Errors are *CodeError, *PythonError, *LimitError, *HostError, a *host.Trap where the
// guest broke, *BusyError (see Program.NoWait), ErrClosed, or one that errors.Is
// finds to be that of ctx. A program that exits with status
// 0 has no error.
func (s *Sandbox) Run(ctx context.Context, code string) (*Result, error) {
	return s.RunProgram(ctx, Program{Code: code})
}

// RunProgram is Run for a program that is given more than its code.
func (s *Sandbox) RunProgram(ctx context.Context, p Program) (*Result, error) {
	result := &Result{}
	inputs, err := s.accept(p)
	if err != nil {
		return result, err
	}
	var tree *workspace.Tree
	if len(p.Files) > 0 {
		if tree, err = s.workspace(p.Files); err != nil {
			return result, &ConfigError{Field: "Program.Files", Message: err.Error()}
		}
	}
	waited, err := s.enter(ctx, !p.NoWait)
	result.Usage.Wait = waited
	if err != nil {
		return result, fmt.Errorf("sandbox: run: %w", err)
	}
	defer s.leave()
	p.Code = withoutMark(p.Code)
	r := newRun(s, p, inputs)
	r.tree = tree
	return result, r.do(ctx, result)
}

// run is one run: what its imports work on.
type run struct {
	sandbox    *Sandbox
	program    Program
	inputs     []input
	generation uint64
	console    console
	stdin      stdin
	account    egress.Account
	tree       *workspace.Tree
	started    time.Time
	calls      []int64 // by the number of the function; see callGuard
	called     int64
	toolCalls  int64
	function   int    // the number of the function of the host that was called last
	tool       string // the tool that is being called
	held       held
	cut        host.LiftCut // of the call of the host that goes on
	answerCut  host.LiftCut // of the answer
	buffer     []byte       // what a read gives, until the next one
	// limit is the limit that a call of the host has met. Nothing runs after.
	limit *LimitError
}

func newRun(s *Sandbox, p Program, inputs []input) *run {
	r := &run{function: -1, sandbox: s, program: p, inputs: inputs, generation: s.generation.Add(1), started: time.Now()}
	r.stdin.from = p.Stdin
	r.console.most, r.console.memory = s.limits.Output, &r.held
	r.console.stdout.to, r.console.stderr.to = p.Stdout, p.Stderr
	return r
}

// do runs the program and fills in the result.
func (r *run) do(caller context.Context, result *Result) error {
	s := r.sandbox
	ctx, cancel := caller, context.CancelFunc(func() {})
	if s.limits.Wall != math.MaxInt64 {
		ctx, cancel = context.WithDeadline(caller, r.started.Add(s.limits.Wall))
	}
	defer cancel()
	cpu := startCPU()
	defer cpu.stop()

	output, used, err := r.call(ctx)
	r.report(result, used, cpu)
	if err == nil {
		return r.take(output, result)
	}
	return r.explain(caller, ctx, err, used, result)
}

// call runs the program in an instance that no run has left a trace in. The
// instance is given back even where a tool or a writer of the host's program ends the
// goroutine (runtime.Goexit).
func (r *run) call(ctx context.Context) (output runner.Output, used host.Usage, err error) {
	s, err := r.sandbox.seat(ctx, r)
	if err != nil {
		return output, used, err
	}
	instance := s.instance.Host()
	err = errLeft // until the program has ended
	defer func() {
		_ = instance.DropHandles() // what they own is the run's
		r.held.instance = nil      // the instance serves others from here on
		r.sandbox.pool.give(s, err)
	}()
	r.held.instance = instance
	if r.tree != nil && !r.tree.Account(&r.held) {
		return output, used, r.met(r.outOfMemory())
	}
	output, err = s.instance.RunPython(ctx, r.program.Code)
	return output, instance.Usage(), err
}

// errLeft stands for a run whose goroutine ended.
var errLeft = errors.New("sandbox: run: the goroutine ended")

// report fills in what is there whatever the end was.
func (r *run) report(result *Result, used host.Usage, cpu cpuClock) {
	result.Stdout, result.Stderr = r.console.stdout.String(), r.console.stderr.String()
	if r.tree != nil {
		r.tree.Account(nil)
	}
	result.Workspace = r.tree
	result.Usage = Usage{
		Wait:          result.Usage.Wait,
		Wall:          time.Since(r.started),
		CPU:           cpu.spent(),
		Fuel:          int64(used.Fuel),
		PeakMemory:    int64(used.MemoryPeak),
		MemoryRefused: int64(used.GrowthRefused),
		OutputBytes:   r.console.used,
		HTTPRequests:  r.account.Sent(),
		HostCalls:     r.sandbox.world.calls.byName(r),
	}
}

// displayCost is what a display takes beside its texts, in bytes.
const displayCost = 64

// take takes the answer of a program that ended well. Its size comes first: what
// is more than it may be is not looked at.
func (r *run) take(output runner.Output, result *Result) error {
	// Anything that was cut is over the limit.
	total := int64(max(r.answerCut.Bytes, r.answerCut.Elements*displayCost))
	if v := output.Value; v != nil && total == 0 {
		total += int64(len(v.Repr))
		if v.JSON != nil {
			total += int64(len(*v.JSON))
		}
	}
	if r.answerCut == (host.LiftCut{}) {
		for _, d := range output.Displays {
			total += displayCost + int64(len(d.MIME)+len(d.Data))
		}
	}
	if most := r.sandbox.limits.Result; total > most {
		return &LimitError{Limit: LimitResult, Max: most, Used: total}
	}
	if v := output.Value; v != nil {
		result.Value = &Value{Repr: v.Repr}
		// Text that only claims to be JSON would break the reader of the result.
		if v.JSON != nil && isJSON(*v.JSON, maxValueDepth) {
			result.Value.JSON = json.RawMessage(*v.JSON)
		}
	}
	for _, d := range output.Displays {
		result.Displays = append(result.Displays, Display{MIME: d.MIME, Data: d.Data})
	}
	return nil
}
