package sandbox

import (
	"context"
	"fmt"
	"time"
)

// LoadStep is what Open does with a guest before it can run anything.
type LoadStep string

// The steps come in this order.
const (
	// StepCompile: the component is decoded, and compiled or taken from the cache.
	StepCompile LoadStep = "compiling"
	// StepInstantiate: the guest's own start functions run.
	StepInstantiate LoadStep = "instantiating"
	// StepWarmup: Config.Warmup runs in the guest.
	StepWarmup LoadStep = "running the warm-up"
)

// DefaultLoadTimeout is the Config.LoadTimeout that 0 stands for. It is enough to
// compile an interpreter of 30 MB on a busy machine.
const DefaultLoadTimeout = 2 * time.Minute

// loading is one Open on its way.
type loading struct {
	ctx    context.Context // the caller's, with the limit
	caller context.Context
	limit  time.Duration // 0 where there is none
	began  time.Time
	step   LoadStep
}

// beginLoading starts the clock; limit is Config.LoadTimeout. done frees its timer.
func beginLoading(ctx context.Context, limit time.Duration) (l *loading, done func()) {
	l = &loading{ctx: ctx, caller: ctx, limit: limit, began: time.Now()}
	switch limit {
	case Unlimited:
		l.limit = 0
		return l, func() {}
	case 0:
		l.limit = DefaultLoadTimeout
	}
	l.ctx, done = context.WithTimeout(ctx, l.limit)
	return l, done
}

// explain makes the error of what failed: that of the caller's context, the
// limit's, or what it was.
func (l *loading) explain(err error) error {
	if ended := over(l.caller); ended != nil {
		return &loadEnded{step: l.step, err: ended}
	}
	if over(l.ctx) == nil {
		return err
	}
	return &LimitError{Limit: LimitLoad, Max: int64(l.limit), Used: int64(time.Since(l.began)), Step: l.step, Cause: err}
}

// loadEnded is the error of an Open whose caller's context ended.
type loadEnded struct {
	step LoadStep
	err  error
}

func (e *loadEnded) Error() string {
	return fmt.Sprintf("sandbox: open: the guest is not ready, still %s: %v", e.step, e.err)
}

func (e *loadEnded) Unwrap() error { return e.err }
