package wasi

import (
	"context"
	"time"
)

// Clock is where instances have the time from. It may be used by several
// instances at once where its functions may. Instances that start from one snapshot
// should share a Clock, or monotonic time may run backwards for them.
type Clock struct {
	// Wall gives the time of day. Default: the machine's.
	Wall func() time.Time
	// Monotonic gives the time since a moment that does not change, and never
	// less than before. Default: the time since NewClock.
	Monotonic func() time.Duration
	// Sleep returns nil after d, or as soon as it can receive from wake, which is
	// nil where nothing else is waited for; and the cause when ctx ends.
	// Default: a timer.
	Sleep func(ctx context.Context, d time.Duration, wake <-chan struct{}) error
	// Resolution is what the clocks say that the steps of time are. Default: 1 ns.
	Resolution time.Duration
}

// NewClock fills in the defaults of c.
func NewClock(c Clock) *Clock {
	if c.Wall == nil {
		c.Wall = time.Now
	}
	if c.Monotonic == nil {
		start := time.Now()
		c.Monotonic = func() time.Duration { return time.Since(start) }
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Resolution <= 0 {
		c.Resolution = 1
	}
	return &c
}

func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-wake:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}
